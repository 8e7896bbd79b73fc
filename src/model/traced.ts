import type { KubeObject, Manifest } from './manifest/types';
import { type Effective, type Known, known, type Origin, unknown } from './origin';
import { valueAt } from './pointer';

/** Where the values of an object come from. */
export interface Provenance {
  /** Whether the origin of whatever stands there is known, so that nobody has to look it up to know that. @default false */
  readonly isCertain?: boolean;
  /** Whether what does not stand there is known to be absent. @default false */
  readonly isComplete?: boolean;
  /** Where a value that is there came from. */
  origin(pointer: string): Origin;
  /** Why a value is not there: known to be absent (with whose default applies), or unknown because the base is not public. */
  absence(pointer: string): Origin;
}

/** A manifest that several proxies read is wrapped once. */
const written = new WeakMap<Manifest, TracedObject>();

/** An object as it will run, in which every value can say where it came from. */
export class TracedObject {
  /** An object that runs as it is written: everything is set in its manifest. */
  public static of(manifest: Manifest): TracedObject {
    let traced = written.get(manifest);
    if (!traced) { written.set(manifest, traced = new TracedObject(manifest.object, new AsWritten(manifest))); }
    return traced;
  }

  constructor(
    /** The object; treat it as read-only, it may share parts with manifests. */
    public readonly object: KubeObject,
    private readonly provenance: Provenance,
  ) {}

  /** Where the value at the pointer came from; for an absent value, why it is absent. */
  public origin(pointer: string): Origin {
    return valueAt(this.object, pointer) === undefined ? this.provenance.absence(pointer) : this.provenance.origin(pointer);
  }

  /** The value at the pointer with its origin. The caller knows the type: the API server would have refused another one. */
  public at<T>(pointer: string): Effective<T | undefined> {
    const value = valueAt(this.object, pointer) as T | undefined;
    if (this.isSure(value)) { return new Found(value, this, pointer); }
    const origin = value === undefined ? this.provenance.absence(pointer) : this.provenance.origin(pointer);
    return origin.kind === 'unknown' ? unknown(origin.why) : known(value, origin);
  }

  /** What was read out of the value at the pointer, where there is one. */
  public readAt<T>(value: T, pointer: string): Effective<T> {
    return new Found(value, this, pointer);
  }

  /** Whether it is known what stands at the pointer, be it nothing. */
  public knows(pointer: string): boolean {
    return this.isSure(valueAt(this.object, pointer)) || this.origin(pointer).kind !== 'unknown';
  }

  /** Whether it is known without its origin that this is what stands somewhere. */
  private isSure(value: unknown): boolean {
    return (value === undefined ? this.provenance.isComplete : this.provenance.isCertain) === true;
  }
}

class AsWritten implements Provenance {
  constructor(private readonly manifest: Manifest) {}

  public get isCertain() { return true; }
  public get isComplete() { return true; }

  public origin(pointer: string): Origin {
    return { kind: 'set', manifest: this.manifest, pointer };
  }

  public absence(): Origin {
    const { kind, name } = this.manifest.key;
    return { kind: 'default', of: 'Kubernetes', source: `the manifest of ${kind} ${name} does not set it` };
  }
}

/** A value that is known. Few ask where it came from, so that is looked up for them. */
class Found<T> implements Known<T> {
  public readonly known = true;
  private from?: Origin;

  constructor(public readonly value: T, private readonly object: TracedObject, private readonly pointer: string) {}

  public get origin(): Origin {
    return this.from ??= this.object.origin(this.pointer);
  }
}
