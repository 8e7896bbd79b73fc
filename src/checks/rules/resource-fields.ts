import type { Manifest } from '../../model/manifest/types';
import { known } from '../../model/origin';
import { joinPointer } from '../../model/pointer';
import { fieldProblems, placeText, type Shape, type ShapeProblem } from '../../model/shape';
import { shown } from '../../platform/problems';
import { Severity } from '../finding';
import type { Found } from '../rule';

/** What every object has. */
const OF_OBJECTS: Readonly<Record<string, Shape>> = { apiVersion: 'any', kind: 'any', metadata: 'any', status: 'any' };

/** Where a resource differs from the fields of its type, in the order of the manifest. */
export function resourceProblems({ object }: Manifest, fields: Readonly<Record<string, Shape>>): readonly ShapeProblem[] {
  const spec: Shape = { keys: fields };
  return fieldProblems(object, { ...OF_OBJECTS, spec }, { nullIsNothing: true });
}

/**
 * A field that the resource does not have; what to do in place of it, where that is known. A name that resembles no other is a warning: a newer
 * version than the type that is known here may have it.
 */
export function unknownFound(manifest: Manifest, problem: ShapeProblem, instead?: string): Found {
  const { path, meant, expected } = problem;
  const more = meant === undefined ? expected === '' ? '' : `, expected ${expected}` : `; did you mean "${meant}"?`;
  return {
    ...placed(manifest, problem),
    ...meant === undefined && instead === undefined && { severity: Severity.WARNING },
    message: `${placeText(path)} is no field of ${withArticle(manifest.key.kind)}${instead === undefined ? more : ''}`,
    fix: instead ?? (meant === undefined ? 'remove it, or correct its name' : `write ${meant}`),
  };
}

/** `an IstioGateway`. */
export function withArticle(kind: string): string {
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** A value of another type than its field has, or a part that lacks what it must have. */
export function wrongFound(manifest: Manifest, problem: ShapeProblem): Found {
  const { code, path, value, expected } = problem;
  const place = placeText(path);
  const found = placed(manifest, problem);
  return code === 'missing'
    ? { ...found, message: `${place} is missing, and must be given`, fix: `add ${String(path.at(-1))}, or remove the entry` }
    : { ...found, message: `${place} must be ${expected}, got ${shown(value)}`, fix: fixOf(problem) };
}

function placed(manifest: Manifest, { path, value, code }: ShapeProblem): Pick<Found, 'pointer' | 'part' | 'values'> {
  const pointer = joinPointer('', ...path);
  return {
    pointer: code === 'missing' ? joinPointer('', ...path.slice(0, -1)) : pointer,
    part: pointer.slice(0, 300),
    values: [{ name: String(path.at(-1)).slice(0, 80), value: known(value ?? null, { kind: 'set', manifest, pointer }), show: code === 'missing' ? () => 'nothing' : shown }],
  };
}

function fixOf({ path, value, expected, meant, quotes }: ShapeProblem): string {
  if (quotes === 'add' && String(path.at(-1)).endsWith('Duration')) { return `write it with its unit: "${String(value)}s" for seconds`; }
  if (quotes === 'add') { return `write it in quotes: "${String(value)}"`; }
  if (quotes === 'remove' && /^(?:-?[0-9]{1,15}|true|false)$/.test(String(value).slice(0, 20))) { return `write it without quotes: ${String(value)}`; }
  return `write ${meant ?? expected}`;
}
