import { ClusterSpec } from './cluster-spec';
import { deploymentOf, drainDoubt, podAnnotation } from './deployment';
import { ISTIO_GATEWAY, madeName, SOURCES } from './names';
import { serviceOf } from './service';
import { Feature, Support } from '../../platform';
import type { ModelContext, ProxyDraft } from '../draft';
import type { Refusal } from '../effective-proxy';
import type { Manifest } from '../manifest/types';
import { type Effective, known, type Origin, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { proxyConfigView } from '../proxy-config';
import { listAt, stringsAt } from '../read';

/** Gateways that ASM deploys from its IstioGateway resource: one for each cluster that the resource names. */
export function asmGateways(context: ModelContext): ProxyDraft[] {
  const { index, cluster, facts } = context;
  if (facts.platform.supports(Feature.ISTIO_GATEWAY_RESOURCE) === Support.NO) { return []; }
  return index.list(ISTIO_GATEWAY.group, ISTIO_GATEWAY.kind, { cluster })
    .filter(({ key }) => key.cluster === cluster)
    .flatMap((manifest) => clustersOf(manifest).map((target) => gateway(manifest, target, context)));
}

/** A resource that names no cluster still says what would run. */
function clustersOf({ object }: Manifest): readonly (string | undefined)[] {
  const ids = new Set((listAt(object, '/spec/clusterIds') ?? []).filter((id) => typeof id === 'string'));
  return ids.size === 0 ? [undefined] : [...ids];
}

function gateway(manifest: Manifest, cluster: string | undefined, context: ModelContext): ProxyDraft {
  const facts = cluster === undefined ? context.facts : context.facts.forCluster(cluster);
  const { platform } = facts;
  const spec = new ClusterSpec(manifest, cluster, platform);
  const { workload, template, container, autoscaler } = deploymentOf(spec, platform);
  const refusals = refusalsOf(manifest, facts.rootNamespace);
  const { namespace } = manifest.key;
  return {
    role: 'gateway',
    make: 'asm',
    platform,
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    name: madeName(manifest.key.name),
    declaredBy: manifest,
    state: refusals.length > 0 ? 'refused' : 'runs',
    refusals,
    workload,
    template,
    container,
    companions: [serviceOf(spec, platform), ...(autoscaler ? [autoscaler] : [])],
    attachments: [],
    native: known(false, { kind: 'default', of: 'ASM', source: 'a gateway is no sidecar' }),
    proxyConfig: proxyConfigView({
      // ASM's policies stand where the resource stands: with the control plane.
      context: { index: context.index, facts, ...(context.cluster !== undefined && { cluster: context.cluster }) },
      namespace,
      podLabels: stringsAt(workload.object, joinPointer(template, 'metadata', 'labels')),
      podLabelsComplete: false,
      annotation: configAnnotation(spec, drainDoubt(spec, platform)),
      container: { workload, pointer: container },
    }),
  };
}

function configAnnotation(spec: ClusterSpec, doubt: string | undefined): Effective<unknown> | undefined {
  if (doubt !== undefined) { return unknown(doubt); }
  const found = podAnnotation(spec, 'proxy.istio.io/config');
  return found && known(found.value, found.origin);
}

/** A gateway elsewhere cannot fetch its configuration and does not start. */
function refusalsOf(manifest: Manifest, rootNamespace: string): Refusal[] {
  const { namespace } = manifest.key;
  if (namespace === undefined || namespace === rootNamespace) { return []; }
  const origin: Origin = { kind: 'set', manifest, pointer: '/metadata/namespace' };
  const message = `an IstioGateway must be in the namespace ${rootNamespace}, got ${namespace}; elsewhere the gateway does not start (${SOURCES.fields})`;
  return [{ code: 'outside-root-namespace', message, origin }];
}
