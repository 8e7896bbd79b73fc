import { ApiObjectProps, Lazy } from 'cdk8s';
import { inline, shown } from './errors';
import { yamlKeyProblem, yamlTextProblem } from './yaml-safe';

/** Deeper than any manifest; cdk8s itself would run out of stack some thousand levels down. */
const MAX_DEPTH = 256;

/** A manifest of this many values is far beyond what an API server takes; a small input can unfold to it by sharing. */
const MAX_VALUES = 1_000_000;

/** How many problems one error lists. */
const LISTED = 20;

/** A manifest that would not come out as it went in. */
export class InvalidManifest extends Error {
  /** Every problem, with the pointer of its place. */
  public readonly problems: readonly string[];

  constructor(path: string, kind: unknown, problems: readonly string[]) {
    const rest = problems.length - LISTED;
    const listed = [...problems.slice(0, LISTED), ...(rest > 0 ? [`and ${rest} more`] : [])];
    super(`[${inline(path)}] ${typeof kind === 'string' && kind !== '' ? inline(kind) : 'object'} cannot be written: ${listed.join('; ')}`);
    this.name = 'InvalidManifest';
    this.problems = problems;
  }
}

export interface ManifestCopy {
  readonly copy: ApiObjectProps;
  readonly problems: readonly string[];
  /** Whether no value in it stands for one that is known later. */
  readonly isPlain: boolean;
}

/** A copy that shares no map and no list with the input, and what in it cdk8s or YAML readers would change. */
export function copyManifest(manifest: object): ManifestCopy {
  const copier = new Copier();
  const copied = copier.copy(manifest);
  const copy = isMap(copied) ? copied : {};
  copier.requireText(copy, 'apiVersion');
  copier.requireText(copy, 'kind');
  copier.checkMetadata(copy.metadata);
  return { copy: copy as unknown as ApiObjectProps, problems: copier.problems, isPlain: copier.isPlain };
}

/** Marks a value that is left out. */
const NOTHING = Symbol('nothing');

/** Where, if it is not where the walk is, and what to do. */
interface RefusalDetails {
  readonly at?: readonly string[];
  readonly hint?: string;
}

class Copier {
  public readonly problems: string[] = [];
  public isPlain = true;
  private readonly ancestors: object[] = [];
  /** Where the walk is; most values have nothing that would have to be said with their place. */
  private readonly at: string[] = [];
  private values = 0;

  /** The value without anything that is shared; `undefined` in a map leaves its key out. */
  public copy(value: unknown): unknown {
    if (++this.values > MAX_VALUES) {
      if (this.values === MAX_VALUES + 1) { this.refuse(value, `must be one of at most ${MAX_VALUES} values`); }
      return NOTHING;
    }
    switch (typeof value) {
      case 'string': return this.text(value);
      case 'number': return this.number(value);
      case 'boolean': return value;
      case 'object': return value === null ? null : this.object(value);
      default: return this.refuse(value, 'must be a text, a number, true, false, a list or a map');
    }
  }

  public requireText(map: Readonly<Record<string, unknown>>, key: string): void {
    if (map[key] !== NOTHING && (typeof map[key] !== 'string' || map[key] === '')) { this.refuse(map[key], 'must be a text that is not empty', { at: [key] }); }
  }

  /** The API server refuses an object with a label or annotation that is no text; cdk8s writes it all the same. */
  public checkMetadata(metadata: unknown): void {
    if (!isMap(metadata)) {
      if (!isAbsentOrProduced(metadata)) { this.refuse(metadata, 'must be a map', { at: ['metadata'] }); }
      return;
    }
    for (const key of ['name', 'namespace']) {
      const value = metadata[key];
      if (value !== undefined && !isText(value)) { this.refuse(value, 'must be a text', { at: ['metadata', key] }); }
    }
    for (const key of ['labels', 'annotations']) { this.checkTexts(metadata[key], ['metadata', key]); }
  }

  private checkTexts(map: unknown, at: readonly string[]): void {
    if (!isMap(map)) {
      if (!isAbsentOrProduced(map)) { this.refuse(map, 'must be a map of texts', { at }); }
      return;
    }
    for (const key of Object.keys(map)) {
      const value = map[key];
      if (!isText(value)) {
        this.refuse(value, 'must be a text', { at: [...at, key], hint: typeof value === 'object' ? undefined : `write ${shown(String(value))}` });
      }
    }
  }

  private text(value: string): unknown {
    const problem = yamlTextProblem(value);
    return problem === undefined ? value : this.refuse(value, `must not be ${problem}`);
  }

  private number(value: number): unknown {
    if (!Number.isFinite(value) || Object.is(value, -0)) { return this.refuse(value, 'must be a number that JSON knows'); }
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return this.refuse(value, 'must be at most 2^53 - 1, beyond which whole numbers are not exact', { hint: 'write it as a text where the field takes one' });
    }
    return value;
  }

  private object(value: object): unknown {
    const isList = Array.isArray(value);
    if (!isList && !isMap(value)) {
      if (isProducer(value)) {
        this.isPlain = false;
        return value;
      }
      return this.refuse(value, 'must be a plain map, list or value', { hint: 'give the plain value that the class stands for' });
    }
    if (this.ancestors.includes(value)) { return this.refuse(value, 'must not contain itself'); }
    if (this.at.length > MAX_DEPTH) { return this.refuse(value, `must not be nested deeper than ${MAX_DEPTH} levels`, { at: this.at.slice(0, 3) }); }
    this.ancestors.push(value);
    const copy = isList ? this.list(value) : this.map(value as Readonly<Record<string, unknown>>);
    this.ancestors.pop();
    return copy;
  }

  private list(list: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < list.length; index += 1) {
      const item = list[index];
      this.at.push(String(index));
      copy.push(item === undefined ? this.refuse(item, 'must be left out of the list: it would become null') : this.copy(item));
      this.at.pop();
    }
    return copy;
  }

  /** Kubernetes reads null in a map as an absent field, and cdk8s leaves both out. */
  private map(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(map)) {
      const value = map[key];
      const problem = yamlKeyProblem(key);
      this.at.push(key);
      if (problem !== undefined) {
        this.refuse(key, `must not be ${problem}`);
      } else if (value !== undefined && value !== null) {
        copy[key] = this.copy(value);
      }
      this.at.pop();
    }
    return copy;
  }

  private refuse(value: unknown, expected: string, { at = this.at, hint }: RefusalDetails = {}): typeof NOTHING {
    this.problems.push(`${pointerOf(at)} ${expected}, got ${shown(value)}${hint === undefined ? '' : `; ${hint}`}`);
    return NOTHING;
  }
}

/** A value that was refused already counts as absent: it is not refused again. */
function isAbsentOrProduced(value: unknown): boolean {
  return value === undefined || value === NOTHING || isProducer(value);
}

/** A text, or what may become one; a value that was refused already is not refused again. */
function isText(value: unknown): boolean {
  return typeof value === 'string' || value === NOTHING || isProducer(value);
}

/** A value that stands for one known later: cdk8s asks it at synthesis. Only classes may; a map's own `resolve` is data. */
function isProducer(value: unknown): boolean {
  if (value instanceof Lazy) { return true; }
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMap(value)
    && typeof (value as { readonly resolve?: unknown }).resolve === 'function';
}

/** A map by its prototype, also from another realm (a worker, a test sandbox), where Object is another one. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return false; }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf'));
}

/** An RFC 6901 pointer, kept to one readable line. */
function pointerOf(at: readonly string[]): string {
  if (at.length === 0) { return 'it'; }
  return inline(at.map(part => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
}
