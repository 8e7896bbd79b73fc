import { type Check, isMap } from './conflicts';
import { LIMIT_ROWS } from './limits';
import { TOGETHER } from './together';
import { type Field, fieldsOf, type FieldType, SCHEMA_KINDS } from './types';
import { type Limit, limitOf, WHOLE, type Wrong } from './words';

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

/** The type that describes an object of this kind; undefined for a kind that is not in the table. */
export function schemaTypeOf(apiVersion: unknown, kind: unknown): string | undefined {
  return SCHEMA_KINDS.get(`${String(apiVersion)} ${String(kind)}`);
}

/** What of the values of an object the API server refuses: ranges, words, names, and fields that do not go together. */
export function valueProblems(type: string, value: unknown): readonly ValueProblem[] {
  const judge = new Judge();
  judge.object(type, value);
  return judge.problems;
}

/** An entry of these types may say nothing. */
const MAY_BE_NULL: ReadonlySet<string> = new Set(['NodeSelectorTerm', 'VolumeProjection']);

interface FieldRow {
  readonly limit?: Limit;
  /** Where there is something to judge below. */
  readonly type?: FieldType;
}

interface TypeRow {
  /** The fields of which there is something to judge. */
  readonly fields: ReadonlyMap<string, FieldRow>;
  /** Limits of fields that are refused when they are missing. */
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
    // what the schema asks for is missed there
    const needed = [...limits].flatMap(([name, limit]) => (limit.some && fields.get(name)?.required !== true ? [name] : []));
    const judged = [...fields].flatMap(([name, { type: own }]): [string, FieldRow][] => {
      const limit = limits.get(name);
      const below = own.kind === 'object' || (own.kind === 'list' && own.of.kind === 'object') ? own : undefined;
      return limit === undefined && below === undefined ? [] : [[name, { limit, type: below }]];
    });
    rows.set(type, row = { fields: new Map(judged), needed, together: TOGETHER.get(type) });
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
  public readonly problems: ValueProblem[] = [];
  private readonly path: (string | number)[] = [];

  public object(type: string, value: unknown): void {
    if (!isMap(value)) { return; }
    const { fields, needed, together } = rowOf(type);
    for (const name of needed) {
      if (value[name] === undefined || value[name] === null) { this.add(type, name, [name], 'is missing', `set ${name}`); }
    }
    for (const name in value) {
      const field = fields.get(name);
      const own = value[name];
      if (field === undefined || own === null) { continue; }
      this.path.push(name);
      if (field.limit !== undefined) { this.limit(type, name, field.limit, own); }
      if (field.type !== undefined) { this.below(field.type, own); }
      this.path.pop();
    }
    if (together === undefined) { return; }
    for (const { at, message, fix } of together(value, this.path as string[])) { this.add(type, String(at[0] ?? ''), at, message, fix); }
  }

  private limit(type: string, name: string, limit: Limit, value: unknown): void {
    if (limit.isList) {
      if (!Array.isArray(value)) { return; }
      if (limit.some && value.length === 0) { this.add(type, name, [], 'is empty', 'name one'); }
      value.forEach((item, at) => {
        // Go has no null in a list of texts
        const wrong = limit.check(item ?? '');
        if (wrong) { this.add(type, name, [at], wrong.message, wrong.fix, wrong.isUnknownWord); }
      });
      return;
    }
    const wrong: Wrong | undefined = limit.some && value === '' ? { message: 'is empty', fix: `set ${name}` } : limit.check(value);
    if (wrong) { this.add(type, name, [], wrong.message, wrong.fix, wrong.isUnknownWord); }
  }

  private below(type: FieldType, value: unknown): void {
    if (type.kind === 'object') {
      this.object(type.type, value);
    } else if (type.kind === 'list' && type.of.kind === 'object' && Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) {
        if (value[at] === null && !MAY_BE_NULL.has(type.of.type)) { this.add(type.of.type, '', [at], 'is null', 'remove the entry'); continue; }
        this.path.push(at);
        this.object(type.of.type, value[at]);
        this.path.pop();
      }
    }
  }

  private add(type: string, field: string, below: readonly (string | number)[], message: string, fix: string, isUnknownWord = false): void {
    this.problems.push({ path: [...this.path, ...below], field: `${type} ${field}`, message, fix, ...isUnknownWord && { isUnknownWord } });
  }
}
