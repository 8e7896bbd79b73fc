import { type Impact, isLoss, mayRestart, worstOf } from './impact';
import type { ProxyRole } from '../../model/effective-proxy';
import type { AddressRisk } from '../comparison-props';

/** One value that differs; an absent one is undefined. */
export interface LeafChange {
  readonly impact: Impact;
  /** The object that holds it: `Service istio-ingress/gw`. */
  readonly object: string;
  /** Where it stands there: a JSON pointer, '' for the object as a whole. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Who says so, in words: where it is written, by which policy, or whose default it is. */
  readonly origin: string;
  /** What is not seen from the values. */
  readonly note?: string;
}

/** How a rolling restart goes. What is not known is left out, and `unknown` says why. */
export interface RolloutPlan {
  readonly pods?: number;
  /** Most pods at one time. */
  readonly highWater?: number;
  /** Fewest ready pods. */
  readonly lowWater?: number;
  readonly steps?: number;
  /** Steps times what is known of a step: the delay before a pod counts as ready, and the longest that an old one may take to stop. */
  readonly seconds?: number;
  readonly unknown: readonly string[];
}

/** What a thing is known by. A proxy that a controller deploys is the workload that it makes. */
export interface ThingKey {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly kind: string;
  readonly name: string;
}

/** A workload or another object, and what becomes of it. */
export interface Thing {
  readonly key: ThingKey;
  readonly isWorkload: boolean;
  readonly role?: ProxyRole;
  /** The object for which a controller deploys it: `IstioGateway istio-system/ingress`. */
  readonly madeFrom?: string;
  readonly impact: Impact;
  /** What is reported with a workload because it belongs to it is among them. */
  readonly changes: readonly LeafChange[];
  readonly addressRisks: readonly AddressRisk[];
  readonly warnings: readonly string[];
  readonly rollout?: RolloutPlan;
}

/** What becomes of everything when the new manifests replace the old ones. */
export interface Comparison {
  /** Every workload of either side, unchanged ones as well. */
  readonly workloads: readonly Thing[];
  /** What changes and belongs to no workload. */
  readonly objects: readonly Thing[];
  readonly worst: Impact;
  /** Workloads whose pods are replaced, and those of which that is not known. */
  readonly restarts: readonly Thing[];
  /** What is refused, cut off or removed, also in part. */
  readonly losses: readonly Thing[];
}

export function comparisonOf(things: readonly Thing[]): Comparison {
  const sorted = things.map((thing) => ({ thing, sort: sortKey(thing) })).sort((a, b) => order(a.sort, b.sort)).map(({ thing }) => thing);
  const workloads = sorted.filter(({ isWorkload }) => isWorkload);
  return {
    workloads,
    objects: sorted.filter(({ isWorkload, impact }) => !isWorkload && impact !== 'none'),
    worst: worstOf(sorted.map(({ impact }) => impact)),
    restarts: workloads.filter(({ changes }) => restartOf(changes) !== 'none'),
    losses: sorted.filter(({ impact, changes }) => isLoss(impact) || changes.some((change) => isLoss(change.impact))),
  };
}

/**
 * What happens to pods, which need not be the worst of all: a Service that is refused does not keep its Deployment from rolling. What is
 * refused itself stays as it is; what is not known is never taken for that.
 */
export function restartOf(changes: readonly LeafChange[]): Impact {
  const refused = new Set(changes.filter(({ impact }) => impact === 'rejected').map(({ object }) => object));
  return worstOf(changes.filter(({ impact, object }) => impact === 'unknown' || (mayRestart(impact) && !refused.has(object))).map(({ impact }) => impact));
}

/** `Deployment istio-ingress/gw`, with its cluster where it has one. */
export function thingName({ cluster, namespace, kind, name }: ThingKey): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${cluster === undefined ? '' : ` in cluster ${cluster}`}`;
}

/** As many are named as a reader takes in. */
const MOST_NAMED = 5;

export function namedFirst(names: readonly string[]): string {
  return `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;
}

function sortKey({ key, madeFrom }: Thing): readonly string[] {
  return [key.cluster ?? '', key.namespace ?? '', key.name, key.kind, madeFrom ?? ''];
}

/** By code unit, so that no locale has a say. */
function order(a: readonly string[], b: readonly string[]): number {
  const part = a.findIndex((text, at) => text !== b[at]);
  return part < 0 ? 0 : a[part] < b[part] ? -1 : 1;
}
