import { Chart, Duration, Testing } from 'cdk8s';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { MeshAutoscaler, MeshMetric, MetricReporter, MetricsAdapter, MetricScope, PrometheusAdapterConfig, ScaleTarget } from '../../../src/autoscaling';
import { GatewayRendering, IstioGateway } from '../../../src/gateway';
import { GatewaySpread } from '../../../src/presets';
import { Waypoint } from '../../../src/waypoint';
import { findingsIn, ISTIO, verdicts } from '../../support/findings';
import { sourceExample } from '../../support/source-docs';

const REQUESTS = 'istio_requests_total{reporter="destination",destination_workload="podinfo"}';
const RATE = `sum(rate(${REQUESTS}[1m])) or vector(0)`;
const BUCKETS = 'rate(istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload="podinfo"}[5m])';
const P95 = `histogram_quantile(0.95, sum by (le) (${BUCKETS})) >= 0 or vector(0)`;
const SUM_AND_COUNT = ['sum', 'count'].map((part) => `sum(rate(istio_request_duration_milliseconds_${part}{reporter="destination",destination_workload="podinfo"}[1m]))`);
const LATENCY = `${SUM_AND_COUNT[0]} / (${SUM_AND_COUNT[1]} > 0) or vector(0)`;
const LEGACY = 'metric-config.external.prometheus-query.prometheus/';

interface Hpa {
  readonly annotations?: unknown;
  readonly metrics?: unknown;
  readonly version?: string;
}

function hpa({ annotations, metrics, version = 'v2' }: Hpa): string {
  return stringify({
    apiVersion: `autoscaling/${version}`,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'podinfo', namespace: 'test', annotations },
    spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, metrics },
  });
}

const external = (name: string, matchLabels: object | undefined, target: object) => (
  { type: 'External', external: { metric: { name, ...(matchLabels && { selector: { matchLabels } }) }, target } }
);
const average = (averageValue: unknown) => ({ type: 'AverageValue', averageValue });
const value = (text: unknown) => ({ type: 'Value', value: text });

interface WrittenTarget {
  readonly type: string;
  readonly averageValue?: unknown;
  readonly value?: unknown;
}

/** The same query in every form that carries one: who writes it makes no difference. */
const FORMS: readonly (readonly [form: string, write: (query: string, target: WrittenTarget) => string])[] = [
  ['kube-metrics-adapter', (query, target) => hpa({
    annotations: { 'metric-config.external.own.prometheus/query': query }, metrics: [external('own', { type: 'prometheus' }, target)],
  })],
  ['kube-metrics-adapter, legacy', (query, target) => hpa({
    annotations: { [`${LEGACY}own`]: query }, metrics: [external('prometheus-query', { 'query-name': 'own' }, target)],
  })],
  ['kube-metrics-adapter, legacy, v2beta1', (query, target) => hpa({
    version: 'v2beta1',
    annotations: { [`${LEGACY}own`]: query },
    metrics: [{
      type: 'External',
      external: {
        metricName: 'prometheus-query',
        metricSelector: { matchLabels: { 'query-name': 'own' } },
        ...(target.type === 'Value' ? { targetValue: target.value } : { targetAverageValue: target.averageValue }),
      },
    }],
  })],
  ['the options of a waypoint', (query, target) => stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'waypoint-options', namespace: 'test' },
    data: {
      horizontalPodAutoscaler: stringify({
        metadata: { annotations: { 'metric-config.external.own.prometheus/query': query } },
        spec: { maxReplicas: 5, metrics: [external('own', { type: 'prometheus' }, target)] },
      }),
    },
  })],
  ['KEDA', (query, target) => stringify({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: {
      scaleTargetRef: { name: 'podinfo' },
      triggers: [{
        type: 'prometheus',
        ...(target.type === 'Value' && { metricType: 'Value' }),
        metadata: { serverAddress: 'http://prometheus:9090', query, threshold: String(target.value ?? target.averageValue) },
      }],
    },
  })],
  ['prometheus-adapter', (query, target) => `${stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'adapter', namespace: 'monitoring' },
    data: { 'config.yaml': stringify({ externalRules: [{ seriesQuery: 'up', resources: { namespaced: false }, name: { as: 'own' }, metricsQuery: query }] }) },
  })}---\n${hpa({ metrics: [external('own', undefined, target)] })}`],
];

const tel = (yaml: string): string[] => verdicts(yaml).filter((one) => one.startsWith('TEL'));

describe.each(FORMS)('the queries of %s', (form, write) => {
  test.each<[string, string, WrittenTarget, string[]]>([
    ['a guarded rate', RATE, average('10'), []],
    ['a guarded ratio', LATENCY, value('5'), []],
    ['a guarded percentile', P95, value('100'), []],
    ['no PromQL', 'sum(rate(istio_requests_total[1m])', average('10'), ['TEL005 error']],
    ['a rate without a range', `sum(rate(${REQUESTS})) or vector(0)`, average('10'), ['TEL005 error']],
    ['5 microseconds', LATENCY, value('0.005'), ['TEL006 error']],
    ['999 microseconds', LATENCY, value('0.999'), ['TEL006 error']],
    ['1 millisecond', LATENCY, value('1'), []],
    ['seconds of a query in seconds', `(${LATENCY}) / 1000`, value('0.005'), []],
    ['an average of a ratio', LATENCY, average('5'), ['TEL007 error']],
    ['an average of a percentile', P95, average('100'), ['TEL007 error']],
    ['a target below a thousandth', RATE, average('0.0009'), ['TEL008 error']],
    ['a target of a thousandth', RATE, average('0.001'), []],
    ['several series', `sum by (pod) (rate(${REQUESTS}[1m]))`, average('10'), ['TEL009 warning']],
    ['no reporter', RATE.replace('reporter="destination",', ''), average('10'), ['TEL010 warning']],
    ['no workload', RATE.replace(',destination_workload="podinfo"', ''), average('10'), ['TEL011 warning']],
    ['a bare division', SUM_AND_COUNT.join(' / '), value('5'), ['TEL012 warning']],
    ['irate', RATE.replace('rate', 'irate'), average('10'), ['TEL013 note']],
    ['59 seconds', RATE.replace('[1m]', '[59s]'), average('10'), ['TEL014 warning']],
    ['61 seconds', RATE.replace('[1m]', '[61s]'), average('10'), []],
    ['a counter', `sum(${REQUESTS}) or vector(0)`, average('10'), ['TEL020 warning']],
    ['a counter compared as a value', `sum(${REQUESTS}) or vector(0)`, value('10'), ['TEL020 warning']],
    ['a rate compared as a value', RATE, value('10'), ['TEL021 warning']],
    ['a rate of failures compared as a value', RATE.replace('"}', '",response_code=~"5.."}'), value('10'), []],
    ['buckets without le', P95.replace('sum by (le)', 'sum'), value('100'), ['TEL016 error']],
    ['95 for a quantile', P95.replace('0.95', '95'), value('100'), ['TEL016 error']],
  ])('%s', (_what, query, target, expected) => {
    // an adapter's rule may answer several series: the autoscaler adds them up
    const spared: Readonly<Record<string, string>> = { 'prometheus-adapter': 'TEL009 warning', 'KEDA': 'TEL012 warning' };
    expect(tel(write(query, target))).toEqual(expected.filter((one) => one !== spared[form]));
  });

  test('metrics of others are not judged', () => {
    expect(tel(write('sum by (pod) (irate(http_requests_total[5s]', average('0.0001')))).toEqual([]);
  });
});

test.each([['false', ['TEL012 warning']], [false, ['TEL012 warning']], ['true', []], [undefined, []]])('KEDA with ignoreNullValues %j takes no answer for zero: %j', (ignoreNullValues, expected) => {
  const metadata = { serverAddress: 'http://p:9090', threshold: '5', query: SUM_AND_COUNT.join(' / '), ignoreNullValues };
  const yaml = stringify({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'a', namespace: 'b' }, spec: { scaleTargetRef: { name: 'a' }, triggers: [{ type: 'prometheus', metricType: 'Value', metadata }] } });
  expect(tel(yaml)).toEqual(expected);
});

test('KEDA has words of its own for a target that is no average', () => {
  const [, write] = FORMS.find(([form]) => form === 'KEDA')!;
  const [finding] = findingsIn(write(P95, average('100')), ISTIO).filter(({ ruleId }) => ruleId === 'TEL007');
  expect(finding.fix).toBe('set metricType: Value');
  const [sum] = findingsIn(write(RATE, value('100')), ISTIO).filter(({ ruleId }) => ruleId === 'TEL021');
  expect(sum).toMatchObject({ fix: 'set metricType: AverageValue, with the share of one pod as threshold', pointer: '/spec/triggers/0/metadata/threshold' });
});

test('what is wrong with a target is found where the target stands, also beside the rules of an adapter', () => {
  const [, write] = FORMS.find(([form]) => form === 'prometheus-adapter')!;
  const [finding] = findingsIn(write(LATENCY, value('0.005')), ISTIO, { file: 'app.yaml' }).filter(({ ruleId }) => ruleId === 'TEL006');
  expect(finding).toMatchObject({ object: { kind: 'HorizontalPodAutoscaler', name: 'podinfo' }, pointer: '/spec/metrics/0/external/target/value' });
  expect(finding.values[0].origin).toContain('ConfigMap monitoring/adapter at /data/config.yaml/externalRules/0/metricsQuery');
});

test('a template of the prometheus-adapter, and a rule whose autoscaler is elsewhere, are judged as far as they can be', () => {
  const rules = (metricsQuery: string) => stringify({
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' }, data: { 'config.yaml': stringify({ externalRules: [{ name: { as: 'own' }, metricsQuery }] }) },
  });
  expect(tel(rules('sum(rate(istio_requests_total{<<.LabelMatchers>>}[1m])) by (<<.GroupBy>>)'))).toEqual([]);
  expect(tel(rules(LATENCY))).toEqual([]);
  expect(tel(rules(SUM_AND_COUNT.join(' / ')))).toEqual(['TEL012 warning']);
});

describe('queries that scale a gateway', () => {
  const labels = { istio: 'ingress' };
  const deployment = (namespace: string, annotations: object, container: object) => stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'podinfo', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'true' }, annotations },
        spec: { containers: [container] },
      },
    },
  });
  const gateway = (namespace: string) => deployment(namespace, { 'inject.istio.io/templates': 'gateway' }, { name: 'istio-proxy', image: 'auto' });
  const onAutoscalers = FORMS.filter(([form]) => !['the options of a waypoint', 'prometheus-adapter'].includes(form));
  const query = (matchers: string) => `sum(rate(istio_requests_total{${matchers}}[1m])) or vector(0)`;

  describe.each(onAutoscalers)('%s', (_form, write) => {
    test.each<[string, string[]]>([
      ['reporter="destination",destination_workload="podinfo"', ['TEL019 error']],
      ['reporter="destination",destination_workload="podinfo",destination_workload_namespace="test"', ['TEL019 error']],
      ['reporter="destination",destination_workload="podinfo",destination_workload_namespace="shop"', []],
      ['reporter="destination",destination_workload="podinfo-api"', []],
      ['reporter="destination",destination_workload=~"podinfo"', []],
      ['reporter!="destination",destination_workload="podinfo"', []],
      ['reporter="destination",source_workload="podinfo"', []],
      ['reporter="source",destination_workload="podinfo"', []],
      ['reporter="source",source_workload="podinfo"', []],
    ])('%s', (matchers, expected) => {
      expect(tel(`${gateway('test')}---\n${write(query(matchers), average('10'))}`)).toEqual(expected);
      expect(tel(`${deployment('test', {}, { name: 'app' })}---\n${write(query(matchers), average('10'))}`)).toEqual([]);
      expect(tel(`${gateway('other')}---\n${write(query(matchers), average('10'))}`)).toEqual([]);
    });

    test.each([['destination_workload="podinfo"', 'TEL010'], ['reporter="destination"', 'TEL011'], ['reporter="destination",destination_workload="podinfo"', 'TEL019']])(
      'the fix of %s names the series that a gateway has', (matchers, rule) => {
        const yaml = write(query(matchers), average('10'));
        const fixes = (text: string) => findingsIn(text).filter(({ ruleId }) => ruleId === rule).map(({ fix }) => fix);
        expect(fixes(`${gateway('test')}---\n${yaml}`)).toEqual(['write reporter="source",source_workload="podinfo"']);
        expect(fixes(yaml)).not.toContain('write reporter="source",source_workload="podinfo"');
      });
  });

  test('the options of a managed gateway are for that gateway, and those that two share for no one', () => {
    const [, write] = FORMS.find(([form]) => form === 'the options of a waypoint')!;
    const managed = (name: string, gatewayClassName = 'istio') => stringify({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name, namespace: 'test' },
      spec: {
        gatewayClassName,
        infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'waypoint-options' } },
        listeners: [gatewayClassName === 'istio' ? { name: 'http', port: 80, protocol: 'HTTP' } : { name: 'mesh', port: 15008, protocol: 'HBONE' }],
      },
    });
    const options = write(query('reporter="destination",destination_workload="edge-istio"'), average('10'));
    expect(tel([managed('edge'), options].join('---\n'))).toEqual(['TEL019 error']);
    expect(tel([managed('edge'), managed('other'), options].join('---\n'))).toEqual([]);
    expect(tel([managed('edge', 'istio-waypoint'), options].join('---\n'))).toEqual([]);
  });
});

describe('TEL001: keys that the adapter passes over', () => {
  test.each([
    ['metric-config.external.own.prometheus/query', 0],
    ['metric-config.external.my.own.prometheus/query', 1],
    ['metric-config.own.prometheus/query', 1],
    ['metric-config.external.own.prometheus', 1],
    ['metric-config.external.own.prometheus/a/query', 0],
    ['example.com/metric-config.external.my.own.prometheus', 0],
  ])('%s', (key, count) => {
    // the second slash is no annotation at all: LIM007
    const yaml = hpa({ annotations: { [key]: RATE, [`${LEGACY}other`]: RATE }, metrics: [] });
    expect(verdicts(yaml, ISTIO, 'TEL001')).toHaveLength(count);
  });

  test('of an autoscaler without a query on the mesh nothing is said', () => {
    expect(tel(hpa({ annotations: { 'metric-config.pods.a.b.json-path/path': '/metrics' }, metrics: [external('prometheus-query', undefined, average('0.0001'))] }))).toEqual([]);
  });
});

describe('TEL002: metrics without a query', () => {
  const legacy = (labels: object | undefined, ...names: string[]) => hpa({
    annotations: Object.fromEntries(names.map((name) => [LEGACY + name, RATE])), metrics: [external('prometheus-query', labels, average('10'))],
  });

  test.each<[string, string, string[]]>([
    ['the right name', legacy({ 'query-name': 'own' }, 'own'), []],
    ['another name', legacy({ 'query-name': 'other' }, 'own'), ['TEL002 error']],
    ['no name', legacy({ app: 'x' }, 'own'), ['TEL002 error']],
    ['no selector', legacy(undefined, 'own'), ['TEL002 error']],
    ['one of two names', legacy({ 'query-name': 'b' }, 'a', 'b'), []],
    ['a current metric of another name', hpa({
      annotations: { 'metric-config.external.own.prometheus/query': RATE }, metrics: [external('other', { type: 'prometheus' }, average('10'))],
    }), ['TEL002 error']],
    ['a metric of another adapter beside it', hpa({
      annotations: { 'metric-config.external.own.prometheus/query': RATE },
      metrics: [external('own', { type: 'prometheus' }, average('10')), external('queue-length', { type: 'aws' }, average('10'))],
    }), []],
  ])('%s', (_what, yaml, expected) => expect(tel(yaml)).toEqual(expected));

  test('the fix is certain with one query, and is none with two', () => {
    const patches = (yaml: string) => findingsIn(yaml).filter(({ ruleId }) => ruleId === 'TEL002').map(({ patch }) => patch?.length ?? 0);
    expect(patches(legacy({ 'query-name': 'other' }, 'own'))).toEqual([1]);
    expect(patches(legacy({ 'query-name': 'other' }, 'a', 'b'))).toEqual([0]);
  });
});

test.each([
  ['interval', ['TEL003 error']], ['prometheus-server', ['TEL003 error']], ['min-pod-ready-age', ['TEL003 error']], ['intervals', []], ['query-rate', []],
])('TEL003: a query called %s', (name, expected) => {
  const yaml = hpa({ annotations: { [LEGACY + name]: RATE }, metrics: [external('prometheus-query', { 'query-name': name }, average('10'))] });
  expect(tel(yaml)).toEqual(expected);
});

test.each([['a/b', 1], ['a%b', 1], ['.', 1], ['..', 1], ['a.b', 0], ['a-b', 0], ['...', 0]])('TEL004: a metric called %j', (name, count) => {
  expect(tel(hpa({ metrics: [external(name, undefined, average('10')), { type: 'Pods', pods: { metric: { name }, target: average('1') } }] }))).toHaveLength(2 * count);
});

test.each([['external', 1], ['object', 0], ['pods', 0]])('TEL015: per-replica of a metric of type %s', (type, count) => {
  const annotations = { [`metric-config.${type}.own.prometheus/per-replica`]: 'true', [`metric-config.${type}.own.prometheus/query`]: RATE };
  expect(verdicts(hpa({ annotations, metrics: [] }), ISTIO, 'TEL015')).toHaveLength(count);
});

describe('what source document 003 prints', () => {
  test.each([
    ['003-request-rate', ['TEL011 warning']],
    ['003-average-latency', ['TEL006 error', 'TEL007 error', 'TEL011 warning', 'TEL012 warning']],
    ['003-p95-latency', ['TEL007 error', 'TEL010 warning', 'TEL012 warning', 'TEL013 note']],
  ])('%s', (name, expected) => expect(tel(sourceExample(name))).toEqual(expected));
});

describe('what MeshAutoscaler writes', () => {
  const prometheus = 'http://prometheus:9090';
  const metricsOf = (scope?: MetricScope) => [
    MeshMetric.requestRate({ perPod: 10, scope }), MeshMetric.averageLatency({ target: Duration.millis(5), scope }),
    MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(25), scope }), MeshMetric.errorRate({ percent: 5, scope }),
  ];

  test.each<[string, ScaleTarget, MetricScope | undefined]>([
    ['a workload', ScaleTarget.named({ name: 'a', namespace: 'b' }), undefined], ['a gateway', ScaleTarget.gateway({ name: 'a', namespace: 'b' }), undefined],
    ['a waypoint, to what it serves', ScaleTarget.waypoint({ name: 'a', namespace: 'b' }), MetricScope.namespace('c')],
  ])('has nothing to be found for %s', (_what, target, scope) => {
    const adapters = [
      MetricsAdapter.kubeMetricsAdapter({ prometheus }), MetricsAdapter.legacyKubeMetricsAdapter({ prometheus }),
      MetricsAdapter.prometheusAdapter({ prometheus }), MetricsAdapter.keda({ prometheus }),
    ];
    for (const adapter of adapters) {
      const chart = new Chart(Testing.app(), 'app', { namespace: 'b' });
      const autoscaler = new MeshAutoscaler(chart, 'a', { target, maxReplicas: 5, metrics: metricsOf(scope), adapter });
      if (autoscaler.externalRules.length > 0) { new PrometheusAdapterConfig(chart, 'config', { autoscalers: [autoscaler] }); }
      expect(tel(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Testing.synth(chart) }))).toEqual([]);
    }
  });

  test('for a waypoint says that all waypoints count, unless it is narrowed', () => {
    const chart = new Chart(Testing.app(), 'app', { namespace: 'b' });
    const target = ScaleTarget.waypoint({ name: 'a', namespace: 'b' });
    new MeshAutoscaler(chart, 'a', { target, maxReplicas: 5, metrics: metricsOf().slice(0, 1), adapter: MetricsAdapter.keda({ prometheus }) });
    const [found, ...others] = findingsIn(JSON.stringify(Testing.synth(chart)[0]), ISTIO).filter(({ ruleId }) => ruleId.startsWith('TEL'));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ ruleId: 'TEL011', message: expect.stringContaining('so other waypoints move it'), fix: expect.stringContaining('namespace="…"') });
  });

  test('a workload behind a waypoint too', () => {
    const chart = new Chart(Testing.app(), 'app', { namespace: 'b' });
    const [metric] = [MeshMetric.requestRate({ perPod: 10, reporter: MetricReporter.WAYPOINT })];
    new MeshAutoscaler(chart, 'a', {
      target: ScaleTarget.named({ name: 'a', namespace: 'b' }), maxReplicas: 5, metrics: [metric], adapter: MetricsAdapter.kubeMetricsAdapter({ prometheus }),
    });
    expect(tel(JSON.stringify(Testing.synth(chart)[0]))).toEqual([]);
  });
});

test('what gateways and waypoints of ours write has nothing to be found in any rendering', () => {
  const metricsAdapter = MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus:9090' });
  const meshMetrics = [MeshMetric.requestRate({ perPod: 10 }), MeshMetric.errorRate({ percent: 5 })];
  const chart = new Chart(Testing.app(), 'app', { namespace: 'b' });
  for (const rendering of [GatewayRendering.INJECTED, GatewayRendering.MANAGED]) {
    const id = rendering.toLowerCase();
    new IstioGateway(chart, id, { name: id, minReplicas: 2, maxReplicas: 4, spread: GatewaySpread.nodes(), rendering, meshMetrics, metricsAdapter });
  }
  // nothing in the series tells waypoints apart: the author says what this one serves
  const scope = MetricScope.namespace('b');
  const ofWaypoint = [MeshMetric.requestRate({ perPod: 10, scope }), MeshMetric.errorRate({ percent: 5, scope })];
  new Waypoint(chart, 'waypoint', { spread: GatewaySpread.nodes(), autoscaling: { minReplicas: 2, maxReplicas: 4, meshMetrics: ofWaypoint, metricsAdapter } });
  const objects = Testing.synth(chart);
  expect(JSON.stringify(objects).match(/metric-config\.external\.[a-z0-9-]+error-rate\.prometheus\/query/g)).toHaveLength(3);
  expect(tel(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))).toEqual([]);
});

test('no autoscaler makes a rule fail', () => {
  const hostile = fc.oneof(
    fc.constantFrom<unknown>(null, true, '', '__proto__', -1, 0.5, 1e300, [], {}, [[]], [null], { matchLabels: 3 }, '1n', RATE, P95, 'istio_ ((', 'x'.repeat(70)),
    fc.string({ maxLength: 12 }),
  );
  const metric = fc.record({
    type: hostile,
    external: fc.oneof(hostile, fc.record({
      metric: fc.oneof(hostile, fc.record({ name: hostile, selector: hostile })),
      target: fc.oneof(hostile, fc.record({ averageValue: hostile, value: hostile })),
    })),
  });
  const metricLists = fc.oneof(hostile, fc.array(metric, { maxLength: 2 }));
  fc.assert(fc.property(metricLists, hostile, fc.constantFrom('v2', 'v2beta1', 'v9'), fc.string({ maxLength: 20 }), (metrics, text, version, key) => {
    const items = [
      {
        apiVersion: `autoscaling/${version}`,
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'a', namespace: 'b', annotations: { [`metric-config.${key}`]: text, [LEGACY]: RATE } },
        spec: { metrics },
      },
      {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        metadata: { name: 'a', namespace: 'b' },
        spec: { triggers: [{ type: 'prometheus', metricType: text, metadata: { query: text, threshold: metrics } }, text] },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'b', namespace: 'b' },
        data: { horizontalPodAutoscaler: JSON.stringify({ metadata: text, spec: { metrics, external: 1 } }) },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'b' },
        data: { 'config.yaml': `externalRules: [{ metricsQuery: istio_, name: ${JSON.stringify(text)} }` },
      },
    ];
    const findings = findingsIn(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    expect(findings.filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message)).toEqual([]);
  }), { numRuns: Number(process.env.FUZZ_RUNS ?? 40) });
});
