import { ASM_PROXY_CONFIG } from './blocks';
import { problemOf, Quantity } from '../../../kube';
import { ByHome, homeOf } from '../../../model/by-home';
import { contextOf } from '../../../model/context-of';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { asmItem } from '../../../model/injected/asm-levels';
import { type PodTemplate, podTemplateOf } from '../../../model/injected/pod-template';
import { QOS_LABEL, readScaledResources, SCALED_RESOURCES, type ScaledResources, scaledBaseline } from '../../../model/injected/scaled-resources';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONTAINER } from '../../../model/names';
import { oncePerIndex } from '../../../model/once';
import { type Effective, known, type Origin } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isMap, listAt, mapAt, member, stringAt, stringsAt } from '../../../model/read';
import { Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Found, ManifestRule, NamedValue, Scene } from '../../rule';
import type { Described } from '../described';
import { proxyRule, running, short, writtenValue } from '../proxy-rule';

const PAGE = 'ASM, Configure sidecar proxies';
const CONTAINER_REF = 'scaled-resource.inject.istio.alibabacloud.com/container-ref';

/** The proportional setting that holds for a sidecar, and what it is taken of. */
interface Scaling {
  readonly item: Effective<unknown>;
  readonly settings: ScaledResources;
  readonly pods: PodTemplate;
  /** The application's containers that count; none: the named one is not there. */
  readonly base: readonly unknown[];
}

const scalings = new WeakMap<EffectiveProxy, { readonly scaling?: Scaling }>();

/** Three rules ask for the same. */
function scalingOf(proxy: EffectiveProxy, scene: Scene): Scaling | undefined {
  const entry = scalings.get(proxy) ?? { scaling: findScaling(proxy, scene) };
  scalings.set(proxy, entry);
  return entry.scaling;
}

function findScaling(proxy: EffectiveProxy, scene: Scene): Scaling | undefined {
  const pods = proxy.platform.flavor === Flavor.ASM ? podTemplateOf(proxy.declaredBy) : undefined;
  const item = pods && asmItem({ context: contextOf(scene, proxy.declaredBy.key.cluster), pods }, 'scaledSidecarResource');
  if (!pods || !item?.known) { return undefined; }
  const settings = readScaledResources(item.value, pods.annotations[CONTAINER_REF]);
  if (!settings) { return undefined; }
  const own = (listAt(pods.spec, '/containers') ?? []).filter((container) => member(container, 'name') !== PROXY_CONTAINER);
  const base = settings.strategy === 'PercentageRef' ? own.filter((container) => member(container, 'name') === settings.container).slice(0, 1) : own;
  return { item, settings, pods, base };
}

function settingValues({ item, settings }: Scaling): NamedValue[] {
  const of = (name: string, value: unknown): NamedValue => ({ name, value: item.known ? known(value, item.origin) : item, show: short });
  return [of('resourceCalculationStrategy', settings.strategy), of('resourcePercentage', settings.percentage)];
}

/** The pods are where the application's resources stand. */
function templatePlace({ pods: { manifest, pointer } }: Scaling, ...path: string[]): Origin {
  return { kind: 'set', manifest, pointer: joinPointer(pointer, ...path) };
}

/** RES006: the floor is silent. */
export const minimumApplies = proxyRule({
  id: 'RES006',
  title: 'minimum of proportional resources applies',
  what: 'A request or limit that ASM computes for a sidecar from those of the application falls below 100m cpu or 128Mi memory, and ASM raises it.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'ASM raises a proportional request or limit below its minimum without a word: the sidecar has more than the percentage says.',
  source: `${PAGE}: minimum required resources for the sidecar, CPU 100m and memory 128Mi`,
  makes: ['sidecar'],
}, (proxy, scene) => {
  const scaling = scalingOf(proxy, scene);
  if (!scaling) { return []; }
  const { settings, base } = scaling;
  const raised = (['requests', 'limits'] as const).flatMap((side) => SCALED_RESOURCES.flatMap(({ name, least, unit }) => {
    const amount = scaledBaseline(base, `/resources/${side}`, name, settings.strategy);
    if (amount === undefined || typeof amount === 'string') { return []; }
    const share = amount.percent(settings.percentage, unit);
    return share.compare(least) < 0 ? [{ name: `${side}.${name}`, amount, share, least }] : [];
  }));
  if (raised.length === 0) { return []; }
  return [{
    message: raised.map(({ name, amount, share, least }) => (
      `${name} is ${settings.percentage}% of ${amount.toString()}, ${share.toString()}: ASM sets ${least.toString()}`)).join('; '),
    fix: `count with ${[...new Set(raised.map(({ least }) => least.toString()))].join(' and ')}, or raise resourcePercentage or the application's own numbers`,
    at: templatePlace(scaling, 'spec', 'containers'),
    values: [...settingValues(scaling), ...raised.map(({ name, least }) => ({ name: `istio-proxy ${name}`, value: known(least.toString(), { kind: 'default', of: 'ASM', source: PAGE } as const) }))],
  }];
});

/** RES009: nobody is told of the fallback. */
export const baseContainerMissing = proxyRule({
  id: 'RES009',
  title: 'container of proportional resources missing',
  what: 'A sidecar\'s resources are to be taken of a named container (PercentageRef), and the pods have no container of that name. The pod\'s annotation for the '
    + 'name comes first.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ASM then uses the fixed resources for the sidecar, without a word.',
  source: `${PAGE}: if the specified container is not found in the Pod, the system falls back to the injected Istio proxy resource settings`,
  makes: ['sidecar'],
}, (proxy, scene) => {
  const scaling = scalingOf(proxy, scene);
  if (scaling?.settings.strategy !== 'PercentageRef' || scaling.base.length > 0) { return []; }
  const { settings: { container }, pods } = scaling;
  const names = (listAt(pods.spec, '/containers') ?? []).map((one) => stringAt(one, '/name')).filter((name) => name !== undefined);
  const annotated = pods.annotations[CONTAINER_REF] !== undefined;
  return [{
    message: `${container === undefined ? 'no container is named' : `container ${short(container)} is not there`}: the pods have ${
      names.join(', ').slice(0, 200)}, and ASM uses the fixed resources`,
    fix: `name one of ${names.join(', ').slice(0, 200)} in ${annotated ? `the annotation ${CONTAINER_REF}` : 'containerRef, or in the annotation ' + CONTAINER_REF}`,
    at: annotated ? templatePlace(scaling, 'metadata', 'annotations', CONTAINER_REF) : templatePlace(scaling, 'spec', 'containers'),
    values: [...settingValues(scaling), { name: 'containerRef', value: known(container, annotated ? templatePlace(scaling, 'metadata', 'annotations', CONTAINER_REF) : scaling.item.origin), show: short }],
  }];
});

/** RES010: half of nothing. */
export const baseWithoutAmounts = proxyRule({
  id: 'RES010',
  title: 'nothing to take a proportion of',
  what: 'A sidecar\'s resources are a part of the application\'s, and the containers that count have no requests or no limits, of cpu or of memory.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'Without limits of the application the sidecar has no limit, without requests it has the minimum of 100m and 128Mi.',
  source: `${PAGE}: if the baseline container has no limits configured …; if the baseline container has no configured requests …`,
  makes: ['sidecar'],
}, (proxy, scene) => {
  const scaling = scalingOf(proxy, scene);
  if (!scaling || scaling.base.length === 0) { return []; }
  const { settings, base } = scaling;
  const missing = (['requests', 'limits'] as const).flatMap((side) => SCALED_RESOURCES
    .filter(({ name }) => scaledBaseline(base, `/resources/${side}`, name, settings.strategy) === undefined).map((row) => ({ ...row, side })));
  if (missing.length === 0) { return []; }
  const names = base.map((one) => stringAt(one, '/name') ?? '?').join(', ').slice(0, 200);
  return [{
    message: missing.map(({ side, name, least }) => `container ${names} sets no ${side}.${name}: the sidecar ${side === 'limits' ? 'has no limit' : `requests ${least.toString()}`}`).join('; '),
    fix: `set ${missing.map(({ side, name }) => `${side}.${name}`).join(', ')} of ${names}`,
    at: templatePlace(scaling, 'spec', 'containers'),
    values: [...settingValues(scaling), ...missing.map(({ side, name }) => ({ name: `${side}.${name}`, value: known(undefined, { kind: 'default', of: 'Kubernetes', source: 'the manifest does not set it' } as const) }))],
  }];
});

/** A rule on ASMProxyConfig resources as they are written. */
function itemRule(text: Omit<Described<ManifestRule>, 'on' | 'kinds' | 'check'>, judge: (manifest: Manifest, scene: Scene) => readonly Found[]): Described<ManifestRule> {
  return { ...text, on: 'manifest', kinds: [ASM_PROXY_CONFIG], check: (manifest, scene) => (scene.facts.platform.flavor === Flavor.ASM ? judge(manifest, scene) : []) };
}

const FIXED = '/spec/sidecarProxyResource';
const SCALED = '/spec/scaledSidecarResource';

const valueOf = (manifest: Manifest, pointer: string): NamedValue => writtenValue(manifest, pointer.slice('/spec/'.length), pointer);

/** RES008: for PercentageRef the fixed resources are the documented fallback. */
export const fixedBesideScaled = itemRule({
  id: 'RES008',
  title: 'fixed resources beside proportional ones',
  what: 'An ASMProxyConfig sets sidecarProxyResource and a scaledSidecarResource of PercentageMax or PercentageSum; or one for a workload sets sidecarProxyResource '
    + 'while that of its namespace sets scaledSidecarResource.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Proportional resources override fixed ones, also those that a more specific resource sets: the fixed numbers have no effect.',
  source: `${PAGE}: when enabled, this setting overrides the injected Istio proxy resource settings`,
}, (manifest, scene) => {
  if (!isMap(mapAt(manifest.object, FIXED))) { return []; }
  const own = mapAt(manifest.object, SCALED);
  const by = own ? manifest : mapAt(manifest.object, '/spec/selector') ? scaledForNamespace(manifest, scene) : undefined;
  const strategy = by && stringAt(by.object, `${SCALED}/resourceCalculationStrategy`);
  if (!by || (strategy !== 'PercentageMax' && strategy !== 'PercentageSum')) { return []; }
  return [{
    message: `sidecarProxyResource has no effect: scaledSidecarResource ${strategy}${by === manifest ? '' : ` of ${by.key.name}, which speaks for the namespace,`} overrides it`,
    fix: by === manifest ? 'remove one of the two' : 'remove scaledSidecarResource from the namespace, or state the proportion for this workload',
    at: { kind: 'set', manifest, pointer: FIXED },
    values: [valueOf(manifest, FIXED), valueOf(by, SCALED)],
  }];
});

/** The first ASMProxyConfig for a whole namespace that sets proportional resources. */
const scaledByHome = oncePerIndex((index) => new ByHome(index, index.list('istio.alibabacloud.com', 'ASMProxyConfig').filter(({ object }) => (
  mapAt(object, '/spec/selector') === undefined && mapAt(object, SCALED) !== undefined)), ([first]) => first));

function scaledForNamespace({ key }: Manifest, { index }: Scene): Manifest | undefined {
  return scaledByHome(index).at(homeOf(index, key));
}

const OVERCOMMITTED = ['sidecarProxyAckSloResource', 'sidecarProxyInitAckSloResource'];

/** The labels of the pods that get a sidecar, by where they live; a workload that is judged for several clusters counts for each. */
const sidecarsByHome = oncePerScene(({ index, proxies }) => {
  const sidecars = proxies.filter((proxy) => proxy.role === 'sidecar' && running(proxy)).map(({ declaredBy }) => declaredBy);
  return new ByHome(index, sidecars, (workloads) => workloads.map((workload) => podTemplateOf(workload)?.labels ?? {}));
});

/** RES011: the label is the pods' own business; without any it is for nobody. */
export const overcommitWithoutLabel = itemRule({
  id: 'RES011',
  title: 'overcommitted resources that no pod uses',
  what: 'An ASMProxyConfig sets overcommitted resources of ACK, there are sidecars for which it speaks, and the pods of none of them carry the label '
    + `${QOS_LABEL}.`,
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Only pods with the label koordinator.sh/qosClass use the overcommitted resources; all others keep the ordinary ones.',
  source: `${PAGE}: pods with the ACK dynamic overcommitment label koordinator.sh/qosClass`,
  wholeApp: true,
}, (manifest, scene) => {
  const item = OVERCOMMITTED.find((name) => mapAt(manifest.object, `/spec/${name}`) !== undefined);
  if (item === undefined) { return []; }
  const selector = mapAt(manifest.object, '/spec/selector');
  const wanted = Object.entries(stringsAt(manifest.object, '/spec/selector/matchLabels'));
  const pods = (sidecarsByHome(scene).at(homeOf(scene.index, manifest.key)) ?? [])
    .filter((labels) => selector === undefined || (wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)));
  if (pods.length === 0 || pods.some((labels) => labels[QOS_LABEL] !== undefined)) { return []; }
  return [{
    message: `${item} is set, and ${pods.length === 1 ? 'the workload it speaks for lacks' : `none of the ${pods.length} workloads it speaks for has`} the pod label ${QOS_LABEL}`,
    fix: `label the pods with ${QOS_LABEL}: BE, or remove ${item}`,
    at: { kind: 'set', manifest, pointer: `/spec/${item}` },
    values: [valueOf(manifest, `/spec/${item}`)],
  }];
});

/** RES012: 0.5 would be half a thousandth. */
export const overcommitUnit = itemRule({
  id: 'RES012',
  title: 'overcommitted cpu not in millicores',
  what: 'cpu of sidecarProxyAckSloResource or sidecarProxyInitAckSloResource is not a whole number of millicores: 0.5, a negative number, or no quantity.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'ASM writes the number as kubernetes.io/batch-cpu, which counts thousandths of a processor: 200 is a fifth of one, and 0.5 is nothing.',
  source: `${PAGE}: when you configure ACK dynamic overcommitment resources for a sidecar, the unit for CPU resources is millicores`,
}, (manifest) => OVERCOMMITTED.flatMap((item) => ['requests', 'limits'].flatMap((side): Found[] => {
  const pointer = joinPointer('/spec', item, side, 'cpu');
  const value = valueAt(manifest.object, pointer);
  if (value === undefined || value === null || isMillicores(value)) { return []; }
  return [{
    message: `${item} ${side}.cpu is ${JSON.stringify(short(value))}, expected a whole number of millicores such as 200`,
    fix: typeof value === 'number' && value > 0 ? `write ${Math.ceil(value * 1000)} if processors are meant` : 'write the thousandths of a processor as a whole number, such as 200',
    part: `${item}.${side}`,
    at: { kind: 'set', manifest, pointer },
    values: [valueOf(manifest, pointer)],
  }];
})));

/** `200` and `200m` are both read as 200 millicores. */
function isMillicores(value: unknown): boolean {
  let amount: Quantity | undefined;
  problemOf(() => { amount = Quantity.parse(value); });
  if (amount === undefined || amount.isNegative()) { return false; }
  const milli = typeof value === 'string' && value.endsWith('m');
  return milli ? Quantity.parse(`${amount.milliValue()}m`).equals(amount) : Quantity.parse(String(amount.value())).equals(amount);
}
