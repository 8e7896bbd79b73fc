import { type Comparison, type LeafChange, namedFirst, type RolloutPlan, type Thing } from './comparison';
import { type Impact, IMPACTS } from './impact';

/** What each impact means, in the words of every report. */
export const MEANINGS: Readonly<Record<Impact, string>> = {
  'none': 'nothing changes',
  'metadata-only': 'no pod sees it: labels or annotations of the object, its apiVersion, a text that is judged where it is merged',
  'live': 'takes effect while pods run on',
  'added': 'is new',
  'pending-restart': 'pods run on as they are; it takes effect when they are made anew',
  'scale': 'the number of pods changes; pods that stay run on',
  'rolling-restart': 'all pods are replaced, step by step',
  'recreate': 'all pods stop before new ones start',
  'rejected': 'the API server or the controller refuses it, and it alone stays as it is: what else is released takes effect',
  'cut-off': 'clients that came over a Service, Gateway or route reach its pods no more, for good or until new ones are ready',
  'removed': 'is gone',
  'unknown': 'what happens is not known',
};

/** What becomes of a thing; only workloads have pods. */
export function meaningOf({ impact, isWorkload, rollout }: Thing): string {
  if (impact === 'rejected' && rollout) { return 'the API server or the controller refuses a part of it; its pods are replaced as far as that lets them'; }
  return impact === 'removed' && isWorkload ? `${MEANINGS.removed}, with its pods` : MEANINGS[impact];
}

/** How many workloads have which impact, worst first. */
export function countsOf({ workloads }: Comparison): readonly (readonly [Impact, number])[] {
  return [...IMPACTS].reverse().flatMap((impact) => {
    const count = workloads.filter((thing) => thing.impact === impact).length;
    return count === 0 ? [] : [[impact, count] as const];
  });
}

/** The verdict in one sentence. */
export function headline({ workloads, objects, restarts }: Comparison): string {
  const unknown = restarts.filter(({ impact }) => impact === 'unknown').length;
  const certain = restarts.length - unknown;
  const changed = workloads.filter(({ impact }) => impact !== 'none').length + objects.length;
  if (changed === 0) { return `nothing changes (${plural(workloads.length, 'workload')})`; }
  const verdict = restarts.length === 0 ? 'no workload restarts' : [
    ...certain > 0 ? [`${plural(certain, 'workload')} ${certain === 1 ? 'restarts' : 'restart'}`] : [],
    ...unknown > 0 ? [`for ${plural(unknown, 'workload')} it is not known`] : [],
  ].join(', ');
  const changes = [...workloads, ...objects].flatMap((thing) => thing.changes);
  const cut = [...new Set(changes.filter(({ impact }) => impact === 'cut-off').map(({ object }) => object))];
  return `${verdict} (of ${workloads.length})${cut.length === 0 ? '' : `; cut off: ${namedFirst(cut)}`}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** How the restart goes: `pods 3, at most 4 at one time, at least 3 ready, 3 steps, 180 s plus …`. */
export function rolloutWords({ pods, highWater, lowWater, steps, seconds, unknown }: RolloutPlan): string {
  const known = [
    ...pods === undefined ? [] : [`pods ${pods}`],
    ...highWater === undefined ? [] : [`at most ${highWater} at one time`],
    ...lowWater === undefined ? [] : [`at least ${lowWater} ready`],
    ...steps === undefined ? [] : [plural(steps, 'step')],
    ...seconds === undefined ? [] : [`${seconds} s plus the time until pods are ready`],
  ].join(', ');
  return `${known}${known === '' ? '' : '; '}not known: ${unknown.join('; ')}`;
}

/** `gateway of IstioGateway istio-system/ingress`. */
export function whatItIs({ role, madeFrom }: Thing): string {
  return [role, madeFrom === undefined ? undefined : `of ${madeFrom}`].filter((part) => part !== undefined).join(' ');
}

/** Who says so, without the object and pointer that stand in the line above; '' where nothing is left to say. */
export function originWords({ object, pointer, origin }: LeafChange): string {
  const place = `set in ${object} at ${pointer}`;
  const gone = origin.startsWith('no longer ') ? 'no longer ' : '';
  if (!origin.startsWith(place, gone.length)) { return origin; }
  const rest = origin.slice(gone.length + place.length);
  return /^ \(.*\)$/s.test(rest) ? `${gone}in ${rest.slice(2, -1)}` : rest === '' ? '' : origin;
}
