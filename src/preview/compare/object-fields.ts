import type { Difference } from './differences';
import type { Verdict } from './workload-fields';
import { isKnownKind } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { booleanAt, listAt, stringAt } from '../../model/read';

/** A field that the API server lets nobody change; the object has to be deleted and made anew. */
interface ImmutableRow {
  readonly kind: string;
  readonly places: readonly string[];
  readonly except?: readonly string[];
  /** Immutable only for such objects. */
  readonly when?: (before: Manifest, after: Manifest) => boolean;
  readonly source: string;
}

const VALIDATION = 'kubernetes pkg/apis/core/validation/validation.go';

const staysLoadBalancer = (before: Manifest, after: Manifest): boolean => (
  [before, after].every(({ object }) => stringAt(object, '/spec/type') === 'LoadBalancer'));
const isImmutable = (before: Manifest): boolean => booleanAt(before.object, '/immutable') === true;
/** An address that was given by the API server may be left out again. */
const bothGiven = (before: Manifest, after: Manifest): boolean => (
  [before, after].every(({ object }) => (stringAt(object, '/spec/clusterIP') ?? '') !== '' && stringAt(object, '/spec/type') !== 'ExternalName'));

export const IMMUTABLE_FIELDS: readonly ImmutableRow[] = [
  { kind: 'Service', places: ['/spec/loadBalancerClass'], when: staysLoadBalancer, source: `${VALIDATION} validateLoadBalancerClassField` },
  { kind: 'Service', places: ['/spec/clusterIP'], when: bothGiven, source: `${VALIDATION} ValidateServiceUpdate` },
  { kind: 'ConfigMap', places: ['/data', '/binaryData', '/immutable'], when: isImmutable, source: `${VALIDATION} ValidateConfigMapUpdate` },
  { kind: 'Secret', places: ['/data', '/stringData', '/immutable'], when: isImmutable, source: `${VALIDATION} ValidateSecretUpdate` },
  { kind: 'Secret', places: ['/type'], source: `${VALIDATION} ValidateSecretUpdate` },
  {
    kind: 'PersistentVolumeClaim',
    places: ['/spec'],
    except: ['/spec/resources/requests', '/spec/volumeAttributesClassName'],
    source: `${VALIDATION} ValidatePersistentVolumeClaimUpdate`,
  },
  { kind: 'RoleBinding', places: ['/roleRef'], source: 'kubernetes pkg/apis/rbac/validation/validation.go ValidateRoleBindingUpdate' },
  { kind: 'ClusterRoleBinding', places: ['/roleRef'], source: 'kubernetes pkg/apis/rbac/validation/validation.go ValidateClusterRoleBindingUpdate' },
  { kind: 'PriorityClass', places: ['/value', '/preemptionPolicy'], source: 'kubernetes pkg/apis/scheduling/validation/validation.go ValidatePriorityClassUpdate' },
  {
    kind: 'StorageClass',
    places: ['/parameters', '/provisioner', '/reclaimPolicy', '/volumeBindingMode'],
    source: 'kubernetes pkg/apis/storage/validation/validation.go ValidateStorageClassUpdate',
  },
];

/** Resources that are read when a pod is made, not while it runs (istio/api mesh/v1alpha1; ASM, configure sidecar proxies by resources). */
const READ_AT_POD_CREATION: ReadonlySet<string> = new Set([
  'networking.istio.io/ProxyConfig', 'istio.alibabacloud.com/ASMProxyConfig', 'istio.alibabacloud.com/ASMCustomProxyConfigInjectionTemplate',
]);

export const isReadAtPodCreation = ({ group, kind }: Manifest['key']): boolean => READ_AT_POD_CREATION.has(`${group}/${kind}`);

const isIstioGateway = ({ group, kind }: Manifest['key']): boolean => group === 'istio.alibabacloud.com' && kind === 'IstioGateway';

/** Whether pods come of an object although no model says how: what ASM runs where no ASM was declared, and templates of other controllers. */
export function makesPods({ key, object }: Manifest): boolean {
  return isIstioGateway(key) || listAt(object, '/spec/template/spec/containers') !== undefined;
}

/** What a difference does to an object that runs no pods, or of which it is not known what it runs. */
export function objectImpact(before: Manifest, after: Manifest, { place }: Difference): Verdict {
  const { group, kind } = after.key;
  if (isIstioGateway(after.key)) { return { impact: 'unknown', note: 'ASM runs it; what becomes of its pods is known once the platform is ASM, such as asm@1.26' }; }
  if (!isKnownKind(group, kind)) { return { impact: 'unknown', note: `what a ${kind} of ${group || 'the core group'} makes is not known` }; }
  const inside = place.slice(kind.length);
  const within = (at: string): boolean => inside === at || inside.startsWith(`${at}/`);
  const immutable = IMMUTABLE_FIELDS.find((row) => row.kind === kind && row.places.some(within) && !row.except?.some(within)
    && (row.when?.(before, after) ?? true));
  if (immutable) { return { impact: 'rejected', note: 'the field is immutable; the object has to be deleted and made anew' }; }
  if (within('/metadata') || within('/apiVersion')) { return { impact: 'metadata-only' }; }
  return isReadAtPodCreation(after.key) ? { impact: 'pending-restart', note: 'pods read it when they are made' } : { impact: 'live' };
}
