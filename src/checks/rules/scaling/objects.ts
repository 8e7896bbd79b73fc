import type { EffectiveProxy } from '../../../model/effective-proxy';
import type { Manifest } from '../../../model/manifest/types';
import { type Effective, known, unknown } from '../../../model/origin';
import { TracedObject } from '../../../model/traced';
import type { ManifestRule, Scene, Undecided, Verdict } from '../../rule';
import type { Described } from '../described';
import type { PodProblem } from '../pod-rule';
import { running } from '../proxy-rule';

/** What a rule answers of one object; `part` tells several problems of it apart. */
export type Answer = PodProblem | Undecided;

/** An object as the cluster will hold it, and the proxy that it was made with; none for what stands as written. */
export interface Standing {
  readonly object: TracedObject;
  readonly proxy?: EffectiveProxy;
}

/** What is written and what is made with a proxy, of the kinds that a group of rules judges. */
export interface Kinds {
  readonly written: readonly string[];
  readonly made: (proxy: EffectiveProxy) => readonly TracedObject[];
}

const companions = (kind: string): Kinds['made'] => (proxy) => proxy.companions.filter(({ object }) => object.kind === kind);

/** Autoscalers of Kubernetes. */
export const AUTOSCALERS: Kinds = { written: ['autoscaling/HorizontalPodAutoscaler'], made: companions('HorizontalPodAutoscaler') };

/** Autoscalers of Kubernetes, and what KEDA makes them from. */
export const ALL_AUTOSCALERS: Kinds = { ...AUTOSCALERS, written: [...AUTOSCALERS.written, 'keda.sh/ScaledObject'] };

export const BUDGETS: Kinds = { written: ['policy/PodDisruptionBudget'], made: companions('PodDisruptionBudget') };

/** Kinds with a rolling update. */
export const WORKLOADS: Kinds = { written: ['apps/Deployment', 'apps/DaemonSet', 'apps/StatefulSet'], made: ({ workload }) => [workload] };

/** What asks for a proxy whose objects nobody writes. */
export const MAKERS = ['gateway.networking.k8s.io/Gateway', 'istio.alibabacloud.com/IstioGateway'];

/**
 * A rule on objects as they will stand in the cluster: those that are written, and those that istiod or ASM makes. What is wrong in
 * several is said once.
 */
export function objectRule(
  text: Omit<Described<ManifestRule>, 'on' | 'kinds' | 'check'>, kinds: Kinds, judge: (standing: Standing, scene: Scene) => readonly Answer[],
): Described<ManifestRule> {
  const written = new Set(kinds.written);
  return {
    ...text,
    on: 'manifest',
    kinds: [...kinds.written, ...MAKERS],
    check: (manifest, scene) => {
      const standing: Standing[] = written.has(`${manifest.key.group}/${manifest.key.kind}`)
        ? [{ object: TracedObject.of(manifest) }]
        : madeFor(manifest, scene).flatMap((proxy) => kinds.made(proxy).map((object) => ({ object, proxy })));
      return verdictOf(standing.flatMap((one) => judge(one, scene)));
    },
  };
}

/** The problems, each once; without any, what could not be judged. */
export function verdictOf(answers: readonly Answer[]): Verdict {
  const problems = new Map<string, PodProblem>();
  let undecided: Undecided | undefined;
  for (const answer of answers) {
    if ('undecided' in answer) {
      undecided ??= answer;
      continue;
    }
    const key = `${answer.part} ${answer.at?.kind === 'set' ? `${answer.at.pointer}${answer.at.within ?? ''}` : ''}`;
    if (!problems.has(key)) { problems.set(key, answer); }
  }
  return problems.size === 0 && undecided ? undecided : [...problems.values()];
}

const byDeclaration = new WeakMap<Scene, ReadonlyMap<Manifest, readonly EffectiveProxy[]>>();

/** The proxies that are made for a manifest. One that is refused for the bounds of its autoscaler is judged: the rules here say so. */
export function madeFor(manifest: Manifest, scene: Scene): readonly EffectiveProxy[] {
  let found = byDeclaration.get(scene);
  if (!found) {
    const lists = new Map<Manifest, EffectiveProxy[]>();
    for (const proxy of scene.proxies) {
      if ((proxy.make !== 'managed' && proxy.make !== 'asm') || !isJudged(proxy)) { continue; }
      const list = lists.get(proxy.declaredBy);
      if (list) { list.push(proxy); } else { lists.set(proxy.declaredBy, [proxy]); }
    }
    byDeclaration.set(scene, found = lists);
  }
  return found.get(manifest) ?? [];
}

function isJudged(proxy: EffectiveProxy): boolean {
  return running(proxy) || proxy.refusals.every(({ code }) => code === 'autoscaler-bounds');
}

const byAutoscaler = new WeakMap<Scene, ReadonlyMap<TracedObject, EffectiveProxy>>();

/** The proxy that an autoscaler moves, where it moves one. */
export function scaledProxy({ object, proxy }: Standing, scene: Scene): EffectiveProxy | undefined {
  if (proxy) { return proxy; }
  let found = byAutoscaler.get(scene);
  if (!found) {
    found = new Map(scene.proxies.filter(running).flatMap((one) => one.scaling.autoscalers.map((autoscaler) => [autoscaler.object, one] as const)));
    byAutoscaler.set(scene, found);
  }
  return found.get(object);
}

/** A number; undefined where there is none. */
export function numberIn(object: TracedObject, pointer: string): Effective<number | undefined> {
  const found = object.at<unknown>(pointer);
  if (!found.known) { return found; }
  if (found.value === undefined || found.value === null) { return known(undefined, found.origin); }
  return typeof found.value === 'number' && Number.isFinite(found.value) ? known(found.value, found.origin) : unknown(`${pointer} is not a number`);
}

/** Where an object that is written can be patched: its own place, outside of any text in it. */
export function patchable(standing: Standing, value: Effective<unknown>): boolean {
  return standing.proxy === undefined && value.origin.kind === 'set' && value.origin.within === undefined;
}

/** `HorizontalPodAutoscaler edge/web`. */
export function nameOf({ object: { kind, metadata } }: TracedObject): string {
  return `${kind} ${String(metadata.name ?? '').slice(0, 80)}`;
}
