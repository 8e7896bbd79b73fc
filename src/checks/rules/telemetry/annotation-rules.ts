import { type AdapterMetric, adapterMetrics } from './hpa-metrics';
import { HPA_KINDS, type HpaView, hpaView } from './hpa-view';
import { asksMesh, configures, isRead, type MetricConfig, metricConfigs } from './metric-config';
import { ADAPTER_SETTINGS, LEGACY_METRIC, METRIC_CONFIG, QUERY_NAME } from '../../../model/kube-metrics-adapter';
import { known } from '../../../model/origin';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

const ADAPTER = 'zalando-incubator/kube-metrics-adapter';
const PARSER = `${ADAPTER} pkg/annotations/parser.go`;
const COLLECTOR = `${ADAPTER} pkg/collector/prometheus_collector.go`;

/** Words that the adapter reads as settings where the name of a query stands. */
const SETTINGS: ReadonlySet<string> = new Set(ADAPTER_SETTINGS);

/** The annotations of an autoscaler that scales on the mesh; of any other none. */
function meshConfigs(hpa: HpaView): readonly MetricConfig[] {
  const configs = metricConfigs(hpa);
  return configs.some(({ value }) => asksMesh(value)) ? configs : [];
}

/** The metrics of an autoscaler that scales on the mesh; of any other none. */
function adaptersOfMesh(hpa: HpaView): readonly AdapterMetric[] {
  return meshConfigs(hpa).length === 0 ? [] : adapterMetrics(hpa);
}

/** A rule on the annotations of an autoscaler, wherever that is written. */
function annotationRule(text: Omit<Described<ManifestRule>, 'on' | 'kinds' | 'check'>, check: (hpa: HpaView) => Found[]): Described<ManifestRule> {
  return {
    ...text,
    on: 'manifest',
    kinds: HPA_KINDS,
    check: (manifest) => {
      const hpa = hpaView(manifest);
      return hpa === undefined ? [] : check(hpa);
    },
  };
}

/** TEL001: the parser goes on without a word. Two slashes are no annotation at all: LIM007. */
export const annotationIgnored = annotationRule({
  id: 'TEL001',
  title: 'annotation that the adapter ignores',
  what: 'A key metric-config.… is not of the form metric-config.<type>.<metric>.<collector>/<setting>: four parts between dots, then one slash.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The kube-metrics-adapter passes over such a key without a message, so a metric whose name has a dot has no query and never a value.',
  source: `${PARSER}: strings.Split(parts[0], ".") must have 4 parts, strings.Split(key, "/") 2, else continue`,
}, (hpa) => meshConfigs(hpa).filter((config) => !isRead(config) && config.key.split('/').length <= 2).map((config): Found => {
  const count = config.parts.length;
  const what = config.setting === undefined ? 'has no "/"' : `has ${count} parts between dots before the "/"`;
  return {
    message: `${shown(config.key)} ${what}, expected ${METRIC_CONFIG}<type>.<metric>.<collector>/<setting>: the kube-metrics-adapter ignores it`,
    fix: count > 4 ? `name the metric without dots, such as ${shown(config.parts.slice(2, -1).join('-'))}, here and in spec.metrics`
      : `write ${METRIC_CONFIG}external.<metric>.prometheus/query`,
    at: hpa.at(config.pointer),
    part: config.key,
    values: [{ name: 'annotation', value: known(config.key, hpa.at(config.pointer)), show: shown }],
  };
}));

/** TEL002: what the metric asks for is not there. */
export const queryMissing = annotationRule({
  id: 'TEL002',
  title: 'metric without its query',
  what: 'An external metric of the kube-metrics-adapter leads to no annotation: its label query-name (prometheus-query), or its name, has no annotation of '
    + 'its own, or the label is missing.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The kube-metrics-adapter answers "no prometheus query defined", the metric never has a value, and the autoscaler stands still.',
  source: `${COLLECTOR}, NewPrometheusCollector`,
}, (hpa) => {
  const configs = meshConfigs(hpa);
  return adaptersOfMesh(hpa).filter(({ kind, name }) => kind === 'external' && name !== undefined)
    .flatMap((metric) => (metric.name === LEGACY_METRIC ? legacyProblem(hpa, metric, configs) : currentProblem(hpa, metric, configs)));
});

function legacyProblem(hpa: HpaView, metric: AdapterMetric, configs: readonly MetricConfig[]): Found[] {
  const asked = metric.labels[QUERY_NAME];
  const settings = configs.filter((config) => isRead(config) && configures(config, LEGACY_METRIC)).map(({ setting }) => setting!);
  const there = settings.filter((name) => !SETTINGS.has(name));
  // a reserved name is TEL003's
  if (asked !== undefined && (there.includes(asked) || SETTINGS.has(asked))) { return []; }
  const pointer = metric.selectorPointer;
  const only = there.length === 1 ? there[0] : undefined;
  const got = asked === undefined ? `no label ${QUERY_NAME}` : `${QUERY_NAME} ${shown(asked)}`;
  return [{
    message: `metric ${LEGACY_METRIC} has ${got}, and the annotations have ${there.length === 0 ? 'no query' : `the queries ${there.map(shown).join(', ').slice(0, 200)}`}`,
    fix: only !== undefined ? `set matchLabels ${QUERY_NAME}: ${only}` : `set matchLabels ${QUERY_NAME} to the part behind "${METRIC_CONFIG}external.${LEGACY_METRIC}.prometheus/"`,
    at: hpa.at(metric.hasSelector ? pointer : metric.namePointer),
    part: `${LEGACY_METRIC} ${asked?.slice(0, 80) ?? ''}`,
    values: [{ name: QUERY_NAME, value: known(asked, hpa.at(pointer)), show: shown }],
    ...(only !== undefined && hpa.isPlain && { patch: [{ op: 'add', path: pointer, value: { matchLabels: { ...metric.labels, [QUERY_NAME]: only } } }] }),
  }];
}

function currentProblem(hpa: HpaView, metric: AdapterMetric, configs: readonly MetricConfig[]): Found[] {
  const name = metric.name!;
  if (metric.labels.type !== 'prometheus') { return []; }
  // a name with a dot is TEL001's
  if (configs.some((config) => config.key.startsWith(`${METRIC_CONFIG}external.${name}.`) && (config.setting === 'query' || !isRead(config)))) { return []; }
  return [{
    message: `metric ${shown(name)} has the label type: prometheus and no annotation ${METRIC_CONFIG}external.${name.slice(0, 80)}.prometheus/query`,
    fix: 'add the annotation with the query, or name the metric as its annotation does',
    at: hpa.at(metric.namePointer),
    part: name.slice(0, 80),
    values: [{ name: 'metric', value: known(name, hpa.at(metric.namePointer)), show: shown }],
  }];
}

/** TEL003: the query would be read as a setting. */
export const queryNameReserved = annotationRule({
  id: 'TEL003',
  title: 'query with the name of a setting',
  what: `The label query-name of a metric prometheus-query is a word that the adapter reads as a setting: ${[...SETTINGS].join(', ')}.`,
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Where the name of a query stands the kube-metrics-adapter has settings too: it reads the query as an interval or a server, and has none.',
  source: `${PARSER} (per-replica, interval, min-pod-ready-age); ${COLLECTOR} (query, query-name, prometheus-server)`,
}, (hpa) => adaptersOfMesh(hpa).flatMap(({ kind, name, labels, selectorPointer }): Found[] => {
  const asked = labels[QUERY_NAME];
  if (kind !== 'external' || name !== LEGACY_METRIC || asked === undefined || !SETTINGS.has(asked)) { return []; }
  const pointer = `${selectorPointer}/matchLabels/${QUERY_NAME}`;
  return [{
    message: `${QUERY_NAME} ${shown(asked)} is a setting of the kube-metrics-adapter, so its annotation is not read as a query`,
    fix: `give the query another name, such as ${shown(`${asked}-rate`)}, in the label and in the annotation`,
    at: hpa.at(pointer),
    part: asked,
    values: [{ name: QUERY_NAME, value: known(asked, hpa.at(pointer)), show: shown }],
  }];
}));

/** TEL015: read for metrics of type Object only. */
export const perReplicaOnExternal = annotationRule({
  id: 'TEL015',
  title: 'per-replica on an external metric',
  what: 'An annotation per-replica is for an external metric.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The kube-metrics-adapter divides by the number of replicas for metrics of type Object only; of an external metric the whole sum stays.',
  source: `${COLLECTOR}: perReplica is taken over in the case of ObjectMetricSourceType only`,
}, (hpa) => meshConfigs(hpa).filter((config) => isRead(config) && config.setting === 'per-replica' && configures(config, config.parts[2]))
  .map((config): Found => ({
    message: `${shown(config.key)} has no effect: the kube-metrics-adapter reads per-replica for metrics of type Object only`,
    fix: 'remove it, and write the target as averageValue, which divides by the number of pods',
    at: hpa.at(config.pointer),
    part: config.key,
    values: [{ name: 'per-replica', value: known(config.value, hpa.at(config.pointer)), show: shown }],
    ...(hpa.isPlain && { patch: [{ op: 'remove', path: config.pointer }] }),
  })));
