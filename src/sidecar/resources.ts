import { createHash } from 'node:crypto';
import { Lazy } from 'cdk8s';
import type { AppPolicies } from './app-policies';
import { itemOf } from './items';
import type { SidecarLevel } from './level';
import { canonical, mergedMaps } from './merge-maps';
import type { Policy } from './resolve';
import type { EmitManifest } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { Flavor } from '../platform';
import type { JsonMap } from '../platform/json';

/** What several levels may hold a part of: a level's map may take the place of the one below, so it says everything (ASM does not document it). */
const WHOLE_MAPS = ['proxyMetadata', 'runtimeValues'] as const;

/** One resource for each target: policies of the same target write into one, since the mesh reads one only. */
export function targetOf(level: SidecarLevel): string {
  return canonical([level._level, level._namespace ?? null, level._labels ?? null]);
}

/** The name of a target's resource: given, or from its labels, so that the order of policies does not show. */
export function resourceName(level: SidecarLevel): string {
  if (level._name !== undefined) { return level._name; }
  if (level._level === 'namespace') { return 'sidecar-settings'; }
  const values = Object.entries(level._labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value).join('-');
  const name = `sidecar-settings-${values.toLowerCase()}`;
  if (nameProblem('dns1123Label', name) === undefined) { return name; }
  return `sidecar-settings-${createHash('sha256').update(canonical(level._labels)).digest('hex').slice(0, 8)}`;
}

/** Policies that write into the resource of a target. */
function ofTarget(all: AppPolicies, { flavor, level }: Policy): readonly Policy[] {
  const target = targetOf(level);
  return all.in(level._namespace, flavor).filter((policy) => targetOf(policy.level) === target).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** ASM's resource for a namespace or for workloads by their labels. */
export function asmProxyConfig(policy: Policy, all: AppPolicies): EmitManifest {
  const { level } = policy;
  const spec: unknown = Lazy.any({ produce: () => asmSpec(policy, all) });
  return { apiVersion: 'istio.alibabacloud.com/v1', kind: 'ASMProxyConfig', metadata: { name: resourceName(level), namespace: level._namespace }, spec };
}

function asmSpec(policy: Policy, all: AppPolicies): JsonMap {
  const { level, flavor } = policy;
  const fields = (policies: readonly Policy[]): JsonMap => (
    mergedMaps(...policies.flatMap(({ values }) => [...values].flatMap(([id, value]): readonly JsonMap[] => {
      const own = itemOf(id).asm?.(value);
      return own ? [own] : [];
    }))));
  const own = fields(ofTarget(all, policy));
  const below = fields(all.in(level._namespace, flavor).filter(({ level: other }) => other._level === 'namespace'));
  const shared = level._level === 'workload' ? WHOLE_MAPS.filter((field) => own[field] !== undefined && below[field] !== undefined) : [];
  const inherited = Object.fromEntries(shared.map((field) => [field, below[field]]));
  return { ...(level._labels && { selector: { matchLabels: level._labels } }), ...mergedMaps(inherited, own) };
}

/** Istio's resource for a namespace, without a selector: with one, it would come before the annotations of pods. */
export function proxyConfig(policy: Policy, all: AppPolicies): EmitManifest {
  const { level } = policy;
  const spec: unknown = Lazy.any({ produce: () => proxyConfigSpec(policy, all) });
  return { apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig', metadata: { name: resourceName(level), namespace: level._namespace }, spec };
}

function proxyConfigSpec(policy: Policy, all: AppPolicies): JsonMap {
  return mergedMaps(...ofTarget(all, policy).flatMap(({ level, values }) => [...values].flatMap(([id, value]) => {
    const item = itemOf(id);
    const part = item.proxyConfig && all.carried(item, value, level._namespace);
    return part === undefined ? [] : [item.proxyConfig!(part)];
  })));
}

/** Whether Istio's resource of a target says anything: workloads that set the same fields take them into their pods. */
export function isProxyConfigEmpty(policy: Policy, all: AppPolicies): boolean {
  return Object.keys(proxyConfigSpec(policy, all)).length === 0;
}

/** Whether a policy has anything for the resource of its target. On Istio only a namespace has one: workloads carry theirs in their pods. */
export function hasResource({ flavor, level, values }: Policy): boolean {
  if (flavor === Flavor.ASM) { return [...values.keys()].some((id) => itemOf(id).asm !== undefined); }
  return level._level === 'namespace' && [...values.keys()].some((id) => itemOf(id).proxyConfig !== undefined);
}
