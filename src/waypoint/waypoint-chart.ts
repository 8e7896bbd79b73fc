import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { WaypointChartProps } from './props';
import { Waypoint } from './waypoint';
import { isPlainMap } from '../platform/json';

/**
 * A waypoint in a chart of its own: the thin form of Waypoint.
 *
 * @example
 *
 * Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
 * new WaypointChart(app, 'waypoint', { namespace: 'shop', resources: { requests: { cpu: '500m' } } }).waypoint.useNamespace('shop');
 * app.synth();
 */
export class WaypointChart extends Chart {
  /** The waypoint, with its objects. */
  public readonly waypoint: Waypoint;

  public constructor(scope: Construct, id: string, props: WaypointChartProps = {}) {
    // without a compiler props may be anything; the waypoint says so
    const given = props as WaypointChartProps | null;
    super(scope, id, { namespace: given?.namespace, disableResourceNameHashes: given?.disableResourceNameHashes });
    const isMap: boolean = isPlainMap(props);
    try {
      this.waypoint = new Waypoint(this, 'waypoint', isMap ? { ...props, name: props.name ?? id } : props);
    } catch (error) {
      // a chart without its waypoint would be written as an empty file
      scope.node.tryRemoveChild(id);
      throw error;
    }
  }
}
