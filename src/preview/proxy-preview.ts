import { refuseOptions } from './options';
import { PREVIEW_OBJECTS, type PreviewSource } from './source';

/** One value of an object as it will run. */
export interface PreviewValue {
  /** The kind of the object: `Deployment`. */
  readonly kind: string;
  /** Where it stands there: a JSON pointer. */
  readonly pointer: string;
  /** The value: a text, a number, true, false, or an empty list or map. */
  readonly value: any;
  /** Who said so: `set in ConfigMap shop/waypoint-options at /data/deployment/spec/replicas`, `default of Istio`. */
  readonly origin: string;
}

/** One setting of the proxy, whether an object holds it or a default does. */
export interface PreviewSetting {
  /** What it is: `grace period`. */
  readonly name: string;

  /**
   * The value; times are seconds.
   *
   * @default - it is not known, and `origin` says why, or it is known to be absent
   */
  readonly value?: any;

  /** Who said so, or why it is not known. */
  readonly origin: string;
}

/** How a preview is written. */
export interface PreviewTextOptions {
  /**
   * Whether each value has its origin behind it, as a comment.
   *
   * @default true
   */
  readonly origins?: boolean;
}

/** A proxy as it will run: the objects that the mesh makes of it, with the origin of every value. */
export class ProxyPreview {
  /** @internal */
  public static _of(source: PreviewSource): ProxyPreview {
    return new ProxyPreview(source);
  }

  /** The name of the workload. */
  public readonly name: string;

  /** Its namespace; undefined where none is said. */
  public readonly namespace?: string;

  /** Whether it runs: `runs`, `refused`, `not-injected` or `unknown`. */
  public readonly state: string;

  /** Why it does not run as written; empty where it does. */
  public readonly refusals: string[];

  /** The Deployment or DaemonSet. What is not in it is left to Kubernetes, or not known: see `unknown`. */
  public readonly deployment: { [key: string]: any };

  /** The Service. */
  public readonly service?: { [key: string]: any };

  /** The ServiceAccount. */
  public readonly serviceAccount?: { [key: string]: any };

  /** The autoscaler; undefined where none is made with the proxy. */
  public readonly horizontalPodAutoscaler?: { [key: string]: any };

  /** The budget; undefined where none is made with the proxy. */
  public readonly podDisruptionBudget?: { [key: string]: any };

  private constructor(private readonly source: PreviewSource) {
    this.name = source.name;
    this.namespace = source.namespace;
    this.state = source.state;
    this.refusals = [...source.refusals];
    const object = (key: typeof PREVIEW_OBJECTS[number]): { [key: string]: any } | undefined => {
      const found = source.objects.find((one) => one.key === key);
      // a copy: what a reader changes in it changes nothing else
      return found && structuredClone(found.object) as { [key: string]: any };
    };
    this.deployment = object('deployment')!;
    this.service = object('service');
    this.serviceAccount = object('serviceAccount');
    this.horizontalPodAutoscaler = object('horizontalPodAutoscaler');
    this.podDisruptionBudget = object('podDisruptionBudget');
  }

  /** Every value of every object, in the order of the objects. */
  public get values(): PreviewValue[] {
    return this.source.objects.flatMap(({ kind, leaves }) => leaves().map(({ pointer, value, origin }) => ({ kind, pointer, value, origin })));
  }

  /** What decides how the proxy starts, scales and stops, defaults included. */
  public get settings(): PreviewSetting[] {
    return this.source.settings().map((setting) => ({ ...setting }));
  }

  /** What cannot be known of the objects, with the reason; empty where they are known as a whole. */
  public get unknown(): string[] {
    return this.source.objects.flatMap(({ kind, unknown }) => (unknown === undefined ? [] : [`${kind}: ${unknown}`]));
  }

  /** The objects as YAML. */
  public toYaml(options: PreviewTextOptions = {}): string {
    refuseOptions(options, 'ProxyPreview.toYaml', { origins: 'flag' });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first text
    const { previewText } = require('./text') as typeof import('./text');
    return previewText(this.source, options.origins ?? true);
  }
}
