import { Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { asmChart, istioChart, refusals, written, Written } from './helpers';
import { MeshAutoscaler, MeshMetric, MetricReporter, MetricsAdapter, PrometheusAdapterConfig, ScaleTarget } from '../../src/autoscaling';
import { ValidationAspects } from '../../src/checks';
import { GatewayRendering, IstioGateway, IstioGatewayProps } from '../../src/gateway';
import { DisruptionBudget, GatewaySpread } from '../../src/presets';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';

const PROMETHEUS = 'http://prometheus.istio-system.svc:9090';
const KUBE_METRICS = MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS });
const PROMETHEUS_ADAPTER = MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS });
const KEDA = MetricsAdapter.keda({ prometheus: PROMETHEUS });
const RATE = MeshMetric.requestRate({ perPod: 100 });

const SCALED: IstioGatewayProps = {
  name: 'ingressgateway',
  minReplicas: 2,
  maxReplicas: 8,
  resources: { requests: { cpu: '200m', memory: '256Mi' } },
  spread: GatewaySpread.nodes(),
  meshMetrics: [RATE],
  metricsAdapter: KUBE_METRICS,
};

const chartFor = (rendering: GatewayRendering) => (rendering === GatewayRendering.ASM ? asmChart() : istioChart());

/** The gateway of document 001's name, in istio-system on every platform. */
function gatewayOf(rendering: GatewayRendering, props: IstioGatewayProps = {}, scope = chartFor(rendering)): IstioGateway {
  return new IstioGateway(scope, 'gw', { ...SCALED, namespace: 'istio-system', rendering, ...props });
}

/** The autoscaler as it is written: an object, or a part of the options. */
function autoscalerOf(gateway: IstioGateway): Written {
  if (gateway.hpa !== undefined) { return written(gateway.hpa); }
  const { data } = written(gateway.options) as unknown as { readonly data: { readonly horizontalPodAutoscaler: string } };
  return parse(data.horizontalPodAutoscaler) as Written;
}

describe('what the library recommends is not what it warns of', () => {
  test.each([[undefined, []], [false, []], [true, ['SEC020']]])('annotateServer %p: %j', (annotateServer, expected) => {
    const metricsAdapter = MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS, annotateServer });
    const gateway = gatewayOf(GatewayRendering.INJECTED, { budget: DisruptionBudget.maxUnavailable(1), metricsAdapter });
    const found = ValidationAspects.of(gateway).findings().filter(({ severity }) => severity !== 'note').map(({ ruleId }) => ruleId);
    expect(found).toEqual(expected);
  });
});

describe.each([
  [GatewayRendering.INJECTED, 'istio-ingressgateway'], [GatewayRendering.MANAGED, 'ingressgateway-istio'], [GatewayRendering.ASM, 'istio-ingressgateway'],
])('mesh metrics in the rendering %s', (rendering, deployment) => {
  const query = `sum(rate(istio_requests_total{reporter="source",source_workload="${deployment}",source_workload_namespace="istio-system"}[1m])) or vector(0)`;
  const name = `${deployment}-requests-per-second`;

  test('count what the gateway sends, by the reporter that a gateway has', () => {
    const gateway = gatewayOf(rendering);
    const { metadata, spec } = autoscalerOf(gateway);
    expect(gateway.servedMetrics!.queries).toEqual({ [name]: query });
    expect(metadata.annotations).toEqual({
      [`metric-config.external.${name}.prometheus/query`]: query,
    });
    expect(spec).toMatchObject({
      minReplicas: 2,
      maxReplicas: 8,
      metrics: [{
        type: 'External', external: { metric: { name, selector: { matchLabels: { type: 'prometheus' } } }, target: { type: 'AverageValue', averageValue: '100' } },
      }],
    });
    expect(gateway.servedMetrics!.verifyCommands.join('\n')).toContain(`describe hpa ${deployment}`);
  });

  test('stand beside the other targets in one autoscaler', () => {
    const gateway = gatewayOf(rendering, {
      cpu: { targetAverageUtilization: 80 },
      metrics: [{ type: 'External', external: { metric: { name: 'own' }, target: { type: 'Value', value: '1' } } }],
      meshMetrics: [RATE, MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(100) }), MeshMetric.memoryUtilization(90)],
    });
    expect(autoscalerOf(gateway).spec.metrics.map((one: any) => one.external?.metric.name ?? one.resource.name))
      .toEqual(['cpu', 'own', name, `${deployment}-p95-latency`, 'memory']);
  });

  test('leave their rules for the prometheus-adapter with the author', () => {
    const gateway = gatewayOf(rendering, { metricsAdapter: PROMETHEUS_ADAPTER });
    const as = `istio-system-${name}`;
    expect(autoscalerOf(gateway).metadata?.annotations).toBeUndefined();
    expect(gateway.servedMetrics!.externalRules).toEqual([{ seriesQuery: 'up', resources: { namespaced: false }, name: { as }, metricsQuery: query }]);
    expect(gateway.servedMetrics!.chartValues.rules.external).toEqual(gateway.servedMetrics!.externalRules);
    expect(gateway.servedMetrics!.installCommands).toEqual(PROMETHEUS_ADAPTER.installCommands);
  });

  test('are not served by KEDA, which makes the autoscaler itself', () => {
    const [only, ...more] = refusals(() => gatewayOf(rendering, { metricsAdapter: KEDA }));
    expect(more).toEqual([]);
    expect(only).toBe("'metricsAdapter' must be one that leaves the HorizontalPodAutoscaler to the gateway, got KEDA, which makes its own; "
      + 'use the kube-metrics-adapter or the prometheus-adapter, or leave out minReplicas, maxReplicas and meshMetrics'
      + `${rendering === GatewayRendering.ASM ? ', and set the annotation asm.alibabacloud.com/replicas-managed-by-asm: "false"' : ''}`
      + `, and give a MeshAutoscaler the target ScaleTarget.gateway({ name: "${deployment}", … })`);
  });

  test('and what that says works', () => {
    const annotations = rendering === GatewayRendering.ASM ? { 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' } : undefined;
    const scope = chartFor(rendering);
    gatewayOf(rendering, { annotations, minReplicas: undefined, maxReplicas: undefined, meshMetrics: undefined, metricsAdapter: undefined }, scope);
    new MeshAutoscaler(scope, 'keda', {
      target: ScaleTarget.gateway({ name: deployment, namespace: 'istio-system' }), minReplicas: 2, maxReplicas: 8, metrics: [RATE], adapter: KEDA,
    });
    expect(Testing.synth(scope).filter(({ kind }) => kind === 'ScaledObject')).toHaveLength(1);
  });

  test.each<[string, IstioGatewayProps, string]>([
    ['no adapter', { metricsAdapter: undefined }, "'metricsAdapter' must be given with 'meshMetrics', a MetricsAdapter such as"],
    ['something else for an adapter', { metricsAdapter: 'prometheus' as any }, "'metricsAdapter' must be given with 'meshMetrics', a MetricsAdapter such as"],
    ['an adapter for nothing', { meshMetrics: undefined }, "'metricsAdapter' is for 'meshMetrics', and there are none"],
    ['no metric', { meshMetrics: [] }, "'meshMetrics' must have an entry, got a list of 0"],
    ['something else for a metric', { meshMetrics: [{ perPod: 3 } as any] }, "'meshMetrics[0]' must be a MeshMetric such as"],
    ['something else for the list', { meshMetrics: RATE as any }, "'meshMetrics' must be a list, got"],
    ['a reporter without series', { meshMetrics: [MeshMetric.requestRate({ perPod: 1, reporter: MetricReporter.DESTINATION })] },
      "'meshMetrics[0].reporter' must be one that a gateway has series of (source), got destination"],
    ['a target of 0', { meshMetrics: [MeshMetric.requestRate({ perPod: 0 })] }, "'meshMetrics[0].perPod' must be requests per second"],
    ['a utilization twice', { cpu: { targetAverageUtilization: 80 }, meshMetrics: [MeshMetric.cpuUtilization(70)] },
      "'cpu' and 'meshMetrics' must not both have a utilization of cpu; keep one of the two"],
    ['no autoscaler', { minReplicas: undefined, maxReplicas: undefined }, "'meshMetrics' are for an autoscaler, and there is none; give minReplicas and maxReplicas"],
  ])('are refused with %s, and nothing is left of the gateway', (_what, props, message) => {
    const scope = chartFor(rendering);
    expect(refusals(() => gatewayOf(rendering, props, scope))).toEqual([expect.stringContaining(message)]);
    expect(scope.node.tryFindChild('gw')).toBeUndefined();
  });

  test('a second autoscaler on the gateway is found when the app is synthesized', () => {
    const scope = chartFor(rendering);
    gatewayOf(rendering, {}, scope);
    new MeshAutoscaler(scope, 'second', {
      target: ScaleTarget.gateway({ name: deployment, namespace: 'istio-system' }), maxReplicas: 3, metrics: [RATE], adapter: PROMETHEUS_ADAPTER,
    });
    expect(() => scope.node.root.node.findAll().flatMap(({ node }) => node.validate()).forEach((text) => { throw new Error(text); })).toThrow(/must have one autoscaler.*SCL024/);
  });
});

test('on ASM the autoscaler stands beside a resource that leaves the number of pods to it', () => {
  const gateway = gatewayOf(GatewayRendering.ASM);
  expect(written(gateway.resource).metadata.annotations).toEqual({ 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' });
  expect(Object.keys(written(gateway.resource).spec)).not.toEqual(expect.arrayContaining(['minReplicas']));
  expect(refusals(() => gatewayOf(GatewayRendering.ASM, {}, asmChart({ version: '1.18', kubernetesVersion: '1.28' })))).toEqual([
    expect.stringMatching(/^'meshMetrics' needs an autoscaler of its own beside the resource: .*; leave it out, or: the rendering INJECTED/),
    expect.stringMatching(/; use MeshFleet$/),
  ]);
});

test('the rules of a gateway go into the configuration of the prometheus-adapter, also without another autoscaler', () => {
  const { servedMetrics } = gatewayOf(GatewayRendering.INJECTED, { metricsAdapter: PROMETHEUS_ADAPTER });
  const { resource } = new PrometheusAdapterConfig(istioChart(), 'config', { namespace: 'monitoring', externalRules: servedMetrics!.externalRules });
  expect(parse((resource.toJson() as { data: Record<string, string> }).data['config.yaml'])).toEqual({ externalRules: servedMetrics!.externalRules });
  expect(refusals(() => new PrometheusAdapterConfig(istioChart(), 'config', {}))).toEqual([
    "'autoscalers' or 'externalRules' must have a rule, got none; without one the adapter serves no metric",
  ]);
});

test('without a namespace the queries would name none', () => {
  expect(refusals(() => gatewayOf(GatewayRendering.INJECTED, { namespace: undefined }))).toEqual([
    "'namespace' must be given with 'meshMetrics', because the queries name it, got undefined; give the gateway or its chart one",
  ]);
});

test('a share of the processors needs requests, also as a mesh metric', () => {
  const props = { resources: { requests: { memory: '64Mi' } }, meshMetrics: [MeshMetric.cpuUtilization(70)] };
  expect(refusals(() => gatewayOf(GatewayRendering.INJECTED, props))).toEqual([expect.stringContaining('an autoscaler on cpu looks at a share of the requests')]);
  expect(refusals(() => gatewayOf(GatewayRendering.INJECTED, { ...props, meshMetrics: [MeshMetric.memoryUtilization(70)] }))).toEqual([]);
});

test('what refuses the metrics does not say that processors are looked at instead', () => {
  expect(refusals(() => gatewayOf(GatewayRendering.INJECTED, { resources: { requests: { memory: '64Mi' } }, metricsAdapter: KEDA }))).toEqual([
    expect.stringContaining("'metricsAdapter' must be one that leaves"),
  ]);
});

test('the list that was given can be changed afterwards without effect', () => {
  const meshMetrics = [RATE];
  const gateway = gatewayOf(GatewayRendering.ASM, { meshMetrics });
  meshMetrics.push(MeshMetric.cpuUtilization(70));
  expect(autoscalerOf(gateway).spec.metrics).toHaveLength(1);
});

describeWithSchemas('against the published schemas', () => {
  test.each([GatewayRendering.INJECTED, GatewayRendering.ASM])('the autoscaler of %s is valid', (rendering) => {
    const gateway = gatewayOf(rendering, { meshMetrics: [RATE, MeshMetric.errorRate({ percent: 5 })] });
    expect(kubernetesSchemas('1.33.0').problems(written(gateway.hpa))).toEqual([]);
  });
});
