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
import { type Change, type Stage, withChanges, withOwnContainer, withTemplate } from './stage';
import type { TemplateInput } from './template-input';
import { typed } from './typed';
import { mayAdd, type Veil, veiled, whyUnknown } from './veil';
import { withPods } from './workload';
import type { LostSetting, Refusal } from '../effective-proxy';
import { kubernetesDefault } from '../kubernetes-defaults';
import { type JsonObject, MergeError, unionMembers } from '../merge';
import { PROXY_CONTAINER } from '../names';
import { once } from '../once';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { listAt, mapAt, member } from '../read';
import type { Printed } from '../rendering/sourced';
import { TracedObject } from '../traced';

const BY_KUBERNETES = kubernetesDefault('Kubernetes API reference: what a pod does not set, the API server defaults');

/** Pods after the injector. */
export interface Injected {
  /** The workload, with the injected pods in place of its author's. */
  readonly workload: TracedObject;
  /** Pointer of the proxy's container inside the workload. */
  readonly container?: string;
  readonly lost: readonly LostSetting[];
  /** Why the injected pods are refused. */
  readonly refusals: readonly Refusal[];
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
  return finish(pods, ownStage(pods), [], veil);
}

function changed(given: TemplateInput, templates: readonly string[], own: Stage): Injected {
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

  const finished = stage;
  // few ask
  const lost = once(() => {
    const moved = new Set([...replacedPrometheusAnnotations(input), NETWORKS].map((key) => joinPointer('/metadata/annotations', key)));
    const probes = rewrites(input);
    return lostSettings(pods, own.pod, finished.pod, (pointer) => moved.has(pointer) || (probes && isRewritten(own.pod, pointer)));
  });
  const { workload, container } = finish(pods, stage, printed, veil);
  return { workload, container, refusals: veil || !mayClash(author) ? [] : clashes(stage), get lost() { return lost(); } };
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

function finish(pods: PodTemplate, stage: Stage, printed: readonly Printed[], veil: Veil | undefined): Injected {
  const { manifest, pointer } = pods;
  const inPods = (place: string): string | undefined => (
    place.startsWith(pointer) && (place.startsWith('/metadata', pointer.length) || place.startsWith('/spec', pointer.length))
      ? place.slice(pointer.length)
      : undefined);
  const absence = (place: string): Origin => {
    const inside = inPods(place);
    if (inside === undefined) { return BY_KUBERNETES; }
    // the last template says what is left
    for (let at = printed.length - 1; at >= 0; at -= 1) {
      const why = whyUnknown(printed[at], stage.pod, inside);
      if (why !== undefined) { return { kind: 'unknown', why }; }
    }
    return veil && mayAdd(veil, stage.pod, inside) ? { kind: 'unknown', why: veil.why } : BY_KUBERNETES;
  };
  const origin = (place: string): Origin => {
    const inside = inPods(place);
    return inside === undefined ? { kind: 'set', manifest, pointer: place } : stage.origin(inside);
  };
  const proxy = findAnywhere({ pointer, spec: mapAt(stage.pod, '/spec') ?? {} }, PROXY_CONTAINER);
  return {
    workload: new TracedObject(withPods(manifest.object, pointer, stage.pod), origin, absence),
    container: proxy?.pointer,
    lost: [],
    refusals: [],
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
function withoutAuto(own: Stage): Stage {
  const changes = (['containers', 'initContainers'] as const).flatMap((list) => (listAt(own.pod, `/spec/${list}`) ?? []).flatMap((container, at): Change[] => (
    member(container, 'image') === AUTO_IMAGE && INJECTED.some((name) => name === member(container, 'name'))
      ? [{ pointer: `/spec/${list}/${at}/image`, value: undefined, origin: own.origin(`/spec/${list}/${at}/image`) }]
      : [])));
  return { pod: withChanges(own, changes).pod, origin: (pointer) => own.origin(pointer) };
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
