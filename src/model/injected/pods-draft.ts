import type { Injected } from './inject';
import { type PodTemplate, writesProxyConfig } from './pod-template';
import { annotation, type TemplateInput } from './template-input';
import type { ModelContext, ProxyConfigView, ProxyDraft } from '../draft';
import type { ProxyMake, ProxyRole, ProxyState, Refusal } from '../effective-proxy';
import { PROXY_CONFIG_ANNOTATION } from '../names';
import type { Effective } from '../origin';
import { type ProxyConfigInput, proxyConfigView } from '../proxy-config';

/** Pods as they run, and whether they do. */
export interface Outcome {
  readonly pods: Injected;
  readonly state: ProxyState;
  readonly refusals: readonly Refusal[];
}

/** What tells the drafts of pods apart. */
interface Parts {
  readonly role: ProxyRole;
  readonly make: ProxyMake;
  /** @param input what the injector prints its templates with */
  outcome(input: TemplateInput): Outcome;
  native(): Effective<boolean>;
}

/**
 * A proxy in pods that stand in the manifests. They are rendered when they are first read. A class, since an object with getters of its own has a
 * shape of its own for V8, and all that reads a thousand drafts then looks each member up.
 */
export class PodsDraft implements ProxyDraft {
  public readonly namespace?: string;
  public readonly companions = [];
  public readonly attachments = [];
  /** What its ProxyConfig is looked up with; the container that reads it comes out of the templates, which are printed with what is known before. */
  private readonly lookUp: ProxyConfigInput;
  private readonly before: ProxyConfigView;
  private outcome?: Outcome;
  private view?: ProxyConfigView;

  constructor(private readonly pods: PodTemplate, private readonly context: ModelContext, private readonly parts: Parts) {
    this.namespace = context.index.namespaceOf(pods.manifest.key);
    this.lookUp = {
      context,
      namespace: this.namespace,
      podLabels: pods.labels,
      annotation: annotation(pods, PROXY_CONFIG_ANNOTATION),
      sidecar: parts.role === 'sidecar',
    };
    this.before = proxyConfigView(this.lookUp);
  }

  public get role() { return this.parts.role; }
  public get make() { return this.parts.make; }
  public get platform() { return this.context.facts.platform; }
  public get cluster() { return this.context.cluster; }
  public get name() { return this.declaredBy.key.name; }
  public get declaredBy() { return this.pods.manifest; }
  public get template() { return this.pods.pointer; }
  public get native() { return this.parts.native(); }
  public get state() { return this.rendered.state; }
  public get refusals() { return this.rendered.refusals; }
  public get workload() { return this.rendered.pods.workload; }
  public get container() { return this.rendered.pods.container; }
  public get lost() { return this.rendered.pods.lost(); }

  public get proxyConfig(): ProxyConfigView {
    const { lookUp, before, pods } = this;
    return this.view ??= proxyConfigView({ before, mayHaveOwnProxyConfig: writesProxyConfig(pods), container: this.containerWithin(), ...lookUp });
  }

  private get rendered(): Outcome {
    const { context, pods, before: proxyConfig } = this;
    return this.outcome ??= this.parts.outcome({ context, pods, proxyConfig });
  }

  private containerWithin(): ProxyConfigInput['container'] {
    const { workload, container: pointer } = this.rendered.pods;
    return pointer === undefined ? undefined : { workload, pointer };
  }
}
