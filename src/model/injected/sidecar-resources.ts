import { asmItem } from './asm-levels';
import { overcommittedResources, QOS_LABEL, readScaledResources, type ResourceLists, scaledResources } from './scaled-resources';
import { annotation, type TemplateInput } from './template-input';
import { valueFor } from '../../platform/values';
import { type Effective, known, mapKnown, type Origin, unknown } from '../origin';
import { isMap, listAt } from '../read';
import { proxyResources } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

/** The annotations for the proxy's resources, and what each of them sets. */
const ANNOTATIONS = [
  { key: 'sidecar.istio.io/proxyCPU', side: 'requests', resource: 'cpu' },
  { key: 'sidecar.istio.io/proxyMemory', side: 'requests', resource: 'memory' },
  { key: 'sidecar.istio.io/proxyCPULimit', side: 'limits', resource: 'cpu' },
  { key: 'sidecar.istio.io/proxyMemoryLimit', side: 'limits', resource: 'memory' },
] as const;

/** What the annotations set; `rest` stands for each number that none of them sets. Undefined: the pod carries none of them. */
function annotated({ pods }: TemplateInput, rest: Effective<string> | undefined): Part {
  const found = ANNOTATIONS.map((row) => ({ ...row, own: annotation(pods, row.key) }));
  if (found.every(({ own }) => own === undefined)) { return undefined; }
  const block: Record<string, Record<string, Part>> = {};
  for (const { side, resource, own } of found) {
    const value = own ?? rest;
    if (value) { (block[side] ??= {})[resource] = sourced(value); }
  }
  return block;
}

/**
 * On Istio one annotation discards the whole default block, for the proxy and for istio-init (files/injection-template.yaml, the
 * template "resources").
 */
export function istioSidecarResources(input: TemplateInput): Part {
  const own = annotated(input, undefined);
  if (own !== undefined) { return own; }
  const installed = proxyResources(input.context, 'proxy');
  return installed && sourced(installed);
}

const NOT_SAID = unknown('ASM does not say whether one resource annotation discards what the others do not set, as it does on Istio');
const CONTAINER_REF = 'scaled-resource.inject.istio.alibabacloud.com/container-ref';

/** istio-proxy on ASM: overcommitted resources, the pod's annotations, a part of the application's, the fixed ones. */
export function asmSidecarResources(input: TemplateInput): Part {
  const overcommitted = asmOvercommitted(input, 'sidecarProxyAckSloResource');
  if (overcommitted) { return sourced(overcommitted); }
  const scaled = asmScaled(input);
  const own = annotated(input, NOT_SAID);
  if (own !== undefined) {
    return scaled ? sourced(unknown('ASM does not say which counts, resource annotations of the pod or proportional resources')) : own;
  }
  return sourced(scaled ?? asmItem(input, 'sidecarProxyResource') ?? proxyResources(input.context, 'proxy') ?? known({}, ofAsm('no resources')));
}

export function asmInitResources(input: TemplateInput): Part {
  const overcommitted = asmOvercommitted(input, 'sidecarProxyInitAckSloResource');
  if (overcommitted) { return sourced(overcommitted); }
  if (annotated(input, NOT_SAID) !== undefined) {
    return sourced(unknown('ASM does not say whether resource annotations of the pod also change istio-init, as they do on Istio'));
  }
  const item = asmItem(input, 'sidecarProxyInitResource');
  if (item) { return sourced(item); }
  const defaults = valueFor(input.context.facts.platform, 'initResources');
  return sourced(defaults.known ? known(defaults.value, ofAsm(defaults.source)) : unknown(defaults.why));
}

function ofAsm(source: string): Origin {
  return { kind: 'default', of: 'ASM', source };
}

/** Only pods with ACK's label use them. */
function asmOvercommitted(input: TemplateInput, name: string): Effective<ResourceLists> | undefined {
  const item = input.pods.labels[QOS_LABEL] === undefined ? undefined : asmItem(input, name);
  if (!item) { return undefined; }
  const lists = item.known ? overcommittedResources(item.value) : undefined;
  return lists ? known(lists, item.origin) : unknown(`${name} of ASMProxyConfig cannot be read`);
}

function asmScaled(input: TemplateInput): Effective<unknown> | undefined {
  const item = asmItem(input, 'scaledSidecarResource');
  if (!item) { return undefined; }
  if (!item.known) { return item; }
  const settings = readScaledResources(item.value, annotation(input.pods, CONTAINER_REF)?.value);
  if (!settings) { return isMap(item.value) ? unknown('scaledSidecarResource of ASMProxyConfig cannot be read') : undefined; }
  const result = scaledResources(settings, listAt(input.pods.spec, '/containers') ?? []);
  if (result === undefined) { return undefined; }
  return 'why' in result ? unknown(result.why) : mapKnown(item, () => result);
}
