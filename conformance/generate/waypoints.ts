import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { type Made, made, SEED } from './made';
import { Flavor, Platform } from '../../src/platform';
import { AllowedNamespaces, DisruptionBudget, GatewaySpread, RolloutPolicy, ScalingSelect, type ScalingStep, ShutdownPolicy } from '../../src/presets';
import { Waypoint, type WaypointProps, WaypointServiceType, WaypointTraffic, WaypointTrafficDistribution } from '../../src/waypoint';

const PLATFORMS: Readonly<Record<Flavor, Platform>> = {
  [Flavor.ISTIO]: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }),
  [Flavor.ASM]: Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' }),
};

const number = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const labels = fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.stringMatching(/^[a-z0-9]{0,12}$/), { maxKeys: 3 });
const amount = fc.oneof(number(9), number(100).map((percent) => `${percent}%`));
const seconds = number(120).map((of) => Duration.seconds(of));

const shutdown = fc.tuple(number(100), number(100), number(100))
  .map(([drain, more, rest]) => ShutdownPolicy.of({
    drain: Duration.seconds(drain), terminationDrain: Duration.seconds(drain + more), gracePeriod: Duration.seconds(drain + more + rest),
  }));

const behavior = fc.record({
  scaleDown: fc.record({
    stabilizationWindow: seconds,
    select: fc.constantFrom(...Object.values(ScalingSelect)),
    steps: fc.constant<ScalingStep[]>([{ pods: 2, period: Duration.seconds(30) }]),
  }),
}, { requiredKeys: [] });

const props: fc.Arbitrary<WaypointProps> = fc.record({
  labels,
  annotations: labels,
  waypointFor: fc.constantFrom(...Object.values(WaypointTraffic)),
  acceptsFrom: fc.constantFrom(AllowedNamespaces.all(), AllowedNamespaces.same(), AllowedNamespaces.named('web', 'cart'), AllowedNamespaces.labelled({ team: 'a' })),
  resources: fc.record({
    requests: fc.record({ cpu: number(2000).map((cpu) => `${cpu}m`), memory: number(4096).map((memory) => `${memory}Mi`) }),
    limits: fc.record({ cpu: number(8).map((cpu) => String(cpu + 2)), memory: number(8).map((memory) => `${memory + 4}Gi`) }),
  }),
  autoscaling: fc.tuple(number(5), number(20), fc.option(number(100), { nil: undefined }), behavior)
    .map(([minReplicas, more, cpuUtilization, how]) => ({ minReplicas, maxReplicas: minReplicas + more, cpuUtilization, behavior: how })),
  shutdown,
  proxyConfig: fc.record({ concurrency: number(8), environment: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,10}$/), fc.string(), { maxKeys: 2 }) }),
  budget: fc.oneof(amount.map((of) => DisruptionBudget.maxUnavailable(of)), amount.map((of) => DisruptionBudget.minAvailable(of))),
  spread: fc.constantFrom(GatewaySpread.nodes(), GatewaySpread.zones({ required: true }), GatewaySpread.nodesAndZones()),
  rollout: fc.oneof(
    fc.constant(RolloutPolicy.outBeforeIn()),
    fc.tuple(amount, amount).map(([surge, unavailable]) => RolloutPolicy.surge(surge, unavailable)),
  ),
  minReadySeconds: number(500),
  nodeSelector: labels,
  tolerations: fc.constant([{ key: 'mesh', operator: 'Exists', effect: 'NoSchedule' }]),
  topologySpreadConstraints: number(3).map((maxSkew) => [{ maxSkew, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'x' } } }]),
  priorityClassName: fc.constant('high'),
  podLabels: labels,
  podAnnotations: labels,
  service: fc.record({
    type: fc.constantFrom(...Object.values(WaypointServiceType)),
    labels,
    annotations: labels,
    internalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
    trafficDistribution: fc.constantFrom(...Object.values(WaypointTrafficDistribution)),
  }, { requiredKeys: [] }),
  infrastructure: fc.record({ labels, annotations: labels }, { requiredKeys: [] }),
}, { requiredKeys: [] });

/** Waypoints on Istio or on ASM, which documents no option for the Service. */
export function waypoints(flavor: Flavor, runs: number): Made[] {
  return fc.sample(fc.tuple(props, number(9)), { seed: SEED, numRuns: runs }).map(([{ service, ...given }, replicas], at) => (
    made(`${flavor} waypoint ${at + 1}`, { platform: PLATFORMS[flavor] }, (scope) => {
      new Waypoint(scope, 'web', { ...given, ...(given.autoscaling ? {} : { replicas }), ...(flavor === Flavor.ISTIO && { service }) });
    })));
}
