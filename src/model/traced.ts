import type { KubeObject, Manifest } from './manifest/types';
import { type Effective, known, type Origin, unknown } from './origin';
import { valueAt } from './pointer';

/** What is not in an object: known to be absent (with whose default applies), or unknown because the base is not public. */
export type Absence = (pointer: string) => Origin;

/** A manifest that several proxies read is wrapped once. */
const written = new WeakMap<Manifest, TracedObject>();

/** An object as it will run, in which every value can say where it came from. */
export class TracedObject {
  /** An object that runs as it is written: everything is set in its manifest. */
  public static of(manifest: Manifest): TracedObject {
    let traced = written.get(manifest);
    if (!traced) {
      traced = new TracedObject(
        manifest.object,
        (pointer) => ({ kind: 'set', manifest, pointer }),
        () => ({ kind: 'default', of: 'Kubernetes', source: `the manifest of ${manifest.key.kind} ${manifest.key.name} does not set it` }),
      );
      written.set(manifest, traced);
    }
    return traced;
  }

  constructor(
    /** The object; treat it as read-only, it may share parts with manifests. */
    public readonly object: KubeObject,
    private readonly originOf: (pointer: string) => Origin,
    private readonly absence: Absence,
  ) {}

  /** Where the value at the pointer came from; for an absent value, why it is absent. */
  public origin(pointer: string): Origin {
    return valueAt(this.object, pointer) === undefined ? this.absence(pointer) : this.originOf(pointer);
  }

  /** The value at the pointer with its origin. The caller knows the type: the API server would have refused another one. */
  public at<T>(pointer: string): Effective<T | undefined> {
    const value = valueAt(this.object, pointer) as T | undefined;
    const origin = value === undefined ? this.absence(pointer) : this.originOf(pointer);
    return origin.kind === 'unknown' ? unknown(origin.why) : known(value, origin);
  }
}
