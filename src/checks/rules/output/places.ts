import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { onceEach } from '../../../model/once';
import { type Known, known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { type JsonMap, mapAt } from '../../../model/read';

/** A map of an object, and where it stands. */
export interface Place {
  readonly pointer: string;
  readonly map: JsonMap;
}

/** The labels or annotations of an object, and of the pods that it makes: the API server judges both alike. */
export function metadataMaps({ key, object }: Manifest, which: 'labels' | 'annotations'): readonly Place[] {
  const found: Place[] = [];
  for (const pointer of pointersOf(podTemplatePointer(key) ?? '')[which]) {
    const map = mapAt(object, pointer);
    if (map !== undefined) { found.push({ pointer, map }); }
  }
  return found;
}

/** By where the template of the pods stands; '' where there is none besides the object itself. */
const pointersOf = onceEach((template: string) => {
  const of = (which: string) => [...new Set(['', template])].map((place) => joinPointer(place, 'metadata', which));
  return { labels: of('labels'), annotations: of('annotations') };
});

export function written(manifest: Manifest, pointer: string): Origin {
  return { kind: 'set', manifest, pointer };
}

/** Something that was counted or read at a place of a manifest. */
export function seen<T>(manifest: Manifest, pointer: string, value: T): Known<T> {
  return known(value, written(manifest, pointer));
}

/** Bytes as the API server counts them. */
export function bytesOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value, 'utf8') : 0;
}
