import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeshFacts, Platform } from '../src/platform';

/** The mesh for which all of it is judged. */
export const FACTS = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }) });

/** Manifests as they come from clusters: text, so that they can be read as well as judged. */

const managed = (n: number): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web-${n}, namespace: ingress}
spec:
  gatewayClassName: istio
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: options-${n}}}
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options-${n}, namespace: ingress}
data:
  deployment: |
    spec: {template: {spec: {terminationGracePeriodSeconds: 60}}}
  horizontalPodAutoscaler: |
    spec: {minReplicas: 2, maxReplicas: 4}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web-${n}, namespace: ingress}
spec: {maxUnavailable: 1, selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: web-${n}}}}
---`;

const injected = (n: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw-${n}, namespace: ingress}
spec:
  selector: {matchLabels: {app: gw-${n}, istio: ingressgateway}}
  template:
    metadata:
      labels: {app: gw-${n}, istio: ingressgateway, sidecar.istio.io/inject: "true"}
      annotations:
        inject.istio.io/templates: gateway
        proxy.istio.io/config: |
          drainDuration: 30s
          terminationDrainDuration: 45s
    spec:
      terminationGracePeriodSeconds: 60
      containers: [{name: istio-proxy, image: auto, resources: {requests: {cpu: 100m, memory: 128Mi}}}]
---
apiVersion: v1
kind: Service
metadata: {name: gw-${n}, namespace: ingress}
spec: {type: LoadBalancer, selector: {app: gw-${n}, istio: ingressgateway}, ports: [{name: http, port: 80}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: gw-${n}, namespace: ingress}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: gw-${n}}, minReplicas: 2, maxReplicas: 5}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: gw-${n}, namespace: ingress}
spec: {minAvailable: 1, selector: {matchLabels: {app: gw-${n}, istio: ingressgateway}}}
---`;

const application = (n: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${n}, namespace: shop-${n % 20}}
spec:
  replicas: 2
  selector: {matchLabels: {app: app-${n}}}
  template:
    metadata: {labels: {app: app-${n}}}
    spec: {containers: [{name: app, image: "registry.example/app:${n}", ports: [{containerPort: 8080}], env: [{name: MODE, value: fast}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: app-${n}, namespace: shop-${n % 20}}
spec: {selector: {app: app-${n}}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app-${n}, namespace: shop-${n % 20}}
data: {settings: "a: 1"}
---`;

/** Ten objects a block: three of a managed gateway, four of an injected one, three of an application. */
export function texts(objects: number): string {
  return Array.from({ length: objects / 10 }, (_, n) => managed(n) + injected(n) + application(n)).join('');
}

/** Nothing but managed gateways with options: the dearest of all, since three short objects make five long ones. */
export function managedTexts(objects: number): string {
  return Array.from({ length: objects / 3 }, (_, n) => managed(n)).join('');
}

const APPLICATIONS = join(__dirname, '..', 'test', 'fixtures', 'apps');

/**
 * Objects of applications as their authors wrote them, those of the tests: workloads, jobs, databases, operators, a gateway now and then. Each copy
 * stands in namespaces of its own.
 */
export function applications(objects: number): string[] {
  const files = readdirSync(APPLICATIONS).filter((file) => file.endsWith('.yaml')).sort().map((file) => readFileSync(join(APPLICATIONS, file), 'utf8'));
  const one = files.reduce((sum, text) => sum + text.split(/^---/m).filter((part) => /^kind:/m.test(part)).length, 0);
  return Array.from({ length: Math.ceil(objects / one) }, (_, copy) => files.map((text, file) => copied(text, `${file}-${copy}`))).flat();
}

const CLUSTER_WIDE = /^kind: (?:Namespace|Cluster\w+|CustomResourceDefinition|PersistentVolume|\w+WebhookConfiguration|\w+Class|ASMSwimLaneGroup)$/m;

/** The same objects in other namespaces; what has no namespace gets another name. */
function copied(text: string, copy: string): string {
  return text.split(/^(?=---)/m).map((document) => {
    const moved = document.replace(/\bnamespace: ([\w-]+)/g, `namespace: $1-${copy}`);
    return moved === document || CLUSTER_WIDE.test(document) ? moved.replace(/^(metadata:\s+(?:\{\s*)?name: )([\w.:-]+)/m, `$1$2-${copy}`) : moved;
  }).join('');
}
