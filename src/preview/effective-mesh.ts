import { refuseOptions } from './options';
import type { ProxyPreview } from './proxy-preview';
import type { MeshFacts } from '../platform';

/** What is known of manifests besides their text. */
export interface EffectiveMeshOptions {
  /**
   * Which mesh runs them, and what no manifest holds.
   *
   * @default - current Istio, nothing else is known
   */
  readonly facts?: MeshFacts;

  /**
   * The cluster in which they stand, as the facts name it.
   *
   * @default - no cluster is named
   */
  readonly cluster?: string;

  /**
   * The namespace in which objects will live that name none.
   *
   * @default - it is not known
   */
  readonly defaultNamespace?: string;

  /**
   * The name that origins and errors give the text.
   *
   * @default - lines are given without a name
   */
  readonly file?: string;
}

/**
 * What will really run: the gateways, waypoints and sidecars that manifests ask for. No construct is needed: the manifests may be Helm's or
 * anybody's.
 */
export class EffectiveMesh {
  /**
   * Reads one or more YAML documents, or JSON.
   *
   * Throws an error with every mistake in the text, with line and column; a text is read whole or not at all.
   */
  public static ofYaml(text: string, options: EffectiveMeshOptions = {}): EffectiveMesh {
    refuseOptions(options, 'EffectiveMesh.ofYaml', { facts: 'facts', cluster: 'text', defaultNamespace: 'text', file: 'text' });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the model is loaded by the first who reads manifests
    const { previewsOfYaml } = require('./of') as typeof import('./of');
    return new EffectiveMesh(previewsOfYaml(text, options));
  }

  private constructor(
    /** All proxies, by cluster, namespace and name; those that are refused are among them. */
    public readonly proxies: ProxyPreview[],
  ) {}

  /** The proxy whose workload has this name; undefined where there is none, and where the namespace does not single one out. */
  public proxy(name: string, namespace?: string): ProxyPreview | undefined {
    const found = this.proxies.filter((proxy) => proxy.name === name && (namespace === undefined || proxy.namespace === namespace));
    return found.length === 1 ? found[0] : undefined;
  }
}
