import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshAutoscaler } from './autoscaler';
import { enforceErrors } from '../checks/enforce';
import { emit } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { isPlainMap } from '../platform/json';
import { Problems, shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';
import { isOf } from '../presets/known-fields';

/** The ConfigMap of the prometheus-adapter. */
export interface PrometheusAdapterConfigProps {
  /**
   * The autoscalers whose metrics it serves. The rules of gateways and waypoints go into `externalRules`.
   *
   * @default - none
   */
  readonly autoscalers?: MeshAutoscaler[];

  /**
   * The name of the ConfigMap, which the chart of the adapter is told as `rules.existing`.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * The namespace of the adapter.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

  /**
   * More external rules, as the adapter's configuration lists them: `gateway.servedMetrics.externalRules`, or those of others.
   *
   * @default - none
   */
  readonly externalRules?: { [key: string]: any }[];
}

const PROPS = ['autoscalers', 'name', 'namespace', 'externalRules'];

const isAutoscaler = (one: unknown): one is MeshAutoscaler => Array.isArray((one as Partial<MeshAutoscaler> | null | undefined)?.externalRules);

/** The items that are what they should be; the others, and what is no list, are problems. */
function listOf<T>(given: unknown, isOne: (item: unknown) => item is T, expected: string, problems: Problems): readonly T[] {
  if (given === undefined) { return []; }
  if (!Array.isArray(given)) { problems.add(`${expected}, got ${shown(given)}`); return []; }
  return given.filter((item: unknown, at): item is T => {
    if (!isOne(item)) { problems.add(`${expected}, got ${shown(item)} at ${at}`); }
    return isOne(item);
  });
}

/**
 * The configuration of the prometheus-adapter with the rules of several autoscalers. The adapter has one: what the chart of the adapter would write
 * is not in it.
 */
export class PrometheusAdapterConfig extends Construct {
  /** The ConfigMap. */
  public readonly resource: ApiObject;

  public constructor(scope: Construct, id: string, props: PrometheusAdapterConfigProps) {
    super(scope, id);
    const problems = new Problems(pathOf(this));
    // what is of another type says nothing of the rest
    const isReadable = isOf(props, PROPS, '', problems);
    const given = isReadable ? props : {};
    const autoscalers = listOf(given.autoscalers, isAutoscaler, "'autoscalers' must be a list of MeshAutoscaler", problems);
    const ownRules = listOf(given.externalRules, isPlainMap, "'externalRules' must be a list of rules, each a map", problems);
    const name = given.name ?? id;
    const namespace = given.namespace ?? Chart.of(this).namespace;
    const problem = nameProblem('dns1123Subdomain', name);
    if (problem !== undefined) { problems.add(`'name' ${problem}, got ${shown(name)}`); }
    const elsewhere = namespace === undefined ? undefined : nameProblem('dns1123Label', namespace);
    if (elsewhere !== undefined) { problems.add(`'namespace' ${elsewhere}, got ${shown(namespace)}`); }
    const rules = [...autoscalers.flatMap(({ externalRules }) => externalRules), ...ownRules];
    for (const { node, externalRules } of autoscalers) {
      if (externalRules.length === 0) { problems.add(`'autoscalers' must have metrics for the prometheus-adapter, got ${node.path} with none; give it MetricsAdapter.prometheusAdapter`); }
    }
    if (isReadable && (given.autoscalers ?? []).length === 0 && (given.externalRules ?? []).length === 0) { problems.add("'autoscalers' or 'externalRules' must have a rule, got none; without one the adapter serves no metric"); }
    const names = rules.map((rule) => (rule.name as { as?: unknown } | undefined)?.as).filter((as) => typeof as === 'string');
    const twice = names.find((one, at) => names.indexOf(one) !== at);
    if (twice !== undefined) { problems.add(`'autoscalers' must have metrics with names of their own, got ${shown(twice)} twice; name one of them`); }
    try {
      problems.throwIfAny();
    } catch (error) {
      scope.node.tryRemoveChild(id);
      throw error;
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the writer of YAML is loaded when something is written
    const { stringify } = require('yaml') as typeof import('yaml');
    this.resource = emit(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, ...(namespace !== undefined && { namespace }) },
      // the chart mounts the key config.yaml: prometheus-community/helm-charts charts/prometheus-adapter/templates/deployment.yaml
      data: { 'config.yaml': stringify({ externalRules: rules }, { lineWidth: 0 }) },
    });
    enforceErrors(this);
  }
}
