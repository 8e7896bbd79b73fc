import { joinPointer } from '../pointer';
import { type Json, type JsonObject, own, put } from './json';
import { step, type Traced, type Trail, type Trails } from './trace';

/** Of a member that was taken from the patch as it stands there: where that is can be said when somebody asks. */
const AS_IN_PATCH = Symbol('as in the patch');

/** An object in the making: a shallow copy of the base whose members can be replaced. The inputs stay as they are. */
export class MergedObject implements Trails {
  private readonly value: JsonObject;
  private readonly base: Trail;
  private readonly replaced = new Map<string, Trail | typeof AS_IN_PATCH>();

  /**
   * @param patch where the patch stands
   * @param retained the keys of the base that stay; all of them by default
   */
  public constructor(base: Traced<JsonObject>, private readonly patch: string, retained?: ReadonlySet<string>) {
    this.base = base.trail;
    this.value = { ...base.value };
    if (!retained) { return; }
    for (const key of Object.keys(this.value)) {
      if (!retained.has(key)) { delete this.value[key]; }
    }
  }

  public valueOf(key: string): Json | undefined {
    return own(this.value, key);
  }

  public member(key: string): Traced | undefined {
    const value = own(this.value, key);
    return value === undefined ? undefined : { value, trail: this.get(key) ?? step(this.base, key) };
  }

  /** Undefined removes the member. */
  public set(key: string, member: Traced | undefined): void {
    if (!member) {
      delete this.value[key];
      return;
    }
    put(this.value, key, member.value);
    this.replaced.set(key, member.trail);
  }

  /** Takes a member over that stands under the same key in the patch. */
  public take(key: string, value: Json): void {
    put(this.value, key, value);
    this.replaced.set(key, AS_IN_PATCH);
  }

  public get(key: string): Trail | undefined {
    const trail = this.replaced.get(key) ?? this.base.below?.get(key);
    return trail === AS_IN_PATCH ? { layer: 'patch', pointer: joinPointer(this.patch, key) } : trail;
  }

  public finish(): Traced<JsonObject> {
    return { value: this.value, trail: { layer: this.base.layer, pointer: this.base.pointer, below: this } };
  }
}
