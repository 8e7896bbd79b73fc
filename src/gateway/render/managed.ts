import { compressionFilter } from './compression';
import { NETWORK_LABEL } from './injected-pod';
import { listeners, managedPorts } from './managed-listeners';
import { overlays } from './managed-overlays';
import { managedProblems } from './managed-problems';
import { networkPolicySpec } from './network-policy';
import type { GatewayObjects, GatewayRenderer } from './renderer';
import { emit, type EmitManifest } from '../../kube/emit';
import { given, type Fields } from '../../kube/given';
import { yamlText } from '../../kube/yaml-text';
import type { GatewaySpec } from '../spec';

const GATEWAY = { group: 'gateway.networking.k8s.io', kind: 'Gateway' } as const;

/** The class whose gateways istiod deploys by itself (istio gatewaycommon/classinfo.go). */
const CLASS = 'istio';

type ObjectName = keyof GatewayObjects;

/**
 * A Gateway of the Gateway API and an options ConfigMap, of which istiod makes ServiceAccount, Deployment, Service and, where asked for,
 * autoscaler and budget. An autoscaler or budget that is no longer asked for stays until someone deletes it (istio issue 52923).
 *
 * The Gateway's labels and annotations are the user's, and istiod copies them to everything it makes, the pods included.
 */
export const MANAGED_RENDERER: GatewayRenderer = {
  problems: managedProblems,
  render: (scope, spec) => Object.fromEntries(
    managedManifests(spec).map(([name, manifest]) => [name, emit(scope, name, manifest)])) as GatewayObjects,
};

/** The objects of a gateway, each under its name among GatewayObjects; the options before the Gateway that names them. */
export function managedManifests(spec: GatewaySpec): readonly (readonly [ObjectName, EmitManifest])[] {
  const { networkPolicy, compression, objectName, name } = spec;
  const texts = overlays(spec).map(([key, fields]) => [key, yamlText(fields)] as const);
  const optionsName = texts.length > 0 ? `${name}-options` : undefined;
  const objects: (readonly [ObjectName, EmitManifest] | false | undefined)[] = [
    optionsName !== undefined && ['options', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(spec, optionsName), data: Object.fromEntries(texts),
    }],
    ['resource', gateway(spec, optionsName)],
    networkPolicy && ['networkPolicy', {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata(spec, objectName), spec: networkPolicySpec(spec.selector, managedPorts(spec)),
    }],
    compression && ['compression', {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: metadata(spec, `${objectName}-compression`),
      spec: compressionFilter(compression, spec.selector),
    }],
  ];
  return objects.filter((one) => one !== false && one !== undefined);
}

function metadata({ namespace, labels, annotations }: GatewaySpec, name: string): EmitManifest['metadata'] {
  return given({ name, namespace, labels, annotations });
}

function gateway(spec: GatewaySpec, optionsName: string | undefined): EmitManifest {
  const { name, namespace, labels, annotations, acknowledgements, account, objectName, networkGateway, pod } = spec;
  return {
    apiVersion: `${GATEWAY.group}/v1`,
    kind: GATEWAY.kind,
    metadata: given({
      name,
      namespace,
      labels: { ...labels, ...given({ 'istio.io/rev': pod.revision, [NETWORK_LABEL]: networkGateway }) },
      annotations: { ...annotations, ...(account.name !== objectName && { 'gateway.istio.io/service-account': account.name }), ...acknowledgements },
    }),
    spec: given({
      gatewayClassName: CLASS,
      infrastructure: infrastructure(spec, optionsName),
      listeners: listeners(spec),
    }),
  };
}

/**
 * Naming the annotations stops istiod from copying the Gateway's own. Why a rule is put up with is for people, and another wording must
 * not replace the pods: so the user's annotations are named, all of them and no other, as soon as there is such a reason.
 */
function infrastructure({ annotations, acknowledgements }: GatewaySpec, optionsName: string | undefined): Fields {
  return {
    ...(Object.keys(acknowledgements).length > 0 && { annotations }),
    ...(optionsName !== undefined && { parametersRef: { group: '', kind: 'ConfigMap', name: optionsName } }),
  };
}
