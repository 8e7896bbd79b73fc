import { RICH } from './rich';
import type { KubeObject } from '../../src/model/manifest';
import { joinPointer } from '../../src/model/pointer';

/** A place in an object, and a value that is tried there; undefined takes away what is there. */
export interface Try { readonly of: KubeObject; readonly at: string; readonly value: unknown }

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is tried in the place of a value, by its type: other types, the ends of ranges, words that are nearly right. */
function instead(value: unknown): readonly unknown[] {
  if (typeof value === 'number') { return [-1, 0, 1, value + 1, 65_535, 65_536, 2_147_483_648, 4_294_967_297, 1.5, String(value), true, null, undefined]; }
  if (typeof value === 'boolean') { return [!value, String(value), 1, null, undefined]; }
  if (typeof value === 'string') {
    const words = ['', 'x', value.toLowerCase(), value.toUpperCase(), `${value} `, `${value}/x`, '../x', '-x', 'a'.repeat(64), '8080', '1', 'é', 5, true, null, undefined];
    return words.filter((word) => word !== value);
  }
  if (Array.isArray(value)) { return [[], {}, 'x', [...value as unknown[], ...value.slice(0, 1) as unknown[]], null, undefined]; }
  return [{}, [], 'x', { ...value as object, unknownField: 1 }, null, undefined];
}

function places(of: KubeObject, value: unknown, at: string, found: Try[]): void {
  if (at !== '') { found.push(...instead(value).map((one) => ({ of, at, value: one }))); }
  if (Array.isArray(value)) { value.forEach((item, index) => { places(of, item, joinPointer(at, index), found); }); }
  if (isMap(value)) { for (const key of Object.keys(value)) { places(of, value[key], joinPointer(at, key), found); } }
}

/** What is no map is refused when it is read, and no rule sees it. */
const isRead = (at: string, value: unknown): boolean => !/^\/metadata\/(?:labels|annotations)$/.test(at) || isMap(value) || value === undefined;

/** Every place of every rich object, with every value that is tried for its type; what names the object and its kind is left. */
export function everyPlace(): Try[] {
  return RICH.flatMap((of) => {
    const found: Try[] = [];
    places(of, of, '', found);
    return found.filter(({ at, value }) => !/^\/(?:apiVersion|kind|metadata)$|^\/metadata\/(?:name|namespace)$/.test(at) && isRead(at, value));
  });
}
