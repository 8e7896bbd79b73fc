import { shown } from '../../kube/errors';
import type { Manifest } from '../manifest/types';
import { oncePer } from '../once';
import { joinPointer } from '../pointer';
import { listAt, member } from '../read';

const LISTENERS = '/spec/listeners';

/** A listener, and where it stands. */
export interface Listener {
  readonly at: number;
  readonly pointer: string;
  readonly value: unknown;
  /** Its name, or its number in the list. */
  readonly called: string;
}

/** Every route asks for those of its Gateway. */
export const listenersOf: (gateway: Manifest) => readonly Listener[] = oncePer(({ object }) => (
  (listAt(object, LISTENERS) ?? []).map((value, at) => {
    const name = member(value, 'name');
    return { at, pointer: joinPointer(LISTENERS, at), value, called: typeof name === 'string' && name !== '' ? `listener ${shown(name)}` : `listener ${at}` };
  })));
