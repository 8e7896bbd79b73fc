import type { Comparison, Thing } from './comparison';
import { countsOf } from './words';
import { inert } from '../../kube/visible';

/** The comparison for programs. Its form only grows: keys are added and never change what they mean. */
export function comparisonJson(comparison: Comparison): string {
  const { workloads, objects, worst, restarts, losses } = comparison;
  return `${inert(JSON.stringify({
    worst,
    restarts: restarts.map(({ key }) => key),
    losses: losses.map(({ key }) => key),
    summary: Object.fromEntries(countsOf(comparison)),
    workloads: workloads.map(plain),
    objects: objects.map(plain),
  }, undefined, 2))}\n`;
}

function plain({ key, role, madeFrom, impact, changes, addressRisks, warnings, rollout }: Thing): object {
  return { ...key, role, madeFrom, impact, restart: rollout, addressRisks, warnings, changes };
}
