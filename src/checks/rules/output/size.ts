import { bytesOf, seen } from './places';
import { MAX_ANNOTATION_BYTES, MAX_CONFIG_MAP_BYTES } from '../../../kube';
import { mapAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** LIM002: a lower bound is counted (kubectl escapes some characters as well), so what is found is certain. */
export const tooLargeForApply: Described<ManifestRule> = {
  id: 'LIM002',
  title: 'too large for kubectl apply',
  what: 'The copy that `kubectl apply` keeps of a ConfigMap, Secret, CustomResourceDefinition, EnvoyFilter or WasmPlugin does not fit into its '
    + 'annotations. Server-side apply keeps no copy.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'The command `kubectl apply` writes the whole object into an annotation, and annotations take at most 256 KiB: the apply fails. Server-side '
    + 'apply, Helm and `kubectl replace` do not.',
  source: 'Kubernetes kubectl pkg/util/apply.go CreateOrUpdateAnnotation; apimachinery pkg/api/validation ValidateAnnotationsSize',
  on: 'manifest',
  kinds: [
    '/ConfigMap', '/Secret', 'apiextensions.k8s.io/CustomResourceDefinition', 'networking.istio.io/EnvoyFilter', 'extensions.istio.io/WasmPlugin',
  ],
  check: (manifest) => {
    const { [LAST_APPLIED]: _, ...annotations } = mapAt(manifest.object, '/metadata/annotations') ?? {};
    const copy = bytesOf(JSON.stringify({ ...manifest.object, metadata: { ...manifest.object.metadata, annotations } }));
    const own = Object.entries(annotations).reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(value), 0);
    // beyond these the server rejects the object itself
    if (own + LAST_APPLIED.length + copy <= MAX_ANNOTATION_BYTES || own > MAX_ANNOTATION_BYTES || copy > MAX_CONFIG_MAP_BYTES) { return []; }
    return [{
      message: `the copy that kubectl apply keeps takes ${copy} bytes, and annotations hold at most ${MAX_ANNOTATION_BYTES} bytes`,
      fix: 'apply it with kubectl apply --server-side, or take it apart',
      pointer: '/metadata',
      values: [{ name: 'object as JSON', value: seen(manifest, '/metadata', copy), show: (bytes) => `${String(bytes)} bytes` }],
    }];
  },
};
