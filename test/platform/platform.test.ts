import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioGateway } from '../../src/gateway';
import * as api from '../../src/platform';
import { ClusterKind, Flavor, MeshFacts, Platform } from '../../src/platform';
import { SidecarLevel, SidecarPolicy } from '../../src/sidecar';
import { Waypoint } from '../../src/waypoint';

/** A second copy of the package, as npm installs one below a library. */
function otherCopy(): typeof api {
  let copy: typeof api | undefined;
  jest.isolateModules(() => { copy = jest.requireActual<typeof api>('../../src/platform'); });
  if (copy === undefined) { throw new Error('the module was not loaded'); }
  return copy;
}

describe('declaring a platform', () => {
  test('Istio', () => {
    const platform = Platform.istio({ version: 'v1.30.3', kubernetesVersion: 'v1.33.2+k3s1', gatewayApiVersion: 'v1.5.1', revision: 'canary' });
    expect(platform).toMatchObject({
      flavor: Flavor.ISTIO,
      version: '1.30.3',
      istioVersion: '1.30.3',
      kubernetesVersion: '1.33.2+k3s1',
      gatewayApiVersion: '1.5.1',
      revision: 'canary',
      clusterKind: undefined,
      assumed: false,
    });
    expect(String(platform)).toBe('istio 1.30.3 on Kubernetes 1.33.2+k3s1 (Gateway API 1.5.1, revision canary)');
  });

  test('ASM, whose Istio version is inferred to the minor', () => {
    const platform = Platform.asm({ version: 'v1.24.6.64-gb15c6b3d-aliyun', kubernetesVersion: '1.32', clusterKind: ClusterKind.ACK });
    expect(platform).toMatchObject({
      flavor: Flavor.ASM, version: '1.24.6.64-gb15c6b3d-aliyun', istioVersion: '1.24', kubernetesVersion: '1.32', clusterKind: 'ack', assumed: false,
    });
    expect(String(platform)).toBe('asm 1.24.6.64-gb15c6b3d-aliyun on Kubernetes 1.32 (ack)');
  });

  test('nothing said is nothing known', () => {
    for (const platform of [Platform.istio(), Platform.asm(), Platform.istio({}), Platform.asm({})]) {
      expect([platform.version, platform.istioVersion, platform.kubernetesVersion, platform.nativeSidecars]).toEqual([
        undefined, undefined, undefined, undefined,
      ]);
      expect(String(platform)).toBe(`${platform.flavor} of unknown version`);
    }
  });

  test('every problem is told at once', () => {
    expect(() => Platform.asm({ version: 'latest', kubernetesVersion: '1.x', gatewayApiVersion: '1.2.1.0', clusterKind: 'gke' as any })).toThrow(new Error([
      '[Platform.asm]',
      '  - \'version\' must be an ASM version such as 1.26, 1.22.6.109 or v1.24.6.64-gb15c6b3d-aliyun, got "latest"; give at least major and minor as '
      + 'digits, without leading zeros',
      '  - \'kubernetesVersion\' must be a Kubernetes version such as 1.33, 1.33.2 or v1.33.2-aliyun.1, got "1.x"; give at least major and minor as '
      + 'digits, without leading zeros',
      '  - \'gatewayApiVersion\' must be a Gateway API version such as 1.5 or v1.5.1, got "1.2.1.0"; it has 3 numbers at most',
      '  - \'clusterKind\' must be one of ack, ack-serverless, registered, other, got "gke"',
    ].join('\n')));
  });

  test('one problem stands on one line', () => {
    expect(() => Platform.istio({ version: '1.9.7.107' })).toThrow(new Error(
      '[Platform.istio] \'version\' must be an Istio version such as 1.30 or 1.30.3, got "1.9.7.107"; it has 3 numbers at most'));
  });

  test.each(['', 'Canary', '-a', 'a-', 'a.b', 'a b', 'a'.repeat(64)])('refuses the revision %j', (revision) => {
    expect(() => Platform.istio({ revision })).toThrow(/^\[Platform\.istio\] 'revision' must be a DNS label.*, got ".*; leave it out for no revision$/);
  });

  test.each(['default', '1-30-3', 'a'.repeat(63)])('takes the revision %j', (revision) => {
    expect(Platform.istio({ revision }).revision).toBe(revision);
  });

  test('refuses a word for a flag', () => {
    expect(() => Platform.istio({ nativeSidecars: 'true' as any })).toThrow('[Platform.istio] \'nativeSidecars\' must be true or false, got "true"');
  });

  test('an error repeats no more than 80 characters of what it got', () => {
    expect(() => Platform.istio({ version: 'x'.repeat(50_000) })).toThrow(/got "x{80}"… \(50000 characters\)/);
  });
});

describe('native sidecars', () => {
  test.each<[string, Platform, boolean | undefined]>([
    ['declared on', Platform.istio({ version: '1.26', kubernetesVersion: '1.28', nativeSidecars: true }), true],
    ['declared off', Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false }), false],
    ['Istio by its rule', Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }), true],
    ['Istio before its rule', Platform.istio({ version: '1.26', kubernetesVersion: '1.33' }), false],
    ['Istio on older nodes', Platform.istio({ version: '1.30', kubernetesVersion: '1.32' }), false],
    ['Istio on unknown nodes', Platform.istio({ version: '1.30' }), undefined],
    ['ASM by its rule', Platform.asm({ version: '1.22', kubernetesVersion: '1.30' }), true],
    ['ASM on older nodes', Platform.asm({ version: '1.22', kubernetesVersion: '1.29' }), false],
    ['ASM before its rule', Platform.asm({ version: '1.21', kubernetesVersion: '1.30' }), false],
  ])('%s', (_, platform, expected) => {
    expect(platform.nativeSidecars).toBe(expected);
  });

  test.each<[string, boolean]>([['1.27', true], ['1.28', false], ['1.29', false]])('cannot run on Kubernetes %s: %s', (kubernetesVersion, isRefused) => {
    const declare = (): Platform => Platform.istio({ kubernetesVersion, nativeSidecars: true });
    if (isRefused) {
      expect(declare).toThrow("[Platform.istio] 'nativeSidecars' needs Kubernetes 1.28 or later, got true with 1.27; leave it out");
    } else {
      expect(declare().nativeSidecars).toBe(true);
    }
  });
});

describe('the platform of a scope', () => {
  test('is assumed where nobody applied one, and says so', () => {
    const platform = Platform.of(Testing.app());
    expect(platform).toMatchObject({ flavor: Flavor.ISTIO, version: '1.31', kubernetesVersion: undefined, assumed: true });
    expect(String(platform)).toBe('istio 1.31 (assumed)');
  });

  test('is the nearest one', () => {
    const app = Testing.app();
    const outer = new Chart(app, 'outer');
    const inner = new Construct(outer, 'inner');
    const leaf = new Construct(inner, 'leaf');
    const istio = Platform.istio({ version: '1.29' });
    const asm = Platform.asm({ version: '1.26' });
    istio.applyTo(app);
    asm.applyTo(inner);
    expect(Platform.of(app)).toBe(istio);
    expect(Platform.of(outer)).toBe(istio);
    expect(Platform.of(inner)).toBe(asm);
    expect(Platform.of(leaf)).toBe(asm);
  });

  test('may be applied after the children are there', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'chart');
    Platform.istio({ version: '1.28' }).applyTo(app);
    expect(Platform.of(chart).version).toBe('1.28');
  });

  test('may be applied twice, and spelled in two ways', () => {
    const app = Testing.app();
    const first = Platform.istio({ version: '1.29', kubernetesVersion: 'v1.33' });
    first.applyTo(app);
    first.applyTo(app);
    Platform.istio({ version: 'v1.29', kubernetesVersion: '1.33' }).applyTo(app);
    expect(Platform.of(app)).toBe(first);
  });

  test('is one: a second one that differs is refused by both names', () => {
    const chart = new Chart(Testing.app(), 'chart');
    Platform.istio({ version: '1.29' }).applyTo(chart);
    expect(() => Platform.asm({ version: '1.26' }).applyTo(chart)).toThrow(new Error(
      '[chart] a scope has one platform, got asm 1.26 where istio 1.29 is applied already; apply one of them to a chart below'));
    expect(() => Platform.istio({ version: '1.29', revision: 'x' }).applyTo(chart)).toThrow('got istio 1.29 (revision x) where istio 1.29 is applied');
    expect(Platform.of(chart).flavor).toBe(Flavor.ISTIO);
  });

  test.each<[string, Platform, Platform]>([
    ['version', Platform.istio({ version: '1.29' }), Platform.istio({ version: '1.29.0' })],
    ['Kubernetes version', Platform.istio({ kubernetesVersion: '1.33' }), Platform.istio({ kubernetesVersion: '1.34' })],
    ['Gateway API version', Platform.istio({ gatewayApiVersion: '1.5' }), Platform.istio()],
    ['kind of cluster', Platform.asm({ clusterKind: ClusterKind.ACK }), Platform.asm({ clusterKind: ClusterKind.OTHER })],
    ['native sidecars', Platform.istio({ nativeSidecars: true }), Platform.istio({ nativeSidecars: false })],
    ['revision', Platform.istio({ revision: 'a' }), Platform.istio({ revision: 'b' })],
  ])('is refused where only the %s differs', (_, first, second) => {
    const app = Testing.app();
    first.applyTo(app);
    expect(() => second.applyTo(app)).toThrow(`[app] a scope has one platform, got ${second} where ${first} is applied already`);
  });

  describe('after something was made', () => {
    const gateway = (scope: Chart, id: string) => new IstioGateway(scope, id, { resources: { requests: { cpu: '100m', memory: '128Mi' } } });
    const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });

    test('is refused, with what was made and for which platform', () => {
      const app = Testing.app();
      const [first, second] = ['first', 'second'].map((id) => new Chart(app, id, { namespace: id }));
      gateway(first, 'a');
      expect(() => ASM.applyTo(app)).toThrow('[app] a platform is applied before anything is made for it, got asm 1.26 on Kubernetes 1.33 when first/a had been made for istio 1.31 (assumed); apply it first');
      expect(() => new MeshFacts({ platform: ASM }).applyTo(first)).toThrow('[first] a platform is applied before anything is made for it');
      expect(Platform.of(app).assumed).toBe(true);
      ASM.applyTo(second);
      expect(gateway(second, 'b').resource?.kind).toBe('IstioGateway');
    });

    test('of many some are named, of every kind that is written for a platform', () => {
      const app = Testing.app();
      const chart = new Chart(app, 'c', { namespace: 'n' });
      gateway(chart, 'a');
      new Waypoint(chart, 'b');
      new SidecarPolicy(chart, 'd', { level: SidecarLevel.namespace('n'), settings: { concurrency: 2 } });
      gateway(chart, 'e');
      expect(() => ASM.applyTo(chart)).toThrow('when c/a, c/b, c/d, 1 more had been made');
    });

    test('is taken where it says the same, and where a nearer one holds for what was made', () => {
      const app = Testing.app();
      const [own, plain] = ['own', 'plain'].map((id) => new Chart(app, id, { namespace: id }));
      Platform.istio({ version: '1.29' }).applyTo(own);
      gateway(own, 'a');
      gateway(plain, 'b');
      Platform.istio({ version: '1.31' }).applyTo(app);
      expect(Platform.of(plain).assumed).toBe(false);
    });
  });

  test('leaves no trace in the output', () => {
    const plain = Testing.app();
    new Chart(plain, 'chart');
    const marked = Testing.app();
    const chart = new Chart(marked, 'chart');
    Platform.istio({ version: '1.29' }).applyTo(chart);
    expect(marked.synthYaml()).toBe(plain.synthYaml());
    expect(Object.keys(chart)).toEqual(Object.keys(new Chart(plain, 'other')));
  });

  test('is shared by two copies of this package', () => {
    const theirs = otherCopy();
    expect(theirs.Platform).not.toBe(Platform);
    const app = Testing.app();
    const chart = new Chart(app, 'chart');
    Platform.asm({ version: '1.26', kubernetesVersion: '1.31', clusterKind: ClusterKind.ACK }).applyTo(app);
    expect(theirs.Platform.of(chart)).toBeInstanceOf(theirs.Platform);
    expect(String(theirs.Platform.of(chart))).toBe('asm 1.26 on Kubernetes 1.31 (ack)');
    expect(theirs.Platform.of(chart)).toBe(theirs.Platform.of(app));
    theirs.Platform.asm({ version: '1.26', kubernetesVersion: '1.31', clusterKind: ClusterKind.ACK }).applyTo(app);
    expect(() => theirs.Platform.istio({ version: '1.30' }).applyTo(app)).toThrow('got istio 1.30 where asm 1.26 on Kubernetes 1.31 (ack) is applied');
  });
});
