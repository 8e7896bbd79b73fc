import type { Difference } from './differences';
import { metadataImpact } from './mesh-metadata';
import { anotherPrimaryAddress, anotherProbePort, otherFamilies } from './service-fields';
import type { Verdict } from './workload-fields';
import { isKnownKind } from '../../model/manifest';
import type { KubeObject, Manifest } from '../../model/manifest/types';
import { booleanAt, listAt, stringAt } from '../../model/read';

/** A field that the API server lets nobody change; the object has to be deleted and made anew. */
interface ImmutableRow {
  readonly kind: string;
  readonly places: readonly string[];
  readonly except?: readonly string[];
  /** Immutable only for such objects. */
  readonly when?: (before: KubeObject, after: KubeObject) => boolean;
  readonly note?: string;
  readonly source: string;
}

const VALIDATION = 'kubernetes pkg/apis/core/validation/validation.go';

const staysLoadBalancer = (...sides: KubeObject[]): boolean => sides.every((side) => stringAt(side, '/spec/type') === 'LoadBalancer');
const isImmutable = (before: KubeObject): boolean => booleanAt(before, '/immutable') === true;

export const IMMUTABLE_FIELDS: readonly ImmutableRow[] = [
  { kind: 'Service', places: ['/spec/loadBalancerClass'], when: staysLoadBalancer, source: `${VALIDATION} validateLoadBalancerClassField` },
  {
    kind: 'Service',
    places: ['/spec/clusterIP', '/spec/clusterIPs'],
    when: anotherPrimaryAddress,
    note: 'the address of a Service is immutable; only the one that the API server has given it may be written out',
    source: `${VALIDATION} validateUpgradeDowngradeClusterIPs`,
  },
  {
    kind: 'Service',
    places: ['/spec/ipFamilies'],
    when: otherFamilies,
    note: 'a family is immutable; a second one may be added, or released with ipFamilyPolicy SingleStack',
    source: `${VALIDATION} validateUpgradeDowngradeIPFamilies`,
  },
  {
    kind: 'Service',
    places: ['/spec/healthCheckNodePort'],
    when: anotherProbePort,
    note: 'the port of the health check is immutable; only the one that the API server has given it may be written out',
    source: `${VALIDATION} validateServiceExternalTrafficFieldsUpdate`,
  },
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

/** Whether the API server refuses a change at a place below the object; undefined where it does not. */
export function immutability(kind: string, inside: string, before: KubeObject, after: KubeObject): Verdict | undefined {
  const within = (at: string): boolean => inside === at || inside.startsWith(`${at}/`);
  const row = IMMUTABLE_FIELDS.find((one) => one.kind === kind && one.places.some(within) && !one.except?.some(within)
    && (one.when?.(before, after) ?? true));
  return row && { impact: 'rejected', note: row.note ?? 'the field is immutable; the object has to be deleted and made anew' };
}

/** What a difference does to an object that runs no pods, or of which it is not known what it runs. */
export function objectImpact(before: Manifest, after: Manifest, { place }: Difference): Verdict {
  const { group, kind } = after.key;
  if (isIstioGateway(after.key)) { return { impact: 'unknown', note: 'ASM runs it; what becomes of its pods is known once the platform is ASM, such as asm@1.26' }; }
  if (!isKnownKind(group, kind)) { return { impact: 'unknown', note: `what a ${kind} of ${group || 'the core group'} makes is not known` }; }
  const inside = place.slice(kind.length);
  const immutable = immutability(kind, inside, before.object, after.object);
  if (immutable) { return immutable; }
  if (inside.startsWith('/metadata') || inside === '/apiVersion') { return metadataImpact(kind, inside) ?? { impact: 'metadata-only' }; }
  return isReadAtPodCreation(after.key) ? { impact: 'pending-restart', note: 'pods read it when they are made' } : { impact: 'live' };
}
