import { meshMetricsOf } from './mesh-metrics';
import { given, type OptionKey, type Options } from './options';
import { WaypointProps } from './props';
import { asmProxyConfig, proxySettings } from './proxy-config';
import { GATEWAY_NAME_LABEL, PROXY_CONTAINER } from '../model/names';
import { valueAt } from '../model/pointer';
import { Flavor, Platform } from '../platform';
import { copyJsonMap, type JsonMap } from '../platform/json';
import { Problems } from '../platform/problems';
import { valueFor } from '../platform/values';
import { behaviorFields } from '../presets/behavior-fields';
import { pauseHandler } from '../presets/pause';

/** The annotation that istiod's template gives the Service (Istio files/waypoint.yaml). */
const TRAFFIC_DISTRIBUTION = 'networking.istio.io/traffic-distribution';

const GRACE_POINTER = '/spec/template/spec/terminationGracePeriodSeconds';

export interface TypedInput {
  readonly name: string;
  readonly namespace?: string;
  readonly props: WaypointProps;
  readonly platform: Platform;
  /** The raw overlays: what they say is not said again. */
  readonly overlays: Options;
}

/** The options that props ask for. A key without fields is not there, so that nothing is merged that nobody asked for. */
export function typedOptions(input: TypedInput): Options {
  const { props, platform } = input;
  const isAsm = platform.flavor === Flavor.ASM;
  const all: readonly (readonly [OptionKey, JsonMap])[] = [
    ['deployment', deployment(input, isAsm)],
    ['service', service(props)],
    ['horizontalPodAutoscaler', props.autoscaling ? autoscaler(input) : {}],
    ['podDisruptionBudget', props.budget && !isAsm ? { spec: props.budget._fields() } : {}],
    ['proxyConfig', isAsm ? asmProxyConfig(proxySettings(props)) : {}],
  ];
  return new Map(all.filter(([, fields]) => Object.keys(fields).length > 0));
}

function deployment(input: TypedInput, isAsm: boolean): JsonMap {
  const { name, props, platform } = input;
  const { rollout, spread } = props;
  const apart = spread?._antiAffinity(GATEWAY_NAME_LABEL, name, platform.clusterKind);
  return given({
    spec: given({
      replicas: props.replicas,
      minReadySeconds: props.minReadySeconds,
      strategy: rollout && { type: 'RollingUpdate', rollingUpdate: { maxSurge: rollout._maxSurge.toJSON(), maxUnavailable: rollout._maxUnavailable.toJSON() } },
      template: given({
        metadata: given({ labels: props.podLabels, annotations: { ...props.podAnnotations, ...spread?._podAnnotations(platform.clusterKind) } }),
        spec: given({
          containers: [container(props, platform, isAsm)].filter((fields) => Object.keys(fields).length > 1),
          affinity: given({ ...props.affinity, ...apart !== undefined && { podAntiAffinity: apart } }),
          topologySpreadConstraints: props.topologySpreadConstraints,
          nodeSelector: props.nodeSelector,
          tolerations: props.tolerations,
          priorityClassName: props.priorityClassName,
          terminationGracePeriodSeconds: gracePeriod(input),
        }),
      }),
    }),
  });
}

function container(props: WaypointProps, platform: Platform, isAsm: boolean): JsonMap {
  const { resources, shutdown } = props;
  const environment = isAsm ? {} : proxySettings(props).environment;
  const pause = shutdown?._seconds.preStop;
  return given({
    name: PROXY_CONTAINER,
    resources: given({ requests: resources?.requests, limits: resources?.limits }),
    // istiod looks ProxyConfig up without annotations, and the agent reads these from its environment only (deploymentcontroller.go)
    env: Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
    lifecycle: pause === undefined ? undefined : { preStop: pauseHandler(pause, platform) },
  });
}

/** A template with a grace period of its own gets Kubernetes' in its place: 2 seconds would end every drain. Options of others are theirs. */
function gracePeriod({ props, platform, overlays }: TypedInput): number | undefined {
  const seconds = props.shutdown?._seconds.gracePeriod;
  const isSaid = valueAt(overlays.get('deployment'), GRACE_POINTER) !== undefined || props.parametersRef !== undefined;
  if (seconds !== undefined || isSaid) { return seconds; }
  const template = valueFor(platform, 'waypointGraceSeconds');
  const kubernetes = valueFor(platform, 'podGraceSeconds');
  return template.known && kubernetes.known && template.value < kubernetes.value ? kubernetes.value : undefined;
}

function service({ service: given_ = {} }: WaypointProps): JsonMap {
  const { type, labels, annotations, trafficDistribution, internalTrafficPolicy, ipFamilyPolicy, ipFamilies, loadBalancerClass } = given_;
  return given({
    metadata: given({
      labels,
      annotations: { ...annotations, ...(trafficDistribution !== undefined && { [TRAFFIC_DISTRIBUTION]: trafficDistribution }) },
    }),
    spec: given({ type, internalTrafficPolicy, ipFamilyPolicy, ipFamilies, loadBalancerClass }),
  });
}

/** The template has `maxReplicas: 1` and no metric, so the most is always written. */
function autoscaler(input: TypedInput): JsonMap {
  const { minReplicas, maxReplicas, cpuUtilization, memoryUtilization, metrics = [], behavior } = input.props.autoscaling!;
  const unjudged = new Problems('');
  const mesh = meshMetricsOf(input, unjudged);
  return given({
    metadata: given({ annotations: mesh?.annotations }),
    spec: given({
      minReplicas,
      maxReplicas,
      metrics: [
        ...resourceMetric('cpu', cpuUtilization), ...resourceMetric('memory', memoryUtilization),
        ...metrics.map((one) => copyJsonMap(one, 'metrics', () => undefined)), ...mesh?.metrics ?? [],
      ],
      behavior: behavior && behaviorFields(behavior, 'autoscaling.behavior', unjudged),
    }),
  });
}

function resourceMetric(name: 'cpu' | 'memory', averageUtilization: number | undefined): readonly JsonMap[] {
  return averageUtilization === undefined ? [] : [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } }];
}
