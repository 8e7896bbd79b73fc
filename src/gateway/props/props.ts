import { GatewayAdditions } from './additions';
import { GatewayConfiguration } from './configuration';
import { GatewayRendering, GatewayType, IstioGatewayApiVersion } from './enums';
import { GatewayNaming } from './naming';

/**
 * A gateway: every field of ASM's IstioGateway resource under its own name, so that existing YAML can be brought across line by line, and
 * what the resource lacks.
 */
export interface IstioGatewayProps extends GatewayConfiguration, GatewayAdditions {
  /**
   * The name of the gateway: `ingressgateway` becomes the IstioGateway of that name, whose objects are called `istio-ingressgateway`. At most
   * 57 characters on ASM.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * The namespace. An IstioGateway must be in istio-system.
   *
   * @default - ASM: istio-system. Istio: that of the chart
   */
  readonly namespace?: string;

  /**
   * Labels of the gateway's own objects; on ASM of the resource.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the gateway's own objects; on ASM of the resource.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * The direction of the traffic.
   *
   * @default GatewayType.INGRESS
   */
  readonly gatewayType?: GatewayType;

  /**
   * The ids of the clusters that it runs in, all of them of one ASM instance.
   *
   * @default - none: on ASM nothing is deployed until one is named
   */
  readonly clusterIds?: string[];

  /**
   * What differs by cluster, by cluster id. A field is replaced as a whole. ASM documents serviceAnnotations, podAnnotations, resources
   * and replicaCount, and from 1.16 serviceType and the fields of the autoscaler.
   *
   * @default - nothing differs
   */
  readonly overrides?: { [clusterId: string]: GatewayConfiguration };

  /**
   * Whether overrides may name fields for which ASM documents none. The resource's type takes all of them.
   *
   * @default false
   */
  readonly undocumentedOverrides?: boolean;

  /**
   * The cluster that the objects are for: its overrides are merged in. Renderings other than ASM need it as soon as there are overrides.
   *
   * @default - no override is merged in
   */
  readonly cluster?: string;

  /**
   * How the gateway is written down.
   *
   * @default - ASM on ASM, INJECTED on Istio
   */
  readonly rendering?: GatewayRendering;

  /**
   * How objects are called, and by which labels pods are found. ASM always names as GatewayNaming.ASM.
   *
   * @default GatewayNaming.ASM
   */
  readonly naming?: GatewayNaming;

  /**
   * The API version of the IstioGateway resource.
   *
   * @default IstioGatewayApiVersion.V1BETA1
   */
  readonly apiVersion?: IstioGatewayApiVersion;
}
