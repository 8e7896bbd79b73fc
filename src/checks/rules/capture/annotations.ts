import { hasTemplate, moveToPods } from './move';
import { portsAndAddresses, runtimeValues } from './proxy-config';
import { annotationPointer, ownAnnotations, podAnnotations, VALIDATION, WORKLOADS } from './settings';
import { nearest } from '../../../kube';
import { annotationProblem, annotationRow, podTemplateOf } from '../../../model/injected';
import { ANNOTATION_NAMES, isLabelOnly, isOfIstio, knownAnnotation } from '../../../model/istio-annotations';
import { readLastWins } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { MANAGED_LABEL, PROXY_CONFIG_ANNOTATION as CONFIG } from '../../../model/names';
import { onceEach, oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { Feature, type Platform, Support } from '../../../platform';
import { needsOf } from '../../../platform/features';
import { unmodelledVersions } from '../../../platform/values';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, NamedValue, Scene, Undecided, Verdict } from '../../rule';
import type { Described } from '../described';
import { durationUnit } from '../drain/durations';
import { running, short } from '../proxy-rule';
import { proxiesOf } from '../standing-rule';

const ANALYZER = 'Istio 1.30.3 pkg/config/analysis/analyzers/annotations/annotations.go';
const JUDGED = [...WORKLOADS, '/Namespace', '/Service'];

const own = (key: string): string => joinPointer('/metadata/annotations', key);

function valueAt(manifest: Manifest, pointer: string, name: string, value: string): NamedValue {
  return { name, value: known(value, { kind: 'set', manifest, pointer }), show: short };
}

/** CAP013: IST0107. */
export const misplacedAnnotation: Described<ManifestRule> = {
  id: 'CAP013',
  title: 'Istio annotation on the wrong object',
  what: 'An annotation of Istio for pods stands on the workload itself and not on its pod template (an error), or an annotation of Istio '
    + 'stands on a Namespace, Service or workload that it is not for (a warning). One that the pod template has as well is left alone.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The injector and the proxy read annotations of pods only, so that the setting has no effect. Nothing says so, and the pods run with the default.',
  source: `${ANALYZER} (IST0107); istio/api annotation/annotations.yaml (resources)`,
  on: 'manifest',
  kinds: JUDGED,
  check: (manifest) => Object.entries(ownAnnotations(manifest)).flatMap(([key, value]): Found[] => {
    if (!isOfIstio(key) && key !== 'kubernetes.io/ingress.class') { return []; }
    const row = knownAnnotation(key);
    const { kind } = manifest.key;
    if (!row || row.on.some((home) => home === 'Any' || home === kind)) { return []; }
    // what istiod made of a Gateway has the Gateway's annotations, and nobody can change it there
    if (stringsAt(manifest.object, '/metadata/labels')[MANAGED_LABEL] !== undefined) { return []; }
    const ofPods = row.on.includes('Pod');
    const pods = ofPods && hasTemplate(manifest) ? podTemplateOf(manifest) : undefined;
    // common annotations are put on everything: those that the pods have as well are no mistake
    if (pods?.annotations[key] !== undefined) { return []; }
    const setByIstio = annotationRow(key)?.reader === 'written-by-istio';
    return [{
      ...!(pods && !setByIstio) && { severity: Severity.WARNING },
      message: isOfIstio(key)
        ? `annotation ${key} on ${kind} ${short(manifest.key.name)} has no effect, it is read on ${row.on.join(' or ')} only`
        : `Istio reads annotation ${key} on ${row.on.join(' or ')} only, and not on ${kind} ${short(manifest.key.name)}`,
      fix: pods ? 'move it to the annotations of the pod template' : `remove it, or put it on the ${row.on.join(' or ')} that it is meant for`,
      ...(pods ? { patch: moveToPods(manifest, 'annotations', key, value) } : {}),
      pointer: own(key),
      part: key,
      values: [valueAt(manifest, own(key), key, value)],
    }];
  }),
};

/** CAP014: IST0108. */
export const unknownAnnotation: Described<ManifestRule> = {
  id: 'CAP014',
  title: 'unknown Istio annotation',
  what: 'An annotation below istio.io, on a Namespace, Service, workload or pod template, that no version of Istio up to 1.31 knows, or '
    + 'that came after the version of the mesh.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Nobody reads an annotation that Istio does not know: a misspelled one is a setting that silently does not hold.',
  source: `${ANALYZER} (IST0108); istio/api annotation/annotations.yaml`,
  on: 'manifest',
  kinds: JUDGED,
  check: (manifest, { facts: { platform } }): Verdict => {
    const places: readonly (readonly [Readonly<Record<string, string>>, (key: string) => string])[] = [
      [ownAnnotations(manifest), own],
      ...hasTemplate(manifest) ? [[podTemplateOf(manifest)?.annotations ?? {}, (key: string) => annotationPointer(manifest, key)] as const] : [],
    ];
    const uncertain = new Set<Feature>();
    const found = places.flatMap(([annotations, pointerOf]) => Object.entries(annotations).flatMap(([key, value]): Found[] => {
      const row = knownAnnotation(key);
      if (!isOfIstio(key) || (row && row.needs === undefined)) { return []; }
      const support = row?.needs === undefined ? Support.NO : platform.supports(row.needs);
      if (support === Support.UNKNOWN) { uncertain.add(row!.needs!); }
      if (support !== Support.NO) { return []; }
      return [{
        ...row?.needs === undefined ? nobodyKnows(key) : tooNew(key, row.needs, platform),
        pointer: pointerOf(key),
        part: `${pointerOf('')}${short(key)}`,
        values: [valueAt(manifest, pointerOf(key), short(key), value)],
      }];
    }));
    if (found.length === 0 && uncertain.size > 0) { return { undecided: platform.explain([...uncertain][0]) }; }
    // a version that nobody read may know more names
    const outside = found.length === 0 ? undefined : unmodelledVersions(platform).find((text) => text.startsWith('Istio'));
    return outside === undefined ? found : { undecided: outside };
  },
};

function nobodyKnows(key: string): Pick<Found, 'message' | 'fix'> {
  const meant = nearest(key, ANNOTATION_NAMES);
  const isLabel = isLabelOnly(key);
  return {
    message: `annotation ${short(key)} is unknown to Istio, nobody reads it${isLabel ? '; it is a label' : meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    fix: isLabel ? 'write it below labels' : meant === undefined ? 'remove it, or correct its name' : `write ${meant}`,
  };
}

function tooNew(key: string, needs: Feature, platform: Platform): Pick<Found, 'message' | 'fix'> {
  const needed = needsOf(platform, needs);
  return { message: `annotation ${key} needs ${needed}, and the mesh is ${platform.toString()}: nobody reads it`, fix: `remove it, or upgrade to ${needed}` };
}

/** What other rules say in their own words: lists (CAP001 to CAP004), quantities, names of interfaces, and what is inside a ProxyConfig. */
const SAID_ELSEWHERE = /^(?:traffic\.sidecar\.istio\.io\/|istio\.io\/reroute-virtual-interfaces$|sidecar\.istio\.io\/proxy(?:CPU|Memory)(?:Limit)?$)/;

/** CAP027: IST0125, and what the injector rejects. */
export const refusedAnnotation: Described<ManifestRule> = {
  id: 'CAP027',
  title: 'annotation that the injector refuses',
  what: 'A value of an annotation on a pod template fails the injector\'s own check: interception mode, status port, numbers of the readiness probe, '
    + 'merge-metrics, or a `proxy.istio.io/config` that is no mapping or has a value that its field does not take. A key that stands twice in the config is taken, '
    + 'and a warning: the last one counts. Lists and quantities have rules of their own, and so have some fields of the config.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The injector checks its annotations before anything else and refuses the pod: the API server creates none, and the rollout stands still.',
  source: `${VALIDATION} AnnotationValidation; ${ANALYZER} (IST0125)`,
  on: 'manifest',
  kinds: WORKLOADS,
  check: (manifest, scene): Verdict => {
    const { facts } = scene;
    const found: Found[] = [];
    let undecided: Undecided | undefined;
    for (const [key, value] of Object.entries(podAnnotations(manifest))) {
      const row = annotationRow(key);
      const refused = row === undefined || SAID_ELSEWHERE.test(key) ? undefined : annotationProblem(row, value, facts.platform);
      if (row === undefined || refused === undefined || (key === CONFIG && isSaid(refused.problem, manifest, scene))) { continue; }
      const { problem, support, feature } = refused;
      if (support === Support.UNKNOWN) {
        undecided = { undecided: facts.platform.explain(feature!) };
        continue;
      }
      const pointer = annotationPointer(manifest, key);
      found.push({
        message: `annotation ${key} is ${short(JSON.stringify(value))}, and the injector refuses the pod: ${short(firstLine(problem))}`,
        fix: row.unset === undefined ? 'write a value that the injector takes, or remove the annotation' : `write a value such as ${row.unset}, which is the default, or remove it`,
        pointer,
        part: key,
        values: [valueAt(manifest, pointer, key, value)],
      });
    }
    const twice = found.some(({ part }) => part === CONFIG) ? undefined : keyTwice(manifest, scene);
    if (twice !== undefined) { found.push(twice); }
    return found.length === 0 && undecided ? undecided : found;
  },
};

/** Gateways of one app carry the same few texts. */
const twiceIn = oncePerIndex(() => onceEach((text: string) => readLastWins(text).twice));

function keyTwice(manifest: Manifest, { index }: Scene): Found | undefined {
  const text = podAnnotations(manifest)[CONFIG];
  const problem = text === undefined ? undefined : twiceIn(index)(text);
  if (problem === undefined) { return undefined; }
  const pointer = annotationPointer(manifest, CONFIG);
  return {
    severity: Severity.WARNING,
    message: `annotation ${CONFIG}: ${short(problem)}; Istio takes the last one and says nothing`,
    fix: 'keep one of them',
    pointer,
    part: CONFIG,
    values: [valueAt(manifest, pointer, CONFIG, text)],
  };
}

/** Whether a rule of its own says in its own words what is wrong with this field of the config: `'statusPort' must be …`. */
function isSaid(problem: string, manifest: Manifest, scene: Scene): boolean {
  const field = /^'?([A-Za-z]+)/.exec(problem)?.[1];
  const verdicts = [
    ...[runtimeValues, portsAndAddresses].map((rule) => rule.check(manifest, scene)),
    ...proxiesOf(manifest, scene).filter(running).map((proxy) => durationUnit.check(proxy, scene)),
  ];
  return verdicts.some((verdict) => !('undecided' in verdict) && verdict.some(({ part }) => part?.split('.')[0] === field));
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0];
}
