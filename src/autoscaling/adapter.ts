import { Duration } from 'cdk8s';
import type { KedaProps, KubeMetricsAdapterProps, LegacyKubeMetricsAdapterProps, MetricsAdapterProps, PrometheusAdapterProps } from './adapter-props';
import type { AdapterForm } from './adapters/form';
import { type PrometheusAddress, prometheusAddress } from './address';
import { nameProblem } from '../kube/names';
import { addUnknownKeys, Problems, refuseNoMap, shown } from '../platform/problems';
import { isOf } from '../presets/known-fields';
import { wholeSecondsOf } from '../presets/seconds';
import { checkSwitches } from '../presets/switches';

/** Istio's own Prometheus reads every 15 seconds: istio samples/addons/prometheus.yaml, scrape_interval. */
const SCRAPE_SECONDS = 15;
const DAY = 86_400;

/**
 * What stands between Prometheus and the autoscalers of a cluster. Install one: two adapters cannot serve the external metrics of one cluster.
 */
export class MetricsAdapter {
  /**
   * The kube-metrics-adapter of Zalando: the queries stand in annotations of the autoscaler.
   *
   * @see https://github.com/zalando-incubator/kube-metrics-adapter
   * @param props where Prometheus is
   */
  public static kubeMetricsAdapter(props: KubeMetricsAdapterProps): MetricsAdapter {
    return MetricsAdapter.make('MetricsAdapter.kubeMetricsAdapter', props, ['interval', 'annotateServer'], ({ text }, problems) => forms().kubeMetricsForm({
      prometheus: text, interval: goSeconds(props.interval, problems), annotateServer: props.annotateServer ?? false,
    }));
  }

  /**
   * The kube-metrics-adapter with the annotations that it had first, as ASM's page on autoscaling shows them. For autoscalers that already
   * have them; the adapter of today reads them as well, and on Kubernetes 1.26 or later only that one works.
   *
   * @param props where Prometheus is
   */
  public static legacyKubeMetricsAdapter(props: LegacyKubeMetricsAdapterProps): MetricsAdapter {
    return MetricsAdapter.make('MetricsAdapter.legacyKubeMetricsAdapter', props, ['interval', 'annotateServer'], ({ text }, problems) => forms().legacyKubeMetricsForm({
      prometheus: text, interval: goSeconds(props.interval, problems), annotateServer: props.annotateServer ?? false,
    }));
  }

  /**
   * The prometheus-adapter: the queries are external rules in its configuration. `autoscaler.externalRules` has them, `autoscaler.chartValues`
   * as values of its chart, and PrometheusAdapterConfig writes those of several autoscalers into one ConfigMap.
   *
   * @see https://github.com/kubernetes-sigs/prometheus-adapter
   * @param props where Prometheus is
   */
  public static prometheusAdapter(props: PrometheusAdapterProps): MetricsAdapter {
    return MetricsAdapter.make('MetricsAdapter.prometheusAdapter', props, ['seriesQuery', 'namespace', 'configMapName'], (address, problems) => {
      for (const [field, name] of [['namespace', props.namespace], ['configMapName', props.configMapName]] as const) {
        const problem = name === undefined ? undefined : nameProblem(field === 'namespace' ? 'dns1123Label' : 'dns1123Subdomain', name);
        if (problem !== undefined) { problems.add(`'${field}' ${problem}, got ${shown(name)}`); }
      }
      const seriesQuery = forms().checkedSelector(props.seriesQuery ?? 'up', 'seriesQuery', problems);
      // the form writes the names into commands: only good ones get there
      problems.throwIfAny();
      return forms().prometheusAdapterForm({ address, seriesQuery, namespace: props.namespace ?? 'monitoring', configMapName: props.configMapName });
    });
  }

  /**
   * KEDA: a ScaledObject in place of the autoscaler, from which KEDA makes one.
   *
   * @see https://keda.sh/docs/latest/scalers/prometheus/
   * @param props where Prometheus is
   */
  public static keda(props: KedaProps): MetricsAdapter {
    return MetricsAdapter.make('MetricsAdapter.keda', props, ['pollingInterval', 'fallback', 'authentication'], ({ text }, problems) => {
      const { pollingInterval, authentication } = props;
      const fallback = props.fallback !== undefined && isOf(props.fallback, ['failures', 'replicas'], 'fallback', problems) ? props.fallback : undefined;
      for (const [field, number, least] of [['failures', fallback?.failures, 1], ['replicas', fallback?.replicas, 0]] as const) {
        if (number !== undefined && !(Number.isSafeInteger(number) && number >= least)) {
          problems.add(`'fallback.${field}' must be a whole number of ${least} or more, got ${shown(number)}`);
        }
      }
      const problem = authentication === undefined ? undefined : nameProblem('dns1123Subdomain', authentication);
      if (problem !== undefined) { problems.add(`'authentication' ${problem}, got ${shown(authentication)}`); }
      return forms().kedaForm({
        prometheus: text,
        authentication,
        ...(pollingInterval && { pollingInterval: wholeSecondsOf(pollingInterval, 'pollingInterval', problems, 1, DAY) }),
        ...(fallback && { fallback: { failureThreshold: fallback.failures, replicas: fallback.replicas } }),
      });
    });
  }

  private static make(
    where: string, props: MetricsAdapterProps, own: readonly string[], formOf: (address: PrometheusAddress, problems: Problems) => AdapterForm,
  ): MetricsAdapter {
    refuseNoMap(props, where, 'the props must be a map with prometheus');
    const problems = new Problems(where);
    addUnknownKeys(props, ['prometheus', 'scrapeInterval', ...own], '', problems);
    checkSwitches(props as KubeMetricsAdapterProps, ['annotateServer'], '', problems);
    const address = prometheusAddress(props.prometheus, 'prometheus', problems);
    const { scrapeInterval } = props;
    const scrape = scrapeInterval === undefined ? SCRAPE_SECONDS : wholeSecondsOf(scrapeInterval, 'scrapeInterval', problems, 1, 3600);
    const form = formOf(address, problems);
    problems.throwIfAny();
    return new MetricsAdapter(form, address, scrape);
  }

  /** Its name. */
  public readonly name: string;

  /** Where Prometheus answers. */
  public readonly prometheus: string;

  /** The commands that install it, to be run by people. */
  public readonly installCommands: string[];

  private constructor(private readonly form: AdapterForm, private readonly address: PrometheusAddress, private readonly scrape: number) {
    this.name = form.name;
    this.prometheus = address.text;
    this.installCommands = [...form.install];
  }

  /** @internal */
  public get _form(): AdapterForm {
    return this.form;
  }

  /** @internal */
  public get _scrapeSeconds(): number {
    return this.scrape;
  }

  /** @internal */
  public _chartValues(rules: readonly object[]): { [key: string]: any } {
    return forms().chartValues(this.address, rules);
  }
}

/** How each adapter is written, loaded by the first one. */
function forms(): typeof import('./adapters') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever scales nothing does not pay for it
  return require('./adapters') as typeof import('./adapters');
}

function goSeconds(interval: Duration | undefined, problems: Problems): string | undefined {
  return interval === undefined ? undefined : `${wholeSecondsOf(interval, 'interval', problems, 1, DAY)}s`;
}
