import { Chart, Duration } from 'cdk8s';
import { asmChart, istioChart, refusals } from './helpers';
import { GatewayNaming, GatewayRendering, IstioGateway, type IstioGatewayProps } from '../../src/gateway';
import { GatewaySpread, LoadBalancer, ScalingSelect, ShutdownPolicy } from '../../src/presets';
import { Waypoint } from '../../src/waypoint';

const SCALED = { minReplicas: 2, maxReplicas: 3, resources: { requests: { cpu: '1' } }, cpu: { targetAverageUtilization: 80 }, spread: GatewaySpread.nodes() };

const gateway = (props: unknown, chart: Chart = istioChart()): string[] => refusals(() => new IstioGateway(chart, 'gw', props as IstioGatewayProps));

/** What those write who have no compiler, or another resource in mind; every one is refused by a sentence, none by a TypeError. */
const NONSENSE: readonly (readonly [unknown, string])[] = [
  [null, 'the props of a gateway must be a map, got null'],
  ['x', 'the props of a gateway must be a map, got "x"'],
  [[], 'the props of a gateway must be a map, got a list of 0'],
  [{ replicas: 3 }, "'replicas' is not a prop; use replicaCount"],
  [{ terminationGracePeriodSeconds: 60 }, "'terminationGracePeriodSeconds' is not a prop; use shutdown"],
  [{ replicaCoutn: 3 }, '\'replicaCoutn\' is not a prop; did you mean "replicaCount"?'],
  [{ apiVersion: 'v2' }, '\'apiVersion\' must be one of v1beta1, v1, got "v2"'],
  [{ ports: [80] }, "'ports[0]' must be a map with name, port, targetPort, protocol …, got 80"],
  [{ ...SCALED, cpu: 80 }, "'cpu' must be a map with targetAverageUtilization, got 80"],
  [{ imagePullSecrets: 'x' }, '\'imagePullSecrets\' must be a list, got "x"'],
  [{ volumes: [5] }, "'volumes[0]' must be a map, got 5"],
  [{ daemonSet: 'yes' }, '\'daemonSet\' must be true or false, got "yes"; write it without quotes'],
  [{ podLabels: () => 1 }, "'podLabels' must be a value that YAML can hold, got a function"],
  [{ cluster: 5 }, "'cluster' must be the id of a cluster, got 5"],
  [{ ...SCALED, scalingBehavior: 5 }, "'scalingBehavior' must be a map with scaleUp, scaleDown, got 5"],
  [{ ...SCALED, scalingBehavior: { scaleup: {} } }, '\'scalingBehavior.scaleup\' is not a field there; did you mean "scaleUp"?'],
  [{ ...SCALED, scalingBehavior: { scaleUp: 'fast' } }, '\'scalingBehavior.scaleUp\' must be a map with stabilizationWindow, select, steps, got "fast"'],
  [{ ...SCALED, scalingBehavior: { scaleUp: { steps: 'x' } } }, '\'scalingBehavior.scaleUp.steps\' must be a list, got "x"'],
  [{ ...SCALED, scalingBehavior: { scaleUp: { steps: [5] } } }, "'scalingBehavior.scaleUp.steps[0]' must be a map with pods, percent, period, got 5"],
  [{ ...SCALED, scalingBehavior: { scaleUp: { select: 'Fast' } } }, '\'scalingBehavior.scaleUp.select\' must be one of Max, Min, Disabled, got "Fast"'],
];

describe('a gateway of nonsense', () => {
  test.each(NONSENSE)('%j', (props, sentence) => {
    expect(gateway(props)).toEqual([sentence]);
    // on ASM there may be more to say, never less
    expect(gateway(props, asmChart())).toContain(sentence);
  });

  test.each([
    ['300.1.1.1', true], ['10.0.0.1', false], ['None', false], ['fd00::1', false],
  ])('clusterIP %s: refused %s', (clusterIP, isRefused) => {
    expect(gateway({ clusterIP })).toEqual(isRefused ? [`'clusterIP' must be an address, or None, got "${clusterIP}"`] : []);
  });

  test('external addresses, and the port of the health check', () => {
    expect(gateway({ externalIPs: ['192.0.2.1', 'nope', '127.0.0.1'] })).toEqual(['"nope"', '"127.0.0.1"'].map((address, at) => (
      `'externalIPs[${at + 1}]' must be an address, and not an unspecified, loopback or link-local one, got ${address}`)));
    for (const [port, isRefused] of [[0, true], [1, false], [65535, false], [65536, true]] as const) {
      expect(gateway({ externalTrafficPolicy: 'Local', healthCheckNodePort: port }))
        .toEqual(isRefused ? [`'healthCheckNodePort' must be 1 to 65535, got ${port}`] : []);
    }
  });

  test('nothing of it stays', () => {
    const chart = istioChart();
    expect(gateway(null, chart)).not.toEqual([]);
    expect(chart.node.tryFindChild('gw')).toBeUndefined();
  });
});

test('what was meant by a scaling behaviour is written', () => {
  const scaleUp = { select: ScalingSelect.MIN, steps: [{ pods: 1, period: Duration.seconds(60) }] };
  expect(gateway({ ...SCALED, scalingBehavior: { scaleUp } })).toEqual([]);
});

test.each([[null], ['x'], [[]]])('a waypoint of %j', (props) => {
  expect(refusals(() => new Waypoint(istioChart(), 'wp', props as never))[0]).toContain('the props of a waypoint must be a map, got');
});

describe('presets of nonsense', () => {
  const nothing = undefined as never;

  test.each<[string, () => unknown, string]>([
    ['ShutdownPolicy.of', () => ShutdownPolicy.of(nothing), 'the options must be a map with gracePeriod, terminationDrain, drain, preStop, exitOnZero, got undefined'],
    ['ShutdownPolicy.exitOnZero', () => ShutdownPolicy.exitOnZero(nothing), 'the options must be a map with'],
    ['GatewaySpread.eci', () => GatewaySpread.eci(nothing), 'the options must be a map with vSwitches, strategy, got undefined'],
    ['GatewaySpread.zones', () => GatewaySpread.zones('x' as never), 'the options must be a map with required, weight, got "x"'],
    ['a mistyped weight', () => GatewaySpread.zones({ weigth: 3 } as never), '\'weigth\' is not a field there; did you mean "weight"?'],
    ['a mistyped weight within', () => GatewaySpread.nodesAndZones({ nodes: { weigth: 3 } } as never), '\'nodes.weigth\' is not a field there; did you mean "weight"?'],
    ['nodes without zones', () => GatewaySpread.nodesAndZones({ node: {} } as never), '\'node\' is not a field there; did you mean "nodes"?'],
    ['LoadBalancer.alibabaClassic', () => LoadBalancer.alibabaClassic(nothing), 'the options must be a map with addressType'],
    ['LoadBalancer.alibabaNetwork', () => LoadBalancer.alibabaNetwork(nothing), 'the options must be a map with addressType'],
    ['GatewayNaming.of', () => GatewayNaming.of(nothing), 'the options must be a map with objectName, selector, serviceAccountName, got undefined'],
    ['a selector of text', () => GatewayNaming.of({ objectName: 'x', selector: 'y' as never }), '\'selector\' must be a map of labels, got "y"'],
  ])('%s', (_, make, sentence) => {
    const [first] = refusals(make);
    expect(first).toContain(sentence);
  });
});

test('the rendering that is meant is named', () => {
  expect(gateway({ rendering: 'managed' as GatewayRendering })).toEqual(['\'rendering\' must be one of ASM, INJECTED, MANAGED, got "managed"; did you mean "MANAGED"?']);
});
