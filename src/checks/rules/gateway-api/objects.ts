import { claimsOf } from './classes';
import { PARAMETERS } from './refused';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { OVERLAY_KEYS, OVERLAY_KINDS } from '../../../model/managed/options';
import type { Manifest } from '../../../model/manifest/types';
import type { Origin } from '../../../model/origin';
import { valueAt } from '../../../model/pointer';
import { mapAt, stringAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import type { Found, ProxyRule, Scene, Undecided } from '../../rule';
import type { Described } from '../described';

/** An object that is made for a Gateway, after its options were merged over it. */
export interface Made {
  readonly proxy: EffectiveProxy;
  readonly object: TracedObject;
}

/** A problem, and what it is about: one that several layers of options share is said once. */
export type Answer = (Found & { readonly part: string }) | Undecided;

/** A rule on everything that is made for a Gateway. Nothing of the mesh's own templates is judged, only what somebody wrote over them. */
export function madeRule(text: Omit<Described<ProxyRule>, 'on' | 'check' | 'makes'>, judge: (made: Made) => readonly Answer[]): Described<ProxyRule> {
  return {
    ...text,
    on: 'proxy',
    makes: ['managed'],
    check: (proxy, scene) => {
      const answers = changeable(proxy, scene).flatMap((object) => judge({ proxy, object }));
      if (answers.length === 0) { return answers as []; }
      const found = answers.filter((answer) => !('undecided' in answer)) as Found[];
      return found.length > 0 ? found : answers.find((answer) => 'undecided' in answer) as Undecided | undefined ?? [];
    },
  };
}

/** The Gateway's own options; undefined where it has none, or they are not among the manifests. */
export function optionsOf({ declaredBy, namespace }: EffectiveProxy, { index }: Scene): Manifest | undefined {
  const name = stringAt(declaredBy.object, `${PARAMETERS}/name`);
  return name === undefined || name === '' ? undefined : index.meant({ cluster: declaredBy.key.cluster, group: '', kind: 'ConfigMap', namespace, name });
}

/**
 * The Gateway's own options, where nobody but they can change what is made; `open` where class defaults, options that are not there or a refusal
 * may. Most Gateways have none of these: all of them is as the mesh makes it.
 */
export function writtenOver(proxy: EffectiveProxy, scene: Scene): Manifest | 'open' | undefined {
  const hasParameters = valueAt(proxy.declaredBy.object, PARAMETERS) !== undefined;
  const options = hasParameters ? optionsOf(proxy, scene) : undefined;
  const isOpen = (hasParameters && !options) || claimsOf(scene.index).size > 0 || scene.facts.injectionValues?.gatewayClasses !== undefined
    || proxy.refusals.length > 0;
  return isOpen ? 'open' : options;
}

/** Of what is made for a Gateway, what somebody may have changed. */
export function changeable(proxy: EffectiveProxy, scene: Scene): readonly TracedObject[] {
  const over = writtenOver(proxy, scene);
  if (over === undefined) { return NONE; }
  const isOpen = over === 'open';
  const data = isOpen ? {} : mapAt(over.object, '/data') ?? {};
  const untouched = new Set(OVERLAY_KEYS.filter((key) => !isOpen && !Object.hasOwn(data, key)).map((key) => OVERLAY_KINDS[key][1]));
  return [...untouched.has('Deployment') ? [] : [proxy.workload], ...proxy.companions.filter(({ object }) => !untouched.has(String(object.kind)))];
}

const NONE: readonly TracedObject[] = [];

/** Did somebody write this into options? What the Gateway itself says (its name, its labels) is not meant. */
export function isOptional({ proxy, object }: Made, pointer: string): boolean {
  const origin = object.origin(pointer);
  return origin.kind === 'policy' || (origin.kind === 'set' && isOther(origin.manifest, proxy));
}

const isOther = (manifest: Manifest, { declaredBy }: EffectiveProxy): boolean => manifest !== declaredBy;

/** The origin of a place, or of what it stands in. */
export function originOf({ object }: Made, pointer: string): Origin {
  let place = pointer;
  while (place !== '' && valueAt(object.object, place) === undefined) { place = place.slice(0, place.lastIndexOf('/')); }
  return object.origin(place);
}

/** Deployment, HorizontalPodAutoscaler …, as messages name what an option is for. */
export function kindOf({ object }: Made): string {
  return String(object.object.kind).slice(0, 80);
}
