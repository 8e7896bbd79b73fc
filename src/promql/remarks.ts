import { QueryFacts } from './facts';
import { ONE_VALUE, SEVERAL_SERIES } from './functions';
import type { QueryNode } from './grammar';
import { SCRAPES, secondsOf } from './time';
import { typesOf } from './types';

/** How grave a remark is: with an error the autoscaler does something else than was meant. */
export type RemarkSeverity = 'error' | 'warning' | 'note';

/** Something about a query: what is wrong with it, or what its author should know. The ids are those of the rules on telemetry autoscaling. */
export interface QueryRemark {
  readonly rule: string;
  readonly severity: RemarkSeverity;
  readonly message: string;
  readonly fix: string;
}

/** What the query is for. */
export interface QueryUse {
  readonly averaged: boolean;
  /** The target as a number; without one, as in the configuration of an adapter, nothing is said about it. */
  readonly target?: number;
  readonly scrapeSeconds: number;
}

interface Check {
  readonly rule: string;
  readonly severity: RemarkSeverity;
  readonly source: string;
  find(facts: QueryFacts, use: QueryUse): readonly { readonly message: string; readonly fix: string }[];
}

const ADAPTER = 'zalando-incubator/kube-metrics-adapter pkg/collector/prometheus_collector.go';
const CONTROLLER = 'kubernetes pkg/controller/podautoscaler/replica_calculator.go';
const METRICS = 'istio.io, Istio Standard Metrics';

/** The labels that narrow Istio's series to something a target can be. */
const NARROWING = [
  'destination_workload', 'destination_canonical_service', 'destination_app', 'destination_service', 'destination_service_name', 'destination_principal',
  'source_workload', 'source_canonical_service', 'source_app', 'source_principal', 'pod', 'pod_name', 'instance', 'app', 'gateway_networking_k8s_io_gateway_name',
];

/** A waypoint has no label of its own: the services of a namespace, or the pods that were scraped there, are the nearest (istio/proxy istio_stats.cc, ServerGateway). */
const NARROWING_WAYPOINTS = [...NARROWING, 'destination_service_namespace', 'destination_workload_namespace', 'namespace'];

const CHECKS: readonly Check[] = [
  {
    rule: 'TEL005',
    severity: 'error',
    source: 'prometheus promql/parser/parse.go, checkAST',
    find: typeProblems,
  },
  {
    rule: 'TEL006',
    severity: 'error',
    source: `${METRICS}: istio_request_duration_milliseconds`,
    find: (facts, { target }) => (target !== undefined && target < 1 && isMilliseconds(facts) ? [{
      message: `the value is in milliseconds, and the target ${target} is ${microseconds(target)}`,
      fix: `write ${decimal(target * 1000)} for ${decimal(target * 1000)} ms, or divide the query by 1000`,
    }] : []),
  },
  {
    rule: 'TEL007',
    severity: 'error',
    source: `${CONTROLLER}, GetExternalPerPodMetricReplicas divides the value by the number of pods`,
    find: (facts, { averaged }) => (averaged && facts.isRatio() ? [{
      message: 'the query answers a ratio, an average or a percentile, and averageValue divides it by the number of pods',
      fix: 'use value in place of averageValue',
    }] : []),
  },
  {
    rule: 'TEL008',
    severity: 'error',
    source: `${ADAPTER}: NewMilliQuantity(int64(value*1000))`,
    find: (_facts, { target }) => (target !== undefined && target < 0.001 ? [{ message: `the target ${target} is below 0.001, the finest value an adapter passes on`, fix: 'multiply query and target' }] : []),
  },
  {
    rule: 'TEL009',
    severity: 'warning',
    source: `${ADAPTER}: samples[0]; kedacore/keda pkg/scalers/prometheus_scaler.go: "returned multiple elements"`,
    find: (facts) => (isOneValue(facts, facts.query.root) ? [] : [{
      message: 'the query can answer several series; the kube-metrics-adapter takes any one of them, KEDA none', fix: 'wrap it in sum(…) or max(…)',
    }]),
  },
  {
    rule: 'TEL010',
    severity: 'warning',
    source: METRICS,
    find: (facts) => istioSelectors(facts).filter((selector) => !facts.labels(selector).includes('reporter')).slice(0, 1).map((selector) => ({
      message: `${facts.metric(selector)} has no condition on reporter, so a request between two proxies counts twice`, fix: 'add reporter="destination"; for a gateway "source", for a waypoint "waypoint"',
    })),
  },
  {
    rule: 'TEL011',
    severity: 'warning',
    source: METRICS,
    find: (facts) => istioSelectors(facts).filter((selector) => !isNarrowed(facts, selector)).slice(0, 1)
      .map((selector) => ({
        message: `${facts.metric(selector)} is not narrowed to the target, so other ${isOfWaypoints(facts, selector) ? 'waypoints' : 'workloads'} move it`,
        fix: isOfWaypoints(facts, selector)
          ? 'add namespace="…" and gateway_networking_k8s_io_gateway_name="…" where Prometheus keeps them from the pods, or what the waypoint serves: destination_service_namespace="…"'
          : 'add destination_workload="…"; for a gateway source_workload="…"',
      })),
  },
  {
    rule: 'TEL012',
    severity: 'warning',
    source: `${ADAPTER}: NaN is no result; kubernetes issue 119788: then nothing scales down`,
    find: (facts) => unguarded(facts).slice(0, 1).map((node) => ({
      message: `without traffic the query answers no number (${facts.place(node)}), and then nothing scales down`,
      fix: 'compare the divisor or the percentile (> 0, >= 0) and end with "or vector(0)"',
    })),
  },
  {
    rule: 'TEL013',
    severity: 'note',
    source: 'prometheus.io, Query functions: irate uses the last two samples',
    find: (facts) => calls(facts, 'irate').slice(0, 1).map((node) => ({ message: `irate looks at the last two samples only (${facts.place(node)})`, fix: 'write rate in place of irate' })),
  },
  {
    rule: 'TEL014',
    severity: 'warning',
    source: 'robustperception.io, What range should I use with rate()?',
    find: (facts, { scrapeSeconds }) => ranges(facts).filter(({ seconds }) => seconds !== undefined && seconds < SCRAPES * scrapeSeconds).slice(0, 1)
      .map(({ text }) => ({ message: `the range ${text} is shorter than ${SCRAPES} scrape intervals of ${scrapeSeconds} s`, fix: `use ${SCRAPES * scrapeSeconds}s or more` })),
  },
  {
    rule: 'TEL016',
    severity: 'error',
    source: 'prometheus.io, Query functions: histogram_quantile',
    find: (facts) => calls(facts, 'histogram_quantile').flatMap((call) => quantileProblems(facts, call)),
  },
  {
    rule: 'TEL020',
    severity: 'warning',
    source: `${METRICS}; prometheus.io, Metric types: a counter only goes up`,
    find: (facts) => {
      const counter = facts.rawCounter();
      return counter === undefined ? [] : [{ message: `${counter} only grows, so the target is passed some day and for good`, fix: `write sum(rate(${counter}{…}[1m]))` }];
    },
  },
  {
    rule: 'TEL021',
    severity: 'warning',
    source: `${CONTROLLER}, GetExternalMetricReplicas multiplies the number of ready pods by value / target`,
    find: (facts, { averaged, target }) => (averaged || target === undefined || !facts.isTotalRate() || countsFailures(facts) ? [] : [{
      message: 'the query answers a sum of rates, which more pods do not make smaller, and value multiplies the pods again at every look',
      fix: 'use averageValue in place of value, with the share of one pod',
    }]),
  },
];

/** What is known of each remark. */
export const REMARKS: ReadonlyMap<string, Pick<Check, 'severity' | 'source'>> = new Map(CHECKS.map(({ rule, severity, source }) => [rule, { severity, source }]));

/** Everything there is to say about a query. */
export function remarksOn(facts: QueryFacts, use: QueryUse): QueryRemark[] {
  return CHECKS.flatMap(({ rule, severity, find }) => find(facts, use).map((found) => ({ rule, severity, ...found })));
}

/** Fewer may fail when there are more pods: then it is no load. */
function countsFailures(facts: QueryFacts): boolean {
  return facts.all('VectorSelector').flatMap((selector) => facts.matchers(selector))
    .some(({ label, operator }) => ANSWERS.includes(label) && !operator.startsWith('!'));
}

const ANSWERS = ['response_code', 'grpc_response_status', 'response_flags'];

function isOfWaypoints(facts: QueryFacts, selector: QueryNode): boolean {
  return facts.matchers(selector).some(({ label, value }) => label === 'reporter' && value === 'waypoint');
}

function isNarrowed(facts: QueryFacts, selector: QueryNode): boolean {
  const narrowing = isOfWaypoints(facts, selector) ? NARROWING_WAYPOINTS : NARROWING;
  return facts.labels(selector).some((label) => narrowing.includes(label));
}

function calls(facts: QueryFacts, name: string): QueryNode[] {
  return facts.all('FunctionCall').filter((call) => facts.called(call) === name);
}

/** The series of Istio that a query asks for. */
export function istioSelectors(facts: QueryFacts): QueryNode[] {
  return facts.all('VectorSelector').filter((selector) => facts.metric(selector).startsWith('istio_'));
}

function ranges(facts: QueryFacts): { readonly text: string; readonly seconds?: number }[] {
  return facts.all('MatrixSelector').flatMap((matrix) => facts.all('DurationExpr', matrix)).map((duration) => {
    const text = facts.text(duration).replace(/^\[|\]$/g, '').trim();
    return { text, seconds: secondsOf(text) };
  });
}

/** What Prometheus refuses, and what no autoscaler can use. */
function typeProblems(facts: QueryFacts): readonly { readonly message: string; readonly fix: string }[] {
  const { root, problems } = typesOf(facts);
  if (problems.length > 0) { return problems; }
  if (root === 'range') { return [{ message: 'the query answers a range of samples', fix: 'put rate(…) around it' }]; }
  return root === 'text' ? [{ message: 'the query answers a text', fix: 'write a query that answers a number' }] : [];
}

function isMilliseconds(facts: QueryFacts): boolean {
  const timed = facts.all('VectorSelector').some((selector) => /_milliseconds(?:_sum|_bucket)?$/.test(facts.metric(selector).slice(-64)));
  const scaled = facts.all('BinaryExpr').some((node) => {
    const parts = facts.binary(node);
    return parts !== undefined && ['Mul', 'Div'].includes(parts.operator) && [parts.left, parts.right].some((side) => facts.isConstant(side));
  });
  return timed && !scaled && facts.isRatio();
}

function isOneValue(facts: QueryFacts, node: QueryNode): boolean {
  const bare = facts.bare(node);
  const parts = facts.binary(bare);
  if (parts) {
    const { left, right } = parts;
    return (facts.isConstant(left) || isOneValue(facts, left)) && (facts.isConstant(right) || isOneValue(facts, right));
  }
  if (facts.isConstant(bare)) { return true; }
  const name = facts.called(bare);
  if (name === undefined) { return false; }
  if (ONE_VALUE.has(name)) { return true; }
  if (bare.name === 'AggregateExpr') {
    const grouping = facts.grouping(bare);
    return !SEVERAL_SERIES.has(name) && (grouping === undefined || (!grouping.without && grouping.labels.length === 0));
  }
  // the buckets of one histogram become one value
  if (name === 'histogram_quantile') {
    const inner = facts.bare(facts.args(bare)[1] ?? bare);
    if (inner.name !== 'AggregateExpr') { return false; }
    const grouping = facts.grouping(inner);
    return grouping === undefined || (!grouping.without && grouping.labels.every((label) => label === 'le'));
  }
  const args = facts.args(bare).filter((arg) => !facts.isConstant(arg));
  return args.length > 0 && args.every((arg) => isOneValue(facts, arg));
}

/** Divisions by series, and percentiles, that nothing protects. */
function unguarded(facts: QueryFacts): QueryNode[] {
  const operators = facts.all('BinaryExpr').map((node) => facts.binary(node)?.operator ?? '');
  if (operators.includes('Or') && operators.some((operator) => ['Gtr', 'Gte', 'Neq'].includes(operator))) { return []; }
  const divisions = facts.all('BinaryExpr').filter((node) => {
    const parts = facts.binary(node);
    return parts?.operator === 'Div' && !facts.isConstant(parts.right);
  });
  return [...divisions, ...calls(facts, 'histogram_quantile')];
}

function quantileProblems(facts: QueryFacts, call: QueryNode): { message: string; fix: string }[] {
  const [quantile, buckets] = facts.args(call);
  const problems: { message: string; fix: string }[] = [];
  if (quantile?.name === 'NumberDurationLiteral') {
    const number = Number(facts.text(quantile));
    if (!(number > 0 && number < 1)) { problems.push({ message: `the quantile of histogram_quantile must be between 0 and 1, got ${facts.text(quantile)}`, fix: 'write 0.95 for P95' }); }
  }
  const aggregation = buckets && facts.bare(buckets);
  const classic = aggregation && facts.all('VectorSelector', aggregation).some((selector) => facts.metric(selector).endsWith('_bucket'));
  if (classic && aggregation.name === 'AggregateExpr') {
    const grouping = facts.grouping(aggregation);
    const keeps = grouping !== undefined && grouping.labels.includes('le') !== grouping.without;
    if (!keeps) { problems.push({ message: 'the buckets lose their label le, without which there is no percentile', fix: 'write sum by (le) (…)' }); }
  }
  return problems;
}

function microseconds(milliseconds: number): string {
  return `${decimal(milliseconds * 1000)} microseconds`;
}

function decimal(number: number): string {
  return String(Number(number.toPrecision(12)));
}
