import { annotation, type TemplateInput } from './template-input';
import { chartText } from '../managed/installation';
import { type Effective, known, mapKnown, unknown } from '../origin';
import { member } from '../read';

/** What a tag can end in to name its type (inject.go KnownImageTypes). */
const TYPES: readonly string[] = ['distroless', 'debug'];

/** The image that stands in the place of `auto`. Hub and tag differ by installation, so without the values of istiod it is not known. */
export function proxyImage(input: TemplateInput): Effective<string> {
  const { context, pods } = input;
  const whole = annotation(pods, 'sidecar.istio.io/proxyImage') ?? chartText(context, '/global/proxy/image');
  if (whole.known && whole.value.includes('/')) { return whole; }
  const hub = chartText(context, '/global/hub');
  const tag = chartText(context, '/global/tag');
  if (hub.value === '' || tag.value === '') {
    return unknown('the proxy image follows global.hub and global.tag of the injection values, which are not given');
  }
  const type = imageType(input);
  if (!type.known) { return type; }
  const name = chartText(context, '/global/proxy/image').value || 'proxyv2';
  return mapKnown(tag, (text) => `${hub.value}/${name}:${typedTag(text, type.value)}`);
}

/** The pod's annotation, else ProxyConfig's image, else the variant of the installation (inject.go ProxyImage). */
function imageType({ context, pods, proxyConfig }: TemplateInput): Effective<string> {
  const own = annotation(pods, 'sidecar.istio.io/proxyImageType');
  if (own) { return own; }
  const image = proxyConfig.template('image');
  if (!image.known) { return image; }
  const type = member(image.value, 'imageType');
  return image.value === undefined ? chartText(context, '/global/variant') : known(typeof type === 'string' ? type : '', image.origin);
}

function typedTag(tag: string, type: string): string {
  if (type === '') { return tag; }
  const present = TYPES.find((candidate) => tag.endsWith(`-${candidate}`));
  const plain = present === undefined ? tag : tag.slice(0, -(present.length + 1));
  return type === 'default' ? plain : `${plain}-${type}`;
}
