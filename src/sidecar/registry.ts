import { ApiObject, App, type IResolver, type ResolutionContext } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { excluded } from './excluded';
import type { Item, PodView } from './items';
import { type Plan, planFor, writtenBy } from './plan';
import { podViewOf, produced } from './pod-view';
import { atPlaces, type Problem } from './problems-of-synth';
import { overlapsOf, type Policy, type Resolved, resolve, type Said, speaksFor } from './resolve';
import { stampedTemplate } from './template';
import { AppValidation } from '../checks/app-validation';
import { isRenderedForHook, type Rendered } from '../checks/synth-hook';
import { itemsOf } from '../model/manifest/lists';
import { keyOf, objectProblems } from '../model/manifest/object';
import type { KubeObject } from '../model/manifest/types';
import { podTemplatePointer } from '../model/manifest/workloads';
import { PROXY_CONFIG_ANNOTATION } from '../model/names';
import { parsePointer, valueAt } from '../model/pointer';
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
      const made = new SidecarRegistry(app);
      Object.defineProperty(app, REGISTERED, { value: made });
      app.resolvers.unshift(made);
      const validation = AppValidation.of(app);
      validation.observe((rendered) => made.problemsOf(rendered));
      validation.remark((rendered) => made.remarksOf(rendered));
    }
    return app[REGISTERED]!;
  }

  /** The registry of an app that has any policy. */
  public static find(scope: IConstruct): SidecarRegistry | undefined {
    return (App.of(scope) as App & { [REGISTERED]?: SidecarRegistry })[REGISTERED];
  }

  /** The ProxyConfigs of namespaces, which go when workloads take all that they say into their pods. */
  public readonly proxyConfigs = new Map<string, { readonly policy: Policy; drop(): void }>();
  private readonly policies: Policy[] = [];
  private readonly byNamespace = new Map<string, Policy[]>();
  private readonly mesh: Policy[] = [];
  private readonly owners = new Map<string, string>();
  /** Where the pod templates of a kind stand; undefined for what runs no pods. */
  private readonly places = new Map<string, Place | undefined>();
  /** The template that was stamped last: cdk8s resolves what a resolver gives it once more, at once. */
  private stamped?: unknown;
  private paused = false;
  private readonly plans = new Map<string, Plan>();
  private readonly found = new Map<string, readonly Policy[]>();
  /** What is wrong with workloads of the synth under way. */
  private readonly wrong = new Map<ApiObject, readonly string[]>();
  /** Workloads that keep a configuration which nobody can read. */
  private readonly unread = new Map<string, string>();

  private constructor(private readonly app: App) {}

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

  /** Runs something that renders, without stamps: what pods say themselves is seen. */
  public without<T>(run: () => T): T {
    const before = this.paused;
    this.paused = true;
    try { return run(); } finally { this.paused = before; }
  }

  /** Asked for every value of every object, so it is short: templates are all called so, and a Pod is its own. */
  public resolve(context: ResolutionContext): void {
    const { key } = context;
    if (key.length === 0 || key[key.length - 1] === 'template') { this.resolveTemplate(context); } else if (key.length === 2 && key[0] === 'items') { this.resolveItem(context); }
  }

  /** An object of a list, which stands in the app as one. */
  private resolveItem(context: ResolutionContext): void {
    const { obj, value } = context;
    if (this.paused || !isMap(value) || value === this.stamped) { return; }
    const [item] = itemsOf({ apiVersion: obj.apiVersion, kind: obj.kind, items: [value] }) ?? [];
    if (!isMap(item) || objectProblems(item).length > 0) { return; }
    const { group, kind, namespace, name } = keyOf(item as unknown as KubeObject);
    const place = this.placeOf(group, kind);
    const template = place && valueAt(item, place.pointer);
    if (!isMap(template)) { return; }
    const made = this.stamp({ object: obj, kind, namespace, name }, place!.pointer, template);
    if (made === undefined) { return; }
    this.stamped = withValue(value, place!.keys, made);
    context.replaceValue(this.stamped);
  }

  private resolveTemplate(context: ResolutionContext): void {
    const { key, obj, value } = context;
    if (this.paused || !isMap(value) || value === this.stamped) { return; }
    const place = this.placeOf(groupOf(obj), obj.kind);
    if (place === undefined || key.length !== place.keys.length || !place.keys.every((name, at) => key[at] === name)) { return; }
    // metadata is resolved by itself first, with keys of its own
    if (key.length === 0 && !('apiVersion' in value)) { return; }
    const { kind, metadata: { namespace, name = obj.name } } = obj;
    const template = this.stamp({ object: obj, kind, namespace, name }, place.pointer, value);
    if (template === undefined) { return; }
    this.stamped = template;
    context.replaceValue(template);
  }

  /** What policies say of the pods of an object. */
  public lookUp(object: ApiObject, template: unknown): WorkloadPolicies {
    const pod = podViewOf(template);
    const why = excluded(pod, produced(member(template, 'spec')));
    const policies = this.speaking(object.metadata.namespace, Platform.of(object).flavor, pod);
    return { pod, ...(why !== undefined && { excluded: why }), policies, resolved: resolve(policies, pod) };
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

  private placeOf(group: string, kind: string): Place | undefined {
    const key = `${group}/${kind}`;
    if (this.places.has(key)) { return this.places.get(key); }
    const pointer = podTemplatePointer({ group, kind });
    const place = pointer === undefined ? undefined : { pointer, keys: parsePointer(pointer) };
    this.places.set(key, place);
    return place;
  }

  private speaking(namespace: string | undefined, flavor: Flavor, { labels }: PodView): readonly Policy[] {
    return this.in(namespace, flavor).filter((policy) => speaksFor(policy, namespace, labels));
  }

  private stamp(workload: Workload, place: string, template: ReadMap): ReadMap | undefined {
    const { object, namespace } = workload;
    const { flavor } = Platform.of(object);
    if (this.in(namespace, flavor).length === 0) { return undefined; }
    const pod = podViewOf(template);
    const policies = this.speaking(namespace, flavor, pod);
    if (policies.length === 0 || excluded(pod, produced(template.spec)) !== undefined) { return undefined; }
    const plan = this.planOf(policies, namespace, flavor);
    if (plan.problems.length > 0) { this.refuse(object, plan.problems); return undefined; }
    const written = writtenBy(plan, pod);
    if (written === undefined) { return undefined; }
    if (written.unread) { this.unread.set(nameOf(workload), `[${pathOf(object)}] ${unreadBy(workload, written.unread)}`); }
    const result = stampedTemplate(object, place, template, pod, written);
    if (result.lost.length > 0) { this.refuse(object, [lostBy(workload, result.lost)]); }
    return result.template;
  }

  /** What some policies say together; workloads repeat themselves. */
  private planOf(policies: readonly Policy[], namespace: string | undefined, flavor: Flavor): Plan {
    const key = policies.map(({ path }) => path).join('\n');
    let plan = this.plans.get(key);
    if (!plan) {
      plan = planFor(policies, flavor, (item, said) => this.left(item, said, namespace, flavor));
      this.plans.set(key, plan);
    }
    return plan;
  }

  /** In a synth, what is wrong is said with everything else that is; whoever renders one object by itself hears it at once. */
  private refuse(object: ApiObject, problems: readonly string[]): void {
    if (isRenderedForHook(this.app)) { this.wrong.set(object, problems); return; }
    throw new Error(problems.map((problem) => `[${pathOf(object)}] ${problem}`).join('; '));
  }

  /** Policies that reached no pods; whatever met pods is part of a plan. */
  private remarksOf(rendered: readonly Rendered[]): readonly string[] {
    const unread = [...this.unread.values()];
    this.unread.clear();
    return [...unread, ...this.idle(rendered)];
  }

  private idle(rendered: readonly Rendered[]): readonly string[] {
    if (!this.policies.some(({ level }) => level._level === 'workload')) { return []; }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by policies for workloads alone
    const { remarksOf } = require('./remarks') as typeof import('./remarks');
    return remarksOf(this.policies, new Set([...this.plans.values()].flatMap(({ policies }) => policies)), rendered);
  }

  private problemsOf(rendered: readonly Rendered[]): readonly string[] {
    const ofWorkloads = rendered.flatMap(({ construct }): Problem[] => (
      (this.wrong.get(construct) ?? []).map((problem) => ({ path: pathOf(construct), problem }))));
    this.wrong.clear();
    return atPlaces([...overlapsOf(this.policies), ...ofWorkloads]);
  }
}

const groupOf = ({ apiGroup }: ApiObject): string => (apiGroup === 'core' ? '' : apiGroup);

/** An object that runs pods: one of the app, or of a list that is one. */
interface Workload {
  readonly object: ApiObject;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

const nameOf = ({ kind, namespace, name }: Workload): string => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

function unreadBy(workload: Workload, fields: readonly string[]): string {
  return `${nameOf(workload)} has an annotation ${PROXY_CONFIG_ANNOTATION} that is no YAML map, so that ${fields.join(', ')} of sidecar policies `
    + 'is not written into it; correct the annotation';
}

function withValue(value: unknown, [key, ...rest]: readonly string[], made: unknown): unknown {
  return key === undefined ? made : { ...value as ReadMap, [key]: withValue(member(value, key), rest, made) };
}

function lostBy(workload: Workload, lost: readonly string[]): string {
  const { object } = workload;
  return `${nameOf(workload)} must hold ${lost.join(', ')} of a sidecar policy, `
    + `got a workload of class ${object.constructor.name}, which drops that when it is written; `
    + 'write the workload as an ApiObject of cdk8s, or set it with fields that the class knows (exec for a hook)';
}
