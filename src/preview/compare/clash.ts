import type { LeafChange } from './comparison';
import type { KubeObject } from '../../model/manifest/types';
import { type JsonObject, type Union, unionMembers } from '../../model/merge';
import { joinPointer } from '../../model/pointer';

/** That the API server refuses an object for members that exclude each other, such as both amounts of a budget, where it took the old one. */
export function clashesOf(object: string, before: KubeObject | undefined, after: KubeObject, originOf: (pointer: string) => string): LeafChange[] {
  if (before && unionsOf(before).length > 0) { return []; }
  return unionsOf(after).map(({ pointer, of, members, source }) => ({
    impact: 'rejected',
    object,
    pointer,
    origin: originOf(joinPointer(pointer, members[0])),
    note: `${members.join(' and ')} exclude each other: one ${of} is allowed (${source.slice(source.lastIndexOf(' ') + 1)})`,
  }));
}

function unionsOf(object: KubeObject): readonly Union[] {
  return unionMembers(object.apiVersion, object.kind, object as unknown as JsonObject);
}

/** Of an object that is refused nothing is taken over. */
export function withClashes(changes: readonly LeafChange[], clashes: readonly LeafChange[]): readonly LeafChange[] {
  return clashes.length === 0 ? changes : [...changes.map((change): LeafChange => ({ ...change, impact: 'rejected' })), ...clashes];
}
