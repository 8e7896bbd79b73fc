import { KUBERNETES_DEFAULTS as KNOWN } from '../../model/kubernetes-defaults';
import { type JsonMap, member } from '../../model/read';

/** A value that holds where nobody writes one; some follow from what stands beside them. */
interface DefaultRow {
  /** Keys from the kind, or from `pod` (every pod template), down; `*` is any item of a list. */
  readonly place: string;
  readonly value: unknown | ((beside: JsonMap) => unknown);
  /** Nothing is filled in inside a template: the default appears in the pods that are made of it. */
  readonly onlyInPods?: true;
  readonly source: string;
}

const CORE = 'kubernetes pkg/apis/core/v1/defaults.go';
const APPS = 'kubernetes pkg/apis/apps/v1/defaults.go';
const BATCH = 'kubernetes pkg/apis/batch/v1/defaults.go';
/** No pointer in Go: false, zero and absent are one value. */
const ZERO = 'k8s.io/api core/v1/types.go: no pointer';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

const rows = (source: string, places: Readonly<Record<string, unknown>>): DefaultRow[] => (
  Object.entries(places).map(([place, value]) => ({ place, value, source })));

/** Of the fields that authors write out; one that is not in the table counts as changed when it appears. */
export const DEFAULT_ROWS: readonly DefaultRow[] = [
  ...rows(CORE, {
    'pod/spec/restartPolicy': 'Always',
    'pod/spec/dnsPolicy': 'ClusterFirst',
    'pod/spec/schedulerName': 'default-scheduler',
    'pod/spec/terminationGracePeriodSeconds': KNOWN.gracePeriodSeconds.value,
    'pod/spec/serviceAccount': (beside: JsonMap) => member(beside, 'serviceAccountName'),
    'pod/spec/serviceAccountName': (beside: JsonMap) => member(beside, 'serviceAccount'),
    'pod/spec/containers/*/imagePullPolicy': (beside: JsonMap) => pullPolicy(member(beside, 'image')),
    'pod/spec/containers/*/terminationMessagePath': '/dev/termination-log',
    'pod/spec/containers/*/terminationMessagePolicy': 'File',
    'pod/spec/containers/*/ports/*/protocol': 'TCP',
    'pod/spec/containers/*/env/*/valueFrom/fieldRef/apiVersion': 'v1',
    'pod/spec/containers/*/probe/timeoutSeconds': 1,
    'pod/spec/containers/*/probe/periodSeconds': 10,
    'pod/spec/containers/*/probe/successThreshold': 1,
    'pod/spec/containers/*/probe/failureThreshold': 3,
    'pod/spec/containers/*/probe/httpGet/path': '/',
    'pod/spec/containers/*/probe/httpGet/scheme': 'HTTP',
    'pod/spec/containers/*/lifecycle/preStop/httpGet/path': '/',
    'pod/spec/containers/*/lifecycle/preStop/httpGet/scheme': 'HTTP',
    'pod/spec/containers/*/lifecycle/postStart/httpGet/path': '/',
    'pod/spec/containers/*/lifecycle/postStart/httpGet/scheme': 'HTTP',
    'pod/spec/volumes/*/configMap/defaultMode': 420,
    'pod/spec/volumes/*/secret/defaultMode': 420,
    'pod/spec/volumes/*/projected/defaultMode': 420,
    'pod/spec/volumes/*/downwardAPI/defaultMode': 420,
    'pod/spec/volumes/*/downwardAPI/items/*/fieldRef/apiVersion': 'v1',
    'pod/spec/volumes/*/projected/sources/*/downwardAPI/items/*/fieldRef/apiVersion': 'v1',
    'pod/spec/volumes/*/projected/sources/*/serviceAccountToken/expirationSeconds': 3600,
    'pod/spec/volumes/*/hostPath/type': '',
    'Service/spec/type': 'ClusterIP',
    'Service/spec/sessionAffinity': 'None',
    'Service/spec/internalTrafficPolicy': 'Cluster',
    'Service/spec/externalTrafficPolicy': 'Cluster',
    'Service/spec/allocateLoadBalancerNodePorts': true,
    'Service/spec/ports/*/protocol': 'TCP',
    'Service/spec/ports/*/targetPort': (beside: JsonMap) => member(beside, 'port'),
  }),
  { place: 'pod/spec/enableServiceLinks', value: true, onlyInPods: true, source: `${CORE} SetDefaults_Pod` },
  ...rows(ZERO, {
    'pod/spec/hostNetwork': false,
    'pod/spec/hostPID': false,
    'pod/spec/hostIPC': false,
    'pod/spec/containers/*/stdin': false,
    'pod/spec/containers/*/stdinOnce': false,
    'pod/spec/containers/*/tty': false,
    'pod/spec/containers/*/volumeMounts/*/readOnly': false,
    'pod/spec/containers/*/ports/*/hostPort': 0,
    'pod/spec/containers/*/env/*/valueFrom/resourceFieldRef/divisor': '0',
    'pod/spec/volumes/*/downwardAPI/items/*/resourceFieldRef/divisor': '0',
    'pod/spec/volumes/*/projected/sources/*/downwardAPI/items/*/resourceFieldRef/divisor': '0',
    'pod/spec/volumes/*/persistentVolumeClaim/readOnly': false,
    'pod/spec/volumes/*/nfs/readOnly': false,
    'pod/spec/volumes/*/iscsi/readOnly': false,
    'pod/spec/volumes/*/cephfs/readOnly': false,
    'pod/spec/volumes/*/azureFile/readOnly': false,
    'pod/spec/containers/*/probe/initialDelaySeconds': 0,
    'Deployment/spec/paused': false,
    'Deployment/spec/minReadySeconds': 0,
    'StatefulSet/spec/minReadySeconds': 0,
    'DaemonSet/spec/minReadySeconds': 0,
    'Service/spec/publishNotReadyAddresses': false,
  }),
  ...rows(APPS, {
    'Deployment/spec/replicas': KNOWN.replicas.value,
    'Deployment/spec/revisionHistoryLimit': 10,
    'Deployment/spec/progressDeadlineSeconds': 600,
    'Deployment/spec/strategy/type': KNOWN.deploymentStrategy.value,
    'Deployment/spec/strategy/rollingUpdate/maxSurge': KNOWN.maxSurge.value,
    'Deployment/spec/strategy/rollingUpdate/maxUnavailable': KNOWN.maxUnavailable.value,
    'StatefulSet/spec/replicas': KNOWN.replicas.value,
    'StatefulSet/spec/revisionHistoryLimit': 10,
    'StatefulSet/spec/podManagementPolicy': 'OrderedReady',
    'StatefulSet/spec/updateStrategy/type': KNOWN.statefulSetStrategy.value,
    'StatefulSet/spec/updateStrategy/rollingUpdate/partition': 0,
    'DaemonSet/spec/revisionHistoryLimit': 10,
    'DaemonSet/spec/updateStrategy/type': KNOWN.daemonSetStrategy.value,
    'DaemonSet/spec/updateStrategy/rollingUpdate/maxSurge': KNOWN.daemonSetMaxSurge.value,
    'DaemonSet/spec/updateStrategy/rollingUpdate/maxUnavailable': KNOWN.daemonSetMaxUnavailable.value,
    'ReplicaSet/spec/replicas': 1,
  }),
  ...rows(BATCH, {
    'Job/spec/backoffLimit': 6,
    'Job/spec/suspend': false,
    'Job/spec/completionMode': 'NonIndexed',
    'CronJob/spec/suspend': false,
    'CronJob/spec/concurrencyPolicy': 'Allow',
    'CronJob/spec/successfulJobsHistoryLimit': 3,
    'CronJob/spec/failedJobsHistoryLimit': 1,
  }),
  ...rows(KNOWN.autoscalerMinReplicas.source, { 'HorizontalPodAutoscaler/spec/minReplicas': KNOWN.autoscalerMinReplicas.value }),
  ...ROUTES.flatMap((route) => rows('gateway-api apis/v1/shared_types.go ParentReference, object_reference_types.go BackendObjectReference', {
    [`${route}/spec/parentRefs/*/group`]: 'gateway.networking.k8s.io',
    [`${route}/spec/parentRefs/*/kind`]: 'Gateway',
    [`${route}/spec/rules/*/backendRefs/*/group`]: '',
    [`${route}/spec/rules/*/backendRefs/*/kind`]: 'Service',
  })),
  ...rows('ASM, CRD fields for an ASM gateway, and Modify an ingress gateway service', {
    'IstioGateway/spec/gatewayType': 'ingress',
    'IstioGateway/spec/replicaCount': 1,
    'IstioGateway/spec/serviceType': 'LoadBalancer',
    'IstioGateway/spec/externalTrafficPolicy': 'Cluster',
    'IstioGateway/spec/hostNetwork': false,
    'IstioGateway/spec/dnsPolicy': 'ClusterFirst',
    'IstioGateway/spec/kernel/enabled': false,
    'IstioGateway/spec/compression/enabled': false,
  }),
];

const BY_PLACE: ReadonlyMap<string, DefaultRow> = new Map(DEFAULT_ROWS.map((row) => [row.place, row]));

/** What holds at a place where nothing is written, in a Pod or elsewhere; undefined where that is not in the table. */
export function defaultAt(place: string, beside: JsonMap, inPod = false): unknown {
  const row = BY_PLACE.get(place);
  if (row?.onlyInPods && !inPod) { return undefined; }
  const value = row?.value;
  return typeof value === 'function' ? (value as (beside: JsonMap) => unknown)(beside) : value;
}

/** SetDefaults_Container: a tag that moves is pulled always; a digest and every other tag once. */
function pullPolicy(image: unknown): string | undefined {
  if (typeof image !== 'string' || image === '') { return undefined; }
  if (image.includes('@')) { return 'IfNotPresent'; }
  const name = image.slice(image.lastIndexOf('/') + 1);
  const colon = name.indexOf(':');
  return colon < 0 || name.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}
