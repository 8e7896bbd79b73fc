import { settingsOf, type Setting } from './settings';
import type { EffectiveProxy } from '../model/effective-proxy';
import type { KubeObject } from '../model/manifest/types';
import { describeOrigin } from '../model/origin';
import { joinPointer } from '../model/pointer';
import { isMap } from '../model/read';
import type { TracedObject } from '../model/traced';

/** The objects of a preview, in their order. */
export const PREVIEW_OBJECTS = ['serviceAccount', 'deployment', 'service', 'horizontalPodAutoscaler', 'podDisruptionBudget'] as const;

export type PreviewKey = typeof PREVIEW_OBJECTS[number] | 'other';

/** A value that is no list and no map, or an empty one. */
export interface Leaf {
  readonly pointer: string;
  readonly value: unknown;
  readonly origin: string;
}

/** One object as it will run. */
export interface PreviewObject {
  readonly key: PreviewKey;
  readonly kind: string;
  readonly object: KubeObject;
  /** Why there may be more in it than is shown. */
  readonly unknown?: string;
  leaves(): readonly Leaf[];
  /** The origin of the value at a pointer, in words. */
  origin(pointer: string): string;
}

/** What a preview shows; nothing of it is computed before it is asked for. */
export interface PreviewSource {
  readonly name: string;
  readonly namespace?: string;
  readonly state: string;
  readonly refusals: readonly string[];
  readonly objects: readonly PreviewObject[];
  settings(): readonly Setting[];
}

const KEYS: Readonly<Record<string, PreviewKey>> = {
  ServiceAccount: 'serviceAccount', Service: 'service', HorizontalPodAutoscaler: 'horizontalPodAutoscaler', PodDisruptionBudget: 'podDisruptionBudget',
};

/** A proxy of any make. */
export function sourceOf(proxy: EffectiveProxy): PreviewSource {
  const objects = [
    objectOf('deployment', proxy.workload, absentOf(proxy)),
    ...proxy.companions.map((companion) => objectOf(KEYS[companion.object.kind] ?? 'other', companion)),
  ];
  const place = (object: PreviewObject): number => object.key === 'other' ? PREVIEW_OBJECTS.length : PREVIEW_OBJECTS.indexOf(object.key);
  return {
    name: proxy.name,
    ...proxy.namespace !== undefined && { namespace: proxy.namespace },
    state: proxy.state,
    refusals: proxy.refusals.map(({ message }) => message),
    objects: objects.sort((a, b) => place(a) - place(b)),
    settings: () => settingsOf(proxy),
  };
}

/** A field that no kind has: where it would come from is where everything comes from that is not there. */
const ANY_OTHER = '/spec/-';

/** Places of a workload that are in no manifest, and that somebody fills in whom nobody can ask: what a template adds, and the image. */
function absentOf({ template, container }: EffectiveProxy): readonly string[] {
  return [joinPointer(template, 'metadata', 'labels', '-'), ...container === undefined ? [] : [joinPointer(container, 'image')]];
}

function objectOf(key: PreviewKey, traced: TracedObject, absent: readonly string[] = []): PreviewObject {
  const rest = traced.origin(ANY_OTHER);
  const origins = [rest, ...absent.map((place) => traced.at<unknown>(place)).flatMap((found) => (found.known ? [] : [found.origin]))];
  const unknown = [...new Set(origins.flatMap((one) => (one.kind === 'unknown' ? [one.why] : [])))];
  const origin = (pointer: string): string => describeOrigin(traced.origin(pointer));
  return {
    key,
    kind: traced.object.kind,
    object: traced.object,
    origin,
    ...unknown.length > 0 && { unknown: unknown.join('; ') },
    leaves: () => {
      const found: Leaf[] = [];
      collect(traced.object, '', (pointer, value) => { found.push({ pointer, value, origin: origin(pointer) }); });
      return found;
    },
  };
}

function collect(value: unknown, at: string, add: (pointer: string, value: unknown) => void): void {
  const entries = Array.isArray(value) ? value.map((item: unknown, index) => [index, item] as const) : isMap(value) ? Object.entries(value) : [];
  if (entries.length === 0) { add(at, value); return; }
  for (const [name, child] of entries) { collect(child, joinPointer(at, name), add); }
}
