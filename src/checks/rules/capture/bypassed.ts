import { capturedBy, isWritten, listValue, placeOf } from './effective';
import { homeKey, homeOf } from '../../../model/by-home';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { append } from '../../../model/group-by';
import { GATEWAY_GROUP } from '../../../model/managed/classes';
import { ROUTE_KINDS } from '../../../model/managed/routes';
import { type ManifestIndex, referencesOf } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, mapAt, member, numberAt, stringAt, stringsAt, textsAt } from '../../../model/read';
import { LabelSelector } from '../../../model/selector';
import { targetPortOf } from '../../../model/service-port';
import { inboundCaptured, inboundRulesOf } from '../../../model/sidecar/captured';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Found, Scene } from '../../rule';
import { allServices, portsOf, serviceValue, targetNumber, transport } from '../networking/service-rule';
import { factsOf, proxyRule, running, short } from '../proxy-rule';
import { proxiesOf } from '../standing-rule';

/** A route that sends requests of mesh proxies to a Service. */
interface Route {
  readonly by: Manifest;
  /** Undefined: the only port that the Service has. */
  readonly port?: number;
  /** Are gateways among the clients? Otherwise sidecars are the only ones. */
  readonly ofGateway: boolean;
}

/** Where a short host stands is the namespace of who names it (istio pkg/config/model ResolveShortnameToFQDN). */
function serviceKey(index: ManifestIndex, by: Manifest, host: string, namespace?: string): string | undefined {
  const [name, own, ...rest] = host.split('.');
  if (rest.length > 0 && rest[0] !== 'svc') { return undefined; }
  const home = homeOf(index, by.key);
  return `${homeKey({ ...home, namespace: own ?? namespace ?? home.namespace })}/${name}`;
}

/** A route for the mesh names the Service whose requests it leads elsewhere. */
function namesService({ object }: Manifest): boolean {
  return (listAt(object, '/spec/parentRefs') ?? []).some((ref) => stringAt(ref, '/kind') === 'Service' && stringAt(ref, '/group') === '');
}

/** By the Service that they lead to. Only proxies of the mesh read VirtualServices; of the others the Gateway has to be of the mesh, or a Service. */
const routesOf = oncePerScene(({ index, proxies }: Scene) => {
  const found = new Map<string, Route[]>();
  const add = (route: Route, host: string | undefined, namespace?: string): void => {
    const key = host === undefined ? undefined : serviceKey(index, route.by, host, namespace);
    if (key !== undefined) { append(found, key, route); }
  };
  for (const by of index.list(NETWORKING_GROUP, 'VirtualService')) {
    const destinations = ['http', 'tcp', 'tls'].flatMap((kind) => listAt(by.object, `/spec/${kind}`) ?? []).flatMap((rule) => listAt(rule, '/route') ?? []);
    const ofGateway = textsAt(by.object, '/spec/gateways').some((gateway) => gateway !== 'mesh');
    for (const route of destinations) { add({ by, port: numberAt(route, '/destination/port/number'), ofGateway }, stringAt(route, '/destination/host')); }
  }
  const gateways = new Set(proxies.map(({ declaredBy }) => declaredBy));
  for (const by of ROUTE_KINDS.flatMap((kind) => index.list(GATEWAY_GROUP, kind))) {
    const ofGateway = referencesOf(by).some(({ to }) => gateways.has(index.get(to)!));
    if (!ofGateway && !namesService(by)) { continue; }
    for (const backend of (listAt(by.object, '/spec/rules') ?? []).flatMap((rule) => listAt(rule, '/backendRefs') ?? [])) {
      if ((stringAt(backend, '/kind') ?? 'Service') !== 'Service' || (stringAt(backend, '/group') ?? '') !== '') { continue; }
      add({ by, port: numberAt(backend, '/port'), ofGateway }, stringAt(backend, '/name'), stringAt(backend, '/namespace'));
    }
  }
  return found;
});

/** Does anybody say which TLS clients speak with the Service, or with names that it may be among? Then it is no mTLS that nobody asked for. */
const tlsIsSaid = oncePerScene(({ index }: Scene) => {
  const rules = index.list(NETWORKING_GROUP, 'DestinationRule').filter(({ object }) => {
    const policies = [mapAt(object, '/spec/trafficPolicy'), ...(listAt(object, '/spec/subsets') ?? []).map((subset) => mapAt(subset, '/trafficPolicy'))];
    return policies.some((policy) => [policy, ...listAt(policy, '/portLevelSettings') ?? []].some((one) => member(one, 'tls') !== undefined));
  });
  const hosts = rules.map((rule) => [rule, stringAt(rule.object, '/spec/host') ?? '*'] as const);
  const keys = new Set(hosts.map(([rule, host]) => serviceKey(index, rule, host)));
  const isWide = hosts.some(([, host]) => host.includes('*'));
  return (key: string): boolean => isWide || keys.has(key);
});

/** The namespaces in which a PeerAuthentication turns mTLS off somewhere: clients then send plain text to whom it is for. */
const turnedOff = oncePerScene(({ index }: Scene): ReadonlySet<string | undefined> => {
  const policies = index.list('security.istio.io', 'PeerAuthentication').filter(({ object }) => {
    const modes = [stringAt(object, '/spec/mtls/mode'), ...Object.values(mapAt(object, '/spec/portLevelMtls') ?? {}).map((one) => stringAt(one, '/mode'))];
    return modes.includes('DISABLE');
  });
  return new Set(policies.map(({ key }) => index.namespaceOf(key)));
});

/** One of the root namespace is for all of the mesh. */
function isOff({ namespace }: EffectiveProxy, scene: Scene): boolean {
  return turnedOff(scene).has(namespace) || turnedOff(scene).has(scene.facts.rootNamespace);
}

/** CAP036 */
export const bypassedButEncrypted = proxyRule({
  id: 'CAP036',
  title: 'mTLS to a port that bypasses the sidecar',
  what: 'A VirtualService, or a route of a Gateway of the mesh or of a Service, sends requests to a Service whose port leads to pods with a sidecar, at a port that `excludeInboundPorts` '
    + 'leaves out, or `includeInboundPorts` does not name. Silent where a DestinationRule says which TLS clients speak, or a PeerAuthentication turns mTLS off, '
    + 'and for sidecars as clients of a headless Service some of whose pods have no sidecar: they speak plain text with it.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Clients speak mTLS with every pod that has a sidecar, because istiod tells them to: it looks at the label security.istio.io/tlsMode, and knows nothing of ports that iptables leaves '
    + 'out. The application gets the TLS handshake and answers with an error, whether mTLS is strict or permissive.',
  source: 'Istio (main, August 2026) pilot/pkg/xds/endpoints/mtls_checker.go checkMtlsEnabled; pilot/pkg/model/push_context.go BestEffortInferServiceMTLSMode; '
    + 'files/injection-template.yaml (security.istio.io/tlsMode); istio issue 30311',
  makes: ['sidecar'],
}, (proxy, scene) => {
  const captured = capturedBy(proxy, scene);
  if (!captured || !speaksMtls(proxy, scene)) { return []; }
  const rules = inboundRulesOf(captured.capture);
  const name = rules?.includeInboundPorts === '*' ? 'excludeInboundPorts' : 'includeInboundPorts';
  const list = captured.capture[name];
  if (!rules || rules.mode === 'NONE' || !isWritten(list)) { return []; }
  return allServices(proxy).flatMap((service) => routedPorts(service, proxy, scene).flatMap(({ port, pointer, by }): Found[] => {
    const target = targetNumber(targetPortOf(valueAt(service.object, pointer)), proxy);
    if (target === undefined || inboundCaptured(rules, target).captured) { return []; }
    const { namespace, name: host = '' } = service.object.metadata;
    return [{
      message: `port ${target} bypasses the sidecar (${name} ${list.value === '' ? 'is empty' : short(list.value)}), and ${by.key.kind} ${short(by.key.name)} sends requests to `
        + `port ${port} of Service ${short(host)} there: clients of the mesh speak mTLS with it, and the application gets the handshake`,
      fix: `${name === 'excludeInboundPorts' ? `take ${target} out of excludeInboundPorts` : `add ${target} to includeInboundPorts`}, or write a DestinationRule for ${
        short(host)}${namespace === undefined ? '' : `.${short(namespace)}`} with tls.mode DISABLE for port ${port}`,
      ...placeOf(list),
      part: `${short(host)}:${port}`,
      values: [listValue(name, list), serviceValue(service, 'port', joinPointer(pointer, 'port'))],
    }];
  }));
});

function isLabelled({ workload, template }: EffectiveProxy): boolean {
  return (stringsAt(workload.object, joinPointer(template, 'metadata', 'labels'))['security.istio.io/tlsMode'] ?? 'istio') === 'istio';
}

/**
 * Sidecars speak mTLS with a headless Service where all of its pods do, else with none of them; gateways ask for each pod (push_context.go
 * BestEffortInferServiceMTLSMode, cluster.go convertResolution).
 */
function allSpeakMtls({ object }: TracedObject, { cluster, namespace }: EffectiveProxy, scene: Scene): boolean {
  return scene.index.selected(cluster, namespace, LabelSelector.ofLabels(stringsAt(object, '/spec/selector')))
    .every((workload) => proxiesOf(workload, scene).some((proxy) => running(proxy) && isLabelled(proxy)));
}

/** Clients ask whether the pods have a sidecar, as their label says, and whether mTLS is turned off for them. */
function speaksMtls(proxy: EffectiveProxy, scene: Scene): boolean {
  return isLabelled(proxy) && member(factsOf(proxy, scene).meshConfig, 'enableAutoMtls') !== false && !isOff(proxy, scene);
}

/** The ports of a Service to which routes lead. */
function routedPorts(
  service: TracedObject, proxy: EffectiveProxy, scene: Scene,
): readonly { readonly port: number; readonly pointer: string; readonly by: Manifest }[] {
  const origin = service.origin('');
  const key = origin.kind === 'set' ? `${homeKey(homeOf(scene.index, origin.manifest.key))}/${origin.manifest.key.name}` : undefined;
  const all = key === undefined || tlsIsSaid(scene)(key) ? [] : routesOf(scene).get(key) ?? [];
  const isMixed = all.length > 0 && stringAt(service.object, '/spec/clusterIP') === 'None' && !allSpeakMtls(service, proxy, scene);
  const routes = isMixed ? all.filter(({ ofGateway }) => ofGateway) : all;
  const ports = routes.length === 0 ? [] : portsOf(service);
  return ports.filter((port) => transport(port) === 'TCP').flatMap(({ value, pointer }) => {
    const port = numberAt(value, '/port');
    const route = routes.find((one) => (one.port === undefined ? ports.length === 1 : one.port === port));
    return port === undefined || !route ? [] : [{ port, pointer, by: route.by }];
  });
}
