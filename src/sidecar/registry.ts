import { ApiObject, App, type IResolver, type ResolutionContext } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { AppPolicies } from './app-policies';
import { excluded } from './excluded';
import type { PodView } from './items';
import { writtenBy } from './plan';
import { podViewOf, produced } from './pod-view';
import { atPlaces, type Problem } from './problems-of-synth';
import { overlapsOf, type Policy, type Resolved, resolve } from './resolve';
import { stampedTemplate } from './template';
import { lostBy, nameOf, unreadBy, type Workload } from './workload-words';
import { AppValidation } from '../checks/app-validation';
import { isRenderedForHook, type Rendered } from '../checks/synth-hook';
import { itemsOf } from '../model/manifest/lists';
import { keyOf, objectProblems } from '../model/manifest/object';
import type { KubeObject } from '../model/manifest/types';
import { podTemplatePointer } from '../model/manifest/workloads';
import { parsePointer, valueAt } from '../model/pointer';
import { isMap, type JsonMap as ReadMap, member } from '../model/read';
import { Platform } from '../platform';
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

/** Carries the sidecar policies of one app into pod templates while its objects are rendered, and says in its synths what went wrong. */
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

  public readonly policies = new AppPolicies();
  /** Where the pod templates of a kind stand; undefined for what runs no pods. */
  private readonly places = new Map<string, Place | undefined>();
  /** The template that was stamped last: cdk8s resolves what a resolver gives it once more, at once. */
  private stamped?: unknown;
  private paused = false;
  /** What is wrong with workloads of the synth under way. */
  private readonly wrong = new Map<ApiObject, readonly string[]>();
  /** Workloads that keep a configuration which nobody can read. */
  private readonly unread = new Map<string, string>();

  private constructor(private readonly app: App) {}

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
    const policies = this.policies.speaking(object.metadata.namespace, Platform.of(object).flavor, pod);
    return { pod, ...(why !== undefined && { excluded: why }), policies, resolved: resolve(policies, pod) };
  }

  private placeOf(group: string, kind: string): Place | undefined {
    const key = `${group}/${kind}`;
    if (this.places.has(key)) { return this.places.get(key); }
    const pointer = podTemplatePointer({ group, kind });
    const place = pointer === undefined ? undefined : { pointer, keys: parsePointer(pointer) };
    this.places.set(key, place);
    return place;
  }

  private stamp(workload: Workload, place: string, template: ReadMap): ReadMap | undefined {
    const { object, namespace } = workload;
    const { flavor } = Platform.of(object);
    if (this.policies.in(namespace, flavor).length === 0) { return undefined; }
    const pod = podViewOf(template);
    const policies = this.policies.speaking(namespace, flavor, pod);
    if (policies.length === 0 || excluded(pod, produced(template.spec)) !== undefined) { return undefined; }
    const plan = this.policies.planOf(policies, namespace, flavor);
    if (plan.problems.length > 0) { this.refuse(object, plan.problems); return undefined; }
    const written = writtenBy(plan, pod);
    if (written === undefined) { return undefined; }
    if (written.unread) { this.unread.set(nameOf(workload), `[${pathOf(object)}] ${unreadBy(workload, written.unread)}`); }
    const result = stampedTemplate(object, place, template, pod, written);
    if (result.lost.length > 0) { this.refuse(object, [lostBy(workload, result.lost)]); }
    return result.template;
  }

  /** In a synth, what is wrong is said with everything else that is; whoever renders one object by itself hears it at once. */
  private refuse(object: ApiObject, problems: readonly string[]): void {
    if (isRenderedForHook(this.app)) { this.wrong.set(object, problems); return; }
    throw new Error(problems.map((problem) => `[${pathOf(object)}] ${problem}`).join('; '));
  }

  private remarksOf(rendered: readonly Rendered[]): readonly string[] {
    const unread = [...this.unread.values()];
    this.unread.clear();
    return [...unread, ...this.idle(rendered)];
  }

  /** Policies that reached no pods. */
  private idle(rendered: readonly Rendered[]): readonly string[] {
    const { all } = this.policies;
    if (!all.some(({ level }) => level._level === 'workload')) { return []; }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by policies for workloads alone
    const { remarksOf } = require('./remarks') as typeof import('./remarks');
    return remarksOf(all, this.policies.met(), rendered);
  }

  private problemsOf(rendered: readonly Rendered[]): readonly string[] {
    const ofWorkloads = rendered.flatMap(({ construct }): Problem[] => (
      (this.wrong.get(construct) ?? []).map((problem) => ({ path: pathOf(construct), problem }))));
    this.wrong.clear();
    return atPlaces([...overlapsOf(this.policies.all), ...ofWorkloads]);
  }
}

const groupOf = ({ apiGroup }: ApiObject): string => (apiGroup === 'core' ? '' : apiGroup);

function withValue(value: unknown, [key, ...rest]: readonly string[], made: unknown): unknown {
  return key === undefined ? made : { ...value as ReadMap, [key]: withValue(member(value, key), rest, made) };
}
