import { problemOf, Quantity } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONTAINER } from '../../../model/names';
import { oncePer } from '../../../model/once';
import type { Effective } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { isMap, mapAt } from '../../../model/read';
import { TracedObject } from '../../../model/traced';
import { Flavor } from '../../../platform';
import type { ManifestRule, NamedValue } from '../../rule';
import type { Described } from '../described';
import { type Pod, podRule } from '../pod-rule';
import { type Answer, type Problem, verdictOf } from '../standing-rule';

export const ASM_PROXY_CONFIG = 'istio.alibabacloud.com/ASMProxyConfig';

/** The items of an ASMProxyConfig that hold requests and limits under the names of Kubernetes. */
const ITEMS = ['sidecarProxyResource', 'sidecarProxyInitResource'];

/** One amount of requests or limits. */
export interface Amount {
  readonly side: 'requests' | 'limits';
  readonly resource: string;
  readonly value: Effective<unknown>;
  readonly pointer: string;
}

/** Requests and limits of one container, or of one item of an ASMProxyConfig. */
export interface ResourceBlock {
  /** `container web`, `sidecarProxyResource`. */
  readonly of: string;
  /** Of a proxy, and not of an application. */
  readonly ofProxy: boolean;
  /** Rejected by the API server when wrong; an item of ASM's is not. */
  readonly checked: boolean;
  readonly amounts: readonly Amount[];
}

type Judge = (block: ResourceBlock) => readonly Answer[];

/** A rule on the amounts of every container of every pod, as written and as injected or merged, and on those of ASMProxyConfig. */
export function resourceRule(text: Parameters<typeof podRule>[0], judge: Judge): Described<ManifestRule> {
  const pods = podRule(text, (pod) => blocksOf(pod).flatMap(judge));
  return {
    ...pods,
    kinds: [...pods.kinds, ASM_PROXY_CONFIG],
    check: (manifest, scene) => (manifest.key.kind === 'ASMProxyConfig' ? verdictOf(ofItems(manifest, judge)) : pods.check(manifest, scene)),
  };
}

/** Six rules ask for the same. */
const blocksOf = oncePer((pod: Pod) => pod.containers.flatMap((container): ResourceBlock[] => {
  const { name, pointer } = container;
  if (pod.isAuthors(container, 'resources')) { return []; }
  const amounts = amountsAt(pod.object, joinPointer(pointer, 'resources')).filter((amount) => pod.platform.flavor !== Flavor.ASM || !isOfPolicy(amount));
  return amounts.length === 0 ? [] : [{ of: `container ${name}`, ofProxy: name === PROXY_CONTAINER, checked: true, amounts }];
}));

function ofItems(manifest: Manifest, judge: Judge): readonly Answer[] {
  const object = TracedObject.of(manifest);
  return ITEMS.flatMap((item) => {
    const amounts = amountsAt(object, joinPointer('/spec', item));
    return amounts.length === 0 ? [] : judge({ of: item, ofProxy: true, checked: false, amounts });
  });
}

/** What an ASMProxyConfig sets is judged there, once, and not in each pod. */
function isOfPolicy({ value: { origin } }: Amount): boolean {
  return origin.kind === 'policy' && origin.manifest?.key.kind === 'ASMProxyConfig';
}

/** Amounts that are not known are left out. */
function amountsAt(object: TracedObject, pointer: string): Amount[] {
  return (['requests', 'limits'] as const).flatMap((side) => {
    const place = joinPointer(pointer, side);
    const list = mapAt(object.object, place);
    if (!isMap(list)) { return []; }
    return Object.keys(list).slice(0, 100).flatMap((resource): Amount[] => {
      const at = joinPointer(place, resource);
      const value = object.at<unknown>(at);
      return !value.known || value.value === null ? [] : [{ side, resource, value, pointer: at }];
    });
  });
}

/** Go trims blanks before it reads an amount. Undefined: it cannot be read; RES001 says so. */
export function quantityOf(value: unknown): Quantity | undefined {
  const text = typeof value === 'string' && value.length <= 100 ? value.trim() : value;
  if (typeof text === 'string' && isDigitless(text)) { return ZERO; }
  let amount: Quantity | undefined;
  problemOf(() => { amount = Quantity.parse(text); });
  return amount;
}

const ZERO = Quantity.parse('0');

/** No digit but those of an exponent: the server reads zero, but not behind Pi and Ei. */
const DIGITLESS = /^(?:[+-]?\.?(?:[numkMGTPE]|[KMGT]i|[eE](?<exponent>[+-]?[0-9]{1,9}))|[+-]?\.|[+-])$/;

/** `-.k`: Go's ParseQuantity takes a missing number for 0 where it needs no big number for it, so from 10^-9 on (resource/quantity.go, the fast path). */
function isDigitless(text: string): boolean {
  const match = DIGITLESS.exec(text);
  return match !== null && Number(match.groups?.exponent ?? 0) >= -9;
}

/** The text as it is written, where an amount is a text. */
export function textOf({ value }: Amount): string {
  return typeof value.value === 'string' ? value.value.slice(0, 100).trim() : String(value.value).slice(0, 100);
}

/** A patch of one amount where it is written: not in a text inside of the manifest. */
export function patchOf(amount: Amount, value: string): Pick<Problem, 'patch'> {
  const { origin } = amount.value;
  return origin.kind === 'set' && origin.within === undefined && origin.pointer.endsWith(amount.pointer.slice(amount.pointer.lastIndexOf('/')))
    ? { patch: [{ op: 'replace', path: origin.pointer, value }] }
    : {};
}

/** An amount that a message names. */
export function named({ side, resource, value }: Amount): NamedValue {
  return { name: `${side}.${resource}`, value, show: (one) => String(one).slice(0, 80) };
}
