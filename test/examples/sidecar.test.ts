import { synthExample } from '../support/examples';
import { ownSchemas } from '../support/own-crds';

type Json = Record<string, any>;

describe('examples/sidecar-asm', () => {
  const objects = synthExample('sidecar-asm')['sidecars.k8s.yaml'] as Json[];

  test('a resource for each example of source document 002, and no workload is touched', () => {
    expect(objects.filter(({ kind }) => kind === 'ASMProxyConfig').length).toBe(20);
    expect(objects.find(({ kind }) => kind === 'Deployment')!.spec.template.metadata).toEqual({ labels: { app: 'sleep' } });
  });

  test('as the API server takes it', () => {
    for (const object of objects.filter(({ kind }) => kind === 'ASMProxyConfig')) { expect(ownSchemas('asm.yaml').problems(object)).toEqual([]); }
    for (const object of objects.filter(({ kind }) => kind === 'Sidecar')) { expect(ownSchemas('istio-networking.yaml').problems(object)).toEqual([]); }
  });

  test('writes what it wrote before', () => expect(objects).toMatchSnapshot());
});

describe('examples/sidecar-istio', () => {
  const files = synthExample('sidecar-istio');

  test('the workload level is stamped on one workload, the namespace level on both', () => {
    const [web, cart] = (files['shop.k8s.yaml'] as Json[]).map(({ spec }) => spec.template);
    expect(cart.metadata.annotations).toEqual({ 'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.1.0.0/24' });
    expect(web.metadata.annotations).toMatchObject({ 'sidecar.istio.io/proxyMemoryLimit': '204Mi', 'sidecar.istio.io/logLevel': 'info' });
    expect(web.spec.containers[1]).toMatchObject({ name: 'istio-proxy', image: 'auto' });
    expect((files['policies.k8s.yaml'] as Json[])[0].spec).toEqual({ concurrency: 1 });
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});
