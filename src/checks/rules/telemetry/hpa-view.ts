import { readYamlValue } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import type { Origin } from '../../../model/origin';
import { isMap, stringAt } from '../../../model/read';

/** A place that an author wrote. */
export type Written = Extract<Origin, { kind: 'set' }>;

/** An autoscaler, wherever it is written. */
export interface HpaView {
  readonly object: unknown;
  /** The version of the group autoscaling. */
  readonly version: string;
  /** Whether a patch can change it: it is the manifest itself, and not a text in one. */
  readonly isPlain: boolean;
  /** Where a value of it stands. */
  at(pointer: string): Written;
}

/** Kinds that hold autoscalers: options ConfigMaps of managed gateways and waypoints have one as a text. */
export const HPA_KINDS: readonly string[] = ['autoscaling/HorizontalPodAutoscaler', '/ConfigMap'];

/** The key of an options ConfigMap (istio deploymentcontroller.go, supportedOverlays). */
const OPTION = '/data/horizontalPodAutoscaler';

const OVERLAYS = new WeakMap<Manifest, { readonly hpa?: HpaView }>();

/** The autoscaler that a manifest is or holds. Several rules ask for it: a text is read once. */
export function hpaView(manifest: Manifest): HpaView | undefined {
  const { key, object } = manifest;
  if (key.kind === 'HorizontalPodAutoscaler') {
    return { object, version: key.version, isPlain: true, at: (pointer) => ({ kind: 'set', manifest, pointer }) };
  }
  let read = OVERLAYS.get(manifest);
  if (!read) { OVERLAYS.set(manifest, read = { hpa: overlayOf(manifest) }); }
  return read.hpa;
}

function overlayOf(manifest: Manifest): HpaView | undefined {
  const text = stringAt(manifest.object, OPTION);
  // most options scale on processors, and are not read
  if (text === undefined || !(text.includes('external') || text.includes('External'))) { return undefined; }
  const overlay = yamlOf(text);
  return isMap(overlay) ? {
    // istiod's template is of v2 (istio files/waypoint.yaml)
    object: overlay, version: 'v2', isPlain: false, at: (within) => ({ kind: 'set', manifest, pointer: OPTION, within }),
  } : undefined;
}

/** The value of a text in a ConfigMap; undefined where it is no YAML, which whoever reads it says. */
export function yamlOf(text: string): unknown {
  try {
    return readYamlValue(text);
  } catch {
    return undefined;
  }
}
