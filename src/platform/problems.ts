import { inline, shown } from '../kube/errors';
import { nearest } from '../kube/nearest';
import { visible } from '../kube/visible';

export { shown };

/** What is said of a key that nothing reads; people write `kubernetes` for `kubernetesVersion` as well as `verison`. */
export function unknownKey(key: string, known: readonly string[], at = ''): string {
  const near = nearest(key, known) ?? known.find((one) => key !== '' && one.startsWith(key));
  return `'${at}${inline(key)}' is not a field there${near === undefined ? `, expected ${known.join(', ')}` : `; did you mean "${near}"?`}`;
}

/** Keys of a map that nothing reads, each as a problem: no compiler asks those who write JavaScript or Python. */
export function addUnknownKeys(given: object, known: readonly string[], at: string, problems: Pick<Problems, 'add'>): void {
  for (const key of Object.keys(given)) { if (!known.includes(key)) { problems.add(unknownKey(key, known, at)); } }
}

/**
 * Refuses what is no map before anything is read of it: without a compiler it may be anything.
 *
 * @param expected what it must be, as a sentence: `the props must be a map with …`
 */
export function refuseNoMap(given: unknown, where: string, expected: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) { throw new Error(`[${where}] ${expected}, got ${shown(given)}`); }
}

/** Refuses props that are no map, or have keys that nothing reads. */
export function refuseOthers(given: object, where: string, expected: string, known: readonly string[]): void {
  refuseNoMap(given, where, expected);
  const problems = new Problems(where);
  addUnknownKeys(given, known, '', problems);
  problems.throwIfAny();
}

/** Collects everything that is wrong with one thing, so that its author fixes it in one go. */
export class Problems {
  private readonly found: string[] = [];

  /** @param where the construct path, or the call that was made where there is no construct yet */
  public constructor(private readonly where: string) {}

  /** Keys of the user stand in a problem as they are: what a terminal would obey is spelled out. */
  public add(problem: string): void {
    this.found.push(visible(problem));
  }

  public throwIfAny(): void {
    if (this.found.length === 0) { return; }
    const list = this.found.length === 1 ? ` ${this.found[0]}` : this.found.map((problem) => `\n  - ${problem}`).join('');
    throw new Error(`[${this.where}]${list}`);
  }
}
