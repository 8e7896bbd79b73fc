import { Duration } from 'cdk8s';
import { asm, EDGE, istio, objectOf, outdir } from './helpers';
import { MeshFleet, MeshFleetProps } from '../../src/fleet';
import { IstioGatewayProps } from '../../src/gateway';
import { ClusterKind } from '../../src/platform';
import { GatewaySpread, ShutdownPolicy } from '../../src/presets';

const { ACK, ACK_SERVERLESS } = ClusterKind;
const ECI = {
  'k8s.aliyun.com/eci-schedule-strategy': 'VSwitchRandom',
  'k8s.aliyun.com/eci-vswitch': 'vsw-bp1b07j0miob3khtn7f2a,vsw-bp12b85hh323se8ft5c1d',
};
const spread = GatewaySpread.nodes().orEci({
  vSwitches: [{ zone: 'h', vSwitch: 'vsw-bp1b07j0miob3khtn7f2a' }, { zone: 'i', vSwitch: 'vsw-bp12b85hh323se8ft5c1d' }],
});

/** The IstioGateway's spec of a fleet on ASM. */
function specOf(clusters: MeshFleetProps['clusters'], props: IstioGatewayProps, platform = asm()): { readonly [field: string]: any } {
  const fleet = new MeshFleet({ outdir: outdir(), platform, clusters });
  fleet.addGateway('edge', { ...EDGE, spread, ...props });
  fleet.synth();
  return objectOf(fleet.outdir, 'mesh/edge.k8s.yaml', 'IstioGateway').spec;
}

describe('the kind of the clusters chooses the spread', () => {
  test('anti-affinity between nodes on ACK', () => {
    const { affinity, podAnnotations } = specOf({ c1: { kind: ACK }, c2: { kind: ACK } }, {});
    expect([Object.keys(affinity), podAnnotations]).toEqual([['podAntiAffinity'], undefined]);
  });

  test('vSwitches on ACK Serverless', () => {
    const { affinity, podAnnotations } = specOf({ c1: { kind: ACK_SERVERLESS }, c2: { kind: ACK_SERVERLESS } }, {});
    expect([affinity, podAnnotations]).toEqual([undefined, ECI]);
  });

  test('both in one resource, where overrides without a document are allowed', () => {
    const { affinity, podAnnotations, overrides } = specOf({ c1: { kind: ACK }, c2: { kind: ACK_SERVERLESS } }, {
      undocumentedOverrides: true, podAnnotations: { team: 'edge' }, overrides: { c2: { minReplicas: 3 } },
    });
    expect([Object.keys(affinity), podAnnotations]).toEqual([['podAntiAffinity'], { team: 'edge' }]);
    expect(overrides).toEqual({ c2: { affinity: {}, minReplicas: 3, podAnnotations: { team: 'edge', ...ECI } } });
  });

  test('two gateways, one for each kind, need no such permission', () => {
    const fleet = new MeshFleet({ outdir: outdir(), platform: asm(), clusters: { c1: { kind: ACK }, c2: { kind: ACK_SERVERLESS } } });
    fleet.addGateway('nodes', { ...EDGE, spread, clusterIds: ['c1'] });
    fleet.addGateway('eci', { ...EDGE, spread, clusterIds: ['c2'] });
    fleet.synth();
    expect(objectOf(fleet.outdir, 'mesh/nodes.k8s.yaml', 'IstioGateway').spec).toHaveProperty('affinity.podAntiAffinity');
    expect(objectOf(fleet.outdir, 'mesh/eci.k8s.yaml', 'IstioGateway').spec).toMatchObject({ podAnnotations: ECI });
  });
});

describe('the Kubernetes versions of the clusters', () => {
  const seconds = (n: number): Duration => Duration.seconds(n);
  // the grace period is that of ASM's own pods
  const shutdown = ShutdownPolicy.of({ gracePeriod: seconds(30), preStop: seconds(5), terminationDrain: seconds(20), drain: seconds(15) });
  const SLEEP = { sleep: { seconds: 5 } };
  const PROGRAM = { exec: { command: ['sleep', '5'] } };

  test.each([
    // the lifecycle action is on from Kubernetes 1.30 (platform table)
    ['1.29', PROGRAM],
    ['1.30', SLEEP],
    ['1.31', SLEEP],
  ])('one resource is written for the oldest of them: %s', (oldest, preStop) => {
    expect(specOf({ c1: {}, c2: { kubernetesVersion: oldest } }, { shutdown }).lifecycle).toEqual({ preStop });
  });

  test('where one of them is not known, for what every version can do', () => {
    const clusters = { c1: {}, c2: { kubernetesVersion: '1.33' } };
    expect(specOf(clusters, { shutdown }, asm({ kubernetesVersion: undefined })).lifecycle).toEqual({ preStop: PROGRAM });
  });

  test('on Istio each cluster has what it can do', () => {
    const fleet = new MeshFleet({ outdir: outdir(), platform: istio(), clusters: { c1: {}, c2: { kubernetesVersion: '1.29' } } });
    fleet.addGateway('edge', { ...EDGE, shutdown });
    fleet.synth();
    const preStop = (cluster: string): unknown => (
      objectOf(fleet.outdir, `${cluster}/edge.k8s.yaml`, 'Deployment').spec.template.spec.containers[0].lifecycle.preStop);
    expect([preStop('c1'), preStop('c2')]).toEqual([SLEEP, PROGRAM]);
  });
});
