import { ProxyPreview } from './proxy-preview';
import { sourceOf } from './source';
import type { EffectiveProxy } from '../model/effective-proxy';

/** A proxy of any make as it will run. */
export function previewOfProxy(proxy: EffectiveProxy): ProxyPreview {
  return ProxyPreview._of(sourceOf(proxy));
}
