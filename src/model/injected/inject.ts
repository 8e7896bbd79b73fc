import { lostSettings } from './lost';
import { AUTO_IMAGE, PROXY_CONTAINER } from './names';
import { findContainer, type PodTemplate } from './pod-template';
import { printTemplate } from './printers';
import { replacedPrometheusAnnotations } from './prometheus';
import type { Printed } from './sourced';
import { type Stage, withOwnContainer, withProxyMoved, withTemplate } from './stage';
import type { TemplateInput } from './template-input';
import { typed } from './typed';
import { mayAdd, unknownPlaces, type Veil, veiled } from './veil';
import { withPods } from './workload';
import type { LostSetting, Refusal } from '../effective-proxy';
import { kubernetesDefault } from '../kubernetes-defaults';
import { chartValue } from '../managed/installation';
import { type JsonObject, MergeError, unionMembers } from '../merge';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { listAt, mapAt, member } from '../read';
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

function changed(input: TemplateInput, templates: readonly string[], own: Stage): Injected {
  const { pods } = input;
  const printed: Printed[] = [];
  let veil: Veil | undefined;
  let stage = withoutAuto(own);
  for (const name of templates) {
    const template = printTemplate(name, input);
    if ('why' in template) {
      veil = veil?.everything ? veil : template;
    } else {
      printed.push(template);
      stage = withTemplate(stage, template);
    }
  }
  if (veil) { stage = veiled(stage, veil); }

  const author = { pointer: '', spec: mapAt(own.pod, '/spec') ?? {} };
  for (const name of new Set([...printed.flatMap(containerNames), ...(veil ? [PROXY_CONTAINER] : [])])) {
    const container = findContainer(author, 'containers', name);
    if (container) { stage = withOwnContainer(stage, container, (pointer) => own.origin(pointer)); }
  }
  stage = withProxyMoved(stage, PROXY_CONTAINER, holdsApplication(input));

  const moved = new Set(replacedPrometheusAnnotations(input).map((key) => joinPointer('/metadata/annotations', key)));
  return {
    ...finish(pods, stage, printed, veil),
    lost: lostSettings(pods, own.pod, stage.pod, (pointer) => moved.has(pointer)),
    refusals: veil || !mayClash(author) ? [] : clashes(stage),
  };
}

/** The pods as the injector reads them, every value where its author wrote it. */
function ownStage({ manifest, pointer, spec }: PodTemplate): Stage {
  const metadata = mapAt(manifest.object, `${pointer}/metadata`) ?? {};
  return {
    pod: { metadata: typed(metadata), spec: typed(spec) } as JsonObject,
    origin: (place) => ({ kind: 'set', manifest, pointer: pointer + place }),
  };
}

function containerNames({ object }: Printed): string[] {
  return (listAt(object, '/spec/containers') ?? []).map((container) => member(container, 'name')).filter((name) => typeof name === 'string');
}

/** One of the two places to set it is enough (webhook.go reorderPod). */
function holdsApplication({ context, proxyConfig }: TemplateInput): boolean {
  const hold = proxyConfig.template('holdApplicationUntilProxyStarts');
  return (hold.known && hold.value === true) || chartValue(context, '/global/proxy/holdApplicationUntilProxyStarts').value === true;
}

function finish(pods: PodTemplate, stage: Stage, printed: readonly Printed[], veil: Veil | undefined): Injected {
  const { manifest, pointer } = pods;
  const unknown = new Map(printed.flatMap((template) => [...unknownPlaces(template, stage.pod)]));
  const inPods = (place: string): string | undefined => (
    place.startsWith(`${pointer}/metadata`) || place.startsWith(`${pointer}/spec`) ? place.slice(pointer.length) : undefined);
  const absence = (place: string): Origin => {
    const inside = inPods(place);
    if (inside === undefined) { return BY_KUBERNETES; }
    const why = [...unknown].find(([known]) => inside === known || inside.startsWith(`${known}/`))?.[1];
    if (why !== undefined) { return { kind: 'unknown', why }; }
    return veil && mayAdd(veil, stage.pod, inside) ? { kind: 'unknown', why: veil.why } : BY_KUBERNETES;
  };
  const origin = (place: string): Origin => {
    const inside = inPods(place);
    return inside === undefined ? { kind: 'set', manifest, pointer: place } : stage.origin(inside);
  };
  const proxy = findContainer({ pointer, spec: mapAt(stage.pod, '/spec') ?? {} }, 'containers', PROXY_CONTAINER)
    ?? findContainer({ pointer, spec: mapAt(stage.pod, '/spec') ?? {} }, 'initContainers', PROXY_CONTAINER);
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
  const { container } = findContainer(author, 'containers', PROXY_CONTAINER) ?? {};
  return author.spec.volumes !== undefined || (container !== undefined && WITH_UNIONS.some((field) => container[field] !== undefined));
}

/** `auto` stands for the template's image: where that is not known, neither is the image. */
function withoutAuto(own: Stage): Stage {
  const found = findContainer({ pointer: '', spec: mapAt(own.pod, '/spec') ?? {} }, 'containers', PROXY_CONTAINER);
  if (found?.container.image !== AUTO_IMAGE) { return own; }
  const { image: _, ...rest } = found.container;
  const containers = (listAt(own.pod, '/spec/containers') ?? []).map((container) => (container === found.container ? rest : container));
  return { pod: { ...own.pod, spec: { ...mapAt(own.pod, '/spec'), containers } } as JsonObject, origin: (pointer) => own.origin(pointer) };
}

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
