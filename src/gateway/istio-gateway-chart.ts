import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioGateway } from './istio-gateway';
import { IstioGatewayChartProps, IstioGatewayFromYamlOptions } from './props';
import { isPlainMap } from '../platform/json';

/**
 * A gateway in a chart of its own: the thin form of IstioGateway.
 *
 * @example
 *
 * Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }).applyTo(app);
 * new IstioGatewayChart(app, 'ingressgateway', {
 *   clusterIds: ['c954ee9df88f64f229591f0ea4c61a8b2'],
 *   minReplicas: 2,
 *   maxReplicas: 4,
 *   cpu: { targetAverageUtilization: 80 },
 *   spread: GatewaySpread.nodes(),
 *   rollout: RolloutPolicy.outBeforeIn(),
 * });
 */
export class IstioGatewayChart extends Chart {
  /**
   * A chart from the YAML of an IstioGateway resource. On ASM it is written as it was read; what the options say is added.
   *
   * @param scope the app, or a construct in it
   * @param id the id of the chart, which names its file
   * @param text YAML or JSON; other objects in it are left alone
   * @param options which resource, and what is added to it
   */
  public static fromYaml(scope: Construct, id: string, text: string, options: IstioGatewayFromYamlOptions = {}): IstioGatewayChart {
    return new IstioGatewayChart(scope, id, IstioGateway._propsOf(reading().readGatewayText(scope, id, text, options), options));
  }

  /**
   * A chart from a file with the YAML of an IstioGateway resource.
   *
   * @param scope the app, or a construct in it
   * @param id the id of the chart, which names its file
   * @param path the file
   * @param options which resource, and what is added to it
   */
  public static fromFile(scope: Construct, id: string, path: string, options: IstioGatewayFromYamlOptions = {}): IstioGatewayChart {
    return new IstioGatewayChart(scope, id, IstioGateway._propsOf(reading().readGatewayFile(scope, id, path, options), options));
  }

  /** The gateway, with its objects. */
  public readonly gateway: IstioGateway;

  public constructor(scope: Construct, id: string, props: IstioGatewayChartProps = {}) {
    // without a compiler props may be anything; the gateway says so
    const given = props as IstioGatewayChartProps | null;
    super(scope, id, { namespace: given?.namespace, disableResourceNameHashes: given?.disableResourceNameHashes });
    const isMap: boolean = isPlainMap(props);
    try {
      this.gateway = new IstioGateway(this, 'gateway', IstioGateway._isRead(props) || !isMap ? props : { ...props, name: props.name ?? id });
    } catch (error) {
      // a chart without its gateway would be written as an empty file
      scope.node.tryRemoveChild(id);
      throw error;
    }
  }
}

/** Readers of YAML, loaded by the first text. */
function reading(): typeof import('./from-yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever reads no YAML does not pay for it
  return require('./from-yaml') as typeof import('./from-yaml');
}
