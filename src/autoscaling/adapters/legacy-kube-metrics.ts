import { queries, verifyExternal } from './commands';
import type { AdapterForm, MetricParts } from './form';
import { hpaManifest } from './hpa';
import type { KubeMetricsOptions } from './kube-metrics';
import { metricNameProblems } from './names';
import { command } from './shell';
import { LEGACY_METRIC, QUERY_NAME } from '../../model/kube-metrics-adapter';
import { resourceEntry, type ResolvedMetric, targetEntry } from '../resolved';

/**
 * The annotations that the kube-metrics-adapter had first, as ASM's page on mixerless telemetry shows them: all queries belong to one metric, and a
 * label picks one. The page's own build (banzaicloud/kube-metrics-adapter 0.1.1) reads autoscalers as v2beta2 and so fails from Kubernetes 1.26 on;
 * the adapter of today reads this form too. Values were kept without the namespace, so a name must be the only one in the cluster.
 */
export function legacyKubeMetricsForm({ prometheus, interval, annotateServer }: KubeMetricsOptions): AdapterForm {
  const key = (setting: string): string => `metric-config.external.${LEGACY_METRIC}.prometheus/${setting}`;
  const parts = (metrics: readonly ResolvedMetric[]): MetricParts => ({
    metrics: metrics.map((metric) => (metric.type === 'resource' ? resourceEntry(metric) : {
      type: 'External', external: { metric: { name: LEGACY_METRIC, selector: { matchLabels: { [QUERY_NAME]: metric.name } } }, target: targetEntry(metric) },
    })),
    annotations: {
      ...Object.fromEntries(queries({ metrics }).map(({ name, query }) => [key(name), query])),
      ...(interval !== undefined && { [key('interval')]: interval }),
      ...(annotateServer && { [key('prometheus-server')]: prometheus }),
    },
  });
  return {
    name: 'kube-metrics-adapter (legacy annotations)',
    reach: 'cluster',
    problems: (metrics, what, problems) => metricNameProblems('legacyKubeMetrics', metrics, what, problems),
    parts,
    manifest: (spec) => hpaManifest(spec, parts(spec.metrics)),
    rules: () => [],
    notes: (version) => [
      `the adapter of source document 003 (banzaicloud, 0.1.1) reads autoscaling/v2beta2 and stops working on Kubernetes 1.26 or later${version === undefined ? '' : `, here ${version}`}; `
      + 'zalando-incubator/kube-metrics-adapter v0.2.0 or later reads the same annotations',
    ],
    install: [
      // source document 003
      `${command('helm', '-n', 'kube-system', 'install', 'asm-custom-metrics')} "$KUBE_METRICS_ADAPTER_SRC/deploy/charts/kube-metrics-adapter" ${command('--set', `prometheus.url=${prometheus}`)}`,
    ],
    verify: (spec) => verifyExternal(
      spec, ['-n', 'kube-system', 'get', 'pods', '-l', 'release=asm-custom-metrics'], ({ name }) => `${QUERY_NAME}=${name}`, () => LEGACY_METRIC,
    ),
  };
}
