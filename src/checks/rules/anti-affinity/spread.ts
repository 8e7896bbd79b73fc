import type { EffectiveProxy, Spread } from '../../../model/effective-proxy';
import { joinPointer, valueAt } from '../../../model/pointer';
import { booleanAt, listAt, mapAt, member } from '../../../model/read';
import { ClusterKind } from '../../../platform';

export const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';

/**
 * Does the rule keep the proxy's own pods apart? Undefined: it depends on labels, or on a kind of cluster, that are not known.
 * A constraint that allows a skew of all pods allows all of them on one node.
 */
export function spreadsOwnPods(spread: Spread, { scaling: { max }, platform }: EffectiveProxy): boolean | undefined {
  if (!spread.matchesOwnPods || spread.topologyKey === '') { return false; }
  if (spread.kind === 'eci') { return platform.clusterKind === undefined ? undefined : platform.clusterKind === ClusterKind.ACK_SERVERLESS; }
  const { required, maxSkew } = spread;
  if (spread.kind === 'topology-spread' && required && maxSkew !== undefined && max.value !== undefined && maxSkew >= max.value) { return false; }
  return spread.doubt === undefined ? true : undefined;
}

/** What of the proxy's own is hard, and lets one pod into each domain of the key. */
export function oneInEach({ spread }: EffectiveProxy, key: string): Spread[] {
  return spread.filter((one) => (one.kind === 'anti-affinity' || one.kind === 'host-ports') && one.required && one.topologyKey === key && one.matchesOwnPods);
}

/** The constraints that limit how many pods a domain of the key takes where there are fewer than `minDomains`; 1, the default, are always there. */
export function limitedBelow({ spread }: EffectiveProxy, key: string): Spread[] {
  return spread.filter(({ kind, required, topologyKey, matchesOwnPods, minDomains = 1, maxSkew = 0 }) => (
    kind === 'topology-spread' && required && topologyKey === key && matchesOwnPods && minDomains > 1 && maxSkew > 0));
}

/** `required anti-affinity by kubernetes.io/hostname`, `host ports 80/TCP, 443/TCP` */
export function spreadName({ kind, topologyKey, required, ports = [] }: Spread): string {
  if (kind === 'host-ports') {
    return `host port${ports.length === 1 ? '' : 's'} ${ports.slice(0, 3).join(', ').slice(0, 80)}${ports.length > 3 ? ' …' : ''}`;
  }
  const name = kind === 'anti-affinity' ? `${required ? 'required' : 'preferred'} anti-affinity` : 'topology spread';
  return `${name} by ${topologyKey.slice(0, 80) || '(no topology key)'}`;
}

/** On the host network every port of a container is one of the node. */
export function isOnHostNetwork({ workload, template }: EffectiveProxy): boolean {
  return booleanAt(workload.object, joinPointer(template, 'spec', 'hostNetwork')) === true;
}

/** An anti-affinity term, without the weight of a preferred one, or a spread constraint. */
export function termOf({ workload }: EffectiveProxy, { pointer }: Spread): unknown {
  const term = valueAt(workload.object, pointer);
  return member(term, 'podAffinityTerm') ?? term;
}

/** Its label selector. */
export function selectorOf(proxy: EffectiveProxy, spread: Spread): unknown {
  return member(termOf(proxy, spread), 'labelSelector');
}

/** Whether the term looks into other namespaces than the pod's own. */
export function looksElsewhere(proxy: EffectiveProxy, spread: Spread): boolean {
  const term = termOf(proxy, spread);
  return (listAt(term, '/namespaces') ?? []).length > 0 || member(term, 'namespaceSelector') !== undefined;
}

/** The labels that a selector asks for. */
export function selectorKeys(selector: unknown): string[] {
  const labels = Object.keys(mapAt(selector, '/matchLabels') ?? {});
  const expressions = (listAt(selector, '/matchExpressions') ?? []).map((expression) => member(expression, 'key'));
  return [...new Set([...labels, ...expressions.filter((key) => typeof key === 'string')])];
}

/** A selector as people write one on the command line: `app=a,tier in (b,c)`. */
export function selectorText(selector: unknown): string {
  const labels = Object.entries(mapAt(selector, '/matchLabels') ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  const expressions = (listAt(selector, '/matchExpressions') ?? []).map((expression) => {
    const values = (listAt(expression, '/values') ?? []).map(String);
    const [key, operator] = [String(member(expression, 'key')), String(member(expression, 'operator'))];
    if (operator === 'In' && values.length === 1) { return `${key}=${values[0]}`; }
    return values.length > 0 ? `${key} ${operator === 'NotIn' ? 'not in' : operator.toLowerCase()} (${values.join(',')})` : `${key} ${operator}`;
  });
  return [...labels, ...expressions].join(',').slice(0, 200) || 'nothing';
}
