import type { OwnLabels } from './own-labels';

/** Something that selects pods by labels, with the labels it wants exactly. */
interface Entry<T> {
  readonly item: T;
  readonly wants: readonly string[];
  readonly rank: number;
}

/** A blank cannot stand in a label key, so that two pairs never read the same. */
const pair = (key: string, value: string): string => `${key} ${value}`;

/**
 * Finds the selectors that may match a pod without trying all of them. Each selector is filed under the rarest of the labels it
 * wants, so that a thousand gateways with a thousand budgets in one namespace cost a thousand look-ups and not a million.
 * Selectors that want no exact label are tried on every pod.
 */
export class SelectorIndex<T> {
  private readonly byPair = new Map<string, Entry<T>[]>();
  private readonly byKey = new Map<string, Entry<T>[]>();
  private readonly others: Entry<T>[] = [];

  constructor(items: Iterable<T>, wantedBy: (item: T) => Readonly<Record<string, string>>) {
    const entries: Entry<T>[] = [];
    const frequency = new Map<string, number>();
    for (const item of items) {
      const wants = Object.entries(wantedBy(item)).map(([key, value]) => pair(key, value));
      entries.push({ item, wants, rank: entries.length });
      for (const want of wants) { frequency.set(want, (frequency.get(want) ?? 0) + 1); }
    }
    for (const entry of entries) {
      if (entry.wants.length === 0) {
        this.others.push(entry);
        continue;
      }
      const rarest = entry.wants.reduce((best, want) => (frequency.get(want)! < frequency.get(best)! ? want : best));
      file(this.byPair, rarest, entry);
      file(this.byKey, rarest.slice(0, rarest.indexOf(' ')), entry);
    }
  }

  /** What may match pods with these labels, in the order of the manifests. The caller still judges each. */
  public candidates(own: OwnLabels): T[] {
    const found = [...this.others];
    for (const [key, value] of Object.entries(own.labels)) { found.push(...this.byPair.get(pair(key, value)) ?? []); }
    if (!own.complete) {
      for (const [key, entries] of this.byKey) {
        if (!Object.prototype.hasOwnProperty.call(own.labels, key)) { found.push(...entries); }
      }
    }
    return found.sort((a, b) => a.rank - b.rank).map((entry) => entry.item);
  }
}

function file<T>(map: Map<string, Entry<T>[]>, key: string, entry: Entry<T>): void {
  const list = map.get(key);
  if (list) { list.push(entry); } else { map.set(key, [entry]); }
}
