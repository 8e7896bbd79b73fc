import { every, type Tri } from '../../../model/tri';

/** How much of one thing another one holds: all of it, a part of it alone, nothing of it, or nobody can tell. */
export type Cover = 'all' | 'part' | 'none' | 'unknown';

/** What several of which any is enough hold together. Parts may add up to all. */
export function anyOf(covers: readonly Cover[]): Cover {
  if (covers.includes('all')) { return 'all'; }
  const parts = covers.filter((one) => one === 'part').length;
  return covers.includes('unknown') || parts > 1 ? 'unknown' : parts === 1 ? 'part' : 'none';
}

/** What conditions hold that have to be met together. */
export function allOf(covers: readonly Cover[]): Cover {
  return (['none', 'unknown', 'part'] as const).find((one) => covers.includes(one)) ?? 'all';
}

/** Whether nothing is missing, of things that are each needed. */
export const isCovered = (covers: readonly Cover[]): Tri => every(covers.map((one) => (one === 'unknown' ? undefined : one === 'all')));
