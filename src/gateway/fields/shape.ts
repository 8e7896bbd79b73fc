import { shown } from '../../kube/errors';
import { fieldProblems, placeText, type Shape, type ShapeProblem, shapeProblems } from '../../model/shape';

/** Adds everything in which a value differs from its shape. */
export function checkShape(value: unknown, shape: Shape, at: string, add: (problem: string) => void): void {
  for (const problem of shapeProblems(value, shape)) { add(textOf(problem, at)); }
}

/** The keys that are known, each by its shape, and the others as problems. */
export function checkKeys(
  map: Readonly<Record<string, unknown>>, keys: Readonly<Record<string, Shape>>, at: string, add: (problem: string) => void,
): void {
  for (const problem of fieldProblems(map, keys)) { add(textOf(problem, at)); }
}

const QUOTES = { add: '; put it in quotes', remove: '; write it without quotes' } as const;

function textOf({ code, path, value, expected, meant, quotes }: ShapeProblem, at: string): string {
  const hint = meant === undefined ? quotes === undefined ? '' : QUOTES[quotes] : `; did you mean "${meant}"?`;
  const place = `'${placeText(path, at)}'`;
  switch (code) {
    case 'unknown': return `${place} is not a field${at === '' && path.length === 1 ? '' : ' there'}, got ${shown(value)}${hint}`;
    case 'missing': return `${place} must be given, got nothing`;
    default: return `${place} must be ${expected}, got ${shown(value)}${hint}`;
  }
}
