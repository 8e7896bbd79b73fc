import type { Item, PodView } from './items';
import { type Plan, planFor } from './plan';
import { type Policy, type Said, speaksFor } from './resolve';
import { Flavor } from '../platform';
import type { Json, JsonMap } from '../platform/json';

/** The sidecar policies of one app, and what they say together. */
export class AppPolicies {
  /** The ProxyConfigs of namespaces, which go when workloads take all that they say into their pods. */
  public readonly proxyConfigs = new Map<string, { readonly policy: Policy; drop(): void }>();
  private readonly added: Policy[] = [];
  private readonly byNamespace = new Map<string, Policy[]>();
  private readonly mesh: Policy[] = [];
  private readonly owners = new Map<string, string>();
  private readonly plans = new Map<string, Plan>();
  private readonly found = new Map<string, readonly Policy[]>();

  public get all(): readonly Policy[] {
    return this.added;
  }

  public add(policy: Policy): void {
    this.added.push(policy);
    this.plans.clear();
    this.found.clear();
    const { _level, _namespace } = policy.level;
    if (_level === 'global') { this.mesh.push(policy); return; }
    const list = this.byNamespace.get(_namespace!) ?? [];
    this.byNamespace.set(_namespace!, [...list, policy]);
  }

  /** Whether a policy is the one that writes the resource of its target; the first one does, for all. */
  public owns(target: string, policy: string): boolean {
    if (!this.owners.has(target)) { this.owners.set(target, policy); }
    return this.owners.get(target) === policy;
  }

  /** The resource of a target stands no longer, and another policy may write one. */
  public release(target: string): void {
    this.owners.delete(target);
  }

  /** Policies of a namespace, its workloads included, and of a mesh. */
  public in(namespace: string | undefined, flavor: Flavor): readonly Policy[] {
    const key = `${flavor} ${namespace ?? ''}`;
    let found = this.found.get(key);
    if (!found) {
      found = [...this.byNamespace.get(namespace ?? '') ?? [], ...this.mesh].filter((policy) => policy.flavor === flavor);
      this.found.set(key, found);
    }
    return found;
  }

  /** Those that speak for pods. */
  public speaking(namespace: string | undefined, flavor: Flavor, { labels }: PodView): readonly Policy[] {
    return this.in(namespace, flavor).filter((policy) => speaksFor(policy, namespace, labels));
  }

  /** The part of a value for the namespace's ProxyConfig. */
  public carried(item: Item, value: Json, namespace: string | undefined): Json | undefined {
    return this.split(item, value, namespace).carried;
  }

  /** What some policies say together; workloads repeat themselves. */
  public planOf(policies: readonly Policy[], namespace: string | undefined, flavor: Flavor): Plan {
    const key = policies.map(({ path }) => path).join('\n');
    let plan = this.plans.get(key);
    if (!plan) {
      plan = planFor(policies, flavor, (item, said) => this.left(item, said, namespace, flavor));
      this.plans.set(key, plan);
    }
    return plan;
  }

  /** Those that met pods: they are part of a plan. */
  public met(): ReadonlySet<Policy> {
    return new Set([...this.plans.values()].flatMap(({ policies }) => policies));
  }

  /** What of a policy of a namespace no ProxyConfig carries: a field that its workloads set too must not stand in both. */
  private left(item: Item, said: Said, namespace: string | undefined, flavor: Flavor): Json | undefined {
    if (said.level !== 'namespace' || flavor === Flavor.ASM || !item.proxyConfig) { return said.value; }
    return this.split(item, said.value, namespace).left;
  }

  private split(item: Item, value: Json, namespace: string | undefined): { readonly carried?: Json; readonly left?: Json } {
    const ofWorkloads = (this.byNamespace.get(namespace ?? '') ?? [])
      .filter(({ level, values }) => level._level === 'workload' && values.has(item.id));
    if (ofWorkloads.length === 0) { return { carried: value }; }
    if (!item.byKey) { return { left: value }; }
    const isShared = ([key]: readonly [string, Json]): boolean => (
      ofWorkloads.some(({ values }) => Object.hasOwn(values.get(item.id) as JsonMap, key)));
    const entries = Object.entries(value as JsonMap);
    const part = (of: readonly (readonly [string, Json])[]): JsonMap | undefined => (of.length === 0 ? undefined : Object.fromEntries(of));
    return { carried: part(entries.filter((entry) => !isShared(entry))), left: part(entries.filter(isShared)) };
  }
}
