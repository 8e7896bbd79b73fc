import { ApiObject, App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AdapterForm } from './adapters/form';
import type { QueryMetric } from './resolved';
import { fixedReplicas, scaledBy, type TargetRef, targetKey } from './target-object';
import { AppValidation } from '../checks/app-validation';
import { append } from '../model/group-by';

/** An autoscaler of ours, as far as others could be in its way. */
export interface Registered {
  readonly target: TargetRef;
  readonly namespace: string;
  readonly object?: ApiObject;
  readonly form: AdapterForm;
  readonly metrics: readonly QueryMetric[];
}

/** What an app holds that could be in the way: by the key of a target the target itself, and what scales it. */
interface Scene {
  readonly objects: Map<string, ApiObject[]>;
  readonly scalers: Map<string, ApiObject[]>;
  /** The autoscalers of ours by the names of their metrics. */
  readonly names: Map<string, MemberOf[]>;
}

interface MemberOf {
  readonly construct: IConstruct;
  readonly registered: Registered;
}

// a plain key would be seen by users who list an app's members; Symbol.for: two copies of this package share the app
const KEY = Symbol.for('cdk8s-istio.autoscalers');

/**
 * The autoscalers of one app. cdk8s validates the whole tree once for each chart and asks each construct once in such a pass, so the tree is walked
 * by the first of us that is asked, and again as soon as one is asked a second time. Nothing is rendered: rendering leaves traces in workloads
 * of cdk8s-plus.
 */
class Autoscalers {
  public static of(app: App): Autoscalers {
    const known = (app as { [KEY]?: Autoscalers })[KEY];
    if (known) { return known; }
    const made = new Autoscalers(app);
    Object.defineProperty(app, KEY, { value: made });
    return made;
  }

  private readonly members = new Map<IConstruct, Registered>();
  private readonly asked = new Set<IConstruct>();
  private scene?: Scene;

  private constructor(private readonly app: App) {}

  public add(construct: IConstruct, registered: Registered): void {
    this.members.set(construct, registered);
    this.scene = undefined;
    construct.node.addValidation({ validate: () => this.problems(construct, registered) });
  }

  private problems(construct: IConstruct, registered: Registered): string[] {
    if (this.scene === undefined || this.asked.has(construct)) {
      this.scene = this.look();
      this.asked.clear();
    }
    this.asked.add(construct);
    const { scene } = this;
    return [...replicaProblems(registered, scene), ...twinProblems(construct, registered, scene), ...nameProblems(construct, registered, scene)];
  }

  private look(): Scene {
    const scene: Scene = { objects: new Map(), scalers: new Map(), names: new Map() };
    const wanted = new Set([...this.members.values()].map(({ target, namespace }) => targetKey(target, namespace)));
    for (const construct of this.app.node.findAll()) {
      if (ApiObject.isApiObject(construct)) {
        const object = construct as ApiObject;
        const key = targetKey(object, object.metadata.namespace);
        if (wanted.has(key)) { append(scene.objects, key, object); }
        const scaled = scaledBy(object);
        if (scaled !== undefined) { append(scene.scalers, scaled, object); }
      } else {
        const registered = this.members.get(construct);
        for (const { name } of registered?.metrics ?? []) { append(scene.names, name, { construct, registered: registered! }); }
      }
    }
    return scene;
  }
}

/** From now on the app says when an autoscaler's target fixes its replicas, or has two autoscalers, or two metrics have one name. */
export function registerAutoscaler(construct: IConstruct, registered: Registered): void {
  Autoscalers.of(App.of(construct)).add(construct, registered);
  acknowledgeAccepted(construct, registered.metrics);
}

/** What was accepted of a query is accepted by the checks of what is written too. */
function acknowledgeAccepted(construct: IConstruct, metrics: readonly QueryMetric[]): void {
  const reasons = new Map<string, Set<string>>();
  for (const { accepted = {} } of metrics) {
    for (const [rule, reason] of Object.entries(accepted)) { reasons.set(rule, new Set(reasons.get(rule)).add(reason)); }
  }
  for (const [rule, given] of reasons) {
    AppValidation.of(App.of(construct)).acknowledge({ rule, reason: [...given].join('; '), at: construct.node.path, scope: construct.node.path });
  }
}

function replicaProblems({ target, namespace, object }: Registered, { objects }: Scene): string[] {
  const candidates = new Set([...(object ? [object] : []), ...objects.get(targetKey(target, namespace)) ?? []]);
  return [...candidates].flatMap((one) => {
    const replicas = fixedReplicas(one);
    return replicas === undefined ? [] : [
      `the target ${target.kind} ${namespace}/${target.name} must not fix its replicas while it is autoscaled, got spec.replicas ${replicas} (${one.node.path}): `
      + 'every apply would set them back; remove spec.replicas (SCL001)',
    ];
  });
}

function twinProblems(construct: IConstruct, { target, namespace }: Registered, { scalers }: Scene): string[] {
  const all = scalers.get(targetKey(target, namespace)) ?? [];
  const own = all.find((one) => one.node.scope === construct);
  // the same name twice is one object in a cluster, or the app writes for two clusters
  const others = all.filter((one) => one !== own && !(one.kind === own?.kind && one.name === own.name));
  return others.length === 0 ? [] : [
    `the target ${target.kind} ${namespace}/${target.name} must have one autoscaler, got also ${others.map((one) => `${one.kind} ${one.name} (${one.node.path})`).join(', ')}: `
    + 'Kubernetes stops all of them; put all metrics into one (SCL024)',
  ];
}

function nameProblems(construct: IConstruct, { form, namespace, metrics }: Registered, { names }: Scene): string[] {
  if (form.reach === 'autoscaler') { return []; }
  return metrics.flatMap(({ name, query }) => {
    const other = names.get(name)?.find(({ construct: one, registered }) => one !== construct && registered.form.name === form.name
      && (form.reach === 'cluster' || registered.namespace === namespace)
      && registered.metrics.some((metric) => metric.name === name && metric.query !== query));
    return other === undefined ? [] : [
      `the metric ${JSON.stringify(name)} must have a name of its own in the ${form.reach}, got the same with another query in ${other.construct.node.path}: `
      + `the ${form.name} keeps one of them; give one another name`,
    ];
  });
}
