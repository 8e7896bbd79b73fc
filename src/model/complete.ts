import { budgetsOf, type Neighbourhood, neighbourhoodOf, resourcesOf, rolloutOf, scalingOf, servicesOf, spreadOf } from './around';
import type { ModelContext, ProxyDraft } from './draft';
import type { Budget, EffectiveProxy, ProxyResources, Refusal, Rollout, Scaling, Shutdown, Spread } from './effective-proxy';
import { shutdownOf } from './shutdown';
import type { TracedObject } from './traced';

/** Adds to a draft what all makes have in common: how it stops, how many there are, how they roll out, and what stands around. */
export function complete(draft: ProxyDraft, context: ModelContext): EffectiveProxy {
  return new CompleteProxy(draft, context);
}

/** Each part is computed when it is first read, those of the draft included: a rule on shutdown does not pay for spread. */
class CompleteProxy implements EffectiveProxy {
  private readonly computed: { -readonly [P in CommonPart]?: EffectiveProxy[P] } & { around?: Neighbourhood } = {};

  constructor(private readonly draft: ProxyDraft, private readonly context: ModelContext) {}

  public get role() { return this.draft.role; }
  public get make() { return this.draft.make; }
  public get platform() { return this.draft.platform; }
  public get cluster() { return this.draft.cluster; }
  public get namespace() { return this.draft.namespace; }
  public get name() { return this.draft.name; }
  public get declaredBy() { return this.draft.declaredBy; }
  public get state() { return this.draft.state; }
  public get workload() { return this.draft.workload; }
  public get template() { return this.draft.template; }
  public get container() { return this.draft.container; }
  public get companions() { return this.draft.companions; }
  public get proxyConfig() { return this.draft.proxyConfig; }
  public get lost() { return this.draft.lost; }
  public get attachments() { return this.draft.attachments; }

  /** Texts of ProxyConfig that nobody can read are refused too; some makes have reported them already. */
  public get refusals(): readonly Refusal[] {
    return this.computed.refusals ??= [...new Set([...this.draft.refusals, ...this.draft.proxyConfig.problems])];
  }

  public get shutdown(): Shutdown {
    return this.computed.shutdown ??= shutdownOf(this.draft);
  }

  public get scaling(): Scaling {
    return this.computed.scaling ??= scalingOf(this.draft, this.around);
  }

  public get rollout(): Rollout {
    return this.computed.rollout ??= rolloutOf(this.draft, this.scaling);
  }

  public get resources(): ProxyResources {
    return this.computed.resources ??= resourcesOf(this.draft);
  }

  public get spread(): readonly Spread[] {
    return this.computed.spread ??= spreadOf(this.draft, this.around);
  }

  public get budgets(): readonly Budget[] {
    return this.computed.budgets ??= budgetsOf(this.draft, this.around);
  }

  public get services(): readonly TracedObject[] {
    return this.computed.services ??= servicesOf(this.draft, this.around);
  }

  private get around(): Neighbourhood {
    return this.computed.around ??= neighbourhoodOf(this.draft, this.context);
  }
}

type CommonPart = Exclude<keyof EffectiveProxy, keyof ProxyDraft> | 'refusals';
