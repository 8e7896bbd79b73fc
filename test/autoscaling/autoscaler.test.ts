import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { ADAPTERS, autoscaler, chart, EVERY_METRIC, refusal } from './support';
import { MeshAutoscaler, MeshMetric, MetricsAdapter, ScaleTarget } from '../../src/autoscaling';
import { proxyMetrics } from '../../src/autoscaling/proxy-metrics';
import { TargetRole } from '../../src/autoscaling/role';
import { Problems } from '../../src/platform/problems';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo', namespace: 'test' } };

/** A Deployment called podinfo with this spec. */
function deployment(scope: Chart, spec: object = {}, id = 'deployment'): ApiObject {
  return new ApiObject(scope, id, { ...DEPLOYMENT, spec });
}

describe('the autoscaler', () => {
  test('is one HorizontalPodAutoscaler of autoscaling/v2 with every metric', () => {
    const scope = chart();
    autoscaler({ metrics: [...EVERY_METRIC, MeshMetric.cpuUtilization(70)], minReplicas: 2 }, scope);
    const [hpa, ...more] = Testing.synth(scope);
    expect(more).toEqual([]);
    expect(hpa).toMatchObject({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'podinfo', namespace: 'test' } });
    expect(hpa.spec).toMatchObject({ minReplicas: 2, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } });
    expect(hpa.spec.metrics).toHaveLength(5);
    expect(hpa.spec.behavior).toBeUndefined();
  });

  test.each<[object, string]>([
    [{ minReplicas: 5 }, 'nothing refuses it'],
    [{ minReplicas: 6 }, "[app/podinfo] 'minReplicas' must be at most 'maxReplicas', got 6 and 5; swap or raise them"],
    [{ minReplicas: 0 }, "'minReplicas' must be a whole number of 1 or more, got 0; a workload without pods reports no requests"],
    [{ minReplicas: 1.5 }, "'minReplicas' must be a whole number of 1 or more, got 1.5"],
    [{ maxReplicas: 0 }, "'maxReplicas' must be a whole number of 1 or more, got 0"],
    [{ maxReplicas: 1 }, 'nothing refuses it'],
    [{ maxReplicas: 2_147_483_648 }, "'maxReplicas' must be a whole number of 1 or more, got 2147483648"],
    [{ metrics: [] }, "'metrics' must have an entry, got a list of 0; without one Kubernetes takes processors at 80 percent"],
    [{ metrics: [{}] }, "'metrics[0]' must be a MeshMetric such as MeshMetric.requestRate({ perPod: 10 }), got a map"],
    [{ metrics: [MeshMetric.cpuUtilization(1), MeshMetric.cpuUtilization(2)] }, "'metrics' must have one utilization of cpu, got two; keep one"],
    [{ adapter: undefined }, "'adapter' must be a MetricsAdapter such as MetricsAdapter.kubeMetricsAdapter({ … }), got undefined"],
    [{ target: undefined }, "'target' must be a ScaleTarget such as ScaleTarget.named({ name: 'podinfo' }), got undefined"],
    [{ name: 'Podinfo' }, "'name' must be a DNS name: small letters"],
    [{ namespace: 'other' }, "'namespace' must be that of the target, test, got \"other\"; leave it out"],
    [{ target: ScaleTarget.named({ name: 'podinfo' }) }, "'namespace' must be given, because the queries name it, got undefined"],
    [{ target: ScaleTarget.named({ name: 'podinfo' }), namespace: 'Test' }, "'namespace' must be a DNS label"],
    [{ target: ScaleTarget.named({ name: 'agent', namespace: 'test', kind: 'DaemonSet' }) },
      "'target' must be of a kind that can be scaled, got DaemonSet agent; it has one pod a node"],
    [{ target: ScaleTarget.named({ name: 'ingress', namespace: 'test', kind: 'IstioGateway' }) }, 'use ScaleTarget.gateway with the name of its Deployment'],
    [{ target: ScaleTarget.named({ name: 'X', namespace: 'test' }) }, "'target.name' must be a DNS name"],
    [{ target: ScaleTarget.named({ name: 'x', namespace: 'test', apiVersion: 'apps' }) }, "'target.apiVersion' must be a group and a version such as apps/v1"],
    [{ target: ScaleTarget.named({ name: 'x', namespace: 'test', kind: 'deployments' }) }, "'target.kind' must be a kind such as Deployment"],
  ])('%j', (props, message) => {
    const scope = chart();
    const said = refusal(() => autoscaler(props as never, scope));
    expect(said).toContain(message);
    // nothing of a refused one stays
    if (said !== 'nothing refuses it') { expect(scope.node.children).toEqual([]); }
  });

  test('takes the namespace of the chart, and any kind with a scale', () => {
    const scope = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
    const made = autoscaler({ target: ScaleTarget.named({ name: 'cart', kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' }) }, scope, 'cart');
    expect(made.namespace).toBe('shop');
    expect(Object.values(made.queries)[0]).toContain('destination_workload="cart",destination_workload_namespace="shop"');
    expect(made.resource.toJson().spec.scaleTargetRef).toEqual({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'cart' });
  });

  test('a dot in its name is none in the names of its metrics', () => {
    expect(Object.keys(autoscaler({ name: 'podinfo.v2' }).queries)).toEqual(['podinfo-v2-requests-per-second']);
  });
});

describe('targets of the app', () => {
  test('an ApiObject', () => {
    const scope = chart();
    const target = ScaleTarget.of(deployment(scope));
    expect(autoscaler({ target }, scope).resource.toJson()).toMatchObject({
      metadata: { namespace: 'test' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } },
    });
  });

  test.each(['Deployment', 'StatefulSet'] as const)('a %s of cdk8s-plus writes no replicas any more', (kind) => {
    const scope = new Chart(Testing.app(), 'app', { namespace: 'test' });
    const workload = kind === 'Deployment' ? new plus.Deployment(scope, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web' }] })
      : new plus.StatefulSet(scope, 'web', {
        metadata: { name: 'web' }, containers: [{ image: 'web' }], service: new plus.Service(scope, 'svc', { ports: [{ port: 80 }] }),
      });
    autoscaler({ target: ScaleTarget.of(workload) }, scope);
    const [written] = Testing.synth(scope).filter((object) => object.kind === kind);
    expect(written.spec.replicas).toBeUndefined();
  });

  test('a workload of cdk8s-plus that spreads is written once, as without an autoscaler', () => {
    const written = (scaled: boolean): unknown => {
      const scope = new Chart(Testing.app(), 'app', { namespace: 'test' });
      const workload = new plus.Deployment(scope, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web' }], spread: true });
      if (scaled) { autoscaler({ target: ScaleTarget.of(workload) }, scope); } else { workload.markHasAutoscaler(); }
      return Testing.synth(scope).find((object) => object.kind === 'Deployment');
    };
    expect(written(true)).toEqual(written(false));
  });

  test.each([
    ['fixes its replicas', { replicas: 3 }, "'target' must not fix its replicas, got Deployment web with 3: every apply would set them back; leave 'replicas' out"],
    ['does not', {}, 'nothing refuses it'],
  ])('a workload of cdk8s-plus that %s', (_what, props, message) => {
    const scope = new Chart(Testing.app(), 'app', { namespace: 'test' });
    const workload = new plus.Deployment(scope, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web' }], ...props });
    expect(refusal(() => autoscaler({ target: ScaleTarget.of(workload) }, scope))).toContain(message);
  });

  test('a workload with an autoscaler of cdk8s-plus is refused', () => {
    const scope = new Chart(Testing.app(), 'app', { namespace: 'test' });
    const workload = new plus.Deployment(scope, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web' }] });
    new plus.HorizontalPodAutoscaler(scope, 'other', { target: workload, maxReplicas: 3, metrics: [plus.Metric.resourceCpu(plus.MetricTarget.averageUtilization(70))] });
    expect(refusal(() => autoscaler({ target: ScaleTarget.of(workload) }, scope))).toContain("'target' must not have an autoscaler already");
  });

  test('a construct without an object is refused', () => {
    expect(refusal(() => ScaleTarget.of(chart()))).toMatch(/^\[ScaleTarget.of\] 'object' must be an ApiObject or a construct with one as its default child, got app;/);
  });
});

describe('a target that fixes its replicas', () => {
  const SAID = /\[app\/podinfo\] the target Deployment test\/podinfo must not fix its replicas while it is autoscaled, got spec\.replicas 2 \(app\/deployment\): .*\(SCL001\)/;

  test.each<[string, (scope: Chart) => unknown]>([
    ['by name, declared before', (scope) => { deployment(scope, { replicas: 2 }); autoscaler({}, scope); }],
    ['by name, declared after', (scope) => { autoscaler({}, scope); deployment(scope, { replicas: 2 }); }],
    ['by object', (scope) => autoscaler({ target: ScaleTarget.of(deployment(scope, { replicas: 2 })) }, scope)],
    ['by a patch', (scope) => { deployment(scope).addJsonPatch(JsonPatch.add('/spec/replicas', 2)); autoscaler({}, scope); }],
    ['under an older version of its group', (scope) => {
      new ApiObject(scope, 'deployment', { ...DEPLOYMENT, apiVersion: 'apps/v1beta2', spec: { replicas: 2 } });
      autoscaler({}, scope);
    }],
  ])('stops the synth: %s', (_what, build) => {
    const scope = chart();
    build(scope);
    expect(refusal(() => Testing.synth(scope))).toMatch(SAID);
  });

  test.each<[string, (scope: Chart) => unknown]>([
    ['no replicas', (scope) => deployment(scope)],
    ['a patch that removes them', (scope) => deployment(scope, { replicas: 2 }).addJsonPatch(JsonPatch.remove('/spec/replicas'))],
    ['a patch of something that only rendering adds', (scope) => deployment(scope).addJsonPatch(JsonPatch.remove('/metadata/labels/x'), JsonPatch.add('/metadata/labels', {}))],
    ['another name', (scope) => new ApiObject(scope, 'deployment', { ...DEPLOYMENT, metadata: { name: 'backend', namespace: 'test' }, spec: { replicas: 2 } })],
    ['another namespace', (scope) => new ApiObject(scope, 'deployment', { ...DEPLOYMENT, metadata: { name: 'podinfo' }, spec: { replicas: 2 } })],
    ['another kind', (scope) => new ApiObject(scope, 'deployment', { ...DEPLOYMENT, kind: 'StatefulSet', spec: { replicas: 2 } })],
    ['a spec that is known later', (scope) => deployment(scope, Lazy.any({ produce: () => ({ replicas: 2 }) }))],
  ])('is none: %s', (_what, build) => {
    const scope = chart();
    autoscaler({}, scope);
    build(scope);
    // what a patch does to rendering is cdk8s's own matter
    expect(refusal(() => Testing.synth(scope))).not.toContain('must not fix');
  });

  test('is seen again after a change, in either direction', () => {
    const scope = chart();
    autoscaler({}, scope);
    expect(refusal(() => Testing.synth(scope))).toBe('nothing refuses it');
    deployment(scope, { replicas: 2 });
    expect(refusal(() => Testing.synth(scope))).toMatch(SAID);
    scope.node.tryRemoveChild('deployment');
    expect(refusal(() => Testing.synth(scope))).toBe('nothing refuses it');
  });
});

describe('two autoscalers on one target', () => {
  const HPA = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'other', namespace: 'test' } };
  const ref = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' } };

  test('of ours: both say so, as source document 003 would have it', () => {
    const scope = chart();
    autoscaler({}, scope, 'podinfo-total');
    autoscaler({ metrics: [EVERY_METRIC[1]] }, scope, 'podinfo-latency-avg');
    const said = refusal(() => Testing.synth(scope));
    expect(said).toContain('[app/podinfo-total] the target Deployment test/podinfo must have one autoscaler, got also '
      + 'HorizontalPodAutoscaler podinfo-latency-avg (app/podinfo-latency-avg/Resource): Kubernetes stops all of them; put all metrics into one (SCL024)');
    expect(said).toContain('[app/podinfo-latency-avg] the target');
  });

  test.each<[string, (scope: Chart) => unknown]>([
    ['a plain one', (scope) => new ApiObject(scope, 'other', { ...HPA, spec: ref })],
    ['a plain one in another chart', () => undefined],
    ['one of KEDA, which leaves the kind out', (scope) => new ApiObject(scope, 'other', {
      ...HPA, apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { scaleTargetRef: { name: 'podinfo' } },
    })],
    ['one of cdk8s-plus', (scope) => {
      const workload = new plus.Deployment(scope, 'workload', { metadata: { name: 'podinfo', namespace: 'test' }, containers: [{ image: 'x' }] });
      new plus.HorizontalPodAutoscaler(scope, 'other', {
        metadata: { namespace: 'test' }, target: workload, maxReplicas: 3, metrics: [plus.Metric.resourceCpu(plus.MetricTarget.averageUtilization(70))],
      });
    }],
  ])('%s', (what, build) => {
    const app = Testing.app();
    const scope = new Chart(app, 'app');
    autoscaler({}, scope);
    build(scope);
    if (what.includes('another chart')) { new ApiObject(new Chart(app, 'second'), 'other', { ...HPA, spec: ref }); }
    expect(refusal(() => Testing.synth(scope))).toContain('must have one autoscaler, got also');
  });

  test.each<[string, object]>([
    ['of another namespace', { ...HPA, metadata: { name: 'other', namespace: 'prod' }, spec: ref }],
    ['on another target', { ...HPA, spec: { scaleTargetRef: { ...ref.scaleTargetRef, name: 'backend' } } }],
    ['of the same name: the app writes for two clusters', { ...HPA, metadata: { name: 'podinfo', namespace: 'test' }, spec: ref }],
  ])('is none: %s', (_what, other) => {
    const scope = chart();
    autoscaler({}, scope);
    new ApiObject(new Chart(scope.node.root as App, 'second'), 'other', other as never);
    expect(refusal(() => Testing.synth(scope))).toBe('nothing refuses it');
  });
});

describe('one name for the metrics of two autoscalers', () => {
  const backend = (namespace = 'test') => ScaleTarget.named({ name: 'backend', namespace });
  const named = (perPod: number) => MeshMetric.requestRate({ perPod, name: 'rate' });

  test.each<[string, MetricsAdapter, ScaleTarget, boolean]>([
    ['the kube-metrics-adapter, one namespace', ADAPTERS.current, backend(), true],
    ['the kube-metrics-adapter, two namespaces', ADAPTERS.current, backend('prod'), false],
    ['its legacy form, two namespaces', ADAPTERS.legacy, backend('prod'), true],
    ['the prometheus-adapter, two namespaces', ADAPTERS.prometheusAdapter, backend('prod'), true],
    ['KEDA, one namespace', ADAPTERS.keda, backend(), false],
  ])('%s', (_what, adapter, target, refused) => {
    const scope = chart();
    autoscaler({ adapter, metrics: [named(10)] }, scope);
    autoscaler({ adapter, target, metrics: [named(10)] }, scope, 'backend');
    expect(refusal(() => Testing.synth(scope)).includes('the metric "rate" must have a name of its own')).toBe(refused);
  });

  test('the names that we give are never the same', () => {
    for (const adapter of Object.values(ADAPTERS)) {
      const scope = chart();
      autoscaler({ adapter }, scope, 'one');
      autoscaler({ adapter, target: backend() }, scope, 'two');
      autoscaler({ adapter, target: backend('prod') }, scope, 'three');
      expect(refusal(() => Testing.synth(scope))).toBe('nothing refuses it');
    }
  });
});

test('the time of a synth grows with the app, not with its square', () => {
  const build = (count: number): App => {
    const app = Testing.app();
    for (let at = 0; at < count; at++) {
      const scope = new Chart(app, `chart-${at}`, { namespace: 'test' });
      for (let n = 0; n < 5; n++) { new ApiObject(scope, `cm-${n}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `cm-${at}-${n}` } }); }
      new MeshAutoscaler(scope, `hpa-${at}`, {
        target: ScaleTarget.named({ name: `w-${at}` }), maxReplicas: 5, metrics: [...EVERY_METRIC], adapter: ADAPTERS.current,
      });
    }
    return app;
  };
  const app = build(60);
  let walks = 0;
  const findAll = app.node.findAll.bind(app.node);
  app.node.findAll = (...args) => { walks++; return findAll(...args); };
  app.synthYaml();
  // cdk8s validates once for each chart and once more, and walks in each; 60 autoscalers walk once together, not 60 times
  expect(walks).toBeLessThan(3 * 61);
});

describe('the metrics of a gateway or a waypoint that writes its own autoscaler', () => {
  const ingress = { role: TargetRole.GATEWAY as const, name: 'istio-ingressgateway', namespace: 'istio-system', maxReplicas: 5 };
  const asked = (metrics: MeshMetric[], adapter: MetricsAdapter) => (
    { metrics, adapter, metricsProp: 'meshMetrics', adapterProp: 'metricsAdapter', instead: 'use a MeshAutoscaler' }
  );

  test('are the same, with the annotations of the adapter', () => {
    const problems: string[] = [];
    const made = proxyMetrics(ingress, asked([EVERY_METRIC[0]], ADAPTERS.current), { add: (one: string) => problems.push(one) })!;
    expect(problems).toEqual([]);
    const own = autoscaler({ target: ScaleTarget.gateway({ name: ingress.name, namespace: ingress.namespace }), name: 'istio-ingressgateway' });
    const { spec, metadata } = own.resource.toJson();
    expect(made.metrics).toEqual(spec.metrics);
    expect(made.annotations).toEqual(metadata.annotations);
    const { queries, externalRules, chartValues, installCommands, verifyCommands, notes } = own;
    expect(made.served).toEqual({ queries, externalRules, chartValues, installCommands, verifyCommands, notes });
  });

  test('name what is wrong by the prop that was given, and refuse KEDA', () => {
    const problems = new Problems('app/ingress');
    proxyMetrics(ingress, asked([MeshMetric.requestRate({ perPod: 0 })], ADAPTERS.current), problems);
    proxyMetrics(ingress, asked([EVERY_METRIC[0]], ADAPTERS.keda), problems);
    expect(refusal(() => problems.throwIfAny())).toMatch(
      /'meshMetrics\[0\]\.perPod' must be[^]*'metricsAdapter' must be one that leaves the HorizontalPodAutoscaler to the gateway, got KEDA[^]*, or use a MeshAutoscaler/);
  });
});

