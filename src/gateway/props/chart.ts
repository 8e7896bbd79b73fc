import { GatewayAdditions } from './additions';
import { GatewayRendering } from './enums';
import { GatewayNaming } from './naming';
import { IstioGatewayProps } from './props';

/** A gateway in a chart of its own. */
export interface IstioGatewayChartProps extends IstioGatewayProps {
  /**
   * Whether generated names go without a hash. The objects of a gateway have explicit names; this is for what is added to the chart.
   *
   * @default false
   */
  readonly disableResourceNameHashes?: boolean;
}

/** How the YAML of an IstioGateway becomes a gateway. Whatever is given here is added to what the YAML says. */
export interface IstioGatewayFromYamlOptions extends GatewayAdditions {
  /**
   * Which IstioGateway of the text, by its name.
   *
   * @default - the only one
   */
  readonly name?: string;

  /**
   * The namespace, for a resource that names none.
   *
   * @default - ASM: istio-system. Istio: that of the chart
   */
  readonly namespace?: string;

  /**
   * The cluster that the objects are for.
   *
   * @default - no override is merged in
   */
  readonly cluster?: string;

  /**
   * Whether overrides may name fields for which ASM documents none.
   *
   * @default true: a resource that runs is taken as it is
   */
  readonly undocumentedOverrides?: boolean;

  /**
   * How the gateway is written down.
   *
   * @default - ASM on ASM, INJECTED on Istio
   */
  readonly rendering?: GatewayRendering;

  /**
   * How objects are called, and by which labels pods are found.
   *
   * @default GatewayNaming.ASM
   */
  readonly naming?: GatewayNaming;
}
