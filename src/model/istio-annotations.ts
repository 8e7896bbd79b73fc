import { Feature } from '../platform/feature';
import { annotationRow, ANNOTATION_ROWS } from './injected/annotations';
import {
  USE_WAYPOINT, USE_WAYPOINT_CANARY, USE_WAYPOINT_CANARY_NAMESPACE, USE_WAYPOINT_CANARY_WEIGHT, USE_WAYPOINT_NAMESPACE,
} from './names';

/** What an annotation is written on; `Any`: on every object. */
export type AnnotationHome = 'Any' | 'AuthorizationPolicy' | 'Gateway' | 'GatewayClass' | 'Ingress' | 'Namespace' | 'Pod' | 'Service' | 'ServiceEntry' | 'WorkloadEntry';

export interface KnownAnnotation {
  readonly name: string;
  readonly on: readonly AnnotationHome[];
  /** Older versions do not read it. */
  readonly needs?: Feature;
  readonly source: string;
}

const API = 'istio/api annotation/annotations.yaml, 1.22 to 1.31';

const known = (name: string, ...on: AnnotationHome[]): KnownAnnotation => ({ name, on, source: API });

/** Istio's annotations that are not for pods, or that pods have without the injector; those of pods are ANNOTATION_ROWS. */
const OTHERS: readonly KnownAnnotation[] = [
  known('alpha.istio.io/canonical-serviceaccounts', 'Service'),
  known('alpha.istio.io/kubernetes-serviceaccounts', 'Service'),
  known('alpha.istio.io/identity', 'Pod'),
  known('ambient.istio.io/bypass-inbound-capture', 'Pod'),
  { name: 'ambient.istio.io/dns-capture', on: ['Pod'], source: 'Istio 1.25 change notes; cni/pkg/nodeagent (AmbientDnsCapture)' },
  known('ambient.istio.io/waypoint-inbound-binding', 'Gateway', 'GatewayClass'),
  { name: 'ambient.istio.io/xfcc-include-client-identity', on: ['Gateway', 'GatewayClass'], source: 'Istio 1.30 change notes; pilot/pkg/networking/core/listener_waypoint.go' },
  known('galley.istio.io/analyze-suppress', 'Any'),
  known('gateway.istio.io/controller-version', 'Any'),
  known('gateway.istio.io/name-override', 'Gateway'),
  known('gateway.istio.io/service-account', 'Gateway'),
  known('install.operator.istio.io/chart-owner', 'Any'),
  known('install.operator.istio.io/owner-generation', 'Any'),
  known('install.operator.istio.io/version', 'Any'),
  known('istio.io/autoRegistrationGroup', 'WorkloadEntry'),
  { name: 'istio.io/connect-strategy', on: ['ServiceEntry'], source: 'Istio 1.30 change notes; pilot/pkg/model/service.go' },
  known('istio.io/connectedAt', 'WorkloadEntry'),
  known('istio.io/disconnectedAt', 'WorkloadEntry'),
  known('istio.io/dry-run', 'AuthorizationPolicy'),
  // on a BackendTLSPolicy or an XBackendTrafficPolicy, which nobody asks about here
  { name: 'istio.io/ignore-policy-attachment', on: ['Any'], source: 'Istio 1.31 change notes; pilot/pkg/config/kube/gateway/backend_policies.go' },
  { ...known(USE_WAYPOINT_CANARY_WEIGHT, 'Namespace', 'Service', 'ServiceEntry'), needs: Feature.WAYPOINT_CANARY },
  known('istio.io/workloadController', 'WorkloadEntry'),
  known('kubernetes.io/ingress.class', 'Ingress'),
  known('networking.istio.io/address-type', 'Gateway'),
  known('networking.istio.io/exportTo', 'Service'),
  known('networking.istio.io/service-type', 'Gateway'),
  // also on namespaces since 1.27 (release notes, traffic distribution inherited by Services)
  known('networking.istio.io/traffic-distribution', 'Service', 'ServiceEntry', 'Namespace'),
  known('sidecar.istio.io/controlPlaneAuthPolicy', 'Pod'),
  { name: 'sidecar.istio.io/enableCoreDump', on: ['Pod'], source: `${API}: until 1.23` },
  known('topology.istio.io/controlPlaneClusters', 'Namespace'),
  known('traffic.istio.io/nodeSelector', 'Service'),
];

/** Keys of Istio that only count as labels (istio/api label/labels.yaml); as annotations nobody reads them. */
const LABELS: readonly string[] = [
  'istio.io/dataplane-mode', 'istio.io/gateway-name', 'istio.io/global', 'istio.io/ingress-use-waypoint', 'istio.io/tag', 'istio.io/waypoint-for',
  USE_WAYPOINT, USE_WAYPOINT_CANARY, USE_WAYPOINT_CANARY_NAMESPACE, USE_WAYPOINT_NAMESPACE, 'networking.istio.io/tunnel', 'security.istio.io/tlsMode',
  'service.istio.io/canonical-name', 'service.istio.io/canonical-revision', 'service.istio.io/workload-name', 'topology.istio.io/cluster',
  'topology.istio.io/network', 'topology.istio.io/subzone',
];

const BY_NAME = new Map(OTHERS.map((row) => [row.name, row]));

/** The row of an annotation of Istio, wherever it belongs; undefined for one that no version up to 1.31 knows. */
export function knownAnnotation(name: string): KnownAnnotation | undefined {
  const ofPods = annotationRow(name);
  return ofPods ? { name, on: ['Pod'], needs: ofPods.needs, source: ofPods.source } : BY_NAME.get(name);
}

/** Every name, for a word of advice on misspelled ones. */
export const ANNOTATION_NAMES: readonly string[] = [...ANNOTATION_ROWS, ...OTHERS].map(({ name }) => name).sort();

/** Is this key one of Istio's labels, and no annotation? */
export function isLabelOnly(key: string): boolean {
  return LABELS.includes(key) && knownAnnotation(key) === undefined;
}

/**
 * Does the key lie in Istio's own part of the names? `internal.istio.io` is what istiod notes for itself.
 */
export function isOfIstio(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? '' : key.slice(0, slash);
  return (prefix === 'istio.io' || prefix.endsWith('.istio.io')) && prefix !== 'internal.istio.io';
}
