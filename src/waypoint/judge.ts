import { OBJECT_KINDS, type ObjectKey } from './options';
import type { WaypointPlan } from './plan';
import { type EmitManifest, InvalidValue, nearest, Quantity } from '../kube';
import { judgeObject } from '../kube/schema';
import { yamlText } from '../kube/yaml-text';
import type { ModelContext } from '../model/draft';
import type { Refusal } from '../model/effective-proxy';
import { CONSEQUENCES, type ManagedRendering, type ProblemCode, renderManaged } from '../model/managed';
import { type Manifest, ManifestIndex, manifestOf } from '../model/manifest';
import { type JsonObject, unionMembers } from '../model/merge';
import { PROXY_CONTAINER } from '../model/names';
import { describeOrigin, type Origin } from '../model/origin';
import { joinPointer, valueAt } from '../model/pointer';
import { listAt, mapAt, stringAt } from '../model/read';
import type { TracedObject } from '../model/traced';
import type { MeshFacts } from '../platform';
import { shown } from '../platform/problems';

/** Refusals that were said already, of the prop that is wrong. */
const SAID: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['invalid-name', 'unknown-overlay-key', 'parameters-not-supported']);

/** With these an overlay is refused as a whole, and the model leaves it out. */
const LEFT_OUT: ReadonlySet<string> = new Set<ProblemCode>(['identity-change', 'metadata-unreadable']);

/**
 * What is wrong with a waypoint once its options are merged over what the mesh makes: what istiod and the API server refuse, and what would
 * be dropped in silence. Only what the options did is judged; on ASM, whose own objects are not published, what they say of them.
 */
export function judge(plan: WaypointPlan, facts: MeshFacts): readonly string[] {
  const { gateway, options } = plan;
  // what cannot even be named was refused already
  if (gateway.metadata?.name === '' || options?.metadata?.name === '') { return []; }
  const found = refusalsOf(gateway, options, facts);
  const isLeftOut = found.refused.some(({ code }) => LEFT_OUT.has(code));
  // what else is wrong with such an overlay is seen without the part for which it is refused
  const judged = isLeftOut ? refusalsOf(gateway, { ...options!, data: anonymous(plan) }, facts) : found;
  const refused = [...found.refused, ...judged.refused].filter(({ code }) => !(code === 'autoscaler-bounds' && lacksMost(plan))).map(({ message }) => message);
  const { rendering, configMap } = judged;
  return [...new Set(refused), ...rendering === undefined || configMap === undefined ? [] : objectProblems(rendering, configMap, plan)];
}

/** An autoscaler of the props without its most was refused as such. */
function lacksMost({ typed }: WaypointPlan): boolean {
  return typed.has('horizontalPodAutoscaler') && valueAt(typed.get('horizontalPodAutoscaler'), '/spec/maxReplicas') === undefined;
}

function refusalsOf(gateway: EmitManifest, options: EmitManifest | undefined, facts: MeshFacts): {
  readonly rendering?: ManagedRendering; readonly configMap?: Manifest; readonly refused: readonly Refusal[];
} {
  const [declared, configMap] = [manifestOf(gateway), options && manifestOf(options)];
  const context: ModelContext = { index: ManifestIndex.of([declared, ...configMap === undefined ? [] : [configMap]]), facts };
  const rendering = renderManaged(declared, context);
  const refused = rendering?.refusals.filter(({ code }) => CONSEQUENCES[code as ProblemCode].state === 'refused' && !SAID.has(code as ProblemCode));
  return { rendering, configMap, refused: refused ?? [] };
}

/** The options without metadata. */
function anonymous({ merged }: WaypointPlan): Readonly<Record<string, string>> {
  return Object.fromEntries([...merged].map(([key, { metadata: _, ...rest }]) => [key, yamlText(rest)]));
}

function objectProblems(rendering: ManagedRendering, configMap: Manifest, { typed }: WaypointPlan): readonly string[] {
  const objects = (Object.keys(OBJECT_KINDS) as ObjectKey[]).flatMap((key) => {
    const object = rendering[key];
    return object === undefined ? [] : [new Judged(key, object, configMap)];
  });
  return [
    ...objects.flatMap((judged) => [...judged.fields(), ...judged.unions()]),
    ...objects.filter(({ key }) => key === 'deployment').flatMap((judged) => [...containers(judged), ...resources(judged, rendering), ...selector(judged)]),
    // of two props that was said already
    ...valueAt(typed.get('deployment'), REPLICAS) !== undefined && typed.has('horizontalPodAutoscaler') ? [] : twoMasters(rendering, configMap),
  ];
}

/** One object as it will run. */
class Judged {
  public constructor(public readonly key: ObjectKey, public readonly traced: TracedObject, private readonly configMap: Manifest) {}

  /** Did the options put this here, or the thing that it should be part of? */
  public isOurs(pointer: string): boolean {
    return isFrom(this.traced.origin(pointer), this.configMap);
  }

  public fields(): readonly string[] {
    const isHidden = (pointer: string): boolean => !this.traced.knows(pointer);
    const found = judgeObject(this.traced.object, { mayBeThere: isHidden })?.fields ?? [];
    // which Kubernetes it is the checks know: GWA012
    return found.filter(({ pointer, since }) => since === undefined && (this.isOurs(pointer) || this.isOurs(pointer.slice(0, pointer.lastIndexOf('/')))))
      .map(({ pointer, message }) => `option ${this.key}: ${pointer} ${message}`);
  }

  public unions(): readonly string[] {
    const { apiVersion, kind } = this.traced.object;
    return unionMembers(apiVersion, kind, this.traced.object as unknown as JsonObject)
      .filter(({ pointer, members }) => members.some((member) => this.isOurs(joinPointer(pointer, member))))
      .map(({ pointer, of, members }) => {
        const others = members.filter((member) => !this.isOurs(joinPointer(pointer, member)));
        const fix = others.length > 0 ? `set ${others.join(', ')} to null` : 'keep one';
        return `option ${this.key}: ${pointer} must have one ${of}, got ${members.join(' and ')}; ${fix}`;
      });
  }
}

const isFrom = (origin: Origin, manifest: Manifest): boolean => origin.kind === 'set' && origin.manifest === manifest;

const CONTAINERS = '/spec/template/spec/containers';

/** Containers merge by name, so that a name with a typing error adds a container instead of changing the proxy. */
function containers(judged: Judged): readonly string[] {
  const { object } = judged.traced;
  const list = listAt(object, CONTAINERS) ?? [];
  const strangers = list.flatMap((_, at) => {
    const pointer = joinPointer(CONTAINERS, at);
    const name = stringAt(object, `${pointer}/name`);
    if (name === undefined || name === PROXY_CONTAINER || !judged.isOurs(pointer) || stringAt(object, `${pointer}/image`) !== undefined) { return []; }
    const meant = nearest(name, [PROXY_CONTAINER]);
    return [`option deployment: ${pointer} adds a container without an image, got ${shown(name)}, expected ${shown(PROXY_CONTAINER)} for the proxy; `
      + (meant === undefined ? 'change the name, or give it an image' : `did you mean ${shown(meant)}?`)];
  });
  const isGone = list.every((_, at) => stringAt(object, `${CONTAINERS}/${at}/name`) !== PROXY_CONTAINER);
  return isGone ? [...strangers, `option deployment takes the container ${shown(PROXY_CONTAINER)} away; without it there is no waypoint, leave it`] : strangers;
}

/** Kubernetes refuses a request above its limit; one of the two may be the mesh's own (ValidateContainerResourceRequirements). */
function resources(judged: Judged, { container }: ManagedRendering): readonly string[] {
  if (container === undefined) { return []; }
  const { traced } = judged;
  const [requests, limits] = ['requests', 'limits'].map((part) => `${container}/resources/${part}`);
  return Object.entries(mapAt(traced.object, requests) ?? {}).flatMap(([name, request]) => {
    const pointers = [joinPointer(requests, name), joinPointer(limits, name)] as const;
    const limit = valueAt(traced.object, pointers[1]);
    const [asked, most] = [quantity(request), quantity(limit)];
    if (asked === undefined || most === undefined || asked.compare(most) <= 0 || !pointers.some((pointer) => judged.isOurs(pointer))) { return []; }
    const whose = judged.isOurs(pointers[1]) ? '' : ` (${describeOrigin(traced.origin(pointers[1]))})`;
    return [`the proxy's request for ${name} must not be above its limit, got ${String(request)} and ${String(limit)}${whose}; raise the limit too`];
  });
}

function quantity(value: unknown): Quantity | undefined {
  try {
    return value === undefined ? undefined : Quantity.parse(value);
  } catch (error) {
    if (error instanceof InvalidValue) { return undefined; }
    throw error;
  }
}

/** A selector cannot be changed once the Deployment is there, and the waypoint's Service and budget look for the same label. */
function selector(judged: Judged): readonly string[] {
  const labels = mapAt(judged.traced.object, '/spec/selector/matchLabels') ?? {};
  const ours = ['/spec/selector/matchExpressions', ...Object.keys(labels).map((label) => joinPointer('/spec/selector/matchLabels', label))]
    .filter((pointer) => valueAt(judged.traced.object, pointer) !== undefined && judged.isOurs(pointer));
  return ours.map((pointer) => `option deployment: ${pointer} changes by which labels the Deployment finds its pods; that cannot be changed later, leave it out`);
}

const REPLICAS = '/spec/replicas';

/** A number of pods that is set again at every reconciliation, and an autoscaler that moves it. */
function twoMasters({ deployment, horizontalPodAutoscaler }: ManagedRendering, configMap: Manifest): readonly string[] {
  const replicas = valueAt(deployment.object, REPLICAS);
  if (horizontalPodAutoscaler === undefined || replicas === undefined || !isFrom(deployment.origin(REPLICAS), configMap)) { return []; }
  return [`option deployment sets ${REPLICAS} ${shown(replicas)} beside option horizontalPodAutoscaler; the mesh would set the number back at every change, leave it out`];
}
