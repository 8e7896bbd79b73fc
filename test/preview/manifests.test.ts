import { ChangeImpact, Manifests, MeshFacts, Platform } from '../../src';

const GATEWAY = (spec: string): string => `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: ingress, namespace: istio-system}
spec: {clusterIds: [c1, c2], ${spec}}
`;
const platform = Platform.asm({ version: '1.26' });

describe('Manifests.compare', () => {
  const comparison = Manifests.compare(GATEWAY('replicaCount: 2'), GATEWAY('replicaCount: 2, overrides: {c2: {podAnnotations: {a: b}}}'), { platform });

  test('what restarts, and why', () => {
    expect(comparison.worst).toBe(ChangeImpact.ROLLING_RESTART);
    expect(comparison.restarts.map(({ name, cluster }) => [name, cluster])).toEqual([['istio-ingress', 'c2']]);
    expect(comparison.restarts[0].changes).toEqual([expect.objectContaining({ pointer: '/spec/overrides/c2/podAnnotations/a', after: 'b', origin: expect.stringContaining('(new:5)') })]);
    expect(comparison.workloads.map(({ impact }) => impact)).toEqual([ChangeImpact.NONE, ChangeImpact.ROLLING_RESTART]);
    expect(comparison.restarts[0].restart?.unknown.length).toBeGreaterThan(0);
  });

  test('one workload by its name: the worst of those that have it', () => {
    expect(comparison.impactOf('istio-ingress')).toBe(ChangeImpact.ROLLING_RESTART);
    expect(comparison.impactOf('istio-ingress', 'istio-system')).toBe(ChangeImpact.ROLLING_RESTART);
    expect(() => comparison.impactOf('istio-ingres')).toThrow('[ManifestComparison] no workload of the name, got "istio-ingres", expected one of istio-ingress; did you mean "istio-ingress"?');
    expect(() => comparison.impactOf('istio-ingress', 'other')).toThrow('got "other/istio-ingress"');
  });

  test('the three forms', () => {
    expect(comparison.toText()).toContain('1 workload restarts (of 2)');
    expect(comparison.toMarkdown()).toContain('| rolling-restart |');
    expect(JSON.parse(comparison.toJson())).toMatchObject({ worst: 'rolling-restart' });
  });

  test('without a version, ports are not known, and an assertion that nothing restarts fails', () => {
    const ports = Manifests.compare(GATEWAY('ports: [{port: 80}]'), GATEWAY('ports: [{port: 81}]'), { platform: Platform.asm() });
    expect(ports.restarts.map(({ impact }) => impact)).toEqual([ChangeImpact.UNKNOWN, ChangeImpact.UNKNOWN]);
  });

  test('every impact of the comparison is one of the API', () => {
    const { IMPACTS } = jest.requireActual<typeof import('../../src/preview/compare')>('../../src/preview/compare');
    expect(Object.values(ChangeImpact)).toEqual([...IMPACTS]);
  });

  test('mistakes in a text, and options that contradict each other', () => {
    expect(() => Manifests.compare('a: [', '')).toThrow(/^old:1:/);
    expect(() => Manifests.compare('', 'a: [')).toThrow(/^new:1:/);
    expect(() => Manifests.compare('', '', { platform, facts: new MeshFacts() })).toThrow('[Manifests.compare]');
  });
});

describe('what nobody declared', () => {
  const gateway = (value: string): string => JSON.stringify({
    apiVersion: 'istio.alibabacloud.com/v1beta1',
    kind: 'IstioGateway',
    metadata: { name: 'edge', namespace: 'istio-system' },
    spec: { gatewayType: 'ingress', clusterIds: ['c1'], env: [{ name: 'A', value }] },
  });

  test('an IstioGateway without ASM is not known to restart nothing', () => {
    const undeclared = Manifests.compare(gateway('1'), gateway('2'));
    expect(undeclared.restarts.map(({ kind, impact }) => `${kind} ${impact}`)).toEqual(['IstioGateway unknown']);
    const declared = Manifests.compare(gateway('1'), gateway('2'), { platform: Platform.asm({ version: '1.26' }) });
    expect(declared.restarts.map(({ kind, impact }) => `${kind} ${impact}`)).toEqual(['Deployment rolling-restart']);
    expect(Manifests.compare(gateway('1'), gateway('1')).restarts).toEqual([]);
  });

  test('the pods of another controller are not known to stay', () => {
    const rollout = (image: string): string => JSON.stringify({
      apiVersion: 'example.com/v1', kind: 'Fleet', metadata: { name: 'api', namespace: 'a' }, spec: { template: { spec: { containers: [{ name: 'api', image }] } } },
    });
    expect(Manifests.compare(rollout('a'), rollout('b')).restarts.map(({ kind, impact }) => `${kind} ${impact}`)).toEqual(['Fleet unknown']);
  });

  test('an option that nothing reads is refused', () => {
    expect(() => Manifests.compare('', '', { platfrom: Platform.asm() } as object)).toThrow('\'platfrom\' is not a field there; did you mean "platform"?');
  });
});
