import type { Item, View } from './item';
import { configField, configVariable, ownAnnotation } from './pod';
import { always, flag, oneOf, table } from './values';
import { cidrList, portList, problemOf } from '../../kube';
import { ClusterKind, Feature, Flavor, Support } from '../../platform';
import type { JsonMap } from '../../platform/json';
import { OutboundTrafficMode, SidecarInterceptionMode } from '../setting-parts';
import type { SidecarSettings } from '../settings';

const CAPTURE = 'Istio 1.30.3 pkg/kube/inject/validate.go and files/injection-template.yaml; source document 002';

type ListId = Extract<keyof SidecarSettings, `include${string}` | `exclude${string}`>;

interface ListRow {
  readonly id: ListId;
  /** The annotation without its prefix, which is also the field of ASM's resource. */
  readonly name: string;
  /** The value of the istiod chart. */
  readonly value: string;
  readonly parameter: string;
  readonly flag: string;
  readonly kind: 'ranges' | 'ports';
  readonly wildcard?: true;
  readonly ignored?: (view: View) => string | undefined;
}

const ROWS: readonly ListRow[] = [
  { id: 'includeOutboundIpRanges', name: 'includeOutboundIPRanges', value: 'includeIPRanges', parameter: 'IncludeIPRanges', flag: '-i', kind: 'ranges', wildcard: true },
  { id: 'excludeOutboundIpRanges', name: 'excludeOutboundIPRanges', value: 'excludeIPRanges', parameter: 'ExcludeIPRanges', flag: '-x', kind: 'ranges' },
  { id: 'includeInboundPorts', name: 'includeInboundPorts', value: 'includeInboundPorts', parameter: 'IncludeInboundPorts', flag: '-b', kind: 'ports', wildcard: true },
  {
    id: 'excludeInboundPorts',
    name: 'excludeInboundPorts',
    value: 'excludeInboundPorts',
    parameter: 'ExcludeInboundPorts',
    flag: '-d',
    kind: 'ports',
    // tools/istio-iptables/pkg/capture/run.go handleInboundPortsInclude
    ignored: ({ value }) => ((value('includeInboundPorts') ?? '*') === '*' ? undefined : "it counts only while 'includeInboundPorts' is \"*\""),
  },
  { id: 'includeOutboundPorts', name: 'includeOutboundPorts', value: 'includeOutboundPorts', parameter: 'IncludeOutboundPorts', flag: '-q', kind: 'ports' },
  { id: 'excludeOutboundPorts', name: 'excludeOutboundPorts', value: 'excludeOutboundPorts', parameter: 'ExcludeOutboundPorts', flag: '-o', kind: 'ports' },
];

function list({ id, name, value: chart, parameter, flag: argument, kind, wildcard, ignored }: ListRow): Item {
  const key = `traffic.sidecar.istio.io/${name}`;
  return {
    id,
    read: (settings, { platform }, add) => {
      const own: unknown = settings[id];
      if (own === undefined) { return undefined; }
      if (platform.supports(Feature.CAPTURE_SETTINGS) === Support.NO) { add(`'${id}' is not possible here: ${platform.explain(Feature.CAPTURE_SETTINGS)}`); }
      const problem = problemOf(() => (kind === 'ranges' ? cidrList : portList)(own, `'${id}'`, { wildcard: wildcard === true }));
      if (problem !== undefined) { add(problem); }
      return typeof own === 'string' ? own : undefined;
    },
    istio: (value) => ({ annotations: { [key]: String(value) } }),
    values: (value) => ({ global: { proxy: { [chart]: value } } }),
    asm: (value) => ({ [name]: value }),
    asmGlobal: (value) => ({ parameters: { [parameter]: value } }),
    ofPod: ownAnnotation(key),
    fallback: always(wildcard ? '*' : ''),
    site: { [Flavor.ISTIO]: `istio-init argument ${argument}`, [Flavor.ASM]: `istio-init argument ${argument}` },
    ignored: (_, view) => (view.value('interceptionMode') === 'NONE' ? 'interception mode NONE captures nothing' : ignored?.(view)),
    source: CAPTURE,
  };
}

const interceptionMode: Item = {
  id: 'interceptionMode',
  read: ({ interceptionMode: own }, { platform, level }, add) => {
    if (own === undefined) { return undefined; }
    if (own === SidecarInterceptionMode.TPROXY && platform.supports(Feature.TPROXY_SETTING) === Support.NO) {
      add(`'interceptionMode' is not possible here: ${platform.explain(Feature.TPROXY_SETTING)}`);
    }
    if (own === SidecarInterceptionMode.NONE && platform.flavor === Flavor.ASM && level === 'global') {
      add("'interceptionMode' must be REDIRECT or TPROXY for the whole mesh on ASM, got NONE; use it for a namespace or workload");
    }
    return oneOf(own, 'interceptionMode', Object.values(SidecarInterceptionMode), add);
  },
  istio: (value) => ({ annotations: { 'sidecar.istio.io/interceptionMode': String(value) } }),
  values: (value) => ({ meshConfig: { defaultConfig: { interceptionMode: value } } }),
  // the resource knows REDIRECT and TPROXY only
  asm: (value): JsonMap => (value === SidecarInterceptionMode.NONE ? {} : { interceptionMode: value }),
  asmPod: (value) => (value === SidecarInterceptionMode.NONE ? { annotations: { 'sidecar.istio.io/interceptionMode': String(value) } } : {}),
  asmGlobal: (value) => ({ parameters: { InterceptionMode: value } }),
  ofPod: (pod) => ownAnnotation('sidecar.istio.io/interceptionMode')(pod) ?? configField('interceptionMode')(pod),
  fallback: always('REDIRECT'),
  site: { [Flavor.ISTIO]: 'istio-init argument -m, PROXY_CONFIG', [Flavor.ASM]: 'istio-init argument -m, PROXY_CONFIG' },
  warning: (value, { flavor }) => (value === SidecarInterceptionMode.TPROXY
    ? `TPROXY makes istio-proxy run as root with NET_ADMIN, which restricted Pod Security forbids${flavor === Flavor.ASM ? ', and ASM does not support it on nodes with CentOS' : ''}`
    : undefined),
  source: CAPTURE,
};

/** ISTIO_META_DNS_AUTO_ALLOCATE only counts before Istio 1.25; ASM prints both (source document 002). */
const CAPTURE_DNS = 'ISTIO_META_DNS_CAPTURE';

const dnsProxy: Item = {
  id: 'dnsProxy',
  read: ({ dnsProxy: own, environment }, { platform }, add) => {
    if (own === undefined) { return undefined; }
    if (own === true && platform.supports(Feature.DNS_CAPTURE) === Support.NO) {
      add(`'dnsProxy' is not possible here: ${platform.explain(Feature.DNS_CAPTURE)}; leave it off`);
    }
    if (environment?.[CAPTURE_DNS] !== undefined) { add(`'environment' must not have ${CAPTURE_DNS} beside 'dnsProxy', which writes it; keep one of the two`); }
    return flag(own, 'dnsProxy', add);
  },
  istio: (value) => ({ config: { proxyMetadata: { [CAPTURE_DNS]: String(value) } } }),
  proxyConfig: (value) => ({ environmentVariables: { [CAPTURE_DNS]: String(value) } }),
  values: (value) => ({ meshConfig: { defaultConfig: { proxyMetadata: { [CAPTURE_DNS]: String(value) } } } }),
  asm: (value) => ({ istioDNSProxyEnabled: value }),
  asmGlobal: (value) => ({ parameters: { DNSProxyingEnabled: value } }),
  ofPod: (pod) => { const own = configVariable(CAPTURE_DNS)(pod); return own === undefined ? undefined : own === 'true'; },
  fallback: table('dnsCapture', (value) => value),
  site: { [Flavor.ISTIO]: `${CAPTURE_DNS} of istio-proxy and istio-init`, [Flavor.ASM]: `ISTIO_META_DNS_AUTO_ALLOCATE and ${CAPTURE_DNS} of istio-proxy` },
  ignored: (value, { pod, platform, value: of }) => {
    if (value !== true) { return undefined; }
    if (pod.labels['alibabacloud.com/eci'] === 'true') { return 'ECI pods lack the permissions for the DNS proxy'; }
    if (platform.clusterKind === ClusterKind.ACK_SERVERLESS) { return 'ACK Serverless clusters lack the permissions for the DNS proxy'; }
    return of('interceptionMode') === 'NONE' ? 'interception mode NONE captures nothing' : undefined;
  },
  source: 'Istio 1.30.3 pkg/istio-agent; source document 002, "Enable DNS proxy"',
};

const outboundTrafficPolicy: Item = {
  id: 'outboundTrafficPolicy',
  read: ({ outboundTrafficPolicy: own }, { platform }, add) => {
    if (own === undefined) { return undefined; }
    if (own === OutboundTrafficMode.ALLOW_ANY_DYNAMIC_DNS && platform.supports(Feature.DYNAMIC_DNS_OUTBOUND_POLICY) === Support.NO) {
      add(`'outboundTrafficPolicy' is not possible here: ${platform.explain(Feature.DYNAMIC_DNS_OUTBOUND_POLICY)}`);
    }
    return oneOf(own, 'outboundTrafficPolicy', Object.values(OutboundTrafficMode), add);
  },
  onlyAt: {
    levels: { [Flavor.ISTIO]: ['global'], [Flavor.ASM]: ['global'] },
    instead: 'write a Sidecar resource for the namespace or the labels with OutboundTrafficPolicy; it needs no restart, and what it refuses gets 502 over HTTP and a reset over TCP',
  },
  values: (value) => ({ meshConfig: { outboundTrafficPolicy: { mode: value } } }),
  asmGlobal: (value) => ({ parameters: { OutboundTrafficPolicy: value } }),
  ofPod: () => undefined,
  fallback: always('ALLOW_ANY'),
  site: { [Flavor.ISTIO]: 'nothing in the pod: istiod sends it to the running proxy', [Flavor.ASM]: 'nothing in the pod: ASM sends it to the running proxy' },
  source: 'istio.io/api mesh/v1alpha1/config.proto; source document 002, "External service access policy"',
};

/** What goes through the sidecar. */
export const TRAFFIC_ITEMS: readonly Item[] = [...ROWS.map(list), interceptionMode, dnsProxy, outboundTrafficPolicy];
