import { type Built, type Templates, veiled } from './built';
import { type Layer, type Overlay, OVERLAY_KEYS, type OverlayKey } from './options';
import { got, problem, type Problem } from './problems';
import type { KubeObject } from '../manifest/types';
import { type JsonObject, MergeError, strategicMerge } from '../merge';
import { once } from '../once';
import { valueAt } from '../pointer';
import { isMap, mapAt, member } from '../read';

/** Made only where an overlay asks for them (deploymentcontroller.go requiredOverlays). */
const ON_REQUEST: ReadonlySet<OverlayKey> = new Set<OverlayKey>(['horizontalPodAutoscaler', 'podDisruptionBudget']);

/** Who an object is cannot be changed by what is not known. */
const IDENTITY = ['/apiVersion', '/kind', '/metadata/name', '/metadata/namespace', '/metadata/ownerReferences', '/spec/selector', '/spec/scaleTargetRef'];

/** What is made for a Gateway. What no layer touches is printed when it is first read. */
export interface Rendered {
  /** In the order in which they are made. */
  readonly keys: readonly OverlayKey[];
  /** The objects that a layer changes, or may change. */
  readonly changed: Readonly<Partial<Record<OverlayKey, Built>>>;
  /** Undefined: not made. */
  get(key: OverlayKey): Built | undefined;
}

/**
 * The template objects with all layers merged over them, weakest first. An overlay that is refused is left out, so that what it was
 * meant for can still be looked at; on the cluster nothing of the Gateway changes then.
 */
export function overlaid(
  templates: Templates, layers: readonly Layer[], problems: Problem[], relabelled: (built: Built) => Built,
): Rendered {
  const made = new Map<OverlayKey, () => Built>();
  const changed: Partial<Record<OverlayKey, Built>> = {};
  for (const key of OVERLAY_KEYS) {
    const touching = layers.filter(({ overlays, veil }) => veil !== undefined || overlays.has(key));
    if (ON_REQUEST.has(key) && !touching.some(({ overlays }) => overlays.has(key))) { continue; }
    if (touching.length === 0) {
      made.set(key, once(() => templates(key)));
      continue;
    }
    const template = templates(key);
    const result = relabelled(touching.reduce((below, layer) => withLayer(below, key, layer, template, problems), template));
    changed[key] = result;
    made.set(key, () => result);
  }
  return { keys: [...made.keys()], changed, get: (key) => made.get(key)?.() };
}

function withLayer(below: Built, key: OverlayKey, layer: Layer, template: Built, problems: Problem[]): Built {
  if (layer.veil !== undefined) { return veiled(below, `${layer.veil} and may set it`, IDENTITY); }
  const overlay = layer.overlays.get(key);
  if (!overlay) { return below; }
  try {
    const merged = mergedOver(below, overlay, template.object);
    const refused = identityProblem(template.object, merged.object, key, overlay);
    if (!refused) { return merged; }
    problems.push(refused);
  } catch (error) {
    if (!(error instanceof MergeError)) { throw error; }
    problems.push(problem('overlay-merge', `option ${key} cannot be merged: ${error.message}`, overlay.at(error.pointer)));
  }
  return below;
}

/** Merged by the kind of the template, whatever kind an overlay makes of it. */
function mergedOver(below: Built, { patch, at }: Overlay, { apiVersion, kind }: KubeObject): Built {
  const base = below.object as unknown as JsonObject;
  const { object, trace } = strategicMerge(base, patch as JsonObject, { apiVersion, kind });
  return {
    object: object as unknown as KubeObject,
    origin: (pointer) => {
      const source = trace.sourceOf(pointer);
      return source?.layer === 'patch' ? at(source.pointer) : below.origin(source?.pointer ?? pointer);
    },
    // an overlay takes a value away with a null, or with a directive somewhere above it
    absence: (pointer) => valueAt(below.object, pointer) === undefined
      ? below.absence(pointer)
      : at(valueAt(patch, pointer) === null ? pointer : ''),
  };
}

/** Metadata that says which object it is (deploymentcontroller.go applyOverlay). */
const UNCHANGEABLE = [
  'name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp',
  'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers', 'managedFields',
];

function identityProblem(template: KubeObject, result: KubeObject, key: OverlayKey, { at }: Overlay): Problem | undefined {
  const before: unknown = template.metadata;
  const after: unknown = member(result, 'metadata');
  const changed = UNCHANGEABLE.find((field) => !isSame(member(before, field), member(after, field)));
  if (changed !== undefined) {
    return problem('identity-change', `option ${key} changes metadata.${changed}, got ${got(member(after, changed))}, expected that overlays leave it alone, `
      + 'remove it: with it nothing of the Gateway is deployed', at(`/metadata/${changed}`));
  }
  for (const map of ['labels', 'annotations']) {
    const entries = mapAt(result, `/metadata/${map}`);
    const bad = Object.entries(entries ?? {}).find(([, value]) => typeof value !== 'string');
    if (bad || (member(after, map) !== undefined && !entries)) {
      return problem('metadata-unreadable', `option ${key} makes metadata.${map} unreadable, got ${got(bad?.[1] ?? member(after, map))}`
        + `${bad ? ` for ${got(bad[0])}` : ''}, expected text, put it in quotes`, at(`/metadata/${map}`));
    }
  }
  return undefined;
}

/** Absent, null and empty are the same to the typed metadata that istiod compares. */
function isSame(before: unknown, after: unknown): boolean {
  return isEmpty(before) && isEmpty(after) ? true : JSON.stringify(before) === JSON.stringify(after);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 0
    || (Array.isArray(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0);
}
