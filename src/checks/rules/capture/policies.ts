import { CAPTURE_LISTS } from './settings';
import { homeKey, homeOf } from '../../../model/by-home';
import { append } from '../../../model/group-by';
import { podTemplateOf } from '../../../model/injected';
import type { ManifestIndex } from '../../../model/manifest/manifest-index';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { namesOf } from '../../../model/oldest';
import { onceEach, oncePerIndex } from '../../../model/once';
import { type Effective, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { asmProxyConfigs } from '../../../model/proxy-config/resources';
import { isMap, mapAt, member, stringsAt } from '../../../model/read';
import { LabelSelector } from '../../../model/selector';
import { Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { proxyRule, short } from '../proxy-rule';

/** Resources of which one at most is used for a pod. */
interface PolicyKind {
  readonly group: string;
  readonly kind: string;
  readonly selector: string;
  readonly labels: string;
}

const SIDECAR: PolicyKind = { group: NETWORKING_GROUP, kind: 'Sidecar', selector: '/spec/workloadSelector', labels: '/spec/workloadSelector/labels' };
const POLICIES: readonly PolicyKind[] = [
  SIDECAR,
  { group: NETWORKING_GROUP, kind: 'ProxyConfig', selector: '/spec/selector', labels: '/spec/selector/matchLabels' },
  { group: 'istio.alibabacloud.com', kind: 'ASMProxyConfig', selector: '/spec/selector', labels: '/spec/selector/matchLabels' },
];

const policyKind = ({ key }: Manifest): PolicyKind | undefined => POLICIES.find(({ group, kind }) => group === key.group && kind === key.kind);

/** A Sidecar whose selector has no labels stands for its namespace; a ProxyConfig like that for nothing (CAP029). */
function scopeOf({ object }: Manifest, { selector, labels, kind }: PolicyKind): 'namespace' | 'workloads' | 'nothing' {
  const hasLabels = Object.keys(stringsAt(object, labels)).length > 0;
  if (hasLabels) { return 'workloads'; }
  return mapAt(object, selector) === undefined || kind === 'Sidecar' ? 'namespace' : 'nothing';
}

/** What a policy says besides whom it is for; keys sorted, so that the same settings read the same. */
function settingsText({ object }: Manifest, { selector }: PolicyKind): string {
  const spec = mapAt(object, '/spec') ?? {};
  const field = selector.slice('/spec/'.length);
  const sorted = (value: unknown): unknown => (isMap(value)
    ? Object.keys(value).sort().map((key) => [key, sorted(value[key])])
    : Array.isArray(value) ? value.map(sorted) : value);
  return JSON.stringify(sorted(Object.fromEntries(Object.entries(spec).filter(([key]) => key !== field)))).slice(0, 100_000);
}

/** Policies that meet on pods, or on a namespace. */
interface Clash {
  readonly others: readonly Manifest[];
  readonly same: boolean;
  /** A workload on whose pods they meet; undefined for those of a namespace. */
  readonly on?: Manifest;
}

const clashes = oncePerIndex((index: ManifestIndex): ReadonlyMap<Manifest, Clash> => {
  const found = new Map<Manifest, Clash>();
  for (const kind of POLICIES) {
    const ofNamespace = new Map<string, Manifest[]>();
    const ofWorkload = new Map<Manifest, Manifest[]>();
    for (const policy of index.list(kind.group, kind.kind)) {
      const home = homeOf(index, policy.key);
      const scope = scopeOf(policy, kind);
      if (scope === 'namespace') { append(ofNamespace, homeKey(home), policy); }
      if (scope !== 'workloads') { continue; }
      for (const workload of index.selected(home.cluster, home.namespace, LabelSelector.ofLabels(stringsAt(policy.object, kind.labels)))) {
        append(ofWorkload, workload, policy);
      }
    }
    // a policy may be for a thousand workloads
    const textOf = onceEach((policy: Manifest) => settingsText(policy, kind));
    const add = (policies: readonly Manifest[], on?: Manifest): void => {
      // the same object twice is another matter
      if (new Set(policies.map(({ key }) => key.name)).size < 2) { return; }
      const same = new Set(policies.map(textOf)).size === 1;
      for (const policy of policies) {
        const before = found.get(policy);
        if (!before || (before.same && !same)) { found.set(policy, { others: policies.filter((other) => other !== policy), same, on }); }
      }
    };
    for (const policies of ofNamespace.values()) { add(policies); }
    for (const [workload, policies] of ofWorkload) { add(policies, workload); }
  }
  return found;
});

function overlap(manifest: Manifest, index: ManifestIndex): Found[] {
  const kind = policyKind(manifest);
  const clash = clashes(index).get(manifest);
  if (!kind || !clash) { return []; }
  const others = namesOf(clash.others);
  const where = clash.on ? `the pods of ${clash.on.key.kind} ${clash.on.key.name}` : 'the whole namespace';
  const pointer = mapAt(manifest.object, kind.selector) ? kind.selector : '/spec';
  return [{
    ...clash.same && { severity: Severity.WARNING },
    message: `${manifest.key.kind} ${manifest.key.name} and ${others} are for ${where}: one of them is used, the oldest, and nothing of the others`
      + `${clash.same ? '; they say the same' : ''}`,
    fix: clash.on ? `put the settings into one ${manifest.key.kind}, or let the selectors select different pods` : `put the settings into one ${manifest.key.kind} for the namespace`,
    pointer,
    values: [{ name: clash.on ? 'selector' : 'spec', value: known(stringsAt(manifest.object, kind.labels), { kind: 'set', manifest, pointer }), show: short }],
  }];
}

/** CAP016: IST0110, and the same for what else is used once only. */
export const overlappingPolicies: Described<ManifestRule> = {
  id: 'CAP016',
  title: 'policies that meet on the same pods',
  what: 'Two Sidecars, ProxyConfigs or ASMProxyConfigs of one namespace select pods of the same workload, or two ProxyConfigs or ASMProxyConfigs without a '
    + 'selector stand in it. A warning where they say the same.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'One of them is used for a pod, the oldest, and they are not merged. Which one that is depends on when they were created, so that the same manifests '
    + 'give different proxies in different clusters.',
  source: 'Istio 1.30.3 pilot/pkg/model/proxy_config.go and sidecar.go; analyzers/sidecar/selector.go (IST0110); ASM: one resource a level',
  on: 'manifest',
  kinds: POLICIES.map(({ group, kind }) => `${group}/${kind}`),
  check: (manifest, { index }) => (manifest.key.kind === 'Sidecar' && scopeOf(manifest, SIDECAR) === 'namespace' ? [] : overlap(manifest, index)),
};

/** CAP023: IST0111. */
export const defaultSidecars: Described<ManifestRule> = {
  id: 'CAP023',
  title: 'several Sidecars for one namespace',
  what: 'More than one Sidecar without labels in its workloadSelector stands in a namespace. A warning where they say the same.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'One Sidecar is the default of its namespace, the oldest, and the others are not merged into it: hosts that only they name cannot be reached.',
  source: 'Istio 1.30.3 pkg/config/analysis/analyzers/sidecar/defaultselector.go (IST0111); pilot/pkg/model/sidecar.go',
  on: 'manifest',
  kinds: [`${SIDECAR.group}/${SIDECAR.kind}`],
  check: (manifest, { index }) => (scopeOf(manifest, SIDECAR) === 'namespace' ? overlap(manifest, index) : []),
};

/** CAP029: neither for the namespace nor for any pod. */
export const selectsNothing: Described<ManifestRule> = {
  id: 'CAP029',
  title: 'ProxyConfig that is for nothing',
  what: 'A ProxyConfig has a `selector` without any labels.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Istio takes a ProxyConfig without `selector` for the namespace, and one whose selector has labels for pods. One with an empty selector is neither, '
    + 'and is left out without a word.',
  source: 'Istio 1.30.3 pilot/pkg/model/proxy_config.go (mergeWithPrecedence, GetProxyConfigs: nil selector, or at least one label)',
  on: 'manifest',
  kinds: ['networking.istio.io/ProxyConfig'],
  check: (manifest) => {
    const pointer = '/spec/selector';
    const selector = mapAt(manifest.object, pointer);
    if (selector === undefined) { return []; }
    const labels = member(selector, 'matchLabels') ?? {};
    // what stands in place of matchLabels is CAP034's
    if (!isMap(labels) || Object.keys(labels).length > 0 || Object.keys(selector).some((field) => field !== 'matchLabels')) { return []; }
    return [{
      message: `ProxyConfig ${manifest.key.name} has a selector without labels, so it is neither for its namespace nor for any pod`,
      fix: 'remove the selector to set it for the namespace, or write labels below matchLabels',
      pointer,
      values: [{ name: 'selector', value: known(selector, { kind: 'set', manifest, pointer }), show: short }],
    }];
  },
};

/** Items of ASMProxyConfig that pods set by an annotation of their own. */
const PER_POD: readonly (readonly [item: string, annotation: string])[] = [
  ...CAPTURE_LISTS.map(({ item }) => [item, `traffic.sidecar.istio.io/${item}`] as const),
  ['interceptionMode', 'sidecar.istio.io/interceptionMode'],
  ['logLevel', 'sidecar.istio.io/logLevel'],
];

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');

/** CAP015 */
export const shadowed = proxyRule({
  id: 'CAP015',
  title: 'setting shadowed by a stronger level',
  what: 'A sidecar has a different value for the same item at two levels: annotation of the pod, ASMProxyConfig of the workload, ASMProxyConfig of '
    + 'the namespace. Judged for capture lists, interception mode and log level.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'The stronger level wins item by item (pod, workload, namespace, global), so that a change of the weaker one changes nothing for these pods.',
  source: 'ASM, Configure sidecar proxies: the order is pod, workload, namespace, global',
  makes: ['sidecar'],
}, (proxy, scene) => {
  const pods = podTemplateOf(proxy.declaredBy);
  if (!pods || proxy.platform.flavor !== Flavor.ASM) { return []; }
  const { index } = scene;
  const home = homeOf(index, proxy.declaredBy.key);
  const workload = asmProxyConfigs.workload(index, home, { labels: pods.labels, complete: true });
  const namespace = asmProxyConfigs.namespace(index, home);
  if (!workload && !namespace) { return []; }
  return PER_POD.flatMap(([item, annotation]): Found[] => {
    const own = pods.annotations[annotation];
    const levels: (readonly [string, Effective<unknown>])[] = [];
    if (own !== undefined) {
      levels.push(['pod', known(own, { kind: 'set', manifest: pods.manifest, pointer: joinPointer(pods.pointer, 'metadata', 'annotations', annotation) })]);
    }
    for (const [level, layer] of [['workload', workload], ['namespace', namespace]] as const) {
      const value = layer?.field(item);
      if (value?.known) { levels.push([level, value]); }
    }
    const [winner, loser] = [levels[0], levels.slice(1).find(([, value]) => text(value.value) !== text(levels[0][1].value))];
    if (!winner || !loser) { return []; }
    return [{
      message: `${item} is ${short(winner[1].value)} by the ${winner[0]}, and ${short(loser[1].value)} of the ${loser[0]} does not count for these pods`,
      fix: `keep it, or remove ${item} from the ${winner[0]}, so that the ${loser[0]} decides`,
      ...(winner[1].origin.kind === 'set' ? { at: winner[1].origin } : { pointer: '/metadata' }),
      part: item,
      values: [{ name: `${item} (${winner[0]})`, value: winner[1], show: short }, { name: `${item} (${loser[0]})`, value: loser[1], show: short }],
    }];
  });
});
