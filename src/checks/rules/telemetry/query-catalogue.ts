import type { ScalingQuery } from './queries';
import { queryRule } from './query-rules';
import { gatewaySeries } from './scaled-gateway';
import { type PatchOperation, RuleClass } from '../../finding';

/** A ratio is compared as it is: `value` in place of `averageValue`, and for KEDA its type. */
function comparedAsValue({ target, typePointer }: ScalingQuery): readonly PatchOperation[] | undefined {
  if (typePointer !== undefined) { return [{ op: 'add', path: typePointer, value: 'Value' }]; }
  return target?.whole === undefined ? undefined : [{ op: 'replace', path: target.whole, value: { type: 'Value', value: target.text } }];
}

/** Both take the same arguments. */
function withRate({ text, at, isPlain }: ScalingQuery): readonly PatchOperation[] | undefined {
  return isPlain ? [{ op: 'replace', path: at.pointer, value: text.replace(/\birate(?=\s*\()/g, 'rate') }] : undefined;
}

/** A gateway that is scaled has series of its own. */
function asGateway({ gateway }: ScalingQuery): string | undefined {
  return gateway && `write ${gatewaySeries(gateway)}`;
}

/** The rules on queries: TEL005 to TEL014, TEL016, TEL020 and TEL021. */
export const QUERY_RULES = [
  queryRule({
    id: 'TEL005',
    title: 'query that Prometheus cannot run',
    what: 'The query is no PromQL, or has a range where a single value belongs, or a single value where a range belongs, or an escape that PromQL does not know.',
    why: 'Prometheus answers such a query with an error, the metric is never there, and the autoscaler stands still.',
    ruleClass: RuleClass.MESH,
  }),
  queryRule({
    id: 'TEL006',
    title: 'seconds against milliseconds',
    what: 'The query answers an average or a percentile of a metric in milliseconds, and its target is below 1.',
    why: 'The metric istio_request_duration_milliseconds counts milliseconds: a target of 0.005 is 5 microseconds, which every request exceeds, so that '
      + 'the autoscaler goes to its maximum.',
    ruleClass: RuleClass.MESH,
    aboutTarget: true,
  }),
  queryRule({
    id: 'TEL007',
    title: 'average of a ratio',
    what: 'The query answers a ratio, an average or a percentile, and its target is an AverageValue.',
    why: 'The autoscaler divides the value by the number of pods: with ten pods a latency of 100 ms counts as 10 ms, and more pods make it look better.',
    ruleClass: RuleClass.MESH,
    aboutTarget: true,
    fix: ({ typePointer }) => (typePointer === undefined ? undefined : 'set metricType: Value'),
    patch: comparedAsValue,
  }),
  queryRule({
    id: 'TEL008',
    title: 'target below a thousandth',
    what: 'The target is less than 0.001.',
    why: 'Adapters and the autoscaler count in thousandths: values below are cut to zero and targets below are rounded up, so the two never meet as written.',
    ruleClass: RuleClass.MESH,
    aboutTarget: true,
  }),
  queryRule({
    id: 'TEL009',
    title: 'query with several answers',
    what: 'A query of the kube-metrics-adapter or of KEDA can answer several series: there is no aggregation around it, or one that keeps labels.',
    why: 'The kube-metrics-adapter takes any one of several series, and KEDA none of them, so that the autoscaler looks at a part or stands still.',
    ruleClass: RuleClass.MESH,
    spares: ({ isRule }) => isRule === true,
  }),
  queryRule({
    id: 'TEL010',
    title: 'requests counted twice',
    what: 'A metric of Istio has no condition on the label reporter.',
    why: 'Where caller and callee both have a proxy, each request is counted by both: once with reporter source and once with destination.',
    ruleClass: RuleClass.MESH,
    fix: asGateway,
  }),
  queryRule({
    id: 'TEL011',
    title: 'query not narrowed to the target',
    what: 'A metric of Istio has no condition on a label that names a workload, a service or an app; where waypoints report, none on a namespace either.',
    why: 'The query then counts what others are asked too, so that their traffic scales this target.',
    ruleClass: RuleClass.MESH,
    fix: asGateway,
  }),
  queryRule({
    id: 'TEL012',
    title: 'no answer without traffic',
    what: 'The query divides by a rate, or takes a percentile, and nothing keeps NaN away and puts a number in its place. KEDA takes nothing for zero, unless the '
      + 'trigger has `ignoreNullValues: "false"`.',
    why: 'Without traffic the answer is NaN or nothing, which counts as a missing metric: with one metric missing an autoscaler removes no pods.',
    ruleClass: RuleClass.MESH,
    spares: ({ isNothingZero }) => isNothingZero === true,
  }),
  queryRule({
    id: 'TEL013',
    title: 'irate for scaling',
    what: 'The query uses irate.',
    why: 'The function irate looks at the last two samples of its range only, so that one moment decides; rate looks at the whole range.',
    ruleClass: RuleClass.PRACTICE,
    patch: withRate,
  }),
  queryRule({
    id: 'TEL014',
    title: 'range shorter than four scrapes',
    what: 'A range of the query is shorter than 1 minute, which is four times the interval of 15 seconds in which Istio\'s own Prometheus reads the proxies.',
    why: 'A rate needs two samples: in a short range one lost scrape leaves less than that, the metric is missing, and the autoscaler stands still.',
    ruleClass: RuleClass.PRACTICE,
  }),
  queryRule({
    id: 'TEL016',
    title: 'percentile that cannot be computed',
    what: 'The buckets of histogram_quantile lose their label le in an aggregation, or the quantile is not between 0 and 1.',
    why: 'The function histogram_quantile finds the edges of the buckets in the label le; without it, or beyond 0 to 1, the answer is nothing or infinity.',
    ruleClass: RuleClass.MESH,
  }),
  queryRule({
    id: 'TEL020',
    title: 'counter without a rate',
    what: 'The query answers a counter as it stands, such as sum(istio_requests_total{…}): a metric whose name ends in _total, or a part of a histogram of Istio. A rate, '
      + 'a difference, a ratio and a number of series pass.',
    why: 'A counter only grows while its pods run, so the autoscaler passes its target some day, goes to its maximum, and stays there.',
    ruleClass: RuleClass.MESH,
  }),
  queryRule({
    id: 'TEL021',
    title: 'sum of rates compared as a value',
    what: 'The query answers a sum of rates, and its target is a Value. What is divided by a number of pods passes, and what counts certain answers, such as failures.',
    why: 'With a Value the autoscaler multiplies the pods that it has by value / target. All requests together are as many with more pods: at each look it adds again, up '
      + 'to its maximum, and below the target it removes down to its minimum.',
    ruleClass: RuleClass.MESH,
    aboutTarget: true,
    fix: ({ typePointer }) => (typePointer === undefined ? undefined : 'set metricType: AverageValue, with the share of one pod as threshold'),
  }),
];
