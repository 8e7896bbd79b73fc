import { ApiObject, App } from 'cdk8s';
import { asm, EDGE, filesOf, fleetOf, istio } from './helpers';
import { ManifestIndex } from '../../src/model/manifest';
import * as model from '../../src/model/mesh';

const ids = (n: number): string[] => Array.from({ length: n }, (_, i) => `c${i}`);

describe('work grows with the clusters, and no faster', () => {
  /** Renders and indexed objects of a fleet of so many clusters with three gateways each. */
  function work(platform: 'asm' | 'istio', clusters: number): { readonly renders: number; readonly indexed: number; readonly apps: number } {
    const fleet = fleetOf(platform === 'asm' ? asm() : istio(), ids(clusters));
    for (const id of ['a', 'b', 'c']) {
      fleet.addGateway(id, { ...EDGE, overrides: Object.fromEntries(ids(clusters).map((cluster) => [cluster, { minReplicas: 3 }])) });
    }
    const renders = jest.spyOn(ApiObject.prototype, 'toJson');
    const indexes = jest.spyOn(ManifestIndex, 'of');
    const apps = jest.spyOn(App.prototype, 'synth');
    fleet.synth();
    const done = {
      renders: renders.mock.calls.length,
      indexed: indexes.mock.calls.reduce((sum, [manifests]) => sum + [...manifests].length, 0),
      apps: apps.mock.calls.length,
    };
    [renders, indexes, apps].forEach((spy) => spy.mockRestore());
    return done;
  }

  test('on Istio: one app a cluster, each object rendered once and indexed once', () => {
    // Deployment, Service, account, Role and its binding, autoscaler, budget
    const objects = 3 * 7;
    expect(work('istio', 5)).toEqual({ apps: 5, renders: 5 * objects, indexed: 5 * objects });
    expect(work('istio', 20)).toEqual({ apps: 20, renders: 20 * objects, indexed: 20 * objects });
  });

  test('on ASM: one app more, and a resource is indexed once a cluster', () => {
    // three resources and a budget for each gateway and cluster; in the index of a cluster stand its budgets and the resources
    expect(work('asm', 5)).toEqual({ apps: 6, renders: 3 + 5 * 3, indexed: 3 + 5 * 6 });
    expect(work('asm', 20)).toEqual({ apps: 21, renders: 3 + 20 * 3, indexed: 3 + 20 * 6 });
  });
});

test('a cluster is judged with its own proxies only, however many clusters a resource names', () => {
  const fleet = fleetOf(asm(), ids(8));
  fleet.addGateway('a', EDGE);
  fleet.addGateway('b', { ...EDGE, clusterIds: ['c0', 'c1'] });
  const mesh = jest.spyOn(model, 'effectiveMesh');
  fleet.findings();
  const proxies = mesh.mock.results.map(({ value }) => (value as ReturnType<typeof model.effectiveMesh>).proxies.length);
  mesh.mockRestore();
  expect(proxies).toEqual([2, 2, 1, 1, 1, 1, 1, 1]);
});

test('50 clusters with two gateways each are written in a moment', () => {
  const fleet = fleetOf(istio(), ids(50));
  fleet.addGateway('edge', EDGE);
  fleet.addGateway('inner', EDGE);
  const start = process.cpuUsage();
  fleet.synth();
  const { user, system } = process.cpuUsage(start);
  expect(Object.keys(filesOf(fleet.outdir))).toHaveLength(150);
  // 0.3 s on the machine this was written on; far above that, something is no longer linear
  expect((user + system) / 1e6).toBeLessThan(10);
});
