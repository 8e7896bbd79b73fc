import type { JsonMapping, Manifest, ObjectRef } from './types';
import { podTemplatePointer } from './workloads';
import { joinPointer, valueAt } from '../pointer';
import { isMap } from '../read';

/** One object's mention of another. */
export interface Reference {
  readonly from: Manifest;
  /** Where the mention stands. */
  readonly pointer: string;
  readonly to: ObjectRef;
}

interface ReferenceField {
  /** The kinds that have the field; 'pod template' for every kind that runs pods, the path then begins at the template. */
  readonly kinds: readonly string[] | 'pod template';
  /** `*` stands for every item of a list. */
  readonly path: readonly string[];
  /** The kind it names, where the field does not say so itself. */
  readonly group: string;
  readonly kind: string;
  readonly source: string;
}

const POD = 'kubernetes/api core/v1 PodSpec';

/** The fields by which the objects of a mesh name each other. Optional ones (`optional: true`) are no reference: nothing fails without. */
export const REFERENCE_FIELDS: readonly ReferenceField[] = [
  {
    kinds: ['autoscaling/HorizontalPodAutoscaler'],
    path: ['spec', 'scaleTargetRef'],
    group: '',
    kind: '',
    source: 'kubernetes/api autoscaling/v2 CrossVersionObjectReference',
  },
  {
    kinds: ['keda.sh/ScaledObject'],
    path: ['spec', 'scaleTargetRef'],
    group: 'apps',
    kind: 'Deployment',
    source: 'kedacore/keda apis/keda/v1alpha1/scaledobject_types.go: apiVersion and kind default to apps/v1 Deployment',
  },
  {
    kinds: ['gateway.networking.k8s.io/Gateway'],
    path: ['spec', 'infrastructure', 'parametersRef'],
    group: '',
    kind: '',
    source: 'gateway-api apis/v1 LocalParametersReference',
  },
  {
    kinds: ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map(kind => `gateway.networking.k8s.io/${kind}`),
    path: ['spec', 'parentRefs', '*'],
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    source: 'gateway-api apis/v1 ParentReference defaults',
  },
  { kinds: 'pod template', path: ['spec', 'serviceAccountName'], group: '', kind: 'ServiceAccount', source: POD },
  { kinds: 'pod template', path: ['spec', 'volumes', '*', 'configMap'], group: '', kind: 'ConfigMap', source: POD },
  { kinds: 'pod template', path: ['spec', 'volumes', '*', 'persistentVolumeClaim'], group: '', kind: 'PersistentVolumeClaim', source: POD },
  { kinds: 'pod template', path: ['spec', 'containers', '*', 'envFrom', '*', 'configMapRef'], group: '', kind: 'ConfigMap', source: POD },
  { kinds: 'pod template', path: ['spec', 'priorityClassName'], group: 'scheduling.k8s.io', kind: 'PriorityClass', source: POD },
];

/** Kubernetes makes these itself, in every namespace or cluster. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  '/ServiceAccount/default', '/ConfigMap/kube-root-ca.crt',
  'scheduling.k8s.io/PriorityClass/system-cluster-critical', 'scheduling.k8s.io/PriorityClass/system-node-critical',
]);

/** What an object refers to. */
export function referencesOf(from: Manifest): Reference[] {
  const template = podTemplatePointer(from.key);
  const name = `${from.key.group}/${from.key.kind}`;
  const references: Reference[] = [];
  for (const field of REFERENCE_FIELDS) {
    const start = field.kinds === 'pod template' ? template : field.kinds.includes(name) ? '' : undefined;
    if (start === undefined) { continue; }
    for (const { pointer, value } of valuesAt(valueAt(from.object, start), start, field.path)) {
      const to = refOf(from, field, value);
      if (to && !ALWAYS_THERE.has(`${to.group}/${to.kind}/${to.name}`)) { references.push({ from, pointer, to }); }
    }
  }
  return references;
}

function* valuesAt(value: unknown, pointer: string, path: readonly string[]): Generator<{ pointer: string; value: unknown }> {
  if (path.length === 0) {
    if (value !== undefined && value !== null) { yield { pointer, value }; }
    return;
  }
  const [step, ...rest] = path;
  if (step === '*') {
    for (const [index, item] of (Array.isArray(value) ? value as unknown[] : []).entries()) {
      yield* valuesAt(item, joinPointer(pointer, index), rest);
    }
  } else if (isMap(value)) {
    yield* valuesAt(value[step], joinPointer(pointer, step), rest);
  }
}

function refOf(from: Manifest, field: ReferenceField, value: unknown): ObjectRef | undefined {
  const said: JsonMapping = isMap(value) ? value : { name: value };
  const name = said.name ?? said.claimName;
  if (typeof name !== 'string' || name === '' || said.optional === true) { return undefined; }
  const kind = typeof said.kind === 'string' && said.kind !== '' ? said.kind : field.kind;
  const namespace = typeof said.namespace === 'string' && said.namespace !== '' ? said.namespace : from.key.namespace;
  const { cluster } = from.key;
  return { ...(cluster !== undefined && { cluster }), group: groupOf(said, field), kind, ...(namespace !== undefined && { namespace }), name };
}

/** Either `group`, or the first part of `apiVersion`, which for the core group has none. */
function groupOf(said: JsonMapping, field: ReferenceField): string {
  if (typeof said.group === 'string') { return said.group; }
  if (typeof said.apiVersion !== 'string') { return field.group; }
  return said.apiVersion.includes('/') ? said.apiVersion.slice(0, said.apiVersion.indexOf('/')) : '';
}
