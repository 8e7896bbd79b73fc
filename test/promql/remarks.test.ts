import { said } from './support';
import { REMARKS } from '../../src/promql/remarks';

const WORKLOAD = 'reporter="destination",destination_workload="a"';

test('what is known of each remark', () => {
  expect([...REMARKS].map(([id, { severity }]) => `${id} ${severity}`)).toEqual([
    'TEL005 error', 'TEL006 error', 'TEL007 error', 'TEL008 error', 'TEL009 warning', 'TEL010 warning', 'TEL011 warning', 'TEL012 warning',
    'TEL013 note', 'TEL014 warning', 'TEL016 error', 'TEL020 warning', 'TEL021 warning',
  ]);
  for (const { source } of REMARKS.values()) { expect(source.length).toBeGreaterThan(20); }
});

test('without a target nothing is said about it', () => {
  const query = `avg(rate(istio_request_duration_milliseconds_sum{${WORKLOAD}}[1m]))`;
  expect(said(query)).toEqual([]);
  expect(said(query, { target: 0.0001, averaged: true })).toEqual(['TEL006', 'TEL007', 'TEL008']);
});

test.each<[string, string[]]>([
  [`sum(rate(istio_requests_total{${WORKLOAD}}[1m]))`, []],
  ['sum(rate(istio_requests_total{reporter="waypoint",destination_service_namespace="a"}[1m]))', []],
  ['sum(rate(istio_requests_total{reporter="destination",destination_service_namespace="a"}[1m]))', ['TEL011']],
  ['sum(rate(istio_requests_total{reporter="waypoint"}[1m]))', ['TEL011']],
  ['sum(rate(istio_requests_total{reporter="waypoint",namespace="a"}[1m]))', []],
  ['sum(rate(istio_requests_total{reporter="destination",namespace="a"}[1m]))', ['TEL011']],
  ['sum(rate(istio_requests_total{reporter="waypoint",gateway_networking_k8s_io_gateway_name="a"}[1m]))', []],
  ['sum(rate(istio_requests_total{reporter="source",source_workload="a"}[1m]))', []],
  ['sum(rate(envoy_cluster_upstream_rq_total[1m]))', []],
])('the target of %s', (query, expected) => expect(said(query)).toEqual(expected));

test.each<[string, number, string[]]>([
  ['sum(rate(x[59s]))', 15, ['TEL014']], ['sum(rate(x[1m]))', 15, []], ['sum(rate(x[1m]))', 16, ['TEL014']], ['sum(rate(x[4s]))', 1, []],
])('%s with a scrape every %d s', (query, scrapeSeconds, expected) => expect(said(query, { scrapeSeconds })).toEqual(expected));

test.each<[string, string[]]>([
  ['histogram_quantile(0.9, sum(x_bucket)) >= 0 or vector(0)', ['TEL016']],
  ['histogram_quantile(0.9, sum by (le) (x_bucket)) >= 0 or vector(0)', []],
  ['histogram_quantile(0.9, sum by (le, pod) (x_bucket)) >= 0 or vector(0)', ['TEL009']],
  ['histogram_quantile(0.9, x_bucket) >= 0 or vector(0)', ['TEL009']],
])('a percentile that keeps, loses or adds labels: %s', (query, expected) => expect(said(query)).toEqual(expected));

describe('TEL020: a counter as it stands', () => {
  const COUNTER = `istio_requests_total{${WORKLOAD}}`;
  test.each<[string, boolean]>([
    [`sum(${COUNTER}) or vector(0)`, true], [`max(${COUNTER})`, true], [`round(sum(${COUNTER}) / 60)`, true], [`scalar(sum(${COUNTER}))`, true],
    [`sum(${COUNTER}) + sum(${COUNTER})`, true], [`60 * sum(${COUNTER}) > 1`, true], [`sum(${COUNTER} offset 5m)`, true], [`sum(sum by (pod) (${COUNTER}))`, true],
    ['sum(istio_request_bytes_count{reporter="source",app="a"})', true], ['sum(jobs_total)', true],
    [`sum(rate(${COUNTER}[1m]))`, false], [`sum(increase(${COUNTER}[1m]))`, false], [`sum(${COUNTER}) - sum(${COUNTER} offset 5m)`, false],
    [`sum(${COUNTER}) / sum(up)`, false], [`count(${COUNTER})`, false], [`absent(${COUNTER})`, false], [`sum(resets(${COUNTER}[1h]))`, false],
    ['sum(envoy_http_downstream_rq_active)', false], ['sum(queue_count)', false], ['sum(istio_build)', false], ['sum({app="a"})', false],
    [`max_over_time(sum(${COUNTER})[5m:1m])`, false],
    [`sum(${COUNTER}) > bool 0`, false], [`(sum(${COUNTER}) >= bool 10) * 3 or vector(0)`, false], [`sum(${COUNTER} > bool 0)`, false],
    [`sum(${COUNTER}) > 0`, true], [`sum(${COUNTER}) > 0 or vector(0)`, true],
  ])('%s: %s', (query, expected) => expect(said(query).includes('TEL020')).toBe(expected));
});

describe('TEL021: a sum of rates compared as a value', () => {
  const RATE = `rate(istio_requests_total{${WORKLOAD}}[1m])`;
  test.each<[string, boolean]>([
    [`sum(${RATE}) or vector(0)`, true], [`sum(${RATE}) / 60`, true], [`60 * sum(${RATE})`, true], [`sum(${RATE}) + sum(${RATE})`, true], [`round(sum(${RATE}))`, true],
    [`sum(increase(istio_requests_total{${WORKLOAD}}[1m]))`, true], [`sum(sum by (pod) (${RATE}))`, true],
    [`sum(rate(istio_requests_total{${WORKLOAD},response_code!~"5.."}[1m]))`, true], ['sum(rate(jobs_total[1m]))', true],
    [`avg(${RATE})`, false], [`max(${RATE})`, false], [`sum(${RATE}) / count(up)`, false], [`sum(${RATE}) / sum(${RATE})`, false], [`sum(${RATE}) - sum(${RATE})`, false],
    [`sum(rate(istio_requests_total{${WORKLOAD},response_code=~"5.."}[1m]))`, false], [`sum(istio_requests_total{${WORKLOAD}})`, false], ['sum(queue_length)', false],
    ['vector(1)', false],
  ])('%s: %s', (query, expected) => {
    expect(said(query, { target: 10 }).includes('TEL021')).toBe(expected);
    expect(said(query, { target: 10, averaged: true })).not.toContain('TEL021');
    expect(said(query)).not.toContain('TEL021');
  });
});
