import { WaypointAutoscaling } from './autoscaling';
import { WaypointTraffic } from './enums';
import { WaypointInfrastructure, WaypointParametersRef } from './infrastructure';
import { WaypointOverlays } from './overlays';
import { WaypointProxyConfig } from './proxy-config';
import { WaypointService } from './service';
import { AllowedNamespaces } from '../../presets/allowed-namespaces';
import { DisruptionBudget } from '../../presets/budget';
import { ResourceRequirements } from '../../presets/resources';
import { RolloutPolicy } from '../../presets/rollout';
import { ShutdownPolicy } from '../../presets/shutdown';
import { GatewaySpread } from '../../presets/spread';

/**
 * A waypoint. What is not given is left to the mesh and not written; what is given is merged over what the mesh makes, field by field.
 */
export interface WaypointProps {
  /**
   * Its name, which its Deployment, Service and ServiceAccount have too: at most 63 characters, and not `none`.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * The namespace.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

  /**
   * Labels of the Gateway. istiod copies them to everything it makes, the pods included.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the Gateway. istiod copies them to everything it makes, the pods included.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Whose traffic goes through it.
   *
   * @default - not written: that of Services
   */
  readonly waypointFor?: WaypointTraffic;

  /**
   * From which namespaces objects may be put behind it.
   *
   * @default - its own, and each from which `use` puts something behind it
   */
  readonly acceptsFrom?: AllowedNamespaces;

  /**
   * The control plane's revision that makes it (`istio.io/rev`).
   *
   * @default - that of the namespace, else the default one
   */
  readonly revision?: string;

  /**
   * CPU and memory of the proxy. What is not named keeps the mesh's value.
   *
   * @default - the mesh's own; on Istio 100m and 128Mi, at most 2 and 1Gi
   */
  readonly resources?: ResourceRequirements;

  /**
   * A fixed number of pods. Not together with `autoscaling`, which would have to share it.
   *
   * @default - the mesh's own; on Istio 1
   */
  readonly replicas?: number;

  /**
   * A number of pods that follows the load.
   *
   * @default - no autoscaler on Istio; on ASM as ASM has it
   */
  readonly autoscaling?: WaypointAutoscaling;

  /**
   * How the pods stop.
   *
   * @default - the mesh's own times. For Istio up to 1.27, whose waypoints had 2 seconds, Kubernetes' 30 seconds are written
   */
  readonly shutdown?: ShutdownPolicy;

  /**
   * Settings of the proxy.
   *
   * @default - the mesh's own
   */
  readonly proxyConfig?: WaypointProxyConfig;

  /**
   * How many pods a voluntary disruption may take. On ASM, which has no option for it, the budget stands beside the waypoint and finds the
   * pods by the label `gateway.networking.k8s.io/gateway-name`.
   *
   * @default - none
   */
  readonly budget?: DisruptionBudget;

  /**
   * How the pods are kept apart.
   *
   * @default - the mesh's own; on Istio not at all. With two pods or more the checks then ask for it
   */
  readonly spread?: GatewaySpread;

  /**
   * How a rolling update replaces the pods.
   *
   * @default - the mesh's own; on Istio Kubernetes' own, 25 percent more and less
   */
  readonly rollout?: RolloutPolicy;

  /**
   * How long a new pod must be ready before it counts, in seconds.
   *
   * @default - 0
   */
  readonly minReadySeconds?: number;

  /**
   * Affinity of the pods, as Kubernetes writes it. With `spread` its `podAntiAffinity` must be left out.
   *
   * @default - none
   */
  readonly affinity?: { [key: string]: any };

  /**
   * Topology spread constraints of the pods, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly topologySpreadConstraints?: { [key: string]: any }[];

  /**
   * Labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Taints that the pods put up with, as Kubernetes writes them. They replace the mesh's own.
   *
   * @default - the mesh's own
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * The priority class of the pods.
   *
   * @default - none
   */
  readonly priorityClassName?: string;

  /**
   * Labels of the pods.
   *
   * @default - the mesh's own
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Annotations of the pods.
   *
   * @default - the mesh's own
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * The Service.
   *
   * @default - the mesh's own: inside the cluster
   */
  readonly service?: WaypointService;

  /**
   * Labels and annotations for everything that is made for it.
   *
   * @default - istiod copies those of the Gateway
   */
  readonly infrastructure?: WaypointInfrastructure;

  /**
   * Partial objects for what no prop says.
   *
   * @default - none
   */
  readonly overlays?: WaypointOverlays;

  /**
   * On ASM also options that its documents do not name: `service`, `serviceAccount`, `podDisruptionBudget`. What ASM does with them is not
   * known.
   *
   * @default false
   */
  readonly undocumentedOptions?: boolean;

  /**
   * The name of the options ConfigMap.
   *
   * @default - `<name>-options`
   */
  readonly optionsName?: string;

  /**
   * An options ConfigMap that somebody else makes. Props that need options of their own must then be left out.
   *
   * @default - one is made where a prop needs it
   */
  readonly parametersRef?: WaypointParametersRef;
}
