import { annotation, label, type TemplateInput, written } from './template-input';
import { Feature, Support } from '../../platform';
import { type Effective, known, type Origin, unknown } from '../origin';
import { listAt, member, stringAt } from '../read';

const OWN = 'resource.opentelemetry.io/';

/** An attribute of the service that a sidecar speaks for, and where it comes from. */
interface Attribute {
  readonly text: string;
  readonly origin: Origin;
}

/**
 * The service's attributes for OpenTelemetry, where a provider of the mesh asks for them: the pod's own annotations, else what
 * Kubernetes says of it (Istio 1.31 pkg/kube/inject/template.go otelResourceAttributes). The kubelet puts the pod's name in.
 */
export function resourceAttributes(input: TemplateInput): Effective<string> | undefined {
  const { context, pods } = input;
  if (!isAskedFor(input)) { return undefined; }
  const namespace = context.index.namespaceOf(pods.manifest.key);
  if (namespace === undefined) { return unknown('the namespace of the pods is not given'); }
  const containers = listAt(pods.spec, '/containers') ?? [];
  const place = written(pods, 'spec', 'containers', 0);
  const first = stringAt(containers[0], '/name');
  const version = containers.length === 1 ? imageVersion(stringAt(containers[0], '/image') ?? '') : '';
  const attributes = [
    own(input, 'service.namespace') ?? { text: namespace, origin: { kind: 'set', manifest: pods.manifest, pointer: '/metadata/namespace' } },
    own(input, 'service.version') ?? ofLabel(input) ?? (version === '' ? undefined : { text: version, origin: place }),
    own(input, 'service.instance.id') ?? (first === undefined ? undefined : { text: `${namespace}.$(POD_NAME).${first}`, origin: place }),
  ].map((attribute, at) => attribute && { text: `${NAMES[at]}=${attribute.text}`, origin: attribute.origin }).filter((attribute) => attribute !== undefined);
  return known(attributes.map(({ text }) => text).join(','), attributes[0].origin);
}

const NAMES = ['service.namespace', 'service.version', 'service.instance.id'];

function isAskedFor({ context: { facts } }: TemplateInput): boolean {
  return facts.platform.supports(Feature.OTEL_RESOURCE_ATTRIBUTES) === Support.YES
    && (listAt(facts.meshConfig, '/extensionProviders') ?? []).some((provider) => (
      member(member(provider, 'opentelemetry'), 'serviceAttributeEnrichment') === 'OTEL_SEMANTIC_CONVENTIONS'));
}

/** An empty annotation counts as none. */
function own({ pods }: TemplateInput, name: string): Attribute | undefined {
  const found = annotation(pods, OWN + name);
  return found && found.value !== '' ? { text: found.value, origin: found.origin } : undefined;
}

function ofLabel({ pods }: TemplateInput): Attribute | undefined {
  const found = label(pods, 'app.kubernetes.io/version');
  return found && found.value !== '' ? { text: found.value, origin: found.origin } : undefined;
}

/** `1.21`, `sha256:…` or both, of `[registry[:port]/]name[:tag][@digest]`. */
function imageVersion(image: string): string {
  const at = image.indexOf('@');
  const [name, digest] = at === -1 ? [image, ''] : [image.slice(0, at), image.slice(at + 1)];
  const colon = name.lastIndexOf(':');
  const tag = colon > name.lastIndexOf('/') ? name.slice(colon + 1) : '';
  return [tag, digest].filter((part) => part !== '').join('@');
}
