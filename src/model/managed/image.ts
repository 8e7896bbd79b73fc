import { ownAnnotation, type RenderInput } from './input';
import { chartText } from './installation';
import type { ProxyConfigView } from '../draft';
import { type Effective, known, mapKnown, unknown } from '../origin';
import { stringAt } from '../read';

/** Suffixes of a tag that name a kind of image (Istio pkg/kube/inject/inject.go KnownImageTypes). */
const IMAGE_TYPES = ['distroless', 'debug'];

/** The proxy's image: a whole reference where one is given, else `<hub>/<image>:<tag>` with the kind of image in the tag. */
export function proxyImage({ gateway, context }: RenderInput, view: ProxyConfigView): Effective<string> {
  const whole = ownAnnotation(gateway, 'sidecar.istio.io/proxyImage') ?? chartText(context, '/global/proxy/image');
  if (whole.value.includes('/')) { return whole; }
  const hub = chartText(context, '/global/hub');
  const tag = chartText(context, '/global/tag');
  if (hub.value === '' || tag.value === '') { return unknown("the image is <hub>/<image>:<tag> of istiod's values (global.hub, global.tag), which are not given"); }
  const type = imageType(gateway, view, chartText(context, '/global/variant'));
  if (!type.known) { return unknown(type.origin.why); }
  const name = chartText(context, '/global/proxy/image').value || 'proxyv2';
  return known(`${hub.value}/${name}:${withType(tag.value, type.value)}`, tag.origin);
}

function imageType(gateway: RenderInput['gateway'], view: ProxyConfigView, variant: Effective<string>): Effective<string> {
  const annotated = ownAnnotation(gateway, 'sidecar.istio.io/proxyImageType');
  if (annotated) { return annotated; }
  const image = view.template('image');
  if (!image.known) { return unknown(image.origin.why); }
  return image.value === undefined || image.value === null ? variant : mapKnown(image, (value) => stringAt(value, '/imageType') ?? '');
}

function withType(tag: string, type: string): string {
  if (type === '') { return tag; }
  const present = IMAGE_TYPES.find((suffix) => tag.endsWith(`-${suffix}`));
  const bare = present === undefined ? tag : tag.slice(0, -present.length - 1);
  return type === 'default' ? bare : `${bare}-${type}`;
}
