import type { MetricReporter } from './reporter';
import type { TargetRole } from './role';
import type { Problems } from '../platform/problems';

/** Takes what is wrong, and what is only to be known. */
export interface MetricReport extends Pick<Problems, 'add'> {
  note(text: string): void;
}

/** What a metric is asked for. */
export interface MetricContext {
  readonly role: TargetRole;
  /** The target's name and namespace. */
  readonly name: string;
  readonly namespace: string;
  /** What the names of metrics begin with. */
  readonly prefix: string;
  readonly scrapeSeconds: number;
}

/** A metric that an adapter answers. */
export interface QueryMetric {
  readonly type: 'query';
  readonly name: string;
  readonly query: string;
  readonly target: { readonly type: 'AverageValue' | 'Value'; readonly quantity: string };
  readonly reporter?: MetricReporter;
  /** Checks that refuse the query and were accepted, with the reasons. */
  readonly accepted?: Readonly<Record<string, string>>;
}

/** A metric of Kubernetes itself: percent of what the pods request. */
export interface ResourceMetric {
  readonly type: 'resource';
  readonly resource: 'cpu' | 'memory';
  readonly utilization: number;
}

export type ResolvedMetric = QueryMetric | ResourceMetric;

/** Works a metric out for a target; what is wrong goes into the report. */
export type Resolver = (context: MetricContext, what: string, report: MetricReport) => ResolvedMetric | undefined;

/** One entry of `spec.metrics` of an HPA for processors or memory. */
export function resourceEntry({ resource, utilization }: ResourceMetric): object {
  return { type: 'Resource', resource: { name: resource, target: { type: 'Utilization', averageUtilization: utilization } } };
}

/** The target of one entry of `spec.metrics` of an HPA. */
export function targetEntry({ target: { type, quantity } }: QueryMetric): object {
  return type === 'AverageValue' ? { type, averageValue: quantity } : { type, value: quantity };
}
