import { stringify } from 'yaml';
import { type Manifest, manifestOf, readManifests } from '../../../src/model';
import { MeshFacts, Platform } from '../../../src/platform';
import { type Comparison, compareManifests, type CompareInput, type Impact } from '../../../src/preview/compare';

export const ISTIO = new MeshFacts({
  platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }),
  meshConfig: {},
  injectionValues: { global: { hub: 'docker.io/istio', tag: '1.30.3' } },
  namespaces: { shop: { labels: { 'istio-injection': 'enabled' } }, plain: {} },
  namespacesComplete: true,
});

export const asm = (version?: string): MeshFacts => new MeshFacts({ platform: Platform.asm({ ...version !== undefined && { version }, kubernetesVersion: '1.33' }) });

export type Node = { [key: string]: unknown };

/** A Deployment, with parts of its spec and of its pods replaced. */
export function deployment(spec: Node = {}, pod: Node = {}, container: Node = {}): Node {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], ...container }], ...pod },
      },
      ...spec,
    },
  };
}

/** The pods that Istio Gateways of the tests select. */
export const PROXY_LABELS = { app: 'in' };
export const PROXY_PODS: Node = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'in', namespace: 'plain' },
  spec: { selector: { matchLabels: PROXY_LABELS }, template: { metadata: { labels: PROXY_LABELS }, spec: { containers: [{ name: 'istio-proxy', image: 'p:1' }] } } },
};

/** A managed Gateway with the entries of its options, in YAML. */
export const managedGateway = (options: string, fields = 'gatewayClassName: istio'): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec:
  ${fields}
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: options}}
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options, namespace: shop}
data: {${options}}
`;

export function istioGateway(spec: Node = {}, annotations?: Node): Node {
  return {
    apiVersion: 'istio.alibabacloud.com/v1beta1',
    kind: 'IstioGateway',
    metadata: { name: 'ingress', namespace: 'istio-system', ...annotations && { annotations } },
    spec: { gatewayType: 'ingress', clusterIds: ['c1'], replicaCount: 2, ...spec },
  };
}

export function compareObjects(before: readonly Node[], after: readonly Node[], input: CompareInput = { facts: ISTIO }): Comparison {
  const manifests = (nodes: readonly Node[]): Manifest[] => nodes.map((node) => manifestOf(node));
  return compareManifests(manifests(before), manifests(after), input);
}

export function compareYaml(before: string, after: string, input: CompareInput = { facts: ISTIO }): Comparison {
  return compareManifests(readManifests(before, { file: 'old.yaml' }), readManifests(after, { file: 'new.yaml' }), input);
}

/** The impact of the one workload, or of the one of this name. */
export function impactOf({ workloads }: Comparison, name?: string): Impact {
  const found = workloads.filter(({ key }) => name === undefined || key.name === name);
  expect(found.map(({ key }) => key.name)).toHaveLength(1);
  return found[0].impact;
}

export const yaml = (...nodes: readonly Node[]): string => nodes.map((node) => stringify(node)).join('---\n');
