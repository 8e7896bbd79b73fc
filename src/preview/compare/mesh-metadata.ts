import type { Verdict } from './workload-fields';
import {
  USE_WAYPOINT, USE_WAYPOINT_CANARY, USE_WAYPOINT_CANARY_NAMESPACE, USE_WAYPOINT_CANARY_WEIGHT, USE_WAYPOINT_NAMESPACE,
} from '../../model/names';
import { joinPointer } from '../../model/pointer';

/** A label or annotation of an object that the mesh reads, so that more than metadata changes with it. */
interface MetadataRow {
  readonly place: 'labels' | 'annotations';
  readonly key: string;
  readonly kinds: readonly string[];
  readonly verdict: Verdict;
  readonly source: string;
}

const AT_ONCE: Verdict = { impact: 'live', note: 'the mesh reads it while pods run, and sends or judges traffic otherwise at once' };
const NEW_PODS: Verdict = { impact: 'pending-restart', note: 'holds for pods that are made from now on' };

const AMBIENT = 'Istio pilot/pkg/serviceregistry/ambient';
const WAYPOINT_CANARY = ['Namespace', 'Service', 'ServiceEntry'];

/** Without those of pods that the injector reads: they are compared with the pods. */
export const MESH_METADATA: readonly MetadataRow[] = [
  {
    place: 'labels',
    key: 'istio.io/dataplane-mode',
    kinds: ['Namespace', 'Pod'],
    verdict: AT_ONCE,
    source: 'Istio cni/pkg/nodeagent/informers.go reconcileNamespace, reconcilePod: pods that run are enrolled and released',
  },
  ...[USE_WAYPOINT, USE_WAYPOINT_NAMESPACE].map((key): MetadataRow => (
    { place: 'labels', key, kinds: ['Namespace', 'Service', 'ServiceEntry', 'WorkloadEntry', 'Pod'], verdict: AT_ONCE, source: `${AMBIENT}/waypoints.go` })),
  ...[USE_WAYPOINT_CANARY, USE_WAYPOINT_CANARY_NAMESPACE].map((key): MetadataRow => (
    { place: 'labels', key, kinds: WAYPOINT_CANARY, verdict: AT_ONCE, source: `${AMBIENT}/waypoints.go, from 1.31 on` })),
  { place: 'annotations', key: USE_WAYPOINT_CANARY_WEIGHT, kinds: WAYPOINT_CANARY, verdict: AT_ONCE, source: `${AMBIENT}/waypoints.go, from 1.31 on` },
  { place: 'labels', key: 'istio.io/ingress-use-waypoint', kinds: ['Namespace', 'Service', 'ServiceEntry'], verdict: AT_ONCE, source: `${AMBIENT}/services.go` },
  { place: 'labels', key: 'istio.io/waypoint-for', kinds: ['Gateway', 'GatewayClass'], verdict: AT_ONCE, source: `${AMBIENT}/waypoints.go` },
  { place: 'labels', key: 'topology.istio.io/network', kinds: ['Namespace', 'Service'], verdict: AT_ONCE, source: 'Istio pilot/pkg/serviceregistry/kube/controller/network.go' },
  { place: 'annotations', key: 'networking.istio.io/exportTo', kinds: ['Service'], verdict: AT_ONCE, source: 'Istio pilot/pkg/serviceregistry/kube/conversion.go' },
  {
    place: 'annotations',
    key: 'networking.istio.io/traffic-distribution',
    kinds: ['Namespace', 'Service', 'ServiceEntry'],
    verdict: AT_ONCE,
    source: 'Istio pilot/pkg/model/service.go',
  },
  { place: 'annotations', key: 'istio.io/dry-run', kinds: ['AuthorizationPolicy'], verdict: AT_ONCE, source: 'istio/api annotation/annotations.yaml' },
  ...['istio-injection', 'istio.io/rev'].map((key): MetadataRow => (
    { place: 'labels', key, kinds: ['Namespace'], verdict: NEW_PODS, source: 'Istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml' })),
];

const BY_PLACE: ReadonlyMap<string, Verdict> = new Map(MESH_METADATA.flatMap(({ place, key, kinds, verdict }) => (
  kinds.map((kind) => [`${kind}${joinPointer('/metadata', place, key)}`, verdict] as const))));

/** What a change below `/metadata` does; undefined where nobody reads it. */
export function metadataImpact(kind: string, inside: string): Verdict | undefined {
  return BY_PLACE.get(`${kind}${inside}`);
}
