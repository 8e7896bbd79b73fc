import { ManifestError, problemAt, type ManifestProblem } from './errors';
import { LIMITS } from './limits';
import type { SourcePosition } from './types';
import { shown } from '../../platform/problems';

/** A text, and what is found wrong with it. Lines are counted only when a place is asked for. */
export class SourceText {
  public readonly text: string;
  private lineStarts?: number[];
  private stopped = false;
  private readonly found: { offset: number; message: string }[] = [];

  /** With `lastWins` a key may stand twice, as whoever reads the text in a cluster takes the last in silence. */
  public constructor(text: string, public readonly file?: string, private readonly lastWins = false) {
    if (typeof text !== 'string') {
      throw new ManifestError([problemAt(`not a text, got ${shown(text)}, expected YAML or JSON, decode the bytes as UTF-8 first`, undefined, file)]);
    }
    if (text.length > LIMITS.textLength) {
      throw new ManifestError([problemAt(
        `the text is too long, got ${text.length} characters, expected at most ${LIMITS.textLength}, split it into several files`,
        undefined, file,
      )]);
    }
    // A byte order mark says how the bytes were written; editors do not count it as a column.
    this.text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  /** Enough was found: whoever reads may stop. */
  public get full(): boolean {
    return this.stopped || this.found.length >= LIMITS.problems;
  }

  public get broken(): boolean {
    return this.found.length > 0;
  }

  public problem(offset: number, message: string): void {
    if (!this.full) { this.found.push({ offset, message }); }
  }

  /** A key that stands twice in one mapping; `first` is the place of the other one, where it is known. */
  public keyTwice(offset: number, key: string, first?: number): void {
    if (this.lastWins) { return; }
    const where = first === undefined ? '' : `, first at ${this.lineOf(first)}`;
    this.problem(offset, `key ${shown(key)} stands twice in one mapping${where}, expected each key once, remove one`);
  }

  /** A problem after which reading on would do harm. */
  public stop(offset: number, message: string): void {
    this.problem(offset, message);
    this.stopped = true;
  }

  public positionOf(offset: number): SourcePosition {
    const starts = this.lineStarts ??= lineStarts(this.text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= offset) { low = middle; } else { high = middle - 1; }
    }
    const place = { line: low + 1, column: Math.max(0, offset - starts[low]) + 1 };
    return this.file === undefined ? place : { file: this.file, ...place };
  }

  /** `line 12`, to name a second place within a message. */
  public lineOf(offset: number): string {
    return `line ${this.positionOf(offset).line}`;
  }

  public throwIfBroken(): void {
    if (!this.broken) { return; }
    const places = new Set<number>();
    const inOrder = [...this.found].sort((a, b) => a.offset - b.offset)
      // Of several problems in one place the first found is the nearest to its cause.
      .filter(({ offset }) => !places.has(offset) && places.add(offset));
    throw new ManifestError(inOrder.map(({ offset, message }): ManifestProblem => problemAt(message, this.positionOf(offset), this.file)));
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) { starts.push(at + 1); }
  return starts;
}
