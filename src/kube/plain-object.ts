import { ApiObject, type ApiObjectProps, App, ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver } from 'cdk8s';

/** What every app resolves values with. On plain values these do nothing; what else an app resolves with may be about them. */
const BUILT_IN: ReadonlySet<unknown> = new Set([LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver].map(({ prototype }) => methodOf(prototype, 'resolve')));

/** What renders objects when this is loaded. Who puts something in its place later is asked about every object. */
const RENDER = methodOf(ApiObject.prototype, 'toJson');

/** By API version and kind, whether the first object came out here as it did there. */
const firstWasSame = new Map<string, boolean>();

/**
 * An object that was made of plain values. cdk8s asks each value, in a context made for it, whether it stands for another one, which takes most of the
 * time of rendering; here none does, so that they are copied in the order in which cdk8s writes them. Metadata are rendered by cdk8s: they may have
 * changed since. What might make a difference – a patch, a resolver of the app, a wish for another order – has the whole object rendered by cdk8s, and so
 * is the first object of each kind, which is compared.
 */
export class PlainObject extends ApiObject {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as cdk8s declares it
  public override toJson(): any {
    const fields = this.fields();
    if (fields === undefined) { return super.toJson(); }
    const { apiVersion, kind, ...rest } = fields;
    const type = `${apiVersion} ${kind}`;
    if (firstWasSame.get(type) === true) { return { apiVersion, kind, ...this.renderedMetadata(), ...rest }; }
    const json = super.toJson() as Readonly<Record<string, unknown>>;
    if (!firstWasSame.has(type)) {
      const { metadata: _, ...theirs } = json;
      firstWasSame.set(type, JSON.stringify(theirs) === JSON.stringify(fields));
    }
    return json;
  }

  /** A copy without metadata; undefined where cdk8s has to look. */
  private fields(): ApiObjectProps | undefined {
    // cdk8s keeps them to itself; one that keeps them elsewhere renders by itself
    const { props, patches } = this as unknown as { readonly props?: ApiObjectProps; readonly patches?: readonly unknown[] };
    if (props === undefined || patches?.length !== 0 || ApiObject.prototype.toJson !== RENDER || process.env.CDK8S_DISABLE_SORT) { return undefined; }
    if (!App.of(this).resolvers.every((resolver) => BUILT_IN.has(methodOf(resolver, 'resolve')))) { return undefined; }
    const { apiVersion, kind, metadata: _, ...rest } = props;
    try { return { apiVersion, kind, ...copyOf(rest) as object }; } catch { return undefined; }
  }

  private renderedMetadata(): object {
    try {
      const metadata: unknown = this.metadata.toJson();
      return metadata === undefined ? {} : { metadata };
    } catch (error) {
      // as cdk8s says it
      throw new Error(`Failed serializing construct at path '${this.node.path}' with name '${this.name}': ${String(error)}`);
    }
  }
}

// the name stands in messages, for people who know of one class
Object.defineProperty(PlainObject, 'name', { value: ApiObject.name });

function methodOf(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object') { return value; }
  // as cdk8s makes of null
  if (value === null) { return undefined; }
  if (Array.isArray(value)) { return value.map(copyOf); }
  if (Object.getPrototypeOf(value) !== Object.prototype) { throw new Error('no plain value any more'); }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const copied = copyOf((value as Readonly<Record<string, unknown>>)[key]);
    if (copied !== undefined) { copy[key] = copied; }
  }
  return copy;
}
