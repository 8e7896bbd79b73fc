import { inline } from '../kube/errors';
import { nearest } from '../kube/nearest';
import { isPlainMap } from '../platform/json';

type Scalar = 'whole' | 'number' | 'flag' | 'text' | 'whole or text';

/** What a place of a resource holds. */
export type Shape =
  | Scalar
  /** Anything YAML can hold: a part of Kubernetes that is passed on. */
  | 'any'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly mapOf: Shape }
  /** These keys and no others; those that are required must be there. A resource that was another once may still be `or`. */
  | { readonly keys: Readonly<Record<string, Shape>>; readonly required?: readonly string[]; readonly or?: Scalar };

/** One thing in which a value differs from its shape. */
export interface ShapeProblem {
  readonly code: 'unknown' | 'wrong' | 'missing';
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** What belongs there: `a whole number`; for a field that is unknown the names of those that are known, where they are few. */
  readonly expected: string;
  /** The field, or the one of several names, that it resembles. */
  readonly meant?: string;
  /** Whether quotes make it right, or taking them away. */
  readonly quotes?: 'add' | 'remove';
}

/** One walk through a value. */
interface Walk {
  readonly found: ShapeProblem[];
  /** The API server takes a null in a map for nothing said; in what programs hand over it is a value like others. */
  readonly nullIsNothing: boolean;
}

/** Everything in which a value differs from its shape, in the order of the value. */
export function shapeProblems(value: unknown, shape: Shape): readonly ShapeProblem[] {
  const walk: Walk = { found: [], nullIsNothing: false };
  judge(value, shape, [], walk);
  return walk.found;
}

/** A map of fields: those that are known, each by its shape, and the others as problems. */
export function fieldProblems(
  map: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Shape>>, { nullIsNothing = false }: Partial<Pick<Walk, 'nullIsNothing'>> = {},
): readonly ShapeProblem[] {
  const walk: Walk = { found: [], nullIsNothing };
  judgeFields(map, fields, [], walk);
  return walk.found;
}

/** A path as people write it: `spec.ports[0].name`. */
export function placeText(path: ShapeProblem['path'], at = ''): string {
  return path.reduce<string>((place, step) => (typeof step === 'number' ? `${place}[${step}]` : `${place}${place === '' ? '' : '.'}${inline(step)}`), at);
}

/** Shapes have a bottom, so the depth of the value does not matter. */
function judge(value: unknown, shape: Shape, path: ShapeProblem['path'], walk: Walk): void {
  if (shape === 'any') { return; }
  const wrong: Wrong = (expected, more) => { walk.found.push({ code: 'wrong', path, value, expected, ...more }); };
  if (typeof shape === 'string') {
    if (!SCALARS[shape].holds(value)) { wrong(SCALARS[shape].expected, { quotes: quotes(value, shape) }); }
  } else if ('oneOf' in shape) {
    if (!shape.oneOf.includes(value as string)) { wrong(`one of ${shape.oneOf.join(', ')}`, { meant: alike(value, shape.oneOf) }); }
  } else if ('list' in shape) {
    if (!Array.isArray(value)) { wrong('a list'); return; }
    value.forEach((item, index) => { judge(item, shape.list, [...path, index], walk); });
  } else if (!isPlainMap(value)) {
    if ('mapOf' in shape) { wrong('a map'); } else { judgeNoMap(value, shape, wrong); }
  } else if ('mapOf' in shape) {
    for (const [key, item] of Object.entries(value)) { if (!isNothing(item, walk)) { judge(item, shape.mapOf, [...path, key], walk); } }
  } else {
    judgeFields(value, shape.keys, path, walk);
    for (const key of shape.required ?? []) {
      if (value[key] === undefined || isNothing(value[key], walk)) { walk.found.push({ code: 'missing', path: [...path, key], value: undefined, expected: 'given' }); }
    }
  }
}

const isNothing = (value: unknown, { nullIsNothing }: Walk): boolean => nullIsNothing && value === null;

type Wrong = (expected: string, more?: Pick<ShapeProblem, 'meant' | 'quotes'>) => void;

function judgeNoMap(value: unknown, { keys, or }: Extract<Shape, { readonly keys: unknown }>, wrong: Wrong): void {
  const map = `a map${withKeys(Object.keys(keys))}`;
  if (or === undefined) { wrong(map); } else if (!SCALARS[or].holds(value)) { wrong(`${SCALARS[or].expected} or ${map}`, { quotes: quotes(value, or) }); }
}

function judgeFields(map: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Shape>>, path: ShapeProblem['path'], walk: Walk): void {
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined || isNothing(value, walk)) { continue; }
    if (Object.hasOwn(fields, key)) { judge(value, fields[key], [...path, key], walk); } else {
      walk.found.push({ code: 'unknown', path: [...path, key], value, expected: few(Object.keys(fields)), meant: alike(key, Object.keys(fields)) });
    }
  }
}

/** The first of the keys, so that a bare value finds its place. */
function withKeys(keys: readonly string[]): string {
  return ` with ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ' …' : ''}`;
}

const SCALARS: Readonly<Record<Scalar, { readonly expected: string; holds(value: unknown): boolean }>> = {
  'whole': { expected: 'a whole number', holds: Number.isSafeInteger },
  'number': { expected: 'a number', holds: Number.isFinite },
  'flag': { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  'text': { expected: 'a text', holds: (value) => typeof value === 'string' },
  'whole or text': { expected: 'a whole number or a text', holds: (value) => typeof value === 'string' || Number.isSafeInteger(value) },
};

function quotes(value: unknown, scalar: Scalar): ShapeProblem['quotes'] {
  if (scalar === 'text' && (typeof value === 'number' || typeof value === 'boolean')) { return 'add'; }
  return scalar !== 'text' && typeof value === 'string' ? 'remove' : undefined;
}

function few(names: readonly string[]): string {
  return names.length > 8 ? '' : names.join(', ');
}

function alike(value: unknown, names: readonly string[]): string | undefined {
  return typeof value === 'string' ? nearest(value, names) : undefined;
}
