import { queries, verifyExternal } from './commands';
import type { AdapterForm, MetricParts } from './form';
import { hpaManifest } from './hpa';
import { metricNameProblems } from './names';
import { command } from './shell';
import { shown } from '../../platform/problems';
import type { PrometheusAddress } from '../address';
import { resourceEntry, type ResolvedMetric, targetEntry } from '../resolved';

/** What the prometheus-adapter is told. */
export interface PrometheusAdapterOptions {
  readonly address: PrometheusAddress;
  readonly seriesQuery: string;
  readonly namespace: string;
  readonly configMapName?: string;
}

/**
 * kubernetes-sigs/prometheus-adapter with one external rule a metric. `namespaced: false`: our queries say which namespace they mean, and the adapter
 * would add a label `namespace` of the autoscaler's (docs/externalmetrics.md). Metrics are known by name in the whole cluster
 * (pkg/external-provider/external_series_registry.go).
 */
export function prometheusAdapterForm({ address, seriesQuery, namespace, configMapName }: PrometheusAdapterOptions): AdapterForm {
  const parts = (metrics: readonly ResolvedMetric[]): MetricParts => ({
    metrics: metrics.map((metric) => (metric.type === 'resource' ? resourceEntry(metric) : {
      type: 'External', external: { metric: { name: metric.name }, target: targetEntry(metric) },
    })),
    annotations: {},
  });
  return {
    name: 'prometheus-adapter',
    reach: 'cluster',
    problems: (metrics, what, problems) => {
      metricNameProblems('prometheusAdapter', metrics, what, problems);
      for (const { name, query } of queries({ metrics })) {
        // metricsQuery is a Go template between << and >> (pkg/naming/metrics_query.go)
        if (query.includes('<<')) { problems.add(`'${what}' must have queries without "<<", which begins a template of the prometheus-adapter, got ${shown(query)} for ${name}`); }
      }
    },
    parts,
    manifest: (spec) => hpaManifest(spec, parts(spec.metrics)),
    rules: (metrics) => queries({ metrics }).map(({ name, query }) => ({
      seriesQuery, resources: { namespaced: false }, name: { as: name }, metricsQuery: query,
    })),
    install: [
      command('helm', 'repo', 'add', 'prometheus-community', 'https://prometheus-community.github.io/helm-charts'),
      configMapName === undefined
        ? command('helm', '-n', namespace, 'upgrade', '--install', 'prometheus-adapter', 'prometheus-community/prometheus-adapter', '-f', 'values.yaml')
        : command(
          'helm', '-n', namespace, 'upgrade', '--install', 'prometheus-adapter', 'prometheus-community/prometheus-adapter',
          '--set', `prometheus.url=${address.url}`, '--set', `prometheus.port=${address.port}`,
          ...(address.path === '' ? [] : ['--set', `prometheus.path=${address.path}`]), '--set', `rules.existing=${configMapName}`,
        ),
    ],
    verify: (spec) => verifyExternal(
      spec, ['-n', namespace, 'get', 'pods', '-l', 'app.kubernetes.io/name=prometheus-adapter'], () => undefined, ({ name }) => name,
    ),
  };
}

/** The values of the chart prometheus-community/prometheus-adapter; a port of 0 leaves it out (templates/deployment.yaml). */
export function chartValues({ url, port, path }: PrometheusAddress, rules: readonly object[]): { [key: string]: any } {
  return { prometheus: { url, port, path }, rules: { default: false, external: rules } };
}
