import { podTemplatePointer } from '../../../model/manifest';
import type { KubeObject, Manifest } from '../../../model/manifest/types';
import { oncePer } from '../../../model/once';
import { type Known, known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { type JsonMap, mapAt } from '../../../model/read';

/** A map of an object, and where it stands. */
export interface Place {
  readonly pointer: string;
  readonly map: JsonMap;
}

/** The labels or annotations of an object, and of the pods that it makes: the API server judges both alike. Several rules ask. */
export function metadataMaps(manifest: Manifest, which: 'labels' | 'annotations'): readonly Place[] {
  return mapsOf(manifest)[which];
}

const mapsOf = oncePer((manifest: Manifest) => ({ labels: findMaps(manifest, 'labels'), annotations: findMaps(manifest, 'annotations') }));

function findMaps({ key, object }: Manifest, which: 'labels' | 'annotations'): readonly Place[] {
  const own = placeAt(object, `/metadata/${which}`);
  const template = podTemplatePointer(key);
  const ofPods = template === undefined || template === '' ? undefined : placeAt(object, joinPointer(template, 'metadata', which));
  if (ofPods === undefined) { return own === undefined ? NONE : [own]; }
  return own === undefined ? [ofPods] : [own, ofPods];
}

const NONE: readonly Place[] = [];

function placeAt(object: KubeObject, pointer: string): Place | undefined {
  const map = mapAt(object, pointer);
  return map && { pointer, map };
}

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
