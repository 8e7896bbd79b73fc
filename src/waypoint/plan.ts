import { combine } from './combine';
import { meshMetricsOf } from './mesh-metrics';
import { OBJECT_KINDS, type ObjectKey, type OptionKey, OPTION_KEYS, type Options } from './options';
import { readOverlays } from './overlays';
import { WaypointProps } from './props';
import { proxySettings } from './proxy-config';
import { typedOptions } from './typed-options';
import type { ProxyMetrics } from '../autoscaling/proxy-metrics';
import type { EmitManifest } from '../kube/emit';
import { yamlText } from '../kube/yaml-text';
import type { JsonObject } from '../model/merge';
import { GATEWAY_NAME_LABEL, PROXY_CONFIG_ANNOTATION } from '../model/names';
import { Flavor, Platform } from '../platform';
import type { JsonMap } from '../platform/json';

/** What is known before a waypoint is planned. */
export interface PlanInput {
  readonly name: string;
  readonly namespace?: string;
  readonly props: WaypointProps;
  readonly platform: Platform;
}

/** The objects that stand for a waypoint, before anything is emitted. */
export interface WaypointPlan {
  readonly gateway: EmitManifest;
  /** Absent where nothing needs an option, or another ConfigMap is named. */
  readonly options?: EmitManifest;
  /** A budget beside the waypoint, where options have no place for it. */
  readonly budget?: EmitManifest;
  /** The options as partial objects, typed and raw together. */
  readonly merged: Options;
  /** Those of props alone. */
  readonly typed: Options;
  /** The mesh metrics, which are among the options already. */
  readonly mesh?: ProxyMetrics;
  readonly problems: readonly string[];
}

const CLASS = 'istio-waypoint';
const CONTROLLED = ['kubectl.kubernetes.io/last-applied-configuration', 'gateway.istio.io/name-override', 'gateway.istio.io/service-account', 'gateway.istio.io/controller-version'];

/** Plans a waypoint: pure, so that it can be judged before it is there. */
export function plan(input: PlanInput): WaypointPlan {
  const { props } = input;
  const overlays = readOverlays(props.overlays);
  const problems = [...overlays.problems];
  const typed = typedOptions({ ...input, overlays: overlays.options });
  const merged = new Map<OptionKey, JsonMap>();
  const texts: Record<string, string> = {};
  for (const key of OPTION_KEYS) {
    const [own, raw] = [typed.get(key), overlays.options.get(key)];
    if (own === undefined && raw === undefined) { continue; }
    const { patch, conflicts } = combine((own ?? {}) as JsonObject, (raw ?? {}) as JsonObject, OBJECT_KINDS[key as ObjectKey]);
    for (const pointer of conflicts) { problems.push(`'overlays.${key}' and a prop both set ${pointer}, to different values; keep one of the two`); }
    merged.set(key, patch as JsonMap);
    texts[key] = (own === undefined ? overlays.texts.get(key) : undefined) ?? yamlText(patch);
  }
  const optionsName = merged.size === 0 ? undefined : props.optionsName ?? `${input.name}-options`;
  return {
    merged,
    typed,
    problems,
    // what is wrong with them is said with the rest of the autoscaler
    mesh: meshMetricsOf(input, { add: () => undefined }),
    gateway: gateway(input, optionsName),
    ...optionsName !== undefined && {
      options: { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(input, optionsName), data: texts },
    },
    ...props.budget !== undefined && input.platform.flavor === Flavor.ASM && {
      budget: {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: metadata(input, input.name),
        spec: { ...props.budget._fields(), selector: { matchLabels: { [GATEWAY_NAME_LABEL]: input.name } } },
      },
    },
  };
}

function metadata({ namespace, props: { labels } }: PlanInput, name: string): NonNullable<EmitManifest['metadata']> {
  return { name, ...namespace !== undefined && { namespace }, ...isFilled(labels) && { labels } };
}

function gateway(input: PlanInput, optionsName: string | undefined): EmitManifest {
  const { props, name, namespace } = input;
  const labels = {
    ...props.labels,
    ...props.waypointFor !== undefined && { 'istio.io/waypoint-for': props.waypointFor },
    ...props.revision !== undefined && { 'istio.io/rev': props.revision },
  };
  const annotations = { ...props.annotations, ...props.spread?._acknowledgements() };
  const infrastructure = infrastructureOf(input, optionsName);
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, ...namespace !== undefined && { namespace }, ...isFilled(labels) && { labels }, ...isFilled(annotations) && { annotations } },
    spec: {
      gatewayClassName: CLASS,
      ...Object.keys(infrastructure).length > 0 && { infrastructure },
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }],
    },
  };
}

function infrastructureOf(input: PlanInput, optionsName: string | undefined): JsonMap {
  const { props } = input;
  const labels = props.infrastructure?.labels === undefined ? undefined : { ...props.labels, ...props.infrastructure.labels };
  const annotations = infrastructureAnnotations(input);
  const reference = optionsName ?? props.parametersRef?.name;
  return {
    ...labels !== undefined && { labels },
    ...annotations !== undefined && { annotations },
    ...reference !== undefined && { parametersRef: { group: '', kind: 'ConfigMap', name: reference } },
  };
}

/**
 * Naming annotations stops istiod from copying the Gateway's own, so the user's are named too. A reason for the checks is for people: where
 * there is one, the user's annotations are named for that alone, since another wording must not replace the pods.
 */
export function infrastructureAnnotations({ props, platform }: PlanInput): Readonly<Record<string, string>> | undefined {
  const text = platform.flavor === Flavor.ASM ? undefined : proxyConfigAnnotation(props);
  const hasReason = platform.flavor !== Flavor.ASM && Object.keys(props.spread?._acknowledgements() ?? {}).length > 0;
  if (text === undefined && props.infrastructure?.annotations === undefined && !hasReason) { return undefined; }
  const own = Object.entries(props.annotations ?? {}).filter(([key]) => !CONTROLLED.includes(key));
  return { ...Object.fromEntries(own), ...props.infrastructure?.annotations, ...text !== undefined && { [PROXY_CONFIG_ANNOTATION]: text } };
}

function proxyConfigAnnotation(props: WaypointProps): string | undefined {
  const { fields } = proxySettings(props);
  return Object.keys(fields).length === 0 ? undefined : yamlText(fields);
}

const isFilled = (map: object | undefined): boolean => map !== undefined && Object.keys(map).length > 0;
