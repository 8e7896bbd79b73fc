import type { Described } from './described';
import { running } from './proxy-rule';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { podTemplatePointer } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../model/manifest/workloads';
import { joinPointer } from '../../model/pointer';
import { isMap, listAt, mapAt, stringAt } from '../../model/read';
import { TracedObject } from '../../model/traced';
import type { Platform } from '../../platform';
import type { Found, ManifestRule, Scene, Undecided } from '../rule';

/** A pod template, as it is written or as it will run. */
export interface Pod {
  readonly object: TracedObject;
  /** Pointer of the template inside the object; '' for a bare Pod. */
  readonly template: string;
  readonly platform: Platform;
}

/** Something that the API server will object to. `part` says what it is about, so that it is said once. */
export interface PodProblem extends Found {
  readonly part: string;
}

/** A container of a pod, and where it stands. */
export interface PodContainer {
  readonly name: string;
  readonly pointer: string;
}

const MAKERS = ['gateway.networking.k8s.io/Gateway', 'istio.alibabacloud.com/IstioGateway'];

/**
 * A rule on pod templates: of every kind that has one, as they are written, and of the pods of proxies, as they come out of overlays,
 * templates and the injector. What is wrong in both is said once, where it is written.
 */
export function podRule(
  text: Omit<Described<ManifestRule>, 'on' | 'kinds' | 'check'>, judge: (pod: Pod) => readonly (PodProblem | Undecided)[],
): Described<ManifestRule> {
  return {
    ...text,
    on: 'manifest',
    kinds: [...WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`), ...MAKERS],
    check: (manifest, scene) => {
      const answers = podsOf(manifest, scene).flatMap(judge);
      const problems = new Map<string, PodProblem>();
      for (const answer of answers) {
        if ('undecided' in answer) { continue; }
        const key = `${answer.part} ${answer.at?.kind === 'set' ? `${answer.at.pointer}${answer.at.within ?? ''}` : ''}`;
        if (!problems.has(key)) { problems.set(key, answer); }
      }
      const undecided = answers.find((answer) => 'undecided' in answer);
      return problems.size === 0 && undecided ? undecided as Undecided : [...problems.values()];
    },
  };
}

const podsByManifest = new WeakMap<Scene, Map<Manifest, readonly Pod[]>>();

/** Every rule on pods asks for the same ones. */
function podsOf(manifest: Manifest, scene: Scene): readonly Pod[] {
  let ofScene = podsByManifest.get(scene);
  if (!ofScene) { podsByManifest.set(scene, ofScene = new Map()); }
  let pods = ofScene.get(manifest);
  if (!pods) { ofScene.set(manifest, pods = findPods(manifest, scene)); }
  return pods;
}

function findPods(manifest: Manifest, scene: Scene): Pod[] {
  const template = podTemplatePointer(manifest.key);
  const written = template !== undefined && isMap(mapAt(manifest.object, joinPointer(template, 'spec')))
    ? [{ object: TracedObject.of(manifest), template, platform: scene.facts.platform }]
    : [];
  const made = (proxiesOf(scene).get(manifest) ?? []).filter(running)
    .map((proxy) => ({ object: proxy.workload, template: proxy.template, platform: proxy.platform }));
  return [...written, ...made];
}

const byDeclaration = new WeakMap<Scene, ReadonlyMap<Manifest, readonly EffectiveProxy[]>>();

/** The proxies by what asked for them, looked through once a scene. */
function proxiesOf(scene: Scene): ReadonlyMap<Manifest, readonly EffectiveProxy[]> {
  let found = byDeclaration.get(scene);
  if (!found) {
    const lists = new Map<Manifest, EffectiveProxy[]>();
    for (const proxy of scene.proxies) {
      const list = lists.get(proxy.declaredBy);
      if (list) { list.push(proxy); } else { lists.set(proxy.declaredBy, [proxy]); }
    }
    byDeclaration.set(scene, found = lists);
  }
  return found;
}

const containersByPod = new WeakMap<Pod, readonly PodContainer[]>();

/** Containers and init containers. */
export function containersOf(pod: Pod): readonly PodContainer[] {
  let containers = containersByPod.get(pod);
  if (!containers) { containersByPod.set(pod, containers = findContainers(pod)); }
  return containers;
}

function findContainers({ object, template }: Pod): PodContainer[] {
  return ['containers', 'initContainers'].flatMap((list) => {
    const pointer = joinPointer(template, 'spec', list);
    return (listAt(object.object, pointer) ?? []).map((container, at) => (
      { name: stringAt(container, '/name')?.slice(0, 63) ?? String(at), pointer: joinPointer(pointer, at) }
    ));
  });
}
