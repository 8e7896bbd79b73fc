import type { Manifest } from '../../../model/manifest/types';
import type { Found } from '../../rule';
import { writtenValue } from '../proxy-rule';

/** Something that istiod's validation webhook has against a place of an object. */
export type Report = (pointer: string, message: string, fix: string) => void;

/** The findings of a judge who says all that the webhook has against an object. */
export function webhookRefusals(manifest: Manifest, judge: (report: Report) => void): Found[] {
  const { key } = manifest;
  const found: Found[] = [];
  judge((pointer, message, fix) => {
    const others = found.filter((one) => one.pointer === pointer).length;
    found.push({
      message: `${key.kind} ${key.name} is refused: ${message}`,
      fix,
      pointer,
      part: others === 0 ? pointer : `${pointer} ${others + 1}`,
      values: [writtenValue(manifest, pointer.slice(1).replaceAll('/', '.'), pointer)],
    });
  });
  return found;
}
