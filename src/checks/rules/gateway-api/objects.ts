import { claimsOf } from './classes';
import { PARAMETERS } from './refused';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import type { Manifest } from '../../../model/manifest/types';
import type { Origin } from '../../../model/origin';
import { valueAt } from '../../../model/pointer';
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
      if (!mayBeChanged(proxy, scene)) { return []; }
      const answers = [proxy.workload, ...proxy.companions].flatMap((object) => judge({ proxy, object }));
      const found = answers.filter((answer) => !('undecided' in answer)) as Found[];
      return found.length > 0 ? found : answers.find((answer) => 'undecided' in answer) as Undecided | undefined ?? [];
    },
  };
}

/** Most Gateways have no options, no class defaults and nothing that is refused: all of them is as the mesh makes it. */
function mayBeChanged({ declaredBy, refusals }: EffectiveProxy, { index, facts }: Scene): boolean {
  return valueAt(declaredBy.object, PARAMETERS) !== undefined || claimsOf(index).size > 0 || facts.injectionValues?.gatewayClasses !== undefined
    || refusals.length > 0;
}

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
