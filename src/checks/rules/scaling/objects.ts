import type { EffectiveProxy } from '../../../model/effective-proxy';
import type { Manifest } from '../../../model/manifest/types';
import { type Effective, known, unknown } from '../../../model/origin';
import { mapAt, stringAt } from '../../../model/read';
import { TracedObject } from '../../../model/traced';
import { oncePerScene } from '../../once-per-scene';
import type { ManifestRule, Scene } from '../../rule';
import type { Described } from '../described';
import { running } from '../proxy-rule';
import { type Answer, isMaker, proxiesOf, standingRule, type StandingText } from '../standing-rule';

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

/**
 * A rule on objects as they will stand in the cluster: those that are written, and those that istiod or ASM makes. What is wrong in
 * several is said once.
 */
export function objectRule(
  text: StandingText, kinds: Kinds, judge: (standing: Standing, scene: Scene) => readonly Answer[],
): Described<ManifestRule> {
  return standingRule<Standing>(text, kinds.written, (manifest, scene) => (isMaker(manifest)
    ? madeFor(manifest, scene).flatMap((proxy) => kinds.made(proxy).map((object) => ({ object, proxy })))
    : [{ object: TracedObject.of(manifest) }]), judge);
}

/** The proxies that are made for a manifest. One that is refused for the bounds of its autoscaler is judged: the rules here say so. */
export function madeFor(manifest: Manifest, scene: Scene): readonly EffectiveProxy[] {
  return proxiesOf(manifest, scene).filter((proxy) => (proxy.make === 'managed' || proxy.make === 'asm') && isJudged(proxy));
}

function isJudged(proxy: EffectiveProxy): boolean {
  return running(proxy) || proxy.refusals.every(({ code }) => code === 'autoscaler-bounds');
}

const byAutoscaler = oncePerScene(({ proxies }) => new Map(
  proxies.filter(running).flatMap((one) => one.scaling.autoscalers.map((autoscaler) => [autoscaler.object, one] as const)),
));

/** The proxy that an autoscaler moves, where it moves one. */
export function scaledProxy({ object, proxy }: Standing, scene: Scene): EffectiveProxy | undefined {
  return proxy ?? byAutoscaler(scene).get(object);
}

/** What an autoscaler names as its target. */
export interface Target { readonly kind: string; readonly name: string }

export function targetOf({ object }: TracedObject): Target | undefined {
  const ref = mapAt(object, '/spec/scaleTargetRef');
  const kind = stringAt(ref, '/kind') ?? (object.kind === 'ScaledObject' ? 'Deployment' : undefined);
  const name = stringAt(ref, '/name');
  return kind === undefined || name === undefined ? undefined : { kind, name };
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
