import { hasTemplate, moveToPods } from './move';
import { WORKLOADS } from './settings';
import { nearest } from '../../../kube';
import { podTemplateOf } from '../../../model/injected';
import { INJECT_KEY, NAMESPACE_INJECTION_KEY, REVISION_KEY } from '../../../model/injected/names';
import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { MANAGED_LABEL } from '../../../model/names';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

const DATAPLANE_KEY = 'istio.io/dataplane-mode';
const OWN = '/metadata/labels';

/** A label, the words that somebody takes, and what happens with others. */
interface Row {
  readonly key: string;
  readonly words: readonly string[];
  /** Other words for the same, in small letters. */
  readonly meant?: Readonly<Record<string, string>>;
  readonly otherwise: string;
}

const INJECTION: Row = {
  key: NAMESPACE_INJECTION_KEY,
  words: ['enabled', 'disabled'],
  meant: { true: 'enabled', yes: 'enabled', false: 'disabled', no: 'disabled' },
  otherwise: 'no webhook of the injector asks for such a namespace, and no pod of it gets a sidecar',
};
const DATAPLANE: Row = { key: DATAPLANE_KEY, words: ['ambient', 'none'], otherwise: 'the CNI takes it for no label at all' };
const INJECT: Row = {
  key: INJECT_KEY,
  words: ['true', 'false'],
  meant: { enabled: 'true', yes: 'true', disabled: 'false', no: 'false' },
  otherwise: 'the policy of the injector decides, as without a label',
};

/** Labels that are read on pods. */
const OF_PODS: readonly string[] = [INJECT_KEY, REVISION_KEY, DATAPLANE_KEY];

/** CAP035: what the webhooks select by, the injector's switch, and the CNI's selectors. */
export const unreadLabel: Described<ManifestRule> = {
  id: 'CAP035',
  title: 'label of the mesh that nobody reads',
  what: 'A label for pods (`sidecar.istio.io/inject`, `istio.io/rev`, `istio.io/dataplane-mode`) stands on a workload and not on its pod template, or '
    + '`sidecar.istio.io/inject` on a Namespace; one of them, or `istio-injection`, has a value that nobody takes; or a Namespace has `istio.io/rev` beside `istio-injection: enabled`.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Nothing says that the label has no effect: pods run without the sidecar that was asked for, with one that was not, or with that of another revision.',
  source: 'Istio 1.30.3 istio-discovery chart, templates/mutatingwebhook.yaml; pkg/kube/inject/inject.go injectRequired; istio-cni chart, values.yaml enablementSelectors; '
    + 'pkg/config/analysis/msg/messages.yaml IST0123',
  on: 'manifest',
  kinds: [...WORKLOADS, '/Namespace'],
  check: (manifest) => (manifest.key.kind === 'Namespace' ? ofNamespace(manifest) : ofWorkload(manifest)),
};

function ofWorkload(manifest: Manifest): Found[] {
  const own = stringsAt(manifest.object, OWN);
  // what istiod makes of a Gateway has the Gateway's labels
  if (own[MANAGED_LABEL] !== undefined) { return []; }
  const pods = podTemplateOf(manifest)?.labels ?? {};
  const place = joinPointer(podTemplatePointer(manifest.key)!, 'metadata', 'labels');
  const whose = hasTemplate(manifest) ? `the pods of ${named(manifest)}` : named(manifest);
  return [...misplaced(manifest, own, pods), ...[INJECT, DATAPLANE].flatMap((row) => otherWord(manifest, row, pods, place, whose))];
}

/** Labels that are put on everything the pods have as well. Those of Istio's own installation tell its revision. */
function misplaced(manifest: Manifest, own: Readonly<Record<string, string>>, pods: Readonly<Record<string, string>>): Found[] {
  if (!hasTemplate(manifest) || own['operator.istio.io/component'] !== undefined) { return []; }
  return OF_PODS.filter((key) => own[key] !== undefined && own[key] !== '' && pods[key] === undefined).map((key) => ({
    message: `label ${key} on ${named(manifest)} has no effect, it is read on pods only`,
    fix: 'move it to the labels of the pod template',
    patch: moveToPods(manifest, 'labels', key, own[key]),
    ...placed(manifest, key, own[key], OWN),
  }));
}

function ofNamespace(manifest: Manifest): Found[] {
  const own = stringsAt(manifest.object, OWN);
  const [injection, revision, inject] = [NAMESPACE_INJECTION_KEY, REVISION_KEY, INJECT_KEY].map((key) => own[key]);
  const found = [INJECTION, DATAPLANE].flatMap((row) => otherWord(manifest, row, own, OWN, named(manifest)));
  if (inject !== undefined) {
    found.push({
      message: `label ${INJECT_KEY} on ${named(manifest)} has no effect, it is read on pods only`,
      fix: injection === undefined ? `write ${NAMESPACE_INJECTION_KEY}: ${inject === 'false' ? 'disabled' : 'enabled'}` : `remove it, ${NAMESPACE_INJECTION_KEY} decides`,
      ...placed(manifest, INJECT_KEY, inject, OWN),
    });
  }
  // the default revision is what the other label asks for too; beside "disabled" it is for waypoints
  if (injection === 'enabled' && revision !== undefined && revision !== 'default') {
    found.push({
      message: `label ${REVISION_KEY}: ${short(revision)} on ${named(manifest)} does not count for sidecars beside ${NAMESPACE_INJECTION_KEY}: enabled, which asks the default revision`,
      fix: `remove ${NAMESPACE_INJECTION_KEY} to use revision ${short(revision)}, or ${REVISION_KEY} to use the default one`,
      ...placed(manifest, REVISION_KEY, revision, OWN),
    });
  }
  return found;
}

function otherWord(manifest: Manifest, row: Row, labels: Readonly<Record<string, string>>, place: string, whose: string): Found[] {
  const { key, words, meant = {}, otherwise } = row;
  const value = labels[key];
  // an empty one is what a chart's template leaves of a value that is not set
  if (value === undefined || value === '' || words.includes(value)) { return []; }
  const small = value.toLowerCase();
  const word = Object.hasOwn(meant, small) ? meant[small] : nearest(value, words);
  return [{
    message: `label ${key} is ${JSON.stringify(short(value))} on ${whose}, expected ${words.join(' or ')}: ${otherwise}`,
    fix: word === undefined ? `write ${words.join(' or ')}, or remove it` : `write ${key}: ${JSON.stringify(word)}`,
    ...placed(manifest, key, value, place),
  }];
}

function placed(manifest: Manifest, key: string, value: string, place: string): Pick<Found, 'pointer' | 'part' | 'values'> {
  const pointer = joinPointer(place, key);
  return { pointer, part: pointer, values: [{ name: key, value: known(value, { kind: 'set', manifest, pointer }), show: short }] };
}

function named({ key }: Manifest): string {
  return `${key.kind} ${short(key.name)}`;
}
