import { RESOURCES, selectorOf } from './istio-resources';
import { homeOf } from '../../../model/by-home';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { isProxyConfigField } from '../../../model/proxy-config/proto-json';
import { mapAt, stringsAt } from '../../../model/read';
import { placeText, type ShapeProblem } from '../../../model/shape';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, Scene } from '../../rule';
import type { Described } from '../described';
import { resourceProblems, unknownFound, withArticle } from '../resource-fields';

/** CAP034: the API server's pruning, kubectl's validation. */
export const unknownIstioField: Described<ManifestRule> = {
  id: 'CAP034',
  title: 'field that Istio\'s resource does not have',
  what: 'A ProxyConfig, Sidecar, EnvoyFilter, PeerAuthentication, RequestAuthentication, AuthorizationPolicy or Telemetry has a field that the resource does not have, such '
    + 'as matchLabels below workloadSelector. A warning, where the name resembles no field: a newer Istio may know it.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The API server drops a field that the resource does not have, and kubectl refuses to apply it. A selector without labels is for all pods of the namespace, or of '
    + 'the mesh; a setting that is dropped is nowhere.',
  source: 'istio/istio 1.30.3 manifests/charts/base/files/crd-all.gen.yaml; pilot/pkg/model/push_context.go getSidecarScope, envoyfilter.go, authentication.go',
  on: 'manifest',
  kinds: Object.keys(RESOURCES),
  check: (manifest, scene) => resourceProblems(manifest, RESOURCES[`${manifest.key.group}/${manifest.key.kind}`])
    .filter(({ code }) => code === 'unknown').map((problem) => found(manifest, problem, scene)),
};

function found(manifest: Manifest, problem: ShapeProblem, scene: Scene): Found {
  const { path } = problem;
  const { kind } = manifest.key;
  const { selector, labels } = selectorOf(kind);
  const field = String(path.at(-1));
  const isOfSpec = path.length === 2;
  if (isOfSpec && (field === 'selector' || field === 'workloadSelector')) { return unselective(manifest, { ...problem, meant: selector }, scene); }
  if (path.length === 3 && path[1] === selector) {
    const isRenamed = field === 'labels' || field === 'matchLabels';
    return unselective(manifest, { ...problem, meant: labels }, scene, isRenamed ? undefined
      : field === 'matchExpressions' ? `write labels below ${labels}: there are no expressions` : `write it below ${labels}`);
  }
  if (kind !== 'ProxyConfig' || !isOfSpec) { return unknownFound(manifest, problem); }
  // settings of the proxy, which a ProxyConfig has in part
  if (field === 'proxyMetadata') { return unknownFound(manifest, { ...problem, meant: 'environmentVariables' }); }
  return unknownFound(manifest, problem, isProxyConfigField(field) ? 'write it in the annotation proxy.istio.io/config of the pods' : undefined);
}

/** Without its field a selector has no labels, if it has no others: the message says whom the resource is for then. */
function unselective(manifest: Manifest, problem: ShapeProblem, scene: Scene, instead?: string): Found {
  const general = unknownFound(manifest, problem, instead);
  const { kind } = manifest.key;
  const { selector, labels } = selectorOf(kind);
  if (Object.keys(stringsAt(manifest.object, joinPointer('/spec', selector, labels))).length > 0) { return general; }
  const hint = instead === undefined ? `; did you mean "${problem.meant}"?` : '';
  return { ...general, message: `${placeText(problem.path)} is no field of ${withArticle(kind)}, which is then for ${reachOf(manifest, scene)}${hint}` };
}

/** A Sidecar with a selector is for its own namespace, also in that of the mesh, and a ProxyConfig with an empty one for nothing: CAP029. */
function reachOf({ key, object }: Manifest, { index, facts }: Scene): string {
  const { selector } = selectorOf(key.kind);
  const hasSelector = mapAt(object, joinPointer('/spec', selector)) !== undefined;
  if (key.kind === 'ProxyConfig' && hasSelector) { return 'no pod'; }
  const isOfMesh = homeOf(index, key).namespace === facts.rootNamespace && !(key.kind === 'Sidecar' && hasSelector);
  return isOfMesh ? 'all pods of the mesh' : 'all pods of its namespace';
}
