import { ApiObject, App } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { EffectiveSidecar, type EffectiveSidecarItem, type SidecarCaptureAnswer } from './effective-sidecar';
import { excluded } from './excluded';
import type { Fallback, ItemId, View } from './items';
import { podViewOf } from './pod-view';
import { SidecarRegistry, type WorkloadPolicies } from './registry';
import { type Resolved, resolve } from './resolve';
import { apiObjectsBelow } from '../checks/synth-hook';
import { withoutTrace } from '../checks/without-trace';
import { podTemplatePointer } from '../model/manifest/workloads';
import { PROXY_CONFIG_ANNOTATION } from '../model/names';
import { valueAt } from '../model/pointer';
import { member } from '../model/read';
import { type CaptureRules, inboundCaptured, outboundCaptured } from '../model/sidecar/captured';
import { Flavor, MeshFacts, Platform } from '../platform';
import type { Json } from '../platform/json';
import { shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';
import { valueFor } from '../platform/values';
import { previewOf } from '../preview/construct';

/** What holds for the sidecar of a workload. Its object is rendered without stamps, so that what the pod says itself is told apart. */
export function effectiveOf(workload: IConstruct): EffectiveSidecar {
  const object = workloadOf(workload);
  const app = App.of(object);
  const registry = SidecarRegistry.find(object);
  const render = (): unknown => object.toJson();
  const json = withoutTrace(app, () => (registry ? registry.without(render) : render()));
  const template = valueAt(json, templateOf(object)!);
  const found = registry ? registry.lookUp(object, template) : lonely(template);
  const view = viewOf(object, found);
  const items = found.resolved.map((one) => answerOf(one, view));
  const { namespace } = object.metadata;
  return EffectiveSidecar._of({
    workload: `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${object.name}`,
    ...(found.excluded !== undefined && { excluded: found.excluded }),
    items,
    warnings: warningsOf(found, view),
    outbound: (address, port) => capture(found, () => outboundCaptured(rulesOf(view), { address, port })),
    inbound: (port) => capture(found, () => inboundCaptured(rulesOf(view), port)),
    preview: () => previewOf(object),
  });
}

/** The object that makes the pods: the construct itself, or the only one below it. */
function workloadOf(construct: IConstruct): ApiObject {
  if (!Construct.isConstruct(construct)) {
    throw new Error(`[SidecarPolicy.effective] 'workload' must be a construct of the app, got ${shown(construct)}; give a Deployment, or a construct with exactly one below it`);
  }
  const makers = apiObjectsBelow(construct).filter((object) => templateOf(object) !== undefined);
  if (makers.length === 1) { return makers[0]; }
  throw new Error(`[${pathOf(construct)}] 'effective' must be asked for one workload, got a construct with ${makers.length === 0 ? 'none' : `${makers.length} of them`}; `
    + 'give a Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob');
}

function templateOf(object: ApiObject): string | undefined {
  return podTemplatePointer({ group: object.apiGroup === 'core' ? '' : object.apiGroup, kind: object.kind });
}

/** A workload of an app without policies. */
function lonely(template: unknown): WorkloadPolicies {
  const pod = podViewOf(template);
  const why = excluded(pod, member(template, 'spec'));
  return { pod, policies: [], resolved: resolve([], pod), ...(why !== undefined && { excluded: why }) };
}

function viewOf(object: ApiObject, { pod, resolved }: WorkloadPolicies): View {
  const platform = Platform.of(object);
  const facts = MeshFacts.of(object);
  const values = new Map<ItemId, Json | undefined>(resolved.map(({ item, winner }) => [item.id, winner?.value ?? valueOf(item.fallback(platform))]));
  const native = resolved.find(({ item }) => item.id === 'nativeSidecar')?.winner?.value;
  const set = new Set<ItemId>(resolved.filter(({ winner }) => winner).map(({ item }) => item.id));
  return {
    flavor: platform.flavor,
    platform,
    pod,
    native: typeof native === 'boolean' ? native : facts.nativeSidecars,
    value: (id) => values.get(id),
    isSet: (id) => set.has(id),
  };
}

const valueOf = (fallback: Fallback): Json | undefined => ('value' in fallback ? fallback.value : undefined);

function answerOf({ item, winner, shadowed }: Resolved, view: View): EffectiveSidecarItem {
  const fallback = item.fallback(view.platform);
  const value = winner?.value ?? valueOf(fallback);
  const ignored = value === undefined || winner === undefined ? undefined : item.ignored?.(value, view);
  const mesh = view.flavor === Flavor.ASM ? 'ASM' : 'Istio';
  const byDefault = 'why' in fallback ? `not known: ${fallback.why}` : 'value' in fallback ? `default of ${mesh}` : `nobody sets it, and ${mesh} has no default`;
  return {
    item: item.id,
    ...(value !== undefined && { value }),
    ...(winner && { level: winner.level }),
    origin: winner ? (winner.by === undefined ? 'the pod itself' : `policy ${winner.by}`) : byDefault,
    shadowed: shadowed.map(({ level, by, value: hidden }) => ({ level, by: by ?? '', value: hidden })),
    effect: item.site[view.flavor],
    ...(ignored !== undefined && { ignoredBecause: ignored }),
  };
}

/** What people should know beside the values. */
function warningsOf({ resolved, pod }: WorkloadPolicies, view: View): readonly string[] {
  const own = resolved.filter(({ winner, shadowed }) => winner?.level === 'pod' && shadowed.length > 0)
    .map(({ item, shadowed }) => `${item.id}: the pod's own value wins over ${shadowed.map(({ by }) => by).join(', ')}`);
  const unreadable = pod.annotations[PROXY_CONFIG_ANNOTATION] !== undefined && pod.config === undefined
    ? [`annotation ${PROXY_CONFIG_ANNOTATION} cannot be read, and nothing is added to it`] : [];
  const others = resolved.flatMap(({ item, winner }) => {
    if (!winner || (winner.level === 'global' && item.values)) { return []; }
    const warning = item.ignored?.(winner.value, view) === undefined ? item.warning?.(winner.value, view) : undefined;
    return warning === undefined ? [] : [`${item.id}: ${warning}`];
  });
  return [...own, ...unreadable, ...others];
}

function capture({ excluded: why }: WorkloadPolicies, answer: () => SidecarCaptureAnswer): SidecarCaptureAnswer {
  if (why !== undefined) { return { captured: false, why: `there is no sidecar: ${why}` }; }
  const { captured, why: reason } = answer();
  return { captured, why: reason };
}

/** The rules as istio-init will have them: the lists of the policies and the pod, with the mesh's own before them. */
function rulesOf({ platform, value }: View): CaptureRules {
  const text = (id: ItemId): string => { const own = value(id); return typeof own === 'string' ? own : ''; };
  const base = (key: 'uncapturedInboundPorts' | 'uncapturedOutboundRanges', own: string): string => {
    const found = valueFor(platform, key);
    return [...found.known ? found.value : [], ...own === '' ? [] : [own]].join(',');
  };
  const ports = (id: ItemId): string | undefined => (text(id) === '' ? undefined : text(id));
  return {
    mode: text('interceptionMode'),
    includeOutboundRanges: text('includeOutboundIpRanges'),
    excludeOutboundRanges: base('uncapturedOutboundRanges', text('excludeOutboundIpRanges')),
    includeOutboundPorts: ports('includeOutboundPorts'),
    excludeOutboundPorts: ports('excludeOutboundPorts'),
    includeInboundPorts: text('includeInboundPorts'),
    excludeInboundPorts: base('uncapturedInboundPorts', text('excludeInboundPorts')),
  };
}

