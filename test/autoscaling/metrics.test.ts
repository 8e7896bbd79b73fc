import { Duration } from 'cdk8s';
import { ADAPTERS, autoscaler, PODINFO, refusal } from './support';
import { LatencyPercentileProps, MeshMetric, MetricReporter, MetricsAdapter, MetricScope, RequestProtocol, ScaleTarget } from '../../src/autoscaling';

/** The one query of a metric, for a target. */
function query(metric: MeshMetric, of = PODINFO): string {
  return Object.values(autoscaler({ metrics: [metric], target: of }).queries)[0];
}

/** The target of the one metric. */
function target(metric: MeshMetric): unknown {
  const { spec } = autoscaler({ metrics: [metric] }).resource.toJson();
  return spec.metrics[0].external.target;
}

const OF_PODINFO = 'reporter="destination",destination_workload="podinfo",destination_workload_namespace="test"';

describe('the queries of the mesh metrics', () => {
  test('a request rate is shared by the pods', () => {
    const metric = MeshMetric.requestRate({ perPod: 10 });
    expect(query(metric)).toBe(`sum(rate(istio_requests_total{${OF_PODINFO}}[1m])) or vector(0)`);
    expect(target(metric)).toEqual({ type: 'AverageValue', averageValue: '10' });
  });

  test('an average latency is a value in milliseconds, and its divisor is guarded', () => {
    const metric = MeshMetric.averageLatency({ target: Duration.millis(5) });
    expect(query(metric)).toBe(`sum(rate(istio_request_duration_milliseconds_sum{${OF_PODINFO}}[1m]))`
      + ` / (sum(rate(istio_request_duration_milliseconds_count{${OF_PODINFO}}[1m])) > 0) or vector(0)`);
    expect(target(metric)).toEqual({ type: 'Value', value: '5' });
  });

  test('a percentile keeps the buckets apart, drops NaN and looks over five minutes', () => {
    const metric = MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(25) });
    expect(query(metric)).toBe(
      `histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${OF_PODINFO}}[5m]))) >= 0 or vector(0)`);
    expect(target(metric)).toEqual({ type: 'Value', value: '25' });
  });

  test('an error rate is a percentage of both protocols', () => {
    const metric = MeshMetric.errorRate({ percent: 2.5 });
    expect(query(metric)).toBe(
      `100 * ((sum(rate(istio_requests_total{${OF_PODINFO},request_protocol!="grpc",response_code=~"5.."}[1m])) or vector(0))`
      + ` + (sum(rate(istio_requests_total{${OF_PODINFO},request_protocol="grpc",grpc_response_status=~"2|4|12|13|14|15"}[1m])) or vector(0)))`
      + ` / (sum(rate(istio_requests_total{${OF_PODINFO}}[1m])) > 0) or vector(0)`);
    expect(target(metric)).toEqual({ type: 'Value', value: '2500m' });
  });

  test.each([
    [99.9, '0.999', 'podinfo-p99-9-latency'], [50, '0.5', 'podinfo-p50-latency'], [1, '0.01', 'podinfo-p1-latency'],
  ])('P%d asks for the quantile %s under the name %s', (percentile, quantile, name) => {
    const { queries } = autoscaler({ metrics: [MeshMetric.latencyPercentile({ percentile, target: Duration.millis(25) })] });
    expect(Object.keys(queries)).toEqual([name]);
    expect(queries[name]).toContain(`histogram_quantile(${quantile}, `);
  });

  test('a duration is milliseconds in whatever unit it is given', () => {
    expect(target(MeshMetric.averageLatency({ target: Duration.seconds(2) }))).toEqual({ type: 'Value', value: '2k' });
    expect(target(MeshMetric.averageLatency({ target: Duration.millis(2.5) }))).toEqual({ type: 'Value', value: '2500m' });
  });

  test('processors and memory are percentages of the requests', () => {
    const { spec } = autoscaler({ metrics: [MeshMetric.cpuUtilization(70), MeshMetric.memoryUtilization(80)] }).resource.toJson();
    expect(spec.metrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]);
  });
});

describe('whose requests count', () => {
  const rate = (props: object) => MeshMetric.requestRate({ perPod: 10, ...props });
  const gateway = ScaleTarget.gateway({ name: 'istio-ingressgateway', namespace: 'istio-system' });
  const waypoint = ScaleTarget.waypoint({ name: 'waypoint', namespace: 'shop' });

  test.each([
    ['a workload: its own sidecar', PODINFO, {}, OF_PODINFO],
    ['a workload by its callers', PODINFO, { reporter: MetricReporter.SOURCE },
      'reporter="source",destination_workload="podinfo",destination_workload_namespace="test"'],
    ['a workload by its waypoint', PODINFO, { reporter: MetricReporter.WAYPOINT },
      'reporter="waypoint",destination_workload="podinfo",destination_workload_namespace="test"'],
    ['a gateway: what it sends', gateway, {},
      'reporter="source",source_workload="istio-ingressgateway",source_workload_namespace="istio-system"'],
    ['a gateway, to one service', gateway, { scope: MetricScope.service('shop', 'cart') },
      'reporter="source",source_workload="istio-ingressgateway",source_workload_namespace="istio-system",destination_service_name="cart",destination_service_namespace="shop"'],
    ['a waypoint: of all waypoints, which the series do not tell apart', waypoint, {}, 'reporter="waypoint"'],
    ['a waypoint, by what Prometheus takes from its pods', waypoint, { filter: { labels: { namespace: 'shop' } } }, 'reporter="waypoint",namespace="shop"'],
    ['a waypoint, to the workloads of another namespace', waypoint, { scope: MetricScope.namespace('books') },
      'reporter="waypoint",destination_workload_namespace="books"'],
    ['a waypoint, to one service of any namespace', waypoint, { scope: MetricScope.service('books', 're.views') },
      'reporter="waypoint",destination_service=~"re\\\\.views\\\\.books(\\\\..*)?"'],
    ['a workload of another name', PODINFO, { scope: MetricScope.workload('test', 'backend') },
      'reporter="destination",destination_workload="backend",destination_workload_namespace="test"'],
    ['a service', PODINFO, { scope: MetricScope.service('test', 'podinfo') },
      'reporter="destination",destination_service_name="podinfo",destination_service_namespace="test"'],
    ['a namespace, as source document 003 has it', PODINFO, { scope: MetricScope.namespace('test') },
      'reporter="destination",destination_workload_namespace="test"'],
  ])('%s', (_what, of, props, matchers) => {
    expect(query(rate(props), of)).toBe(`sum(rate(istio_requests_total{${matchers}}[1m])) or vector(0)`);
  });

  test.each([
    [gateway, MetricReporter.DESTINATION, 'gateway', 'source', 'nothing is reported with it as the destination'],
    [gateway, MetricReporter.WAYPOINT, 'gateway', 'source', 'only waypoints report as waypoint'],
    [waypoint, MetricReporter.SOURCE, 'waypoint', 'waypoint', 'a waypoint reports as waypoint only'],
    [waypoint, MetricReporter.DESTINATION, 'waypoint', 'waypoint', 'a waypoint reports as waypoint only'],
  ])('a reporter without series is refused: %#', (of, reporter, role, has, why) => {
    expect(refusal(() => query(rate({ reporter }), of))).toMatch(
      new RegExp(`'metrics\\[0\\]\\.reporter' must be one that a ${role} has series of \\(${has}\\), got ${reporter}: .*${why}; leave it out`));
  });

  test.each([
    ['http codes', { httpCodes: ['200', '3xx'] }, 'response_code=~"200|3.."'],
    ['all but http codes', { exceptHttpCodes: ['404', '5xx'] }, 'response_code!~"404|5.."'],
    ['no answer', { httpCodes: ['0'] }, 'response_code=~"0"'],
    ['a protocol', { protocol: RequestProtocol.GRPC }, 'request_protocol="grpc"'],
    ['gRPC statuses by name and number', { grpcStatuses: ['OK', '14'] }, 'grpc_response_status=~"0|14"'],
    ['all but gRPC statuses', { exceptGrpcStatuses: ['UNAVAILABLE'] }, 'grpc_response_status!~"14"'],
    ['labels', { labels: { cluster: 'c1' } }, 'cluster="c1"'],
  ])('a filter for %s', (_what, filter, matcher) => {
    expect(query(rate({ filter }))).toBe(`sum(rate(istio_requests_total{${OF_PODINFO},${matcher}}[1m])) or vector(0)`);
  });

  test('a scope wider than the target is said', () => {
    expect(autoscaler({ metrics: [rate({ scope: MetricScope.namespace('test') })] }).notes).toEqual([
      'metrics[0]: the requests of namespace test are counted, so others than the target test/podinfo move it too',
    ]);
    expect(autoscaler({ metrics: [rate({ scope: MetricScope.workload('test', 'podinfo') })] }).notes).toEqual([]);
  });

  test('that series do not name a waypoint is said, unless labels or a scope narrow them', () => {
    const notes = (...metrics: MeshMetric[]) => autoscaler({ target: waypoint, metrics }).notes;
    expect(notes(rate({}))).toEqual([expect.stringMatching(/so what all waypoints pass on counts, and with several of them each gets more pods than it needs; narrow/)]);
    expect(notes(MeshMetric.errorRate({ percent: 5 }))).toEqual([expect.stringContaining('the value is that of all of them, whichever is slow or fails')]);
    const labels = { gateway_networking_k8s_io_gateway_name: 'waypoint' };
    expect(notes(rate({ filter: { labels } }), rate({ name: 'b', scope: MetricScope.service('books', 'reviews') }))).toEqual([]);
  });
});

describe('windows', () => {
  const { prometheus } = ADAPTERS.current;
  const every = (seconds: number) => MetricsAdapter.kubeMetricsAdapter({ prometheus, scrapeInterval: Duration.seconds(seconds) });
  const rate = (window?: Duration) => MeshMetric.requestRate({ perPod: 10, window });

  test.each([[15, '[1m]'], [16, '[64s]'], [30, '[2m]'], [60, '[4m]']])('scrapes every %d s make the usual window %s', (seconds, window) => {
    expect(Object.values(autoscaler({ adapter: every(seconds), metrics: [rate()] }).queries)[0]).toContain(window);
  });

  test.each([[119, 'too short'], [120, 'enough'], [121, 'enough']])('with scrapes every 30 s, %d s is %s', (seconds, verdict) => {
    const said = refusal(() => autoscaler({ adapter: every(30), metrics: [rate(Duration.seconds(seconds))] }));
    expect(said).toBe(verdict === 'enough' ? 'nothing refuses it'
      : "[app/podinfo] 'metrics[0].window' must be at least 4 scrape intervals of 30 s, got 119 s; use 120 s or more, or give the adapter the scrapeInterval");
  });
});

describe('targets that mean something else', () => {
  const percentile = (props: Partial<LatencyPercentileProps>) =>
    MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(25), ...props });

  test.each<[string, MeshMetric, string]>([
    ['seconds where milliseconds are meant', MeshMetric.averageLatency({ target: Duration.millis(0.005) }),
      "'metrics[0].target' must be at least 1 ms, which is what proxies measure in, got 0.005 ms; for 0.005 s use Duration.millis(5)"],
    ['a bare number', MeshMetric.averageLatency({ target: 5 as unknown as Duration }),
      "'metrics[0].target' must be a Duration such as Duration.millis(5), got 5"],
    ['no duration at all', MeshMetric.averageLatency({ target: Duration.millis(0) }),
      "'metrics[0].target' must be at least 1 ms, which is what proxies measure in, got 0 ms"],
    ['a rate of 0', MeshMetric.requestRate({ perPod: 0 }), "'metrics[0].perPod' must be requests per second, 0.001 or more, got 0; adapters pass on thousandths"],
    ['a negative rate', MeshMetric.requestRate({ perPod: -1 }), "'metrics[0].perPod' must be requests per second, 0.001 or more, got -1"],
    ['a rate that is no number', MeshMetric.requestRate({ perPod: NaN }), "'metrics[0].perPod' must be requests per second, 0.001 or more, got NaN"],
    ['a rate finer than adapters pass on', MeshMetric.requestRate({ perPod: 0.0009 }), 'got 0.0009; adapters pass on thousandths'],
    ['a quantile for a percentile', percentile({ percentile: 0.95 }),
      "'metrics[0].percentile' must be at least 1 and less than 100, got 0.95; write 95 for P95"],
    ['P0', percentile({ percentile: 0 }), "'metrics[0].percentile' must be at least 1 and less than 100, got 0"],
    ['P100', percentile({ percentile: 100 }), "'metrics[0].percentile' must be at least 1 and less than 100, got 100"],
    ['0 percent of errors', MeshMetric.errorRate({ percent: 0 }), "'metrics[0].percent' must be percent, 0.001 or more, got 0"],
    ['100 percent of errors', MeshMetric.errorRate({ percent: 100 }), 'nothing refuses it'],
    ['101 percent of errors', MeshMetric.errorRate({ percent: 101 }), "'metrics[0].percent' must be at most 100, got 101"],
    ['0 percent of processors', MeshMetric.cpuUtilization(0), "'metrics[0]' must have a cpu utilization of 1 percent or more, a whole number, got 0"],
    ['1 percent of processors', MeshMetric.cpuUtilization(1), 'nothing refuses it'],
    ['half a percent of memory', MeshMetric.memoryUtilization(0.5), "'metrics[0]' must have a memory utilization of 1 percent or more"],
    ['a code that is none', MeshMetric.requestRate({ perPod: 1, filter: { httpCodes: ['6xx'] } }),
      "'metrics[0].filter.httpCodes[0]' must be a code such as 200 or a class such as 5xx, got \"6xx\""],
    ['a status that is none', MeshMetric.requestRate({ perPod: 1, filter: { grpcStatuses: ['UNAVAILABEL'] } }),
      'got "UNAVAILABEL"; did you mean UNAVAILABLE?'],
    ['no codes', MeshMetric.requestRate({ perPod: 1, filter: { httpCodes: [] } }), 'must have an entry, got a list of 0; leave it out for all'],
    ['statuses of gRPC for HTTP', MeshMetric.requestRate({ perPod: 1, filter: { protocol: RequestProtocol.HTTP, grpcStatuses: ['OK'] } }),
      'must not name statuses of gRPC for the protocol http'],
    ['the reporter as a label', MeshMetric.requestRate({ perPod: 1, filter: { labels: { reporter: 'x' } } }), 'must not set reporter, got "x"; use reporter'],
    ['a label that is none', MeshMetric.requestRate({ perPod: 1, filter: { labels: { 'a-b': 'x' } } }), 'must have names of letters, digits and "_"'],
    ['a scope without a name', MeshMetric.requestRate({ perPod: 1, scope: MetricScope.workload('test', '') }),
      "'metrics[0].scope' must name a workload with 1 to 253 characters, got \"\""],
  ])('%s', (_what, metric, message) => {
    expect(refusal(() => autoscaler({ metrics: [metric] }))).toContain(message);
  });

  test.each([[4, 'lies between the edges 1 and 5 ms'], [5, undefined], [6, 'lies between the edges 5 and 10 ms']])(
    'a percentile at %d ms: %s', (millis, note) => {
      const { notes } = autoscaler({ metrics: [percentile({ target: Duration.millis(millis) })] });
      expect(notes).toEqual(note === undefined ? [] : [expect.stringContaining(note)]);
    });

  test('all problems of one autoscaler are said at once', () => {
    const said = refusal(() => autoscaler({ minReplicas: 6, metrics: [MeshMetric.requestRate({ perPod: 0 }), percentile({ percentile: 100 })] }));
    expect(said.split('\n')).toHaveLength(4);
    expect(said).toMatch(/^\[app\/podinfo\]\n/);
  });
});
