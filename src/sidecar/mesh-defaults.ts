import { Lazy } from 'cdk8s';
import { itemOf } from './items';
import { mergedMaps } from './merge-maps';
import type { Policy } from './resolve';
import type { EmitManifest } from '../kube/emit';
import { yamlText } from '../kube/yaml-text';
import { Flavor } from '../platform';
import type { JsonMap } from '../platform/json';

/** What settings for the whole mesh are written into: nothing reads these objects, people and pipelines hand their text on. */
const NAMES = { [Flavor.ISTIO]: 'istio-sidecar-defaults', [Flavor.ASM]: 'asm-sidecar-defaults' } as const;

/** Values for the chart of istiod: `helm upgrade istiod istio/istiod --reuse-values -f values.yaml`. */
function istioValues(policies: readonly Policy[]): JsonMap {
  return mergedMaps(...policies.flatMap(({ values }) => [...values].flatMap(([id, value]): readonly JsonMap[] => {
    const own = itemOf(id).values?.(value);
    return own ? [own] : [];
  })));
}

/** What ASM's API call UpdateMeshFeature takes, and what of its settings only the console has. */
function asmParameters(policies: readonly Policy[]): { readonly parameters: JsonMap; readonly console: JsonMap } {
  const all = policies.flatMap(({ values }) => [...values].flatMap(([id, value]) => itemOf(id).asmGlobal?.(value) ?? []));
  return { parameters: mergedMaps(...all.map(({ parameters }) => parameters)), console: mergedMaps(...all.map(({ console }) => console)) };
}

/** The ConfigMap, whose text is known when all policies are. */
export function meshDefaults(flavor: Flavor, name: string | undefined, policies: () => readonly Policy[]): EmitManifest {
  const data: unknown = Lazy.any({ produce: () => (flavor === Flavor.ASM ? asmData(policies()) : istioData(policies())) });
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name ?? NAMES[flavor] }, data };
}

function istioData(policies: readonly Policy[]): JsonMap {
  return { 'values.yaml': yamlText(istioValues(policies)) };
}

function asmData(policies: readonly Policy[]): JsonMap {
  const { parameters, console } = asmParameters(policies);
  return {
    ...(Object.keys(parameters).length > 0 && { 'update-mesh-feature.json': json(parameters) }),
    ...(Object.keys(console).length > 0 && { 'console.json': json(console) }),
  };
}

const json = (value: JsonMap): string => `${JSON.stringify(value, null, 2)}\n`;
