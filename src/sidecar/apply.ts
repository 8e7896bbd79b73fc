import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { AppPolicies } from './app-policies';
import { type Add, isItem, type ItemId, itemOf, ITEMS } from './items';
import type { SidecarLevel } from './level';
import { meshDefaults } from './mesh-defaults';
import { SidecarRegistry } from './registry';
import type { Policy } from './resolve';
import { asmProxyConfig, hasResource, isProxyConfigEmpty, proxyConfig, resourceName, targetOf } from './resources';
import type { SidecarPolicyProps } from './sidecar-policy';
import { emit } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { nearest } from '../kube/nearest';
import { isMap } from '../model/read';
import { Flavor, Platform } from '../platform';
import { isPlainMap, type Json } from '../platform/json';
import { addUnknownKeys, Problems, refuseNoMap, shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';

/** Reads a policy, remembers it for the workloads of its app, and writes its resource; throws what is wrong with it, all at once. */
export function applyPolicy(scope: Construct, props: SidecarPolicyProps): ApiObject | undefined {
  const platform = Platform._writtenFor(scope);
  refuseNoMap(props, pathOf(scope), 'the props of a sidecar policy must be a map with level and settings');
  const problems = new Problems(pathOf(scope));
  addUnknownKeys(props, PROPS, '', problems);
  if (props.redeploy !== undefined && typeof props.redeploy !== 'boolean') { problems.add(`'redeploy' must be true or false, got ${shown(props.redeploy)}`); }
  const values = readSettings(props, platform, (problem) => problems.add(problem));
  problems.throwIfAny();
  const { level, redeploy = false, configMapName } = props;
  const policy: Policy = { path: pathOf(scope), flavor: platform.flavor, level, values, redeploy };
  const { policies } = SidecarRegistry.of(scope);
  policies.add(policy);
  if (level._level === 'workload') { dropEmpty(policy, policies); }
  return level._level === 'global' ? emitDefaults(scope, policy, policies, configMapName) : emitResource(scope, policy, policies);
}

function emitDefaults(scope: Construct, policy: Policy, all: AppPolicies, configMapName: string | undefined): ApiObject | undefined {
  const { level, flavor } = policy;
  const isEmitted = [...policy.values.keys()].some((id) => (flavor === Flavor.ASM ? itemOf(id).asmGlobal : itemOf(id).values) !== undefined);
  if (!isEmitted || !all.owns(`${flavor} ${targetOf(level)}`, policy.path)) { return undefined; }
  const peers = (): readonly Policy[] => [...all.in(undefined, flavor)].sort((a, b) => (a.path < b.path ? -1 : 1));
  return emit(scope, 'defaults', meshDefaults(flavor, configMapName, peers));
}

function emitResource(scope: Construct, policy: Policy, all: AppPolicies): ApiObject | undefined {
  const { level, flavor } = policy;
  const isAsm = flavor === Flavor.ASM;
  if (!hasResource(policy) || (!isAsm && isProxyConfigEmpty(policy, all)) || !all.owns(`${flavor} ${targetOf(level)}`, policy.path)) { return undefined; }
  if (!isAsm) { all.proxyConfigs.set(level._namespace!, { policy, drop: () => { scope.node.tryRemoveChild('resource'); } }); }
  return emit(scope, 'resource', isAsm ? asmProxyConfig(policy, all) : proxyConfig(policy, all));
}

/** A policy for workloads may take the last setting of their namespace's ProxyConfig into the pods: one that says nothing is not written. */
function dropEmpty({ flavor, level }: Policy, all: AppPolicies): void {
  const kept = flavor === Flavor.ASM ? undefined : all.proxyConfigs.get(level._namespace!);
  if (!kept || !isProxyConfigEmpty(kept.policy, all)) { return; }
  kept.drop();
  all.proxyConfigs.delete(level._namespace!);
  all.release(`${flavor} ${targetOf(kept.policy.level)}`);
}

const PROPS = ['level', 'settings', 'configMapName', 'redeploy'];

const OVERCOMMITTED = { requests: { cpuMillicores: {}, memory: {} }, limits: { cpuMillicores: {}, memory: {} } };
const HOOK = { exec: {}, httpGet: { port: {}, path: {} }, sleep: {} };

/** Names of fields, each with those below it; none below stands for whatever the item reads there. */
interface FieldNames { readonly [name: string]: FieldNames }

/** The settings that have fields of their own. */
const FIELDS: ReadonlyMap<ItemId, FieldNames> = new Map<ItemId, FieldNames>([
  ['resources', { requests: {}, limits: {} }],
  ['scaledResources', { percentage: {}, strategy: {}, container: {} }],
  ['initResources', { requests: {}, limits: {} }],
  ['overcommittedResources', OVERCOMMITTED],
  ['overcommittedInitResources', OVERCOMMITTED],
  ['lifecycle', { postStart: HOOK, preStop: HOOK }],
  ['readiness', { initialDelaySeconds: {}, periodSeconds: {}, failureThreshold: {} }],
  ['statsMatcher', { prefixes: {}, suffixes: {}, regexps: {} }],
  ['tracing', { sampling: {}, maxPathTagLength: {}, zipkinAddress: {} }],
]);

/** What is misspelt would be left out without a word. */
function checkNames(given: Readonly<Record<string, unknown>>, names: FieldNames, at: string, add: Add): void {
  addUnknownKeys(given, Object.keys(names), at, { add });
  for (const [name, below] of Object.entries(names)) {
    const value = given[name];
    if (Object.keys(below).length > 0 && isPlainMap(value)) { checkNames(value, below, `${at}${name}.`, add); }
  }
}

/** The settings in the form in which they are carried. */
function readSettings({ level, settings, configMapName }: SidecarPolicyProps, platform: Platform, add: Add): ReadonlyMap<ItemId, Json> {
  const isLevel = checkLevel(level, add);
  const nameIs = configMapName === undefined ? undefined : nameProblem('dns1123Subdomain', configMapName);
  if (nameIs !== undefined) { add(`'configMapName' ${nameIs}, got ${shown(configMapName)}`); }
  const values = new Map<ItemId, Json>();
  if (!isMap(settings)) {
    add(`'settings' must be a map of settings, got ${shown(settings)}`);
    return values;
  }
  for (const id of Object.keys(settings)) {
    if (isItem(id)) { continue; }
    const meant = nearest(id, ITEMS.map((item) => item.id));
    add(`'settings' has no item ${shown(id)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
  }
  for (const item of ITEMS) {
    const given: unknown = settings[item.id];
    if (given === undefined) { continue; }
    const fields = FIELDS.get(item.id);
    if (fields && !isMap(given)) {
      add(`'${item.id}' must be a map, got ${shown(given)}`);
      continue;
    }
    if (fields) { checkNames(given as Readonly<Record<string, unknown>>, fields, `${item.id}.`, add); }
    const levels = item.onlyAt?.levels[platform.flavor];
    if (levels && isLevel && !levels.includes(level._level)) {
      add(`'${item.id}' must not stand at the level ${level.toString()}, expected ${levels.join(' or ')}; ${item.onlyAt!.instead}`);
      continue;
    }
    const value = item.read(settings, { platform, level: isLevel ? level._level : 'workload' }, add);
    if (value !== undefined) { values.set(item.id, value); }
  }
  if (Object.keys(settings).length === 0) { add("'settings' must set something, got nothing; leave the policy out"); }
  return values;
}

/** Is it one of ours? */
function checkLevel(level: SidecarLevel, add: Add): boolean {
  if (typeof (level as Partial<SidecarLevel> | null | undefined)?._level !== 'string') {
    add(`'level' must be SidecarLevel.global(), SidecarLevel.namespace(…) or SidecarLevel.workload(…), got ${shown(level)}`);
    return false;
  }
  const { _level, _namespace, _labels, _name } = level;
  if (_level === 'global') { return true; }
  const problem = nameProblem('dns1123Label', _namespace);
  if (problem !== undefined) { add(`the namespace of 'level' ${problem}, got ${shown(_namespace)}`); }
  if (_level !== 'workload') { return true; }
  if (!isPlainMap(_labels)) {
    add(`the labels of 'level' must be a map of texts, got ${shown(_labels)}`);
    return true;
  }
  if (Object.keys(_labels).length === 0) { add("'level' must name labels of the pods, got none; use SidecarLevel.namespace for all of them"); }
  for (const [key, value] of Object.entries(_labels)) {
    const keyIs = nameProblem('labelKey', key);
    const valueIs = nameProblem('labelValue', value);
    if (keyIs !== undefined) { add(`'level' has a label whose key ${keyIs}, got ${shown(key)}`); }
    if (valueIs !== undefined) { add(`'level' has a label whose value ${valueIs}, got ${shown(value)}`); }
  }
  const nameIs = nameProblem('dns1123Subdomain', _name ?? resourceName(level));
  if (nameIs !== undefined) { add(`the name of 'level' ${nameIs}, got ${shown(_name)}`); }
  return true;
}
