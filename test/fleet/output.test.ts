import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { asm, EDGE, filesOf, fleetOf, istio, objectOf, outdir, refusal, synthesized } from './helpers';
import { MeshFleet } from '../../src/fleet';

const IDS = Array.from({ length: 5 }, (_, n) => `c${n}`);

/** A fleet with a bit of everything. */
function mixed(place = outdir(), ids: readonly string[] = IDS): MeshFleet {
  const fleet = fleetOf(asm(), ids, { outdir: place });
  fleet.addGateway('edge', { ...EDGE, overrides: { [ids[1]]: { minReplicas: 3 } } });
  fleet.addGateway('inner', { ...EDGE, clusterIds: [ids[0]], scalingBehavior: { scaleDown: { stabilizationWindow: Duration.minutes(10) } } });
  new ApiObject(new Chart(fleet.mesh, 'proxies'), 'config', {
    apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'ASMProxyConfig', metadata: { name: 'default', namespace: 'istio-system' },
  });
  return fleet;
}

describe('the same fleet', () => {
  test('gives the same bytes in two runs, and when it is written twice', () => {
    const fleet = mixed();
    const first = synthesized(fleet);
    expect(synthesized(mixed())).toEqual(first);
    fleet.findings();
    expect(synthesized(fleet)).toEqual(first);
  });

  test('has no trace of its place, or of the work on it', () => {
    const fleet = mixed();
    const files = synthesized(fleet);
    expect(Object.values(files).join('')).not.toContain(fleet.outdir);
    expect(Object.keys(files).filter((path) => !/^(?:mesh|c\d)\/[a-z]+(?:\.k8s)?\.yaml$/.test(path))).toEqual([]);
    expect(existsSync(join(fleet.outdir, '.mesh-fleet'))).toBe(false);
  });

  test('renders each object once: what renders differently the next time is written as an app writes it', () => {
    const add = (app: App): void => { new Deployment(new Chart(app, 'own'), 'spread', { spread: true, replicas: 1, containers: [{ image: 'nginx' }] }); };
    const fleet = fleetOf(istio(), ['c1']);
    add(fleet.cluster('c1'));
    fleet.findings();
    const app = new App({ outdir: outdir() });
    add(app);
    app.synth();
    expect(synthesized(fleet)['c1/own.k8s.yaml']).toBe(filesOf(app.outdir)['own.k8s.yaml']);
  });
});

describe('the output folder', () => {
  const before = process.env.CDK8S_OUTDIR;
  afterEach(() => { if (before === undefined) { delete process.env.CDK8S_OUTDIR; } else { process.env.CDK8S_OUTDIR = before; } });

  test('is the one given, else the one that cdk8s synth asks for, else dist', () => {
    const placed = (props: object) => new MeshFleet({ platform: istio(), clusters: { c1: {} }, ...props });
    process.env.CDK8S_OUTDIR = '/asked';
    expect([placed({ outdir: '/given' }).outdir, placed({}).outdir]).toEqual(['/given', '/asked']);
    expect(placed({}).cluster('c1').outdir).toBe(join('/asked', 'c1'));
    delete process.env.CDK8S_OUTDIR;
    expect(placed({}).outdir).toBe('dist');
  });

  test('files of others in it stay, files of the fleet are replaced', () => {
    const place = outdir();
    mkdirSync(join(place, 'c1'), { recursive: true });
    writeFileSync(join(place, 'README.md'), 'mine');
    writeFileSync(join(place, 'c1', 'kustomization.yaml'), 'old');
    const files = synthesized(fleetOf(istio(), ['c1'], { outdir: place }));
    expect(files['README.md']).toBe('mine');
    expect(files['c1/kustomization.yaml']).toContain('kind: Kustomization');
  });

  test('a refused fleet leaves it as it was, also where it was not there', () => {
    const place = outdir();
    const broken = (): MeshFleet => {
      const fleet = mixed(place);
      new ApiObject(new Chart(fleet.cluster('c4'), 'own'), 'broken', { apiVersion: 'v1', kind: 'ConfigMap' }).toJson = () => { throw new Error('no JSON of it'); };
      return fleet;
    };
    expect(refusal(() => broken().synth())).toBe('[MeshFleet] nothing was written: 1 error\n  - in c4: no JSON of it');
    expect(existsSync(place)).toBe(false);
    const files = synthesized(mixed(place));
    refusal(() => broken().synth());
    expect(filesOf(place)).toEqual(files);
  });

  test('what a killed run left behind is cleared', () => {
    const place = outdir();
    mkdirSync(join(place, '.mesh-fleet', 'c9'), { recursive: true });
    writeFileSync(join(place, '.mesh-fleet', 'c9', 'old.k8s.yaml'), '');
    expect(Object.keys(synthesized(fleetOf(istio(), ['c1'], { outdir: place })))).toEqual(['c1/kustomization.yaml']);
  });
});

describe('kustomization files', () => {
  test('list the files of their folder, sorted', () => {
    const fleet = mixed();
    fleet.synth();
    expect(objectOf(fleet.outdir, 'mesh/kustomization.yaml', 'Kustomization')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      metadata: { name: 'mesh' },
      resources: ['edge.k8s.yaml', 'inner.k8s.yaml', 'proxies.k8s.yaml'],
    });
    expect(objectOf(fleet.outdir, 'c4/kustomization.yaml', 'Kustomization')).toMatchObject({ resources: ['edge.k8s.yaml'] });
  });

  const isInstalled = spawnSync('kubectl', ['version', '--client']).status === 0;
  (isInstalled ? test : test.skip)('are taken by kubectl kustomize, also that of a cluster without an object (needs kubectl)', () => {
    const fleet = fleetOf(asm(), ['c1', 'empty']);
    fleet.addGateway('edge', { ...EDGE, clusterIds: ['c1'] });
    fleet.synth();
    const built = ['mesh', 'c1', 'empty'].map((folder) => {
      const { status, stdout } = spawnSync('kubectl', ['kustomize', join(fleet.outdir, folder)], { encoding: 'utf8' });
      return [folder, status, (stdout.match(/^kind: .*$/gm) ?? []).map((line) => line.slice('kind: '.length))];
    });
    expect(built).toEqual([['mesh', 0, ['IstioGateway']], ['c1', 0, ['PodDisruptionBudget']], ['empty', 0, []]]);
  });
});
