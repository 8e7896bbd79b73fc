import type { CustomMetricProps } from './metric-props';
import type { MetricContext, MetricReport, QueryMetric } from './resolved';
import { acknowledgementProblem } from '../checks/acknowledgements';
import { InvalidValue } from '../kube/errors';
import { Quantity } from '../kube/quantity';
import { shown } from '../platform/problems';
import { QueryFacts } from '../promql/facts';
import { parseQuery } from '../promql/grammar';
import { REMARKS, remarksOn } from '../promql/remarks';

/** What is wrong with a query is refused; what else there is to say is said. */
const REFUSING: readonly string[] = [...REMARKS].filter(([, { severity }]) => severity === 'error').map(([rule]) => rule);

/** A query of the user's own, checked. The text and the quantity stay as they were written. */
export function resolveCustom(props: CustomMetricProps, context: MetricContext, what: string, report: MetricReport): QueryMetric | undefined {
  const target = targetOf(props, what, report);
  const parsed = attempt(() => parseQuery(props.query, `'${what}.query'`), report, '; write one that Prometheus runs (TEL005)');
  const accepted = acceptedRules(props.accept ?? {}, what, report);
  if (!parsed || !target) { return undefined; }
  const use = { averaged: target.type === 'AverageValue', target: target.number, scrapeSeconds: context.scrapeSeconds };
  const used: Record<string, string> = {};
  for (const { rule, severity, message, fix } of remarksOn(new QueryFacts(parsed), use)) {
    const text = `'${what}.query': ${message}, got ${shown(props.query)}; ${fix} (${rule})`;
    const reason = accepted.get(rule);
    if (reason !== undefined) { used[rule] = reason; }
    if (severity === 'error' && reason === undefined) { report.add(text); } else { report.note(reason === undefined ? text : `${text}; accepted: ${reason}`); }
  }
  return { type: 'query', name: props.name, query: props.query, target: { type: target.type, quantity: target.quantity }, accepted: used };
}

function targetOf({ averageValue, value }: CustomMetricProps, what: string, report: MetricReport):
{ readonly type: 'AverageValue' | 'Value'; readonly quantity: string; readonly number: number } | undefined {
  const quantity = averageValue ?? value;
  if (quantity === undefined || (averageValue !== undefined && value !== undefined)) {
    report.add(`'${what}' must have one of averageValue (a rate, shared by the pods) and value (a ratio, an average, a percentile), got ${quantity === undefined ? 'neither' : 'both'}`);
    return undefined;
  }
  const field = `'${what}.${averageValue === undefined ? 'value' : 'averageValue'}'`;
  const parsed = attempt(() => Quantity.parse(quantity, field), report);
  if (parsed && (parsed.isZero() || parsed.isNegative())) {
    report.add(`${field} must be more than zero, got ${shown(quantity)}`);
    return undefined;
  }
  return parsed && {
    type: averageValue === undefined ? 'Value' : 'AverageValue', quantity: String(quantity), number: numberOf(parsed, quantity),
  };
}

/** The target as a number, for the checks and their messages. */
function numberOf(parsed: Quantity, given: string): number {
  const plain = Number(given);
  if (Number.isFinite(plain)) { return plain; }
  // below a thousandth milliValue rounds up, which would hide that the target is too fine
  const fine = /^([0-9]+)([nu])$/.exec(parsed.toString());
  return fine ? Number(fine[1]) * (fine[2] === 'n' ? 1e-9 : 1e-6) : Number(parsed.milliValue()) / 1000;
}

function acceptedRules(accept: Readonly<Record<string, unknown>>, what: string, report: MetricReport): Map<string, string> {
  const accepted = new Map<string, string>();
  for (const [rule, reason] of Object.entries(accept)) {
    if (rule === 'TEL005' || !REFUSING.includes(rule)) {
      report.add(`'${what}.accept' must name a check that refuses (${REFUSING.filter((id) => id !== 'TEL005').join(', ')}), got ${shown(rule)}`);
    } else if (typeof reason !== 'string') {
      report.add(`'${what}.accept.${rule}' must be a reason, got ${shown(reason)}`);
    } else if (acknowledgementProblem({ reason }) !== undefined) {
      report.add(`'${what}.accept.${rule}': ${acknowledgementProblem({ reason })}`);
    } else {
      accepted.set(rule, reason);
    }
  }
  return accepted;
}

function attempt<T>(action: () => T, report: MetricReport, hint = ''): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InvalidValue)) { throw error; }
    report.add(`${error.message}${hint}`);
    return undefined;
  }
}
