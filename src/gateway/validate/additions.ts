import type { Add, Judged } from './judge';
import { nameProblem, type NameKind } from '../../kube/names';
import { annotationsProblem, labelsProblem } from '../../kube/sizes';
import { PROXY_CONFIG_ANNOTATION } from '../../model/names';
import { isPlainMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import { isPreset, PRESET_CLASSES } from '../../presets/classes';
import { presetParts } from '../preset-parts';
import type { GatewayAdditions } from '../props';
import { podLabelOf } from '../spec-of';

/** Before anything is asked of a preset. */
export function checkPresetClasses(additions: GatewayAdditions, add: Add): void {
  for (const [name, preset] of Object.entries(PRESET_CLASSES)) {
    const value: unknown = additions[name as keyof GatewayAdditions];
    if (value !== undefined && !isPreset(value, preset)) { add(`'${name}' must be ${preset.expected}, got ${shown(value)}`); }
  }
  const byPort: unknown = additions.listenerAllowedRoutes;
  for (const [port, value] of isPlainMap(byPort) ? Object.entries(byPort) : []) {
    if (!isPreset(value, PRESET_CLASSES.allowedRoutes)) { add(`'listenerAllowedRoutes.${port}' must be ${PRESET_CLASSES.allowedRoutes.expected}, got ${shown(value)}`); }
  }
}

const NAMES: readonly (readonly [prop: 'priorityClassName' | 'serviceAccountName' | 'revision' | 'networkGateway', kind: NameKind])[] = [
  ['priorityClassName', 'dns1123Subdomain'], ['serviceAccountName', 'dns1123Subdomain'], ['revision', 'dns1123Label'], ['networkGateway', 'labelValue'],
];

/** What the resource lacks: presets against fields, and what Kubernetes asks of the rest. */
export function checkAdditions(judged: Judged, add: Add): void {
  const { additions, platform } = judged;
  checkAgainstFields(judged, add);
  const kindProblem = additions.spread?._problem(platform.clusterKind);
  if (kindProblem !== undefined) { add(kindProblem); }
  for (const [prop, kind] of NAMES) {
    const value = additions[prop];
    const problem = value === undefined ? undefined : nameProblem(kind, value);
    if (problem !== undefined) { add(`'${prop}' ${problem}, got ${shown(value)}`); }
  }
  additions.imagePullSecrets?.forEach((name, at) => {
    const problem = nameProblem('dns1123Subdomain', name);
    if (problem !== undefined) { add(`'imagePullSecrets[${at}]' ${problem}, got ${shown(name)}`); }
  });
  if (additions.imagePullPolicy !== undefined && !['Always', 'IfNotPresent', 'Never'].includes(additions.imagePullPolicy)) {
    add(`'imagePullPolicy' must be one of Always, IfNotPresent, Never, got ${shown(additions.imagePullPolicy)}`);
  }
  const { minReadySeconds } = additions;
  if (minReadySeconds !== undefined && !(Number.isSafeInteger(minReadySeconds) && minReadySeconds >= 0)) {
    add(`'minReadySeconds' must be a whole number of 0 or more, got ${shown(minReadySeconds)}`);
  }
  if (additions.createServiceAccount === false && additions.serviceAccountName === undefined) {
    // the chart binds its Role to the account `default` then
    add("'serviceAccountName' must be given where createServiceAccount is false, got nothing; name the account that is there");
  }
  const texts = {
    serviceAccountAnnotations: annotationsProblem(additions.serviceAccountAnnotations ?? {}),
    serviceSelectorLabels: labelsProblem(additions.serviceSelectorLabels ?? {}),
  };
  for (const [name, problem] of Object.entries(texts)) {
    if (problem !== undefined) { add(`'${name}': ${problem}`); }
  }
}

/** One setting in two places: neither is to win in silence. */
function checkAgainstFields({ additions, written, names, platform }: Judged, add: Add): void {
  const parts = presetParts(additions, podLabelOf(names.selector), platform);
  for (const key of Object.keys(parts.podAnnotations)) {
    if (written.podAnnotations === undefined || !Object.hasOwn(written.podAnnotations, key)) { continue; }
    const preset = key === PROXY_CONFIG_ANNOTATION ? 'shutdown' : 'spread';
    add(`'podAnnotations' must not have ${shown(key)}, which '${preset}' writes; keep one of the two`);
  }
  if (parts.podAntiAffinity !== undefined && written.affinity?.podAntiAffinity !== undefined) {
    add("'affinity.podAntiAffinity' and 'spread' must not both spread the pods; keep one of the two");
  }
}
