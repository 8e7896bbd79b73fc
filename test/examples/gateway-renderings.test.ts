import { synthExample } from '../support/examples';
import { ownSchemas } from '../support/own-crds';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';

describe('examples/gateway-renderings', () => {
  const files = synthExample('gateway-renderings');
  const kinds = (file: string) => files[file].map(({ kind }) => String(kind)).sort();
  const ACCOUNT = ['Role', 'RoleBinding', 'Service', 'ServiceAccount'];

  test('two gateways, three ways to write them down', () => {
    expect(kinds('asm.k8s.yaml')).toEqual(['HorizontalPodAutoscaler', 'IstioGateway', 'IstioGateway', 'PodDisruptionBudget']);
    expect(kinds('injected.k8s.yaml')).toEqual(['Deployment', 'Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', ...ACCOUNT, ...ACCOUNT].sort());
    expect(kinds('managed.k8s.yaml')).toEqual(['ConfigMap', 'ConfigMap', 'Gateway', 'Gateway']);
  });

  test('the spread asks for the label that the pods of each rendering carry', () => {
    const text = (file: string) => JSON.stringify(files[file]);
    const ofAsm = '{"key":"app","operator":"In","values":["istio-ingressgateway"]}';
    expect(text('asm.k8s.yaml')).toContain(ofAsm);
    expect(text('injected.k8s.yaml')).toContain(ofAsm);
    expect(text('managed.k8s.yaml')).toContain('gateway.networking.k8s.io/gateway-name');
    expect(text('managed.k8s.yaml')).not.toContain('istio-ingressgateway');
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());

  describeWithSchemas('as the API servers take it', () => {
    const objects = Object.values(files).flat();
    const own = (object: unknown) => ({ IstioGateway: 'asm.yaml', Gateway: 'gateway-api.yaml' })[(object as { kind: string }).kind];

    test.each(['1.28.0', '1.33.0', '1.36.0'] as const)('on Kubernetes %s', (version) => {
      for (const object of objects) {
        const file = own(object);
        expect((file === undefined ? kubernetesSchemas(version) : ownSchemas(file)).problems(object)).toEqual([]);
      }
    });
  });
});
