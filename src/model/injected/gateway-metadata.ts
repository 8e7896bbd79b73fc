import { DEFAULT_REVISION, PROXY_CONTAINER, REVISION_KEY } from './names';
import { network } from './network';
import { prometheusAnnotations } from './prometheus';
import { type Part, sourced } from './sourced';
import { label, ownerOf, type TemplateInput } from './template-input';
import { chartMap, chartText } from '../managed/installation';
import { type Effective, known, mapKnown } from '../origin';
import { listAt, member, stringsOf } from '../read';

/** Labels and annotations of the pods, as the gateway template and the injector after it set them. */
export function gatewayMetadata(input: TemplateInput): Part {
  const onNetwork = network(input);
  const always = chartMap(input.context, '/sidecarInjectorWebhook/injectedAnnotations');
  return {
    labels: {
      'service.istio.io/canonical-name':
        firstLabel(input, ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app']) ?? sourced(ownerOf(input.pods).name),
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

/** Go's `default`: an empty label counts as none. */
function firstLabel({ pods }: TemplateInput, keys: readonly string[]): Part {
  const key = keys.find((candidate) => (pods.labels[candidate] ?? '') !== '');
  return key === undefined ? undefined : sourced(label(pods, key)!);
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
