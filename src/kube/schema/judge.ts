import { type Check, isMap } from './conflicts';
import { laterSince } from './later';
import { LIMIT_ROWS } from './limits';
import { TOGETHER } from './together';
import { type Field, fieldsOf, type FieldType, SCHEMA_KINDS } from './types';
import { type Limit, limitOf, WHOLE, type Wrong } from './words';
import { problemOf, shown } from '../errors';
import { nearest } from '../nearest';
import { own } from '../own';
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

/** A value that the API server refuses although it is of the right type. */
export interface ValueProblem {
  /** The way to the value inside of what was judged. */
  readonly path: readonly (string | number)[];
  /** The type that the field belongs to, and the field: `ContainerPort hostPort`. */
  readonly field: string;
  /** What was got and what is expected; without the place. */
  readonly message: string;
  readonly fix: string;
  /** A word that is not known, and that a later Kubernetes may have. */
  readonly isUnknownWord?: boolean;
}

/** What is wrong with an object, found in one walk over it. */
export interface Judgement {
  /**
   * Where it differs from the fields and types of its type. Kubernetes drops unknown fields in silence and refuses wrong types, and a strategic merge
   * does neither.
   */
  readonly fields: readonly SchemaProblem[];
  /** What of its values the API server refuses: ranges, words, names, and fields that do not go together. */
  readonly values: readonly ValueProblem[];
}

export interface SchemaOptions {
  /** Whether what is not there may still be there in the cluster: nothing is missing then. Known to be absent by default. */
  readonly mayBeThere?: (pointer: string) => boolean;
}

/** Judges an object by its kind; undefined for a kind that is not in the table. */
export function judgeObject(object: Readonly<Record<string, unknown>>, options?: SchemaOptions): Judgement | undefined {
  const type = SCHEMA_KINDS.get(`${String(object.apiVersion)} ${String(object.kind)}`);
  return type === undefined ? undefined : judge(type, object, options);
}

/** Judges a value by a type of the table. */
export function judge(type: string, value: unknown, options: SchemaOptions = {}): Judgement {
  const judging = new Judge(options);
  if (isMap(value)) { judging.object(type, value); }
  const { fields, values } = judging;
  return fields.length === 0 && values.length === 0 ? RIGHT : { fields, values };
}

/** Most objects are right, and all who ask for their judgement keep it. */
const RIGHT: Judgement = { fields: [], values: [] };

/** An entry of these types may say nothing. */
const MAY_BE_NULL: ReadonlySet<string> = new Set(['NodeSelectorTerm', 'VolumeProjection']);

interface FieldRow {
  readonly type: FieldType;
  readonly limit?: Limit;
}

/** A type, as it is judged by. */
interface TypeRow {
  readonly fields: ReadonlyMap<string, FieldRow>;
  /** Fields that the schema asks for. */
  readonly required: readonly (readonly [name: string, type: FieldType])[];
  /** Limits of other fields that are refused when they are missing. */
  readonly needed: readonly string[];
  readonly together?: Check;
}

const rows = new Map<string, TypeRow>();
let limitsByType: ReadonlyMap<string, ReadonlyMap<string, Limit>> | undefined;

function rowOf(type: string): TypeRow {
  let row = rows.get(type);
  if (!row) {
    limitsByType ??= new Map(LIMIT_ROWS.map((one) => [one.type, new Map(one.limits.split(/\s+/).filter(Boolean).map((entry) => {
      const colon = entry.indexOf(':');
      return [entry.slice(0, colon), limitOf(entry.slice(colon + 1))] as const;
    }))]));
    const fields = fieldsOf(type);
    const limits = new Map([...wholeNumbers(fields), ...limitsByType.get(type) ?? []]);
    const required = [...fields].flatMap(([name, field]) => (field.required ? [[name, field.type] as const] : []));
    const needed = [...limits].flatMap(([name, limit]) => (limit.some && fields.get(name)?.required !== true ? [name] : []));
    rows.set(type, row = {
      fields: new Map([...fields].map(([name, field]) => [name, { type: field.type, limit: limits.get(name) }])),
      required,
      needed,
      together: TOGETHER.get(type),
    });
  }
  return row;
}

/** Fields of 64 bits that have no other limit. */
const LONG: ReadonlySet<string> = new Set(['deletionGracePeriodSeconds', 'generation', 'seconds', 'terminationGracePeriodSeconds', 'tolerationSeconds']);

function wholeNumbers(fields: ReadonlyMap<string, Field>): [string, Limit][] {
  return [...fields].flatMap(([name, { type }]): [string, Limit][] => (type.kind === 'int' && !LONG.has(name) ? [[name, WHOLE]] : []));
}

/** Follows the types, which never contain themselves, so that the depth of the data does not matter. */
class Judge {
  public readonly fields: SchemaProblem[] = [];
  public readonly values: ValueProblem[] = [];
  /** The way to the value that is being judged: written as a pointer only where something is wrong. */
  private readonly path: (string | number)[] = [];

  public constructor(private readonly options: SchemaOptions) {}

  public object(type: string, value: Readonly<Record<string, unknown>>): void {
    const { fields, required, needed, together } = rowOf(type);
    for (const name of needed) {
      if (value[name] === undefined || value[name] === null) { this.refuse(type, name, [name], 'is missing', `set ${name}`); }
    }
    for (const name in value) {
      const field = fields.get(name);
      if (!field) { this.unknown(type, name, fields); continue; }
      const given = value[name];
      // Kubernetes reads null as an absent field
      if (given === null || given === undefined) { continue; }
      this.path.push(name);
      if (field.limit !== undefined) { this.limit(type, name, field.limit, given); }
      this.value(field.type, given);
      this.path.pop();
    }
    for (const [name, expected] of required) {
      if (!isNothing(value, name)) { continue; }
      const place = this.place(name);
      if (this.options.mayBeThere?.(place) !== true) { this.differs(place, 'missing-field', `is missing, expected ${describe(expected)}, add it`); }
    }
    if (together === undefined) { return; }
    for (const { at, message, fix } of together(value, this.path as string[])) { this.refuse(type, String(at[0] ?? ''), at, message, fix); }
  }

  private value(type: FieldType, value: unknown): void {
    switch (type.kind) {
      case 'any': return;
      case 'object':
        if (isMap(value)) { this.object(type.type, value); } else { this.wrong(type, value); }
        return;
      case 'map':
        if (!isMap(value)) { this.wrong(type, value); return; }
        for (const key in value) { this.below(key, type.of, value[key]); }
        return;
      case 'list':
        if (!Array.isArray(value)) { this.wrong(type, value); return; }
        for (let at = 0; at < value.length; at += 1) { this.item(at, type.of, value[at]); }
        return;
      case 'quantity': this.quantity(type, value); return;
      default: if (!isPlain(type.kind, value)) { this.wrong(type, value); }
    }
  }

  private item(at: number, type: FieldType, value: unknown): void {
    if (value === null && type.kind === 'object' && !MAY_BE_NULL.has(type.type)) { this.refuse(type.type, '', [at], 'is null', 'remove the entry'); }
    this.below(at, type, value);
  }

  private below(name: string | number, type: FieldType, value: unknown): void {
    if (value === null || value === undefined) { return; }
    this.path.push(name);
    this.value(type, value);
    this.path.pop();
  }

  private quantity(type: FieldType, value: unknown): void {
    if (typeof value !== 'string' && typeof value !== 'number') { this.wrong(type, value); return; }
    const problem = problemOf(() => Quantity.parse(value, 'it'));
    if (problem !== undefined) { this.differs(this.place(), 'wrong-type', problem.slice('it '.length)); }
  }

  private unknown(type: string, name: string, fields: ReadonlyMap<string, FieldRow>): void {
    const since = laterSince(type, name);
    if (since !== undefined) {
      const message = `is a field of ${type} from Kubernetes ${since} on, got ${shown(name)}, expected one that this Kubernetes knows; the API server would drop it, remove it`;
      this.fields.push({ pointer: this.place(name), code: 'unknown-field', message, since });
      return;
    }
    const meant = nearest(name, fields.keys());
    this.differs(this.place(name), 'unknown-field', `is no field of ${type}, got ${shown(name)}, expected one that Kubernetes knows; `
      + (meant === undefined ? 'the API server would drop it, remove it' : `did you mean ${shown(meant)}?`));
  }

  private wrong(type: FieldType, value: unknown): void {
    this.differs(this.place(), 'wrong-type', `must be ${describe(type)}, got ${shown(value)}${hint(type, value)}`);
  }

  private limit(type: string, name: string, limit: Limit, value: unknown): void {
    if (limit.isList) {
      if (!Array.isArray(value)) { return; }
      if (limit.some && value.length === 0) { this.refuse(type, name, [], 'is empty', 'name one'); }
      value.forEach((item, at) => {
        // Go has no null in a list of texts
        const wrong = limit.check(item ?? '');
        if (wrong) { this.refuse(type, name, [at], wrong.message, wrong.fix, wrong.isUnknownWord); }
      });
      return;
    }
    const wrong: Wrong | undefined = limit.some && value === '' ? { message: 'is empty', fix: `set ${name}` } : limit.check(value);
    if (wrong) { this.refuse(type, name, [], wrong.message, wrong.fix, wrong.isUnknownWord); }
  }

  private differs(pointer: string, code: SchemaProblem['code'], message: string): void {
    this.fields.push({ pointer, code, message });
  }

  private refuse(type: string, field: string, below: readonly (string | number)[], message: string, fix: string, isUnknownWord = false): void {
    this.values.push({ path: [...this.path, ...below], field: `${type} ${field}`, message, fix, ...isUnknownWord && { isUnknownWord } });
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
  return (own(map, name) ?? undefined) === undefined;
}
