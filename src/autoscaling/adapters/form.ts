import type { EmitManifest } from '../../kube/emit';
import type { MetricReport, ResolvedMetric } from '../resolved';

/** An autoscaler, ready to be written in the form of an adapter. */
export interface AutoscalerSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly behavior?: object;
  readonly metrics: readonly ResolvedMetric[];
}

/** What an adapter adds to the autoscaler of Kubernetes. */
export interface MetricParts {
  /** Entries of `spec.metrics`. */
  readonly metrics: readonly object[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** How far the name of a metric must be the only one. */
export type NameReach = 'namespace' | 'cluster' | 'autoscaler';

/** The way of one adapter. */
export interface AdapterForm {
  readonly name: string;
  /** What metrics are called when two must not have one name. */
  readonly reach: NameReach;
  /** Commands that install it. */
  readonly install: readonly string[];
  /** What the adapter cannot do, or would ignore in silence, and what it needs for that. */
  problems(metrics: readonly ResolvedMetric[], what: string, report: MetricReport): void;
  /** For an HPA that somebody else writes; undefined where the adapter makes the HPA. */
  parts?(metrics: readonly ResolvedMetric[]): MetricParts;
  manifest(spec: AutoscalerSpec): EmitManifest;
  /** Rules that the adapter needs in its configuration. */
  rules(metrics: readonly ResolvedMetric[]): readonly object[];
  /** What there is to know where it runs on this version of Kubernetes, or on an unknown one. */
  notes?(kubernetesVersion: string | undefined): readonly string[];
  /** Commands that show whether it works. */
  verify(spec: AutoscalerSpec): readonly string[];
}
