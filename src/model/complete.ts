import { budgetsOf, neighbourhoodOf, resourcesOf, rolloutOf, scalingOf, servicesOf, spreadOf } from './around';
import type { ModelContext, ProxyDraft } from './draft';
import type { EffectiveProxy } from './effective-proxy';
import { shutdownOf } from './shutdown';

/** What all makes have in common, each part computed when it is first read: a rule on shutdown does not pay for spread. */
type CommonPart = Exclude<keyof EffectiveProxy, keyof ProxyDraft> | 'refusals';

/** Adds to a draft what all makes have in common: how it stops, how many there are, how they roll out, and what stands around. */
export function complete(draft: ProxyDraft, context: ModelContext): EffectiveProxy {
  const { native, ...proxy } = draft;
  const around = once(() => neighbourhoodOf(draft, context));
  const parts: { readonly [P in CommonPart]: () => EffectiveProxy[P] } = {
    // Texts of ProxyConfig that nobody can read; some makes have reported them already.
    refusals: () => [...new Set([...draft.refusals, ...draft.proxyConfig.problems])],
    shutdown: () => shutdownOf({ ...draft, native }),
    scaling: () => scalingOf(draft, around()),
    rollout: () => rolloutOf(draft, (proxy as EffectiveProxy).scaling),
    resources: () => resourcesOf(draft),
    spread: () => spreadOf(draft, around()),
    budgets: () => budgetsOf(draft, around()),
    services: () => servicesOf(draft, around()),
  };
  for (const [name, compute] of Object.entries(parts)) {
    Object.defineProperty(proxy, name, { enumerable: true, get: once<unknown>(compute) });
  }
  return proxy as EffectiveProxy;
}

function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}
