import { App, Chart } from 'cdk8s';
import { ASM, chartOn, ISTIO, SHUTDOWN, SPREAD } from './helpers';
import { GatewaySpread, type Platform, ValidationAspects, Waypoint, type WaypointProps } from '../../src';

function synth(props: WaypointProps, platform: Platform = ISTIO, then: (waypoint: Waypoint) => void = () => undefined): string {
  const chart = chartOn(platform);
  then(new Waypoint(chart, 'waypoint', props));
  return App.of(chart).synthYaml();
}

const times = (grace: number, terminationDrain: number, drain: number): WaypointProps => ({
  overlays: { deployment: { spec: { template: { spec: { terminationGracePeriodSeconds: grace } } } } },
  proxyConfig: { more: { terminationDrainDuration: `${terminationDrain}s`, drainDuration: `${drain}s` } },
});

describe('what every waypoint enforces on itself', () => {
  test.each([[60, 60, 30], [61, 30, 30]])('raw timers of %d, %d, %d seconds stop the synth', (...raw) => {
    for (const platform of [ISTIO, ASM]) { expect(() => synth(times(...raw), platform)).toThrow(/DRN001/); }
  });

  test('in their order they do not', () => expect(() => synth(times(61, 60, 59))).not.toThrow());

  test('two pods that may share a node stop the synth on Istio, and an answer lets it go on', () => {
    const autoscaling = { minReplicas: 2, maxReplicas: 3 };
    expect(() => synth({ autoscaling })).toThrow(/AVL010/);
    expect(() => synth({ autoscaling, spread: SPREAD })).not.toThrow();
    expect(() => synth({ autoscaling, spread: GatewaySpread.none('one node is all there is') })).not.toThrow();
    expect(() => synth({ autoscaling }, ISTIO, (waypoint) => {
      ValidationAspects.of(waypoint).acknowledge({ rule: 'AVL010', reason: 'one node is all there is' });
    })).not.toThrow();
  });

  test('the checks change nothing of what is written', () => {
    const chart = chartOn();
    const waypoint = new Waypoint(chart, 'waypoint', { shutdown: SHUTDOWN });
    const alone = [waypoint.options, waypoint.gateway].map((object) => object!.toJson() as unknown);
    expect(chart.toJson()).toEqual(alone);
    expect(Chart.of(waypoint)).toBe(chart);
  });
});
