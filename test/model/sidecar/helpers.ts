import { complete } from '../../../src/model/complete';
import type { ModelContext } from '../../../src/model/draft';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { ManifestIndex, readManifests } from '../../../src/model/manifest';
import { joinPointer } from '../../../src/model/pointer';
import { listAt, member } from '../../../src/model/read';
import { sidecars } from '../../../src/model/sidecar';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

const INJECTED_NAMESPACE = { shop: { labels: { 'istio-injection': 'enabled' } } };

export const ISTIO: MeshFactsProps = {
  platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }),
  meshConfig: {},
  injectionValues: {},
  namespaces: INJECTED_NAMESPACE,
};

export const ISTIO_CLASSIC: MeshFactsProps = { ...ISTIO, platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.32' }) };

/** An instance whose sidecars are not native, as those in source document 002. */
export const ASM: MeshFactsProps = {
  platform: Platform.asm({ version: '1.22.6.109', kubernetesVersion: '1.28' }),
  meshConfig: {},
  injectionValues: {},
  namespaces: INJECTED_NAMESPACE,
  clusterDomain: 'cluster.local',
};

export const ASM_NATIVE: MeshFactsProps = { ...ASM, platform: Platform.asm({ version: '1.22.6.109', kubernetesVersion: '1.30' }) };

const indent = (text: string | undefined, by: number): string => (
  text === undefined ? '' : text.trim().split('\n').map((line) => `${' '.repeat(by)}${line}\n`).join(''));

export interface App {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly labels?: string;
  readonly annotations?: string;
  /** Further lines of the pod's spec. */
  readonly pod?: string;
  /** Further lines of the application's container. */
  readonly container?: string;
}

/** An application `web`, with further lines at the depth of their places. */
export function appYaml(app: App = {}): string {
  return `apiVersion: ${app.apiVersion ?? 'apps/v1'}
kind: ${app.kind ?? 'Deployment'}
metadata:
  name: web
  namespace: ${app.namespace ?? 'shop'}
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
${indent(app.labels, 8)}      annotations:
        note: none
${indent(app.annotations, 8)}    spec:
${indent(app.pod, 6)}      containers:
      - name: web
        image: web:1
${indent(app.container, 8)}`;
}

export function contextOf(yaml: string, facts: MeshFactsProps = ISTIO): ModelContext {
  return { index: ManifestIndex.of(readManifests(yaml, { file: 'web.yaml' })), facts: new MeshFacts(facts) };
}

export function sidecarsIn(yaml: string, facts: MeshFactsProps = ISTIO): EffectiveProxy[] {
  const context = contextOf(yaml, facts);
  return sidecars(context).map((draft) => complete(draft, context));
}

export function sidecarIn(yaml: string, facts: MeshFactsProps = ISTIO): EffectiveProxy {
  const found = sidecarsIn(yaml, facts);
  if (found.length !== 1) { throw new Error(`expected one sidecar, got ${found.length}`); }
  return found[0];
}

/** A pod-level place. */
export function podPointer(proxy: EffectiveProxy, ...path: (string | number)[]): string {
  return joinPointer(proxy.template, ...path);
}

/** The pointer of a container by its name, wherever it stands. */
export function containerPointer(proxy: EffectiveProxy, name: string): string {
  for (const list of ['containers', 'initContainers']) {
    const at = (listAt(proxy.workload.object, podPointer(proxy, 'spec', list)) ?? []).findIndex((container) => member(container, 'name') === name);
    if (at !== -1) { return podPointer(proxy, 'spec', list, at); }
  }
  throw new Error(`no container ${name}`);
}

export function valueIn(proxy: EffectiveProxy, container: string, field: string): unknown {
  return proxy.workload.at(`${containerPointer(proxy, container)}/${field}`).value;
}

export function namesIn(proxy: EffectiveProxy, list: 'containers' | 'initContainers'): unknown[] {
  return (listAt(proxy.workload.object, podPointer(proxy, 'spec', list)) ?? []).map((container) => member(container, 'name'));
}

/** Settings of ASM for the namespace, or for the application with the label `app: web`. */
export function asmConfig(spec: string, level: 'namespace' | 'workload' = 'namespace'): string {
  return `---
apiVersion: istio.alibabacloud.com/v1
kind: ASMProxyConfig
metadata:
  name: ${level}
  namespace: shop
spec:
${level === 'workload' ? indent('selector:\n  matchLabels:\n    app: web', 2) : ''}${indent(spec, 2)}`;
}
