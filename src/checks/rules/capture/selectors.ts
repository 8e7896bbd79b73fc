import { NearNames } from '../../../kube';
import { areNumbered } from '../../../kube/nearest';
import { type Home, homeKey, homeOf } from '../../../model/by-home';
import { append } from '../../../model/group-by';
import { podLabelsOf } from '../../../model/manifest';
import { ALL_NAMESPACES, type ManifestIndex } from '../../../model/manifest/manifest-index';
import type { Manifest } from '../../../model/manifest/types';
import { onceEach, oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { LabelSelector } from '../../../model/selector';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Found, ManifestRule, Scene } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

type Labels = Readonly<Record<string, string>>;

/** Where the labels stand by which a policy of the cluster chooses its pods. ASM's resources stand with the control plane, apart from workloads. */
const SELECTORS: Readonly<Record<string, string>> = { Sidecar: '/spec/workloadSelector/labels', ProxyConfig: '/spec/selector/matchLabels' };

/** Labels of the pods that the mesh makes, by namespace. */
const made = oncePerScene(({ proxies }: Scene) => {
  const byHome = new Map<string, Labels[]>();
  for (const { workload, template, cluster, namespace, make } of proxies) {
    if (make !== 'managed' && make !== 'asm') { continue; }
    append(byHome, homeKey({ cluster, namespace }), stringsAt(workload.object, joinPointer(template, 'metadata', 'labels')));
  }
  return byHome;
});

interface Pods {
  readonly count: number;
  readonly values: (label: string) => ReadonlySet<string>;
  readonly near: (label: string) => NearNames;
}

/** The pods of a namespace by their labels; hundreds of policies may ask. */
const podsOf = oncePerIndex((index: ManifestIndex) => {
  const byHome = new Map<string, Pods>();
  return ({ cluster, namespace }: Home): Pods => {
    const key = homeKey({ cluster, namespace });
    let pods = byHome.get(key);
    if (!pods) {
      const labels = index.selected(cluster, namespace, LabelSelector.of({})).map((manifest) => podLabelsOf(manifest.key, manifest.object) ?? {});
      const values = onceEach((label: string) => new Set(labels.flatMap((one) => (Object.hasOwn(one, label) ? [one[label]] : []))));
      byHome.set(key, pods = { count: labels.length, values, near: onceEach((label: string) => new NearNames(values(label))) });
    }
    return pods;
  };
});

/** The value of a label that was meant: near to one that pods have, and not the next of a row of numbered names. */
function meantIn(pods: Pods, wanted: Labels): string | undefined {
  for (const [label, value] of Object.entries(wanted)) {
    if (pods.values(label).has(value)) { continue; }
    const near = pods.near(label).nearest(value, (name) => !areNumbered(name, value));
    if (near !== undefined) { return `${label}=${near}`; }
  }
  return undefined;
}

/** CAP033: IST0101 for a Sidecar; with the labels of other pods nearby it is a mistake, without it may be for another app. */
export const selectsNobody: Described<ManifestRule> = {
  id: 'CAP033',
  title: 'policy that selects no pods',
  what: 'A Sidecar or ProxyConfig selects by labels that no pods of its namespace have, and pods there have nearly the same, or pods of another namespace have '
    + 'them. A note where only other pods are in the namespace: those that are meant may be applied by somebody else.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'A policy with a selector is for pods of its own namespace with all of the labels. Without any the sidecars keep the settings of the namespace or the '
    + 'mesh, and nothing says so.',
  source: 'Istio 1.30.3 pkg/config/analysis/analyzers/sidecar/selector.go (IST0101); pilot/pkg/model/sidecar.go, proxy_config.go',
  on: 'manifest',
  kinds: Object.keys(SELECTORS).map((kind) => `networking.istio.io/${kind}`),
  wholeApp: true,
  check: (manifest, scene): Found[] => {
    const pointer = SELECTORS[manifest.key.kind];
    const wanted = stringsAt(manifest.object, pointer);
    const home = homeOf(scene.index, manifest.key);
    if (Object.keys(wanted).length === 0 || home.namespace === scene.facts.rootNamespace || isSelected(wanted, home, scene)) { return []; }
    const pods = podsOf(scene.index)(home);
    const elsewhere = scene.index.selected(home.cluster, ALL_NAMESPACES, LabelSelector.ofLabels(wanted))[0];
    const meant = meantIn(pods, wanted);
    if (pods.count === 0 && elsewhere === undefined) { return []; }
    return [found(manifest, pointer, wanted, elsewhere && scene.index.namespaceOf(elsewhere.key), meant)];
  },
};

function isSelected(wanted: Labels, home: Home, scene: Scene): boolean {
  const selector = LabelSelector.ofLabels(wanted);
  return scene.index.selected(home.cluster, home.namespace, selector).length > 0
    || (made(scene).get(homeKey(home)) ?? []).some((labels) => selector.matches(labels));
}

function found(manifest: Manifest, pointer: string, wanted: Labels, elsewhere: string | undefined, meant: string | undefined): Found {
  const { kind, name, namespace } = manifest.key;
  const text = Object.entries(wanted).map(([key, value]) => `${key}=${value}`).join(', ').slice(0, 200);
  const hint = meant !== undefined ? `; did you mean ${short(meant)}?` : elsewhere !== undefined ? `; pods of namespace ${short(elsewhere)} have them` : '';
  const place = namespace === undefined ? 'its namespace' : `namespace ${short(namespace)}`;
  return {
    ...meant === undefined && elsewhere === undefined && { severity: Severity.NOTE },
    message: `${kind} ${short(name)} selects ${text}, and no pods of ${place} have these labels${hint}`,
    fix: meant !== undefined ? `write ${short(meant)}` : elsewhere !== undefined ? `move it to namespace ${short(elsewhere)}`
      : 'write the labels of a pod template, or leave it if other pods are meant',
    pointer,
    values: [{ name: 'selector', value: known(text, { kind: 'set', manifest, pointer }), show: short }],
  };
}
