import { append, within } from './group-by';
import type { OwnLabels } from './own-labels';

/** Something that selects pods by labels, with its place among the manifests. */
interface Entry<T> {
  readonly item: T;
  readonly rank: number;
}

/** By the key of a label and then by its value. */
type ByLabel<V> = Map<string, Map<string, V>>;

/**
 * Finds the selectors that may match a pod without trying all of them. Each selector is filed under the rarest of the labels it
 * wants, so that a thousand gateways with a thousand budgets in one namespace cost a thousand look-ups and not a million.
 * Selectors that want no exact label are tried on every pod.
 */
export class SelectorIndex<T> {
  private readonly byLabel: ByLabel<Entry<T>[]> = new Map();
  private readonly others: Entry<T>[] = [];

  constructor(items: Iterable<T>, wantedBy: (item: T) => Readonly<Record<string, string>>) {
    const entries = Array.from(items, (item, rank) => ({ item, rank, wants: wantedBy(item) }));
    const frequency: ByLabel<number> = new Map();
    for (const { wants } of entries) {
      for (const key of Object.keys(wants)) {
        const values = within(frequency, key);
        values.set(wants[key], (values.get(wants[key]) ?? 0) + 1);
      }
    }
    for (const { item, rank, wants } of entries) {
      const rarest = rarestOf(wants, frequency);
      if (rarest === undefined) {
        this.others.push({ item, rank });
      } else {
        append(within(this.byLabel, rarest), wants[rarest], { item, rank });
      }
    }
  }

  /** What may match pods with these labels, in the order of the manifests. The caller still judges each. */
  public candidates(own: OwnLabels): Candidates<T> {
    const found = [...this.others];
    for (const key of Object.keys(own.labels)) { this.add(found, key, own.labels[key]); }
    if (own.complete) { return { items: inOrder(found), more: false }; }
    for (const [key, value] of Object.entries(own.possible ?? {})) {
      if (own.labels[key] === undefined) { this.add(found, key, value); }
    }
    const doubtful = this.doubtful(own);
    return { items: inOrder([...found, ...doubtful.slice(0, MOST_DOUBTFUL)]), more: doubtful.length > MOST_DOUBTFUL };
  }

  /** How many may match pods of which all labels are known. */
  public count(labels: Readonly<Record<string, string>>): number {
    let count = this.others.length;
    for (const key of Object.keys(labels)) { count += this.byLabel.get(key)?.get(labels[key])?.length ?? 0; }
    return count;
  }

  private add(found: Entry<T>[], key: string, value: string): void {
    for (const entry of this.byLabel.get(key)?.get(value) ?? []) { found.push(entry); }
  }

  /** What asks for labels of which it is not known whether the pods carry them. */
  private doubtful({ labels, possible }: OwnLabels): Entry<T>[] {
    const found: Entry<T>[] = [];
    for (const [key, values] of this.byLabel) {
      if (Object.hasOwn(labels, key) || (possible && Object.hasOwn(possible, key))) { continue; }
      for (const entries of values.values()) {
        found.push(...entries.slice(0, MOST_DOUBTFUL + 1));
        if (found.length > MOST_DOUBTFUL) { return found; }
      }
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
  const sorted = entries.length < 2 ? entries : [...entries].sort((a, b) => a.rank - b.rank);
  return sorted.map(({ item }) => item);
}

/** The key of the wanted label that the fewest want; undefined where none is wanted. */
function rarestOf(wants: Readonly<Record<string, string>>, frequency: ByLabel<number>): string | undefined {
  let rarest: string | undefined;
  let least = Infinity;
  for (const key of Object.keys(wants)) {
    const often = frequency.get(key)!.get(wants[key])!;
    if (often < least) { [rarest, least] = [key, often]; }
  }
  return rarest;
}
