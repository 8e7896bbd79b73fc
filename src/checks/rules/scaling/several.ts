import { ALL_AUTOSCALERS, nameOf, objectRule, scaledProxy, type Standing, type Target, targetOf } from './objects';
import { NearNames } from '../../../kube';
import { autoscalersOn, isIdle, rivalsOf, watching } from '../../../model/around';
import { ByHome, type Home, homeOf } from '../../../model/by-home';
import type { Autoscaler, EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import type { Manifest } from '../../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../../model/manifest/workloads';
import { once, onceEach, oncePerIndex } from '../../../model/once';
import { known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { member, stringAt } from '../../../model/read';
import { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';
import { running, short } from '../proxy-rule';
import type { Answer, Problem } from '../standing-rule';

function manifestOf(object: TracedObject): Manifest | undefined {
  const origin = object.origin('/kind');
  return origin.kind === 'set' ? origin.manifest : undefined;
}

/** All that scale what this one scales, or look at pods at which it looks, itself included. */
function rivals(standing: Standing, scene: Scene): readonly TracedObject[] {
  const proxy = scaledProxy(standing, scene);
  const target = targetOf(standing.object);
  const manifest = manifestOf(standing.object);
  const beside = manifest && target ? autoscalersOn(scene.index, homeOf(scene.index, manifest.key), target.kind, target.name) : [];
  const all = [
    ...[...proxy?.scaling.autoscalers ?? [], ...proxy?.scaling.rivals ?? [], ...beside].map(({ object }) => object),
    ...manifest ? rivalsOf(scene.index, manifest).map(TracedObject.of) : [],
    ...madeRivals(scene).get(standing.object)?.map(({ made }) => made) ?? [],
  ];
  // most stand alone
  if (all.every((object) => object === standing.object) || !counts(standing.object, proxy, scene)) { return []; }
  // the same kind and name is one object in the cluster
  return [...new Map(all.filter((object) => counts(object, proxy, scene)).map((object) => [nameOf(object), object])).values()];
}

/** What looks at no pods stops nothing, and is not stopped. Of a workload that is made it is not among the manifests how many pods there are. */
function counts(object: TracedObject, proxy: EffectiveProxy | undefined, { index }: Scene): boolean {
  const isThis = (one: Autoscaler): boolean => nameOf(one.object) === nameOf(object);
  if (proxy?.scaling.autoscalers.some(isThis)) { return watching(proxy.scaling).some(isThis); }
  const manifest = manifestOf(object);
  return manifest === undefined || !isIdle(index, manifest);
}

/** By an autoscaler that is written those that istiod or ASM makes, of other workloads, at whose pods it looks as well. */
const madeRivals = oncePerScene(({ proxies }) => groupBy(
  proxies.filter(running).flatMap(({ scaling: { autoscalers, rivals: others } }) => autoscalers.filter(({ owner }) => owner === 'managed')
    .flatMap(({ object: made }) => others.map(({ object }) => ({ object, made })))),
  ({ object }) => object,
));

const TRANSFER = joinPointer('/metadata/annotations', 'scaledobject.keda.sh/transfer-hpa-ownership');

/** KEDA takes an autoscaler over that it is told to. */
function handsOver(a: TracedObject, b: TracedObject): boolean {
  return stringAt(a.object, TRANSFER) === 'true' && stringAt(a.object, '/spec/advanced/horizontalPodAutoscalerConfig/name') === b.object.metadata.name;
}

/** SCL024: since Kubernetes 1.26 the controller stops all of them. */
export const severalAutoscalers = objectRule({
  id: 'SCL024',
  title: 'several autoscalers for one workload',
  what: 'Two or more HorizontalPodAutoscalers or KEDA ScaledObjects scale the same workload, or workloads whose selectors match the same pods, those that istiod or ASM '
    + 'makes included. Three do not count, neither as the one nor as the other: one that a ScaledObject takes over (transfer-hpa-ownership), a ScaledObject that is paused, and a '
    + 'HorizontalPodAutoscaler whose workload is at zero while nothing wakes it.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Kubernetes stops every autoscaler whose pods another one claims as well (AmbiguousSelector), and the workload keeps the number it has.',
  source: 'Kubernetes pkg/controller/podautoscaler/horizontal.go validateAndParseSelector, hpasControllingPodsUnderSelector (AmbiguousSelector), reconcileAutoscaler (ScalingDisabled); https://github.com/kubernetes/kubernetes/pull/112011; '
    + 'https://github.com/kedacore/keda/issues/5825',
}, ALL_AUTOSCALERS, (standing, scene) => {
  const { object } = standing;
  const others = rivals(standing, scene)
    .filter((other) => nameOf(other) !== nameOf(object) && !handsOver(object, other) && !handsOver(other, object));
  if (others.length === 0) { return []; }
  const target = targetOf(object);
  const same = others.filter((other) => isSame(target, targetOf(other)));
  const s = (same.length || others.length) === 1 ? 's' : '';
  return [{
    message: same.length > 0
      ? `${namesOf(same)} also scale${s} ${target ? `${target.kind} ${short(target.name)}` : 'the same pods'}: Kubernetes stops all of them`
      : `${namesOf(others)} scale${s} ${others.length === 1 ? 'another workload whose selector matches' : 'other workloads whose selectors match'} the same pods: Kubernetes stops all of them`,
    fix: same.length > 0 ? 'put all metrics into one autoscaler, and remove the others: it takes the largest number that any metric asks for'
      : 'give the pods of each workload a label of their own, such as version, in spec.selector and in the template; a selector is set once, so the workload must be made anew',
    part: nameOf(object),
    at: placeOf(object),
    values: [object, ...same.length > 0 ? same : others].slice(0, 5).map((one) => (
      { name: nameOf(one), value: known(targetOf(one)?.name, one.origin('/spec/scaleTargetRef/name')), show: (name) => `scales ${short(name)}` }
    )),
  }];
});

/** An option of a Gateway that names no target scales its own. */
function isSame(a: Target | undefined, b: Target | undefined): boolean {
  return a === undefined || b === undefined || (a.kind === b.kind && a.name === b.name);
}

function namesOf(objects: readonly TracedObject[]): string {
  return objects.map(nameOf).join(', ').slice(0, 200);
}

function placeOf(object: TracedObject): Origin | undefined {
  return ['/spec/scaleTargetRef', '/spec/minReplicas', '/spec/maxReplicas'].map((place) => object.origin(place)).find(({ kind }) => kind === 'set');
}

/** What autoscalers may name in one namespace: the workloads of each name, and the names of each kind. */
class Targets {
  /** The names of a kind, for those that are misspelt. */
  public readonly near = onceEach((kind: string) => new NearNames(this.workloads.filter(({ key }) => key.kind === kind).map(({ key }) => key.name)));
  private readonly byName = once(() => groupBy(this.workloads, ({ key }) => key.name));

  constructor(private readonly workloads: readonly Manifest[]) {}

  public named(name: string): readonly Manifest[] {
    return this.byName().get(name) ?? [];
  }
}

const NO_TARGETS = new Targets([]);
const SCALABLE = WORKLOAD_KINDS.filter(({ kind }) => !['Pod', 'Job', 'CronJob', 'DaemonSet'].includes(kind));

const targetsByHome = oncePerIndex((index) => (
  new ByHome(index, SCALABLE.flatMap(({ group, kind }) => index.list(group, kind)), (workloads) => new Targets(workloads))
));

/** SCL025: that an object is not here proves nothing; that another one almost is does. */
export const danglingTarget = objectRule({
  id: 'SCL025',
  title: 'autoscaler target misspelt',
  what: 'scaleTargetRef of a HorizontalPodAutoscaler names a Deployment, ReplicaSet or StatefulSet without the group apps in apiVersion; or it names a workload that is not '
    + 'among the manifests, while one of its namespace has the name and another kind, or a name that differs by a letter or two and has no autoscaler, or is what istiod or ASM '
    + 'makes of the gateway that was meant. An option of a Gateway may name another Deployment than its own. A target of which there is no trace passes: it may come from elsewhere.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'An autoscaler whose target does not exist reports FailedGetScale and scales nothing.',
  source: 'Kubernetes pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler (FailedGetScale); kube-linter dangling-horizontalpodautoscaler',
  wholeApp: true,
}, ALL_AUTOSCALERS, (standing, scene): Answer[] => {
  const { object } = standing;
  const target = targetOf(object);
  const manifest = manifestOf(object);
  const { proxy } = standing;
  if (target && proxy && target.name !== proxy.name && object.origin('/spec/scaleTargetRef/name').kind === 'set') {
    return [misspelt(object, 'name', `scaleTargetRef names ${short(target.kind)} ${short(target.name)}, and the gateway's own is ${proxy.name}`, 'remove scaleTargetRef from the option')];
  }
  if (!target || !manifest) { return []; }
  const stray = strayGroup(object, target);
  if (stray !== undefined) { return [stray]; }
  if (scaledProxy(standing, scene)) { return []; }
  const home = homeOf(scene.index, manifest.key);
  const targets = targetsByHome(scene.index).at(home) ?? NO_TARGETS;
  const sameName = targets.named(target.name);
  if (sameName.some(({ key }) => key.kind === target.kind) || isMade(target, home, scene)) { return []; }
  const otherKind = sameName.at(0);
  const meant = otherKind ? target.name : madeInstead(target, home, scene) ?? targets.near(target.kind).nearest(target.name,
    (name) => isSlip(target.name, name) && autoscalersOn(scene.index, home, target.kind, name).length === 0);
  if (meant === undefined) { return []; }
  const field = otherKind ? 'kind' : 'name';
  const right = otherKind ? `kind ${otherKind.key.kind}` : `name ${meant}`;
  const message = `scaleTargetRef names ${short(target.kind)} ${short(target.name)}, which is not there; ${otherKind?.key.kind ?? target.kind} ${meant} is`;
  return [misspelt(object, field, message, `set ${right} in scaleTargetRef`)];
});

function misspelt(object: TracedObject, field: 'kind' | 'name', message: string, fix: string): Problem {
  return {
    message,
    fix,
    part: 'target',
    at: object.origin(member(object.object.spec, 'scaleTargetRef') === undefined ? '/spec' : `/spec/scaleTargetRef/${field}`),
    pointer: '/spec',
    values: [{ name: `scaleTargetRef.${field}`, value: object.at<unknown>(`/spec/scaleTargetRef/${field}`), show: short }],
  };
}

/** What is made of a gateway whose name, or the name that another mesh makes of it, is in the place of the Deployment's. */
function madeInstead({ kind, name }: Target, { namespace, cluster }: Home, scene: Scene): string | undefined {
  if (kind !== 'Deployment') { return undefined; }
  return (madeByOtherName(scene).get(name) ?? []).find(({ proxy }) => proxy.namespace === namespace && proxy.cluster === cluster)?.proxy.name;
}

const madeByOtherName = oncePerScene(({ proxies }) => groupBy(
  proxies.filter(({ make }) => make === 'managed' || make === 'asm').flatMap((proxy) => {
    const declared = proxy.declaredBy.key.name;
    return [declared, `${declared}-istio`, `istio-${declared}`].map((name) => ({ name, proxy }));
  }),
  ({ name }) => name,
));

const OF_APPS: readonly string[] = ['Deployment', 'ReplicaSet', 'StatefulSet'];

/** The controller looks for the kind in the group of apiVersion, and without one in the core group, which has no such kinds. */
function strayGroup(object: TracedObject, { kind }: Target): Problem | undefined {
  const pointer = '/spec/scaleTargetRef/apiVersion';
  const apiVersion = object.at<unknown>(pointer);
  if (object.object.kind !== 'HorizontalPodAutoscaler' || !OF_APPS.includes(kind) || !apiVersion.known) { return undefined; }
  const text = apiVersion.value ?? '';
  if (typeof text !== 'string' || text.startsWith('apps/')) { return undefined; }
  return {
    message: `scaleTargetRef names a ${kind} ${text === '' ? 'without apiVersion' : `of ${short(text)}`}, and no such API has one: nothing is scaled`,
    fix: 'set apiVersion: apps/v1 in scaleTargetRef',
    part: 'target',
    at: text === '' ? object.origin('/spec/scaleTargetRef') : apiVersion.origin,
    pointer: '/spec/scaleTargetRef',
    values: [{ name: 'scaleTargetRef.apiVersion', value: apiVersion, show: short }],
  };
}

/** `web-v1` and `web-v2`, `shard-a` and `shard-b` are different on purpose: only longer words are misspelt, and not in their digits. */
function isSlip(wrong: string, right: string): boolean {
  const [a, b] = [wrong.split('-'), right.split('-')];
  const differ = a.length === b.length ? a.map((word, at) => [word, b[at]]).filter(([one, other]) => one !== other) : [[wrong, right]];
  return differ.every(([one, other]) => one.length >= 4 && other.length >= 4 && one.replace(/[0-9]/g, '') !== other.replace(/[0-9]/g, ''));
}

/** What istiod or ASM makes is not written anywhere. */
function isMade({ kind, name }: Target, { namespace }: Home, scene: Scene): boolean {
  return (proxiesByName(scene).get(name) ?? []).some((proxy) => proxy.namespace === namespace && proxy.workload.object.kind === kind);
}

const proxiesByName = oncePerScene(({ proxies }) => groupBy(proxies, ({ name }) => name));
