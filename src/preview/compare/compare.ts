import { addressRisks } from './address';
import { objectName, ThingBuilder } from './builder';
import { withClashes } from './clash';
import { type Comparison, comparisonOf, type LeafChange } from './comparison';
import { cutOff, isRefused } from './cut-off';
import { compareDeployed } from './deployed';
import { emptied, type Flows } from './emptied';
import { compareImpacts } from './impact';
import { compareInjection, compareState } from './injection';
import { leaveBehind } from './left-behind';
import type { Loss } from './loss';
import { Losses } from './losses';
import { makesPods, objectImpact } from './object-fields';
import { MOST_OWNERS, type Owner, Owners } from './owners';
import { type Pair, pairsOf } from './pairs';
import { clashesIn, compareWorkload, leafChanges } from './plain';
import { Policies, refusedBy, type Refusing } from './policies';
import { cappedWarnings, REPLICAS_FIELD, replicasField, type ScalingChange, unscaledWarnings } from './replicas';
import { Side } from './side';
import { lostTargets, type TargetLoss } from './targets';
import { type Touched, touchedBy } from './touched';
import { tracedName } from './traced';
import { isRoute, isWay, Ways } from './ways';
import { isAutoscaler } from '../../model/around';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { shownName } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { podTemplatePointer } from '../../model/manifest/workloads';
import { once } from '../../model/once';
import { describeOrigin } from '../../model/origin';
import { MeshFacts } from '../../platform';

export interface CompareInput {
  /** What holds for the old manifests, and for the new ones unless they have facts of their own. */
  readonly facts?: MeshFacts;
  readonly newFacts?: MeshFacts;
  readonly defaultNamespace?: string;
}

/** What becomes of every workload, proxy and other object when the new manifests are applied over the old ones. */
export function compareManifests(before: Iterable<Manifest>, after: Iterable<Manifest>, input: CompareInput = {}): Comparison {
  const { facts = new MeshFacts(), newFacts = facts, defaultNamespace } = input;
  const run = new Run(new Side(before, facts, defaultNamespace), new Side(after, newFacts, defaultNamespace));
  return comparisonOf(run.things().map((builder) => builder.finish()));
}

class Run {
  private readonly pairs: readonly Pair[];
  private readonly touched: Touched;
  private readonly workloads = new Map<Manifest, ThingBuilder>();
  private readonly proxies = new Map<string, ThingBuilder>();
  private readonly objects: ThingBuilder[] = [];
  /** Of what stays; asked for where it counts. */
  private readonly scalings = new Map<ThingBuilder, () => ScalingChange>();

  constructor(private readonly old: Side, private readonly now: Side) {
    this.pairs = pairsOf(old.index, now.index);
    this.touched = touchedBy(this.pairs, old, now);
  }

  public things(): ThingBuilder[] {
    this.compareDeployed();
    const others: Pair[] = [];
    for (const pair of this.pairs) {
      if (podTemplatePointer(keyOf(pair)) !== undefined) { this.compareWorkload(pair); } else { others.push(pair); }
    }
    const flows = this.flows();
    // before the changes of other objects are added to the workloads
    const services = lossesOfServices(others, flows);
    const stays = new Set([...this.scalings.keys()].filter(({ changes }) => !isRefused(changes)));
    const kept = new Set(others.flatMap(({ after, same }) => (same && after ? [after] : [])));
    const losses = new Losses(flows.before, flows.after, new Ways(this.now, flows.was), (manifest) => !kept.has(manifest));
    this.compareObjects(others, services, losses, flows);
    for (const pair of this.pairs) {
      if (services.get(pair)?.isCut !== true) { compareClients(pair, flows.was, flows.is, losses, stays); }
    }
    for (const workload of stays) {
      if (workload.changes.length === 0) { continue; }
      const lost = emptied(workload, flows);
      if (lost) { workload.add(lost); }
      workload.warn(cappedWarnings(flows.scalingOf(workload)!));
    }
    return [...new Set(this.workloads.values()), ...this.proxies.values(), ...this.objects];
  }

  /** What leads where on both sides; whoever is asked about is known by now. */
  private flows(): Flows {
    const ofProxy = (proxy: EffectiveProxy): ThingBuilder | undefined => this.proxies.get(proxyKey(proxy));
    const ofWorkload = (manifest: Manifest): ThingBuilder | undefined => this.workloads.get(manifest);
    const [was, is] = [new Owners(this.old, ofWorkload, ofProxy), new Owners(this.now, ofWorkload, ofProxy)];
    return { was, is, before: new Ways(this.old, was), after: new Ways(this.now, is), scalingOf: (workload) => this.scalings.get(workload)?.() };
  }

  /** What makes no pods: changed objects first, then those that lose something where they stand. */
  private compareObjects(others: readonly Pair[], services: ReadonlyMap<Pair, ServiceLoss>, losses: Losses, { was, is, before, after }: Flows): void {
    const [policiesWas, policiesAre] = [new Policies(this.old, was, before), new Policies(this.now, is, after)];
    const declaring = new Set([...this.old.deployed, ...this.now.deployed].map(({ declaredBy }) => declaredBy));
    for (const pair of [...others.filter(({ same }) => !same), ...others.filter((one) => one.same && services.has(one))]) {
      // a Gateway or IstioGateway is reported as the proxy that is made of it
      if (declaring.has((pair.after ?? pair.before)!)) { continue; }
      const lost = services.get(pair);
      // who has lost a Service is told, as long as it stays
      const losers = lost && was.of(pair.before!).filter(({ builder }) => builder.whole === undefined);
      for (const { builder } of losers ?? []) { builder.warn(lost!.warnings); }
      const refused = refusedBy(pair, policiesWas, policiesAre);
      const own = this.compareObject(pair, withRefused(losers ?? ownersOf(pair, was, is), refused), losses, lost?.changes ?? []);
      own?.warn(refused.map(({ warning }) => `${warning} (${refused.length} workloads)`));
      for (const { builder } of leftAlone(pair, was, is)) { builder.warn(this.unscaled(pair, builder)); }
    }
  }

  private compareDeployed(): void {
    const old = new Map(this.old.deployed.map((proxy) => [proxyKey(proxy), proxy]));
    const now = new Map(this.now.deployed.map((proxy) => [proxyKey(proxy), proxy]));
    const declared = new Map(this.pairs.flatMap((pair) => [pair.before, pair.after].flatMap((side) => (side ? [[side, pair] as const] : []))));
    const declaring = new Set(this.now.deployed.map(({ declaredBy }) => declaredBy));
    for (const [key, proxy] of new Map([...old, ...now])) {
      const builder = proxyBuilder(proxy);
      this.proxies.set(key, builder);
      const [before, after] = [old.get(key), now.get(key)];
      if (before && after) { this.scalings.set(builder, () => scalingOfDeployed(before, after)); }
      const heir = before && !after && before.make === 'managed' ? declared.get(before.declaredBy)?.after : undefined;
      if (before && heir) {
        leaveBehind(builder, before, heir, declaring.has(heir));
      } else if (!before || !after) {
        builder.whole = before ? 'removed' : 'added';
        for (const companion of before?.companions ?? []) { builder.risk(addressRisks(tracedName(companion), companion.object, undefined)); }
      } else if (!declared.get(after.declaredBy)?.same || this.touched.deployment(after.declaredBy)) {
        compareDeployed(builder, before, after);
      }
    }
  }

  private compareWorkload({ before, after, same }: Pair): void {
    const manifest = (after ?? before)!;
    const { cluster, kind } = manifest.key;
    const namespace = (after ? this.now : this.old).index.namespaceOf(manifest.key);
    const builder = new ThingBuilder({ cluster, namespace, kind, name: shownName(manifest) }, true);
    for (const side of [before, after]) {
      if (side) { this.workloads.set(side, builder); }
    }
    const [was, is] = [before && this.old.proxyIn(before), after && this.now.proxyIn(after)];
    const role = (is ?? was)?.role;
    if (role !== undefined) { builder.role = role; }
    if (!before || !after) { builder.whole = before ? 'removed' : 'added'; return; }
    this.scalings.set(builder, once(() => ({ before: this.old.scalingOf(before), after: this.now.scalingOf(after), field: REPLICAS_FIELD })));
    if (!same) { compareWorkload(builder, before, after, this.old, this.now); }
    const touched = this.touched.injection(after);
    if (!same || touched) { compareState(builder, after, was, this.now); }
    if (touched) { compareInjection(builder, after, was, is); }
  }

  /** What is told on its own, as it belongs to nobody. */
  private compareObject({ before, after }: Pair, owners: readonly Owner[], losses: Losses, lost: readonly LeafChange[]): ThingBuilder | undefined {
    const manifest = (after ?? before)!;
    const changes = before && after ? objectChanges(before, after) : [];
    changes.push(...lost);
    const risks = addressRisks(objectName(manifest.key), before?.object, after?.object);
    if (before && after && changes.length === 0) { return undefined; }
    if (owners.length === 0) {
      const own = alone(manifest, before && after ? changes : after ? 'added' : 'removed');
      own.risk(risks);
      this.objects.push(own);
      return own;
    }
    for (const { builder, afterRestart, merged } of owners) {
      builder.risk(risks);
      if (builder.whole !== undefined) { continue; }
      const { warning, ...verdict }: Loss = after ? ADDED : losses.ofRemoval(manifest, builder);
      if (warning !== undefined) { builder.warn([warning]); }
      const all = changes.length > 0 ? changes : [wholeObject(manifest, verdict, after !== undefined)];
      builder.add(...all.map((change) => asSeenBy(change, afterRestart, merged)));
    }
    return undefined;
  }

  private unscaled({ before, after }: Pair, builder: ThingBuilder): string[] {
    const scaling = this.scalings.get(builder)?.();
    return scaling ? unscaledWarnings(`${objectName(before!.key)} ${after ? 'has another target now' : 'is removed'}`, scaling) : [];
  }
}

/** What clients of a Service lose; `isCut`: all of them, so that nobody need look for more. */
interface ServiceLoss extends TargetLoss {
  readonly isCut: boolean;
}

function lossesOfServices(pairs: readonly Pair[], { was, is, before, after, scalingOf }: Flows): Map<Pair, ServiceLoss> {
  return new Map(pairs.flatMap((pair): [Pair, ServiceLoss][] => {
    const cut = cutOff(pair, was, is, scalingOf);
    if (cut) { return [[pair, { changes: [cut], warnings: [], isCut: true }]]; }
    const lost = lostTargets(pair, was, is, before, after);
    return lost ? [[pair, { ...lost, isCut: false }]] : [];
  }));
}

function keyOf({ before, after }: Pair): Manifest['key'] {
  return (after ?? before)!.key;
}

/** A policy that refuses more is told with whom it is for, unless they are many. */
function withRefused(owners: readonly Owner[], refused: readonly Refusing[]): readonly Owner[] {
  if (refused.length > MOST_OWNERS) { return []; }
  for (const { builder, warning } of refused) { builder.warn([warning]); }
  return [...owners, ...refused.filter(({ builder }) => !owners.some((owner) => owner.builder === builder)).map(({ builder }) => ({ builder }))];
}

/** An autoscaler is told with what it scaled as well: nothing else leads there any more. */
function ownersOf(pair: Pair, was: Owners, is: Owners): readonly Owner[] {
  return pair.after ? [...is.of(pair.after), ...leftAlone(pair, was, is)] : was.of(pair.before!);
}

/** What an autoscaler scales no more. */
function leftAlone({ before, after }: Pair, was: Owners, is: Owners): readonly Owner[] {
  if (!before || !isAutoscaler(before)) { return []; }
  const scaled = new Set(after ? is.of(after).map(({ builder }) => builder) : []);
  return was.of(before).filter(({ builder }) => builder.whole === undefined && !scaled.has(builder));
}

/**
 * What those lose that came over an object that stays. A route that is the same may be taken by a listener no more, and pods may have labels that
 * their Gateway does not ask for; what is refused stays as it was.
 */
function compareClients({ before, after, same }: Pair, was: Owners, is: Owners, losses: Losses, stays: ReadonlySet<ThingBuilder>): void {
  if (!before || !after || !isWay(after) || (same && !isRoute(after) && after.key.kind !== 'Gateway') || (!same && isRefused(objectChanges(before, after)))) { return; }
  const left = new Set(same && !isRoute(after) ? is.of(after).map(({ builder }) => builder) : []);
  for (const { builder } of was.of(before)) {
    if (left.has(builder)) { continue; }
    const lost = stays.has(builder) ? losses.ofEdit(before, after, builder) : undefined;
    if (lost) { builder.add(lost); }
  }
}

function objectChanges(before: Manifest, after: Manifest): LeafChange[] {
  return [...withClashes(leafChanges(before, after, (difference) => objectImpact(before, after, difference)), clashesIn(before, after))];
}

/** What is merged into a proxy is judged there; the text of the options alone does nothing. */
function asSeenBy(change: LeafChange, afterRestart: string | undefined, merged: true | undefined): LeafChange {
  if (merged && compareImpacts(change.impact, 'live') <= 0) {
    return { ...change, impact: 'metadata-only', note: 'what becomes of it is among the changes of the proxy' };
  }
  if (afterRestart === undefined || change.impact !== 'live') { return change; }
  return { ...change, impact: 'pending-restart', note: afterRestart };
}

const ADDED: Loss = { impact: 'live', note: 'is added' };

function wholeObject(manifest: Manifest, verdict: Pick<LeafChange, 'impact' | 'note'>, added: boolean): LeafChange {
  const origin = describeOrigin({ kind: 'set', manifest, pointer: '' });
  return { object: objectName(manifest.key), pointer: '', origin: added ? origin : `no longer ${origin}`, ...verdict };
}

function alone(manifest: Manifest, what: readonly LeafChange[] | 'added' | 'removed'): ThingBuilder {
  const { cluster, namespace, kind } = manifest.key;
  const builder = new ThingBuilder({ cluster, namespace, kind, name: shownName(manifest) }, makesPods(manifest));
  if (typeof what === 'string') { builder.whole = what; } else { builder.add(...what); }
  return builder;
}

function scalingOfDeployed({ scaling: before }: EffectiveProxy, { scaling: after, make, declaredBy }: EffectiveProxy): ScalingChange {
  return { before, after, field: replicasField({ make, declaredBy }), doubtful: make === 'asm' && after.autoscalers.length > 0 };
}

/** A proxy is the workload that it runs as, whatever asked for it. */
function proxyKey({ cluster, namespace, name, make }: EffectiveProxy): string {
  return JSON.stringify([cluster ?? null, namespace ?? null, name, make]);
}

function proxyBuilder({ cluster, namespace, name, role, workload, declaredBy }: EffectiveProxy): ThingBuilder {
  const { kind } = workload.object;
  const builder = new ThingBuilder({ cluster, namespace, kind, name }, true);
  builder.role = role;
  builder.madeFrom = objectName(declaredBy.key);
  return builder;
}
