import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { WaypointProps, WaypointUse } from './props';
import type { Attached, Brings, Served } from './routes';
import { ServedMetrics } from '../autoscaling';
import { enforceErrors } from '../checks/enforce';
import { emit, type EmitManifest } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { MeshFacts, Platform } from '../platform';
import { Problems, shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';
import { AllowedNamespaces } from '../presets/allowed-namespaces';
import { isOf } from '../presets/known-fields';
import { checkSwitches } from '../presets/switches';
import type { ProxyPreview } from '../preview';

/**
 * A waypoint: the proxy of ambient mode through which the traffic of namespaces, Services or pods goes. The mesh makes it from a Gateway of
 * class `istio-waypoint`; everything that the props ask for is written into an options ConfigMap, and judged as it will be once the mesh has
 * merged it over its own objects.
 *
 * Its objects have explicit names, so its id may change. It enforces the errors of all checks on itself.
 *
 * @example
 *
 * const waypoint = new Waypoint(chart, 'waypoint', {
 *   namespace: 'shop',
 *   resources: { requests: { cpu: '1000m' } },
 *   autoscaling: { minReplicas: 2, maxReplicas: 6, cpuUtilization: 70 },
 *   spread: GatewaySpread.nodes(),
 *   shutdown: ShutdownPolicy.of({
 *     gracePeriod: Duration.seconds(120), terminationDrain: Duration.seconds(60), drain: Duration.seconds(30),
 *   }),
 * });
 * waypoint.useNamespace('shop');
 */
export class Waypoint extends Construct {
  /** Its name, and that of its Deployment, Service and ServiceAccount. */
  public readonly name: string;

  /** Its namespace; undefined where the chart has none either. */
  public readonly namespace?: string;

  /** The Gateway. */
  public readonly gateway: ApiObject;

  /** The options ConfigMap; undefined where nothing needs one, or another is named. */
  public readonly options?: ApiObject;

  /** The budget beside the waypoint, on ASM; undefined where options hold it, or there is none. */
  public readonly budget?: ApiObject;

  /** What stands behind the mesh metrics, where there are some, and what is left to people. */
  public readonly servedMetrics?: ServedMetrics;

  private readonly served: Served;
  private readonly opened = new Set<string>();

  public constructor(scope: Construct, id: string, props: WaypointProps = {}) {
    super(scope, id);
    const platform = Platform._writtenFor(this);
    const facts = MeshFacts.of(this);
    // without a compiler props may be anything; that is said with the rest
    const given = props as WaypointProps | null;
    const name = given?.name ?? id;
    const namespace = given?.namespace ?? Chart.of(this).namespace;
    const { validated, judge } = judgement();
    const { plan, problems: found } = validated({ name, namespace, props, platform });
    const merged = plan === undefined ? [] : judge(plan, facts);
    const problems = new Problems(pathOf(this));
    for (const problem of new Set([...found, ...merged])) { problems.add(problem); }
    // nothing of a refused waypoint is to stay, not even its place
    if (plan === undefined || found.length + merged.length > 0) { scope.node.tryRemoveChild(id); }
    problems.throwIfAny();
    this.name = name;
    this.namespace = namespace;
    this.served = { name, namespace, waypointFor: props.waypointFor, acceptsFrom: props.acceptsFrom, platform, facts };
    const { options, gateway, budget } = plan!;
    try {
      this.options = options && emit(this, 'options', options);
      this.gateway = emit(this, 'gateway', this.withRoutes(gateway));
      this.budget = budget && emit(this, 'budget', budget);
    } catch (error) {
      // a text that no YAML can hold
      scope.node.tryRemoveChild(id);
      throw error;
    }
    const { mesh } = plan!;
    if (mesh !== undefined) {
      this.servedMetrics = mesh.served;
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- for waypoints that scale on traffic
      const { registerAutoscaler } = require('../autoscaling/exclusive') as typeof import('../autoscaling/exclusive');
      registerAutoscaler(this, {
        target: { apiVersion: 'apps/v1', kind: 'Deployment', name }, namespace: namespace!, form: mesh.form, metrics: mesh.queried,
      });
    }
    enforceErrors(this);
  }

  /**
   * Puts an object behind this waypoint by its labels: a Namespace with all that is in it, a Service, ServiceEntry, WorkloadEntry, Pod, or a
   * workload of cdk8s-plus with its pods. One of another namespace is let in by itself, unless `acceptsFrom` says who is.
   *
   * @param target the object, or a construct that stands for one
   * @param options how
   */
  public use(target: IConstruct, options: WaypointUse = {}): Waypoint {
    if (!Construct.isConstruct(target)) {
      throw this.error(`'use' must be given an object of the app, a Namespace, Service or workload, got ${shown(target)}; by name: useNamespace, labelsFor`);
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first who is put behind a waypoint
    const { targetOf } = require('./targets') as typeof import('./targets');
    const read = targetOf(target);
    if (typeof read === 'string') { throw this.error(read); }
    const labels = this.attached(read.brings, read.namespace, options, read.path);
    for (const [key, value] of Object.entries(labels)) {
      const before = read.label(key);
      if (before !== undefined && before !== value) {
        throw this.error(`${read.path} must not have another waypoint, got label ${key}: ${shown(before)}, expected ${shown(value)}; remove one of the two`);
      }
    }
    for (const [key, value] of Object.entries(labels)) { read.addLabel(key, value); }
    return this;
  }

  /**
   * Writes a Namespace with the labels that put all that is in it behind this waypoint. For a namespace that this app makes; where it is an
   * object of the app already, hand that to `use`. Called again for the same namespace, it answers the same object.
   *
   * @param name the namespace
   * @param options how
   */
  public useNamespace(name: string, options: WaypointUse = {}): ApiObject {
    const problem = nameProblem('dns1123Label', name);
    if (problem !== undefined) { throw this.error(`'useNamespace' ${problem}, got ${shown(name)}`); }
    const before = this.node.tryFindChild(`namespace-${name}`) as ApiObject | undefined;
    if (before) {
      this.use(before, options);
      return before;
    }
    const labels = this.attached('namespace', name, options, `namespace ${name}`);
    const object = emit(this, `namespace-${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    // cdk8s gives every object the namespace of its chart, and this one is in none
    if (object.metadata.namespace !== undefined) { object.addJsonPatch(JsonPatch.remove('/metadata/namespace')); }
    return object;
  }

  /**
   * The labels that put a Service or namespace behind this waypoint, for objects that are written elsewhere. The namespace is let in as with
   * `use`.
   *
   * @param namespace where the object is; the waypoint's own without it
   * @param options how
   */
  public labelsFor(namespace?: string, options: WaypointUse = {}): { [key: string]: string } {
    return this.attached('service', namespace ?? this.namespace, options, 'an object');
  }

  /**
   * The labels that put pods behind this waypoint, for the template of a workload. The namespace is let in as with `use`.
   *
   * @param namespace where the pods are; the waypoint's own without it
   */
  public labelsForPods(namespace?: string): { [key: string]: string } {
    return this.attached('workload', namespace ?? this.namespace, {}, 'pods');
  }

  /**
   * The objects that the mesh will make of this waypoint, with the origin of every value. The app is rendered for it as it stands now, and is
   * left as it was.
   */
  public preview(): ProxyPreview {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the door into the previews, loaded by the first one
    const { previewOf } = require('../preview/construct') as typeof import('../preview/construct');
    return previewOf(this.gateway);
  }

  private attached(brings: Brings, from: string | undefined, options: WaypointUse, what: string): { [key: string]: string } {
    const problems = new Problems(pathOf(this));
    if (isOf(options, ['ingress'], '', problems)) { checkSwitches(options, ['ingress'], '', problems); }
    problems.throwIfAny();
    const { ingress = false } = options;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first who is put behind a waypoint
    const { attach } = require('./routes') as typeof import('./routes');
    const attached: Attached = attach(this.served, brings, from, ingress);
    if ('problem' in attached) { throw this.error(`${what} cannot use this waypoint: ${attached.problem}`); }
    if (attached.opens !== undefined) { this.opened.add(attached.opens); }
    return { ...attached.labels };
  }

  /** Who is let in is known when everything has been put behind the waypoint. */
  private withRoutes(gateway: EmitManifest): EmitManifest {
    const { listeners, ...spec } = gateway.spec as { readonly listeners: readonly Readonly<Record<string, unknown>>[] };
    const accepts = this.served.acceptsFrom ?? AllowedNamespaces.same();
    const namespaces: unknown = Lazy.any({ produce: () => accepts._routes(this.namespace, this.opened) });
    return { ...gateway, spec: { ...spec, listeners: listeners.map((listener) => ({ ...listener, allowedRoutes: { namespaces } })) } };
  }

  private error(problem: string): Error {
    return new Error(`[${pathOf(this)}] ${problem}`);
  }
}

/** Planning and judging, loaded by the first waypoint. */
function judgement(): typeof import('./validate') & typeof import('./judge') {
  /* eslint-disable @typescript-eslint/no-require-imports -- whoever makes no waypoint does not pay for the model */
  return { ...require('./validate') as typeof import('./validate'), ...require('./judge') as typeof import('./judge') };
  /* eslint-enable @typescript-eslint/no-require-imports */
}
