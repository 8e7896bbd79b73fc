import type { Manifest } from '../../../model/manifest/types';
import { NO_WAYPOINT, USE_WAYPOINT as PRIMARY, USE_WAYPOINT_CANARY as CANARY, USE_WAYPOINT_CANARY_WEIGHT as WEIGHT } from '../../../model/names';
import { namespaceLabels } from '../../../model/namespace-labels';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { needsOf } from '../../../platform/features';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, Scene, Verdict } from '../../rule';
import type { Described } from '../described';

type Labels = Readonly<Record<string, string>>;

/** The namespace whose labels speak for an object, itself where it is one. */
function namespaceOf({ key }: Manifest, { index }: Scene): string | undefined {
  return key.kind === 'Namespace' ? key.name : index.namespaceOf(key);
}

/** The labels that name the waypoint beside the canary: the object's own, else those of its namespace; undefined where nobody knows them. */
function primaryLabels(manifest: Manifest, labels: Labels, scene: Scene): Labels | undefined {
  if (labels[PRIMARY] !== undefined || manifest.key.kind === 'Namespace') { return labels; }
  return namespaceLabels({ index: scene.index, facts: scene.facts, cluster: manifest.key.cluster }, namespaceOf(manifest, scene)).labels;
}

const waypoint = (name: string, labels: Labels, key: string, own: string | undefined): string => `${labels[`${key}-namespace`] ?? own ?? ''}/${name}`;

/** Go's strconv.Atoi, and no share beyond the whole. */
const isWeight = (text: string): boolean => /^[+-]?[0-9]{1,10}$/.test(text) && Number(text) >= 0 && Number(text) <= 100;

/** What istiod says against the canary (ReportWaypointCanary…), and the key at which it stands. */
function problemOf(manifest: Manifest, scene: Scene): { readonly place: 'labels' | 'annotations'; readonly message: string; readonly fix: string } | undefined {
  const labels = stringsAt(manifest.object, '/metadata/labels');
  const weight = stringsAt(manifest.object, '/metadata/annotations')[WEIGHT];
  const name = labels[CANARY];
  const primary = primaryLabels(manifest, labels, scene);
  const primaryName = primary?.[PRIMARY] ?? '';
  if (primary !== undefined && (primaryName === '' || primaryName === NO_WAYPOINT)) {
    return { place: 'labels', message: `${CANARY} names ${shown(name)}, and no ${PRIMARY} names a waypoint beside it`, fix: `add the label ${PRIMARY}, or remove the canary` };
  }
  const own = namespaceOf(manifest, scene);
  if (primary !== undefined && waypoint(primaryName, primary, PRIMARY, own) === waypoint(name, labels, CANARY, own)) {
    return { place: 'labels', message: `${CANARY} names ${shown(name)}, which ${PRIMARY} names already`, fix: 'name another waypoint, or remove the canary' };
  }
  return weight === undefined || isWeight(weight) ? undefined : {
    place: 'annotations', message: `${WEIGHT} is ${shown(weight)}, expected a whole number from 0 to 100`, fix: 'write the share of the canary, such as "10"',
  };
}

/** GWA034: what istiod reports in the status of the object, and answers by the primary waypoint alone. */
export const canaryWithoutEffect: Described<ManifestRule> = {
  id: 'GWA034',
  title: 'canary waypoint that gets no traffic',
  what: 'The label istio.io/use-waypoint-canary of a Namespace, Service or ServiceEntry stands alone, names the waypoint of istio.io/use-waypoint itself, or has a '
    + 'weight that is no whole number from 0 to 100; or Istio is before 1.31, which does not read it.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'All connections stay with the primary waypoint, and only the status of the object says why: a migration that seems under way does not happen.',
  source: 'Istio 1.31 pilot/pkg/serviceregistry/ambient/waypoints.go (buildWeightedWaypoints, getCanaryWeight); istio issue 60801',
  on: 'manifest',
  kinds: ['/Namespace', '/Service', 'networking.istio.io/ServiceEntry'],
  check: (manifest, scene): Verdict => {
    const name = stringsAt(manifest.object, '/metadata/labels')[CANARY];
    if (name === undefined || name === '' || name === NO_WAYPOINT) { return []; }
    const { platform } = scene.facts;
    const support = platform.supports(Feature.WAYPOINT_CANARY);
    if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.WAYPOINT_CANARY) }; }
    const needs = needsOf(platform, Feature.WAYPOINT_CANARY);
    const problem = support === Support.YES ? problemOf(manifest, scene) : {
      place: 'labels' as const, message: `${CANARY} needs ${needs}, and the mesh is ${platform.toString()}`, fix: `upgrade to ${needs}, or remove the label`,
    };
    return problem === undefined ? [] : [found(manifest, problem)];
  },
};

function found(manifest: Manifest, { place, message, fix }: NonNullable<ReturnType<typeof problemOf>>): Found {
  const key = place === 'labels' ? CANARY : WEIGHT;
  const pointer = joinPointer('/metadata', place, key);
  const value = stringsAt(manifest.object, `/metadata/${place}`)[key];
  return { message, fix, pointer, values: [{ name: key, value: known(value, { kind: 'set', manifest, pointer }), show: shown }] };
}
