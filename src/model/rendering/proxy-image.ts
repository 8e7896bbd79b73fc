import { chartText } from './installation';
import { Feature, Support } from '../../platform';
import type { ModelContext, ProxyConfigView } from '../draft';
import { type Effective, known, type Known, mapKnown, unknown } from '../origin';
import { stringAt } from '../read';

/** What a tag can end in to name its kind of image (Istio pkg/kube/inject/inject.go KnownImageTypes). */
const IMAGE_TYPES: readonly string[] = ['distroless', 'debug'];

const IMAGE_TYPE = 'sidecar.istio.io/proxyImageType';

/** An annotation of what istiod renders for: the pods, or the Gateway. */
export type AnnotationLookUp = (name: string) => Known<string> | undefined;

/**
 * The proxy's image: a whole reference where one is given, else `<hub>/<image>:<tag>` with the kind of image in the tag (inject.go
 * ProxyImage). Hub and tag differ by installation, so without the values of istiod it is not known.
 */
export function proxyImage(context: ModelContext, view: ProxyConfigView, annotation: AnnotationLookUp): Effective<string> {
  const image = chartText(context, '/global/proxy/image');
  const whole = annotation('sidecar.istio.io/proxyImage') ?? image;
  return whole.value.includes('/') ? whole : published(context, image.value, () => imageType(context, view, annotation));
}

/** istio-init's image: the proxy's, and in newer versions one with a name of its own, which a ProxyConfig does not reach (inject.go ProxyInitImage). */
export function initImage(context: ModelContext, view: ProxyConfigView, annotation: AnnotationLookUp): Effective<string> {
  const image = chartText(context, '/global/proxy_init/image');
  const whole = annotation('sidecar.istio.io/proxyImage') ?? image;
  if (whole.value.includes('/')) { return whole; }
  if (context.facts.platform.supports(Feature.INIT_IMAGE_VALUE) !== Support.YES) { return proxyImage(context, view, annotation); }
  return published(context, image.value, () => annotation(IMAGE_TYPE) ?? chartText(context, '/global/variant'));
}

function published(context: ModelContext, image: string, typeOf: () => Effective<string>): Effective<string> {
  const hub = chartText(context, '/global/hub');
  const tag = chartText(context, '/global/tag');
  if (hub.value === '' || tag.value === '') {
    return unknown("the image is <hub>/<image>:<tag> of istiod's values (global.hub, global.tag), which are not given");
  }
  const type = typeOf();
  if (!type.known) { return type; }
  return known(`${hub.value}/${image || 'proxyv2'}:${withType(tag.value, type.value)}`, tag.origin);
}

/** The annotation, else ProxyConfig's image, else the variant of the installation. */
function imageType(context: ModelContext, view: ProxyConfigView, annotation: AnnotationLookUp): Effective<string> {
  const own = annotation(IMAGE_TYPE);
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
