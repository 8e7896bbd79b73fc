import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { IstioGateway, MeshAutoscaler, MeshFacts, MeshFleet, MeshMetric, MetricsAdapter, Platform, SidecarPolicy, ValidationAspects } from '../src';

const nothing = undefined as never;
const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });

function chart(): Chart {
  const app = Testing.app();
  ISTIO.applyTo(app);
  return new Chart(app, 'chart', { namespace: 'shop' });
}

describe('what no compiler has seen is refused in a sentence, with the place', () => {
  test.each<[string, () => unknown, string]>([
    ['SidecarPolicy', () => new SidecarPolicy(chart(), 'p', nothing), '[chart/p] the props of a sidecar policy must be a map with level and settings, got undefined'],
    ['SidecarPolicy of an empty map', () => new SidecarPolicy(chart(), 'p', {} as never),
      "[chart/p]\n  - 'level' must be SidecarLevel.global(), SidecarLevel.namespace(…) or SidecarLevel.workload(…), got undefined\n  - 'settings' must be a map of settings, got undefined"],
    ['MeshAutoscaler', () => new MeshAutoscaler(chart(), 'a', nothing), '[chart/a] the props of an autoscaler must be a map with target, metrics, adapter and maxReplicas, got undefined'],
    ['MeshFleet', () => new MeshFleet(nothing), '[MeshFleet] the props of a fleet must be a map with platform and clusters, got undefined'],
    ['MeshFleet with a number for a place', () => new MeshFleet({ platform: ISTIO, clusters: { c1: {} }, outdir: 5 as never }), "[MeshFleet] 'outdir' must be the path of a folder, got 5"],
    ['MeshMetric.requestRate', () => MeshMetric.requestRate(nothing), '[MeshMetric.requestRate] the props must be a map with perPod, got undefined'],
    ['MeshMetric.averageLatency', () => MeshMetric.averageLatency(nothing), '[MeshMetric.averageLatency] the props must be a map with target, got undefined'],
    ['MeshMetric.latencyPercentile', () => MeshMetric.latencyPercentile(95 as never), '[MeshMetric.latencyPercentile] the props must be a map with percentile and target, got 95'],
    ['MeshMetric.errorRate', () => MeshMetric.errorRate(null as never), '[MeshMetric.errorRate] the props must be a map with percent, got null'],
    ['MeshMetric.custom', () => MeshMetric.custom(nothing), '[MeshMetric.custom] the props must be a map with name and query, got undefined'],
    ['MetricsAdapter.kubeMetricsAdapter', () => MetricsAdapter.kubeMetricsAdapter(nothing), '[MetricsAdapter.kubeMetricsAdapter] the props must be a map with prometheus, got undefined'],
    ['MetricsAdapter.prometheusAdapter', () => MetricsAdapter.prometheusAdapter('http://prometheus:9090' as never), '[MetricsAdapter.prometheusAdapter] the props must be a map with prometheus, got "http://prometheus:9090"'],
    ['MetricsAdapter.keda', () => MetricsAdapter.keda(nothing), '[MetricsAdapter.keda] the props must be a map with prometheus, got undefined'],
    ['acknowledge', () => ValidationAspects.of(chart()).acknowledge(nothing), '[chart] an acknowledgement must be a map with rule and reason, got undefined'],
    ['acknowledge for the app', () => ValidationAspects.of(new App()).acknowledge(nothing), '[app] an acknowledgement must be a map with rule and reason, got undefined'],
    ['effective of nothing', () => SidecarPolicy.effective(nothing), "[SidecarPolicy.effective] 'workload' must be a construct of the app, got undefined; give a Deployment"],
    ['effective of a map', () => SidecarPolicy.effective({} as never), "[SidecarPolicy.effective] 'workload' must be a construct of the app, got a map; give a Deployment"],
    ['a hole among the ports', () => new IstioGateway(chart(), 'g', { ports: [, { name: 'http', port: 80 }] as never }), "[chart/g] 'ports[0]' must be a value that YAML can hold, got undefined"],
    ['Platform.applyTo', () => ISTIO.applyTo({} as never), "[Platform.applyTo] 'scope' must be a construct such as an app or a chart, got a map"],
    ['MeshFacts.applyTo', () => new MeshFacts().applyTo(nothing), "[MeshFacts.applyTo] 'scope' must be a construct such as an app or a chart, got undefined"],
    ['Platform.istio', () => Platform.istio('1.30' as never), '[Platform.istio] the props must be a map with version, kubernetesVersion, gatewayApiVersion, nativeSidecars, revision, got "1.30"'],
    ['Platform.asm', () => Platform.asm(1.26 as never), '[Platform.asm] the props must be a map with version, kubernetesVersion, gatewayApiVersion, clusterKind, got 1.26'],
  ])('%s', (_, make, sentence) => { expect(make).toThrow(sentence); });

  test('nothing of it stays', () => {
    const scope = chart();
    for (const make of [() => new SidecarPolicy(scope, 'p', nothing), () => new MeshAutoscaler(scope, 'a', nothing)]) { expect(make).toThrow('must be a map'); }
    expect(scope.node.children).toEqual([]);
  });

  test.each([['the file itself', 'file'], ['a folder below it', join('file', 'below', 'it')]])('a fleet whose place is %s', (_, place) => {
    const root = mkdtempSync(join(tmpdir(), 'cdk8s-istio-'));
    try {
      writeFileSync(join(root, 'file'), '');
      const fleet = new MeshFleet({ platform: ISTIO, clusters: { c1: {} }, outdir: join(root, place) });
      new ApiObject(new Chart(fleet.cluster('c1'), 'shop'), 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
      expect(() => fleet.synth()).toThrow(`[MeshFleet] 'outdir' must be a folder, got ${JSON.stringify(join(root, place))}, where ${JSON.stringify(join(root, 'file'))} is a file; `
        + 'name another place, or remove the file');
    } finally { rmSync(root, { recursive: true }); }
  });
});
