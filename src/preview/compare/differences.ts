import { defaultAt } from './defaults';
import { emptyIsAbsent, emptyTextCounts, foldedKey, isMapOfTexts, isNotAuthored, isUnordered, keyOfList } from './places';
import { sameScalar } from './same';
import type { ObjectKey } from '../../model/manifest/types';
import { podTemplatePointer } from '../../model/manifest/workloads';
import { mergeStrategyFor, type MergeType } from '../../model/merge';
import { escapeToken, joinPointer } from '../../model/pointer';
import { isMap, type JsonMap, member } from '../../model/read';
import { sameJson } from '../../model/same-json';

/** One place at which two objects say different things. */
export interface Difference {
  /** Where the value stands in the new object; where the new one has none, in the old one. */
  readonly pointer: string;
  /** Where it stands in the old object. */
  readonly beforePointer: string;
  /** The place by the names of the tables: the kind, or `pod`, then keys, with `*` for an item of a list. */
  readonly place: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** The same items of a list, in another order; `before` and `after` are their keys. */
  readonly order?: true;
}

/** Groups whose fields of time are Go durations (istio/api, gateway-api: type Duration). */
const WITH_DURATIONS = /(?:^|\.)(?:istio\.io|istio\.alibabacloud\.com|gateway\.networking\.k8s\.io)$/;

/** Kinds whose template is that of a Deployment (argo-rollouts types.go Rollout, kruise cloneset_types.go). */
const LIKE_DEPLOYMENT: ReadonlySet<string> = new Set(['Rollout', 'CloneSet']);

/** Controllers that compare the template as it is written out: apps/v1 ControllerRevision data, statefulset and daemon history.go. */
const COMPARED_AS_BYTES: ReadonlySet<string> = new Set(['StatefulSet', 'DaemonSet']);

/** Everything that differs and that an author can have meant, in the order of the old object's keys and then the new one's. */
export function differencesOf(key: Pick<ObjectKey, 'group' | 'version' | 'kind'>, before: unknown, after: unknown): Difference[] {
  if (sameJson(before, after)) { return []; }
  const walk = new Walk(key);
  walk.value({ before, after, pointer: '', beforePointer: '', place: walk.root, key: '', parent: '', type: walk.type });
  return walk.found;
}

/** The same for one field of a kind that no merge table describes. */
export function fieldDifferences(key: Pick<ObjectKey, 'group' | 'version' | 'kind'>, field: string, before: unknown, after: unknown): Difference[] {
  if (sameJson(before, after)) { return []; }
  const walk = new Walk(key);
  const pointer = joinPointer('/spec', field);
  const place = `${key.kind}/spec/${escapeToken(field)}`;
  const [was, is] = [before ?? undefined, after ?? undefined];
  walk.value({
    before: was ?? defaultAt(place, {}),
    after: is ?? defaultAt(place, {}),
    ...was === undefined && { unwritten: 'before' as const },
    ...is === undefined && { unwritten: 'after' as const },
    pointer,
    beforePointer: pointer,
    place,
    key: field,
    parent: 'spec',
  });
  return walk.found;
}

interface Step {
  readonly before: unknown;
  readonly after: unknown;
  readonly pointer: string;
  readonly beforePointer: string;
  readonly place: string;
  /** The key under which it stands, and that of the map around it. */
  readonly key: string;
  readonly parent: string;
  readonly type?: MergeType;
  /** The merge key of a list. */
  readonly listKey?: string;
  /** A side on which nothing is written, and a default holds. */
  readonly unwritten?: 'before' | 'after';
}

class Walk {
  public readonly found: Difference[] = [];
  public readonly root: string;
  public readonly type?: MergeType;
  private readonly template?: string;
  /** The object is a Pod, and no template of one. */
  private readonly isPod: boolean;
  private readonly durations: boolean;
  private readonly exactQuantities: boolean;

  constructor({ group, version, kind }: Pick<ObjectKey, 'group' | 'version' | 'kind'>) {
    this.template = podTemplatePointer({ group, kind });
    this.isPod = this.template === '';
    this.root = this.isPod ? 'pod' : kind;
    const known = LIKE_DEPLOYMENT.has(kind) ? ['apps/v1', 'Deployment'] as const : [group === '' ? version : `${group}/${version}`, kind] as const;
    this.type = mergeStrategyFor(...known);
    this.durations = WITH_DURATIONS.test(group);
    this.exactQuantities = COMPARED_AS_BYTES.has(kind);
  }

  public value(step: Step): void {
    const before = step.before ?? undefined;
    const after = step.after ?? undefined;
    if (before === after) { return; }
    if (isMapOrNone(before) && isMapOrNone(after)) {
      this.map(step, before, after);
    } else if (isListOrNone(before) && isListOrNone(after)) {
      this.list(step, before ?? [], after ?? []);
    } else if (!this.same(step, before, after)) {
      this.add(step);
    }
  }

  private same(step: Step, before: unknown, after: unknown): boolean {
    const { key, parent } = step;
    return sameScalar(before, after, { key, parent, durations: this.durations, exactQuantities: this.exactQuantities })
      || (isMap(before) === isMap(after) && sameJson(before, after));
  }

  private map(step: Step, given: JsonMap | undefined, wanted: JsonMap | undefined): void {
    const already = this.found.length;
    const [before, after] = [given ?? {}, wanted ?? {}].map((map) => (this.isPod ? withRequests(step.key, map) : map));
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const pointer = `${step.pointer}/${escapeToken(key)}`;
      if (isNotAuthored(pointer)) { continue; }
      const field = step.type?.field(key);
      const place = pointer === this.template ? 'pod' : `${step.place}/${escapeToken(foldedKey(key))}`;
      const absent = (beside: JsonMap): unknown => (
        defaultAt(place, beside, this.isPod) ?? (isMapOfTexts(step.key) ? undefined : emptyText(before, after, key)));
      const [was, is] = [member(before, key) ?? undefined, member(after, key) ?? undefined];
      this.value({
        before: was ?? absent(before),
        after: is ?? absent(after),
        ...was === undefined && { unwritten: 'before' as const },
        ...is === undefined && { unwritten: 'after' as const },
        pointer,
        beforePointer: `${step.beforePointer}/${escapeToken(key)}`,
        place,
        key,
        parent: step.key,
        type: field?.type,
        ...field?.kind === 'list' && field.mergeKey !== undefined && { listKey: field.mergeKey },
      });
    }
    // a part of the pod that is there or not, although everything in it is as if it were not written
    const appears = (given === undefined) !== (wanted === undefined);
    if (appears && this.found.length === already && !emptyIsAbsent(step.key, step.place)) { this.add(step); }
  }

  private list(step: Step, before: readonly unknown[], after: readonly unknown[]): void {
    if (isUnordered(step.place)) {
      if (!sameSet(before, after)) { this.items(step, before, after); }
      return;
    }
    const listKey = step.listKey ?? keyOfList(step.place);
    const keys = listKey === undefined ? undefined : keysOf(before, after, listKey);
    if (!keys) {
      this.items(step, before, after);
      return;
    }
    const [left, right] = keys;
    for (const [key, at] of left) {
      if (!right.has(key)) { this.add({ ...step, before: before[at], after: undefined, ...this.at(step, at, at), unwritten: undefined }); }
    }
    for (const [key, at] of right) {
      const was = left.get(key);
      if (was === undefined) {
        this.add({ ...step, before: undefined, after: after[at], ...this.at(step, at, at), unwritten: undefined });
      } else {
        this.value({ ...step, before: before[was], after: after[at], ...this.at(step, at, was), key: '*', parent: step.key, listKey: undefined, unwritten: undefined });
      }
    }
    const [stayed, stays] = [[...left.keys()].filter((key) => right.has(key)), [...right.keys()].filter((key) => left.has(key))];
    if (stayed.some((key, at) => key !== stays[at])) {
      this.found.push({ pointer: step.pointer, beforePointer: step.beforePointer, place: step.place, before: stayed, after: stays, order: true });
    }
  }

  private items(step: Step, before: readonly unknown[], after: readonly unknown[]): void {
    // a shorter or longer list is one change: what moved up is not a change of its own
    if (before.length !== after.length) {
      this.add(step);
      return;
    }
    before.forEach((item, at) => { this.value({ ...step, before: item, after: after[at], ...this.at(step, at, at), key: '*', parent: step.key, listKey: undefined, unwritten: undefined }); });
  }

  private at(step: Step, index: number, was: number): Pick<Step, 'pointer' | 'beforePointer' | 'place'> {
    return { pointer: `${step.pointer}/${index}`, beforePointer: `${step.beforePointer}/${was}`, place: `${step.place}/*` };
  }

  private add({ pointer, beforePointer, place, before, after, unwritten }: Step): void {
    this.found.push({
      pointer,
      beforePointer,
      place,
      ...before !== undefined && before !== null && unwritten !== 'before' && { before },
      ...after !== undefined && after !== null && unwritten !== 'after' && { after },
    });
  }
}

const isMapOrNone = (value: unknown): value is JsonMap | undefined => value === undefined || isMap(value);
const isListOrNone = (value: unknown): value is readonly unknown[] | undefined => value === undefined || Array.isArray(value);

/** Outside of maps of texts, and where it is no pointer, Go has no difference between an empty text and none. */
function emptyText(before: JsonMap, after: JsonMap, key: string): '' | undefined {
  if (emptyTextCounts(key)) { return undefined; }
  return member(before, key) === '' || member(after, key) === '' ? '' : undefined;
}

/** The API server takes over a limit as the request where none is given: in a Pod, and in no template (core/v1 defaults.go, SetDefaults_Pod). */
function withRequests(key: string, map: JsonMap): JsonMap {
  const limits = key === 'resources' ? member(map, 'limits') : undefined;
  if (!isMap(limits)) { return map; }
  const requests = member(map, 'requests');
  return { ...map, requests: { ...limits, ...isMap(requests) ? requests : {} } };
}

/** The place of each item by its key, on both sides by the same one; undefined where an item has none or two have the same. */
function keysOf(before: readonly unknown[], after: readonly unknown[], listKey: string): readonly [left: Places, right: Places] | undefined {
  for (const nameOf of [keyIn(listKey), keyWithProtocol(listKey)]) {
    const [left, right] = [placesOf(before, nameOf), placesOf(after, nameOf)];
    if (left && right) { return [left, right]; }
  }
  return undefined;
}

/** Where the item of each key stands. */
type Places = ReadonlyMap<string, number>;

function placesOf(list: readonly unknown[], nameOf: (item: unknown) => string | undefined): Places | undefined {
  const places = new Map<string, number>();
  list.forEach((item, at) => {
    const name = nameOf(item);
    if (name !== undefined) { places.set(name, at); }
  });
  return places.size === list.length ? places : undefined;
}

function keyIn(listKey: string): (item: unknown) => string | undefined {
  return (item) => {
    const value = member(item, listKey);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
}

/** One port number may stand once for TCP and once for UDP. */
function keyWithProtocol(listKey: string): (item: unknown) => string | undefined {
  return (item) => {
    const name = keyIn(listKey)(item);
    const protocol = member(item, 'protocol') ?? 'TCP';
    return name === undefined || typeof protocol !== 'string' ? undefined : `${name}/${protocol}`;
  };
}

function sameSet(before: readonly unknown[], after: readonly unknown[]): boolean {
  const texts = (list: readonly unknown[]): string[] => list.map(sortedText).sort();
  const [left, right] = [texts(before), texts(after)];
  return left.length === right.length && left.every((text, at) => text === right[at]);
}

/** JSON with the keys of every map in order. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)) ?? '';
}
