import { ApiObject, Chart, Duration } from 'cdk8s';
import { asm, EDGE, filesOf, fleetOf, istio, refusal } from './helpers';
import { ValidationAspects } from '../../src/checks';
import { MeshFleet } from '../../src/fleet';
import { IstioGatewayProps } from '../../src/gateway';
import { ClusterKind, Platform } from '../../src/platform';
import { DisruptionBudget, GatewaySpread, ShutdownPolicy } from '../../src/presets';

/** Nothing keeps its two pods apart: AVL010, an error. */
const TOGETHER: IstioGatewayProps = { ...EDGE, spread: undefined };
const ALONE: IstioGatewayProps = { ...TOGETHER, minReplicas: undefined, maxReplicas: undefined, cpu: undefined, replicaCount: 1 };

const BOTH: readonly (readonly [name: string, platform: Platform])[] = [['ASM', asm()], ['Istio', istio()]];

/** A gateway whose termination drain ends before its drain (45 s by default): DRN001, an error. */
const BROKEN = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'own' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'own' } },
    template: {
      metadata: {
        labels: { 'app': 'own', 'sidecar.istio.io/inject': 'true' },
        annotations: { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': 'terminationDrainDuration: 30s\n' },
      },
      spec: { terminationGracePeriodSeconds: 90, containers: [{ name: 'istio-proxy', image: 'auto' }] },
    },
  },
};

describe('every rule runs on every cluster', () => {
  test.each(BOTH)('an error anywhere stops the whole fleet on %s, before anything is written', (_, platform) => {
    const fleet = fleetOf(platform, ['c1', 'c2', 'c3']);
    fleet.addGateway('edge', { ...ALONE, overrides: { c3: { replicaCount: 2 } } });
    const message = refusal(() => fleet.synth());
    expect(message).toMatch(/^\[MeshFleet\] nothing was written: 1 error\n\n {2}AVL010 error: no spread/);
    expect(message).toContain('\n    cluster c3\n');
    expect(filesOf(fleet.outdir)).toEqual({});
  });

  test.each(BOTH)('findings name the cluster on %s', (_, platform) => {
    const fleet = fleetOf(platform, ['c1', 'c2', 'c3']);
    fleet.addGateway('edge', { ...ALONE, overrides: { c2: { replicaCount: 2 }, c3: { replicaCount: 3 } } });
    const errors = fleet.findings().filter(({ severity }) => severity === 'error');
    expect(errors.map(({ ruleId, cluster }) => [ruleId, cluster])).toEqual([['AVL010', 'c2'], ['AVL010', 'c3']]);
    expect(new Set(errors.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(filesOf(fleet.outdir)).toEqual({});
  });

  test.each(BOTH)('the same error in many clusters is said once on %s', (_, platform) => {
    const fleet = fleetOf(platform, ['c1', 'c2', 'c3', 'c4', 'c5']);
    fleet.addGateway('edge', TOGETHER);
    const message = refusal(() => fleet.synth());
    expect(message).toContain('nothing was written: 5 errors');
    expect(message).toContain('\n    cluster c1, c2, c3 and 2 more\n');
    expect(message.match(/AVL010 error/g)).toHaveLength(1);
  });

  test('a gateway of the control plane is judged together with what stands in the cluster', () => {
    const fleet = fleetOf(asm(), ['c1', 'c2']);
    fleet.addGateway('edge', { ...ALONE, annotations: { 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' } });
    expect(() => fleet.synth()).not.toThrow();
    new ApiObject(new Chart(fleet.cluster('c2'), 'own'), 'autoscaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'edge', namespace: 'istio-system' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'istio-edge' }, minReplicas: 2, maxReplicas: 5 },
    });
    expect(fleet.findings().filter(({ ruleId }) => ruleId === 'AVL010').map(({ cluster, object }) => [cluster, object.kind])).toEqual([['c2', 'IstioGateway']]);
    expect(refusal(() => fleet.synth())).toContain('AVL010 error: no spread');
  });

  test('the kind of a cluster decides there and nowhere else', () => {
    const clusters = { c1: { kind: ClusterKind.ACK }, c2: { kind: ClusterKind.ACK_SERVERLESS } };
    const fleet = new MeshFleet({ platform: asm(), clusters });
    const affinity = {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{
          weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'istio-edge' } } },
        }],
      },
    };
    fleet.addGateway('edge', { ...TOGETHER, affinity });
    expect(fleet.findings().filter(({ severity }) => severity === 'error').map(({ ruleId, cluster }) => [ruleId, cluster])).toEqual([['AVL007', 'c2']]);
  });
});

describe('what users add', () => {
  test('is judged too', () => {
    const fleet = fleetOf(istio(), ['c1', 'c2']);
    new ApiObject(new Chart(fleet.cluster('c2'), 'own'), 'deployment', BROKEN);
    const message = refusal(() => fleet.synth());
    expect(message).toContain('DRN001 error');
    expect(message).toContain('construct c2/own/deployment');
  });

  test('can be put up with, in its cluster and nowhere else', () => {
    const fleet = fleetOf(istio(), ['c1', 'c2']);
    for (const id of ['c1', 'c2']) { new ApiObject(new Chart(fleet.cluster(id), 'own'), 'deployment', BROKEN); }
    ValidationAspects.of(fleet.cluster('c1').node.findChild('own')).acknowledge({ rule: 'DRN001', reason: 'this one serves nobody yet' });
    expect(refusal(() => fleet.synth())).toContain('\n    cluster c2\n');
    ValidationAspects.of(fleet.cluster('c2')).acknowledge({ rule: 'DRN001', reason: 'nor does this one', expires: '2026-12-31' });
    expect(() => fleet.synth()).not.toThrow();
    expect(fleet.findings({ asOf: '2026-12-31' }).filter(({ ruleId, acknowledged }) => ruleId === 'DRN001' && !acknowledged)).toEqual([]);
    expect(fleet.findings({ asOf: '2027-01-01' }).filter(({ ruleId, acknowledged }) => ruleId === 'DRN001' && !acknowledged)).toHaveLength(1);
    expect(refusal(() => fleet.findings({ asOf: 'tomorrow' }))).toBe("[MeshFleet] 'asOf' must be a day such as 2026-11-20, got \"tomorrow\"");
  });

  test.each(BOTH)('a gateway whose spread is none for a reason passes in every cluster on %s', (_, platform) => {
    const fleet = fleetOf(platform, ['c1', 'c2']);
    fleet.addGateway('edge', { ...ALONE, spread: GatewaySpread.none('both pods may share the edge node'), overrides: { c2: { replicaCount: 2 } } });
    expect(() => fleet.synth()).not.toThrow();
    expect(fleet.findings().filter(({ ruleId }) => ruleId.startsWith('ENGINE'))).toEqual([]);
  });

  test('what its own validation refuses stops the fleet as well', () => {
    const fleet = fleetOf(istio(), ['c1', 'c2']);
    new Chart(fleet.cluster('c2'), 'own').node.addValidation({ validate: () => ['it must not be'] });
    expect(refusal(() => fleet.synth())).toContain('in c2: Validation failed with the following errors:\n  [own] it must not be');
    expect(filesOf(fleet.outdir)).toEqual({});
  });
});

test('a fleet that holds every rule is written without a word', () => {
  const seconds = (n: number): Duration => Duration.seconds(n);
  const shutdown = ShutdownPolicy.of({ gracePeriod: seconds(60), terminationDrain: seconds(45), drain: seconds(30) });
  const fleet = fleetOf(istio(), ['c1']);
  fleet.addGateway('edge', { ...EDGE, shutdown, budget: DisruptionBudget.maxUnavailable(1) });
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  fleet.synth();
  expect(said).not.toHaveBeenCalled();
});
