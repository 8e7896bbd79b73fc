import type { ProxyPreview } from '../preview';

/** What a less specific level says of a setting, and what does not hold because of a more specific one. */
export interface ShadowedSidecarSetting {
  /** The level: `workload`, `namespace` or `global`. */
  readonly level: string;
  /** The path of the policy. */
  readonly by: string;
  /** The value. */
  readonly value: any;
}

/** One setting of a sidecar: what holds and why. */
export interface EffectiveSidecarItem {
  /** The setting: `logLevel`. */
  readonly item: string;

  /**
   * The value in the words of the mesh.
   *
   * @default - nobody sets it and the mesh has no default, or that is not known: see `origin`
   */
  readonly value?: any;

  /**
   * The level that decides: `pod`, `workload`, `namespace` or `global`.
   *
   * @default - nobody sets it
   */
  readonly level?: string;

  /** Who decides: a policy, the pod itself, a default, or why it is not known. */
  readonly origin: string;

  /** What less specific levels say. */
  readonly shadowed: ShadowedSidecarSetting[];

  /** Where it shows in the injected pod. */
  readonly effect: string;

  /**
   * Why it has no effect.
   *
   * @default - it has
   */
  readonly ignoredBecause?: string;
}

/** Whether a connection goes through the sidecar. */
export interface SidecarCaptureAnswer {
  /** Whether it does. */
  readonly captured: boolean;
  /** The rule that decides. */
  readonly why: string;
}

/**
 * What answers are made of.
 *
 * @internal
 */
export interface EffectiveSource {
  readonly workload: string;
  readonly excluded?: string;
  readonly items: readonly EffectiveSidecarItem[];
  readonly warnings: readonly string[];
  outbound(address: string, port: number): SidecarCaptureAnswer;
  inbound(port: number): SidecarCaptureAnswer;
  preview(): ProxyPreview;
}

/** What holds for the sidecar of one workload. */
export class EffectiveSidecar {
  /** @internal */
  public static _of(source: EffectiveSource): EffectiveSidecar {
    return new EffectiveSidecar(source);
  }

  /** The workload: `Deployment shop/web`. */
  public readonly workload: string;

  /** Why the workload gets no sidecar whatever policies say; undefined where it may get one. */
  public readonly excluded?: string;

  /** Every setting, in a fixed order. */
  public readonly items: EffectiveSidecarItem[];

  /** What settings do beside what was asked for, and what of a policy the pod overrules. */
  public readonly warnings: string[];

  private constructor(private readonly source: EffectiveSource) {
    this.workload = source.workload;
    this.excluded = source.excluded;
    this.items = source.items.map((item) => ({ ...item }));
    this.warnings = [...source.warnings];
  }

  /**
   * One setting.
   *
   * @param name as in `SidecarSettings`: `logLevel`
   */
  public item(name: string): EffectiveSidecarItem {
    const found = this.items.find(({ item }) => item === name);
    if (!found) { throw new Error(`a sidecar has no setting of that name, got ${JSON.stringify(name.slice(0, 80))}, expected one of ${this.items.map(({ item }) => item).join(', ')}`); }
    return found;
  }

  /**
   * Whether a TCP connection from the workload goes through its sidecar.
   *
   * @param address the IP address: `10.1.2.3`
   * @param port the port
   */
  public captures(address: string, port: number): SidecarCaptureAnswer {
    return this.source.outbound(address, port);
  }

  /**
   * Whether a TCP connection to the workload goes through its sidecar.
   *
   * @param port the port
   */
  public capturesInbound(port: number): SidecarCaptureAnswer {
    return this.source.inbound(port);
  }

  /** The pods as they will run, with the origin of every value. Settings of the whole mesh show in it where `MeshFacts` hold them. */
  public preview(): ProxyPreview {
    return this.source.preview();
  }
}
