import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { AutoscalerSpec } from './adapters/form';
import { MeshAutoscalerProps } from './autoscaler-props';
import { enforceErrors } from '../checks/enforce';
import { emit } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { Platform } from '../platform';
import { addUnknownKeys, Problems, refuseNoMap, shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';
import { checkTextMaps } from '../presets/known-fields';

/** A ScaledObject's name follows `keda-hpa-`, and both are values of labels: kedacore/keda scaledobject_webhook.go, verifyName. */
const KEDA_NAME = 54;

/**
 * Scales a workload, a gateway or a waypoint on the traffic that the mesh counts.
 *
 * It writes one HorizontalPodAutoscaler (`autoscaling/v2`), or one ScaledObject of KEDA, with all metrics: a target must never have two autoscalers,
 * and must not fix its own replicas. Both are found when the app is synthesized.
 *
 * @example
 *
 * new MeshAutoscaler(chart, 'podinfo', {
 *   target: ScaleTarget.named({ name: 'podinfo', namespace: 'test' }),
 *   maxReplicas: 5,
 *   metrics: [MeshMetric.requestRate({ perPod: 10 })],
 *   adapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090' }),
 * });
 */
export class MeshAutoscaler extends Construct {
  /** The name of the HorizontalPodAutoscaler or the ScaledObject. */
  public readonly name: string;

  /** The namespace. */
  public readonly namespace: string;

  /** The HorizontalPodAutoscaler, or the ScaledObject from which KEDA makes one. */
  public readonly resource: ApiObject;

  /** The queries by the names of their metrics. */
  public readonly queries: { [name: string]: string };

  /** The rules that the prometheus-adapter needs in its configuration; empty for other adapters. */
  public readonly externalRules: { [key: string]: any }[];

  /** The values of the chart of the prometheus-adapter, with the address of Prometheus and these rules; empty for other adapters. */
  public readonly chartValues: { [key: string]: any };

  /** The commands that install the adapter, to be run by people. */
  public readonly installCommands: string[];

  /** The commands that show whether the metrics arrive, to be run by people. */
  public readonly verifyCommands: string[];

  /** What there is to know about the metrics and the adapter; nothing of it is an error. */
  public readonly notes: string[];

  public constructor(scope: Construct, id: string, props: MeshAutoscalerProps) {
    super(scope, id);
    const { behaviorFields, kindProblems, namespaceProblems, prefixOf, queries, registerAutoscaler, replicaProblems, resolveMetrics } = judgement();
    try {
      refuseNoMap(props, pathOf(this), 'the props of an autoscaler must be a map with target, metrics, adapter and maxReplicas');
    } catch (error) {
      scope.node.tryRemoveChild(id);
      throw error;
    }
    const problems = new Problems(pathOf(this));
    addUnknownKeys(props, PROPS, '', problems);
    checkTextMaps(props, ['labels', 'annotations'], problems);
    const { adapter, target } = props;
    const name = props.name ?? id;
    // judged below, whatever it is
    const label = typeof name === 'string' ? name : id;
    const namespace = target?._namespace ?? props.namespace ?? Chart.of(this).namespace;
    const kinds = kindProblems(target, adapter);
    kinds.forEach((problem) => problems.add(problem));
    const problem = nameProblem(adapter?._form?.reach === 'autoscaler' ? 'dns1123Label' : 'dns1123Subdomain', name);
    if (problem !== undefined) { problems.add(`'name' ${problem}, got ${shown(name)}`); }
    if (adapter?._form?.reach === 'autoscaler' && label.length > KEDA_NAME) {
      problems.add(`'name' must have at most ${KEDA_NAME} characters for KEDA, which puts "keda-hpa-" before it, got ${label.length}; give a shorter one`);
    }
    namespaceProblems(target, props.namespace, namespace).forEach((one) => problems.add(one));
    replicaProblems(props).forEach((one) => problems.add(one));
    const behavior = props.behavior && behaviorFields(props.behavior, 'behavior', problems);
    const resolved = kinds.length > 0 || namespace === undefined ? undefined : resolveMetrics(
      props.metrics, adapter, { role: target._role, name: target._ref.name, namespace, prefix: prefixOf(adapter, namespace, label) }, 'metrics', problems,
    );
    try {
      problems.throwIfAny();
    } catch (error) {
      // nothing of a refused autoscaler is to stay, not even its place
      scope.node.tryRemoveChild(id);
      throw error;
    }
    const { metrics, notes } = resolved!;
    const spec: AutoscalerSpec = {
      name,
      namespace: namespace!,
      labels: props.labels ?? {},
      annotations: props.annotations ?? {},
      target: target._ref,
      minReplicas: props.minReplicas ?? 1,
      maxReplicas: props.maxReplicas,
      ...(behavior && Object.keys(behavior).length > 0 && { behavior }),
      metrics,
    };
    this.name = name;
    this.namespace = spec.namespace;
    this.resource = emit(this, 'Resource', adapter._form.manifest(spec));
    this.queries = Object.fromEntries(queries(spec).map((metric) => [metric.name, metric.query]));
    this.externalRules = adapter._form.rules(metrics).map((rule) => ({ ...rule }));
    this.chartValues = this.externalRules.length > 0 ? adapter._chartValues(this.externalRules) : {};
    this.installCommands = [...adapter.installCommands];
    this.verifyCommands = [...adapter._form.verify(spec)];
    this.notes = [...notes, ...adapter._form.notes?.(Platform._writtenFor(this).kubernetesVersion) ?? []];
    target._plus?.markHasAutoscaler();
    registerAutoscaler(this, {
      target: spec.target, namespace: spec.namespace, object: target._object, form: adapter._form, metrics: queries(spec),
    });
    enforceErrors(this);
  }
}

const PROPS = ['target', 'metrics', 'adapter', 'minReplicas', 'maxReplicas', 'behavior', 'name', 'namespace', 'labels', 'annotations'];

/** Resolving and judging, loaded by the first autoscaler. */
function judgement(): typeof import('./judge') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever makes no autoscaler does not pay for it
  return require('./judge') as typeof import('./judge');
}
