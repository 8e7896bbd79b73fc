import { CONTROLLER, onAsm, refusalRule, refusedBy } from './refused';
import { RuleClass, Severity } from '../../finding';

/** GWA004: an overlay that is no text is the API server's to refuse, and LIM005 says so. */
export const overlayUnreadable = refusalRule({
  codes: ['overlay-unparsable', 'overlay-key-twice', 'overlay-not-a-mapping', 'overlay-merge'],
  id: 'GWA004',
  title: 'gateway option that cannot be merged',
  what: 'The text of an option is no YAML, holds several documents, a key twice, a tab as indentation, a list or a plain value; or it cannot be '
    + 'merged over the object that it is for, such as a container without a name.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Each option is a partial object that the controller merges over what it makes. When one cannot be merged, nothing of the Gateway is '
    + 'deployed or updated. Of a key that stands twice the last one is taken in silence.',
  source: `${CONTROLLER} patchHandleUnmarshal, strategicMergePatchYAML; Kubernetes apimachinery pkg/util/strategicpatch`,
}, ({ code }) => ({
  fix: code === 'overlay-key-twice' ? 'keep one of them' : code === 'overlay-merge'
    ? 'write a partial object of the kind: items of lists with their name, port or key'
    : 'write one YAML mapping, indented with spaces, each key once',
}));

/** GWA005: labels and annotations may be added; who the object is may not change. */
export const identityChanged = refusalRule({
  codes: ['identity-change', 'metadata-unreadable'],
  id: 'GWA005',
  title: 'gateway option changes whose object it is',
  what: 'An option sets name, namespace, ownerReferences, finalizers or other metadata by which the object is known, or a label or annotation that '
    + 'is no text. On ASM, whose controller is not public, a warning.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The controller refuses an overlay that changes more of the metadata than labels and annotations ("illegal metadata change"): nothing of the '
    + 'Gateway is deployed or updated.',
  source: `${CONTROLLER} applyOverlay`,
}, ({ code }, proxy) => ({
  severity: refusedBy(proxy),
  fix: code === 'identity-change' ? 'remove it; of metadata, set labels and annotations only' : 'write the value as a text, in quotes',
}));

/** GWA006: since the safeguards (1.29) the controller refuses; before, nobody knows what becomes of it. */
export const kindChanged = refusalRule({
  codes: ['kind-change', 'kind-change-unguarded'],
  id: 'GWA006',
  title: 'gateway option of another kind',
  what: 'An option has an apiVersion or kind that is not that of the object it is for. A warning where the version of the mesh has no safeguard '
    + 'against it; a Deployment may become a DaemonSet where Istio allows that.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The option is merged over the object that the key names. With another apiVersion or kind the result is no such object: newer versions '
    + 'refuse to apply it, older ones apply something that nobody asked for.',
  source: `${CONTROLLER} apply (istio PR 58891)`,
}, ({ code }, proxy) => ({
  severity: code === 'kind-change' && !onAsm(proxy) ? Severity.ERROR : Severity.WARNING,
  fix: 'remove apiVersion and kind from the option',
}));
