import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { fieldProblems, hasOwnAutoscaler, placementProblems } from './asm-limits';
import { autoscalerManifest, budgetManifest } from './companions';
import type { GatewayObjects, GatewayRenderer } from './renderer';
import { emit, type EmitManifest } from '../../kube/emit';
import { DRAIN_ANNOTATION, REPLICAS_ANNOTATION } from '../../model/asm/names';
import type { Platform } from '../../platform';
import type { PortField, ResourceFields } from '../fields';
import { presetParts, withPresets } from '../preset-parts';
import type { GatewaySpec } from '../spec';
import { podLabelOf, portOf } from '../spec-of';

export { fieldProblems } from './asm-limits';

/** Fields of ASM's own autoscaler and of a fixed number; left out where the user's own autoscaler has the pods (asm.md 7.1). */
const SCALING_FIELDS: readonly (keyof ResourceFields)[] = ['replicaCount', 'autoscaleEnabled', 'minReplicas', 'maxReplicas', 'cpu', 'memory'];

/** ASM's IstioGateway, with what it cannot hold beside it. */
export const ASM_RENDERER: GatewayRenderer = {
  problems: (spec, platform) => [...fieldProblems(spec, platform), ...placementProblems(spec, platform)],
  render: (scope, spec, platform) => ({ resource: emitResource(scope, spec, platform), ...emitCompanions(scope, spec) }),
};

/** The IstioGateway: it holds all clusters, whichever the spec is of. */
export function emitResource(scope: Construct, spec: GatewaySpec, platform: Platform): ApiObject {
  return emit(scope, 'resource', resourceManifest(spec, platform));
}

/** What stands beside the resource, in the cluster that the spec is of. */
export function emitCompanions(scope: Construct, spec: GatewaySpec): Pick<GatewayObjects, 'hpa' | 'pdb'> {
  const { autoscaler, budget, objectName: name } = spec;
  return {
    ...(autoscaler && hasOwnAutoscaler(spec) && {
      hpa: emit(scope, 'hpa', autoscalerManifest(spec, autoscaler, { apiVersion: 'apps/v1', kind: 'Deployment', name })),
    }),
    ...(budget && { pdb: emit(scope, 'pdb', budgetManifest(spec, budget)) }),
  };
}

export function resourceManifest(spec: GatewaySpec, platform: Platform): EmitManifest {
  const { declared } = spec;
  const parts = presetParts(declared.additions, podLabelOf(spec.selector), platform);
  const written = (fields: object, onlyGiven: boolean): ResourceFields => forResource(withPresets(fields as ResourceFields, parts, onlyGiven), spec);
  const annotations = {
    ...declared.annotations,
    ...spec.acknowledgements,
    ...(spec.managedDrainSeconds !== undefined && { [DRAIN_ANNOTATION]: String(spec.managedDrainSeconds) }),
    ...(hasOwnAutoscaler(spec) && { [REPLICAS_ANNOTATION]: 'false' }),
  };
  return {
    apiVersion: `istio.alibabacloud.com/${declared.apiVersion}`,
    kind: 'IstioGateway',
    metadata: {
      name: declared.name,
      ...(declared.namespace !== undefined && { namespace: declared.namespace }),
      ...(Object.keys(declared.labels).length > 0 && { labels: declared.labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      ...(declared.gatewayType !== undefined && { gatewayType: declared.gatewayType }),
      ...(declared.clusterIds !== undefined && { clusterIds: declared.clusterIds }),
      ...written(declared.fields, false),
      ...(declared.overrides !== undefined && {
        overrides: Object.fromEntries(Object.entries(declared.overrides).map(([cluster, fields]) => [cluster, written(fields, true)])),
      }),
    },
  };
}

function forResource(fields: ResourceFields, spec: GatewaySpec): ResourceFields {
  const kept = hasOwnAutoscaler(spec)
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => !SCALING_FIELDS.includes(name as keyof ResourceFields))) as ResourceFields
    : fields;
  // what runs already is written as it was read
  if (spec.declared.from === 'yaml') { return kept; }
  return {
    ...kept,
    ...(kept.ports && { ports: kept.ports.map(portForResource) }),
    ...(kept.meshExpansionPorts && { meshExpansionPorts: kept.meshExpansionPorts.map(portForResource) }),
  };
}

/** The type is Kubernetes' ServicePort: HTTP is no protocol of it, and target port 0 is better written out. */
function portForResource(field: PortField): PortField {
  const { targetPort, protocol, ...port } = portOf(field);
  return {
    ...port,
    ...(field.targetPort !== undefined && { targetPort }),
    ...(field.protocol !== undefined && { protocol }),
  };
}
