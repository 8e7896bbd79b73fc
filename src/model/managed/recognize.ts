import { attachmentsOf } from './attachments';
import { GATEWAY_GROUP } from './classes';
import { type ManagedRendering, renderManaged, TEMPLATE } from './render';
import type { Platform } from '../../platform';
import { isAskedFor, type ModelContext, type ProxyConfigView, type ProxyDraft, type Recognizer } from '../draft';
import type { Attachment, LostSetting, ProxyRole, ProxyState, Refusal } from '../effective-proxy';
import type { Manifest } from '../manifest/types';
import { known } from '../origin';
import type { TracedObject } from '../traced';

/** The Gateways of a cluster that istiod or ASM deploys. */
export const managedGateways: Recognizer = (context) => context.index.list(GATEWAY_GROUP, 'Gateway')
  .filter((manifest) => isAskedFor(manifest, context))
  .flatMap((gateway) => {
    const rendering = renderManaged(gateway, context);
    return rendering ? [new ManagedDraft(gateway, rendering, context)] : [];
  });

/** The proxy is the pod's only container: it is stopped with the pod, and never a native sidecar. */
const NEVER_NATIVE = known(false, {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml and files/waypoint.yaml',
});

/** Nothing is rendered before it is read: who asks for refusals or attachments does not pay for a Deployment. */
class ManagedDraft implements ProxyDraft {
  public readonly make = 'managed';
  public readonly template = TEMPLATE;
  public readonly native = NEVER_NATIVE;
  private attached?: readonly Attachment[];

  constructor(public readonly declaredBy: Manifest, private readonly rendering: ManagedRendering, private readonly context: ModelContext) {}

  public get role(): ProxyRole { return this.rendering.managed.role; }
  public get platform(): Platform { return this.context.facts.platform; }
  public get cluster(): string | undefined { return this.context.cluster; }
  public get namespace(): string | undefined { return this.rendering.namespace; }
  public get name(): string { return this.rendering.name; }
  public get state(): ProxyState { return this.rendering.state; }
  public get refusals(): readonly Refusal[] { return this.rendering.refusals; }
  public get workload(): TracedObject { return this.rendering.deployment; }
  public get container(): string | undefined { return this.rendering.container; }
  public get lost(): readonly LostSetting[] { return this.rendering.lost; }
  public get proxyConfig(): ProxyConfigView { return this.rendering.proxyConfig; }

  public get companions(): readonly TracedObject[] {
    const { service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget } = this.rendering;
    return [service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget].filter((object) => object !== undefined);
  }

  public get attachments(): readonly Attachment[] {
    return this.attached ??= this.role === 'waypoint' ? attachmentsOf(this.declaredBy, this.context) : [];
  }
}
