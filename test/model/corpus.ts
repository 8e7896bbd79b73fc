import { type EffectiveProxy, effectiveMesh, joinPointer, ManifestIndex, type Origin, readManifests, TracedObject } from '../../src/model';
import { MeshFacts, type MeshFactsProps, Platform } from '../../src/platform';

/** One of everything: what the model reads, with values set at every level. */
export const GATEWAYS = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
  namespace: ingress
  annotations: {proxy.istio.io/config: "terminationDrainDuration: 40s", sidecar.istio.io/logLevel: debug}
spec:
  gatewayClassName: istio
  listeners: [{name: http, port: 80, protocol: HTTP}, {name: https.a, port: 443, protocol: HTTPS}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: east, namespace: ingress, labels: {topology.istio.io/network: n1}}
spec:
  gatewayClassName: istio-east-west
  infrastructure:
    labels: {team: edge}
    annotations: {a/b~c: d}
    parametersRef: {group: "", kind: ConfigMap, name: options}
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: wp, namespace: shop-ambient, annotations: {gateway.istio.io/service-account: wp-account}}
spec:
  gatewayClassName: istio-waypoint
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: options}}
  listeners: [{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options, namespace: ingress}
data:
  deployment: |
    metadata: {labels: {tier: front}}
    spec:
      replicas: 3
      strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
      template:
        spec:
          terminationGracePeriodSeconds: 90
          topologySpreadConstraints:
          - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {gateway.networking.k8s.io/gateway-name: east}}}
          containers:
          - name: istio-proxy
            resources: {requests: {cpu: 250m}}
            env: [{name: EXIT_ON_ZERO_ACTIVE_CONNECTIONS, value: "true"}, {name: PROXY_CONFIG, value: "{drainDuration: 33s}"}]
            lifecycle: {preStop: {sleep: {seconds: 5}}}
          - {name: helper, image: "helper:1"}
  podDisruptionBudget: |
    spec: {minAvailable: 1}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options, namespace: shop-ambient}
data:
  horizontalPodAutoscaler: "spec: {minReplicas: 2, maxReplicas: 4}"
  deployment: "spec: {template: {spec: {terminationGracePeriodSeconds: 75}}}"
---
apiVersion: v1
kind: ConfigMap
metadata: {name: waypoints, namespace: istio-system, labels: {gateway.istio.io/defaults-for-class: istio-waypoint}}
data:
  service: "spec: {sessionAffinity: ClientIP}"
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop-ambient, labels: {istio.io/use-waypoint: wp}}
spec: {selector: {app: cart}, ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: pc, namespace: ingress}
spec: {concurrency: 2, environmentVariables: {MINIMUM_DRAIN_DURATION: 7s}, image: {imageType: debug}}
---
`;

export const WORKLOADS = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: ingress}
spec:
  replicas: 2
  selector: {matchLabels: {istio: gw}}
  template:
    metadata:
      labels: {istio: gw, sidecar.istio.io/inject: "true"}
      annotations:
        inject.istio.io/templates: gateway
        prometheus.io/port: "9090"
        proxy.istio.io/config: |
          drainDuration: 30s
          proxyMetadata: {A: b}
    spec:
      serviceAccountName: gw
      securityContext: {sysctls: [{name: net.core.somaxconn, value: "1024"}]}
      containers:
      - {name: helper, image: "helper:1", ports: [{containerPort: 9090}]}
      - name: istio-proxy
        image: auto
        env: [{name: TERM, value: xterm}]
        resources: {requests: {cpu: 100m, memory: 128Mi}}
        ports: [{containerPort: 8080}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: full, namespace: edge}
spec:
  selector: {matchLabels: {istio: full}}
  template:
    metadata: {labels: {istio: full, sidecar.istio.io/inject: "false"}}
    spec:
      containers: [{name: istio-proxy, image: "proxyv2:1", args: [proxy, router], env: [{name: PROXY_CONFIG, value: "{drainDuration: 20s}"}]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: app}}
  template:
    metadata:
      labels: {app: app}
      annotations: {sidecar.istio.io/proxyCPU: 200m, proxy.istio.io/config: "holdApplicationUntilProxyStarts: true", traffic.sidecar.istio.io/excludeOutboundPorts: "3306"}
    spec:
      containers: [{name: app, image: "app:1", ports: [{containerPort: 8080}], readinessProbe: {httpGet: {path: /ready, port: 8080}}}]
---
apiVersion: v1
kind: Service
metadata: {name: gw, namespace: ingress}
spec: {type: LoadBalancer, selector: {istio: gw}, ports: [{name: http, port: 80}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: gw, namespace: ingress}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: gw}, minReplicas: 2, maxReplicas: 5}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: gw, namespace: ingress}
spec: {minAvailable: 50%, selector: {matchExpressions: [{key: istio, operator: Exists}]}}
---
`;

export const ASM_GATEWAYS = `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: in, namespace: istio-system}
spec:
  clusterIds: [c1, c2]
  minReplicas: 2
  maxReplicas: 6
  cpu: {targetAverageUtilization: 60}
  podLabels: {team: edge}
  podAnnotations: {proxy.istio.io/config: "drainDuration: 25s"}
  env: [{name: TERMINATION_DRAIN_DURATION_SECONDS, value: "30"}]
  resources: {requests: {cpu: 500m, memory: 256Mi}}
  rollingMaxSurge: "1"
  lifecycle: {preStop: {exec: {command: [sleep, "10"]}}}
  ports: [{name: http, port: 80, protocol: HTTP}]
  overrides: {c2: {minReplicas: 3, maxReplicas: 9, resources: {limits: {cpu: "2"}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: asm-options, namespace: shop}
data:
  proxyConfig: "{drainDuration: 50s, terminationDrainDuration: 60s}"
  deployment: "spec: {template: {spec: {terminationGracePeriodSeconds: 120}}}"
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: asm-wp, namespace: shop}
spec:
  gatewayClassName: istio-waypoint
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: asm-options}}
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
---
apiVersion: istio.alibabacloud.com/v1
kind: ASMProxyConfig
metadata: {name: shop, namespace: shop}
spec: {terminationDrainDuration: 12s, concurrency: 3}
---
`;

const COMMON: MeshFactsProps = {
  meshConfig: { defaultConfig: { terminationDrainDuration: '15s', proxyMetadata: { M: 'n' } } },
  injectionValues: { global: { hub: 'registry.example/istio', tag: '1.30.3', network: 'n0', proxy: { lifecycle: { preStop: { sleep: { seconds: 3 } } } } } },
  namespaces: Object.fromEntries(['ingress', 'shop'].map((name) => [name, { labels: { 'istio-injection': 'enabled' } }])),
};

/** Everything on the platforms that differ most. */
export const MESHES: readonly (readonly [string, MeshFactsProps])[] = [
  ['Istio 1.30', { ...COMMON, platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }) }],
  ['Istio 1.26 without values', { platform: Platform.istio({ version: '1.26', kubernetesVersion: '1.27' }), namespaces: COMMON.namespaces }],
  ['Istio of a version that nobody has read', { ...COMMON, platform: Platform.istio({ version: '1.99' }) }],
  ['ASM', { platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3.0' }), namespaces: COMMON.namespaces }],
  ['ASM on the base of Istio', { ...COMMON, platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3.0' }), assumeIstioBase: true }],
];

export const CORPUS = GATEWAYS + WORKLOADS + ASM_GATEWAYS;

export function meshOf(yaml: string, facts: MeshFactsProps): readonly EffectiveProxy[] {
  return effectiveMesh(ManifestIndex.of(readManifests(yaml, { file: 'mesh.yaml' })), new MeshFacts(facts)).proxies;
}

/** Reads every part of a proxy. */
export function partsOf(proxy: EffectiveProxy): Record<string, unknown> {
  const {
    state, refusals, name, namespace, role, workload, container, companions, shutdown, scaling, rollout, resources, spread, budgets, services, lost,
    attachments, proxyConfig,
  } = proxy;
  const fields = ['drainDuration', 'terminationDrainDuration', 'concurrency', 'image', 'proxyMetadata', 'holdApplicationUntilProxyStarts', 'nothing'];
  return {
    state,
    refusals,
    name,
    namespace,
    role,
    workload,
    container,
    companions,
    shutdown,
    scaling,
    rollout,
    resources,
    spread,
    budgets,
    services,
    lost,
    attachments,
    agent: fields.map((field) => proxyConfig.agent(field)),
    template: fields.map((field) => proxyConfig.template(field)),
    env: ['EXIT_ON_ZERO_ACTIVE_CONNECTIONS', 'A', 'M', 'nothing', 'PROXY_CONFIG'].map((variable) => proxyConfig.env(variable)),
  };
}

/** A value that a proxy has, and where it came from. */
export interface Value {
  readonly where: string;
  readonly value: unknown;
  readonly origin: Origin;
}

/** Every value in the parts of a proxy: the effective ones, and each leaf of each object. */
export function* valuesIn(part: unknown, where: string): Generator<Value> {
  if (part instanceof TracedObject) {
    yield* leavesOf(part, part.object, where, '');
  } else if (Array.isArray(part)) {
    for (const [at, item] of part.entries()) { yield* valuesIn(item, `${where}[${at}]`); }
  } else if (typeof part === 'object' && part !== null && 'origin' in part) {
    const { value, origin } = part as { value?: unknown; origin: Origin };
    yield { where, value, origin };
  } else if (isPlain(part)) {
    for (const [key, child] of Object.entries(part)) { yield* valuesIn(child, `${where}.${key}`); }
  }
}

function* leavesOf(traced: TracedObject, value: unknown, where: string, pointer: string): Generator<Value> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [key, child] of Object.entries(value)) { yield* leavesOf(traced, child, where, joinPointer(pointer, key)); }
    return;
  }
  yield { where: `${where}${pointer}`, value, origin: traced.origin(pointer) };
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
