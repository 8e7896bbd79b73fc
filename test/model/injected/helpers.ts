import type { ModelContext, ProxyDraft } from '../../../src/model/draft';
import { injectedGateways } from '../../../src/model/injected';
import { ManifestIndex, readManifests } from '../../../src/model/manifest';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

export const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });

/** Namespace `ingress` is injected, and nothing else is special. */
export const USUAL: MeshFactsProps = {
  platform: ISTIO,
  injectionValues: {},
  meshConfig: {},
  namespaces: { ingress: { labels: { 'istio-injection': 'enabled' } } },
};

export function contextOf(yaml: string, facts: MeshFactsProps = USUAL): ModelContext {
  const index = ManifestIndex.of(readManifests(yaml, { file: 'gateway.yaml' }));
  return { index, facts: new MeshFacts(facts) };
}

export function gatewaysIn(yaml: string, facts: MeshFactsProps = USUAL): ProxyDraft[] {
  return injectedGateways(contextOf(yaml, facts));
}

/** A gateway by injection, with further lines at the depth of their places. */
interface GatewayParts {
  readonly kind?: string;
  readonly namespace?: string;
  readonly labels?: string;
  readonly annotations?: string;
  readonly pod?: string;
  readonly container?: string;
}

export function gatewayYaml(parts: GatewayParts = {}): string {
  const indent = (text: string | undefined, by: number): string => (
    text === undefined ? '' : text.trim().split('\n').map((line) => `${' '.repeat(by)}${line}\n`).join(''));
  return `apiVersion: apps/v1
kind: ${parts.kind ?? 'Deployment'}
metadata:
  name: gw
  namespace: ${parts.namespace ?? 'ingress'}
spec:
  selector:
    matchLabels:
      istio: gw
  template:
    metadata:
      labels:
        istio: gw
${indent(parts.labels, 8)}      annotations:
        inject.istio.io/templates: gateway
${indent(parts.annotations, 8)}    spec:
${indent(parts.pod, 6)}      containers:
      - name: istio-proxy
        image: auto
${indent(parts.container, 8)}`;
}

export function codesOf(draft: ProxyDraft): string[] {
  return draft.refusals.map(({ code }) => code);
}
