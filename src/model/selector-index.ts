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
  public candidates(own: OwnLabels): Candidates<T> {
    const found = [...this.others];
    for (const [key, value] of Object.entries(own.labels)) { this.add(found, key, value); }
    if (own.complete) { return { items: inOrder(found), more: false }; }
    for (const [key, value] of Object.entries(own.possible ?? {})) {
      if (own.labels[key] === undefined) { this.add(found, key, value); }
    }
    const doubtful = this.doubtful(own);
    return { items: inOrder([...found, ...doubtful.slice(0, MOST_DOUBTFUL)]), more: doubtful.length > MOST_DOUBTFUL };
  }

  private add(found: Entry<T>[], key: string, value: string): void {
    for (const entry of this.byPair.get(pair(key, value)) ?? []) { found.push(entry); }
  }

  /** What asks for labels of which it is not known whether the pods carry them. */
  private doubtful({ labels, possible }: OwnLabels): Entry<T>[] {
    const found: Entry<T>[] = [];
    for (const [key, entries] of this.byKey) {
      if (Object.hasOwn(labels, key) || (possible && Object.hasOwn(possible, key))) { continue; }
      found.push(...entries.slice(0, MOST_DOUBTFUL + 1));
      if (found.length > MOST_DOUBTFUL) { break; }
    }
    return found;
  }
}

/** What may match. */
export interface Candidates<T> {
  readonly items: readonly T[];
  /** More of them ask for labels that may be there or not than are listed. */
  readonly more: boolean;
}

/** Where labels are not known, everything may match: a list of everything for each pod would help nobody, and take long to make. */
const MOST_DOUBTFUL = 100;

function inOrder<T>(entries: readonly Entry<T>[]): T[] {
  return [...entries].sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

function file<T>(map: Map<string, Entry<T>[]>, key: string, entry: Entry<T>): void {
  const list = map.get(key);
  if (list) { list.push(entry); } else { map.set(key, [entry]); }
}
