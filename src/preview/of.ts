import type { EffectiveMeshOptions } from './effective-mesh';
import { ProxyPreview } from './proxy-preview';
import { sourceOf } from './source';
import { effectiveMesh, type EffectiveProxy, ManifestIndex, readManifests } from '../model';
import { MeshFacts } from '../platform';

/** A proxy of any make as it will run. */
export function previewOfProxy(proxy: EffectiveProxy): ProxyPreview {
  return ProxyPreview._of(sourceOf(proxy));
}

/** Every proxy that a text of manifests asks for. */
export function previewsOfYaml(text: string, { facts = new MeshFacts(), cluster, defaultNamespace, file }: EffectiveMeshOptions): ProxyPreview[] {
  const manifests = readManifests(text, { file, cluster, defaultNamespace });
  return effectiveMesh(ManifestIndex.of(manifests, { defaultNamespace }), facts).proxies.map(previewOfProxy);
}
