import { Feature } from '../feature';
import { since } from '../span';
import { FeatureRow, NEVER, onBoth } from './row';

const gate = (name: string): string => `kubernetes pkg/features/kube_features.go (${name}): first version with the gate on by default`;

/** What the API server and the kubelet decide. "Since" is the first version where no feature gate has to be turned on, but where the feature is the gate. */
export const KUBERNETES_ROWS: readonly FeatureRow[] = [
  onBoth(Feature.SIDECAR_CONTAINERS, 'native sidecar containers', { kubernetes: since('1.29') }, gate('SidecarContainers')),
  onBoth(Feature.SLEEP_ACTION, "the lifecycle action 'sleep'", { kubernetes: since('1.30') }, gate('PodLifecycleSleepAction')),
  onBoth(Feature.SLEEP_ZERO, "the lifecycle action 'sleep' with 0 seconds", { kubernetes: since('1.33') }, gate('PodLifecycleSleepActionAllowZero')),
  onBoth(Feature.SPREAD_MIN_DOMAINS, "'minDomains' of a topology spread constraint", { kubernetes: since('1.27') },
    gate('MinDomainsInPodTopologySpread')),
  onBoth(Feature.SPREAD_MATCH_LABEL_KEYS, "'matchLabelKeys' of a topology spread constraint", { kubernetes: since('1.27') },
    gate('MatchLabelKeysInPodTopologySpread')),
  onBoth(Feature.SPREAD_SELECTOR_MERGE, "merging of 'matchLabelKeys' into the selector of a topology spread constraint", { kubernetes: since('1.34') },
    gate('MatchLabelKeysInPodTopologySpreadSelectorMerge')),
  onBoth(Feature.SPREAD_NODE_POLICIES, "'nodeAffinityPolicy' and 'nodeTaintsPolicy' of a topology spread constraint", { kubernetes: since('1.26') },
    gate('NodeInclusionPolicyInPodTopologySpread')),
  onBoth(Feature.AFFINITY_MATCH_LABEL_KEYS, "'matchLabelKeys' of a pod affinity term", { kubernetes: since('1.31') },
    gate('MatchLabelKeysInPodAffinity')),
  onBoth(Feature.UNHEALTHY_POD_EVICTION, "'unhealthyPodEvictionPolicy' of a PodDisruptionBudget", { kubernetes: since('1.27') },
    gate('PDBUnhealthyPodEvictionPolicy')),
  onBoth(Feature.TRAFFIC_DISTRIBUTION, "'trafficDistribution' of a Service", { kubernetes: since('1.31') }, gate('ServiceTrafficDistribution')),
  onBoth(Feature.TRAFFIC_SAME_NODE, "'trafficDistribution' by node or zone", { kubernetes: since('1.34') }, gate('PreferSameTrafficDistribution')),
  onBoth(Feature.CONTAINER_RESOURCE_METRIC, 'the metric type ContainerResource', { kubernetes: since('1.27') }, gate('HPAContainerMetrics')),
  onBoth(Feature.AUTOSCALER_TOLERANCE, "'tolerance' in an autoscaler's behavior", { kubernetes: since('1.35') }, gate('HPAConfigurableTolerance')),
  onBoth(Feature.RELAXED_ENVIRONMENT_NAMES, 'names of environment variables of all printable ASCII characters but "="', { kubernetes: since('1.32') },
    gate('RelaxedEnvironmentVariableValidation')),
  onBoth(Feature.RELAXED_SERVICE_NAMES_GATE, 'the feature gate for names of Services that begin with a digit', { kubernetes: since('1.36') },
    'kubernetes pkg/features/kube_features.go (RelaxedServiceNameValidation): alpha and off in 1.34 and 1.35, beta in 1.36 (KEP-5311)'),
  {
    feature: Feature.SCALE_TO_ZERO,
    summary: "an autoscaler's 'minReplicas: 0' without a feature gate",
    istio: NEVER,
    asm: NEVER,
    source: 'kubernetes pkg/features/kube_features.go (HPAScaleToZero): alpha and off by default up to 1.36',
  },
];
