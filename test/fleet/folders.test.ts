import { ApiObject, Chart, Duration } from 'cdk8s';
import { asm, EDGE, filesOf, fleetOf, istio, objectOf, objectsOf, outdir, refusal, synthesized } from './helpers';
import { ValidationAspects } from '../../src/checks';
import { MeshFleet } from '../../src/fleet';
import { IstioGatewayChart } from '../../src/gateway';
import { MeshFacts, Platform } from '../../src/platform';
import { DisruptionBudget } from '../../src/presets';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } };

describe('on ASM', () => {
  test('the control plane has one resource for all clusters, and each cluster what stands beside it', () => {
    const fleet = fleetOf(asm(), ['c1', 'c2', 'c3']);
    fleet.addGateway('edge', { ...EDGE, clusterIds: ['c1', 'c3'], overrides: { c3: { minReplicas: 3 } } });
    expect(Object.keys(synthesized(fleet))).toEqual([
      'c1/edge.k8s.yaml', 'c1/kustomization.yaml', 'c2/kustomization.yaml', 'c3/edge.k8s.yaml', 'c3/kustomization.yaml',
      'mesh/edge.k8s.yaml', 'mesh/kustomization.yaml',
    ]);
    expect(objectsOf(fleet.outdir, 'mesh/edge.k8s.yaml').map(({ kind }) => kind)).toEqual(['IstioGateway']);
    expect(objectOf(fleet.outdir, 'mesh/edge.k8s.yaml', 'IstioGateway')).toMatchObject({
      metadata: { name: 'edge', namespace: 'istio-system' },
      spec: { clusterIds: ['c1', 'c3'], minReplicas: 2, overrides: { c3: { minReplicas: 3 } } },
    });
    for (const cluster of ['c1', 'c3']) {
      expect(objectsOf(fleet.outdir, `${cluster}/edge.k8s.yaml`).map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]))
        .toEqual([['PodDisruptionBudget', 'istio-system', 'istio-edge']]);
    }
  });

  test('without clusterIds the resource names all clusters, in the order of the fleet', () => {
    const fleet = fleetOf(asm(), ['c2', 'c1']);
    fleet.addGateway('edge', EDGE);
    fleet.synth();
    expect(objectOf(fleet.outdir, 'mesh/edge.k8s.yaml', 'IstioGateway').spec.clusterIds).toEqual(['c2', 'c1']);
  });

  test('an autoscaler of its own has the numbers of its cluster', () => {
    const fleet = fleetOf(asm(), ['c1', 'c2']);
    fleet.addGateway('edge', {
      ...EDGE, scalingBehavior: { scaleDown: { stabilizationWindow: Duration.minutes(10) } }, overrides: { c2: { minReplicas: 3, maxReplicas: 9 } },
    });
    fleet.synth();
    const limits = (cluster: string) => {
      const { minReplicas, maxReplicas } = objectOf(fleet.outdir, `${cluster}/edge.k8s.yaml`, 'HorizontalPodAutoscaler').spec;
      return [minReplicas, maxReplicas];
    };
    expect([limits('c1'), limits('c2')]).toEqual([[2, 4], [3, 9]]);
    expect(objectOf(fleet.outdir, 'mesh/edge.k8s.yaml', 'IstioGateway').metadata.annotations).toEqual({ 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' });
  });

  test('a gateway that needs nothing in a cluster has no file there', () => {
    const fleet = fleetOf(asm(), ['c1']);
    fleet.addGateway('edge', { ...EDGE, budget: undefined });
    expect(Object.keys(synthesized(fleet))).toEqual(['c1/kustomization.yaml', 'mesh/edge.k8s.yaml', 'mesh/kustomization.yaml']);
  });

  test('the app of the control plane takes what belongs beside the gateways', () => {
    const fleet = fleetOf(asm(), ['c1']);
    new ApiObject(new Chart(fleet.mesh, 'proxies'), 'config', {
      apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'ASMProxyConfig', metadata: { name: 'default', namespace: 'istio-system' },
    });
    expect(Object.keys(synthesized(fleet))).toContain('mesh/proxies.k8s.yaml');
    expect(fleet.mesh).toBe(fleet.mesh);
  });

  test('from YAML it is the resource that was read, in the clusters that it names', () => {
    const fleet = fleetOf(asm(), ['c1', 'c2', 'c3']);
    const resource = {
      apiVersion: 'istio.alibabacloud.com/v1',
      kind: 'IstioGateway',
      metadata: { name: 'old', namespace: 'istio-system' },
      spec: { clusterIds: ['c1', 'c2'], replicaCount: 1, overrides: { c2: { rollingMaxSurge: '25%' } } },
    };
    fleet.addGatewayFromYaml('edge', JSON.stringify(resource), { budget: DisruptionBudget.maxUnavailable(1) });
    const files = synthesized(fleet);
    expect(objectOf(fleet.outdir, 'mesh/edge.k8s.yaml', 'IstioGateway')).toEqual(resource);
    expect(Object.keys(files).filter((path) => path.endsWith('edge.k8s.yaml'))).toEqual(['c1/edge.k8s.yaml', 'c2/edge.k8s.yaml', 'mesh/edge.k8s.yaml']);
  });
});

describe('on Istio', () => {
  test('each cluster has the whole gateway, with its own overrides merged', () => {
    const fleet = fleetOf(istio(), ['east', 'west']);
    fleet.addGateway('edge', {
      ...EDGE,
      namespace: 'ingress',
      serviceAnnotations: { from: 'base' },
      overrides: { west: { maxReplicas: 20, serviceAnnotations: { from: 'override' } } },
    });
    expect(Object.keys(synthesized(fleet))).toEqual(['east/edge.k8s.yaml', 'east/kustomization.yaml', 'west/edge.k8s.yaml', 'west/kustomization.yaml']);
    const [east, west] = ['east', 'west'].map((cluster) => ({
      kinds: objectsOf(fleet.outdir, `${cluster}/edge.k8s.yaml`).map(({ kind }) => kind),
      max: objectOf(fleet.outdir, `${cluster}/edge.k8s.yaml`, 'HorizontalPodAutoscaler').spec.maxReplicas as number,
      annotations: objectOf(fleet.outdir, `${cluster}/edge.k8s.yaml`, 'Service').metadata.annotations,
    }));
    expect(east).toMatchObject({ max: 4, annotations: { from: 'base' } });
    expect(west).toMatchObject({ max: 20, annotations: { from: 'override' } });
    expect(east.kinds).toEqual(west.kinds);
    expect(east.kinds).toEqual(expect.arrayContaining(['Deployment', 'Service', 'ServiceAccount', 'HorizontalPodAutoscaler', 'PodDisruptionBudget']));
  });

  test('a gateway stands only where it is to run', () => {
    const fleet = fleetOf(istio(), ['east', 'west']);
    fleet.addGateway('edge', { ...EDGE, clusterIds: ['west'] });
    expect(Object.keys(synthesized(fleet))).toEqual(['east/kustomization.yaml', 'west/edge.k8s.yaml', 'west/kustomization.yaml']);
  });

  test('it is what an app of one cluster would have', () => {
    const fleet = fleetOf(istio(), ['east']);
    fleet.addGateway('edge', { ...EDGE, namespace: 'ingress' });
    const plain = fleetOf(istio(), ['east']);
    new IstioGatewayChart(plain.cluster('east'), 'edge', { ...EDGE, namespace: 'ingress' });
    expect(synthesized(fleet)).toEqual(synthesized(plain));
  });

  test('there is no app of a control plane', () => {
    expect(() => fleetOf(istio(), ['east']).mesh).toThrow("[MeshFleet] 'mesh' is ASM's control plane, got istio 1.30 on Kubernetes 1.33; "
      + "Istio's stands in the clusters, use cluster(id)");
  });
});

describe('the apps of clusters', () => {
  test('what users add is written beside the gateways', () => {
    const fleet = fleetOf(istio(), ['east', 'west']);
    fleet.addGateway('edge', EDGE);
    new ApiObject(new Chart(fleet.cluster('east'), 'shop'), 'settings', CONFIG_MAP);
    expect(synthesized(fleet)['east/kustomization.yaml']).toContain('resources:\n  - edge.k8s.yaml\n  - shop.k8s.yaml\n');
  });

  test('their files keep the order that charts depend on', () => {
    const fleet = fleetOf(istio(), ['east']);
    const app = fleet.cluster('east');
    const [second, first] = ['a', 'b'].map((id) => { const chart = new Chart(app, id); new ApiObject(chart, 'object', { ...CONFIG_MAP, metadata: { name: id } }); return chart; });
    second.addDependency(first);
    expect(Object.keys(synthesized(fleet))).toEqual(['east/0000-b.k8s.yaml', 'east/0001-a.k8s.yaml', 'east/kustomization.yaml']);
  });

  test('have the platform and the facts of their cluster', () => {
    const fleet = new MeshFleet({ outdir: outdir(), platform: istio(), clusters: { east: {}, west: { kubernetesVersion: '1.31' } } });
    expect(Platform.of(fleet.cluster('west')).kubernetesVersion).toBe('1.31');
    expect(MeshFacts.of(fleet.cluster('west')).cluster).toBe('west');
    expect(Platform.of(fleet.cluster('east')).kubernetesVersion).toBe('1.33');
  });

  test('are written by the fleet, and by nobody else', () => {
    const fleet = fleetOf(asm(), ['east']);
    fleet.addGateway('edge', EDGE);
    new ApiObject(new Chart(fleet.cluster('east'), 'shop'), 'settings', CONFIG_MAP);
    ValidationAspects.of(fleet.cluster('east')).recommended();
    for (const [app, called] of [[fleet.cluster('east'), 'cluster("east")'], [fleet.mesh, 'mesh']] as const) {
      expect(refusal(() => app.synth())).toBe(`[MeshFleet] ${called}.synth() would write the folder without the gateways of the fleet and the kustomization, got a `
        + 'call of its own; call synth() of the fleet, which writes every folder, or synthYaml() for the text of your charts');
    }
    expect(filesOf(fleet.outdir)).toEqual({});
    expect(fleet.cluster('east').synthYaml()).toContain('kind: ConfigMap');
    expect(Object.keys(synthesized(fleet))).toContain('east/shop.k8s.yaml');
    expect(() => fleet.cluster('east').synth()).toThrow('call synth() of the fleet');
  });

  test('are themselves again after a synth', () => {
    const fleet = fleetOf(istio(), ['east']);
    fleet.addGateway('edge', EDGE);
    const app = fleet.cluster('east');
    const object = new ApiObject(new Chart(app, 'shop'), 'settings', CONFIG_MAP);
    const before = app.outdir;
    const first = synthesized(fleet);
    expect(app.outdir).toBe(before);
    expect(app.node.children.map(({ node }) => node.id)).toEqual(['shop']);
    expect(Object.hasOwn(object, 'toJson')).toBe(false);
    expect(Object.keys(first)).toHaveLength(3);
  });
});
