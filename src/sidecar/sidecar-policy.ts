import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { EffectiveSidecar } from './effective-sidecar';
import { type Add, isItem, type ItemId, itemOf, ITEMS } from './items';
import type { SidecarLevel } from './level';
import { meshDefaults } from './mesh-defaults';
import { SidecarRegistry } from './registry';
import { disagreements, type Policy, surelyOverlap } from './resolve';
import { asmProxyConfig, hasResource, proxyConfig, resourceName, targetOf } from './resources';
import type { SidecarSettings } from './settings';
import { emit } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { nearest } from '../kube/nearest';
import { Flavor, Platform } from '../platform';
import type { Json } from '../platform/json';
import { Problems, shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';

/** What a sidecar policy is made of. */
export interface SidecarPolicyProps {
  /** For whom the settings are. */
  readonly level: SidecarLevel;

  /** The settings. What is left out falls through to the next level. */
  readonly settings: SidecarSettings;

  /**
   * Whether workloads roll when a setting changes: their pods get an annotation with a hash of what policies say of them. Without it, settings
   * reach the pods that are created afterwards.
   *
   * @default false
   */
  readonly redeploy?: boolean;

  /**
   * The name of the ConfigMap with the defaults of the mesh, at the global level.
   *
   * @default - istio-sidecar-defaults, on ASM asm-sidecar-defaults
   */
  readonly configMapName?: string;
}

/**
 * Settings for the sidecars of a mesh, a namespace or some workloads. Workloads need not know of it: raw objects, those of cdk8s-plus, of Helm
 * charts and of included files are all reached, wherever they stand in the app and whenever they are added. What a pod says itself by an
 * annotation wins, and a JSON patch on a workload wins over everything.
 *
 * On ASM the settings are ASMProxyConfig resources. On Istio they are annotations and containers of the pods, and ProxyConfig resources for the
 * few that those can hold. For the whole mesh they are a ConfigMap with the values that istiod's chart, or ASM's API, takes.
 *
 * @example
 *
 * new SidecarPolicy(chart, 'sidecars', {
 *   level: SidecarLevel.namespace('shop'),
 *   settings: { logLevel: 'error', excludeOutboundIpRanges: '10.1.0.0/24' },
 * });
 */
export class SidecarPolicy extends Construct {
  /**
   * What holds for the sidecar of a workload of this app, and which level says so. The app is rendered for it as it stands now, and is left as
   * it was.
   *
   * @param workload an object that makes pods, or a construct with exactly one below it
   */
  public static effective(workload: IConstruct): EffectiveSidecar {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the door into the model, loaded by the first answer
    const { effectiveOf } = require('./effective') as typeof import('./effective');
    return effectiveOf(workload);
  }

  /** The resource or ConfigMap that holds the settings; undefined where pods hold them all, or another policy of the same level writes it. */
  public readonly resource?: ApiObject;

  public constructor(scope: Construct, id: string, props: SidecarPolicyProps) {
    super(scope, id);
    const platform = Platform.of(this);
    const problems = new Problems(pathOf(this));
    const values = readSettings(props, platform, (problem) => problems.add(problem));
    try {
      problems.throwIfAny();
    } catch (error) {
      // nothing of a refused policy is to stay, not even its place
      scope.node.tryRemoveChild(id);
      throw error;
    }
    const { level, redeploy = false, configMapName } = props;
    const policy: Policy = { path: pathOf(this), flavor: platform.flavor, level, values, redeploy };
    const registry = SidecarRegistry.of(this);
    registry.add(policy);
    this.resource = this.emitResource(policy, registry, configMapName);
    this.node.addValidation({ validate: () => overlaps(policy, registry) });
  }

  private emitResource(policy: Policy, registry: SidecarRegistry, configMapName: string | undefined): ApiObject | undefined {
    const { level, flavor } = policy;
    if (level._level === 'global') {
      const isEmitted = [...policy.values.keys()].some((id) => (flavor === Flavor.ASM ? itemOf(id).asmGlobal : itemOf(id).values) !== undefined);
      if (!isEmitted || !registry.owns(`${flavor} ${targetOf(level)}`, policy.path)) { return undefined; }
      const peers = (): readonly Policy[] => [...registry.in(undefined, flavor)].sort((a, b) => (a.path < b.path ? -1 : 1));
      return emit(this, 'defaults', meshDefaults(flavor, configMapName, peers));
    }
    if (!hasResource(policy) || !registry.owns(`${flavor} ${targetOf(level)}`, policy.path)) { return undefined; }
    return emit(this, 'resource', flavor === Flavor.ASM ? asmProxyConfig(policy, registry) : proxyConfig(policy, registry));
  }
}

/** The settings in the form in which they are carried. */
function readSettings({ level, settings, configMapName }: SidecarPolicyProps, platform: Platform, add: Add): ReadonlyMap<ItemId, Json> {
  checkLevel(level, add);
  const nameIs = configMapName === undefined ? undefined : nameProblem('dns1123Subdomain', configMapName);
  if (nameIs !== undefined) { add(`'configMapName' ${nameIs}, got ${shown(configMapName)}`); }
  const values = new Map<ItemId, Json>();
  for (const id of Object.keys(settings)) {
    if (isItem(id)) { continue; }
    const meant = nearest(id, ITEMS.map((item) => item.id));
    add(`'settings' has no item ${shown(id)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
  }
  for (const item of ITEMS) {
    if (settings[item.id] === undefined) { continue; }
    const levels = item.onlyAt?.levels[platform.flavor];
    if (levels && !levels.includes(level._level)) {
      add(`'${item.id}' must not stand at the level ${level.toString()}, expected ${levels.join(' or ')}; ${item.onlyAt!.instead}`);
      continue;
    }
    const value = item.read(settings, { platform, level: level._level }, add);
    if (value !== undefined) { values.set(item.id, value); }
  }
  if (Object.keys(settings).length === 0) { add("'settings' must set something, got nothing; leave the policy out"); }
  return values;
}

function checkLevel(level: SidecarLevel, add: Add): void {
  const { _level, _namespace, _labels, _name } = level;
  if (_level === 'global') { return; }
  const problem = nameProblem('dns1123Label', _namespace);
  if (problem !== undefined) { add(`the namespace of 'level' ${problem}, got ${shown(_namespace)}`); }
  if (_level !== 'workload') { return; }
  if (Object.keys(_labels ?? {}).length === 0) { add("'level' must name labels of the pods, got none; use SidecarLevel.namespace for all of them"); }
  for (const [key, value] of Object.entries(_labels ?? {})) {
    const keyIs = nameProblem('labelKey', key);
    const valueIs = nameProblem('labelValue', value);
    if (keyIs !== undefined) { add(`'level' has a label whose key ${keyIs}, got ${shown(key)}`); }
    if (valueIs !== undefined) { add(`'level' has a label whose value ${valueIs}, got ${shown(value)}`); }
  }
  const nameIs = nameProblem('dns1123Subdomain', _name ?? resourceName(level));
  if (nameIs !== undefined) { add(`the name of 'level' ${nameIs}, got ${shown(_name)}`); }
}

/** What no workload has to show: policies for the very same pods that differ. The later one, by path, says it. */
function overlaps(policy: Policy, registry: SidecarRegistry): string[] {
  const isBefore = ({ path, flavor, level }: Policy): boolean => path < policy.path && flavor === policy.flavor && surelyOverlap(level, policy.level);
  const others = registry.all.filter(isBefore);
  return others.flatMap((other) => disagreements([other, policy]));
}
