import { ApiObject, type ApiObjectProps, App, ImplicitTokenResolver, type JsonPatch, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import type { Construct } from 'constructs';

/** What each app resolves values with, whatever is asked of it: for plain values they have nothing to do. */
const BUILT_IN: ReadonlySet<unknown> = new Set([LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver]);

/** How cdk8s renders objects. A test, or another library, may put something else in its place. */
const RENDER = Object.getOwnPropertyDescriptor(ApiObject.prototype, 'toJson')?.value as unknown;

/** By the kind of object, whether rendering it here gives what cdk8s gives. */
const isSame = new Map<string, boolean>();

/**
 * An object whose manifest is plain values. cdk8s asks each value of an object, in a context made for it, whether it stands for another one, which takes
 * most of the time of rendering; here none does, so that the values are copied in the order in which cdk8s writes them. What might make a difference – a
 * patch, a resolver of the app, a wish for another order, metadata that do not render – is left to cdk8s, and so is every kind of which the first object
 * came out otherwise than there.
 */
export class PlainObject extends ApiObject {
  private isPatched = false;

  constructor(scope: Construct, id: string, private readonly manifest: ApiObjectProps) {
    super(scope, id, manifest);
  }

  public override addJsonPatch(...ops: JsonPatch[]): void {
    this.isPatched = true;
    super.addJsonPatch(...ops);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as cdk8s declares it
  public override toJson(): any {
    return this.copy() ?? super.toJson();
  }

  private isOrdinary(): boolean {
    return !this.isPatched && ApiObject.prototype.toJson === RENDER && !process.env.CDK8S_DISABLE_SORT
      && App.of(this).resolvers.every(({ constructor }) => BUILT_IN.has(constructor));
  }

  /** Undefined where cdk8s has the word. */
  private copy(): object | undefined {
    const type = `${this.apiVersion} ${this.kind}`;
    if (isSame.get(type) === false) { return undefined; }
    const { apiVersion, kind, metadata: _, ...rest } = this.manifest;
    let metadata: unknown;
    try {
      if (!this.isOrdinary()) { return undefined; }
      metadata = this.metadata.toJson();
    } catch {
      // cdk8s says why, and of which object
      return undefined;
    }
    const json = { apiVersion, kind, ...metadata !== undefined && { metadata }, ...sorted(rest) };
    if (!isSame.has(type)) { isSame.set(type, JSON.stringify(json) === JSON.stringify(super.toJson())); }
    return isSame.get(type) === true ? json : undefined;
  }
}

function sorted(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(map).sort()) { copy[key] = copied(map[key]); }
  return copy;
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object') { return value; }
  // cdk8s makes the same of null
  if (value === null) { return undefined; }
  return Array.isArray(value) ? value.map(copied) : sorted(value as Readonly<Record<string, unknown>>);
}
