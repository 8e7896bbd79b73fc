import type { IConstruct } from 'constructs';

/**
 * Runs something that renders, and puts the tree back as it was.
 *
 * Rendering some constructs changes them: cdk8s-plus's `spread: true` pushes scheduling terms into private lists at every render. Within a synth
 * that render is the only one; outside (`findings()`, previews) it must not show in later output. So the lists, maps, sets and plain members
 * that constructs hold are noted before and restored after.
 */
export function withoutTrace<T>(root: IConstruct, run: () => T): T {
  const restore = snapshot(root);
  try {
    return run();
  } finally {
    restore.forEach((undo) => undo());
  }
}

function snapshot(root: IConstruct): (() => void)[] {
  const seen = new Set<object>();
  const undo: (() => void)[] = [];
  // a list instead of recursion: trees may be deeper than the stack
  const pending: object[] = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next)) { continue; }
    seen.add(next);
    const value: object = next;
    if (Object.isFrozen(value) || ArrayBuffer.isView(value)) {
      // cannot have changed, or is no concern of a render
      push(pending, Object.isFrozen(value) ? Object.values(value) : []);
    } else if (Array.isArray(value)) {
      const copy = [...value];
      undo.push(() => { value.length = 0; for (const item of copy) { value.push(item); } });
      push(pending, copy);
    } else if (value instanceof Map) {
      const copy = [...value];
      undo.push(() => { value.clear(); copy.forEach(([key, item]) => value.set(key, item)); });
      push(pending, copy.flat());
    } else if (value instanceof Set) {
      const copy = [...value];
      undo.push(() => { value.clear(); copy.forEach((item) => value.add(item)); });
      push(pending, copy);
    } else {
      const members = Object.getOwnPropertyDescriptors(value);
      undo.push(() => restoreMembers(value, members));
      push(pending, Object.values(members).map((member) => member.value));
    }
  }
  return undo;
}

function restoreMembers(value: object, members: { [key: string]: PropertyDescriptor }): void {
  for (const key of Object.keys(value)) {
    if (!(key in members)) { delete (value as { [key: string]: unknown })[key]; }
  }
  for (const [key, member] of Object.entries(members)) {
    if (member.writable && (value as { [key: string]: unknown })[key] !== member.value) { (value as { [key: string]: unknown })[key] = member.value; }
  }
}

function push(pending: object[], values: readonly unknown[]): void {
  for (const value of values) {
    if (typeof value === 'object' && value !== null) { pending.push(value); }
  }
}
