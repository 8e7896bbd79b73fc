import type { Places } from './places';
import type { SourceText } from './source-text';
import type { SourcePosition } from './types';

/** One document of a text. It keeps no tree, only where its values begin. */
export class SourceDocument {
  public constructor(
    private readonly source: SourceText,
    /** Counted from 1. */
    public readonly number: number,
    public readonly value: unknown,
    private readonly places: Places,
  ) {}

  public position(pointer: string): SourcePosition {
    return this.source.positionOf(this.places.offset(this.value, pointer));
  }

  public problem(pointer: string, message: string): void {
    this.source.problem(this.places.offset(this.value, pointer), message);
  }
}
