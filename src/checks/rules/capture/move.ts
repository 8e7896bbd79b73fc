import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { mapAt } from '../../../model/read';
import type { PatchOperation } from '../../finding';

/** A bare Pod's own metadata is that of its template. */
export const hasTemplate = ({ key }: Manifest): boolean => (podTemplatePointer(key) ?? '') !== '';

/** Takes an annotation or a label from the object to its pods, where the maps of the template are there or can be made. */
export function moveToPods(manifest: Manifest, field: 'annotations' | 'labels', key: string, value: string): PatchOperation[] {
  const remove = { op: 'remove', path: joinPointer('/metadata', field, key) };
  const metadata = joinPointer(podTemplatePointer(manifest.key)!, 'metadata');
  const map = joinPointer(metadata, field);
  if (mapAt(manifest.object, map)) { return [remove, { op: 'add', path: joinPointer(map, key), value }]; }
  if (mapAt(manifest.object, metadata)) { return [remove, { op: 'add', path: map, value: { [key]: value } }]; }
  return [remove, { op: 'add', path: metadata, value: { [field]: { [key]: value } } }];
}
