import { isMeantForMesh, isSidecarCandidate, writtenInFull } from './candidates';
import { sidecarDraft } from './draft';
import { isAskedFor, type ModelContext, type ProxyDraft, type Recognizer } from '../draft';
import { injectionDecision, podTemplateOf } from '../injected';
import type { Manifest } from '../manifest';
import { WORKLOAD_KINDS } from '../manifest/workloads';

/**
 * The proxies that the injector adds to applications. The decision comes first, and pods are rendered when somebody reads them, so that
 * applications outside of the mesh cost little.
 */
export const sidecars: Recognizer = (context) => WORKLOAD_KINDS
  .flatMap(({ group, kind }) => context.index.list(group, kind))
  .filter((manifest) => isAskedFor(manifest, context))
  .flatMap((manifest) => sidecarOf(manifest, context) ?? []);

/**
 * The sidecar of one workload: one that runs, one that is refused, or one that its author means to have and that is not injected.
 * Undefined where there is none and nobody asks for one.
 */
export function sidecarOf(manifest: Manifest, context: ModelContext): ProxyDraft | undefined {
  const pods = podTemplateOf(manifest);
  if (!pods || !isSidecarCandidate(pods, context)) { return undefined; }
  const decision = injectionDecision(pods, context);
  const has = decision.injected.value === true || decision.rejected || writtenInFull(pods) !== undefined || isMeantForMesh(pods);
  if (has) { return sidecarDraft(pods, decision, context); }
  if (decision.refusals.some(({ code }) => code === 'namespace-unknown')) { context.onUndecided?.(manifest); }
  return undefined;
}
