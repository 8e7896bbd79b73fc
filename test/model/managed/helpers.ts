import type { ModelContext, ProxyDraft } from '../../../src/model/draft';
import { managedGateways, type ManagedRendering, renderManaged } from '../../../src/model/managed';
import { ManifestIndex, readManifests } from '../../../src/model/manifest';
import { describeOrigin } from '../../../src/model/origin';
import type { TracedObject } from '../../../src/model/traced';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

export const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
export const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3.0' });
export const istio = (version: string): MeshFactsProps => ({ platform: Platform.istio({ version, kubernetesVersion: '1.33' }) });

export function contextOf(yaml: string, facts: MeshFactsProps = {}): ModelContext {
  return { index: ManifestIndex.of(readManifests(yaml, { file: 'mesh.yaml' })), facts: new MeshFacts({ platform: ISTIO, ...facts }) };
}

export function proxiesIn(yaml: string, facts: MeshFactsProps = {}): ProxyDraft[] {
  return managedGateways(contextOf(yaml, facts));
}

/** What is made for the first Gateway of the text. */
export function rendered(yaml: string, facts: MeshFactsProps = {}): ManagedRendering {
  const context = contextOf(yaml, facts);
  return renderManaged(context.index.list('gateway.networking.k8s.io', 'Gateway')[0], context)!;
}

export const codes = (rendering: ManagedRendering): string[] => rendering.refusals.map(({ code }) => code);

/** The value at a pointer and where it came from, as a person reads it. */
export function explained(object: TracedObject, pointer: string): [unknown, string] {
  const value = object.at(pointer);
  return [value.value, describeOrigin(value.origin)];
}

/** A Gateway; `spec` and `metadata` are further lines at their depth. */
export function gatewayYaml(parts: { name?: string; class?: string; metadata?: string; spec?: string } = {}): string {
  const lines = (text: string | undefined): string => (text === undefined ? '' : text.trim().split('\n').map((line) => `  ${line}\n`).join(''));
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: ${parts.name ?? 'gw'}
  namespace: infra
${lines(parts.metadata)}spec:
  gatewayClassName: ${parts.class ?? 'istio'}
${lines(parts.spec)}`;
}

export const PARAMETERS = `
infrastructure:
  parametersRef:
    group: ""
    kind: ConfigMap
    name: options
`;

/** A ConfigMap with overlays; a value is YAML text. */
export function optionsYaml(data: Readonly<Record<string, string>>, metadata = 'name: options\n  namespace: infra'): string {
  const entries = Object.entries(data).map(([key, text]) => `  ${key}: |\n${text.trim().split('\n').map((line) => `    ${line}\n`).join('')}`);
  return `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  ${metadata}\n${entries.length === 0 ? 'data: {}\n' : `data:\n${entries.join('')}`}`;
}

/** A Gateway with options. */
export function withOptions(data: Readonly<Record<string, string>>, parts: Parameters<typeof gatewayYaml>[0] = {}): string {
  return gatewayYaml({ ...parts, spec: `${PARAMETERS.trim()}\n${parts.spec ?? ''}` }) + optionsYaml(data);
}
