import { cidrList, problemOf } from '../../../kube';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { INIT_CONTAINER, VALIDATION_CONTAINER } from '../../../model/injected';
import { type Effective, isSet, type Known, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member, stringsAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { allServices, originOf, portName, portsOf, targetOf, typeOf } from '../networking/service-rule';
import { GATEWAYS, proxyRule, short } from '../proxy-rule';

/** SEC019: the mesh around the mesh. */
export const meshBypass = proxyRule({
  id: 'SEC019',
  title: 'everything that goes out bypasses the mesh',
  what: 'The excluded outbound ranges of a sidecar cover all of IPv4 or all of IPv6 (0.0.0.0/0, ::/0, or ranges that add up to them), while it captures.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Excluded ranges stand before included ones: what the application sends leaves the pod without mTLS, policy, retries and telemetry, while the sidecar '
    + 'runs and costs.',
  source: 'Istio 1.30.3 tools/istio-iptables/pkg/capture/run.go; istio.io, Traffic annotations (excludeOutboundIPRanges)',
  makes: ['sidecar'],
}, (proxy) => {
  const ranges = excludedRanges(proxy);
  if (ranges === undefined || typeof ranges.value !== 'string' || ranges.value.length > 20_000 || !ranges.value.includes('/')) { return []; }
  const text = ranges.value;
  const family = ['0.0.0.0/0', '::/0'].find((all) => problemOf(() => cidrList(text, 'ranges')) === undefined && cidrList(text, 'ranges').covers(all));
  if (family === undefined) { return []; }
  return [{
    message: `excludeOutboundIPRanges ${short(text)} covers ${family}: nothing that goes out over IPv${family === '::/0' ? 6 : 4} is captured`,
    fix: 'exclude only the ranges that must not pass the proxy, or set sidecar.istio.io/inject: "false" if none is wanted',
    at: ranges.origin,
    values: [{ name: 'excludeOutboundIPRanges', value: ranges, show: short }],
  }];
});

/** As iptables is told, whoever said it; with a CNI plugin the annotation is all there is. */
function excludedRanges({ workload, template }: EffectiveProxy): Known<unknown> | undefined {
  const annotation = workload.at<unknown>(joinPointer(template, 'metadata', 'annotations', 'traffic.sidecar.istio.io/excludeOutboundIPRanges'));
  if (annotation.known && annotation.value !== undefined) { return annotation; }
  const list = joinPointer(template, 'spec', 'initContainers');
  for (const [at, container] of (listAt(workload.object, list) ?? []).entries()) {
    const name = member(container, 'name');
    if (name !== INIT_CONTAINER && name !== VALIDATION_CONTAINER) { continue; }
    const args = listAt(container, '/args') ?? [];
    const flag = args.indexOf('-x');
    if (flag < 0 || flag + 1 >= args.length) { continue; }
    const ranges = workload.at<unknown>(joinPointer(list, at, 'args', flag + 1));
    return ranges.known ? ranges : undefined;
  }
  return undefined;
}

/** `metric-config.<type>.<metric>.<collector>/prometheus-server`. */
const SERVER_KEY = /^metric-config\..{1,250}\/prometheus-server$/;

/** SEC020: whoever may write an autoscaler may send the adapter anywhere. */
export const queryServer = proxyRule({
  id: 'SEC020',
  title: 'autoscaler names the server to query',
  what: 'An autoscaler of a proxy\'s workload has an annotation of kube-metrics-adapter with the key `prometheus-server`.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'The adapter sends the query to any URL that stands there, with its own place in the network: whoever may write autoscalers reaches what the adapter reaches, '
    + 'and decides how far the workload scales.',
  source: 'zalando-incubator/kube-metrics-adapter README and pkg/collector/prometheus_collector.go (prometheus-server, prometheus-server-alias)',
}, ({ scaling }) => scaling.autoscalers.flatMap(({ object }): Found[] => Object.keys(mapAt(object.object, '/metadata/annotations') ?? {})
  .filter((key) => key.length < 320 && SERVER_KEY.test(key)).map((key) => {
    const place = joinPointer('/metadata/annotations', key);
    const value = object.at<unknown>(place);
    return {
      message: `annotation ${short(key)} has the adapter query ${short(value.value)}`,
      fix: 'start the adapter with --prometheus-server-alias and name the alias: the key prometheus-server-alias',
      part: key.slice(0, 200),
      at: value.origin,
      values: [{ name: short(key), value, show: short }],
    };
  })));

/** SEC021: what runs tomorrow. */
export const unpinnedImage = proxyRule({
  id: 'SEC021',
  title: 'proxy image without a fixed version',
  what: 'Somebody sets the image of the proxy without tag and digest, or with the tag latest.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'A pod that starts later may run another proxy than its neighbours, and one that does not fit istiod.',
  source: 'https://kubernetes.io/docs/concepts/containers/images/ (avoid :latest); istio.io, Resource annotations (sidecar.istio.io/proxyImage)',
}, ({ workload, container }) => {
  if (container === undefined) { return []; }
  const image = workload.at<unknown>(joinPointer(container, 'image'));
  if (!isSet(image) || typeof image.value !== 'string' || image.value === '' || image.value === 'auto' || image.value.includes('@sha256:')) { return []; }
  const last = image.value.slice(image.value.lastIndexOf('/') + 1);
  const tag = last.includes(':') ? last.slice(last.indexOf(':') + 1) : undefined;
  if (tag !== undefined && tag !== 'latest') { return []; }
  return [{
    message: `the proxy's image is ${short(image.value)}, ${tag === undefined ? 'without a tag' : 'with the tag latest'}`,
    fix: 'name the version of the mesh, such as istio/proxyv2:1.30.3, or a digest, or leave the image to the injector',
    at: image.origin,
    values: [{ name: 'image', value: image, show: short }],
  }];
});

/** What the proxy says of itself there, without asking who wants to know. */
const OWN_PORTS: ReadonlyMap<number | string | undefined, string> = new Map([[15020, 'metrics and health of the agent'], [15090, 'Envoy\'s metrics']]);

/** Annotations with which clouds make a load balancer internal. */
const INTERNAL = /(?:internal|intranet|private)/i;

/** `…-acl-id`; not the middle of a word, such as that of oraclecloud.com. */
const ACCESS_LIST = /(?:^|[-/.])acl/;

/** SEC022: metrics are for the cluster. */
export const exposedMetrics = proxyRule({
  id: 'SEC022',
  title: 'load balancer leads strangers to the proxy\'s own ports',
  what: 'A Service of type LoadBalancer in front of a gateway leads to 15020 or 15090, has no source ranges, and no annotation makes the load balancer internal.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'These ports answer everybody: names of hosts, routes and clusters, versions and traffic. For health checks 15021 is enough, which tells nothing else.',
  source: 'istio.io, Ports used by Istio (15020, 15090); istio.io, Security best practices; the examples of ASM carry 15020',
  roles: GATEWAYS,
}, (proxy) => allServices(proxy).flatMap((service): Found[] => {
  if (typeOf(service).value !== 'LoadBalancer' || isNarrowed(service)) { return []; }
  return portsOf(service).flatMap((port): Found[] => {
    const what = OWN_PORTS.get(targetOf(port));
    if (what === undefined) { return []; }
    const place = joinPointer(port.pointer, member(port.value, 'targetPort') ? 'targetPort' : 'port');
    const origin = originOf(service, place);
    if (origin.kind === 'unknown') { return []; }
    const target: Effective<unknown> = known(targetOf(port), origin);
    return [{
      message: `${portName(port)} of Service ${short(service.object.metadata.name)} leads everybody to ${short(targetOf(port))}, ${what}`,
      fix: `${targetOf(port) === 15020 && !leadsToHealth(service) ? 'lead the port to 15021, where load balancers check health' : 'remove the port'}, or set loadBalancerSourceRanges`,
      part: `${short(service.object.metadata.name)}.${port.at}`,
      at: origin,
      values: [{ name: 'targetPort', value: target }, { name: 'type', value: typeOf(service) }],
    }];
  });
}));

function leadsToHealth(service: TracedObject): boolean {
  return portsOf(service).some((port) => targetOf(port) === 15021);
}

function isNarrowed(service: TracedObject): boolean {
  if ((listAt(service.object, '/spec/loadBalancerSourceRanges') ?? []).length > 0) { return true; }
  return Object.entries(stringsAt(service.object, '/metadata/annotations')).some(([key, value]) => (
    key.includes('source-ranges') || ACCESS_LIST.test(key) || INTERNAL.test(key.slice(0, 320)) || INTERNAL.test(value.slice(0, 200))));
}
