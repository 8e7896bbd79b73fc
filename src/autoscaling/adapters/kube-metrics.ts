import { queries, verifyExternal } from './commands';
import type { AdapterForm, MetricParts } from './form';
import { hpaManifest } from './hpa';
import { metricNameProblems } from './names';
import { command } from './shell';
import { resourceEntry, type ResolvedMetric, targetEntry } from '../resolved';

/** What the kube-metrics-adapter is told. */
export interface KubeMetricsOptions {
  readonly prometheus: string;
  /** Go duration. */
  readonly interval?: string;
  readonly annotateServer: boolean;
}

/**
 * zalando-incubator/kube-metrics-adapter with the annotations of today: one set a metric, which the selector `type: prometheus` leads to
 * (pkg/annotations/parser.go; pkg/collector/collector.go, typeLabelKey). Values are kept by namespace, metric name and labels
 * (pkg/provider/metric_store.go), so that two autoscalers of one namespace overwrite each other's metric of one name.
 */
export function kubeMetricsForm({ prometheus, interval, annotateServer }: KubeMetricsOptions): AdapterForm {
  const key = (name: string, setting: string): string => `metric-config.external.${name}.prometheus/${setting}`;
  const parts = (metrics: readonly ResolvedMetric[]): MetricParts => ({
    metrics: metrics.map((metric) => (metric.type === 'resource' ? resourceEntry(metric) : {
      type: 'External', external: { metric: { name: metric.name, selector: { matchLabels: { type: 'prometheus' } } }, target: targetEntry(metric) },
    })),
    annotations: Object.fromEntries(queries({ metrics }).flatMap(({ name, query }) => [
      [key(name, 'query'), query],
      ...(interval === undefined ? [] : [[key(name, 'interval'), interval]]),
      ...(annotateServer ? [[key(name, 'prometheus-server'), prometheus]] : []),
    ])),
  });
  return {
    name: 'kube-metrics-adapter',
    reach: 'namespace',
    problems: (metrics, what, problems) => metricNameProblems('kubeMetrics', metrics, what, problems),
    parts,
    manifest: (spec) => hpaManifest(spec, parts(spec.metrics)),
    rules: () => [],
    install: [
      // the chart's folder: zalando-incubator/kube-metrics-adapter docs/helm, value prometheus.server
      `${command('helm', '-n', 'kube-system', 'upgrade', '--install', 'kube-metrics-adapter')} "$KUBE_METRICS_ADAPTER_SRC/docs/helm" ${command('--set', `prometheus.server=${prometheus}`)}`,
    ],
    verify: (spec) => verifyExternal(
      spec, ['-n', 'kube-system', 'get', 'pods', '-l', 'application=kube-metrics-adapter'], () => 'type=prometheus', ({ name }) => name,
    ),
  };
}
