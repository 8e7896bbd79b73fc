import type { Add, Item, PodView, Stamp } from './item';
import { containerField, ownContainer } from './pod';
import { flag, none, oneOf, sorted, table, wholeNumber } from './values';
import { problemOf, Quantity } from '../../kube';
import { shown } from '../../kube/errors';
import { nameProblem } from '../../kube/names';
import { overcommittedResources, QOS_LABEL, readScaledResources, type ResourceLists, scaledResources } from '../../model/injected/scaled-resources';
import { member } from '../../model/read';
import { Feature, Flavor, Support } from '../../platform';
import { isPlainMap, type Json, type JsonMap } from '../../platform/json';
import { OvercommittedAmount, SidecarScalingStrategy } from '../setting-parts';

const PAGE = 'source document 002; Istio 1.30.3 files/injection-template.yaml';

/** The pod's annotation names the container that resources are a part of. */
const CONTAINER_REF = 'scaled-resource.inject.istio.alibabacloud.com/container-ref';

/** The four annotations, and the number that each of them sets. */
const ANNOTATIONS = [
  { key: 'sidecar.istio.io/proxyCPU', side: 'requests', name: 'cpu', asm: 'RequestCPU' },
  { key: 'sidecar.istio.io/proxyMemory', side: 'requests', name: 'memory', asm: 'RequestMemory' },
  { key: 'sidecar.istio.io/proxyCPULimit', side: 'limits', name: 'cpu', asm: 'LimitCPU' },
  { key: 'sidecar.istio.io/proxyMemoryLimit', side: 'limits', name: 'memory', asm: 'LimitMemory' },
] as const;

const SIDES = ['requests', 'limits'] as const;

/** Resources as a container holds them: canonical, sorted, and with no request above its limit. */
function readResources(value: unknown, what: string, add: Add): JsonMap | undefined {
  if (!isPlainMap(value)) {
    add(`'${what}' must be resources such as { requests: { cpu: '100m' } }, got ${shown(value)}`);
    return undefined;
  }
  const result: Record<string, JsonMap> = {};
  for (const side of SIDES) {
    const list = value[side];
    if (list === undefined) { continue; }
    if (!isPlainMap(list)) { add(`'${what}.${side}' must be a map of amounts, got ${shown(list)}`); continue; }
    const amounts: Record<string, string> = {};
    for (const [name, amount] of Object.entries(list)) {
      const nameIs = nameProblem('labelKey', name);
      if (nameIs !== undefined) { add(`'${what}.${side}' has the resource ${shown(name)}, which ${nameIs}`); continue; }
      const problem = problemOf(() => Quantity.parse(amount, `'${what}.${side}.${name}'`));
      if (problem !== undefined) { add(problem); continue; }
      const quantity = Quantity.parse(amount);
      if (quantity.isNegative()) { add(`'${what}.${side}.${name}' must not be negative, got ${shown(amount)}`); continue; }
      amounts[name] = quantity.toString();
    }
    if (Object.keys(amounts).length > 0) { result[side] = sorted(amounts); }
  }
  if (Object.keys(result).length === 0) { add(`'${what}' must have an amount, got none; leave it out for the mesh's own`); }
  for (const [name, request] of Object.entries(result.requests ?? {})) {
    const limit = member(result.limits, name);
    if (typeof limit === 'string' && Quantity.parse(request).compare(Quantity.parse(limit)) > 0) {
      add(`'${what}' must not ask for more ${name} than its limit, got ${String(request)} and ${limit}; raise the limit`);
    }
  }
  return result;
}

/** Amounts beside processors and memory have no annotation. */
function byAnnotation(lists: JsonMap): Stamp {
  const annotations = Object.fromEntries(ANNOTATIONS.flatMap(({ key, side, name }) => {
    const amount = member(lists[side], name);
    return typeof amount === 'string' ? [[key, amount]] : [];
  }));
  const others = Object.fromEntries(SIDES.flatMap((side) => {
    const rest = Object.entries((lists[side] ?? {}) as JsonMap).filter(([name]) => name !== 'cpu' && name !== 'memory');
    return rest.length > 0 ? [[side, Object.fromEntries(rest)]] : [];
  }));
  return { annotations, ...(Object.keys(others).length > 0 && { proxy: { resources: others } }) };
}

function annotated({ annotations }: PodView): Json | undefined {
  const lists: Record<string, Record<string, string>> = {};
  for (const { key, side, name } of ANNOTATIONS) {
    if (annotations[key] !== undefined) { (lists[side] ??= {})[name] = annotations[key]; }
  }
  return Object.keys(lists).length > 0 ? lists : undefined;
}

function asmParameters(prefix: (row: typeof ANNOTATIONS[number]) => string): (value: Json) => { readonly parameters: JsonMap } {
  return (value) => ({
    parameters: Object.fromEntries(ANNOTATIONS.flatMap((row) => {
      const amount = member(member(value, row.side), row.name);
      return typeof amount === 'string' ? [[prefix(row), amount]] : [];
    })),
  });
}

/** What ASM calls the numbers of istio-init: `ProxyInitCPUResourceLimit`. */
const initParameter = ({ side, name }: typeof ANNOTATIONS[number]): string =>
  `ProxyInit${name === 'cpu' ? 'CPU' : 'Memory'}Resource${side === 'requests' ? 'Request' : 'Limit'}`;

/** What a block of our own leaves out and the injector's would have had. */
function lostNumbers(value: Json): string {
  return ANNOTATIONS.filter(({ side, name }) => member(member(value, side), name) === undefined)
    .map(({ side, name }) => `${name === 'cpu' ? 'CPU' : 'memory'} ${side === 'requests' ? 'request' : 'limit'}`).join(', ');
}

function annotationWarning(value: Json, { flavor, isSet }: Parameters<NonNullable<Item['warning']>>[1]): string | undefined {
  if (flavor === Flavor.ASM) { return undefined; }
  const lost = lostNumbers(value);
  const parts = [
    ...(lost === '' ? [] : [`the injector's own ${lost} are lost, since one annotation discards them all`]),
    ...(isSet('initResources') ? [] : ["istio-init gets the same numbers; set 'initResources' for others"]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

const resources: Item = {
  id: 'resources',
  // nothing of its own, but it gives way to a part of what the containers have
  byPod: () => '',
  read: ({ resources: own }, _, add) => own && readResources(own, 'resources', add),
  istio: (value) => byAnnotation(value as JsonMap),
  values: (value) => ({ global: { proxy: { resources: value } } }),
  asm: (value) => ({ sidecarProxyResource: value }),
  asmGlobal: asmParameters(({ asm }) => `Proxy${asm}`),
  ofPod: (pod) => annotated(pod) ?? containerField('proxy', 'resources')(pod),
  fallback: table('proxyResources', (value) => value as unknown as Json),
  site: { [Flavor.ISTIO]: 'istio-proxy resources, and those of istio-init', [Flavor.ASM]: 'istio-proxy resources' },
  ignored: (_, { pod, value }) => {
    const part = value('scaledResources');
    // without the named container the fixed ones hold
    return part !== undefined && annotated(pod) === undefined && scaled(part, pod) !== undefined ? 'proportional resources come first' : undefined;
  },
  warning: annotationWarning,
  source: `${PAGE} (the template "resources")`,
};

/** The part as numbers, or why there are none. */
export function scaled(value: Json, pod: PodView): ResourceLists | { readonly why: string } | undefined {
  const settings = readScaledResources(value, pod.annotations[CONTAINER_REF]);
  return settings && scaledResources(settings, pod.containers);
}

const scaling: Item = {
  id: 'scaledResources',
  byPod: ({ containers }) => JSON.stringify(containers.map((container) => [member(container, 'name'), member(container, 'resources')])),
  replaces: 'resources',
  read: ({ scaledResources: own }, _, add) => {
    if (own === undefined) { return undefined; }
    const { percentage, container, strategy = container === undefined ? SidecarScalingStrategy.MAX : SidecarScalingStrategy.CONTAINER } = own;
    // 10,000 times the application's is beyond any sidecar, and a typing error
    wholeNumber(percentage, 'scaledResources.percentage', 1, 1_000_000, add);
    oneOf(strategy, 'scaledResources.strategy', Object.values(SidecarScalingStrategy), add);
    const isByName = strategy === SidecarScalingStrategy.CONTAINER;
    if (isByName && container === undefined) { add("'scaledResources.container' must name a container for this strategy, got none; name one"); }
    if (!isByName && container !== undefined) { add(`'scaledResources.container' is only for SidecarScalingStrategy.CONTAINER, got ${shown(container)}; leave it out`); }
    const problem = container === undefined ? undefined : nameProblem('dns1123Label', container);
    if (problem !== undefined) { add(`'scaledResources.container' ${problem}, got ${shown(container)}`); }
    return { resourceCalculationStrategy: strategy, resourcePercentage: percentage, ...(container !== undefined && { containerRef: container }) };
  },
  istio: (value, pod) => {
    const lists = annotated(pod) === undefined ? scaled(value, pod) : undefined;
    if (lists === undefined || 'why' in lists) { return {}; }
    return byAnnotation(lists as unknown as JsonMap);
  },
  asm: (value) => ({ scaledSidecarResource: value }),
  asmGlobal: (value) => ({ console: { ScaledSidecarResource: value } }),
  ofPod: () => undefined,
  fallback: none,
  site: { [Flavor.ISTIO]: 'istio-proxy resources, computed when the manifests are written', [Flavor.ASM]: 'istio-proxy resources' },
  ignored: (value, { pod }) => {
    const lists = scaled(value, pod);
    if (annotated(pod) !== undefined) { return 'the pod has resource annotations of its own'; }
    if (lists === undefined) { return 'there is no container of that name, so that the fixed resources hold'; }
    return 'why' in lists ? lists.why : undefined;
  },
  warning: (value, view) => {
    const lists = scaled(value, view.pod);
    return lists === undefined || 'why' in lists ? undefined : annotationWarning(lists as unknown as Json, view);
  },
  source: 'source document 002, "Scale sidecar resources proportionally"',
};

const initResources: Item = {
  id: 'initResources',
  read: ({ initResources: own }, _, add) => own && readResources(own, 'initResources', add),
  istio: (value) => ({ init: { resources: value } }),
  asm: (value) => ({ sidecarProxyInitResource: value }),
  asmGlobal: asmParameters(initParameter),
  ofPod: containerField('init', 'resources'),
  fallback: table('initResources', (value) => value as unknown as Json),
  site: { [Flavor.ISTIO]: 'istio-init resources', [Flavor.ASM]: 'istio-init resources' },
  ignored: (_, { value }) => (value('interceptionMode') === 'NONE' ? 'interception mode NONE has no istio-init' : undefined),
  source: PAGE,
};

/** ASM counts processors in thousandths, as plain numbers (UpdateNamespaceScopeSidecarConfig: "Unit: millicore", example 2000). */
function overcommittedAmounts(amount: OvercommittedAmount | undefined, what: string, add: Add): JsonMap | undefined {
  if (amount === undefined) { return undefined; }
  if (!isPlainMap(amount)) { add(`'${what}' must be a map with cpuMillicores, memory, got ${shown(amount)}`); return undefined; }
  const { cpuMillicores, memory } = amount as OvercommittedAmount;
  if (cpuMillicores !== undefined) { wholeNumber(cpuMillicores, `${what}.cpuMillicores`, 1, 10_000_000, add); }
  const problem = memory === undefined ? undefined : problemOf(() => Quantity.parse(memory, `'${what}.memory'`));
  if (problem !== undefined) { add(problem); return undefined; }
  return {
    ...(cpuMillicores !== undefined && { cpu: String(cpuMillicores) }),
    ...(memory !== undefined && { memory: Quantity.parse(memory).toString() }),
  };
}

function overcommitted(id: 'overcommittedResources' | 'overcommittedInitResources', of: 'proxy' | 'init'): Item {
  const container = of === 'proxy' ? 'istio-proxy' : 'istio-init';
  return {
    id,
    byPod: ({ labels }) => String(labels[QOS_LABEL] !== undefined),
    read: (settings, { platform }, add) => {
      const own = settings[id];
      if (own === undefined) { return undefined; }
      if (platform.flavor === Flavor.ASM && platform.supports(Feature.OVERCOMMITTED_RESOURCES) === Support.NO) {
        add(`'${id}' is not possible here: ${platform.explain(Feature.OVERCOMMITTED_RESOURCES)}`);
      }
      const lists = SIDES.flatMap((side) => { const list = overcommittedAmounts(own[side], `${id}.${side}`, add); return list ? [[side, list] as const] : []; });
      if (lists.every(([, list]) => Object.keys(list).length === 0)) { add(`'${id}' must have an amount, got none; leave it out`); }
      return Object.fromEntries(lists);
    },
    istio: (value, { labels }) => {
      const lists = labels[QOS_LABEL] === undefined ? undefined : overcommittedResources(value);
      return lists ? { [of]: { resources: lists as unknown as Json } } : {};
    },
    asm: (value) => ({ [of === 'proxy' ? 'sidecarProxyAckSloResource' : 'sidecarProxyInitAckSloResource']: value }),
    asmGlobal: (value) => ({ console: { [of === 'proxy' ? 'SidecarProxyAckSloResource' : 'ProxyInitAckSloResource']: value } }),
    ofPod: (pod) => {
      const own = member(ownContainer(pod, of), 'resources');
      return JSON.stringify(own ?? '').includes('kubernetes.io/batch-') ? own as Json : undefined;
    },
    fallback: none,
    site: { [Flavor.ISTIO]: `${container} resources kubernetes.io/batch-cpu and batch-memory`, [Flavor.ASM]: `${container} resources kubernetes.io/batch-cpu and batch-memory` },
    ignored: (_, { pod }) => (pod.labels[QOS_LABEL] === undefined ? `the pod has no label ${QOS_LABEL}` : undefined),
    warning: (_, { flavor }) => (flavor === Flavor.ISTIO ? `${container} keeps its CPU and memory beside the overcommitted ones: a container can only add to the injector's` : undefined),
    source: 'source document 002, "Configure ACK dynamic overcommitment for a sidecar"; ASM documentation, "dynamically overcommitted ACK resources"',
  };
}

const nativeSidecar: Item = {
  id: 'nativeSidecar',
  read: ({ nativeSidecar: own }, { platform }, add) => {
    if (own === undefined) { return undefined; }
    if (platform.supports(Feature.NATIVE_SIDECAR_ANNOTATION) === Support.NO) {
      add(`'nativeSidecar' is not possible here: ${platform.explain(Feature.NATIVE_SIDECAR_ANNOTATION)}`);
    }
    if (own && platform.supports(Feature.SIDECAR_CONTAINERS) === Support.NO) { add(`'nativeSidecar' is not possible here: ${platform.explain(Feature.SIDECAR_CONTAINERS)}`); }
    return flag(own, 'nativeSidecar', add);
  },
  istio: (value) => ({ annotations: { 'sidecar.istio.io/nativeSidecar': String(value) } }),
  values: (value) => ({ env: { ENABLE_NATIVE_SIDECARS: String(value) } }),
  asmPod: (value) => ({ annotations: { 'sidecar.istio.io/nativeSidecar': String(value) } }),
  onlyAt: {
    levels: { [Flavor.ISTIO]: ['global', 'namespace', 'workload'], [Flavor.ASM]: ['namespace', 'workload'] },
    instead: 'ASM decides by its own version and that of Kubernetes',
  },
  ofPod: ({ annotations }) => { const own = annotations['sidecar.istio.io/nativeSidecar']; return own === undefined || own === '' ? undefined : own !== 'false'; },
  fallback: ({ nativeSidecars }) => (nativeSidecars === undefined ? { why: 'the Kubernetes version is not given' } : { value: nativeSidecars }),
  site: { [Flavor.ISTIO]: 'istio-proxy among the init containers, restartPolicy Always', [Flavor.ASM]: 'istio-proxy among the init containers, restartPolicy Always' },
  source: 'Istio 1.30.3 files/injection-template.yaml ($nativeSidecar); source document 002',
};

/** Resources and place of the containers. */
export const RESOURCE_ITEMS: readonly Item[] = [
  resources, scaling, initResources,
  overcommitted('overcommittedResources', 'proxy'), overcommitted('overcommittedInitResources', 'init'),
  nativeSidecar,
];
