import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Duration, Testing } from 'cdk8s';
import fc from 'fast-check';
import { propNames } from './prop-names';
import { expectCleanPrototypes, hostileJson, hostileProp, hostileProps, hostileText, refusalOf, settings } from './support';
import {
  GatewayRendering, GatewaySpread, IstioGateway, type IstioGatewayProps, MeshAutoscaler, type MeshAutoscalerProps, MeshFacts, type MeshFactsProps,
  MeshFleet, type MeshFleetProps, MeshMetric, MetricsAdapter, Platform, ScaleTarget, SidecarLevel, SidecarPolicy, type SidecarSettings,
  ValidationAspects, Waypoint, type WaypointProps,
} from '../../src';

const GATEWAY_PROPS = propNames('gateway/props', 'IstioGatewayProps');
const WAYPOINT_PROPS = propNames('waypoint/props', 'WaypointProps');
const SIDECAR_SETTINGS = propNames('sidecar/settings.ts', 'SidecarSettings');
const AUTOSCALER_PROPS = propNames('autoscaling/autoscaler-props.ts', 'MeshAutoscalerProps');

const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });
const platform = fc.constantFrom(ISTIO, ASM);

const PROMETHEUS = 'http://prometheus.istio-system.svc:9090';
const SCALED = { minReplicas: 2, maxReplicas: 3, resources: { requests: { cpu: '1' } }, cpu: { targetAverageUtilization: 80 }, spread: GatewaySpread.nodes() };

function chartOn(where: Platform): Chart {
  const chart = new Chart(Testing.app(), 'app', { namespace: 'shop' });
  where.applyTo(chart);
  return chart;
}

/** A result or a refusal in our words: nothing else comes out of a construct, its rendering and its checks. */
function attempt(where: Platform, make: (chart: Chart) => unknown): boolean {
  const chart = chartOn(where);
  const refused = refusalOf(() => make(chart));
  if (refused !== undefined) {
    expect(refused).toMatch(/^\[app\/|^'|^[a-zA-Z]/);
    // eslint-disable-next-line no-control-regex
    expect(refused).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    return false;
  }
  refusalOf(() => chart.toJson());
  expect(ValidationAspects.of(chart).findings().map(({ ruleId }) => ruleId)).not.toContain('ENGINE001');
  return true;
}

test('the names are read', () => {
  expect([GATEWAY_PROPS, WAYPOINT_PROPS, SIDECAR_SETTINGS, AUTOSCALER_PROPS].map(({ length }) => length > 9)).toEqual([true, true, true, true]);
  expect(GATEWAY_PROPS).toContain('minReplicas');
});

test('a gateway of anything', () => {
  const base = fc.constantFrom<object>({}, {}, SCALED, { ...SCALED, ports: [{ name: 'https', port: 443 }] });
  const rendering = fc.constantFrom<object>({}, { rendering: GatewayRendering.MANAGED });
  fc.assert(fc.property(platform, base, rendering, hostileProps(GATEWAY_PROPS), (where, known, how, props) => {
    attempt(where, (chart) => new IstioGateway(chart, 'gw', { ...known, ...how, ...props } as IstioGatewayProps));
  }), settings(150));
});

test('a waypoint of anything', () => {
  fc.assert(fc.property(platform, hostileProps(WAYPOINT_PROPS), (where, props) => {
    attempt(where, (chart) => new Waypoint(chart, 'wp', props as WaypointProps));
  }), settings(150));
});

test('a sidecar policy of anything', () => {
  const level = fc.constantFrom(() => SidecarLevel.global(), () => SidecarLevel.namespace('shop'), () => SidecarLevel.workload('shop', { app: 'web' }));
  fc.assert(fc.property(platform, level, hostileProps(SIDECAR_SETTINGS), (where, makeLevel, given) => {
    attempt(where, (chart) => new SidecarPolicy(chart, 'policy', { level: makeLevel(), settings: given as SidecarSettings }));
  }), settings(150));
});

test('a level of anything', () => {
  fc.assert(fc.property(hostileProp, hostileProp, (namespace, labels) => {
    refusalOf(() => SidecarLevel.namespace(namespace as string));
    refusalOf(() => SidecarLevel.workload(namespace as string, labels as { [key: string]: string }));
  }), settings(150));
});

test('an autoscaler of anything', () => {
  const base = {
    target: ScaleTarget.named({ name: 'web', namespace: 'shop' }),
    maxReplicas: 5,
    metrics: [MeshMetric.requestRate({ perPod: 10 })],
    adapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS }),
  };
  fc.assert(fc.property(platform, hostileProps(AUTOSCALER_PROPS), (where, props) => {
    attempt(where, (chart) => new MeshAutoscaler(chart, 'scaler', { ...base, ...props } as MeshAutoscalerProps));
  }), settings(150));
});

test('a metric, an adapter and a target of anything', () => {
  const options = hostileProps(['perPod', 'target', 'percentile', 'percent', 'labels', 'reporter', 'window', 'name', 'query', 'prometheus', 'namespace', 'kind', 'apiVersion', 'minimumRate']);
  fc.assert(fc.property(options, (given) => {
    for (const make of [
      () => MeshMetric.requestRate({ perPod: 1, ...given }), () => MeshMetric.averageLatency({ target: Duration.millis(5), ...given }),
      () => MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(5), ...given }),
      () => MeshMetric.errorRate({ percent: 5, ...given }),
      () => MetricsAdapter.keda({ prometheus: PROMETHEUS, ...given }), () => MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS, ...given }),
      () => ScaleTarget.named({ name: 'web', ...given }),
    ]) { refusalOf(make); }
  }), settings(150));
});

test('facts of anything', () => {
  fc.assert(fc.property(hostileProps(propNames('platform/facts-props.ts', 'MeshFactsProps')), hostileText, (props, cluster) => {
    refusalOf(() => { new MeshFacts(props as MeshFactsProps).forCluster(cluster); });
  }), settings(200));
});

test('a platform of anything', () => {
  fc.assert(fc.property(hostileProps(['version', 'kubernetesVersion', 'gatewayApiVersion', 'clusterKind', 'nativeSidecars', 'revision'], 5), (props) => {
    refusalOf(() => Platform.istio({ version: '1.30', ...props }));
    refusalOf(() => Platform.asm({ version: '1.26', ...props }));
  }), settings(200));
});

test('an IstioGateway resource of anything', () => {
  const metadata = fc.constantFrom({ name: 'a', namespace: 'istio-system' });
  const spec = fc.oneof(hostileJson, fc.dictionary(
    fc.constantFrom('overrides', 'clusterIds', 'ports', 'resources', 'cpu', 'kernel', 'compression', 'podLabels', 'env', 'minReplicas'), hostileJson, { maxKeys: 3 },
  ));
  fc.assert(fc.property(platform, metadata, spec, (where, meta, content) => {
    const text = JSON.stringify({ apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: meta, spec: content });
    attempt(where, (chart) => IstioGateway.fromYaml(chart, 'gw', text ?? '', { cluster: 'c1' }));
  }), settings(150));
});

test('a fleet of anything', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-hostile-'));
  try {
    const ids = fc.oneof(hostileProp, fc.array(fc.tuple(fc.oneof(fc.constantFrom('c1', 'c2'), hostileText), hostileProp), { maxLength: 2 }).map((entries) => Object.fromEntries(entries)));
    fc.assert(fc.property(platform, ids, hostileText, hostileProps([...GATEWAY_PROPS, 'clusterIds', 'overrides', 'overrides']), (where, clusters, id, props) => {
      refusalOf(() => {
        const fleet = new MeshFleet({ outdir: join(folder, 'out'), platform: where, clusters: clusters as MeshFleetProps['clusters'] });
        fleet.addGateway(id, { ...SCALED, ...props } as never);
        fleet.findings();
      });
    }), settings(100));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an app whose facts are anything is still judged', () => {
  fc.assert(fc.property(hostileProps(['meshConfig', 'injectionValues', 'namespaces', 'zones', 'nodes', 'clusters']), (props) => {
    const app = new App();
    const chart = new Chart(app, 'app', { namespace: 'shop' });
    const refused = refusalOf(() => { new MeshFacts({ ...props, platform: ISTIO } as MeshFactsProps).applyTo(app); });
    if (refused !== undefined) { return; }
    const refusedGateway = refusalOf(() => new IstioGateway(chart, 'gw', SCALED));
    if (refusedGateway !== undefined) { return; }
    expect(ValidationAspects.of(app).findings().map(({ ruleId }) => ruleId)).not.toContain('ENGINE001');
  }), settings(60));
});

afterAll(expectCleanPrototypes);
