import type { Impact } from './impact';
import { Flavor, type Platform } from '../../platform';
import { holds, type Need, whyUnknown } from '../../platform/needs';
import { since } from '../../platform/span';

/** What becomes of an ASM gateway's pods when a field of its IstioGateway changes. */
export interface GatewayFieldRow {
  /** The field below `spec`; a path names a part of it. */
  readonly field: string;
  readonly impact: Impact;
  /** From these versions on it is only that. */
  readonly from?: { readonly need: Need; readonly impact: Impact };
  readonly source: string;
}

const RESTARTS = 'source document 001, Fields that trigger rolling restarts';
const DOCUMENTED = 'source document 001: a documented field that is not among those that trigger rolling restarts';
const UNDOCUMENTED = 'a field of ASM\'s Go type that source document 001 does not describe: whether pods restart is not documented';

const rows = (source: string, impact: Impact, ...fields: string[]): GatewayFieldRow[] => fields.map((field) => ({ field, impact, source }));

export const GATEWAY_FIELDS: readonly GatewayFieldRow[] = [
  ...rows(RESTARTS, 'rolling-restart',
    'env', 'configVolumes', 'resources', 'secretVolumes', 'podLabels', 'podAnnotations', 'kernel/enabled', 'kernel/parameters', 'hostNetwork', 'dnsPolicy',
    'nodeSelector', 'affinity', 'tolerations'),
  {
    field: 'ports',
    impact: 'rolling-restart',
    from: { need: { asm: since('1.16') }, impact: 'live' },
    source: `${RESTARTS}: in ASM v1.16 and later, changes to ports no longer trigger a rolling restart`,
  },
  ...rows(DOCUMENTED, 'scale', 'replicaCount'),
  ...rows(DOCUMENTED, 'live',
    'minReplicas', 'maxReplicas', 'cpu', 'memory', 'rollingMaxSurge', 'rollingMaxUnavailable', 'serviceType', 'loadBalancerClass', 'externalTrafficPolicy',
    'serviceAnnotations', 'serviceLabels', 'compression'),
  ...rows('ASM Go types: the Service\'s loadBalancerIP', 'live', 'loadBalancerIP'),
  ...rows(UNDOCUMENTED, 'unknown',
    'autoscaleEnabled', 'autoCreateGatewayYaml', 'disableContainerPortExposed', 'runAsRoot', 'lifecycle', 'readinessProbe', 'sds', 'meshExpansionPorts',
    'applicationPorts', 'requestedNetworkView', 'gatewayType', 'kernel'),
];

/** Annotations of the resource that change what is made of it. */
export const GATEWAY_ANNOTATIONS: readonly GatewayFieldRow[] = [
  {
    field: 'asm.alibabacloud.com/gateway-drain-timeout-seconds',
    impact: 'metadata-only',
    from: { need: { asm: since('1.26') }, impact: 'rolling-restart' },
    source: 'ASM, Use graceful shutdown to avoid traffic loss: from 1.26, and a change restarts the pods',
  },
  {
    field: 'asm.alibabacloud.com/replicas-managed-by-asm',
    impact: 'metadata-only',
    from: { need: { asm: since('1.19') }, impact: 'live' },
    source: 'ASM, Customize the scaling policy of an ASM gateway: from 1.19',
  },
];

export interface FieldVerdict { readonly impact: Impact; readonly note?: string }

/** What a change below `spec` does, by the keys below it. */
export function gatewayFieldImpact(path: readonly string[], platform: Platform): FieldVerdict {
  const whole = path.join('/');
  const row = GATEWAY_FIELDS.find(({ field }) => whole === field || whole.startsWith(`${field}/`));
  return row ? judged(row, platform) : { impact: 'unknown', note: `nothing is known of a field ${path[0]} of an IstioGateway` };
}

/** What a change of the resource's own annotation does. */
export function gatewayAnnotationImpact(annotation: string, platform: Platform): FieldVerdict {
  const row = GATEWAY_ANNOTATIONS.find(({ field }) => field === annotation);
  if (row) { return judged(row, platform); }
  return annotation.startsWith('asm.alibabacloud.com/') && annotation !== 'asm.alibabacloud.com/managed-by-asm'
    ? { impact: 'unknown', note: 'what this annotation does to the pods is not documented' } : { impact: 'metadata-only' };
}

function judged({ impact, from, source }: GatewayFieldRow, platform: Platform): FieldVerdict {
  if (!from) { return impact === 'unknown' ? { impact, note: source } : { impact }; }
  const target = platform._target;
  const answer = platform.flavor === Flavor.ASM ? holds(from.need, target) : undefined;
  if (answer === undefined) { return { impact: 'unknown', note: `${source}; ${whyUnknown(from.need, target)}` }; }
  return { impact: answer ? from.impact : impact };
}
