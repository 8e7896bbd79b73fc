import { shown } from '../kube/errors';

export { shown };

/** Collects everything that is wrong with one thing, so that its author fixes it in one go. */
export class Problems {
  private readonly found: string[] = [];

  /** @param where the construct path, or the call that was made where there is no construct yet */
  public constructor(private readonly where: string) {}

  public add(problem: string): void {
    this.found.push(problem);
  }

  public throwIfAny(): void {
    if (this.found.length === 0) { return; }
    const list = this.found.length === 1 ? ` ${this.found[0]}` : this.found.map((problem) => `\n  - ${problem}`).join('');
    throw new Error(`[${this.where}]${list}`);
  }
}
