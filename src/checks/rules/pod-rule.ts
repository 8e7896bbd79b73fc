import type { Described } from './described';
import { running } from './proxy-rule';
import { type Answer, proxiesOf, standingRule, type StandingText } from './standing-rule';
import { findAnywhere } from '../../model/injected';
import { podTemplatePointer } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../model/manifest/workloads';
import { oncePer, onceEach } from '../../model/once';
import { joinPointer, valueAt } from '../../model/pointer';
import { isMap, listAt, mapAt, member, stringAt } from '../../model/read';
import { TracedObject } from '../../model/traced';
import type { Platform } from '../../platform';
import { oncePerScene } from '../once-per-scene';
import type { ManifestRule, Scene } from '../rule';

/** A pod template, as it is written or as it will run. */
export interface Pod {
  readonly object: TracedObject;
  /** Pointer of the template inside the object; '' for a bare Pod. */
  readonly template: string;
  readonly platform: Platform;
  /** The workload as its author wrote it, of pods that come out of the injector and are judged on the same platform. */
  readonly written?: TracedObject;
}

/** A container of a pod, and where it stands. */
export interface PodContainer {
  readonly name: string;
  readonly pointer: string;
  /** What stands there, which nobody has checked. */
  readonly spec: unknown;
}

/**
 * A rule on pod templates: of every kind that has one, as they are written, and of the pods of proxies, as they come out of overlays,
 * templates and the injector. What is wrong in both is said once, where it is written.
 *
 * @param members the members of the pod's spec that the rule looks at, where it looks at few and says nothing of what is absent: the pods of a proxy
 * that has them just as they are written are not judged again
 */
export function podRule(text: StandingText, judge: (pod: Pod) => readonly Answer[], members?: readonly string[]): Described<ManifestRule> {
  const standing = members === undefined ? podsOf : (manifest: Manifest, scene: Scene): readonly Pod[] => {
    const pods = podsOf(manifest, scene);
    return pods.length < 2 ? pods : pods.filter((pod) => !members.every((field) => isAsWritten(pod)(field)));
  };
  return standingRule(text, WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`), standing, judge);
}

const podsByManifest = oncePerScene((scene) => onceEach((manifest: Manifest) => findPods(manifest, scene)));

/** Every rule on pods asks for the same ones. */
function podsOf(manifest: Manifest, scene: Scene): readonly Pod[] {
  return podsByManifest(scene)(manifest);
}

function findPods(manifest: Manifest, scene: Scene): Pod[] {
  const template = podTemplatePointer(manifest.key);
  const written = template !== undefined && isMap(mapAt(manifest.object, joinPointer(template, 'spec')))
    ? [{ object: TracedObject.of(manifest), template, platform: scene.facts.platform }]
    : [];
  const made = proxiesOf(manifest, scene).filter(running).map((proxy): Pod => ({
    object: proxy.workload,
    template: proxy.template,
    platform: proxy.platform,
    written: proxy.template === template && proxy.platform === scene.facts.platform ? written.at(0)?.object : undefined,
  }));
  return [...written, ...made];
}

/** Whether a proxy's pods have a member of their spec just as its author wrote it: what the injector leaves alone is the very same value. */
const isAsWritten = oncePer(({ object, template, written }: Pod) => onceEach((field: string): boolean => {
  if (written === undefined) { return false; }
  const place = joinPointer(template, 'spec', field);
  const value = valueAt(object.object, place);
  if (value !== valueAt(written.object, place)) { return false; }
  // a template may say the same word; a map or list that is the very same one is the author's
  return typeof value === 'object' ? object.knows(place) : value === undefined || object.origin(place).kind === 'set';
}));

/** Whether a proxy's pods have a map or list of a container just as its author wrote it, so that it is judged there. */
export function isAuthors({ object, template, written }: Pod, { name, pointer, spec }: PodContainer, field: string): boolean {
  const value = member(spec, field);
  if (written === undefined || typeof value !== 'object') { return false; }
  const author = findAnywhere({ pointer: template, spec: mapAt(written.object, joinPointer(template, 'spec')) ?? {} }, name);
  return member(author?.container, field) === value && object.knows(joinPointer(pointer, field));
}

/** Containers and init containers. */
export const containersOf: (pod: Pod) => readonly PodContainer[] = oncePer(findContainers);

function findContainers({ object, template }: Pod): PodContainer[] {
  return ['containers', 'initContainers'].flatMap((list) => {
    const pointer = joinPointer(template, 'spec', list);
    return (listAt(object.object, pointer) ?? []).map((container, at) => (
      { name: stringAt(container, '/name')?.slice(0, 63) ?? String(at), pointer: joinPointer(pointer, at), spec: container }
    ));
  });
}
