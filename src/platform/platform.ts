import { IConstruct } from 'constructs';
import { Feature, Support } from './feature';
import { ClusterKind, Flavor } from './flavor';
import { Target } from './needs';
import { AsmPlatformProps, IstioPlatformProps } from './platform-props';
import { Problems, refuseOthers, shown } from './problems';
import { atLeast, MODELLED_ISTIO } from './span';
import { pathOf, refuseNoScope, TreeStore } from './tree-store';
import { ASM_VERSION, GATEWAY_API_VERSION, ISTIO_VERSION, KUBERNETES_VERSION, MeshVersion, VersionForm } from './version';
import { nameProblem } from '../kube/names';

/** What was declared, as plain data: this, and nothing else, is what a scope remembers. */
interface Declaration {
  readonly flavor: Flavor;
  readonly version?: string;
  readonly kubernetesVersion?: string;
  readonly gatewayApiVersion?: string;
  readonly clusterKind?: ClusterKind;
  readonly nativeSidecars?: boolean;
  readonly revision?: string;
  readonly assumed?: boolean;
}

const STORE = new TreeStore<Declaration>('cdk8s-istio.Platform');
/** On each construct that has been written for a platform, which one. */
const WRITTEN_FOR = new TreeStore<Declaration>('cdk8s-istio.Platform.writtenFor');

/**
 * Which mesh runs, in which versions. It decides what is emitted, what is checked, and what is not evaluated because it was not said.
 *
 * @example
 *
 * Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
 */
export class Platform {
  /** Upstream Istio. */
  public static istio(props: IstioPlatformProps = {}): Platform {
    refuseUnknown(props, ['version', 'kubernetesVersion', 'gatewayApiVersion', 'nativeSidecars', 'revision'], 'Platform.istio');
    const { version, kubernetesVersion, gatewayApiVersion, nativeSidecars, revision } = props;
    return new Platform({ flavor: Flavor.ISTIO, version, kubernetesVersion, gatewayApiVersion, nativeSidecars, revision }, 'Platform.istio');
  }

  /** Alibaba Cloud Service Mesh. */
  public static asm(props: AsmPlatformProps = {}): Platform {
    refuseUnknown(props, ['version', 'kubernetesVersion', 'gatewayApiVersion', 'clusterKind'], 'Platform.asm');
    const { version, kubernetesVersion, gatewayApiVersion, clusterKind } = props;
    return new Platform({ flavor: Flavor.ASM, version, kubernetesVersion, gatewayApiVersion, clusterKind }, 'Platform.asm');
  }

  /**
   * The platform of a scope: that of the nearest ancestor it was applied to (the scope itself included). Where there is none, current
   * Istio is assumed, with nothing said of Kubernetes.
   */
  public static of(scope: IConstruct): Platform {
    const declaration = STORE.nearest(scope);
    if (declaration === undefined) { return Platform.ASSUMED; }
    const platform = Platform.SEEN.get(declaration) ?? new Platform(declaration, pathOf(scope));
    Platform.SEEN.set(declaration, platform);
    return platform;
  }

  /**
   * The platform that a construct is written for. Afterwards no other one can be applied above it.
   *
   * @internal
   */
  public static _writtenFor(construct: IConstruct): Platform {
    const platform = Platform.of(construct);
    WRITTEN_FOR.put(construct, platform._declaration);
    return platform;
  }

  /**
   * Current Istio, as assumed where no platform was declared; what is said beside that holds.
   *
   * @internal
   */
  public static _assumed(known: IstioPlatformProps = {}): Platform {
    if (Object.values(known).every((value) => value === undefined)) { return Platform.ASSUMED; }
    return new Platform({ ...Platform.ASSUMED._declaration, ...known }, 'Platform');
  }

  /** One object a declaration, so that `Platform.of` answers with the very platform that was applied. */
  private static readonly SEEN = new WeakMap<object, Platform>();
  private static readonly ASSUMED = new Platform({ flavor: Flavor.ISTIO, version: MODELLED_ISTIO.newest, assumed: true }, 'Platform');

  /** Istio or ASM. */
  public readonly flavor: Flavor;

  /** The version of Istio or ASM, without a leading `v`; undefined where it was not given. */
  public readonly version?: string;

  /** The Istio version. On ASM its minor, inferred from the ASM version. */
  public readonly istioVersion?: string;

  /** The Kubernetes version, without a leading `v`; undefined where it was not given. */
  public readonly kubernetesVersion?: string;

  /** The version of the Gateway API's CRDs, without a leading `v`; undefined where it was not given. */
  public readonly gatewayApiVersion?: string;

  /** The kind of the clusters; undefined where it was not given. */
  public readonly clusterKind?: ClusterKind;

  /** The revision of the control plane; undefined where there is none. */
  public readonly revision?: string;

  /** Nobody declared a platform, and this one was assumed. Say so wherever a result rests on it. */
  public readonly assumed: boolean;

  /** @internal */
  public readonly _target: Target;

  /** @internal */
  public readonly _declaration: Declaration;

  /** Answers that were given: every proxy and every rule asks for the same few. */
  private readonly supported = new Map<Feature, Support>();

  private constructor(declaration: Declaration, where: string) {
    const problems = new Problems(where);
    const read = (what: 'version' | 'kubernetesVersion' | 'gatewayApiVersion', form: VersionForm): MeshVersion | undefined => {
      const input: unknown = declaration[what];
      if (input === undefined) { return undefined; }
      const version = MeshVersion.read(input, what, form);
      if (typeof version !== 'string') { return version; }
      problems.add(version);
      return undefined;
    };
    const { flavor, clusterKind, nativeSidecars, revision } = declaration;
    const version = read('version', flavor === Flavor.ASM ? ASM_VERSION : ISTIO_VERSION);
    const kubernetes = read('kubernetesVersion', KUBERNETES_VERSION);
    const gatewayApi = read('gatewayApiVersion', GATEWAY_API_VERSION);
    if (clusterKind !== undefined && !Object.values(ClusterKind).includes(clusterKind)) {
      problems.add(`'clusterKind' must be one of ${Object.values(ClusterKind).join(', ')}, got ${shown(clusterKind)}`);
    }
    if (nativeSidecars !== undefined && typeof nativeSidecars !== 'boolean') {
      problems.add(`'nativeSidecars' must be true or false, got ${shown(nativeSidecars)}`);
    }
    // it is the value of a label and part of the name of istiod's Service
    const revisionProblem = revision === undefined ? undefined : nameProblem('dns1123Label', revision);
    if (revisionProblem !== undefined) {
      problems.add(`'revision' ${revisionProblem}, got ${shown(revision)}; leave it out for no revision`);
    }
    // a native sidecar is an init container with a restart policy, which Kubernetes knows since 1.28
    if (nativeSidecars === true && kubernetes !== undefined && atLeast(kubernetes, '1.28') === false) {
      problems.add(`'nativeSidecars' needs Kubernetes 1.28 or later, got true with ${kubernetes}; leave it out`);
    }
    problems.throwIfAny();

    const istio = flavor === Flavor.ASM && version !== undefined ? MeshVersion.known(version.minor) : version;
    this.flavor = flavor;
    this.version = version?.toString();
    this.istioVersion = istio?.toString();
    this.kubernetesVersion = kubernetes?.toString();
    this.gatewayApiVersion = gatewayApi?.toString();
    this.clusterKind = clusterKind;
    this.revision = revision;
    this.assumed = declaration.assumed === true;
    this._target = { flavor, istio, asm: flavor === Flavor.ASM ? version : undefined, kubernetes, gatewayApi, clusterKind };
    this._declaration = Object.freeze({ ...declaration });
  }

  /**
   * Whether sidecars are native: as declared, else by the rule of the mesh and its version. Undefined where the versions do not tell.
   */
  public get nativeSidecars(): boolean | undefined {
    if (this._declaration.nativeSidecars !== undefined) { return this._declaration.nativeSidecars; }
    const support = this.supports(Feature.NATIVE_SIDECARS_BY_DEFAULT);
    return support === Support.UNKNOWN ? undefined : support === Support.YES;
  }

  /**
   * Makes this the platform of a scope and of everything below it that has none of its own. It comes before what is written for it: constructs of
   * this library are rendered when they are made.
   */
  public applyTo(scope: IConstruct): void {
    refuseNoScope(scope, 'Platform.applyTo');
    const present = STORE.own(scope);
    if (present !== undefined && fingerprint(present) !== fingerprint(this._declaration)) {
      const other = new Platform(present, pathOf(scope));
      throw new Error(`[${pathOf(scope)}] a scope has one platform, got ${this} where ${other} is applied already; `
        + 'apply one of them to a chart below');
    }
    if (present !== undefined) { return; }
    this.refuseLate(scope);
    STORE.put(scope, this._declaration);
    Platform.SEEN.set(this._declaration, this);
  }

  private refuseLate(scope: IConstruct): void {
    const late = scope.node.findAll().filter((construct) => {
      const written = WRITTEN_FOR.own(construct);
      return written !== undefined && STORE.nearest(construct) === STORE.nearest(scope) && fingerprint(written) !== fingerprint(this._declaration);
    });
    if (late.length === 0) { return; }
    const rest = late.length - 3;
    const names = [...late.slice(0, 3).map(pathOf), ...rest > 0 ? [`${rest} more`] : []].join(', ');
    throw new Error(`[${pathOf(scope)}] a platform is applied before anything is made for it, got ${this} when ${names} `
      + `had been made for ${Platform.of(scope)}; apply it first`);
  }

  /** Can this platform do that? An unknown version makes it unknown, never a yes. */
  public supports(feature: Feature): Support {
    let support = this.supported.get(feature);
    if (support === undefined) { this.supported.set(feature, support = table().featureAnswer(this._target, feature).support); }
    return support;
  }

  /** The answer as a sentence: with what it needs, why it is unknown, and the source. */
  public explain(feature: Feature): string {
    return table().explainFeature(this._target, feature, this.toString());
  }

  /** As people write it: `istio 1.30 on Kubernetes 1.33`. */
  public toString(): string {
    const details = [
      this.gatewayApiVersion === undefined ? '' : `Gateway API ${this.gatewayApiVersion}`,
      this.clusterKind ?? '',
      this.revision === undefined ? '' : `revision ${this.revision}`,
      this._declaration.nativeSidecars === undefined ? '' : `native sidecars ${this._declaration.nativeSidecars ? 'on' : 'off'}`,
      this.assumed ? 'assumed' : '',
    ].filter((detail) => detail !== '');
    return `${this.flavor} ${this.version ?? 'of unknown version'}`
      + (this.kubernetesVersion === undefined ? '' : ` on Kubernetes ${this.kubernetesVersion}`)
      + (details.length === 0 ? '' : ` (${details.join(', ')})`);
  }

  /**
   * The same mesh seen from one cluster.
   *
   * @internal
   */
  public _inCluster(kubernetesVersion: string | undefined, clusterKind: ClusterKind | undefined, where: string): Platform {
    if (kubernetesVersion === undefined && clusterKind === undefined) { return this; }
    const own = this._declaration;
    const declaration = { ...own, kubernetesVersion: kubernetesVersion ?? own.kubernetesVersion, clusterKind: clusterKind ?? own.clusterKind };
    return new Platform(declaration, where);
  }
}

/** Two declarations that say the same are the same platform; how a version is spelled does not matter. */
function fingerprint(declaration: Declaration): string {
  const bare = (text: string | undefined): string | undefined => text?.replace(/^v/, '');
  const { flavor, version, kubernetesVersion, gatewayApiVersion, clusterKind, nativeSidecars, revision } = declaration;
  return JSON.stringify([
    flavor, bare(version) ?? null, bare(kubernetesVersion) ?? null, bare(gatewayApiVersion) ?? null, clusterKind ?? null,
    nativeSidecars ?? null, revision ?? null,
  ]);
}

/** A misspelt version would be an unknown one: what depends on it would not be judged, without a word. */
function refuseUnknown(props: object, known: readonly string[], where: string): void {
  refuseOthers(props, where, `the props must be a map with ${known.join(', ')}`, known);
}

/** The table of what differs by version, loaded by the first question. */
function table(): typeof import('./features') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever only declares a platform does not pay for it
  return require('./features') as typeof import('./features');
}
