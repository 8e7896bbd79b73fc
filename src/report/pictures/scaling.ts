import { axis, bar, over, type Picture, table } from './picture';
import { originWord, word } from './words';
import type { EffectiveProxy } from '../../model/effective-proxy';
import type { Child, Markup } from '../markup';

/** How many pods there can be; undefined: not known. */
export interface ScalingModel {
  readonly min?: number;
  readonly max?: number;
  /** A DaemonSet has one pod a node. */
  readonly perNode: boolean;
  readonly lowWater?: number;
  readonly highWater?: number;
  /** So many pods must stay when nodes are drained, at the fewest replicas; several budgets: the highest. */
  readonly floor?: number;
  readonly budgets: number;
  readonly values: readonly (readonly [string, string, string])[];
}

export function scalingModel({ scaling, rollout, budgets, workload }: EffectiveProxy): ScalingModel {
  const min = scaling.min.value;
  const floors = budgets.flatMap(({ minAvailable, maxUnavailable }) => {
    if (min === undefined) { return []; }
    // Kubernetes rounds percentages of a budget up (pkg/controller/disruption, GetScaledValueFromIntOrPercent with roundUp)
    return minAvailable ? [minAvailable.of(min, 'up')] : maxUnavailable ? [Math.max(0, min - maxUnavailable.of(min, 'up'))] : [];
  });
  const rows = [
    ['fewest replicas', scaling.min], ['most replicas', scaling.max], ['strategy', rollout.strategy], ['maximum surge', rollout.maxSurge],
    ['maximum unavailable', rollout.maxUnavailable], ['fewest ready pods in a rollout', rollout.lowWater], ['most pods in a rollout', rollout.highWater],
  ] as const;
  return {
    perNode: workload.object.kind === 'DaemonSet',
    ...min !== undefined && { min },
    ...scaling.max.value !== undefined && { max: scaling.max.value },
    ...rollout.lowWater.value !== undefined && { lowWater: rollout.lowWater.value },
    ...rollout.highWater.value !== undefined && { highWater: rollout.highWater.value },
    ...floors.length > 0 && { floor: Math.max(...floors) },
    budgets: budgets.length,
    values: [
      ...rows.map(([name, value]) => [name, word(value), originWord(value.origin)] as const),
      ...budgets.map(({ minAvailable, maxUnavailable, object }) => [
        'budget', minAvailable ? `at least ${minAvailable.toString()}` : maxUnavailable ? `at most ${maxUnavailable.toString()} away` : 'says nothing',
        `PodDisruptionBudget ${object.object.metadata.name ?? ''}`,
      ] as const),
    ],
  };
}

const pods = (number: number): string => `${number} pod${number === 1 ? '' : 's'}`;

export function scalingVerdict({ min, max, lowWater, floor, perNode, budgets }: ScalingModel): string {
  const range = perNode ? 'One pod on each node' : min === undefined ? 'How many pods there are is not known'
    : max === undefined ? `${pods(min)} at least, the most is not known` : min === max ? `Always ${pods(min)}` : `${pods(min)} to ${max}`;
  const rollout = lowWater === undefined ? '' : lowWater === 0 ? '; a rollout can leave none ready' : `; a rollout keeps ${lowWater} ready`;
  const budget = floor === undefined ? budgets === 0 ? '; no budget holds any when nodes are drained' : ''
    : floor === 0 ? '; the budget lets all go when nodes are drained' : `; a budget keeps ${floor} when nodes are drained`;
  return `${range}${rollout}${budget}.`;
}

function rangeWords(min: number | undefined, max: number | undefined): string {
  if (min === undefined) { return 'not known'; }
  return min === max ? String(min) : `${min} to ${max ?? '?'}`;
}

const ROW = 36;

export function scalingPicture(model: ScalingModel, title: string): Picture {
  const { min, max, lowWater, highWater, floor } = model;
  const end = Math.max(1, min ?? 0, max ?? 0, highWater ?? 0) * 1.06;
  const share = (value: number): number => value / end;
  const bottom = 3 * ROW + 4;
  const band = (from: number | undefined, to: number | undefined, row: number, words: string, className: string): readonly Child[] => {
    const y = row * ROW + 17;
    const bars = from === undefined ? [bar(0, 1, y, 12, 'step unknown')] : [
      bar(0, share(from), y, 12, `step ${className}`),
      ...to === undefined ? [bar(share(from), 1, y, 12, 'step unknown')] : to > from ? [bar(share(from), share(to), y, 12, `step ${className} more`)] : [],
    ];
    return [over(0, row * ROW + 12, words), ...bars];
  };
  const content: Child[] = [
    ...band(min, max, 0, `replicas: ${rangeWords(min, max)}`, 'drain'),
    ...band(lowWater, highWater, 1, lowWater === undefined || highWater === undefined ? 'rollout: not known' : `rollout: ${lowWater} ready, ${highWater} pods at most`, 'minimumDrain'),
    ...floor === undefined
      ? [over(0, 2 * ROW + 12, model.budgets === 0 ? 'budget: none' : 'budget: not known')]
      : [over(0, 2 * ROW + 12, `budget floor: ${floor}`), bar(0, share(floor), 2 * ROW + 17, 12, 'step slack')],
    ...axis(end, share, bottom, ''),
  ];
  return { title, description: scalingVerdict(model), height: bottom + 24, content };
}

export function scalingTable({ values, floor }: ScalingModel): Markup {
  return table('Replicas, rollout and budget', ['what', 'value', 'from'], [...values, ['budget floor at the fewest replicas', floor === undefined ? 'none, or not known' : String(floor), '']]);
}
