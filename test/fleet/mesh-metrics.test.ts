import { asm, EDGE, fleetOf, istio, objectOf, refusal } from './helpers';
import { MeshMetric, MetricsAdapter } from '../../src/autoscaling';
import { Platform } from '../../src/platform';

const EDGE_BY_TRAFFIC = {
  ...EDGE,
  meshMetrics: [MeshMetric.requestRate({ perPod: 100 })],
  metricsAdapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090' }),
  overrides: { c2: { minReplicas: 3, maxReplicas: 9 } },
};

describe.each<[string, Platform, object]>([
  ['ASM', asm(), {}], ['Istio', istio(), { namespace: 'istio-system' }],
])('mesh metrics in a fleet on %s', (_what, platform, more) => {
  test('stand in the autoscaler of every cluster, each with the numbers of its own', () => {
    const fleet = fleetOf(platform, ['c1', 'c2']);
    fleet.addGateway('edge', { ...EDGE_BY_TRAFFIC, ...more });
    fleet.synth();
    for (const [cluster, limits] of [['c1', [2, 4]], ['c2', [3, 9]]] as const) {
      const { metadata, spec } = objectOf(fleet.outdir, `${cluster}/edge.k8s.yaml`, 'HorizontalPodAutoscaler');
      expect([spec.minReplicas, spec.maxReplicas]).toEqual(limits);
      expect(spec.metrics.map((one: any) => one.external?.metric.name ?? one.resource.name)).toEqual(['cpu', 'istio-edge-requests-per-second']);
      expect(metadata.annotations).toMatchObject({
        'metric-config.external.istio-edge-requests-per-second.prometheus/query': fleet.servedMetrics('edge', cluster)!.queries['istio-edge-requests-per-second'],
      });
    }
  });

  test('KEDA is refused once for all clusters', () => {
    const metricsAdapter = MetricsAdapter.keda({ prometheus: 'http://prometheus:9090' });
    const message = refusal(() => fleetOf(platform, ['c1', 'c2', 'c3']).addGateway('edge', { ...EDGE_BY_TRAFFIC, ...more, metricsAdapter }));
    expect(message.match(/must be one that leaves/g)).toHaveLength(1);
  });
});

test('what serves a gateway is asked for by its id and a cluster', () => {
  const fleet = fleetOf(istio(), ['c1', 'c2']);
  fleet.addGateway('edge', { ...EDGE, namespace: 'istio-ingress', clusterIds: ['c1'] });
  expect(fleet.servedMetrics('edge', 'c1')).toBeUndefined();
  expect(refusal(() => fleet.servedMetrics('egde', 'c1'))).toBe("[MeshFleet] 'servedMetrics' must name a gateway of the fleet, got \"egde\"; did you mean \"edge\"?");
  expect(refusal(() => fleet.servedMetrics('edge', 'c2'))).toContain("'servedMetrics' must name a cluster of the gateway \"edge\", got \"c2\"");
});
