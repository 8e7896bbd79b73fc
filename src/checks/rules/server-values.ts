import type { Described } from './described';
import { changeable } from './gateway-api/objects';
import { running } from './proxy-rule';
import { isMaker, type Problem, proxiesOf, standingRule, type StandingText } from './standing-rule';
import { shown } from '../../kube/errors';
import { judge, judgeObject, type Judgement, type SchemaProblem, type ValueProblem } from '../../kube/schema';
import { podTemplatePointer } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../model/manifest/workloads';
import { oncePer } from '../../model/once';
import { joinPointer, nearest, parsePointer, valueAt } from '../../model/pointer';
import { listAt, member } from '../../model/read';
import { TracedObject } from '../../model/traced';
import type { Platform } from '../../platform';
import { isModelled, MODELLED_KUBERNETES } from '../../platform/span';
import type { ManifestRule, Scene, Undecided } from '../rule';

/** Kubernetes' own kinds with pods; what a CRD takes its own schema says. */
export const POD_KINDS: readonly string[] = WORKLOAD_KINDS.filter(({ group }) => !group.includes('.')).map(({ group, kind }) => `${group}/${kind}`);

/** Kinds whose values are judged. */
export const VALUE_KINDS: readonly string[] = [
  ...POD_KINDS, '/Service', '/ServiceAccount', 'autoscaling/HorizontalPodAutoscaler', 'policy/PodDisruptionBudget',
];

/** An object, and what is wrong with the values at and below a place of it. */
interface Judged {
  readonly object: TracedObject;
  readonly isWritten: boolean;
  readonly pointer: string;
  readonly problems: readonly ValueProblem[];
}

/** What the tables say of an object of their kinds. Several rules ask. */
export const judgementOf = oncePer(({ object }: TracedObject): Judgement | undefined => judgeObject(object));

/** Nothing where nothing is wrong: those who ask say nothing then. */
function judgedOf(object: TracedObject, isWritten: boolean): readonly Judged[] {
  const judgement = judgementOf(object);
  if (judgement) { return judgement.values.length === 0 ? NOTHING : [{ object, isWritten, pointer: '', problems: judgement.values }]; }
  const { apiVersion, kind } = object.object;
  const group = typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const pointer = typeof kind === 'string' && POD_KINDS.includes(`${group}/${kind}`) ? podTemplatePointer({ group, kind }) : undefined;
  if (pointer === undefined) { return NOTHING; }
  const problems = judge('PodTemplateSpec', valueAt(object.object, pointer)).values;
  return problems.length === 0 ? NOTHING : [{ object, isWritten, pointer, problems }];
}

const NOTHING: readonly never[] = [];

/** An object as it is written, and of what is made with the proxies that it asks for what somebody may have changed. */
function standing(manifest: Manifest, scene: Scene): readonly Judged[] {
  return isMaker(manifest) ? made(manifest, scene) : writtenOnce(manifest);
}

function made(manifest: Manifest, scene: Scene): readonly Judged[] {
  return proxiesOf(manifest, scene).filter((proxy) => running(proxy) && proxy.make === 'managed').flatMap((proxy) => changeable(proxy, scene).flatMap(madeOnce));
}

// several rules share what is found in an object
const writtenOnce = oncePer((manifest: Manifest) => judgedOf(TracedObject.of(manifest), true));
const madeOnce = oncePer((object: TracedObject) => judgedOf(object, false));

/** Whether the fields and words of this Kubernetes are in our tables; those of a later one may be more. */
export function isKnownKubernetes({ facts: { platform } }: Scene): boolean {
  const { kubernetes } = platform._target;
  return kubernetes === undefined || isModelled(kubernetes, MODELLED_KUBERNETES);
}

/** Whether a field that is not in our tables is unknown to the cluster: a later Kubernetes may have it, and where none is declared it may be a later one. */
export function isUnknownField({ _target: { kubernetes } }: Platform, { pointer, since }: SchemaProblem): boolean | Undecided {
  if (kubernetes !== undefined) { return isModelled(kubernetes, MODELLED_KUBERNETES); }
  return since === undefined || { undecided: `whether the cluster knows ${pointer.slice(0, 200)} depends on its Kubernetes, which is not declared: it is a field from ${since} on` };
}

/**
 * A rule on values of certain fields, written or made by istiod from what somebody wrote; an IstioGateway has types of its own. `has` names
 * the fields: `ContainerPort hostPort`.
 */
export function valueRule(text: StandingText, has: (field: string) => boolean): Described<ManifestRule> {
  return standingRule(text, VALUE_KINDS, standing, (judged, scene) => (
    judged.problems.filter(({ field, isUnknownWord }) => has(field) && (isUnknownWord !== true || isKnownKubernetes(scene)))
      .flatMap((problem) => foundAt(judged, problem))));
}

function foundAt({ object, isWritten, pointer }: Judged, { path, message, fix }: ValueProblem): Problem[] {
  const place = joinPointer(pointer, ...path);
  const present = nearest(place, (one) => (valueAt(object.object, one) === undefined ? undefined : one)) ?? '';
  const origin = object.origin(present);
  // the mesh's own templates are its own concern, and of what is not known nothing is said
  if (!isWritten && origin.kind !== 'set' && origin.kind !== 'policy') { return []; }
  return [{
    message: `${placeText(object, place)} ${message}`,
    fix,
    part: place,
    at: origin,
    pointer: place,
    values: [{ name: String(path[path.length - 1] ?? 'value').slice(0, 80), value: object.at<unknown>(place), show: shown }],
  }];
}

/** `container web: ports[1].hostPort`, or `spec.strategy.type`. */
export function placeText({ object }: TracedObject, pointer: string): string {
  const tokens = parsePointer(pointer);
  const at = tokens.findIndex((token, index) => (token === 'containers' || token === 'initContainers') && /^[0-9]+$/.test(tokens[index + 1] ?? ''));
  const name = at < 0 ? undefined : member(listAt(object, joinPointer('', ...tokens.slice(0, at + 1)))?.[Number(tokens[at + 1])], 'name');
  if (typeof name !== 'string' || name === '' || tokens.length === at + 2) { return dotted(tokens); }
  return `container ${name.slice(0, 63)}: ${dotted(tokens.slice(at + 2))}`;
}

function dotted(tokens: readonly string[]): string {
  return tokens.map((token, at) => (/^[0-9]+$/.test(token) ? `[${token}]` : `${at === 0 ? '' : '.'}${/^[-\w]+$/.test(token) ? token : JSON.stringify(token.slice(0, 80))}`)).join('') || 'the object';
}
