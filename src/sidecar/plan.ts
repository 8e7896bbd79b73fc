import type { Item, PodView } from './items';
import { disagreements, type Policy, type Resolved, resolve } from './resolve';
import { type Carried, stampOf, withPodStamp, type Written, written } from './stamp';
import { INIT_CONTAINER } from '../model/injected/names';
import { PROXY_CONTAINER } from '../model/names';
import { member } from '../model/read';
import type { Flavor } from '../platform';

/** What some policies say together. */
export interface Plan {
  readonly problems: readonly string[];
  readonly policies: readonly Policy[];
  readonly flavor: Flavor;
  readonly carried: Carried;
  /** What holds for pods that say nothing of their sidecar themselves, as most do. */
  readonly silent: readonly Resolved[];
  /** Settings that depend on what else is in the pods. */
  readonly byPod: readonly NonNullable<Item['byPod']>[];
  /** What is written into silent pods, by what it depends on. */
  readonly written: Map<string, Written | undefined>;
}

export function planFor(policies: readonly Policy[], flavor: Flavor, carried: Carried): Plan {
  const all = resolve(policies, SILENT);
  // most policies set few of all items; a hash names the others too
  const silent = policies.some(({ redeploy }) => redeploy) ? all : all.filter(({ winner }) => winner !== undefined);
  const byPod = silent.flatMap(({ item, winner }) => (winner && item.byPod ? [item.byPod] : []));
  return { problems: disagreements(policies), policies, flavor, carried, silent, byPod, written: new Map() };
}

/** Pods of which nothing is known but that they say nothing of their sidecar. */
const SILENT: PodView = { labels: {}, annotations: {}, containers: [], initContainers: [] };

/** What a plan puts into pods. */
export function writtenBy(plan: Plan, pod: PodView): Written | undefined {
  if (!saysNothing(pod)) { return made(plan, resolve(plan.policies, pod), pod, pod); }
  const key = plan.byPod.map((part) => part(pod)).join('\n');
  if (!plan.written.has(key)) { plan.written.set(key, made(plan, plan.silent, SILENT, { ...pod, annotations: {} })); }
  const found = plan.written.get(key);
  const isAnnotated = found !== undefined && Object.keys(pod.annotations).length > 0;
  return isAnnotated ? { ...found, annotations: { ...pod.annotations, ...found.annotations } } : found;
}

function made({ policies, flavor, carried }: Plan, resolved: readonly Resolved[], said: PodView, pod: PodView): Written | undefined {
  return written(withPodStamp(stampOf(resolved, policies, flavor, said, carried), resolved, flavor, pod, carried), pod);
}

/** Whether no annotation and no container of the pods can have a say. */
function saysNothing({ annotations, containers, initContainers }: PodView): boolean {
  const isOurs = (container: unknown): boolean => {
    const name = member(container, 'name');
    return name === PROXY_CONTAINER || name === INIT_CONTAINER;
  };
  // every annotation that is read has the mesh in its name
  return !Object.keys(annotations).some((key) => key.includes('istio')) && !containers.some(isOurs) && !initContainers.some(isOurs);
}
