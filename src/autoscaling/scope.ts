import { MetricReporter } from './reporter';
import { shown } from '../kube/errors';
import { type LabelMatcher, equal, like } from '../promql/matcher';

/** Longer than any name of Kubernetes; series with longer values are none of Istio's. */
const MAX_NAME = 253;

/** Whose requests a metric counts. */
export class MetricScope {
  /**
   * Those to one workload: a Deployment or a StatefulSet, by its name.
   *
   * @param namespace its namespace
   * @param name its name
   */
  public static workload(namespace: string, name: string): MetricScope {
    return new MetricScope('workload', namespace, name);
  }

  /**
   * Those to one service, whichever workloads answer them.
   *
   * @param namespace its namespace
   * @param name its name, without the namespace and the domain
   */
  public static service(namespace: string, name: string): MetricScope {
    return new MetricScope('service', namespace, name);
  }

  /**
   * Those to all workloads of a namespace.
   *
   * @param namespace the namespace
   */
  public static namespace(namespace: string): MetricScope {
    return new MetricScope('namespace', namespace);
  }

  private constructor(private readonly kind: 'workload' | 'service' | 'namespace', private readonly inNamespace: string, private readonly named?: string) {}

  /**
   * In words.
   *
   * @internal
   */
  public _text(): string {
    return this.named === undefined ? `namespace ${this.inNamespace}` : `${this.kind} ${this.inNamespace}/${this.named}`;
  }

  /** @internal */
  public _isWorkload(namespace: string, name: string): boolean {
    return this.kind === 'workload' && this.inNamespace === namespace && this.named === name;
  }

  /** @internal */
  public _problems(what: string): string[] {
    const names: [string, unknown][] = [['namespace', this.inNamespace], ...(this.kind === 'namespace' ? [] : [[this.kind, this.named] as [string, unknown]])];
    return names.flatMap(([part, name]) => (typeof name === 'string' && name !== '' && name.length <= MAX_NAME
      ? [] : [`'${what}' must name a ${part} with 1 to ${MAX_NAME} characters, got ${shown(name)}`]));
  }

  /** @internal */
  public _matchers(reporter: MetricReporter): LabelMatcher[] {
    const { kind, inNamespace, named = '' } = this;
    if (kind === 'workload') { return [equal('destination_workload', named), equal('destination_workload_namespace', inNamespace)]; }
    if (kind === 'namespace') { return [equal('destination_workload_namespace', inNamespace)]; }
    // before Istio 1.24.3 a waypoint wrote its own namespace into destination_service_namespace; the host is the same in every version
    // (istio/proxy istio_stats.cc, ServerGateway; pull 6068)
    if (reporter === MetricReporter.WAYPOINT) { return [like('destination_service', `${literally(named)}\\.${literally(inNamespace)}(\\..*)?`)]; }
    return [equal('destination_service_name', named), equal('destination_service_namespace', inNamespace)];
  }
}

/** A text in a regular expression of Prometheus (RE2) that stands for itself. */
function literally(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
