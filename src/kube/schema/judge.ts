import { isMap } from './conflicts';
import { laterSince } from './later';
import { Field, FieldType, fieldsOf, requiredOf, SCHEMA_KINDS } from './types';
import { problemOf, shown } from '../errors';
import { nearest } from '../nearest';
import { Quantity } from '../quantity';

/** One thing that the API server would drop or refuse. */
export interface SchemaProblem {
  /** JSON pointer into the object. */
  readonly pointer: string;
  readonly code: 'unknown-field' | 'wrong-type' | 'missing-field';
  /** What was got, what is expected, what to do; without the place. */
  readonly message: string;
  /** Of an unknown field: the Kubernetes that brought it, later than those of the table. */
  readonly since?: string;
}

export interface SchemaOptions {
  /** Whether what is not there may still be there in the cluster: nothing is missing then. Known to be absent by default. */
  readonly mayBeThere?: (pointer: string) => boolean;
}

/**
 * Where an object differs from the fields and types of its kind. Kubernetes drops unknown fields in silence and refuses wrong types, and a
 * strategic merge does neither. Undefined for a kind that is not in the table.
 */
export function schemaProblems(object: Readonly<Record<string, unknown>>, options: SchemaOptions = {}): readonly SchemaProblem[] | undefined {
  const type = SCHEMA_KINDS.get(`${String(object.apiVersion)} ${String(object.kind)}`);
  if (type === undefined) { return undefined; }
  const judge = new Judge(options);
  judge.object(type, object);
  return judge.problems;
}

class Judge {
  public readonly problems: SchemaProblem[] = [];
  /** The way to the value that is being judged: written as a pointer only where something is wrong. */
  private readonly path: (string | number)[] = [];

  public constructor(private readonly options: SchemaOptions) {}

  /** The table has no type that contains itself, so the depth of the data does not matter. */
  public object(type: string, value: Readonly<Record<string, unknown>>): void {
    const fields = fieldsOf(type);
    for (const name in value) {
      const field = fields.get(name);
      if (field) { this.below(name, field.type, value[name]); } else { this.unknown(type, name, fields); }
    }
    for (const [name, expected] of requiredOf(type)) {
      if (!isNothing(value, name)) { continue; }
      const place = this.place(name);
      if (this.options.mayBeThere?.(place) !== true) { this.add(place, 'missing-field', `is missing, expected ${describe(expected)}, add it`); }
    }
  }

  private below(name: string | number, type: FieldType, value: unknown): void {
    this.path.push(name);
    this.value(type, value);
    this.path.pop();
  }

  private value(type: FieldType, value: unknown): void {
    // Kubernetes reads null as an absent field
    if (value === null || value === undefined || type.kind === 'any') { return; }
    switch (type.kind) {
      case 'object':
        if (isMap(value)) { this.object(type.type, value); } else { this.wrong(type, value); }
        return;
      case 'map':
        if (!isMap(value)) { this.wrong(type, value); return; }
        for (const key in value) { this.below(key, type.of, value[key]); }
        return;
      case 'list':
        if (!Array.isArray(value)) { this.wrong(type, value); return; }
        for (let at = 0; at < value.length; at += 1) { this.below(at, type.of, value[at]); }
        return;
      case 'quantity': this.quantity(type, value); return;
      default: if (!isPlain(type.kind, value)) { this.wrong(type, value); }
    }
  }

  private quantity(type: FieldType, value: unknown): void {
    if (typeof value !== 'string' && typeof value !== 'number') { this.wrong(type, value); return; }
    const problem = problemOf(() => Quantity.parse(value, 'it'));
    if (problem !== undefined) { this.add(this.place(), 'wrong-type', problem.slice('it '.length)); }
  }

  private unknown(type: string, name: string, fields: ReadonlyMap<string, Field>): void {
    const since = laterSince(type, name);
    if (since !== undefined) {
      const message = `is a field of ${type} from Kubernetes ${since} on, got ${shown(name)}, expected one that this Kubernetes knows; the API server would drop it, remove it`;
      this.problems.push({ pointer: this.place(name), code: 'unknown-field', message, since });
      return;
    }
    const meant = nearest(name, fields.keys());
    this.add(this.place(name), 'unknown-field', `is no field of ${type}, got ${shown(name)}, expected one that Kubernetes knows; `
      + (meant === undefined ? 'the API server would drop it, remove it' : `did you mean ${shown(meant)}?`));
  }

  private wrong(type: FieldType, value: unknown): void {
    this.add(this.place(), 'wrong-type', `must be ${describe(type)}, got ${shown(value)}${hint(type, value)}`);
  }

  private add(pointer: string, code: SchemaProblem['code'], message: string): void {
    this.problems.push({ pointer, code, message });
  }

  private place(...below: readonly string[]): string {
    return [...this.path, ...below].map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  }
}

function isPlain(kind: string, value: unknown): boolean {
  switch (kind) {
    case 'bool': return typeof value === 'boolean';
    case 'int': return Number.isInteger(value);
    case 'number': return typeof value === 'number';
    case 'intOrString': return typeof value === 'string' || Number.isInteger(value);
    default: return typeof value === 'string';
  }
}

function describe(type: FieldType): string {
  switch (type.kind) {
    case 'object': return `a map (${type.type})`;
    case 'map': return 'a map';
    case 'list': return 'a list';
    case 'bool': return 'true or false';
    case 'int': return 'a whole number';
    case 'number': return 'a number';
    case 'time': return 'a time such as 2026-11-20T00:00:00Z';
    case 'quantity': return 'a quantity such as 100m or 1Gi';
    case 'intOrString': return 'a whole number or a text';
    default: return 'a text';
  }
}

function hint({ kind }: FieldType, value: unknown): string {
  if (kind === 'int' && typeof value === 'string' && /^[0-9]{1,15}$/.test(value)) { return `; write ${value} without quotes`; }
  if (kind === 'bool' && (value === 'true' || value === 'false')) { return `; write ${value} without quotes`; }
  if (kind === 'string' && (typeof value === 'number' || typeof value === 'boolean')) { return `; write ${shown(String(value))} in quotes`; }
  return '';
}

function isNothing(map: Readonly<Record<string, unknown>>, name: string): boolean {
  return !Object.hasOwn(map, name) || map[name] === null || map[name] === undefined;
}
