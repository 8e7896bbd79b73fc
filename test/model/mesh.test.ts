import { effectiveMesh, ManifestIndex, readManifests } from '../../src/model';
import { MeshFacts, Platform } from '../../src/platform';

const MANAGED = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: ingress}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
`;
const INJECTED = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: ingress}
spec:
  replicas: 2
  selector: {matchLabels: {app: gw}}
  template:
    metadata: {labels: {app: gw, sidecar.istio.io/inject: "true"}, annotations: {inject.istio.io/templates: gateway, proxy.istio.io/config: "terminationDrainDuration: 20s"}}
    spec: {containers: [{name: istio-proxy, image: auto}]}
---
apiVersion: v1
kind: Service
metadata: {name: gw, namespace: ingress}
spec: {selector: {app: gw}, ports: [{port: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: gw, namespace: ingress}
spec: {minAvailable: 1, selector: {matchLabels: {app: gw}}}
---
`;
const ASM_GATEWAY = `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: in, namespace: istio-system}
spec: {clusterIds: [c2, c1]}
---
`;

const ISTIO = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }) });
const ASM = new MeshFacts({ platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }) });

const show = (yaml: string, facts: MeshFacts, cluster?: string): string[] =>
  effectiveMesh(ManifestIndex.of(readManifests(yaml, cluster === undefined ? {} : { cluster })), facts)
    .proxies.map((proxy) => [proxy.cluster, proxy.make, proxy.namespace, proxy.name].filter((part) => part !== undefined).join(' '));

test('every make is found, each once, in an order that does not depend on that of the manifests', () => {
  const expected = ['injected ingress gw', 'managed ingress web-istio'];
  expect(show(MANAGED + INJECTED + ASM_GATEWAY, ISTIO)).toEqual(expected);
  expect(show(ASM_GATEWAY + INJECTED + MANAGED, ISTIO)).toEqual(expected);
  expect(show(ASM_GATEWAY, ASM, 'mesh')).toEqual(['c1 asm istio-system istio-in', 'c2 asm istio-system istio-in']);
});

test('every cluster for itself', () => {
  const index = ManifestIndex.of([...readManifests(INJECTED, { cluster: 'b' }), ...readManifests(MANAGED + INJECTED, { cluster: 'a' })]);
  const facts = new MeshFacts({ platform: ISTIO.platform, clusters: { a: { meshConfig: { defaultConfig: { drainDuration: '10s' } } } } });
  expect(effectiveMesh(index, facts).proxies.map(({ cluster, name, shutdown, budgets }) => [cluster, name, shutdown.drain.value, budgets.length]))
    .toEqual([['a', 'gw', 10, 1], ['a', 'web-istio', 10, 0], ['b', 'gw', 45, 1]]);
});

test('a gateway by injection, from its manifests to its timeline', () => {
  const [gateway] = effectiveMesh(ManifestIndex.of(readManifests(INJECTED, { file: 'gw.yaml' })), ISTIO).proxies;
  expect(gateway.shutdown.terminationDrain).toMatchObject({ value: 20, origin: { kind: 'set', within: '/terminationDrainDuration' } });
  expect(gateway.shutdown.timeline).toMatchObject({ stopped: 20, killed: 30, slack: 10 });
  expect(gateway.scaling.min).toMatchObject({ value: 2, origin: { kind: 'set', pointer: '/spec/replicas' } });
  expect(gateway.rollout).toMatchObject({ highWater: { value: 3 }, lowWater: { value: 2 } });
  expect(gateway.services).toHaveLength(1);
  expect(gateway.budgets).toMatchObject([{ owner: 'user' }]);
});

test('a managed gateway: what stands around it selects its gateway-name label', () => {
  const beside = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: ingress}
spec: {maxUnavailable: 1, selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: web}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: ingress}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web-istio}, minReplicas: 2, maxReplicas: 4}
`;
  const [gateway] = effectiveMesh(ManifestIndex.of(readManifests(MANAGED + beside)), ISTIO).proxies;
  expect(gateway.shutdown).toMatchObject({ gracePeriod: { value: 30 }, terminationDrain: { value: 5 }, drain: { value: 45 }, preStop: { value: 0 } });
  expect(gateway.scaling).toMatchObject({ min: { value: 2 }, max: { value: 4 }, autoscalers: [{ owner: 'user' }] });
  expect(gateway.budgets).toMatchObject([{ owner: 'user' }]);
  expect(gateway.services.map(({ object }) => object.metadata.name)).toEqual(['web-istio']);
  expect(String(gateway.resources.limits.cpu.value)).toBe('2');
});

test('nothing to find, nothing found', () => {
  expect(effectiveMesh(ManifestIndex.of([]), ISTIO).proxies).toEqual([]);
});
