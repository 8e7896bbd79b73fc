import { queries } from './commands';
import { nameProblem } from '../../kube/names';
import { ADAPTER_SETTINGS, LEGACY_METRIC } from '../../model/kube-metrics-adapter';
import { type Problems, shown } from '../../platform/problems';
import type { ResolvedMetric } from '../resolved';

type Adapter = 'kubeMetrics' | 'legacyKubeMetrics' | 'prometheusAdapter' | 'keda';

/** What a name of a metric must be, because it becomes part of something else. Every row refuses what the adapter would ignore in silence. */
interface NameRule {
  readonly rule: string;
  readonly adapters: readonly Adapter[];
  readonly source: string;
  /** `must …`, or undefined if the name is fine. */
  problem(name: string): string | undefined;
}

const MAX_NAME = 63;

const RULES: readonly NameRule[] = [
  {
    rule: 'TEL001',
    adapters: ['kubeMetrics'],
    problem: (name) => (name.includes('.') ? 'must not have a dot: the key of its annotation would have five parts, and the adapter would ignore it in silence' : undefined),
    source: 'zalando-incubator/kube-metrics-adapter pkg/annotations/parser.go: strings.Split(parts[0], ".") must be 4, else continue',
  },
  {
    rule: 'TEL001',
    adapters: ['kubeMetrics', 'legacyKubeMetrics'],
    problem: (name) => (name.includes('/') ? 'must not have a "/": the key of its annotation would have two, and the adapter would ignore it in silence' : undefined),
    source: 'zalando-incubator/kube-metrics-adapter pkg/annotations/parser.go: strings.Split(key, "/") must be 2, else continue',
  },
  {
    rule: 'TEL003',
    adapters: ['legacyKubeMetrics'],
    problem: (name) => (ADAPTER_SETTINGS.includes(name) ? `must not be a setting of the adapter (${ADAPTER_SETTINGS.join(', ')})` : undefined),
    source: 'zalando-incubator/kube-metrics-adapter pkg/annotations/parser.go, pkg/collector/prometheus_collector.go: these keys are read as settings',
  },
  {
    rule: 'TEL003',
    adapters: ['kubeMetrics'],
    problem: (name) => (name === LEGACY_METRIC ? 'must not be "prometheus-query", which is the metric of the legacy form' : undefined),
    source: 'zalando-incubator/kube-metrics-adapter pkg/collector/prometheus_collector.go, PrometheusMetricNameLegacy',
  },
  {
    rule: 'TEL004',
    adapters: ['kubeMetrics'],
    problem: (name) => nameProblem('dns1123Label', name),
    source: 'apimachinery IsQualifiedName: the part of an annotation key before "/" is a DNS name',
  },
  {
    rule: 'TEL004',
    adapters: ['legacyKubeMetrics'],
    problem: (name) => nameProblem('annotationKey', name) ?? nameProblem('labelValue', name),
    source: 'apimachinery IsQualifiedName, IsValidLabelValue: the name ends an annotation key and is the value of a label',
  },
  {
    rule: 'TEL004',
    adapters: ['prometheusAdapter', 'keda'],
    problem: (name) => (name.length <= MAX_NAME && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name)
      ? undefined : `must have letters, digits, "-", "_" or ".", starting and ending with a letter or digit, at most ${MAX_NAME}`),
    source: 'the name is a part of the path /apis/external.metrics.k8s.io/v1beta1/namespaces/NAMESPACE/NAME (kubernetes pkg/apis/autoscaling/validation, validateMetricIdentifier)',
  },
];

/** Refuses names that the adapter would ignore or mix up, and one name for two metrics. */
export function metricNameProblems(adapter: Adapter, metrics: readonly ResolvedMetric[], what: string, problems: Pick<Problems, 'add'>): void {
  const seen = new Set<string>();
  for (const { name } of queries({ metrics })) {
    const found = typeof name === 'string' && name !== '' ? RULES.find(({ adapters, problem }) => adapters.includes(adapter) && problem(name) !== undefined) : undefined;
    if (typeof name !== 'string' || name === '') {
      problems.add(`'${what}' must have names, got ${shown(name)}; give the metric a name`);
    } else if (found) {
      problems.add(`'${what}': the name of a metric ${found.problem(name)}, got ${shown(name)}; give it another name (${found.rule})`);
    }
    if (seen.has(name)) { problems.add(`'${what}' must have one metric of a name, got ${shown(name)} twice; give one of them another name`); }
    seen.add(name);
  }
}
