import { isRewritten, rewrites, withRewrittenProbes } from './app-probes';
import { withMovedToInit, withProxyInPlace } from './container-order';
import { holdsApplication } from './hold';
import { lostSettings } from './lost';
import { AUTO_IMAGE, INIT_CONTAINER, VALIDATION_CONTAINER } from './names';
import { movesOwnContainer } from './native';
import { findAnywhere, findContainer, type PodTemplate } from './pod-template';
import { printTemplate } from './printers';
import { replacedPrometheusAnnotations } from './prometheus';
import { withProxyUser } from './proxy-user';
import { type EarlierInjection, earlierInjection, NOT_INJECTED, strippedPods } from './reinjection';
import { NETWORKS } from './sidecar-metadata';
import { type Stage, withOwnContainer, withTemplate } from './stage';
import type { TemplateInput } from './template-input';
import { typed } from './typed';
import { mayAdd, type Unprinted, type Veil, veiled, whyUnknown } from './veil';
import { withPods } from './workload';
import type { LostSetting, Refusal } from '../effective-proxy';
import { kubernetesDefault } from '../kubernetes-defaults';
import { type Json, type JsonObject, MergeError, unionMembers } from '../merge';
import { PROXY_CONTAINER } from '../names';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { listAt, mapAt, member } from '../read';
import type { Printed } from '../rendering/sourced';
import { type Provenance, TracedObject } from '../traced';

const BY_KUBERNETES = kubernetesDefault('Kubernetes API reference: what a pod does not set, the API server defaults');

/** Pods after the injector. */
export interface Injected {
  /** The workload, with the injected pods in place of its author's. */
  readonly workload: TracedObject;
  /** Pointer of the proxy's container inside the workload. */
  readonly container?: string;
  /** Why the injected pods are refused. */
  readonly refusals: readonly Refusal[];
  lost(): readonly LostSetting[];
}

/**
 * The pods as they run: each template is merged over the author's pods, then the author's containers of the templates' names over the
 * result (Istio 1.30.3 inject.go RunTemplate, webhook.go reapplyOverwrittenContainers and postProcessPod).
 */
export function inject(input: TemplateInput, templates: readonly string[]): Injected {
  const own = ownStage(input.pods);
  try {
    return changed(input, templates, own);
  } catch (error) {
    if (!(error instanceof MergeError)) { throw error; }
    const message = `the injector rejects the pod: its template cannot be merged: ${error.problem}`;
    return { ...untouched(input.pods), refusals: [{ code: 'merge-failed', message, origin: own.origin('/spec') }] };
  }
}

/** The pods as their author wrote them. Where the injector may add to them all the same, `veil` says why. */
export function untouched(pods: PodTemplate, veil?: Veil): Injected {
  const own = ownStage(pods);
  return finish(pods, new InjectedOrigins(pods, own.pod, [], veil, () => own), [], () => []);
}

function changed(given: TemplateInput, templates: readonly string[], own: Stage): Injected {
  const { pods } = given;
  const { input, author, printed, veil, stage } = staged(given, templates, own);
  const { pod } = stage;
  // few ask
  const lost = (): LostSetting[] => {
    const moved = new Set([...replacedPrometheusAnnotations(input), NETWORKS].map((key) => joinPointer('/metadata/annotations', key)));
    const probes = rewrites(input);
    return lostSettings(pods, own.pod, pod, (pointer) => moved.has(pointer) || (probes && isRewritten(own.pod, pointer)));
  };
  const refusals = veil || !mayClash(author) ? [] : clashes(stage);
  // what a stage notes of origins is as large as the pods: it is noted anew for those who ask
  return finish(pods, new InjectedOrigins(pods, pod, printed, veil, () => staged(given, templates, own).stage), refusals, lost);
}

/** The pods after each template and what comes behind them. */
function staged(given: TemplateInput, templates: readonly string[], own: Stage) {
  const { pods } = given;
  const earlier = earlierInjection(pods);
  const input = earlier === NOT_INJECTED ? given : { ...given, pods: strippedPods(pods, earlier) };
  const printed: Printed[] = [];
  let veil: Veil | undefined;
  let stage = withoutAuto(own);
  for (const name of templates) {
    const template = printTemplate(name, input);
    if (template.veil) {
      stage = veiled(stage, template.veil);
      veil = veil?.everything ? veil : template.veil;
    }
    if (template.printed) {
      printed.push(template.printed);
      const moves = containerNames(template.printed, 'initContainers').includes(PROXY_CONTAINER) && movesOwnContainer(pods, input.context);
      stage = withTemplate(moves ? withMovedToInit(stage, PROXY_CONTAINER) : stage, template.printed);
    }
  }
  const author = { pointer: '', spec: mapAt(own.pod, '/spec') ?? {} };
  stage = withAuthorsContainers(stage, { author, own, earlier, printed, veiled: veil !== undefined });
  stage = withProxyUser(stage, input, findAnywhere(author, PROXY_CONTAINER));
  stage = withRewrittenProbes(stage, input, earlier.injected);
  stage = withProxyInPlace(stage, holdsApplication(input).value === true);
  return { input, author, printed, veil, stage };
}

interface Author {
  readonly author: Pick<PodTemplate, 'pointer' | 'spec'>;
  readonly own: Stage;
  readonly earlier: EarlierInjection;
  readonly printed: readonly Printed[];
  readonly veiled: boolean;
}

/**
 * The author's containers of the templates' names, over the templates. One that an earlier injection added is not the author's; as its
 * author wrote it, it stands in an annotation.
 */
function withAuthorsContainers(below: Stage, { author, own, earlier, printed, veiled: isVeiled }: Author): Stage {
  let stage = below;
  for (const list of ['containers', 'initContainers'] as const) {
    const unprinted = isVeiled && list === 'containers' && !printed.some((template) => containerNames(template, 'initContainers').includes(PROXY_CONTAINER));
    for (const name of new Set([...printed.flatMap((template) => containerNames(template, list)), ...(unprinted ? [PROXY_CONTAINER] : [])])) {
      if (earlier.added[list].has(name)) { continue; }
      const override = earlier.overrides[list].findIndex((container) => container.name === name);
      if (override !== -1) {
        const container = earlier.overrides[list][override];
        stage = withOwnContainer(stage, list, { pointer: '', container }, () => own.origin('/metadata/annotations/proxy.istio.io~1overrides'));
        continue;
      }
      const found = list === 'containers' ? findContainer(author, list, name) : findAnywhere(author, name);
      if (found) { stage = withOwnContainer(stage, list, found, (pointer) => own.origin(pointer)); }
    }
  }
  return stage;
}

/** The pods as the injector reads them, every value where its author wrote it. */
function ownStage({ manifest, pointer, spec }: PodTemplate): Stage {
  const metadata = mapAt(manifest.object, `${pointer}/metadata`) ?? {};
  return {
    pod: { metadata: typed(metadata), spec: typed(spec) } as JsonObject,
    origin: (place) => ({ kind: 'set', manifest, pointer: pointer + place }),
  };
}

function containerNames({ object }: Printed, list: 'containers' | 'initContainers'): string[] {
  return (listAt(object, `/spec/${list}`) ?? []).map((container) => member(container, 'name')).filter((name) => typeof name === 'string');
}

/** Where the values of injected pods come from, by the places of the workload. */
class InjectedOrigins implements Provenance {
  /** What templates left out, because it is not known. */
  private readonly unprinted: readonly Unprinted[];
  private found?: Stage;

  constructor(
    private readonly pods: PodTemplate, public readonly pod: JsonObject, printed: readonly Unprinted[],
    private readonly veil: Veil | undefined, private readonly stage: () => Stage,
  ) {
    // the last template says what is left
    this.unprinted = printed.filter(({ unknown }) => unknown.size > 0).map(({ object, unknown }) => ({ object, unknown })).reverse();
  }

  public get isComplete(): boolean {
    return this.veil === undefined && this.unprinted.length === 0;
  }

  /** What is put over a pod is known; only what a template may have changed that cannot be printed is not. */
  public get isCertain(): boolean {
    return this.veil === undefined;
  }

  public origin(place: string): Origin {
    const inside = this.inPods(place);
    return inside === undefined ? { kind: 'set', manifest: this.pods.manifest, pointer: place } : (this.found ??= this.stage()).origin(inside);
  }

  public absence(place: string): Origin {
    const inside = this.inPods(place);
    if (inside === undefined) { return BY_KUBERNETES; }
    for (const template of this.unprinted) {
      const why = whyUnknown(template, this.pod, inside);
      if (why !== undefined) { return { kind: 'unknown', why }; }
    }
    return this.veil && mayAdd(this.veil, this.pod, inside) ? { kind: 'unknown', why: this.veil.why } : BY_KUBERNETES;
  }

  private inPods(place: string): string | undefined {
    const { pointer } = this.pods;
    return place.startsWith(pointer) && (place.startsWith('/metadata', pointer.length) || place.startsWith('/spec', pointer.length))
      ? place.slice(pointer.length)
      : undefined;
  }
}

function finish(pods: PodTemplate, origins: InjectedOrigins, refusals: readonly Refusal[], lost: () => readonly LostSetting[]): Injected {
  const { manifest, pointer } = pods;
  const { pod } = origins;
  return {
    workload: new TracedObject(withPods(manifest.object, pointer, pod), origins),
    container: findAnywhere({ pointer, spec: mapAt(pod, '/spec') ?? {} }, PROXY_CONTAINER)?.pointer,
    refusals,
    lost,
  };
}

/** The fields of a container in which a template's member can end up beside the author's. */
const WITH_UNIONS: readonly string[] = ['env', 'readinessProbe', 'livenessProbe', 'startupProbe', 'lifecycle'];

/** Most pods set nothing that could clash, and then there is no need to look. */
function mayClash(author: Pick<PodTemplate, 'pointer' | 'spec'>): boolean {
  return author.spec.volumes !== undefined || INJECTED.some((name) => {
    const found = findAnywhere(author, name);
    return found !== undefined && WITH_UNIONS.some((field) => found.container[field] !== undefined);
  });
}

/** `auto` stands for the template's image: where that is not known, neither is the image. */
function withoutAuto({ pod, origin }: Stage): Stage {
  const spec = { ...pod.spec as JsonObject };
  for (const list of ['containers', 'initContainers']) {
    const containers = spec[list];
    if (Array.isArray(containers) && containers.some(isAuto)) {
      spec[list] = containers.map((container) => (isAuto(container) ? withoutImage(container) : container));
    }
  }
  return { pod: { metadata: pod.metadata, spec }, origin };
}

function isAuto(container: Json): container is JsonObject {
  return member(container, 'image') === AUTO_IMAGE && INJECTED.some((name) => name === member(container, 'name'));
}

function withoutImage({ image: _, ...container }: JsonObject): JsonObject {
  return container;
}

/** Containers of Istio's own templates. */
const INJECTED: readonly string[] = [PROXY_CONTAINER, INIT_CONTAINER, VALIDATION_CONTAINER];

/** The author's value beside the template's `valueFrom`, two handlers in one probe: the API server refuses the injected pods. */
function clashes(stage: Stage): Refusal[] {
  return unionMembers('v1', 'Pod', stage.pod).map(({ pointer, of, members, source }) => {
    const origins = members.map((name) => stage.origin(joinPointer(pointer, name)));
    return {
      code: 'clash-with-template',
      message: `the API server refuses the injected pod: ${of} at ${pointer} has ${members.join(' and ')}, one of them from the injector's template (${source})`,
      origin: origins.find(({ kind }) => kind === 'set') ?? origins[0],
    };
  });
}
