import { adapterMetrics, type Target, targetOf } from './hpa-metrics';
import { type HpaView, hpaView, type Written, yamlOf } from './hpa-view';
import { asksMesh, configures, isRead, metricConfigs } from './metric-config';
import { scaledGateway } from './scaled-gateway';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { LEGACY_METRIC, QUERY_NAME } from '../../../model/kube-metrics-adapter';
import type { Manifest } from '../../../model/manifest/types';
import { oncePerIndex } from '../../../model/once';
import { joinPointer } from '../../../model/pointer';
import { listAt, member, stringAt } from '../../../model/read';
import type { Scene } from '../../rule';

/** A query on the traffic of the mesh by which something is scaled. */
export interface ScalingQuery {
  /** The metric's name, for people. */
  readonly name: string;
  readonly text: string;
  /** Where it stands. */
  readonly at: Written;
  /** Whether a patch can replace it: it is a value of the manifest, not a part of a text in one. */
  readonly isPlain: boolean;
  /** Whether it is an external rule of the prometheus-adapter. */
  readonly isRule?: boolean;
  /** Whether its reader takes no answer for zero. */
  readonly isNothingZero?: boolean;
  /** What it is compared with; undefined where that is not known. */
  readonly target?: Target;
  /** Where KEDA has the type of the target. */
  readonly typePointer?: string;
  /** The gateway that it scales, where it is known to be one. */
  readonly gateway?: EffectiveProxy;
}

/** Kinds that hold such queries. */
export const QUERY_KINDS: readonly string[] = ['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject', '/ConfigMap'];

/** The queries that a manifest holds. */
export function scalingQueries(manifest: Manifest, scene: Scene): readonly ScalingQuery[] {
  const hpa = hpaView(manifest);
  if (hpa === undefined && manifest.key.kind !== 'ScaledObject') { return queriesOfAdapter(manifest, scene); }
  const queries = hpa === undefined ? queriesOfKeda(manifest) : queriesOfHpa(hpa);
  const gateway = queries.length === 0 ? undefined : scaledGateway(manifest, scene);
  return gateway === undefined ? queries : queries.map((query) => ({ ...query, gateway }));
}

/** Annotations of the kube-metrics-adapter, each with the metric that it is for. */
function queriesOfHpa(hpa: HpaView): readonly ScalingQuery[] {
  const configs = metricConfigs(hpa).filter((config) => isRead(config) && asksMesh(config.value));
  if (configs.length === 0) { return []; }
  const metrics = adapterMetrics(hpa).filter(({ kind }) => kind === 'external');
  return configs.flatMap((config) => {
    const metric = metrics.find(({ name, labels }) => name !== undefined && configures(config, name)
      && config.setting === (name === LEGACY_METRIC ? labels[QUERY_NAME] : 'query'));
    if (metric === undefined) { return []; }
    const { target } = metric;
    return [{
      name: metric.name === LEGACY_METRIC ? config.setting! : metric.name!,
      text: config.value,
      at: hpa.at(config.pointer),
      isPlain: hpa.isPlain,
      ...(target && { target }),
    }];
  });
}

/**
 * KEDA's own default is an average (kedacore/keda pkg/scalers/scaler.go, GetMetricTargetType), and no answer and NaN are zero unless ignoreNullValues is
 * false (pkg/scalers/prometheus_scaler.go).
 */
function queriesOfKeda(manifest: Manifest): readonly ScalingQuery[] {
  return (listAt(manifest.object, '/spec/triggers') ?? []).flatMap((trigger, at) => {
    const metadata = member(trigger, 'metadata');
    const query = member(metadata, 'query');
    if (member(trigger, 'type') !== 'prometheus' || typeof query !== 'string' || !asksMesh(query)) { return []; }
    const pointer = `/spec/triggers/${at}`;
    const type = member(trigger, 'metricType') === 'Value' ? 'Value' : 'AverageValue';
    const place = (within: string): Written => ({ kind: 'set', manifest, pointer: `${pointer}/metadata/${within}` });
    const target = targetOf(type, member(metadata, 'threshold'), place('threshold'));
    return [{
      name: stringAt(trigger, '/name') ?? `trigger ${at}`,
      text: query,
      at: place('query'),
      isPlain: true,
      typePointer: `${pointer}/metricType`,
      isNothingZero: !['false', false].includes(member(metadata, 'ignoreNullValues') as string | boolean),
      ...(target && { target }),
    }];
  });
}

/** The key that the chart of the prometheus-adapter mounts: prometheus-community/helm-charts charts/prometheus-adapter/templates/deployment.yaml. */
const ADAPTER_KEY = 'config.yaml';

/** External rules of the prometheus-adapter, as far as they are whole queries: what has `<<` is a template, whose values are the adapter's. */
function queriesOfAdapter(manifest: Manifest, scene: Scene): readonly ScalingQuery[] {
  const pointer = joinPointer('/data', ADAPTER_KEY);
  const text = stringAt(manifest.object, pointer);
  if (text === undefined || !text.includes('metricsQuery') || !asksMesh(text)) { return []; }
  return (listAt(yamlOf(text), '/externalRules') ?? []).flatMap((rule, at) => {
    const query = member(rule, 'metricsQuery');
    const name = stringAt(rule, '/name/as');
    if (typeof query !== 'string' || query.includes('<<') || !asksMesh(query)) { return []; }
    const target = name === undefined ? undefined : targetsByMetric(scene.index).get(name);
    return [{
      name: name ?? `external rule ${at}`,
      text: query,
      at: { kind: 'set' as const, manifest, pointer, within: `/externalRules/${at}/metricsQuery` },
      isPlain: false,
      isRule: true,
      ...(target && { target }),
    }];
  });
}

/** The targets of external metrics without annotations, by the metric's name; of several the first. */
const targetsByMetric = oncePerIndex((index) => {
  const targets = new Map<string, Target>();
  for (const manifest of index.list('autoscaling', 'HorizontalPodAutoscaler')) {
    for (const { kind, name, target } of adapterMetrics(hpaView(manifest)!)) {
      if (kind === 'external' && name !== undefined && target !== undefined && !targets.has(name)) { targets.set(name, target); }
    }
  }
  return targets;
});
