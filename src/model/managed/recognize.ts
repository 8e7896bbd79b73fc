import { attachmentsOf } from './attachments';
import { GATEWAY_GROUP } from './classes';
import { renderManaged, TEMPLATE } from './render';
import type { ModelContext, ProxyDraft, Recognizer } from '../draft';
import type { Manifest } from '../manifest/types';
import { known } from '../origin';

/** The Gateways of a cluster that istiod or ASM deploys. */
export const managedGateways: Recognizer = (context) => context.index.list(GATEWAY_GROUP, 'Gateway')
  .filter(({ key }) => key.cluster === context.cluster)
  .flatMap((gateway) => draft(gateway, context) ?? []);

/** The proxy is the pod's only container: it is stopped with the pod, and never a native sidecar. */
const NEVER_NATIVE = known(false, {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml and files/waypoint.yaml',
});

function draft(gateway: Manifest, context: ModelContext): ProxyDraft | undefined {
  const rendering = renderManaged(gateway, context);
  if (!rendering) { return undefined; }
  const { managed, deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget } = rendering;
  return {
    role: managed.role,
    make: 'managed',
    platform: context.facts.platform,
    ...context.cluster !== undefined && { cluster: context.cluster },
    ...gateway.key.namespace !== undefined && { namespace: gateway.key.namespace },
    name: rendering.name,
    declaredBy: gateway,
    state: rendering.state,
    refusals: rendering.refusals,
    workload: deployment,
    template: TEMPLATE,
    ...rendering.container !== undefined && { container: rendering.container },
    companions: [service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget].filter((object) => object !== undefined),
    attachments: managed.role === 'waypoint' ? attachmentsOf(gateway, context) : [],
    lost: rendering.lost,
    native: NEVER_NATIVE,
    proxyConfig: rendering.proxyConfig,
  };
}
