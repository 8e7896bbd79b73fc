import { shown } from '../../platform/problems';
import type { ProxyState, Refusal } from '../effective-proxy';
import type { Origin } from '../origin';

/** What each code means for the proxy, and who refuses. What istiod refuses on Istio is not documented for ASM. */
interface Consequence {
  readonly state: Extract<ProxyState, 'runs' | 'refused' | 'unknown'>;
  readonly by: 'istiod' | 'Kubernetes';
  /** The object that is refused when it is applied: those before it in `APPLY_ORDER` are taken over. Without it, nothing is. */
  readonly at?: AppliedKind;
  readonly source: string;
}

/** One object after the other, as the templates hold them; the first error ends it (deploymentcontroller.go configureIstioGateway). */
export const APPLY_ORDER = ['ServiceAccount', 'Deployment', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'] as const;

export type AppliedKind = typeof APPLY_ORDER[number];

const CONTROLLER = 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go';

/** Why a managed gateway does not run as written. */
export const CONSEQUENCES = {
  'class-switched-off': { state: 'refused', by: 'istiod', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/classinfo.go' },
  'newer-controller': { state: 'refused', by: 'istiod', source: `${CONTROLLER} ManagedGatewayControllerVersion` },
  'other-revision': { state: 'unknown', by: 'istiod', source: 'Istio 1.30.3 pkg/revisions/tag_watcher.go IsMine' },
  'parameters-not-supported': { state: 'runs', by: 'istiod', source: 'istio PR 55283' },
  'wrong-parameters-kind': { state: 'refused', by: 'istiod', source: `${CONTROLLER} fetchParameters` },
  'missing-parameters': { state: 'unknown', by: 'istiod', source: `${CONTROLLER} render` },
  'several-class-defaults': { state: 'unknown', by: 'istiod', source: `${CONTROLLER} render (OldestObject)` },
  'unknown-overlay-key': { state: 'refused', by: 'istiod', source: `${CONTROLLER} supportedOverlays` },
  'overlay-key-not-documented': { state: 'unknown', by: 'istiod', source: 'ASM, Customize configuration for Gateway API-based deployment' },
  'overlay-not-text': { state: 'refused', by: 'Kubernetes', source: 'kubernetes api core/v1 ConfigMap.data' },
  'overlay-unparsable': { state: 'refused', by: 'istiod', source: `${CONTROLLER} patchHandleUnmarshal` },
  'overlay-key-twice': { state: 'runs', by: 'istiod', source: `${CONTROLLER} strategicMergePatchYAML: sigs.k8s.io/yaml takes the last` },
  'overlay-not-a-mapping': { state: 'refused', by: 'istiod', source: `${CONTROLLER} patchHandleUnmarshal` },
  'overlay-merge': { state: 'refused', by: 'istiod', source: `${CONTROLLER} strategicMergePatchYAML` },
  'identity-change': { state: 'refused', by: 'istiod', source: `${CONTROLLER} applyOverlay: illegal metadata change` },
  'metadata-unreadable': { state: 'refused', by: 'istiod', source: `${CONTROLLER} applyOverlay: failed to find final kind` },
  'kind-change': { state: 'refused', by: 'istiod', source: `${CONTROLLER} apply (istio PR 58891)` },
  'kind-change-unguarded': { state: 'unknown', by: 'istiod', source: `${CONTROLLER} apply, before istio PR 58891 and PR 59662` },
  'object-taken': { state: 'refused', by: 'istiod', source: `${CONTROLLER} canManage` },
  'companion-taken': { state: 'runs', by: 'istiod', source: `${CONTROLLER} canManage` },
  'invalid-name': { state: 'refused', by: 'Kubernetes', source: 'kubernetes pkg/apis/core/validation ValidateServiceName; labels are at most 63 characters' },
  'duplicate-port': { state: 'refused', by: 'Kubernetes', at: 'Service', source: 'kubernetes pkg/apis/core/validation ValidateService' },
  'duplicate-port-name': { state: 'refused', by: 'Kubernetes', at: 'Service', source: 'kubernetes pkg/apis/core/validation validateServicePort' },
  'invalid-port-name': { state: 'refused', by: 'Kubernetes', at: 'Service', source: 'kubernetes pkg/apis/core/validation validateServicePort' },
  'selector-mismatch': { state: 'refused', by: 'Kubernetes', at: 'Deployment', source: 'kubernetes pkg/apis/apps/validation ValidatePodTemplateSpecForDeployment' },
  'autoscaler-bounds': { state: 'refused', by: 'Kubernetes', at: 'HorizontalPodAutoscaler', source: 'kubernetes pkg/apis/autoscaling/validation validateHorizontalPodAutoscalerSpec' },
} as const satisfies Record<string, Consequence>;

export type ProblemCode = keyof typeof CONSEQUENCES;

/** A refusal of which it is known what follows from it. */
export interface Problem extends Refusal {
  readonly code: ProblemCode;
}

export function problem(code: ProblemCode, message: string, origin: Origin): Problem {
  return { code, message, origin };
}

/** A value in a message; what is not there is none. */
export const got = (value: unknown): string => (value === undefined ? 'none' : shown(value));

/** The kinds that are refused while one object after the other is applied; undefined where it does not come to that. */
export function refusedKinds(refusals: readonly Refusal[]): readonly AppliedKind[] | undefined {
  const consequences: Readonly<Record<string, Consequence>> = CONSEQUENCES;
  const kinds = refusals.filter(({ code }) => consequences[code]?.state === 'refused').map(({ code }) => consequences[code].at);
  return kinds.some((kind) => kind === undefined) ? undefined : kinds.flatMap((kind) => kind ?? []);
}

/** Does the proxy run? What istiod refuses makes it unknown on ASM, whose controller is not public. */
export function stateOf(problems: readonly Problem[], isAsm: boolean): ProxyState {
  const states = new Set<ProxyState>(problems.map(({ code }) => {
    const { state, by } = CONSEQUENCES[code];
    return isAsm && by === 'istiod' && state === 'refused' ? 'unknown' : state;
  }));
  return states.has('refused') ? 'refused' : states.has('unknown') ? 'unknown' : 'runs';
}
