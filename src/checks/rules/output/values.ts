import { shown } from '../../../kube/errors';
import { judgeObject, type SchemaProblem } from '../../../kube/schema';
import { podTemplatePointer } from '../../../model/manifest';
import type { KubeObject, Manifest } from '../../../model/manifest/types';
import { joinPointer, nearest, valueAt } from '../../../model/pointer';
import { isMap } from '../../../model/read';
import { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { isPodPort, isServiceField } from '../networking/fields';
import { quantityOf } from '../resources/blocks';
import { isStrategyField } from '../scaling/fields';
import { isUnknownField, judgementOf, placeText, VALUE_KINDS, valueRule } from '../server-values';

/** What rules of their own say, in better words: amounts, quantities, numbers and names of ports, labels, and texts of maps. */
const ELSEWHERE = new RegExp([
  '^(?:/spec/template)?/metadata/(?:labels|annotations)/',
  '/(?:maxSurge|maxUnavailable|minAvailable)$',
  '^(?!.*/volumeClaimTemplates?/).*/resources/(?:limits|requests)/',
  // what the cluster says of an object that was read from it
  '^/status$',
  '^/spec/maxReplicas$',
].join('|'));

/** Required by the schema, and not asked for by the server: an empty text or zero stands for them. Selectors of metrics it passes on. */
const NOT_ASKED = /\/(?:httpHeaders\/[0-9]+\/value|sysctls\/[0-9]+\/value|sleep\/seconds|preference|scaleIO\/secretRef|iscsi\/lun|podFailurePolicy\/rules|metric\/selector\/matchExpressions\/[0-9]+\/(?:key|operator))$/;

/** Required, and missed by rules of their own. */
const MISSED = /\/(?:topologyKey|maxSkew|whenUnsatisfiable|weight|policies\/[0-9]+\/\w+|metrics\/[0-9]+\/(?:type|\w+\/target)|env\/[0-9]+\/name|maxReplicas)$/;

/** LIM013: what the decoder drops or refuses, before anything is validated. */
export const fieldsAndTypes: Described<ManifestRule> = {
  id: 'LIM013',
  title: 'field of another name or type, or missing',
  what: 'A field of a ConfigMap, Service, ServiceAccount, HorizontalPodAutoscaler (autoscaling/v2), PodDisruptionBudget, of a workload or its pod template is one that '
    + 'Kubernetes does not have, is of another type than it has there, or has to be there and is not. Fields of Kubernetes 1.28 to 1.36 are known; on a later version no field is called unknown.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server cannot read a value of another type, and asks for some fields. Unknown ones it refuses where the client asks it to be strict, as kubectl does, and drops in silence else.',
  source: 'Kubernetes API reference; https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation; pkg/apis/core/validation/validation.go (required values)',
  on: 'manifest',
  kinds: [...VALUE_KINDS, '/ConfigMap'],
  check: (manifest, { facts: { platform } }) => {
    const all = problemsOf(manifest);
    if (all.length === 0) { return []; }
    const problems = all.filter(({ pointer, code }) => !ELSEWHERE.test(pointer)
      && !(code === 'missing-field' && (NOT_ASKED.test(pointer) || MISSED.test(pointer))) && !isReadable(valueAt(manifest.object, pointer)));
    const answers = problems.map((problem) => problem.code !== 'unknown-field' || isUnknownField(platform, problem));
    const wrong = problems.filter((_, at) => answers[at] === true);
    return wrong.length > 0 ? wrong.map((problem) => found(manifest, problem)) : answers.find((answer) => typeof answer === 'object') ?? [];
  },
};

/** Blanks around a quantity are taken, and a text without a digit is zero. */
const isReadable = (value: unknown): boolean => typeof value === 'string' && /[^0-9]/.test(value) && quantityOf(value) !== undefined;

function problemsOf(manifest: Manifest): readonly SchemaProblem[] {
  const { key, object } = manifest;
  if (key.group === '' && key.kind === 'ConfigMap') { return configMapProblems(object); }
  const known = judgementOf(TracedObject.of(manifest));
  if (known !== undefined) { return known.fields; }
  const template = podTemplatePointer(key);
  // a Pod is its own template
  const pods = template === '' ? { spec: object.spec } : template === undefined ? undefined : valueAt(object, template);
  if (template === undefined || pods === undefined) { return []; }
  // a pod template is the same in every workload
  const base = '/spec/template';
  return (judgeObject({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: {}, template: pods } })?.fields ?? [])
    .map((problem) => ({ ...problem, pointer: template + problem.pointer.slice(base.length) }));
}

const CONFIG_MAP: Readonly<Record<string, string>> = { data: 'a map', binaryData: 'a map', immutable: 'true or false' };

/** What its values are LIM005 says. */
function configMapProblems(object: KubeObject): SchemaProblem[] {
  return Object.entries(object).flatMap(([name, value]): SchemaProblem[] => {
    if (['apiVersion', 'kind', 'metadata'].includes(name) || value === null || value === undefined) { return []; }
    if (!Object.hasOwn(CONFIG_MAP, name)) { return [{ pointer: joinPointer('', name), code: 'unknown-field', message: `is no field of ConfigMap, got ${shown(name)}; the API server would drop it, remove it` }]; }
    const isRight = name === 'immutable' ? typeof value === 'boolean' : isMap(value);
    return isRight ? [] : [{ pointer: joinPointer('', name), code: 'wrong-type', message: `must be ${CONFIG_MAP[name]}, got ${shown(value)}` }];
  });
}

function found(manifest: Manifest, { pointer, code, message }: SchemaProblem): Found {
  const isMissing = code === 'missing-field';
  const semicolon = message.lastIndexOf('; ');
  const object = TracedObject.of(manifest);
  return {
    message: `${placeText(object, pointer)} ${semicolon < 0 ? message : message.slice(0, semicolon)}`,
    fix: isMissing ? 'add it' : semicolon < 0 ? 'write a value of that type, or leave it out' : message.slice(semicolon + 2),
    pointer: presentAt(manifest.object, pointer),
    part: pointer,
    values: isMissing ? [] : [{ name: pointer.slice(pointer.lastIndexOf('/') + 1).slice(0, 80), value: object.at<unknown>(pointer), show: shown }],
  };
}

const presentAt = (object: KubeObject, pointer: string): string => (
  nearest(pointer, (place) => (valueAt(object, place) === undefined ? undefined : place)) ?? joinPointer(''));

/** LIM014: everything that no rule of its own is about. */
export const valuesTaken = valueRule({
  id: 'LIM014',
  title: 'value that the API server does not take',
  what: 'A value of a Service, HorizontalPodAutoscaler (autoscaling/v2), PodDisruptionBudget, of a workload or its pod template is none of the words of its field, out of its '
    + 'range, no name where one is expected, empty where something has to stand, or beside a field that excludes it: probes and hooks, volumes and mounts, environment, security '
    + 'contexts, affinity and spread, selectors, Jobs whose pods would start for ever. As written, and as istiod makes it from what is written.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects the object. For what istiod makes of a Gateway it does so later and out of sight: the gateway does not come up, or keeps its old form.',
  source: 'Kubernetes pkg/apis/core/validation/validation.go, pkg/apis/apps/validation/validation.go, pkg/apis/autoscaling/validation/validation.go, pkg/apis/batch/validation/validation.go',
}, (field) => !isPodPort(field) && !isServiceField(field) && !isStrategyField(field));
