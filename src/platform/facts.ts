import { IConstruct } from 'constructs';
import { MeshFactsProps, NamespaceFacts, NodeFacts } from './facts-props';
import { ClusterRecord, FactsRecord, MeshRecord, readFacts } from './facts-read';
import { Flavor } from './flavor';
import { isPlainMap, Json, JsonMap } from './json';
import { Platform } from './platform';
import { pathOf, refuseNoScope, TreeStore } from './tree-store';
import { MeshVersion } from './version';

const STORE = new TreeStore<MeshRecord>('cdk8s-istio.MeshFacts');

/** The label that says which zone a node is in. */
const ZONE = 'topology.kubernetes.io/zone';

/**
 * What no manifest holds: the platform, the mesh config, injection values, namespaces with their labels, nodes, zones and kinds of
 * cluster. Checks and previews read manifests and this, and nothing else. What is not given is unknown: the getters answer undefined,
 * and rules that need it say that they were not evaluated.
 *
 * @example
 *
 * new MeshFacts({
 *   platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }),
 *   namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } },
 * }).applyTo(app);
 */
export class MeshFacts {
  /**
   * The facts of a scope: those of the nearest ancestor they were applied to (the scope itself included), taken as a whole. Where there
   * are none, everything but the platform is unknown. The platform is always that of `Platform.of`.
   */
  public static of(scope: IConstruct): MeshFacts {
    const platform = Platform.of(scope);
    const record = STORE.nearest(scope) ?? MeshFacts.NONE;
    let known = MeshFacts.SEEN.get(record);
    if (!known) { MeshFacts.SEEN.set(record, known = new WeakMap()); }
    let facts = known.get(platform);
    if (!facts) { known.set(platform, facts = MeshFacts.from(record, platform)); }
    return facts;
  }

  private static readonly SEEN = new WeakMap<MeshRecord, WeakMap<Platform, MeshFacts>>();
  private static readonly NONE: MeshRecord = readFacts({});

  private static from(record: MeshRecord, platform: Platform, cluster?: string): MeshFacts {
    const facts = new MeshFacts({ platform });
    facts.record = record;
    facts.clusterId = cluster;
    return facts;
  }

  private record: MeshRecord;
  private clusterId?: string;
  private readonly givenPlatform?: Platform;
  private readonly byCluster = new Map<string, MeshFacts>();

  public constructor(props: MeshFactsProps = {}) {
    this.record = readFacts(props);
    this.givenPlatform = props.platform;
  }

  /** Makes these the facts of a scope and of everything below it that has none of its own; a given platform is applied as well. */
  public applyTo(scope: IConstruct): void {
    refuseNoScope(scope, 'MeshFacts.applyTo');
    const present = STORE.own(scope);
    if (present !== undefined && JSON.stringify(present) !== JSON.stringify(this.record)) {
      throw new Error(`[${pathOf(scope)}] a scope has one set of mesh facts, got a second one that differs; `
        + 'give all facts in one MeshFacts, or apply one of them to a chart below');
    }
    this.givenPlatform?.applyTo(scope);
    if (present !== undefined) { return; }
    STORE.put(scope, this.record);
    if (this.givenPlatform !== undefined) {
      MeshFacts.SEEN.set(this.record, new WeakMap([[this.givenPlatform, this]]));
    }
  }

  /** The facts as they are in one cluster: its own where it has any, and those of all clusters for the rest. */
  public forCluster(id: string): MeshFacts {
    const known = this.byCluster.get(id);
    if (known !== undefined) { return known; }
    const own: ClusterRecord = this.record.clusters[id] ?? {};
    const platform = this.platform._inCluster(own.kubernetesVersion, own.kind, `MeshFacts, cluster ${id}`);
    const facts = MeshFacts.from(inCluster(this.record, own), platform, id);
    this.byCluster.set(id, facts);
    return facts;
  }

  /** The mesh and its versions; current Istio where no platform was given. */
  public get platform(): Platform {
    return this.givenPlatform ?? Platform._assumed();
  }

  /** The cluster that these facts are of; undefined where they are of all clusters. */
  public get cluster(): string | undefined {
    return this.clusterId;
  }

  /** The ids of the clusters of which something is said, in alphabetical order. */
  public get clusterIds(): string[] {
    return Object.keys(this.record.clusters).sort();
  }

  /** The mesh config; undefined where it was not given. */
  public get meshConfig(): { [key: string]: any } | undefined {
    return this.record.meshConfig;
  }

  /** The injection values; undefined where they were not given. */
  public get injectionValues(): { [key: string]: any } | undefined {
    return this.record.injectionValues;
  }

  /** The namespaces by name; undefined where none were given. */
  public get namespaces(): { [name: string]: NamespaceFacts } | undefined {
    return this.record.namespaces;
  }

  /** Whether a namespace that is not named does not exist. */
  public get namespacesComplete(): boolean {
    return this.record.namespacesComplete === true;
  }

  /** The nodes; undefined where they were not given. */
  public get nodes(): NodeFacts[] | undefined {
    return this.record.nodes && [...this.record.nodes];
  }

  /** The zones as given, else those of the nodes' labels; undefined where neither tells. */
  public get zones(): string[] | undefined {
    const { zones, nodes } = this.record;
    if (zones !== undefined) { return [...zones]; }
    if (nodes === undefined || nodes.some((node) => node.labels === undefined)) { return undefined; }
    return [...new Set(nodes.flatMap((node) => node.labels?.[ZONE] ?? []))].sort();
  }

  /** The root namespace, where settings for the whole mesh live. */
  public get rootNamespace(): string {
    return this.record.rootNamespace ?? textAt(this.record.meshConfig, 'rootNamespace') ?? 'istio-system';
  }

  /** The trust domain; undefined where nothing tells. */
  public get trustDomain(): string | undefined {
    return this.record.trustDomain ?? textAt(this.record.meshConfig, 'trustDomain') ?? this.defaultOf('trustDomain');
  }

  /** The domain of the clusters' DNS; undefined where nothing tells. */
  public get clusterDomain(): string | undefined {
    return this.record.clusterDomain ?? textAt(this.record.injectionValues, 'global', 'proxy', 'clusterDomain') ?? this.defaultOf('clusterDomain');
  }

  /** Whether what ASM deploys for a Gateway is assumed to be as Istio deploys it, where the Gateway's options say nothing. */
  public get assumeIstioBase(): boolean {
    return this.record.assumeIstioBase === true;
  }

  /**
   * Whether sidecars are native: as the platform declares, else as istiod's ENABLE_NATIVE_SIDECARS says, else by the rule of the mesh,
   * which on Istio asks the kubelet of every node. Undefined where these do not tell.
   */
  public get nativeSidecars(): boolean | undefined {
    const { platform } = this;
    if (platform._declaration.nativeSidecars !== undefined || platform.flavor === Flavor.ASM) { return platform.nativeSidecars; }
    const setting = jsonAt(this.record.injectionValues, 'pilot', 'env', 'ENABLE_NATIVE_SIDECARS');
    if (setting === 'true' || setting === true) { return true; }
    if (setting === 'false' || setting === false) { return false; }
    return platform._inCluster(oldestKubelet(this.record.nodes), undefined, 'MeshFacts').nativeSidecars;
  }

  private defaultOf(key: 'trustDomain' | 'clusterDomain'): string | undefined {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the table of values is loaded by the first question
    const { valueFor } = require('./values') as typeof import('./values');
    const value = valueFor(this.platform, key);
    return value.known ? value.value : undefined;
  }
}

/** A cluster's own facts before those of all clusters, fact by fact. */
function inCluster(all: MeshRecord, own: ClusterRecord): MeshRecord {
  const facts: FactsRecord = {
    meshConfig: own.meshConfig ?? all.meshConfig,
    injectionValues: own.injectionValues ?? all.injectionValues,
    namespaces: own.namespaces ?? all.namespaces,
    // whether a list is complete is said of that list
    namespacesComplete: own.namespaces === undefined ? own.namespacesComplete ?? all.namespacesComplete : own.namespacesComplete,
    nodes: own.nodes ?? all.nodes,
    zones: own.zones ?? (own.nodes === undefined ? all.zones : undefined),
  };
  return { ...all, ...facts };
}

function oldestKubelet(nodes: FactsRecord['nodes']): string | undefined {
  const versions = nodes?.map((node) => node.kubeletVersion);
  if (versions === undefined || versions.length === 0) { return undefined; }
  const given = versions.filter((version) => version !== undefined).map((version) => MeshVersion.known(version));
  return given.length < versions.length ? undefined : given.sort(MeshVersion.compare)[0].toString();
}

function jsonAt(map: JsonMap | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => (isPlainMap(at) ? (at as JsonMap)[key] : undefined), map);
}

function textAt(map: JsonMap | undefined, ...path: string[]): string | undefined {
  const value = jsonAt(map, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
