import { DEFAULT_REVISION, REVISION_KEY } from './names';
import { PROXY_CONTAINER } from '../names';
import { network } from './network';
import { ownerOf } from './owner';
import { prometheusAnnotations } from './prometheus';
import { label, type TemplateInput } from './template-input';
import { type Effective, known, mapKnown } from '../origin';
import { listAt, member, stringsOf } from '../read';
import { chartMap, chartText } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

/** Labels and annotations of the pods, as both templates and the injector after them set them. */
export function podMetadata(input: TemplateInput): { readonly labels: Record<string, Part>; readonly annotations: Record<string, Part> } {
  const onNetwork = network(input);
  const always = chartMap(input.context, '/sidecarInjectorWebhook/injectedAnnotations');
  return {
    labels: {
      'service.istio.io/canonical-name': sourced(canonicalName(input)),
      'service.istio.io/canonical-revision':
        firstLabel(input, ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version']) ?? 'latest',
      // webhook.go applyMetadata
      'topology.istio.io/network': onNetwork && sourced(onNetwork),
    },
    annotations: {
      [REVISION_KEY]: sourced(revision(input)),
      ...defaultContainer(input),
      ...prometheusAnnotations(input),
      ...Object.fromEntries(Object.entries(stringsOf(always?.value)).map(([key, value]) => [key, sourced(mapKnown(always!, () => value))])),
    },
  };
}

/** The name under which the mesh knows the workload. */
export function canonicalName(input: TemplateInput): Effective<string> {
  const key = firstKey(input, ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app']);
  return key === undefined ? ownerOf(input.pods).name : label(input.pods, key)!;
}

function firstLabel(input: TemplateInput, keys: readonly string[]): Part {
  const key = firstKey(input, keys);
  return key === undefined ? undefined : sourced(label(input.pods, key)!);
}

/** Go's `default`: an empty label counts as none. */
function firstKey({ pods }: TemplateInput, keys: readonly string[]): string | undefined {
  return keys.find((candidate) => (pods.labels[candidate] ?? '') !== '');
}

/** The revision of the control plane that injects; the pod's own label may be a tag. */
function revision({ context }: TemplateInput): Effective<string> {
  const { platform } = context.facts;
  if (platform.revision !== undefined) { return known(platform.revision, { kind: 'policy', level: 'global', by: 'platform (revision)' }); }
  return mapKnown(chartText(context, '/revision'), (name) => name || DEFAULT_REVISION);
}

/** The names of the containers beside the proxy. */
export function otherContainers({ pods }: TemplateInput): string[] {
  return (listAt(pods.spec, '/containers') ?? [])
    .map((container) => member(container, 'name'))
    .filter((name): name is string => typeof name === 'string' && name !== PROXY_CONTAINER);
}

/** `kubectl logs` and `exec` go to the first container that is not the proxy, unless the author chose one. */
function defaultContainer(input: TemplateInput): Record<string, Part> {
  const [first] = otherContainers(input);
  if (first === undefined) { return {}; }
  const keys = ['kubectl.kubernetes.io/default-logs-container', 'kubectl.kubernetes.io/default-container'];
  return Object.fromEntries(keys.filter((key) => input.pods.annotations[key] === undefined).map((key) => [key, first]));
}
