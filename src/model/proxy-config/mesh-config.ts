import { type Layer, layerOf, unreadableLayer } from './layer';
import type { ModelContext } from '../draft';
import { ManifestError, readYamlValue } from '../manifest';
import type { Manifest } from '../manifest/types';
import { oncePerContext } from '../once';
import { isMap, mapAt, member, stringAt } from '../read';

/**
 * `meshConfig.defaultConfig`: from the facts, else from istiod's ConfigMap `istio` (`istio-<revision>`) in the root namespace when it
 * is among the manifests. Undefined: nobody gave a mesh config, and the built-in defaults stand.
 */
export const meshConfigLayer = oncePerContext(readMeshConfig);

function readMeshConfig({ index, cluster, facts }: ModelContext): Layer | undefined {
  if (facts.meshConfig !== undefined) {
    const fields = member(facts.meshConfig, 'defaultConfig');
    return layerOf(isMap(fields) ? fields : {}, () => ({ kind: 'policy', level: 'global', by: 'mesh config' }));
  }
  const { revision } = facts.platform;
  // Istio pilot/pkg/bootstrap/mesh.go: the default revision has no suffix.
  const name = revision === undefined || revision === 'default' ? 'istio' : `istio-${revision}`;
  const manifest = index.get({ cluster, group: '', kind: 'ConfigMap', namespace: facts.rootNamespace, name });
  if (!manifest || stringAt(manifest.object, '/data/mesh') === undefined) { return undefined; }
  return fromConfigMap(manifest);
}

function fromConfigMap(manifest: Manifest): Layer {
  const by = `mesh config (ConfigMap ${manifest.key.namespace ?? ''}/${manifest.key.name})`;
  const origin = { kind: 'policy', level: 'global', by, manifest, pointer: '/data/mesh' } as const;
  try {
    const config = readYamlValue(stringAt(manifest.object, '/data/mesh')!, { lastWins: true });
    return layerOf(mapAt(config, '/defaultConfig') ?? {}, () => origin);
  } catch (error) {
    if (!(error instanceof ManifestError)) { throw error; }
    return unreadableLayer(`${by} cannot be read: ${error.message}`);
  }
}
