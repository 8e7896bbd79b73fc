import { Duration } from 'cdk8s';

/** What every adapter must know. */
export interface MetricsAdapterProps {
  /** Where Prometheus answers, as the adapter reaches it: `http://prometheus.istio-system.svc:9090`. */
  readonly prometheus: string;

  /**
   * How often Prometheus reads the proxies. The windows of the metrics follow it.
   *
   * @default - 15 seconds, as in Istio's own Prometheus
   */
  readonly scrapeInterval?: Duration;
}

/** The kube-metrics-adapter. */
export interface KubeMetricsAdapterProps extends MetricsAdapterProps {
  /**
   * How often the adapter asks Prometheus.
   *
   * @default - the adapter's own, 60 seconds
   */
  readonly interval?: Duration;

  /**
   * Whether the autoscaler itself names Prometheus, so that it does not depend on how the adapter was installed. Then whoever may write
   * autoscalers decides which server the adapter asks, and SEC020 warns of it.
   *
   * @default false - the adapter is installed with the address
   */
  readonly annotateServer?: boolean;
}

/** The kube-metrics-adapter with the annotations that it had first. */
export interface LegacyKubeMetricsAdapterProps extends MetricsAdapterProps {
  /**
   * How often the adapter asks Prometheus.
   *
   * @default - the adapter's own, 60 seconds
   */
  readonly interval?: Duration;

  /**
   * Whether the autoscaler itself names Prometheus.
   *
   * @default false - as ASM's page has it: the adapter is installed with the address
   */
  readonly annotateServer?: boolean;
}

/** The prometheus-adapter. */
export interface PrometheusAdapterProps extends MetricsAdapterProps {
  /**
   * The series by which the adapter finds out that a metric exists. It must be there always: a metric whose series is missing for a while is
   * missing as a whole, and then nothing scales down.
   *
   * @default 'up'
   */
  readonly seriesQuery?: string;

  /**
   * The namespace that the adapter is installed in.
   *
   * @default 'monitoring'
   */
  readonly namespace?: string;

  /**
   * The ConfigMap with the rules, when PrometheusAdapterConfig writes one: it is then named in the command that installs the adapter.
   *
   * @default - the rules are values of the chart
   */
  readonly configMapName?: string;
}

/** KEDA. */
export interface KedaProps extends MetricsAdapterProps {
  /**
   * How often KEDA looks at the metrics while the workload is at zero; the autoscaler that it makes asks by itself.
   *
   * @default - KEDA's own, 30 seconds
   */
  readonly pollingInterval?: Duration;

  /**
   * The replicas to keep after so many failed reads in a row: for rates, and from KEDA 2.18 on for averages, percentiles and shares too. Beside
   * cpu and memory it needs KEDA 2.17; for these alone there is none.
   *
   * @default - none
   */
  readonly fallback?: KedaFallback;

  /**
   * The TriggerAuthentication with the credentials for Prometheus, in the namespace of the workload.
   *
   * @default - none
   */
  readonly authentication?: string;
}

/** What KEDA does while metrics cannot be read. */
export interface KedaFallback {
  /** After so many failed reads in a row. */
  readonly failures: number;

  /** Keep this many replicas. */
  readonly replicas: number;
}
