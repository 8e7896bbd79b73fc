import { ClusterSpec } from './cluster-spec';
import { deploymentOf, drainDoubt, podAnnotation } from './deployment';
import { ISTIO_GATEWAY, madeName, SOURCES } from './names';
import { serviceOf } from './service';
import { Feature, Support } from '../../platform';
import { namespaceOrigin } from '../by-home';
import { isAskedFor, type ModelContext, type ProxyDraft } from '../draft';
import type { Refusal } from '../effective-proxy';
import type { Manifest } from '../manifest/types';
import { PROXY_CONFIG_ANNOTATION } from '../names';
import { once, onceEach, oncePerContext } from '../once';
import { type Effective, known, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { proxyConfigView } from '../proxy-config';
import { stringsAt, textsAt } from '../read';

/** Gateways that ASM deploys from its IstioGateway resource: one for each cluster that the resource names. */
export function asmGateways(context: ModelContext): ProxyDraft[] {
  const { index, facts } = context;
  if (facts.platform.supports(Feature.ISTIO_GATEWAY_RESOURCE) === Support.NO) { return []; }
  return index.list(ISTIO_GATEWAY.group, ISTIO_GATEWAY.kind)
    .filter((manifest) => isAskedFor(manifest, context))
    .flatMap((manifest) => clustersOf(manifest).map((target) => gateway(manifest, target, context)));
}

/** A resource that names no cluster still says what would run. */
function clustersOf({ object }: Manifest): readonly (string | undefined)[] {
  const ids = new Set(textsAt(object, '/spec/clusterIds'));
  return ids.size === 0 ? [undefined] : [...ids];
}

/** The objects are put together when they are first read. */
function gateway(manifest: Manifest, cluster: string | undefined, context: ModelContext): ProxyDraft {
  const inCluster = targets(context)(cluster);
  const { index, facts } = inCluster;
  const spec = new ClusterSpec(manifest, cluster, facts.platform);
  const namespace = index.namespaceOf(manifest.key);
  const made = once(() => deploymentOf(spec, facts.platform));
  const companions = once(() => {
    const { autoscaler } = made();
    return [serviceOf(spec, facts.platform), ...(autoscaler ? [autoscaler] : [])];
  });
  const refusals = once(() => refusalsOf(manifest, namespace, facts.rootNamespace));
  const proxyConfig = once(() => {
    const { workload, template, container } = made();
    return proxyConfigView({
      context: inCluster,
      namespace,
      podLabels: stringsAt(workload.object, joinPointer(template, 'metadata', 'labels')),
      podLabelsComplete: false,
      annotation: configAnnotation(spec, drainDoubt(spec, facts.platform)),
      container: { workload, pointer: container },
    });
  });
  return {
    role: 'gateway',
    make: 'asm',
    platform: facts.platform,
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    name: madeName(manifest.key.name),
    declaredBy: manifest,
    attachments: [],
    native: NEVER_NATIVE,
    get state() { return refusals().length > 0 ? 'refused' : 'runs'; },
    get refusals() { return refusals(); },
    get workload() { return made().workload; },
    get template() { return made().template; },
    get container() { return made().container; },
    get companions() { return companions(); },
    get proxyConfig() { return proxyConfig(); },
  };
}

const NEVER_NATIVE = known(false, { kind: 'default', of: 'ASM', source: 'a gateway is no sidecar' });

/** One context for each cluster that gateways name. ASM's policies stand where the resource stands: with the control plane. */
const targets = oncePerContext((context) => onceEach((cluster: string | undefined): ModelContext => (
  cluster === undefined ? context : { ...context, facts: context.facts.forCluster(cluster) })));

function configAnnotation(spec: ClusterSpec, doubt: string | undefined): Effective<unknown> | undefined {
  if (doubt !== undefined) { return unknown(doubt); }
  const found = podAnnotation(spec, PROXY_CONFIG_ANNOTATION);
  return found && known(found.value, found.origin);
}

/** A gateway elsewhere cannot fetch its configuration and does not start. */
function refusalsOf(manifest: Manifest, namespace: string | undefined, rootNamespace: string): Refusal[] {
  if (namespace === undefined || namespace === rootNamespace) { return []; }
  const message = `an IstioGateway must be in the namespace ${rootNamespace}, got ${namespace}; elsewhere the gateway does not start (${SOURCES.fields})`;
  return [{ code: 'outside-root-namespace', message, origin: namespaceOrigin(manifest) }];
}
