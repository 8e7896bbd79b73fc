import type { Scene } from './rule';
import { oncePer } from '../model/once';

/** Computed once for a scene, and forgotten with it. */
export function oncePerScene<T>(compute: (scene: Scene) => T): (scene: Scene) => T {
  return oncePer(compute);
}
