/** What a value in the configuration file must be. */
export type ConfigType = 'text' | 'flag' | 'version' | 'file' | 'map' | 'list';

interface ConfigKey {
  readonly type: ConfigType;
  /** What `check --help` and the guide say of it. */
  readonly what: string;
  /** What holds where nobody says it. */
  readonly otherwise: { readonly value: string; readonly because?: string } | { readonly none: string };
}

/** A fact that is not there. */
const NOT_EVALUATED = { none: 'what depends on it is not evaluated' } as const;

/** The keys of `.cdk8s-istio.yaml`. Files are found from where it stands. */
export const CONFIG_KEYS = {
  platform: { type: 'text', what: 'istio@1.30 or asm@1.26', otherwise: { value: 'istio', because: 'assumed, because no platform is declared' } },
  kubernetes: { type: 'version', what: 'Kubernetes version, "1.33"', otherwise: NOT_EVALUATED },
  gatewayApi: { type: 'version', what: 'version of the Gateway API CRDs, "1.5"', otherwise: NOT_EVALUATED },
  clusterKind: { type: 'text', what: 'on ASM: the kind of the clusters', otherwise: NOT_EVALUATED },
  nativeSidecars: { type: 'flag', what: 'on Istio: whether sidecars are native', otherwise: { none: 'as the versions of mesh and Kubernetes have it' } },
  revision: { type: 'text', what: 'on Istio: revision of the control plane', otherwise: { none: 'no revision' } },
  namespace: { type: 'text', what: 'namespace of objects that name none', otherwise: { none: 'such objects belong together, in a namespace without a name' } },
  meshConfig: { type: 'file', what: 'file with the mesh config', otherwise: NOT_EVALUATED },
  values: { type: 'file', what: 'file with the injection values', otherwise: NOT_EVALUATED },
  namespaces: { type: 'file', what: 'file with the namespaces', otherwise: NOT_EVALUATED },
  facts: { type: 'map', what: 'nodes, zones, clusters and the other MeshFacts', otherwise: NOT_EVALUATED },
  failOn: { type: 'text', what: 'error, warning, note or never', otherwise: { value: 'error' } },
  asOf: { type: 'text', what: 'the day against which acknowledgements expire', otherwise: { none: 'acknowledgements that expire are judged by no day' } },
  baseline: { type: 'file', what: 'file with the findings that are known', otherwise: { none: 'every finding is new' } },
  acknowledgements: { type: 'list', what: 'findings that are accepted: rule, reason, and part, object, expires', otherwise: { none: 'nothing is accepted here' } },
} as const satisfies Record<string, ConfigKey>;

export type ConfigName = keyof typeof CONFIG_KEYS;
