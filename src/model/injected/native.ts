import type { PodTemplate } from './pod-template';
import { annotation } from './template-input';
import { Feature, Flavor, Support } from '../../platform';
import { featureRow } from '../../platform/features';
import type { ModelContext } from '../draft';
import { type Effective, known, mapKnown, unknown } from '../origin';
import { istiodEnv } from '../rendering/installation';

const ANNOTATION = 'sidecar.istio.io/nativeSidecar';

/** One context serves all pods of a cluster. */
const ofCluster = new WeakMap<ModelContext, Effective<boolean>>();

/**
 * Whether the sidecar is an init container that Kubernetes keeps running: the pod's annotation, else what holds for the cluster. Any
 * word but "false" counts as yes, an empty one as none (Istio 1.30.3 files/injection-template.yaml, $nativeSidecar).
 */
export function nativeSidecar(pods: PodTemplate, context: ModelContext): Effective<boolean> {
  const rule = clusterRule(context);
  const own = annotation(pods, ANNOTATION);
  if (!own || own.value === '') { return rule; }
  const wanted = mapKnown(own, (word) => word !== 'false');
  const support = context.facts.platform.supports(Feature.NATIVE_SIDECAR_ANNOTATION);
  if (support === Support.YES || (rule.known && rule.value === wanted.value)) { return wanted; }
  return support === Support.NO ? rule : unknown(context.facts.platform.explain(Feature.NATIVE_SIDECAR_ANNOTATION));
}

function clusterRule(context: ModelContext): Effective<boolean> {
  let rule = ofCluster.get(context);
  if (!rule) { ofCluster.set(context, rule = readClusterRule(context)); }
  return rule;
}

function readClusterRule(context: ModelContext): Effective<boolean> {
  const { facts } = context;
  const { platform, nativeSidecars } = facts;
  if (nativeSidecars === undefined) { return unknown(`whether sidecars are native: ${platform.explain(Feature.NATIVE_SIDECARS_BY_DEFAULT)}`); }
  if (platform._declaration.nativeSidecars !== undefined) {
    return known(nativeSidecars, { kind: 'policy', level: 'global', by: 'platform (nativeSidecars)' });
  }
  const isAsm = platform.flavor === Flavor.ASM;
  if (!isAsm && ['true', 'false'].includes(istiodEnv(context, 'ENABLE_NATIVE_SIDECARS') ?? '')) {
    return known(nativeSidecars, { kind: 'policy', level: 'global', by: 'istiod (ENABLE_NATIVE_SIDECARS)' });
  }
  return known(nativeSidecars, { kind: 'default', of: isAsm ? 'ASM' : 'Istio', source: featureRow(Feature.NATIVE_SIDECARS_BY_DEFAULT).source });
}

/** The injector itself only understands two words when it looks for the author's own container (inject.go RunTemplate). */
export function movesOwnContainer(pods: PodTemplate, context: ModelContext): boolean {
  const word = pods.annotations[ANNOTATION];
  return word === 'true' || (word !== 'false' && clusterRule(context).value === true);
}
