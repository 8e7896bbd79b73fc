import { type JsonObject, own, put } from './json';
import { step, type Traced, type Trail } from './trace';

/** An object in the making: a shallow copy of the base whose members can be replaced. The inputs stay as they are. */
export class MergedObject {
  private readonly value: JsonObject = {};
  private readonly trail: Trail;
  private readonly below: Map<string, Trail>;

  /** @param retained the keys of the base that stay; all of them by default */
  public constructor(base: Traced<JsonObject>, retained?: ReadonlySet<string>) {
    this.trail = base.trail;
    this.below = new Map(base.trail.below);
    for (const key of Object.keys(base.value)) {
      if (!retained || retained.has(key)) { put(this.value, key, base.value[key]); }
    }
  }

  public get(key: string): Traced | undefined {
    const value = own(this.value, key);
    return value === undefined ? undefined : { value, trail: this.below.get(key) ?? step(this.trail, key) };
  }

  /** Undefined removes the member. */
  public set(key: string, member: Traced | undefined): void {
    if (!member) {
      delete this.value[key];
      return;
    }
    put(this.value, key, member.value);
    this.below.set(key, member.trail);
  }

  public finish(): Traced<JsonObject> {
    return { value: this.value, trail: { layer: this.trail.layer, pointer: this.trail.pointer, below: this.below } };
  }
}
