import { Duration } from 'cdk8s';
import { ASM, chartOn, ISTIO, SHUTDOWN, SPREAD } from './helpers';
import {
  AllowedNamespaces, DisruptionBudget, type Platform, RolloutPolicy, ScalingSelect, Waypoint, type WaypointProps, WaypointServiceType,
  WaypointTraffic,
} from '../../src';
import { crdSchemas, describeWithSchemas, kubernetesSchemas } from '../support/schemas';

const FULL: WaypointProps = {
  labels: { team: 'a' },
  annotations: { note: 'n' },
  waypointFor: WaypointTraffic.ALL,
  acceptsFrom: AllowedNamespaces.named('web'),
  revision: 'canary',
  resources: { requests: { cpu: '500m' }, limits: { memory: '2Gi' } },
  autoscaling: {
    minReplicas: 2,
    maxReplicas: 6,
    cpuUtilization: 70,
    behavior: {
      scaleDown: { stabilizationWindow: Duration.minutes(5), select: ScalingSelect.MIN, steps: [{ pods: 1, period: Duration.minutes(1) }] },
    },
  },
  shutdown: SHUTDOWN,
  proxyConfig: { concurrency: 2, environment: { A: '1' } },
  budget: DisruptionBudget.maxUnavailable('25%'),
  spread: SPREAD,
  rollout: RolloutPolicy.outBeforeIn(),
  priorityClassName: 'high',
  nodeSelector: { pool: 'mesh' },
  infrastructure: { labels: { zone: 'z' } },
};

const CASES: readonly (readonly [string, Platform, WaypointProps])[] = [
  ['a bare one on Istio', ISTIO, {}],
  ['a full one on Istio', ISTIO, { ...FULL, service: { type: WaypointServiceType.NODE_PORT } }],
  ['a bare one on ASM', ASM, {}],
  ['a full one on ASM', ASM, FULL],
];

describeWithSchemas('what a waypoint writes is what the API servers take', () => {
  test.each(CASES)('%s', (_, platform, props) => {
    const chart = chartOn(platform);
    const waypoint = new Waypoint(chart, 'waypoint', props);
    if (props.acceptsFrom) { waypoint.useNamespace('web'); }
    const gatewayApi = crdSchemas('gateway-api/standard-1.5.1.yaml');
    for (const object of chart.toJson() as { kind: string }[]) {
      const checkers = object.kind === 'Gateway' ? [gatewayApi] : (['1.28.0', '1.33.0', '1.36.0'] as const).map(kubernetesSchemas);
      for (const checker of checkers) { expect([object.kind, checker.problems(object)]).toEqual([object.kind, []]); }
    }
  });

  test.each(CASES.filter(([, platform]) => platform === ISTIO))('what istiod makes of %s is taken too', (_, platform, props) => {
    const waypoint = new Waypoint(chartOn(platform, { injectionValues: { global: { hub: 'docker.io/istio', tag: '1.30.3' } } }), 'waypoint', props);
    const { deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget } = waypoint.preview();
    for (const made of [deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget]) {
      if (made === undefined) { continue; }
      // the cluster gives the uid of the owner
      for (const owner of made.metadata.ownerReferences ?? []) { owner.uid = 'uid'; }
      expect([made.kind, kubernetesSchemas('1.36.0').problems(made)]).toEqual([made.kind, []]);
    }
  });
});
