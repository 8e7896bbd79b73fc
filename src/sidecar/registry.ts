import { ApiObject, App, type IResolver, type ResolutionContext } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { excluded } from './excluded';
import type { Item, PodView, Stamp } from './items';
import { podViewOf, produced } from './pod-view';
import { disagreements, type Policy, type Resolved, resolve, type Said, speaksFor } from './resolve';
import { containerFields, isEmpty, stampedAnnotations, stampOf, withContainer, withPodStamp } from './stamp';
import { fitted, typedClassOf } from './typed';
import { podTemplatePointer } from '../model/manifest/workloads';

import { parsePointer } from '../model/pointer';
import { isMap, type JsonMap as ReadMap, member } from '../model/read';
import { Flavor, Platform } from '../platform';
import type { Json, JsonMap } from '../platform/json';
import { pathOf } from '../platform/tree-store';

// Symbol.for: two copies of this package in one app share the policies, and stamp once
const REGISTERED = Symbol.for('cdk8s-istio.sidecar-policies');

/** Where pods stand in an object: as a pointer, and as the keys with which cdk8s walks there. */
interface Place {
  readonly pointer: string;
  readonly keys: readonly string[];
}

/** What some policies say together, for pods that say nothing themselves: workloads repeat themselves. */
interface Plan {
  readonly problems: readonly string[];
  readonly resolved: readonly Resolved[];
  stamp?: Stamp;
}

/** The pods of one workload, and what policies say of them. */
export interface WorkloadPolicies {
  readonly pod: PodView;
  readonly excluded?: string;
  readonly policies: readonly Policy[];
  readonly resolved: readonly Resolved[];
}

/** All sidecar policies of one app, and the resolver that carries them into pod templates while objects are rendered. */
export class SidecarRegistry implements IResolver {
  public static of(scope: IConstruct): SidecarRegistry {
    const app = App.of(scope) as App & { [REGISTERED]?: SidecarRegistry };
    if (!app[REGISTERED]) {
      const made = new SidecarRegistry();
      Object.defineProperty(app, REGISTERED, { value: made });
      app.resolvers.unshift(made);
    }
    return app[REGISTERED]!;
  }

  /** The registry of an app that has any policy. */
  public static find(scope: IConstruct): SidecarRegistry | undefined {
    return (App.of(scope) as App & { [REGISTERED]?: SidecarRegistry })[REGISTERED];
  }

  private readonly policies: Policy[] = [];
  private readonly byNamespace = new Map<string, Policy[]>();
  private readonly mesh: Policy[] = [];
  private readonly owners = new Map<string, string>();
  /** Where the pod template of an object stands; undefined for what runs no pods. */
  private readonly places = new WeakMap<ApiObject, Place | undefined>();
  /** Templates that are stamped: cdk8s resolves what a resolver gives it once more. */
  private readonly stamped = new WeakSet<object>();
  private paused = false;
  private readonly plans = new Map<string, Plan>();
  private readonly found = new Map<string, readonly Policy[]>();

  private constructor() {}

  public add(policy: Policy): void {
    this.policies.push(policy);
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

  public get all(): readonly Policy[] {
    return this.policies;
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

  /** Runs something that renders, without stamps: what pods say themselves is seen. */
  public without<T>(run: () => T): T {
    const before = this.paused;
    this.paused = true;
    try { return run(); } finally { this.paused = before; }
  }

  public resolve(context: ResolutionContext): void {
    if (this.paused) { return; }
    const { obj, key, value } = context;
    // asked for every value of every object: templates are all called so, and a Pod is its own
    if (key.length > 0 && key[key.length - 1] !== 'template') { return; }
    const place = this.placeOf(obj);
    if (place === undefined || key.length !== place.keys.length || !place.keys.every((name, at) => key[at] === name)) { return; }
    if (!isMap(value) || this.stamped.has(value)) { return; }
    // metadata is resolved by itself first, with keys of its own
    if (key.length === 0 && !('apiVersion' in value)) { return; }
    const template = this.stamp(obj, place.pointer, value);
    if (template === undefined) { return; }
    this.stamped.add(template);
    context.replaceValue(template);
  }

  /** What policies say of the pods of an object. */
  public lookUp(object: ApiObject, template: unknown, flavor = Platform.of(object).flavor): WorkloadPolicies {
    const pod = podViewOf(template);
    const why = excluded(pod, produced(member(template, 'spec')));
    const policies = this.in(object.metadata.namespace, flavor).filter((policy) => speaksFor(policy, object.metadata.namespace, pod.labels));
    const resolved = saysNothing(pod) ? this.planOf(policies).resolved : resolve(policies, pod);
    return { pod, ...(why !== undefined && { excluded: why }), policies, resolved };
  }

  private planOf(policies: readonly Policy[]): Plan {
    const key = policies.map(({ path }) => path).join('\n');
    let plan = this.plans.get(key);
    if (!plan) { this.plans.set(key, plan = { problems: disagreements(policies), resolved: resolve(policies, SILENT) }); }
    return plan;
  }

  /** What of a policy of a namespace no ProxyConfig carries: a field that its workloads set too must not stand in both. */
  public left(item: Item, said: Said, namespace: string | undefined, flavor: Flavor): Json | undefined {
    if (said.level !== 'namespace' || flavor === Flavor.ASM || !item.proxyConfig) { return said.value; }
    return this.split(item, said.value, namespace).left;
  }

  /** The part of a value for the namespace's ProxyConfig. */
  public carried(item: Item, value: Json, namespace: string | undefined): Json | undefined {
    return this.split(item, value, namespace).carried;
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

  private placeOf(object: ApiObject): Place | undefined {
    if (this.places.has(object)) { return this.places.get(object); }
    const pointer = podTemplatePointer({ group: object.apiGroup === 'core' ? '' : object.apiGroup, kind: object.kind });
    const place = pointer === undefined ? undefined : { pointer, keys: parsePointer(pointer) };
    this.places.set(object, place);
    return place;
  }

  private stamp(object: ApiObject, place: string, template: ReadMap): ReadMap | undefined {
    const { flavor } = Platform.of(object);
    const { namespace } = object.metadata;
    if (this.in(namespace, flavor).length === 0) { return undefined; }
    const { pod, policies, resolved, excluded: why } = this.lookUp(object, template, flavor);
    if (policies.length === 0 || why !== undefined) { return undefined; }
    const plan = this.planOf(policies);
    if (plan.problems.length > 0) { throw new Error(`[${pathOf(object)}] ${plan.problems.join('; ')}`); }
    const left = (item: Item, said: Said): Json | undefined => this.left(item, said, namespace, flavor);
    const fixed = saysNothing(pod)
      ? plan.stamp ??= stampOf(resolved, policies, flavor, SILENT, left)
      : stampOf(resolved, policies, flavor, pod, left);
    const stamp = withPodStamp(fixed, resolved, flavor, pod, left);
    return isEmpty(stamp) ? undefined : new Template(object, place, template, pod).with(stamp);
  }
}

/** Pods of which nothing is known but that they say nothing of their sidecar. */
const SILENT: PodView = { labels: {}, annotations: {}, containers: [], initContainers: [] };

/** Whether no annotation and no container of the pods can have a say. */
function saysNothing({ annotations, containers, initContainers }: PodView): boolean {
  const isOurs = (container: unknown): boolean => ['istio-proxy', 'istio-init'].includes(String(member(container, 'name')));
  return Object.keys(annotations).length === 0 && !containers.some(isOurs) && !initContainers.some(isOurs);
}

/** One pod template on its way into the output. */
class Template {
  public constructor(
    private readonly object: ApiObject, private readonly place: string, private readonly template: ReadMap, private readonly pod: PodView,
  ) {}

  public with(stamp: Parameters<typeof stampedAnnotations>[0]): ReadMap {
    const metadata = produced(this.template.metadata);
    const annotations = stampedAnnotations(stamp, this.pod);
    const { proxy, init } = containerFields(stamp, this.pod);
    const spec = this.spec(proxy, init);
    return {
      ...this.template,
      ...(Object.keys(annotations).length > 0 && { metadata: { ...(metadata as ReadMap), annotations } }),
      ...(spec !== undefined && { spec }),
    };
  }

  private spec(proxy: JsonMap | undefined, init: JsonMap | undefined): unknown {
    if (!proxy && !init) { return undefined; }
    const spec = produced(this.template.spec) as ReadMap | undefined;
    // an author may write the sidecar among the init containers; it stays there
    const own = proxy && !names(this.pod.containers).includes('istio-proxy') && names(this.pod.initContainers).includes('istio-proxy');
    const list = own ? 'initContainers' as const : 'containers' as const;
    const result: Record<string, unknown> = { ...spec };
    if (init) { result.initContainers = withContainer(produced(result.initContainers), 'init', this.fit('initContainers', init)); }
    if (proxy) { result[list] = withContainer(produced(result[list]), 'proxy', this.fit(list, proxy)); }
    return result;
  }

  private fit(list: 'containers' | 'initContainers', fields: JsonMap): JsonMap {
    const made = typedClassOf(this.object);
    if (!made) { return fields; }
    const result = fitted(made, this.place, list, fields);
    if (result.lost.length > 0) {
      const name = [this.object.metadata.namespace, this.object.metadata.name ?? this.object.name].filter((part) => part !== undefined).join('/');
      throw new Error(`[${pathOf(this.object)}] ${this.object.kind} ${name} must hold ${list === 'containers' ? 'istio-proxy' : 'an init container'} `
        + `${result.lost.join(', ')} of a sidecar policy, got a workload of class ${made.name}, which drops that when it is written; `
        + 'write the workload as an ApiObject of cdk8s, or set it with fields that the class knows (exec for a hook)');
    }
    return result.fields;
  }
}

function names(containers: readonly unknown[]): readonly unknown[] {
  return containers.map((container) => member(container, 'name'));
}

