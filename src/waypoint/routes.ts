import { WaypointTraffic } from './props';
import { USE_WAYPOINT, USE_WAYPOINT_NAMESPACE } from '../model/names';
import { Feature, Flavor, MeshFacts, Platform, Support } from '../platform';
import { shown } from '../platform/problems';
import { AllowedNamespaces } from '../presets/allowed-namespaces';

/** What traffic an object brings to a waypoint: a namespace whatever the waypoint takes. */
export type Brings = 'namespace' | 'service' | 'workload';

/** The waypoint, as those see it who are put behind it. */
export interface Served {
  readonly name: string;
  readonly namespace?: string;
  readonly waypointFor?: WaypointTraffic;
  readonly acceptsFrom?: AllowedNamespaces;
  readonly platform: Platform;
  readonly facts: MeshFacts;
}

/** The labels of something behind a waypoint, or why it cannot be there. */
export type Attached = { readonly labels: Readonly<Record<string, string>>; readonly opens?: string } | { readonly problem: string };

const INGRESS = 'istio.io/ingress-use-waypoint';

/**
 * Puts something of a namespace behind a waypoint. Source: Istio pilot/pkg/serviceregistry/ambient/waypoints.go and services.go.
 *
 * @param from the namespace of what is put behind it; undefined where it is not said
 */
export function attach(waypoint: Served, brings: Brings, from: string | undefined, ingress: boolean): Attached {
  const { name, namespace, platform } = waypoint;
  const problem = trafficProblem(waypoint, brings) ?? ingressProblem(waypoint, brings, ingress);
  if (problem !== undefined) { return { problem }; }
  const labels = { [USE_WAYPOINT]: name, ...ingress && { [INGRESS]: 'true' } };
  if (from === namespace && (brings !== 'namespace' || from !== undefined)) { return { labels }; }
  if (namespace === undefined) {
    return { problem: `its namespace must be given for what is in namespace ${shown(from)}, got none; give the waypoint or its chart a namespace` };
  }
  if (from === undefined) { return { problem: `it must be known in which namespace that is, got none; give it one, ${shown(namespace)} if it is the waypoint's` }; }
  if (platform.supports(Feature.WAYPOINT_OF_OTHER_NAMESPACE) === Support.NO) {
    return { problem: `namespace ${shown(from)} cannot use a waypoint of ${shown(namespace)}: ${platform.explain(Feature.WAYPOINT_OF_OTHER_NAMESPACE)}` };
  }
  const closed = closedProblem(waypoint, from);
  if (closed !== undefined) { return { problem: closed }; }
  return { labels: { ...labels, [USE_WAYPOINT_NAMESPACE]: namespace }, ...waypoint.acceptsFrom === undefined && { opens: from } };
}

function trafficProblem({ waypointFor = WaypointTraffic.SERVICE, platform }: Served, brings: Brings): string | undefined {
  if (waypointFor === WaypointTraffic.NONE) { return "nothing can go through it: 'waypointFor' is NONE; give it the traffic it is for"; }
  if (brings === 'workload' && platform.flavor === Flavor.ASM && platform.supports(Feature.WAYPOINT_FOR_PODS) === Support.NO) {
    return `pods cannot be put behind a waypoint here: ${platform.explain(Feature.WAYPOINT_FOR_PODS)}; put their Service or namespace behind it`;
  }
  if (brings === 'namespace' || waypointFor === WaypointTraffic.ALL || waypointFor === brings) { return undefined; }
  const wanted = brings === 'workload' ? 'WORKLOAD' : 'SERVICE';
  return `${brings === 'workload' ? 'pods' : 'Services'} go through a waypoint for ${brings} or all, got ${waypointFor}; set waypointFor to WaypointTraffic.${wanted} or ALL`;
}

function ingressProblem({ platform }: Served, brings: Brings, ingress: boolean): string | undefined {
  if (!ingress) { return undefined; }
  if (brings === 'workload') { return "'ingress' is for Services, ServiceEntries and namespaces, got it for pods; leave it out"; }
  if (brings === 'namespace' && platform.supports(Feature.INGRESS_WAYPOINT_BY_NAMESPACE) === Support.NO) {
    return `'ingress' cannot be had for a namespace: ${platform.explain(Feature.INGRESS_WAYPOINT_BY_NAMESPACE)}; set it for its Services`;
  }
  return undefined;
}

/** A waypoint that was told whom to accept is not opened behind its author's back. */
function closedProblem({ namespace, acceptsFrom, facts }: Served, from: string): string | undefined {
  const labels = facts.namespaces?.[from]?.labels;
  if (acceptsFrom === undefined || acceptsFrom._lets(namespace, from, labels) !== false) { return undefined; }
  return `namespace ${shown(from)} is not let in: 'acceptsFrom' is ${acceptsFrom.toString()}; add it there, or leave acceptsFrom out, and it is opened by itself`;
}
