import type { Cover } from './cover';
import { parseAddressOrRange } from '../../../kube';

/** How much of a block of addresses another one holds. */
export function rangeWithin(narrow: string, wide: string): Cover {
  if (narrow === wide) { return 'all'; }
  const [some, all] = [narrow, wide].map(parseAddressOrRange);
  if ('problem' in some || 'problem' in all) { return 'unknown'; }
  if (some.range.family !== all.range.family || some.range.last < all.range.first || all.range.last < some.range.first) { return 'none'; }
  return all.range.first <= some.range.first && some.range.last <= all.range.last ? 'all' : 'part';
}
