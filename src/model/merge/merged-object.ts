import type { JsonObject } from './json';
import { step, type Traced, type Trail, type Trails, UNTRACED } from './trace';
import { own, setOwn } from '../../kube/own';

/** An object in the making: a shallow copy of the base whose members can be replaced. The inputs stay as they are. */
export class MergedObject implements Trails {
  private readonly value: JsonObject;
  private readonly base: Trail;
  private replaced?: Map<string, Trail>;

  /** @param retained the keys of the base that stay; all of them by default */
  public constructor(base: Traced<JsonObject>, retained?: ReadonlySet<string>) {
    this.base = base.trail;
    this.value = { ...base.value };
    if (!retained) { return; }
    for (const key of Object.keys(this.value)) {
      if (!retained.has(key)) { delete this.value[key]; }
    }
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
    setOwn(this.value, key, member.value);
    if (this.base !== UNTRACED) { (this.replaced ??= new Map()).set(key, member.trail); }
  }

  public get(key: string): Trail | undefined {
    return this.replaced?.get(key) ?? this.base.below?.get(key);
  }

  public finish(): Traced<JsonObject> {
    return { value: this.value, trail: this.base === UNTRACED ? UNTRACED : { layer: this.base.layer, pointer: this.base.pointer, below: this } };
  }
}
