import type { LeafChange } from './comparison';

/** What clients lose by a change, and what of it is not known. */
export type Loss = Pick<LeafChange, 'impact' | 'note'> & { readonly warning?: string };

export const JUST_GONE: Loss = { impact: 'live', note: 'is removed' };
