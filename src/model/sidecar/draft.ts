import { writtenInFull } from './candidates';
import type { ModelContext, ProxyDraft } from '../draft';
import type { Refusal } from '../effective-proxy';
import {
  AUTO_IMAGE, findAnywhere, inject, type InjectionDecision, nativeSidecar, type Outcome, PodsDraft, type PodTemplate, untouched, type TemplateInput,
  userVolumeProblems,
} from '../injected';
import { PROXY_CONTAINER } from '../names';
import { type Effective, known } from '../origin';
import { member } from '../read';

/** A sidecar in pods that stand in the manifests. */
export function sidecarDraft(pods: PodTemplate, decision: InjectionDecision, context: ModelContext): ProxyDraft {
  const native = nativeOf(pods, decision, context);
  return new PodsDraft(pods, context, {
    role: 'sidecar',
    make: 'sidecar',
    outcome: (input) => outcomeOf(input, decision),
    native: () => native,
  });
}

/** Templates of proxyless gRPC: their agent is an ordinary container, whatever istiod makes of sidecars (files/grpc-agent.yaml, grpc-simple.yaml). */
const WITHOUT_NATIVE = ['grpc-agent', 'grpc-simple'];

/** A sidecar that is written in full and that the injector leaves alone is what its place in the pod makes it. */
function nativeOf(pods: PodTemplate, { injected, templates }: InjectionDecision, context: ModelContext): Effective<boolean> {
  const full = injected.value === true ? undefined : writtenInFull(pods);
  if (!full && templates.length > 0 && templates.every((template) => WITHOUT_NATIVE.includes(template))) {
    return known(false, { kind: 'default', of: 'Istio', source: `istio manifests/charts/istio-control/istio-discovery/files/${templates[0]}.yaml` });
  }
  if (!full) { return nativeSidecar(pods, context); }
  return known(full.pointer.includes('/initContainers/'), { kind: 'set', manifest: pods.manifest, pointer: full.pointer });
}

/** Where it is not known whether the pods are injected, they are shown as their author means them: injected. */
function outcomeOf(input: TemplateInput, decision: InjectionDecision): Outcome {
  const { pods } = input;
  const { injected, rejected, refusals, templates } = decision;
  if (rejected) { return { pods: untouched(pods), state: 'refused', refusals }; }
  if (injected.value !== true && writtenInFull(pods)) { return inFull(pods, decision); }
  if (injected.value === false) { return { pods: untouched(pods), state: 'not-injected', refusals: refusals.map(withConsequence(pods)) }; }
  const volumes = templates.includes('sidecar') ? userVolumeProblems({ pods }) : [];
  if (volumes.length > 0) { return { pods: untouched(pods), state: injected.known ? 'refused' : 'unknown', refusals: [...refusals, ...volumes] }; }
  const result = inject(input, templates);
  const state = !injected.known ? 'unknown' : result.refusals.length > 0 ? 'refused' : 'runs';
  return { pods: result, state, refusals: [...refusals, ...result.refusals] };
}

/** A complete container runs either way; where the injector may be asked as well, it may change it. */
function inFull(pods: PodTemplate, { injected }: InjectionDecision): Outcome {
  const why = injected.known ? undefined : `the injector may render this sidecar anew: ${injected.origin.kind === 'unknown' ? injected.origin.why : ''}`;
  return { pods: untouched(pods, why === undefined ? undefined : { why, everything: false }), state: 'runs', refusals: [] };
}

/** Nobody pulls an image called `auto`. */
function withConsequence(pods: PodTemplate): (refusal: Refusal) => Refusal {
  const proxy = findAnywhere(pods, PROXY_CONTAINER);
  return (refusal) => (member(proxy?.container, 'image') === AUTO_IMAGE
    ? { ...refusal, message: `${refusal.message}; image "auto" stays and cannot be pulled` }
    : refusal);
}
