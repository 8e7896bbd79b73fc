import { chartText } from './installation';
import type { ModelContext, ProxyConfigView } from '../draft';
import { type Effective, known, type Known, mapKnown, unknown } from '../origin';
import { stringAt } from '../read';

/** What a tag can end in to name its kind of image (Istio pkg/kube/inject/inject.go KnownImageTypes). */
const IMAGE_TYPES: readonly string[] = ['distroless', 'debug'];

/** An annotation of what istiod renders for: the pods, or the Gateway. */
export type AnnotationLookUp = (name: string) => Known<string> | undefined;

/**
 * The proxy's image: a whole reference where one is given, else `<hub>/<image>:<tag>` with the kind of image in the tag (inject.go
 * ProxyImage). Hub and tag differ by installation, so without the values of istiod it is not known.
 */
export function proxyImage(context: ModelContext, view: ProxyConfigView, annotation: AnnotationLookUp): Effective<string> {
  const whole = annotation('sidecar.istio.io/proxyImage') ?? chartText(context, '/global/proxy/image');
  if (whole.value.includes('/')) { return whole; }
  const hub = chartText(context, '/global/hub');
  const tag = chartText(context, '/global/tag');
  if (hub.value === '' || tag.value === '') {
    return unknown("the image is <hub>/<image>:<tag> of istiod's values (global.hub, global.tag), which are not given");
  }
  const type = imageType(context, view, annotation);
  if (!type.known) { return type; }
  const name = chartText(context, '/global/proxy/image').value || 'proxyv2';
  return known(`${hub.value}/${name}:${withType(tag.value, type.value)}`, tag.origin);
}

/** The annotation, else ProxyConfig's image, else the variant of the installation. */
function imageType(context: ModelContext, view: ProxyConfigView, annotation: AnnotationLookUp): Effective<string> {
  const own = annotation('sidecar.istio.io/proxyImageType');
  if (own) { return own; }
  const image = view.template('image');
  if (!image.known) { return image; }
  return image.value === undefined || image.value === null
    ? chartText(context, '/global/variant')
    : mapKnown(image, (value) => stringAt(value, '/imageType') ?? '');
}

function withType(tag: string, type: string): string {
  if (type === '') { return tag; }
  const present = IMAGE_TYPES.find((suffix) => tag.endsWith(`-${suffix}`));
  const bare = present === undefined ? tag : tag.slice(0, -present.length - 1);
  return type === 'default' ? bare : `${bare}-${type}`;
}
