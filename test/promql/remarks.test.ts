import { said } from './support';
import { REMARKS } from '../../src/promql/remarks';

const WORKLOAD = 'reporter="destination",destination_workload="a"';

test('what is known of each remark', () => {
  expect([...REMARKS].map(([id, { severity }]) => `${id} ${severity}`)).toEqual([
    'TEL005 error', 'TEL006 error', 'TEL007 error', 'TEL008 error', 'TEL009 warning', 'TEL010 warning', 'TEL011 warning', 'TEL012 warning',
    'TEL013 note', 'TEL014 warning', 'TEL016 error',
  ]);
  for (const { source } of REMARKS.values()) { expect(source.length).toBeGreaterThan(20); }
});

test('without a target nothing is said about it', () => {
  const query = `avg(istio_request_duration_milliseconds_sum{${WORKLOAD}})`;
  expect(said(query)).toEqual([]);
  expect(said(query, { target: 0.0001, averaged: true })).toEqual(['TEL006', 'TEL007', 'TEL008']);
});

test.each<[string, string[]]>([
  [`sum(istio_requests_total{${WORKLOAD}})`, []],
  ['sum(istio_requests_total{reporter="waypoint",destination_service_namespace="a"})', []],
  ['sum(istio_requests_total{reporter="destination",destination_service_namespace="a"})', ['TEL011']],
  ['sum(istio_requests_total{reporter="waypoint"})', ['TEL011']],
  ['sum(istio_requests_total{reporter="waypoint",namespace="a"})', []],
  ['sum(istio_requests_total{reporter="destination",namespace="a"})', ['TEL011']],
  ['sum(istio_requests_total{reporter="waypoint",gateway_networking_k8s_io_gateway_name="a"})', []],
  ['sum(istio_requests_total{reporter="source",source_workload="a"})', []],
  ['sum(envoy_cluster_upstream_rq_total)', []],
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
