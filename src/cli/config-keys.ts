/** What a value in the configuration file must be. */
export type ConfigType = 'text' | 'flag' | 'version' | 'file' | 'map' | 'list';

interface ConfigKey {
  readonly type: ConfigType;
  /** What `check --help` and the guide say of it. */
  readonly what: string;
}

/** The keys of `.cdk8s-istio.yaml`. Files are found from where it stands. */
export const CONFIG_KEYS = {
  platform: { type: 'text', what: 'istio@1.30 or asm@1.26' },
  kubernetes: { type: 'version', what: 'Kubernetes version, "1.33"' },
  gatewayApi: { type: 'version', what: 'version of the Gateway API CRDs, "1.5"' },
  clusterKind: { type: 'text', what: 'on ASM: the kind of the clusters' },
  nativeSidecars: { type: 'flag', what: 'on Istio: whether sidecars are native' },
  revision: { type: 'text', what: 'on Istio: revision of the control plane' },
  namespace: { type: 'text', what: 'namespace of objects that name none' },
  meshConfig: { type: 'file', what: 'file with the mesh config' },
  values: { type: 'file', what: 'file with the injection values' },
  namespaces: { type: 'file', what: 'file with the namespaces' },
  facts: { type: 'map', what: 'nodes, zones, clusters and the other MeshFacts' },
  failOn: { type: 'text', what: 'error, warning, note or never' },
  asOf: { type: 'text', what: 'the day against which acknowledgements expire' },
  baseline: { type: 'file', what: 'file with the findings that are known' },
  acknowledgements: { type: 'list', what: 'findings that are accepted: rule, reason, and part, object, expires' },
} as const satisfies Record<string, ConfigKey>;

export type ConfigName = keyof typeof CONFIG_KEYS;
