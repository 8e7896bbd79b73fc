import { App, Duration, Testing } from 'cdk8s';
import { ASM } from './helpers';
import { IstioGatewayChart, IstioGatewayProps } from '../../src/gateway';
import { Platform } from '../../src/platform';
import { GatewaySpread, ShutdownPolicy } from '../../src/presets';

/** What stops the synth of a gateway on ASM; undefined when nothing does. */
function stopped(props: IstioGatewayProps): string | undefined {
  const app = new App();
  Platform.asm(ASM).applyTo(app);
  const chart = new IstioGatewayChart(app, 'edge', { clusterIds: ['c1'], ...props });
  try {
    Testing.synth(chart);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const seconds = (n: number): Duration => Duration.seconds(n);

describe('a gateway enforces the checks on itself', () => {
  test.each([
    ['one pod needs no spread', { replicaCount: 1 }],
    ['two pods are kept apart', { replicaCount: 2, spread: GatewaySpread.nodes() }],
    ['not kept apart, for a reason', { replicaCount: 2, spread: GatewaySpread.none('both pods may share the edge node') }],
    ['the order of a policy holds', {
      replicaCount: 1,
      shutdown: ShutdownPolicy.of({ gracePeriod: seconds(30), preStop: seconds(5), terminationDrain: seconds(20), drain: seconds(15) }),
    }],
  ])('%s', (_, props) => { expect(stopped(props)).toBeUndefined(); });

  test('two pods without a choice stop the synth', () => {
    expect(stopped({ replicaCount: 2 })).toContain('AVL010');
  });

  test('also where only one cluster has two', () => {
    expect(stopped({ clusterIds: ['c1', 'c2'], replicaCount: 1, overrides: { c2: { replicaCount: 2 } } })).toContain('AVL010');
  });

  test('times by annotation are judged as well', () => {
    expect(stopped({ replicaCount: 1, podAnnotations: { 'proxy.istio.io/config': 'terminationDrainDuration: 30s\n' } })).toContain('DRN001');
  });
});
