import type { KubeObject } from '../manifest/types';
import type { Origin } from '../origin';
import { joinPointer, nearest } from '../pointer';
import { TracedObject } from '../traced';

export type Path = readonly (string | number)[];

type Node = Record<string, unknown> | unknown[];

/**
 * An object that ASM makes, put together from what is known of it. Where a part was copied from a manifest, everything inside it
 * stands at the matching place there. What was neither put nor left out on purpose is unknown: ASM's templates are not public.
 */
export class Assembly {
  private readonly root: Record<string, unknown> = {};
  private readonly origins = new Map<string, Origin>();
  private readonly absences = new Map<string, Origin>();

  constructor(private readonly made: Origin, private readonly base: Origin) {}

  public put(path: Path, value: unknown, origin: Origin): void {
    let node: Node = this.root;
    path.slice(0, -1).forEach((token, depth) => { node = child(node, token, path[depth + 1]); });
    write(node, path[path.length - 1], value);
    this.origins.set(joinPointer('', ...path), origin);
  }

  /** Known to be absent, or unknown for a reason of its own. */
  public leaveOut(path: Path, origin: Origin): void {
    this.absences.set(joinPointer('', ...path), origin);
  }

  public traced(): TracedObject {
    return new TracedObject(this.root as unknown as KubeObject, {
      origin: (pointer) => originAt(this.origins, pointer) ?? this.made,
      absence: (pointer) => originAt(this.absences, pointer) ?? insideOfPut(this.origins, pointer) ?? this.base,
    });
  }
}

function child(node: Node, token: string | number, next: string | number): Node {
  const present = (node as Record<string | number, unknown>)[token];
  if (typeof present === 'object' && present !== null) { return present as Node; }
  const made: Node = typeof next === 'number' ? [] : {};
  write(node, token, made);
  return made;
}

/** A key may be called `__proto__` in a hostile manifest: it stays data. */
function write(node: Node, token: string | number, value: unknown): void {
  Object.defineProperty(node, token, { value, enumerable: true, configurable: true, writable: true });
}

/** The origin of the place or of what it stands in, moved down to the place. */
function originAt(marks: ReadonlyMap<string, Origin>, pointer: string): Origin | undefined {
  return nearest(pointer, (at) => {
    const mark = marks.get(at);
    return mark?.kind === 'set' ? { ...mark, pointer: mark.pointer + pointer.slice(at.length) } : mark;
  });
}

/** A part that was given whole (resources, affinity, lifecycle) has nothing but what was given. */
function insideOfPut(origins: ReadonlyMap<string, Origin>, pointer: string): Origin | undefined {
  const mark = originAt(origins, pointer);
  return mark && { kind: 'default', of: 'Kubernetes', source: 'what is given has no such part' };
}
