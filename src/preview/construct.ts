import { ApiObject, App } from 'cdk8s';
import { previewOfProxy } from './of';
import type { ProxyPreview } from './proxy-preview';
import { apiObjectsBelow } from '../checks/synth-hook';
import { withoutTrace } from '../checks/without-trace';
import { effectiveMesh, type Manifest, ManifestIndex, manifestOf } from '../model';
import { MeshFacts } from '../platform';
import { pathOf } from '../platform/tree-store';

/**
 * The proxy that an object of an app declares, with everything of the app that has a say in it: options, defaults of its class,
 * ProxyConfigs. The app is rendered as it stands, and left as it was.
 */
export function previewOf(declaring: ApiObject): ProxyPreview {
  const app = App.of(declaring);
  const manifests = withoutTrace(app, () => apiObjectsBelow(app).flatMap((object) => manifest(object, object === declaring)));
  const { proxies } = effectiveMesh(ManifestIndex.of(manifests), MeshFacts.of(declaring));
  const proxy = proxies.find(({ declaredBy }) => declaredBy.construct === declaring.node.path);
  if (!proxy) {
    throw new Error(`[${pathOf(declaring)}] there is nothing to preview, got ${declaring.kind} ${declaring.name}, expected one from which the mesh makes a proxy`);
  }
  return previewOfProxy(proxy);
}

/** An object that cannot be rendered or named has no say; only of the one that is asked for it must be known why. */
function manifest(object: ApiObject, isAsked: boolean): readonly Manifest[] {
  try {
    return [manifestOf(object.toJson(), { construct: object.node.path })];
  } catch (error) {
    if (isAsked) { throw error; }
    return [];
  }
}
