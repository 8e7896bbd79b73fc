import { QUERY_KINDS, type ScalingQuery } from './queries';
import { queriesRead } from './query-rules';
import { gatewaySeries } from './scaled-gateway';
import { known } from '../../../model/origin';
import { shown } from '../../../platform/problems';
import type { QueryFacts } from '../../../promql/facts';
import { istioSelectors } from '../../../promql/remarks';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

/** TEL019: with another reporter, or without, callers in the mesh may have such series. */
export const noSeriesOfGateway: Described<ManifestRule> = {
  id: 'TEL019',
  title: 'gateway as the destination',
  what: 'A query scales a gateway, and asks for series with `reporter="destination"` and the gateway as `destination_workload`.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Only sidecars report as destination. A gateway reports what it passes on, with reporter source and itself as source_workload: the query never has '
    + 'an answer, and the autoscaler stands still or at its minimum.',
  source: 'Istio 1.30.3 pilot/pkg/networking/core/listener.go buildGatewayListener: TrafficDirection_OUTBOUND; '
    + 'istio/proxy source/extensions/filters/http/istio_stats/istio_stats.cc: what goes out is reported as source',
  on: 'manifest',
  kinds: QUERY_KINDS,
  check: (manifest, scene) => queriesRead(scene)(manifest).flatMap(({ query, facts }) => (facts === undefined ? [] : found(query, facts))),
};

function found({ name, text, at, gateway }: ScalingQuery, facts: QueryFacts): Found[] {
  if (gateway === undefined) { return []; }
  const asksForIt = (selector: ReturnType<typeof istioSelectors>[number]): boolean => {
    const matchers = facts.matchers(selector);
    const isGiven = (label: string, value: string): boolean => matchers.some((one) => one.label === label && one.operator === '=' && one.value === value);
    const isElsewhere = matchers.some(({ label, operator, value }) => label === 'destination_workload_namespace' && operator === '=' && value !== gateway.namespace);
    return isGiven('reporter', 'destination') && isGiven('destination_workload', gateway.name) && !isElsewhere;
  };
  return istioSelectors(facts).filter(asksForIt).slice(0, 1).map((selector) => ({
    message: `metric ${shown(name)}: ${facts.metric(selector)} never has series with reporter="destination" and destination_workload="${short(gateway.name)}", which is a gateway`,
    fix: `write ${gatewaySeries(gateway)}`,
    at,
    part: name.slice(0, 80),
    values: [{ name: `query of ${name.slice(0, 80)}`, value: known(text, at), show: shown }],
  }));
}
