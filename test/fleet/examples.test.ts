import { synthExample } from '../support/examples';
import { sourceManifest } from '../support/source-docs';

interface Resource { readonly spec: { readonly [field: string]: any } }

describe('examples/fleet-asm', () => {
  const files = synthExample('fleet-asm');

  test('has a folder for the control plane and one for each cluster', () => {
    expect(Object.entries(files).map(([file, objects]) => [file, objects.map(({ kind }) => kind)])).toEqual([
      ['c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7/ingress.k8s.yaml', ['PodDisruptionBudget']],
      ['c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7/kustomization.yaml', ['Kustomization']],
      ['c954ee9df88f64f229591f0ea4c61f2d3/ingress-serverless.k8s.yaml', ['PodDisruptionBudget']],
      ['c954ee9df88f64f229591f0ea4c61f2d3/kustomization.yaml', ['Kustomization']],
      ['c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493/ingress.k8s.yaml', ['PodDisruptionBudget']],
      ['c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493/kustomization.yaml', ['Kustomization']],
      ['mesh/hosts.k8s.yaml', ['Gateway']],
      ['mesh/ingress-serverless.k8s.yaml', ['IstioGateway']],
      ['mesh/ingress.k8s.yaml', ['IstioGateway']],
      ['mesh/kustomization.yaml', ['Kustomization']],
    ]);
  });

  test('gives the larger cluster the resources that document 001 gives it', () => {
    const { spec } = files['mesh/ingress.k8s.yaml'][0] as unknown as Resource;
    const document = sourceManifest('001-ingress') as unknown as Resource;
    expect(spec.overrides.c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493.resources).toEqual(document.spec.overrides['<cluster-id-2>'].resources);
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});

describe('examples/fleet-istio', () => {
  const files = synthExample('fleet-istio');

  test('has the same files everywhere, and one more where one was asked for', () => {
    const of = (cluster: string): string[] => Object.keys(files).filter((file) => file.startsWith(`${cluster}/`)).map((file) => file.slice(cluster.length + 1));
    expect(of('eu-1')).toEqual(['eastwest-eu-1.k8s.yaml', 'ingress.k8s.yaml', 'kustomization.yaml']);
    expect(of('eu-2')).toEqual(['eastwest-eu-2.k8s.yaml', 'hosts.k8s.yaml', 'ingress.k8s.yaml', 'kustomization.yaml']);
    expect(of('us-1')).toEqual(['eastwest-us-1.k8s.yaml', 'ingress.k8s.yaml', 'kustomization.yaml']);
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});
