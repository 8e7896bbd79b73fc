/** Lists whose order means nothing, and keys for the lists of kinds that the merge table does not know. */

/** Items are compared as a set. */
const UNORDERED: ReadonlyMap<string, string> = new Map([
  ['HorizontalPodAutoscaler/spec/metrics', 'autoscaling/v2 types.go: the highest number of all metrics counts'],
  ['HorizontalPodAutoscaler/spec/behavior/scaleUp/policies', 'autoscaling/v2 types.go: selectPolicy picks one by value'],
  ['HorizontalPodAutoscaler/spec/behavior/scaleDown/policies', 'autoscaling/v2 types.go: selectPolicy picks one by value'],
  ['Role/rules', 'rbac/v1 types.go: rules add up'],
  ['ClusterRole/rules', 'rbac/v1 types.go: rules add up'],
  ['RoleBinding/subjects', 'rbac/v1 types.go: subjects add up'],
  ['ClusterRoleBinding/subjects', 'rbac/v1 types.go: subjects add up'],
  ['Service/spec/loadBalancerSourceRanges', 'core/v1 types.go: each range is let in'],
  ['Service/spec/externalIPs', 'core/v1 types.go: a set of addresses'],
  ['IstioGateway/spec/clusterIds', 'ASM, CRD fields for an ASM gateway: the clusters in which it is deployed'],
]);

export const isUnordered = (place: string): boolean => UNORDERED.has(place);

/** The key by which the items of a list are known, for kinds outside of Kubernetes. */
const KEYED: ReadonlyMap<string, string> = new Map([
  ['IstioGateway/spec/env', 'name'],
  ['IstioGateway/spec/ports', 'port'],
  ['IstioGateway/spec/configVolumes', 'name'],
  ['IstioGateway/spec/secretVolumes', 'name'],
  ['Gateway/spec/listeners', 'name'],
]);

export const keyOfList = (place: string): string | undefined => KEYED.get(place);

/** Places of one meaning have one name in the tables. */
const FOLDED: ReadonlyMap<string, string> = new Map([
  ['initContainers', 'containers'], ['ephemeralContainers', 'containers'],
  ['livenessProbe', 'probe'], ['readinessProbe', 'probe'], ['startupProbe', 'probe'],
]);

export const foldedKey = (key: string): string => FOLDED.get(key) ?? key;

/** What the API server and controllers write; it is no author's change. */
const NOT_AUTHORED: ReadonlySet<string> = new Set([
  '/status',
  ...['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'managedFields', 'selfLink'].map((key) => `/metadata/${key}`),
  '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration',
  '/metadata/annotations/deployment.kubernetes.io~1revision',
]);

export const isNotAuthored = (pointer: string): boolean => NOT_AUTHORED.has(pointer);

/**
 * Fields that are no pointer in Go, or that the API server fills in: an empty one and none are the same. Every other map of a pod is there
 * or not, and that alone is a difference.
 */
const EMPTY_IS_ABSENT: ReadonlySet<string> = new Set([
  'labels', 'annotations', 'nodeSelector', 'resources', 'limits', 'requests', 'overhead', 'metadata', 'matchLabels', 'strategy', 'updateStrategy',
  'rollingUpdate',
]);

export const emptyIsAbsent = (key: string, place: string): boolean => EMPTY_IS_ABSENT.has(key) || place === 'pod/spec/securityContext';

/** Maps of texts, in which an empty text is an entry like any other. */
const MAPS_OF_TEXTS: ReadonlySet<string> = new Set(['labels', 'annotations', 'nodeSelector', 'matchLabels', 'data', 'stringData', 'binaryData', 'selector']);

export const isMapOfTexts = (key: string): boolean => MAPS_OF_TEXTS.has(key);

/** Texts that are pointers in Go and mean something when they are empty, or are refused (core/v1 types.go). */
const EMPTY_TEXT_COUNTS: ReadonlySet<string> = new Set(['storageClassName', 'runtimeClassName']);

export const emptyTextCounts = (key: string): boolean => EMPTY_TEXT_COUNTS.has(key);
