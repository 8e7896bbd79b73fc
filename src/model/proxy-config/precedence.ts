import { Flavor } from '../../platform';

/** What can carry ProxyConfig values for a proxy. */
export type Carrier =
  | 'options' // key `proxyConfig` of a waypoint's options ConfigMap
  | 'annotation' // proxy.istio.io/config on the pod
  | 'environment' // PROXY_CONFIG that the author set on the container
  | 'workloadProxyConfig' // ProxyConfig with a selector
  | 'namespaceProxyConfig' // ProxyConfig of the pod's namespace, without a selector
  | 'rootProxyConfig' // ProxyConfig of the root namespace, without a selector
  | 'asmWorkload' // ASMProxyConfig with a selector
  | 'asmNamespace' // ASMProxyConfig of the pod's namespace, without a selector
  | 'meshConfig' // meshConfig.defaultConfig
  | 'builtIn';

/** Who reads: istiod when it renders a pod, istiod for a gateway that it deploys itself, or the agent in the running pod. */
export type Reader = 'template' | 'managedTemplate' | 'agent';

interface Precedence {
  readonly flavor: Flavor;
  readonly reader: Reader;
  /** Strongest first. */
  readonly carriers: readonly Carrier[];
  readonly source: string;
}

const ISTIO_RESOURCES = ['namespaceProxyConfig', 'rootProxyConfig', 'meshConfig', 'builtIn'] as const;
/** Whether ASM heeds Istio's resources is not documented (view.ts): they stand where Istio has them, and what they set is unknown. */
const ASM_LEVELS = ['namespaceProxyConfig', 'rootProxyConfig', 'asmWorkload', 'asmNamespace', 'meshConfig', 'builtIn'] as const;

/** The one table of who wins. */
export const PRECEDENCE: readonly Precedence[] = [
  {
    flavor: Flavor.ISTIO,
    reader: 'template',
    carriers: ['workloadProxyConfig', 'annotation', ...ISTIO_RESOURCES],
    source: 'Istio 1.30.3 pilot/pkg/model/proxy_config.go EffectiveProxyConfig: the annotation has lower priority than a matching resource',
  },
  {
    flavor: Flavor.ISTIO,
    reader: 'managedTemplate',
    carriers: ['workloadProxyConfig', ...ISTIO_RESOURCES],
    source: 'Istio 1.30.3 deploymentcontroller.go: the look-up passes the label gateway-name and no annotations',
  },
  {
    flavor: Flavor.ISTIO,
    reader: 'agent',
    carriers: ['annotation', 'environment', 'workloadProxyConfig', ...ISTIO_RESOURCES],
    source: 'Istio 1.30.3 pilot/cmd/pilot-agent/config/config.go getMeshConfig: default, mesh file, PROXY_CONFIG, annotation',
  },
  {
    flavor: Flavor.ASM,
    reader: 'template',
    carriers: ['workloadProxyConfig', 'options', 'annotation', ...ASM_LEVELS],
    source: 'ASM, Configure sidecar proxies: the order is pod, workload, namespace, global',
  },
  {
    flavor: Flavor.ASM,
    reader: 'managedTemplate',
    carriers: ['workloadProxyConfig', 'options', ...ASM_LEVELS],
    source: 'ASM, Customize configuration for Gateway API-based deployment: the ConfigMap key proxyConfig',
  },
  {
    flavor: Flavor.ASM,
    reader: 'agent',
    carriers: ['options', 'annotation', 'environment', 'workloadProxyConfig', ...ASM_LEVELS],
    source: 'ASM, Configure sidecar proxies: the order is pod, workload, namespace, global',
  },
];

export function carriersFor(flavor: Flavor, reader: Reader): readonly Carrier[] {
  return PRECEDENCE.find((row) => row.flavor === flavor && row.reader === reader)?.carriers ?? [];
}
