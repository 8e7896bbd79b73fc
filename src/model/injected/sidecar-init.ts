import { agentLogLevel, argumentList, asJson } from './arguments';
import { type Capture, uncapturedInboundPorts, uncapturedOutboundRanges } from './capture';
import { proxyMetadata } from './environment';
import { INIT_CONTAINER, PROXY_USER, VALIDATION_CONTAINER } from './names';
import { istioSidecarResources } from './sidecar-resources';
import { annotation, type TemplateInput } from './template-input';
import { type Effective, known, mapKnown, unknown } from '../origin';
import { member } from '../read';
import { chartMap, chartText, chartValue, isTruthy } from '../rendering/installation';
import { initImage } from '../rendering/proxy-image';
import { type Part, sourced } from '../rendering/sourced';

/** Whether Istio's CNI plugin sets up the pods' iptables, so that no container has to. */
export function usesCni({ context }: Pick<TemplateInput, 'context'>): boolean {
  return isTruthy(chartValue(context, '/pilot/cni/enabled').value);
}

/** istio-init, which sets up iptables, or istio-validation, which checks what the CNI plugin did (files/injection-template.yaml). */
export function sidecarInit(input: TemplateInput, capture: Capture): Part {
  const { context } = input;
  const cni = usesCni(input);
  const pullPolicy = chartText(context, '/global/imagePullPolicy');
  const metadata = proxyMetadata(input);
  return {
    name: cni ? VALIDATION_CONTAINER : INIT_CONTAINER,
    image: sourced(initImage(context, input.proxyConfig, (name) => annotation(input.pods, name))),
    args: argumentList(initArguments(input, capture, cni)),
    imagePullPolicy: pullPolicy.value === '' ? undefined : sourced(pullPolicy),
    env: metadata.length === 0 ? undefined : metadata,
    resources: istioSidecarResources(input),
    securityContext: securityContext(input, cni),
  };
}

function initArguments(input: TemplateInput, capture: Capture, cni: boolean): (string | Effective<string>)[] {
  const { context, pods } = input;
  const { includeOutboundPorts, excludeOutboundPorts } = capture;
  const reroute = annotation(pods, 'istio.io/reroute-virtual-interfaces') ?? annotation(pods, 'traffic.sidecar.istio.io/kubevirtInterfaces');
  const excluded = annotation(pods, 'traffic.sidecar.istio.io/excludeInterfaces');
  const flag = (pointer: string, name: string): string[] => (isTruthy(chartValue(context, pointer).value) ? [name] : []);
  return [
    'istio-iptables',
    ...beginning(input, capture),
    ...optional('-q', includeOutboundPorts),
    ...optional('-o', excludeOutboundPorts),
    ...(reroute ? ['-k', reroute] : []),
    ...(excluded ? ['-c', excluded] : []),
    agentLogLevel(input),
    ...asJson(input, '--log_as_json'),
    ...(cni ? ['--run-validation', '--skip-rule-apply'] : flag('/global/proxy_init/forceApplyIptables', '--force-apply')),
    ...flag('/global/nativeNftables', '--native-nftables'),
  ];
}

/** The arguments that are always there; ASM has the same, up to here in the same order. */
export function beginning(input: TemplateInput, capture: Capture): (string | Effective<string>)[] {
  const port = (name: string, fallback: string): string | Effective<string> => {
    const value = member(input.context.facts.meshConfig, name);
    return typeof value === 'number' && value !== 0 ? known(String(value), { kind: 'policy', level: 'global', by: `mesh config (${name})` }) : fallback;
  };
  return [
    '-p', port('proxyListenPort', '15001'),
    '-z', port('proxyInboundListenPort', '15006'),
    '-u', String(PROXY_USER),
    '-m', capture.mode,
    '-i', capture.includeOutboundRanges,
    '-x', uncapturedOutboundRanges(input, capture),
    '-b', capture.includeInboundPorts,
    '-d', uncapturedInboundPorts(input, capture),
  ];
}

export function optional(name: string, list: Effective<string | undefined>): (string | Effective<string>)[] {
  if (!list.known) { return [unknown(list.origin.why)]; }
  return list.value === undefined ? [] : [name, known(list.value, list.origin)];
}

/** Setting up iptables takes root and two capabilities; checking them takes none. */
function securityContext({ context }: TemplateInput, cni: boolean): Part {
  const privileged = sourced(mapKnown(chartValue(context, '/global/proxy/privileged'), Boolean));
  const seccomp = chartMap(context, '/global/proxy/seccompProfile');
  return {
    allowPrivilegeEscalation: privileged,
    privileged,
    capabilities: cni ? { drop: ['ALL'] } : { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
    readOnlyRootFilesystem: cni,
    runAsGroup: cni ? PROXY_USER : 0,
    runAsUser: cni ? PROXY_USER : 0,
    runAsNonRoot: cni,
    seccompProfile: seccomp && sourced(seccomp),
  };
}
