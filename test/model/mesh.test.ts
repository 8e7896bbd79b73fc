import { effectiveMesh, ManifestIndex, readManifests } from '../../src/model';
import * as pods from '../../src/model/managed/pod';
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

test.each([
  ['variables of its own', 'env: [{name: PROXY_CONFIG, value: "drainDuration: 9s"}, {name: MINIMUM_DRAIN_DURATION, value: 7s}]', [9, 7]],
  ['none of its own', 'env: []', [45, 5]],
  ['none', 'stdin: false', [45, 5]],
])('a gateway by injection with %s', (_, container, expected) => {
  const yaml = INJECTED.replace('image: auto}', `image: auto, ${container}}`).replace(/, proxy.istio.io.config: "[^"]*"/, '');
  const [{ shutdown }] = effectiveMesh(ManifestIndex.of(readManifests(yaml)), ISTIO).proxies;
  expect([shutdown.drain.value, shutdown.minimumDrain.value]).toEqual(expected);
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

describe('a dump of a running cluster', () => {
  const made = (name: string, gateway: string, controller = 'istio.io-gateway-controller', role = 'router'): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ingress
  labels: {gateway.istio.io/managed: ${controller}, gateway.networking.k8s.io/gateway-name: ${gateway}}
spec:
  replicas: 4
  selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: ${gateway}}}
  template:
    metadata: {labels: {gateway.networking.k8s.io/gateway-name: ${gateway}, sidecar.istio.io/inject: "false"}}
    spec: {containers: [{name: istio-proxy, image: "proxyv2:1", args: [proxy, ${role}]}]}
---
`;
  const replicaSet = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: gw-abc, namespace: ingress, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: gw, controller: true}]}
spec: {template: {metadata: {annotations: {inject.istio.io/templates: gateway}}, spec: {containers: [{name: istio-proxy, image: auto}]}}}
---
apiVersion: v1
kind: Pod
metadata:
  name: gw-abc-1
  generateName: gw-abc-
  namespace: ingress
  labels: {pod-template-hash: abc}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: gw-abc, controller: true}]
spec: {containers: [{name: istio-proxy, image: "proxyv2:1", args: [proxy, router]}]}
---
`;

  test('a Gateway and what istiod made of it are one proxy', () => {
    expect(show(MANAGED + made('web-istio', 'web'), ISTIO)).toEqual(['managed ingress web-istio']);
  });

  test('without its Gateway, the Deployment runs as it is written', () => {
    const [gateway, ...others] = effectiveMesh(ManifestIndex.of(readManifests(made('web-istio', 'web'))), ISTIO).proxies;
    expect(others).toEqual([]);
    expect([gateway.make, gateway.role, gateway.state, gateway.scaling.min.value]).toEqual(['injected', 'gateway', 'runs', 4]);
  });

  test.each([
    ['istio.io-mesh-controller', 'waypoint'],
    ['istio.io-eastwest-controller', 'east-west'],
  ])('what the controller %s made is a %s', (controller, role) => {
    const [proxy] = effectiveMesh(ManifestIndex.of(readManifests(made('wp', 'wp', controller, 'waypoint'))), ISTIO).proxies;
    expect(proxy.role).toBe(role);
  });

  test('another Deployment with the labels of a Gateway is one of its own', () => {
    expect(show(MANAGED + made('web-copy', 'web'), ISTIO)).toEqual(['injected ingress web-copy', 'managed ingress web-istio']);
  });

  test('a Deployment, its ReplicaSet and its pods are one proxy; pods alone are pods', () => {
    expect(show(INJECTED + replicaSet, ISTIO)).toEqual(['injected ingress gw']);
    expect(show(replicaSet, ISTIO)).toEqual(['injected ingress gw-abc']);
  });
});

test('objects without a namespace live where they will be applied', () => {
  const nowhere = `${MANAGED}${INJECTED}`.replaceAll(', namespace: ingress', '');
  const beside = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: ingress}
spec: {maxUnavailable: 1, selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: web}}}
`;
  const { proxies } = effectiveMesh(ManifestIndex.of(readManifests(nowhere + beside), { defaultNamespace: 'ingress' }), ISTIO);
  expect(proxies.map(({ namespace, name, budgets, services }) => [namespace, name, budgets.length, services.length]))
    .toEqual([['ingress', 'gw', 1, 1], ['ingress', 'web-istio', 1, 1]]);
  expect(proxies[1].workload.at('/metadata/namespace')).toMatchObject({ value: 'ingress', origin: { kind: 'policy' } });
});

test('who asks for refusals and attachments pays for no Deployment', () => {
  const print = jest.spyOn(pods, 'podSpec');
  const [gateway] = effectiveMesh(ManifestIndex.of(readManifests(MANAGED)), ISTIO).proxies;
  expect([gateway.state, gateway.refusals, gateway.attachments, gateway.lost]).toEqual(['runs', [], [], []]);
  expect(print).not.toHaveBeenCalled();
  expect([gateway.shutdown.gracePeriod.value, gateway.scaling.min.value, gateway.services.length]).toEqual([30, 1, 1]);
  expect(print).toHaveBeenCalledTimes(1);
  print.mockRestore();
});

test('where the labels of pods are not known, what may select them is not listed without end', () => {
  const budgets = Array.from({ length: 300 }, (_, n) => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: b${n}, namespace: ingress}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: a${n}}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: g${n}, namespace: ingress}
spec: {maxUnavailable: 1, selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: other-${n}}}}
---`).join('');
  const own = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: own, namespace: ingress}
spec: {maxUnavailable: 1, selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: web}}}
`;
  const [gateway] = effectiveMesh(ManifestIndex.of(readManifests(`${MANAGED}${budgets}${own}`)), ASM).proxies;
  const found = gateway.budgets.map(({ object, doubt }) => [object.object.metadata.name, doubt !== undefined] as const);
  expect(found).toHaveLength(101);
  expect(found.filter(([name]) => String(name).startsWith('g'))).toEqual([]);
  expect(found[100]).toEqual(['own', true]);
});
