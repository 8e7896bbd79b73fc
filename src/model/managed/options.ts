import type { RenderInput } from './input';
import { got, problem, type Problem } from './problems';
import { Feature, Support } from '../../platform';
import { valueFor } from '../../platform/values';
import { homeKey, homeOf } from '../by-home';
import { readLastWins } from '../manifest';
import type { Manifest } from '../manifest/types';
import { namesOf, oldestOf } from '../oldest';
import { once, oncePerIndex } from '../once';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, type JsonMap, mapAt, member, stringAt, stringsAt } from '../read';
import { chartValue } from '../rendering/installation';

/** The objects that overlays change, by the keys of an options ConfigMap, in the order in which they are made. */
export const OVERLAY_KEYS = ['serviceAccount', 'deployment', 'service', 'horizontalPodAutoscaler', 'podDisruptionBudget'] as const;
export type OverlayKey = typeof OVERLAY_KEYS[number];

/** What each of them is. */
export const OVERLAY_KINDS: Readonly<Record<OverlayKey, readonly [apiVersion: string, kind: string]>> = {
  serviceAccount: ['v1', 'ServiceAccount'],
  deployment: ['apps/v1', 'Deployment'],
  service: ['v1', 'Service'],
  horizontalPodAutoscaler: ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  podDisruptionBudget: ['policy/v1', 'PodDisruptionBudget'],
};

/** A partial object that is merged over one of the templates. */
export interface Overlay {
  readonly patch: JsonMap;
  /** Where a place of the patch stands. */
  readonly at: (within: string) => Origin;
}

/** What one ConfigMap, or one class of the installation's values, wants changed. */
export interface Layer {
  readonly overlays: ReadonlyMap<string, Overlay>;
  /** Why it is not known what this layer wants; it then may want anything. */
  readonly veil?: string;
}

/** The overlays for a Gateway, weakest first, and what is wrong with them. */
export interface Options {
  readonly layers: readonly Layer[];
  readonly problems: readonly Problem[];
}

const DEFAULTS_FOR_CLASS = 'gateway.istio.io/defaults-for-class';
const PARAMETERS = '/spec/infrastructure/parametersRef';

/** Class defaults, then the Gateway's own options (deploymentcontroller.go render). */
export function optionsOf(input: RenderInput): Options {
  const problems: Problem[] = [];
  const layers = [classDefaults(input, problems), ownOptions(input, problems)].filter((layer) => layer !== undefined);
  return { layers, problems };
}

/** The ConfigMaps that claim one class, and the one of them that counts. */
interface ClassClaim {
  readonly configMaps: Manifest[];
  /** Undefined: nobody can tell which. */
  readonly counts: () => Manifest | undefined;
}

const byClass = oncePerIndex((index) => {
  const found = new Map<string, ClassClaim>();
  for (const configMap of index.list('', 'ConfigMap')) {
    const label = stringsAt(configMap.object, '/metadata/labels')[DEFAULTS_FOR_CLASS];
    if (label === undefined) { continue; }
    const key = `${homeKey(homeOf(index, configMap.key))}${label}`;
    const claim = found.get(key);
    if (claim) { claim.configMaps.push(configMap); continue; }
    const configMaps = [configMap];
    found.set(key, { configMaps, counts: once(() => (saySame(configMaps) ? configMap : oldestOf(configMaps))) });
  }
  return found;
});

function saySame([first, ...others]: readonly Manifest[]): boolean {
  const text = JSON.stringify(first.object.data);
  return others.every((other) => JSON.stringify(other.object.data) === text);
}

function classDefaults(input: RenderInput, problems: Problem[]): Layer | undefined {
  const { gateway, context } = input;
  const { facts, cluster, index } = context;
  if (facts.platform.supports(Feature.CLASS_DEFAULTS) === Support.NO) { return undefined; }
  const className = stringAt(gateway.object, '/spec/gatewayClassName') ?? '';
  const claim = byClass(index).get(`${homeKey({ cluster, namespace: facts.rootNamespace })}${className}`);
  if (!claim) { return fromValues(input, className); }
  const counts = claim.counts();
  if (counts) { return read(counts, input, problems); }
  const veil = `the ConfigMaps ${namesOf(claim.configMaps)} all hold defaults for class ${className}, the oldest counts, and manifests do not say which that is`;
  problems.push(problem('several-class-defaults', `${veil}; keep one of them`, { kind: 'set', manifest: claim.configMaps[0], pointer: '/metadata/labels' }));
  return { overlays: new Map(), veil };
}

/** The istiod chart makes the ConfigMap of a class from its value `gatewayClasses.<class>`. */
function fromValues({ context }: RenderInput, className: string): Layer | undefined {
  const declared = member(chartValue(context, '/gatewayClasses').value, className);
  if (!isMap(declared)) { return undefined; }
  const overlays = new Map<string, Overlay>();
  for (const [key, patch] of Object.entries(declared)) {
    const at = (within: string): Origin => ({ kind: 'policy', level: 'global', by: `istiod's value gatewayClasses.${className}.${key}`, pointer: within });
    if (isMap(patch)) { overlays.set(key, { patch, at }); }
  }
  return { overlays };
}

function ownOptions(input: RenderInput, problems: Problem[]): Layer | undefined {
  const { gateway, namespace, context } = input;
  const origin: Origin = { kind: 'set', manifest: gateway, pointer: PARAMETERS };
  const reference = mapAt(gateway.object, PARAMETERS);
  if (!reference) { return undefined; }
  const supported = context.facts.platform.supports(Feature.PARAMETERS_REF);
  if (supported === Support.NO) {
    problems.push(problem('parameters-not-supported', `${context.facts.platform.toString()} does not read parametersRef, expected `
      + `${input.isAsm ? 'Gateway API 1.2.1' : 'Istio 1.26'} or later, the options have no effect`, origin));
    return undefined;
  }
  const group = member(reference, 'group');
  const kind = member(reference, 'kind');
  const name = member(reference, 'name');
  if (group !== '' || kind !== 'ConfigMap' || typeof name !== 'string') {
    problems.push(problem('wrong-parameters-kind', `parametersRef must name a ConfigMap, got group ${got(group)} and kind ${got(kind)}, `
      + 'expected group "" (it must be written) and kind ConfigMap, nothing is deployed', origin));
    return undefined;
  }
  const configMap = context.index.meant({ cluster: context.cluster, group: '', kind: 'ConfigMap', namespace, name });
  if (!configMap) {
    const veil = `ConfigMap ${namespace === undefined ? '' : `${namespace}/`}${name}, which parametersRef names, is not among the manifests`;
    problems.push(problem('missing-parameters', `${veil}; as long as the cluster has none either, nothing is deployed`, origin));
    return { overlays: new Map(), veil };
  }
  return read(configMap, input, problems);
}

/** What a ConfigMap says, read once: class defaults are shared by all Gateways of the class. */
const readConfigMaps = new WeakMap<Manifest, { readonly layer: Layer; readonly problems: readonly Problem[] }>();

function read(configMap: Manifest, { context, isAsm }: RenderInput, problems: Problem[]): Layer {
  let found = readConfigMaps.get(configMap);
  if (!found) { readConfigMaps.set(configMap, found = readLayer(configMap)); }
  problems.push(...found.problems);
  const allowed = valueFor(context.facts.platform, 'overlayKeys');
  // without a version the keys are those of every version that reads the ConfigMap
  const keys: readonly string[] = allowed.known ? allowed.value : OVERLAY_KEYS;
  for (const key of Object.keys(mapAt(configMap.object, '/data') ?? {})) {
    if (keys.includes(key)) { continue; }
    const origin: Origin = { kind: 'set', manifest: configMap, pointer: joinPointer('/data', key) };
    problems.push(isAsm
      ? problem('overlay-key-not-documented', `ASM does not document the key ${got(key)}, expected ${keys.join(', ')}, it is not known what ASM does with it`, origin)
      : problem('unknown-overlay-key', `options have the key ${got(key)}, expected ${keys.join(', ')}, remove it: with it nothing of the Gateway is deployed`, origin));
  }
  return found.layer;
}

function readLayer(configMap: Manifest): { readonly layer: Layer; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const overlays = new Map<string, Overlay>();
  for (const [key, text] of Object.entries(mapAt(configMap.object, '/data') ?? {})) {
    if (!isOverlayKey(key) && key !== PROXY_CONFIG_KEY) { continue; }
    const pointer = joinPointer('/data', key);
    const origin: Origin = { kind: 'set', manifest: configMap, pointer };
    if (typeof text !== 'string') {
      problems.push(problem('overlay-not-text', `option ${key} must be text, got ${got(text)}, write the overlay behind "|"`, origin));
      continue;
    }
    const patch = readPatch(key, text, origin, problems);
    if (patch) { overlays.set(key, { patch, at: (within) => ({ kind: 'set', manifest: configMap, pointer, within }) }); }
  }
  return { layer: { overlays }, problems };
}

/** The key that only ASM knows. */
export const PROXY_CONFIG_KEY = 'proxyConfig';

const isOverlayKey = (key: string): key is OverlayKey => (OVERLAY_KEYS as readonly string[]).includes(key);

/** An empty text is an overlay that changes nothing, and still counts as one. */
function readPatch(key: string, text: string, origin: Origin, problems: Problem[]): JsonMap | undefined {
  let value: unknown;
  try {
    const { value: last, twice } = readLastWins(text);
    value = last;
    if (twice !== undefined) { problems.push(problem('overlay-key-twice', `option ${key}: ${twice}; the last one counts, and nobody says so`, origin)); }
  } catch (error) {
    problems.push(problem('overlay-unparsable', `option ${key} cannot be read as YAML: ${(error as Error).message}`, origin));
    return undefined;
  }
  if (value === null || value === undefined) { return {}; }
  if (isMap(value)) { return value; }
  problems.push(problem('overlay-not-a-mapping', `option ${key} must be a partial object, got ${got(value)}, expected a mapping`, origin));
  return undefined;
}
