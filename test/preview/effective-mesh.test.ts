import { EffectiveMesh, MeshFacts, Platform } from '../../src';

const TEXT = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: ingress}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw}
spec:
  template:
    metadata: {labels: {sidecar.istio.io/inject: "true"}, annotations: {inject.istio.io/templates: gateway}}
    spec: {terminationGracePeriodSeconds: 60, containers: [{name: istio-proxy, image: auto}]}
`;

test('manifests without constructs: every proxy that will run', () => {
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }) });
  const mesh = EffectiveMesh.ofYaml(TEXT, { facts, defaultNamespace: 'edge', file: 'mesh.yaml' });
  expect(mesh.proxies.map(({ namespace, name, state }) => [namespace, name, state])).toEqual([['edge', 'gw', 'unknown'], ['ingress', 'web-istio', 'runs']]);
  expect(mesh.proxy('gw')!.settings.find(({ name }) => name === 'grace period'))
    .toEqual({ name: 'grace period', value: 60, origin: expect.stringContaining('(mesh.yaml:13)') });
  expect(mesh.proxy('gw', 'elsewhere')).toBeUndefined();
  expect(mesh.proxy('web-istio', 'ingress')?.service?.kind).toBe('Service');
});

test('two of one name: the namespace tells them apart', () => {
  const mesh = EffectiveMesh.ofYaml(`${TEXT}---\n${TEXT.replace('namespace: ingress', 'namespace: other')}`, { defaultNamespace: 'edge' });
  expect(mesh.proxy('web-istio')).toBeUndefined();
  expect(mesh.proxy('web-istio', 'other')?.namespace).toBe('other');
});

test('a text that cannot be read is refused whole', () => {
  expect(() => EffectiveMesh.ofYaml('a: [', { file: 'x.yaml' })).toThrow(/^x\.yaml:1:/);
});
