import { createHash } from 'node:crypto';
import type { PodView, Stamp } from './items';
import { ownContainer } from './items/pod';
import { canonical, mergedMaps } from './merge-maps';
import { addedUp, type Policy, type Resolved, type Said } from './resolve';
import { yamlText } from '../kube/yaml-text';
import { AUTO_IMAGE, INIT_CONTAINER } from '../model/injected/names';
import { PROXY_CONFIG_ANNOTATION, PROXY_CONTAINER } from '../model/names';
import { isMap, member } from '../model/read';
import { Flavor } from '../platform';
import { isPlainMap, type Json, type JsonMap } from '../platform/json';

/** With `redeploy`, its value changes with the settings, so that the workload rolls. */
const REDEPLOY_ANNOTATION = 'sidecar-policy-hash';

/** Maps of ProxyConfig whose entries are settings of their own. */
const BY_KEY = ['proxyMetadata', 'runtimeValues'] as const;

/** What the namespace's ProxyConfig carries, so that it is not written into pods as well. */
export type Carried = (item: Resolved['item'], said: Said) => Json | undefined;

/** What policies put into the pods of one workload, whatever else is in them; what the pods say themselves is left to them. */
export function stampOf(resolved: readonly Resolved[], policies: readonly Policy[], flavor: Flavor, pod: PodView, left: Carried): Stamp {
  const stamp = combined(stampsOf(resolved.filter(({ item }) => !item.byPod), flavor, pod, left));
  const withMesh = stamp.config?.runtimeValues === undefined ? stamp : combined([...resolved.flatMap(ofMesh(pod)), stamp]);
  if (!policies.some(({ redeploy }) => redeploy)) { return withMesh; }
  const settings = resolved.map(({ item, policies: said }) => [item.id, said.map(({ level, value }) => [level, value])]);
  const hash = createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 16);
  return combined([withMesh, { annotations: { [REDEPLOY_ANNOTATION]: hash } }]);
}

/** The stamp with what depends on these very pods: parts of their resources, and what only pods with a label take. */
export function withPodStamp(stamp: Stamp, resolved: readonly Resolved[], flavor: Flavor, pod: PodView, left: Carried): Stamp {
  const ofPods = resolved.filter(({ item, winner }) => item.byPod && winner);
  if (ofPods.length === 0) { return stamp; }
  const isReplaced = ({ item }: Resolved): boolean => ofPods.some((other) => (
    other.item.replaces === item.id && stampsOf([other], flavor, pod, left).some((one) => !isEmpty(one))));
  const stamps = stampsOf(ofPods.filter((one) => !isReplaced(one)), flavor, pod, left);
  return stamps.length === 0 ? stamp : combined([stamp, ...stamps]);
}

function stampsOf(resolved: readonly Resolved[], flavor: Flavor, pod: PodView, left: Carried): readonly Stamp[] {
  return resolved.flatMap((one) => {
    const value = valueForPods(one, flavor, pod, left);
    const carry = flavor === Flavor.ASM ? one.item.asmPod : one.item.istio;
    return value === undefined || !carry ? [] : [carry(value, pod)];
  });
}

/** What of an item goes into the pods: what policies of namespace and workload say, and of the whole mesh what nothing else carries. */
function valueForPods({ item, winner, policies }: Resolved, flavor: Flavor, pod: PodView, left: Carried): Json | undefined {
  if (winner === undefined) { return undefined; }
  if (winner.level === 'pod' && !item.byKey) { return undefined; }
  const isCarried = ({ level }: Said): boolean => level === 'global' && (flavor === Flavor.ASM || item.values !== undefined);
  const said = policies.filter((one) => !isCarried(one)).flatMap((one) => {
    const value = left(item, one);
    return value === undefined ? [] : [{ ...one, value }];
  });
  if (said.length === 0) { return undefined; }
  if (!item.byKey) { return said[0] === undefined || said[0].level !== winner.level ? undefined : said[0].value; }
  const own = item.ofPod(pod);
  const rest = Object.entries(addedUp(said)).filter(([key]) => !(isPlainMap(own) && Object.hasOwn(own, key)));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** The map of an annotation takes the place of that of the mesh, so what policies say for the mesh comes along. */
function ofMesh(pod: PodView): (resolved: Resolved) => readonly Stamp[] {
  return ({ item, policies }) => {
    const said = policies.find(({ level }) => level === 'global');
    const runtimeValues = said && item.istio?.(said.value, pod).config?.runtimeValues;
    return runtimeValues === undefined ? [] : [{ config: { runtimeValues } }];
  };
}

function combined(stamps: readonly Stamp[]): Stamp {
  const part = (name: keyof Stamp): JsonMap | undefined => {
    const maps = stamps.flatMap((stamp) => stamp[name] ?? []);
    // one map stays the same object, so that its text is found again
    return maps.length < 2 ? maps[0] as JsonMap | undefined : mergedMaps(...maps as JsonMap[]);
  };
  const [annotations, config, proxy, init] = (['annotations', 'config', 'proxy', 'init'] as const).map(part);
  return {
    ...(annotations && { annotations: annotations as Readonly<Record<string, string>> }),
    ...(config && { config }),
    ...(proxy && { proxy }),
    ...(init && { init }),
  };
}

/** Whether a stamp changes nothing. */
function isEmpty(stamp: Stamp): boolean {
  return Object.values(stamp).every((part) => Object.keys(part as object).length === 0);
}

/** What is put into one pod template: its annotations as they will stand there, and fields for the containers that the injector fills in. */
export interface Written {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly proxy?: JsonMap;
  readonly init?: JsonMap;
  /** Fields of ProxyConfig that are not written, because the pods have a text of their own that cannot be read. */
  readonly unread?: readonly string[];
}

/** A stamp as it is written into pods; undefined where it changes nothing. */
export function written(stamp: Stamp, pod: PodView): Written | undefined {
  if (isEmpty(stamp)) { return undefined; }
  const { annotations, config } = stamp;
  const text = config && configText(config, pod);
  // the pod's own annotations come first, and in maps its own fields
  const all = { ...annotations, ...pod.annotations, ...(text !== undefined && { [PROXY_CONFIG_ANNOTATION]: text }) };
  const isUnread = config && pod.config === undefined && pod.annotations[PROXY_CONFIG_ANNOTATION] !== undefined;
  return {
    ...(Object.keys(all).length > 0 && { annotations: all }),
    ...containerFields(stamp, pod),
    ...(isUnread && { unread: Object.keys(config).sort() }),
  };
}

/** Texts repeat themselves from workload to workload, and from one namespace to the next. */
const TEXTS = new Map<string, string>();
const REMEMBERED = 1_000;

/** Undefined where the pod's own text stays: it says everything already, or cannot be read. */
function configText(config: JsonMap, { annotations, config: own }: PodView): string | undefined {
  if (own === undefined) { return annotations[PROXY_CONFIG_ANNOTATION] === undefined ? sharedText(config) : undefined; }
  const merged: Record<string, Json> = { ...config, ...own };
  for (const field of BY_KEY) {
    if (isPlainMap(config[field]) && isPlainMap(own[field])) { merged[field] = { ...config[field], ...own[field] as JsonMap }; }
  }
  return canonical(merged) === canonical(own) ? undefined : yamlText(mergedMaps(merged));
}

function sharedText(config: JsonMap): string {
  const key = JSON.stringify(config);
  let text = TEXTS.get(key);
  if (text === undefined) {
    if (TEXTS.size >= REMEMBERED) { TEXTS.clear(); }
    TEXTS.set(key, text = yamlText(mergedMaps(config)));
  }
  return text;
}

/** Fields for the containers that the injector fills in, without what their author wrote there already. */
function containerFields({ proxy, init }: Stamp, pod: PodView): Pick<Written, 'proxy' | 'init'> {
  const rest = (fields: JsonMap | undefined, of: 'proxy' | 'init'): JsonMap | undefined => {
    const own = ownContainer(pod, of);
    const left = Object.entries(fields ?? {}).filter(([field]) => own?.[field] === undefined);
    return left.length === 0 ? undefined : Object.fromEntries(left);
  };
  const [ofProxy, ofInit] = [rest(proxy, 'proxy'), rest(init, 'init')];
  return { ...(ofProxy && { proxy: ofProxy }), ...(ofInit && { init: ofInit }) };
}

/** A list of containers with these fields in the one of that name; one is added where there is none. */
export function withContainer(list: unknown, of: 'proxy' | 'init', fields: JsonMap): readonly unknown[] {
  const containers = Array.isArray(list) ? list as readonly unknown[] : [];
  const name = of === 'proxy' ? PROXY_CONTAINER : INIT_CONTAINER;
  const at = containers.findIndex((container) => isMap(container) && member(container, 'name') === name);
  if (at >= 0) { return containers.map((container, index) => (index === at ? { ...container as JsonMap, ...fields } : container)); }
  const added = { name, image: AUTO_IMAGE, ...fields };
  return of === 'proxy' ? [...containers, added] : [added, ...containers];
}
