import { Duration, Testing } from 'cdk8s';
import fc from 'fast-check';
import { ADAPTERS, autoscaler, chart, refusal } from './support';
import { MeshMetric, MeshMetricOptions, MetricReporter, MetricScope, RequestProtocol, ScaleTarget } from '../../src/autoscaling';
import { QueryFacts } from '../../src/promql/facts';
import { nodesOf, parseQuery, textOf } from '../../src/promql/grammar';
import { remarksOn } from '../../src/promql/remarks';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';

/** What people and attackers put into labels. */
const hostile = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.stringMatching(/^["'`\\{}\[\]()=~!,\n\r\t #$|x]{1,20}$/),
  fc.constantFrom('"} or vector(1e9) or x{a="', '"}[1h])) # ', '\\', '\\"', "'", '`', '\u2028', '\u0000', '{{.x}}', '$(x)', '__name__', 'é', '😀', '"+"'),
);
const value = hostile.filter((text) => text !== '' && !/[\ud800-\udfff]/u.test(text));

const metrics: ((options: MeshMetricOptions) => MeshMetric)[] = [
  (options) => MeshMetric.requestRate({ perPod: 10, ...options }),
  (options) => MeshMetric.averageLatency({ target: Duration.millis(5), ...options }),
  (options) => MeshMetric.latencyPercentile({ percentile: 99, target: Duration.millis(25), ...options }),
  (options) => MeshMetric.errorRate({ percent: 5, ...options }),
];

const options: fc.Arbitrary<MeshMetricOptions> = fc.record({
  scope: fc.option(fc.oneof(
    fc.tuple(value, value).map(([namespace, name]) => MetricScope.workload(namespace, name)),
    fc.tuple(value, value).map(([namespace, name]) => MetricScope.service(namespace, name)),
    value.map((namespace) => MetricScope.namespace(namespace)),
  ), { nil: undefined }),
  reporter: fc.constantFrom(undefined, ...Object.values(MetricReporter)),
  window: fc.option(fc.integer({ min: 60, max: 86_400 }).map((seconds) => Duration.seconds(seconds)), { nil: undefined }),
  filter: fc.record({
    protocol: fc.constantFrom(undefined, RequestProtocol.GRPC),
    httpCodes: fc.constantFrom<string[] | undefined>(undefined, ['200', '5xx']),
    exceptGrpcStatuses: fc.constantFrom<string[] | undefined>(undefined, ['OK']),
    labels: fc.dictionary(fc.constantFrom('a', 'pod', 'cluster'), value, { maxKeys: 3 }),
  }),
});

/** The one query. */
function built(make: (given: MeshMetricOptions) => MeshMetric, given: MeshMetricOptions): string {
  return Object.values(autoscaler({ metrics: [make(given)] }).queries)[0];
}

test('no value of a label changes the tree of a query, and each value comes back as it went in', () => {
  fc.assert(fc.property(fc.constantFrom(...metrics), value, value, (make, one, other) => {
    const query = built(make, { filter: { labels: { a: one, b: other } } });
    const harmless = parseQuery(built(make, { filter: { labels: { a: 'x', b: 'x' } } }), 'query');
    const parsed = parseQuery(query, 'query');
    expect(parsed.shape).toBe(harmless.shape);
    const texts = nodesOf(parsed.root).filter((node) => node.name === 'StringLiteral').map((node) => JSON.parse(textOf(parsed, node)) as string);
    expect(texts).toEqual(expect.arrayContaining([one, other]));
  }), { numRuns: 300 });
});

test('nothing that a query is made of gives one that is refused, or that there is anything to say about but its scope', () => {
  fc.assert(fc.property(fc.constantFrom(...metrics.entries()), options, ([at, make], given) => {
    const facts = new QueryFacts(parseQuery(built(make, given), 'query'));
    const said = remarksOn(facts, { averaged: at === 0, target: 10, scrapeSeconds: 15 }).filter(({ rule }) => rule !== 'TEL011');
    expect(said).toEqual([]);
  }), { numRuns: 300 });
});

test('without traffic no query can answer NaN: every division and percentile is guarded', () => {
  for (const make of metrics) {
    const facts = new QueryFacts(parseQuery(built(make, {}), 'query'));
    const root = facts.binary(facts.query.root)!;
    expect(root.operator).toBe('Or');
    expect(facts.text(root.right)).toBe('vector(0)');
    for (const node of facts.all('BinaryExpr')) {
      const parts = facts.binary(node)!;
      if (parts.operator === 'Div') { expect(facts.text(parts.right)).toMatch(/ > 0\)$/); }
    }
  }
});

test('halves of surrogate pairs are refused', () => {
  expect(refusal(() => built(metrics[0], { filter: { labels: { a: '\ud800' } } }))).toContain("'metrics[0].filter.labels.a' must be a text");
});

test('a query of one\'s own is read or refused, and nothing else', () => {
  const pieces = fc.constantFrom('sum', 'rate', '(', ')', '[5m]', '{', '}', 'a="b"', 'x', ' by ', ' or ', '/', '>', '0', ',', '"', '\\', '\n', '#', 'le', '@', 'offset 5m', '-', '`');
  const text = fc.oneof(fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')), fc.string({ maxLength: 200, unit: 'binary' }));
  fc.assert(fc.property(text, (query) => {
    const said = refusal(() => autoscaler({ metrics: [MeshMetric.custom({ name: 'own', query, value: '5' })] }));
    expect(said).toMatch(/^(nothing refuses it|\[app\/podinfo\]|\[app\/podinfo\/Resource\])/);
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  }), { numRuns: 500 });
});

describeWithSchemas('generated autoscalers', () => {
  test('pass the strict schema', () => {
    const checker = kubernetesSchemas('1.33.0');
    fc.assert(fc.property(
      fc.constantFrom(ADAPTERS.current, ADAPTERS.legacy, ADAPTERS.prometheusAdapter), fc.constantFrom(...metrics), options,
      fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 10 }), fc.constantFrom('podinfo', 'istio-ingressgateway', 'a'),
      (adapter, make, given, minReplicas, more, name) => {
        const scope = chart();
        const target = ScaleTarget.named({ name, namespace: 'test' });
        // "<<" begins a template of the prometheus-adapter, which refuses it
        fc.pre(!JSON.stringify(given).includes('<<'));
        autoscaler({ adapter, target, metrics: [make(given)], minReplicas, maxReplicas: minReplicas + more }, scope);
        const [hpa] = Testing.synth(scope);
        expect(checker.problems(hpa)).toEqual([]);
        expect(hpa.spec.metrics[0].external.target.type).toBe(make === metrics[0] ? 'AverageValue' : 'Value');
      }), { numRuns: 100 });
  });
});
