import type { Described } from './described';
import { running } from './proxy-rule';
import { type Answer, proxiesOf, standingRule, type StandingText } from './standing-rule';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { podTemplatePointer } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../model/manifest/workloads';
import { onceEach } from '../../model/once';
import { joinPointer, valueAt } from '../../model/pointer';
import { isMap, listAt, mapAt, member, stringAt } from '../../model/read';
import { TracedObject } from '../../model/traced';
import type { Platform } from '../../platform';
import { oncePerScene } from '../once-per-scene';
import type { ManifestRule, Scene } from '../rule';

/** A pod template, as it is written or as it will run. */
export class Pod {
  private found?: readonly PodContainer[];

  /**
   * @param template pointer of the template inside the object; '' for a bare Pod
   * @param written the pod as its author wrote it, of one that comes out of the injector and is judged on the same platform
   */
  constructor(
    public readonly object: TracedObject, public readonly template: string, public readonly platform: Platform,
    public readonly written?: Pod,
  ) {}

  /** Containers and init containers. */
  public get containers(): readonly PodContainer[] {
    return this.found ??= this.containersIn('containers').concat(this.containersIn('initContainers'));
  }

  /** Whether members of the spec stand here just as their author wrote them, and are judged there: what the injector leaves alone is the very same value. */
  public isAsWritten(...members: readonly string[]): boolean {
    if (this.written === undefined) { return false; }
    const place = joinPointer(this.template, 'spec');
    const [spec, own] = [valueAt(this.object.object, place), valueAt(this.written.object.object, place)];
    return members.every((name) => {
      const value = member(spec, name);
      return value === member(own, name) && (value === undefined || this.object.knows(joinPointer(place, name)));
    });
  }

  /** Whether a map or list of a container stands here just as its author wrote it, so that it is judged there. */
  public isAuthors({ pointer, spec, author }: PodContainer, name: string): boolean {
    const value = member(spec, name);
    return author !== undefined && typeof value === 'object' && member(author, name) === value && this.object.knows(joinPointer(pointer, name));
  }

  private containersIn(list: string): PodContainer[] {
    const pointer = joinPointer(this.template, 'spec', list);
    return (listAt(this.object.object, pointer) ?? []).map((spec, at) => (
      { name: stringAt(spec, '/name')?.slice(0, 63) ?? String(at), pointer: joinPointer(pointer, at), spec, author: this.authorOf(spec) }
    ));
  }

  private authorOf(container: unknown): unknown {
    const name = this.written && member(container, 'name');
    return typeof name === 'string' ? this.written?.containers.find(({ spec }) => member(spec, 'name') === name)?.spec : undefined;
  }
}

/** A container of a pod, and where it stands. */
export interface PodContainer {
  readonly name: string;
  readonly pointer: string;
  /** What stands there, which nobody has checked. */
  readonly spec: unknown;
  /** The container of this name as its author wrote it, of pods that are judged as they are written as well. */
  readonly author?: unknown;
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
    return pods.length < 2 ? pods : pods.filter((pod) => !pod.isAsWritten(...members));
  };
  return standingRule(text, WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`), standing, judge);
}

const podsByManifest = oncePerScene((scene) => onceEach((manifest: Manifest) => findPods(manifest, scene)));

/** The pods of a proxy. */
export function podOf({ declaredBy, workload, template, platform }: EffectiveProxy, scene: Scene): Pod {
  return podsOf(declaredBy, scene).find(({ object }) => object === workload) ?? new Pod(workload, template, platform);
}

/** Every rule on pods asks for the same ones. */
function podsOf(manifest: Manifest, scene: Scene): readonly Pod[] {
  return podsByManifest(scene)(manifest);
}

function findPods(manifest: Manifest, scene: Scene): Pod[] {
  const template = podTemplatePointer(manifest.key);
  const written = template !== undefined && isMap(mapAt(manifest.object, joinPointer(template, 'spec')))
    ? [new Pod(TracedObject.of(manifest), template, scene.facts.platform)]
    : [];
  const made = proxiesOf(manifest, scene).filter(running).map((proxy) => new Pod(
    proxy.workload, proxy.template, proxy.platform,
    proxy.template === template && proxy.platform === scene.facts.platform ? written.at(0) : undefined,
  ));
  return [...written, ...made];
}
