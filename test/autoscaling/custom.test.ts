import { ADAPTERS, autoscaler, refusal } from './support';
import { CustomMetricProps, MeshMetric, MetricsAdapter } from '../../src/autoscaling';
import { cpuTime } from '../support/cpu-time';
import { sourceManifest } from '../support/source-docs';

const GOOD = 'sum(rate(istio_requests_total{reporter="destination",destination_workload="podinfo"}[1m])) or vector(0)';

function custom(props: Partial<CustomMetricProps>, adapter: MetricsAdapter = ADAPTERS.current) {
  const target = props.value === undefined && props.averageValue === undefined ? { averageValue: '10' } : {};
  return autoscaler({ adapter, metrics: [MeshMetric.custom({ name: 'own', query: GOOD, ...target, ...props })] });
}

/** The ids of what is said about a query that is not refused. */
function notes(query: string, target: Partial<CustomMetricProps> = {}): string[] {
  return custom({ query, ...target }).notes.map((note) => /TEL0[0-9]{2}/.exec(note)?.[0] ?? note);
}

describe('a query of one\'s own', () => {
  test('stays as it was written, target included', () => {
    const query = `${GOOD}\n`;
    const { queries, resource, notes: said } = custom({ query, averageValue: '0.500' });
    expect(queries).toEqual({ own: query });
    expect(resource.toJson().spec.metrics[0].external.target).toEqual({ type: 'AverageValue', averageValue: '0.500' });
    expect(said).toEqual([]);
  });

  test.each([
    ['sum(rate(x[1m])', 'it ends too early at line 1, column 16'],
    ['sum(rate(x[1m])))', 'unexpected ")" at line 1, column 17'],
    ['sum(\n  rate(x{a=b}[1m])\n)', 'unexpected "b}[1m])" at line 2, column 12'],
    ['rat(x[1m])', 'unexpected "(x[1m])" at line 1, column 4'],
    ['sum(rate(x[$__rate_interval]))', 'unexpected "$__rate_interval]))" at line 1, column 12'],
    ['a b', 'unexpected "b" at line 1, column 3'],
  ])('%j is refused with the place', (query, place) => {
    expect(refusal(() => custom({ query }))).toContain(`'metrics[0].query' must be PromQL: ${place}, got `);
  });

  test.each([
    ['', "'metrics[0].query' must be a PromQL query, got \"\""],
    [undefined as unknown as string, "'metrics[0].query' must be a PromQL query, got undefined"],
    ['x'.repeat(16_385), 'must be a PromQL query of at most 16384 characters'],
  ])('no query: %#', (query, message) => {
    expect(refusal(() => custom({ query }))).toContain(message);
  });

  test('a long and a deep query are answered quickly', () => {
    expect(cpuTime(() => {
      refusal(() => custom({ query: '('.repeat(16_000) }));
      refusal(() => custom({ query: `${'a{b="c"} or '.repeat(1300)}vector(0)` }));
      refusal(() => custom({ query: `${'('.repeat(8000)}x${')'.repeat(8000)}` }));
      refusal(() => custom({ query: `sum(a)${' / sum(b)'.repeat(1700)}` }));
      refusal(() => custom({ query: 'sum('.repeat(4000) }));
    })).toBeLessThan(3000);
  });

  test.each([
    ['rate(x)', 'rate() takes a range (line 1, column 1)'],
    ['sum(x[5m])', 'sum takes no range (line 1, column 5)'],
    ['sum(rate(x[5m])) or 0', 'or has a number beside it, expected two vectors'],
    ['sum(rate(x[5m])) > bool 0', 'nothing refuses it'],
    ['abs(x[5m])', 'abs() takes no range (line 1, column 1)'],
    ['x[5m]', 'the query answers a range of samples'],
    ['"x"', 'the query answers a text'],
    ['sum(x{a=~"\\d+"})', '"\\\\d" is no escape of a PromQL text (line 1, column 10)'],
    ['sum(x{a=~"\\\\d+"})', 'nothing refuses it'],
    ['sum(x{a=~`\\d+`})', 'nothing refuses it'],
    ['sum(x{a="\\u00e9\\x41\\n"})', 'nothing refuses it'],
  ])('what the grammar takes and Prometheus does not: %s', (query, message) => {
    expect(refusal(() => custom({ query }))).toContain(message);
  });

  test.each<[string, Partial<CustomMetricProps>, string]>([
    ['both', { averageValue: '1', value: '1' }, 'must have one of averageValue (a rate, shared by the pods) and value (a ratio, an average, a percentile), got both'],
    ['zero', { averageValue: '0' }, "'metrics[0].averageValue' must be more than zero, got \"0\""],
    ['less than zero', { value: '-1' }, "'metrics[0].value' must be more than zero, got \"-1\""],
    ['no quantity', { value: '5ms' }, "'metrics[0].value' must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi, got \"5ms\""],
  ])('a target with %s', (_what, props, message) => {
    expect(refusal(() => custom(props))).toContain(message);
  });

  test('a target is needed', () => {
    expect(refusal(() => autoscaler({ metrics: [MeshMetric.custom({ name: 'own', query: GOOD })] }))).toContain('got neither');
  });
});

describe('what adapters and autoscalers get wrong in silence', () => {
  const AVERAGE = 'sum(rate(istio_request_duration_milliseconds_sum{reporter="destination",app="x"}[1m]))'
    + ' / (sum(rate(istio_request_duration_milliseconds_count{reporter="destination",app="x"}[1m])) > 0) or vector(0)';
  const P95 = 'histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="destination",app="x"}[5m]))) >= 0 or vector(0)';

  test.each([
    [AVERAGE, '0.999', true], [AVERAGE, '1', false], [AVERAGE, '5', false], [P95, '0.5', true],
    [`(${AVERAGE}) / 1000`, '0.005', false], [`0.001 * (${AVERAGE})`, '0.005', false], [GOOD, '0.5', false],
    ['sum(rate(istio_request_duration_milliseconds_count{reporter="destination",app="x"}[1m])) or vector(0)', '0.5', false],
  ])('TEL006: milliseconds against seconds: %#', (query, value, refused) => {
    expect(refusal(() => custom({ query, value })).includes('TEL006')).toBe(refused);
  });

  test('TEL006 says what is meant', () => {
    expect(refusal(() => custom({ query: AVERAGE, value: '0.005' }))).toContain(
      'the value is in milliseconds, and the target 0.005 is 5 microseconds, got ');
    expect(refusal(() => custom({ query: AVERAGE, value: '0.005' }))).toContain('; write 5 for 5 ms, or divide the query by 1000 (TEL006)');
  });

  test.each([
    [AVERAGE, true], [P95, true], ['avg(x) or vector(0)', true], ['quantile(0.9, x) or vector(0)', true], ['scalar(avg(x))', true],
    ['max(avg_over_time(x[5m])) or vector(0)', true], [`-(${P95})`, true], [`round(${AVERAGE})`, true],
    [GOOD, false], ['sum(rate(x[1m])) / 60 or vector(0)', false], ['60 * sum(rate(x[1m])) or vector(0)', false], ['sum(x) + sum(y) or vector(0)', false],
    ['max(x) or vector(0)', false],
  ])('TEL007: a ratio is not shared by the pods: %s', (query, ratio) => {
    expect(refusal(() => custom({ query, averageValue: '10' })).includes('TEL007')).toBe(ratio);
    expect(refusal(() => custom({ query, value: '10' }))).toBe('nothing refuses it');
  });

  test.each([['0.0009', true], ['0.001', false], ['0.0011', false], ['1n', true]])('TEL008: a target of %s', (averageValue, refused) => {
    expect(refusal(() => custom({ averageValue })).includes('TEL008')).toBe(refused);
  });

  test.each([
    ['sum(rate(x_bucket[5m]))', true], ['sum by (pod) (rate(x_bucket[5m]))', true], ['sum without (le) (rate(x_bucket[5m]))', true],
    ['sum by (le) (rate(x_bucket[5m]))', false], ['sum(rate(x_bucket[5m])) by (le, pod)', false], ['sum without (pod) (rate(x_bucket[5m]))', false],
    ['rate(x_bucket[5m])', false], ['sum(rate(native[5m]))', false],
  ])('TEL016: a percentile needs le: %s', (buckets, refused) => {
    expect(refusal(() => custom({ query: `histogram_quantile(0.9, ${buckets}) >= 0 or vector(0)`, value: '5' })).includes('TEL016')).toBe(refused);
  });

  test.each([['0', true], ['0.001', false], ['0.999', false], ['1', true], ['95', true]])('TEL016: the quantile %s', (quantile, refused) => {
    const query = `histogram_quantile(${quantile}, sum by (le) (rate(x_bucket[5m]))) >= 0 or vector(0)`;
    expect(refusal(() => custom({ query, value: '5' })).includes('TEL016')).toBe(refused);
  });

  test.each([
    ['x', ['TEL009']], ['sum by (pod) (x)', ['TEL009']], ['topk(1, x)', ['TEL009']], ['sum without (pod) (x)', ['TEL009']], ['rate(x[5m])', ['TEL009']],
    ['sum(x)', []], ['sum by () (x)', []], ['abs(sum(x))', []], ['scalar(x)', []], ['sum(x) / 2', []], ['1', []],
    ['sum(a) / sum(b)', ['TEL012']], ['sum(a) / (sum(b) > 0)', ['TEL012']], ['sum(a) / (sum(b) > 0) or vector(0)', []],
    ['(sum(a) / sum(b)) >= 0 or vector(0)', []], ['histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))', ['TEL012']],
    ['sum(rate(x[1m]))', ['TEL021']], ['sum(x_total)', ['TEL020']],
  ])('what is only said: %s', (query, ids) => {
    expect(notes(query, { value: '10' })).toEqual(ids);
  });

  test.each([
    ['sum(rate(istio_requests_total{app="x"}[5m]))', ['TEL010']], ['sum(rate({__name__="istio_requests_total",app="x"}[5m]))', ['TEL010']],
    ['sum(rate({"istio_requests_total", app="x"}[5m]))', ['TEL010']],
    ['sum(rate(istio_requests_total{reporter="source"}[5m]))', ['TEL011']],
    ['sum(rate(istio_requests_total{reporter="source",destination_canonical_service="x"}[5m]))', []],
    ['sum(irate(x[5m]))', ['TEL013']], ['sum(rate(x[59s]))', ['TEL014']], ['sum(rate(x[1m]))', []], ['sum(rate(x[61s]))', []], ['sum(rate(x[30]))', ['TEL014']],
    ['sum(rate(x[1m30s]))', []], ['sum(x_total)', ['TEL020']],
  ])('what is only said of what pods share: %s', (query, ids) => {
    expect(notes(query, { averageValue: '10' })).toEqual(ids);
  });
});

describe('what is known to be unusual', () => {
  const query = 'sum(rate(a[1m])) / (sum(rate(b[1m])) > 0) or vector(0)';

  test('is accepted with a reason, which stays visible', () => {
    expect(custom({ query, accept: { TEL007: 'b is constant' } }).notes).toEqual([expect.stringMatching(/\(TEL007\); accepted: b is constant$/)]);
  });

  test.each([
    [{ TEL007: 7 }, "'metrics[0].accept.TEL007' must be a reason, got 7"],
    [{ TEL007: 'because ' }, "'metrics[0].accept.TEL007': reason has 7 characters, expected 10 to 1000"],
    [{ TEL005: 'x' }, "'metrics[0].accept' must name a check that refuses (TEL006, TEL007, TEL008, TEL016), got \"TEL005\""],
    [{ TEL013: 'x' }, 'must name a check that refuses'],
  ])('%j is not', (accept, message) => {
    expect(refusal(() => custom({ query, accept: accept as { [rule: string]: string } }))).toContain(message);
  });
});

describe('the annotations of source document 003', () => {
  /** An autoscaler with the query of an option, letter by letter, and its target. */
  function literal(option: string, accept?: { [rule: string]: string }) {
    const { metadata, spec } = sourceManifest(option);
    const [[key, query]] = Object.entries(metadata.annotations!);
    const { target } = (spec as { metrics: { external: { target: { averageValue: string } } }[] }).metrics[0].external;
    const made = autoscaler({
      adapter: ADAPTERS.legacy,
      name: metadata.name,
      metrics: [MeshMetric.custom({ name: key.slice(key.indexOf('/') + 1), query, averageValue: target.averageValue, accept })],
    }, undefined, metadata.name);
    return { made: made.resource.toJson(), document: sourceManifest(option), notes: made.notes };
  }

  test('option 1 comes out as it is printed, but for the API version', () => {
    const { made, document, notes: said } = literal('003-request-rate');
    expect(made).toEqual({ ...document, apiVersion: 'autoscaling/v2' });
    expect(said[0]).toContain('is not narrowed to the target');
  });

  test('option 2 is refused for its unit and its average, and comes out when both are accepted', () => {
    const said = refusal(() => literal('003-average-latency'));
    expect(said).toContain('TEL006');
    expect(said).toContain('TEL007');
    const { made, document } = literal('003-average-latency', { TEL006: 'as printed', TEL007: 'as printed' });
    expect(made).toEqual({ ...document, apiVersion: 'autoscaling/v2' });
  });

  test('option 3 is refused for its average, and comes out when that is accepted', () => {
    expect(refusal(() => literal('003-p95-latency'))).toContain('TEL007');
    const { made, document, notes: said } = literal('003-p95-latency', { TEL007: 'as printed' });
    expect(made).toEqual({ ...document, apiVersion: 'autoscaling/v2' });
    expect(said.join('\n')).toMatch(/TEL010[^]*TEL012[^]*TEL013/);
  });
});
