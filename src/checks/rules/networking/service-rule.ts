import { targetPortOf, transportOf } from '../../../model/around';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import type { KubeObject, Manifest } from '../../../model/manifest/types';
import { oncePer } from '../../../model/once';
import { type Effective, known, type Origin } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, member, numberAt, stringAt } from '../../../model/read';
import { TracedObject } from '../../../model/traced';
import { oncePerScene } from '../../once-per-scene';
import type { ManifestRule, NamedValue, Scene } from '../../rule';
import type { Described } from '../described';
import { running, short } from '../proxy-rule';
import { type Answer, proxiesOf, standingRule, type StandingText } from '../standing-rule';

/** A port of a Service, and where it stands in it. */
export interface ServicePort {
  readonly at: number;
  readonly pointer: string;
  readonly value: unknown;
}

/**
 * A rule on Services: as they are written, and as istiod or ASM makes them from a Gateway or an IstioGateway. What is wrong is said where
 * it is written, once for all clusters. `behind` answers the proxies whose pods stand behind the Service, gateways and sidecars.
 */
export function serviceRule(
  text: StandingText, judge: (service: TracedObject, behind: () => readonly EffectiveProxy[], scene: Scene) => readonly Answer[],
): Described<ManifestRule> {
  return standingRule(text, ['/Service'], servicesOf, (service, scene) => judge(service, () => behindOf(scene).get(service.object) ?? [], scene));
}

function servicesOf(manifest: Manifest, scene: Scene): readonly TracedObject[] {
  if (manifest.key.kind === 'Service') { return [TracedObject.of(manifest)]; }
  return proxiesOf(manifest, scene).filter((proxy) => running(proxy) && (proxy.make === 'managed' || proxy.make === 'asm'))
    .flatMap(({ companions }) => companions.filter(({ object }) => object.kind === 'Service'));
}

/** The proxies behind each Service. */
const behindOf = oncePerScene(({ proxies }) => {
  const lists = new Map<KubeObject, EffectiveProxy[]>();
  for (const proxy of proxies) {
    if (!running(proxy)) { continue; }
    for (const { object } of allServices(proxy)) {
      const list = lists.get(object);
      if (list) { list.push(proxy); } else { lists.set(object, [proxy]); }
    }
  }
  return lists;
});

/** Every rule on Services asks for them. */
export const portsOf: (service: TracedObject) => readonly ServicePort[] = oncePer(({ object }) => (
  (listAt(object, '/spec/ports') ?? []).map((value, at) => ({ at, pointer: joinPointer('/spec/ports', at), value }))));

/** `https` or, without a name, its number in the list. */
export function portName({ value, at }: ServicePort): string {
  const name = member(value, 'name');
  return typeof name === 'string' && name !== '' ? `port ${short(name)}` : `port ${at}`;
}

/** What says its protocol to Istio: the appProtocol, or the name up to its first hyphen (istio pkg/config/kube/conversion.go). */
export function protocolWord({ value }: ServicePort): string {
  const spoken = member(value, 'appProtocol');
  if (typeof spoken === 'string' && spoken !== '') { return spoken.toLowerCase().slice(0, 40); }
  const name = member(value, 'name');
  const word = typeof name === 'string' ? name.toLowerCase().slice(0, 70) : '';
  return /^grpc-web(?:-|$)/.test(word) ? 'grpc-web' : word.split('-', 1)[0];
}

export const transport = ({ value }: ServicePort): string => transportOf(value);

/** The number or the name that it leads to. */
export const targetOf = ({ value }: ServicePort): number | string | undefined => targetPortOf(value);

/** The port of the pods; a name is looked up in their containers. */
export function targetNumber(target: number | string | undefined, { workload: { object }, template }: EffectiveProxy): number | undefined {
  if (typeof target !== 'string') { return target; }
  const ports = (listAt(object, joinPointer(template, 'spec', 'containers')) ?? []).flatMap((container) => listAt(container, '/ports') ?? []);
  return numberAt(ports.find((port) => stringAt(port, '/name') === target), '/containerPort');
}

/** The type, ClusterIP where nothing is written and nobody else decides. */
export function typeOf(service: TracedObject): Effective<string> {
  const type = service.at<unknown>('/spec/type');
  if (!type.known) { return type; }
  return known(typeof type.value === 'string' && type.value !== '' ? type.value : 'ClusterIP', type.origin);
}

/** A place in a Service, or the nearest one above it that is there. */
export function originOf(service: TracedObject, pointer: string): Origin {
  let place = pointer;
  while (place !== '' && valueAt(service.object, place) === undefined) { place = place.slice(0, place.lastIndexOf('/')); }
  return service.origin(place);
}

export function serviceValue(service: TracedObject, name: string, pointer: string): NamedValue {
  return { name, value: service.at<unknown>(pointer), show: short };
}

/** The Services in front of a proxy's pods: made with it, or written beside it. */
export const allServices: (proxy: EffectiveProxy) => readonly TracedObject[] = oncePer(({ companions, services }) => (
  [...new Set([...companions.filter(({ object }) => object.kind === 'Service'), ...services])]));
