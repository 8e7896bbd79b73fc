import { type Capture, withStatusPort } from './capture';
import { canonicalName, podMetadata } from './metadata';
import { usesCni } from './sidecar-init';
import { annotation, label, type TemplateInput } from './template-input';
import { Feature, Support } from '../../platform';
import { type Effective, known, mapKnown } from '../origin';
import { isMap, member } from '../read';
import { chartText } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

/** No label's value is longer. */
const LONGEST_LABEL = 63;

/** Labels and annotations of pods with a sidecar. */
export function sidecarMetadata(input: TemplateInput, capture: Capture): Part {
  const { labels, annotations } = podMetadata(input);
  const tls = label(input.pods, 'security.istio.io/tlsMode');
  const tunnel = label(input.pods, 'networking.istio.io/tunnel');
  return {
    labels: {
      'security.istio.io/tlsMode': tls && tls.value !== '' ? sourced(tls) : 'istio',
      'networking.istio.io/tunnel': tunnels(input) ? (tunnel && tunnel.value !== '' ? sourced(tunnel) : 'http') : undefined,
      ...labels,
      'service.istio.io/canonical-name': sourced(mapKnown(canonicalName(input), (name) => trimmed(input, name.slice(0, LONGEST_LABEL)))),
    },
    annotations: { ...annotations, ...(usesCni(input) ? cniAnnotations(input, capture) : {}) },
  };
}

/** What is cut may end in what no label may end in: older versions take away one dash, newer ones all of it (sprig's trimSuffix, trimAll). */
function trimmed({ context }: TemplateInput, name: string): string {
  const whole = context.facts.platform.supports(Feature.CANONICAL_NAME_TRIMMED) === Support.YES;
  return whole ? name.replace(/^[-_.]{1,63}/, '').replace(/[-_.]{1,63}$/, '') : name.replace(/-$/, '');
}

function tunnels({ proxyConfig }: TemplateInput): boolean {
  const metadata = proxyConfig.template('proxyMetadata');
  return member(metadata.value, 'ISTIO_META_ENABLE_HBONE') === 'true';
}

/** The CNI plugin reads from the pod what istio-init is told in its arguments. */
function cniAnnotations(input: TemplateInput, capture: Capture): Record<string, Part> {
  const traffic = 'traffic.sidecar.istio.io/';
  const unlessEmpty = (value: Effective<string | undefined>): Part => (value.known && !value.value ? undefined : sourced(value));
  const interfaces = ['traffic.sidecar.istio.io/kubevirtInterfaces', 'istio.io/reroute-virtual-interfaces', 'traffic.sidecar.istio.io/excludeInterfaces']
    .flatMap((key) => { const own = annotation(input.pods, key); return own?.value ? [[key, sourced(own)] as const] : []; });
  const { excludeInboundPorts, statusPort } = capture;
  const excluded: Effective<string> = excludeInboundPorts.known && statusPort.known
    ? known(withStatusPort(excludeInboundPorts.value, statusPort.value), (excludeInboundPorts.origin.kind === 'default' ? statusPort : excludeInboundPorts).origin)
    : excludeInboundPorts.known ? statusPort : excludeInboundPorts;
  return {
    [NETWORKS]: multusNetworks(input),
    'sidecar.istio.io/interceptionMode': sourced(capture.mode),
    [`${traffic}includeOutboundIPRanges`]: unlessEmpty(capture.includeOutboundRanges),
    [`${traffic}excludeOutboundIPRanges`]: unlessEmpty(capture.excludeOutboundRanges),
    [`${traffic}includeInboundPorts`]: sourced(capture.includeInboundPorts),
    [`${traffic}excludeInboundPorts`]: sourced(excluded),
    [`${traffic}includeOutboundPorts`]: capture.includeOutboundPorts.known && capture.includeOutboundPorts.value === undefined
      ? undefined : sourced(capture.includeOutboundPorts),
    [`${traffic}excludeOutboundPorts`]: capture.excludeOutboundPorts.known && capture.excludeOutboundPorts.value === undefined
      ? undefined : sourced(capture.excludeOutboundPorts),
    ...Object.fromEntries(interfaces),
  };
}

/** Multus' list of networks, to which the template adds its own. */
export const NETWORKS = 'k8s.v1.cni.cncf.io/networks';

const CNI = { namespace: 'default', name: 'istio-cni' };
const NETWORK = `${CNI.namespace}/${CNI.name}`;

/**
 * Multus attaches networks by name, in a list with commas or in one of JSON, which names the namespace apart since istio PR 55000, in Istio 1.23 to 1.25
 * and all later ones (pkg/kube/inject/template.go appendMultusNetwork).
 */
function multusNetworks(input: TemplateInput): Part {
  if (chartText(input.context, '/pilot/cni/provider').value !== 'multus') { return undefined; }
  const own = annotation(input.pods, NETWORKS);
  return own && own.value !== '' ? sourced(mapKnown(own, withNetwork)) : NETWORK;
}

function withNetwork(list: string): string {
  const end = list.lastIndexOf(']');
  if (end === -1) { return list.split(',').some((name) => name.trim() === NETWORK) ? list : `${list}, ${NETWORK}`; }
  let networks: unknown;
  try { networks = JSON.parse(list); } catch { return list; }
  if (!Array.isArray(networks) || !networks.every(isMap)) { return list; }
  if (networks.some(({ name, namespace }) => name === CNI.name && namespace === CNI.namespace)) { return list; }
  return `${list.slice(0, end)}, {"name": "${CNI.name}", "namespace": "${CNI.namespace}"}${list.slice(end)}`;
}
