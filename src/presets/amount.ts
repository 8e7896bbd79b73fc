import type { Reporter } from './seconds';
import { problemOf } from '../kube/errors';
import { IntOrPercent } from '../kube/int-or-percent';

/** Reads a number or percentage, or adds what is wrong with it. */
export function readAmount(input: unknown, what: string, problems: Reporter): IntOrPercent | undefined {
  let amount: IntOrPercent | undefined;
  const problem = problemOf(() => { amount = IntOrPercent.parse(input, `'${what}'`); });
  if (problem !== undefined) { problems.add(problem); }
  return amount;
}
