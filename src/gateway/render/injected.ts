import { autoscalerManifest, budgetManifest } from './companions';
import { compressionFilter } from './compression';
import { injectedPod, NETWORK_LABEL } from './injected-pod';
import { injectedProblems } from './injected-problems';
import { istioGatewaySpec } from './istio-gateway';
import { networkPolicySpec } from './network-policy';
import type { GatewayObjects, GatewayRenderer } from './renderer';
import { serviceFields, serviceType } from './service-fields';
import { emit, type EmitManifest } from '../../kube/emit';
import { given, type Fields } from '../../kube/given';
import type { Platform } from '../../platform';
import type { GatewaySpec } from '../spec';

type ObjectName = keyof GatewayObjects;

/**
 * A Deployment whose `istio-proxy` container istiod fills in, and what belongs to it: everything that the istio/gateway Helm chart makes
 * (manifests/charts/gateway at 1.30.3), under the same names and with the same selector where the naming is the chart's.
 *
 * Every object carries the selector's labels, so that the gateway is found as a whole, and the user's own; the pods also those that injection
 * asks for (`sidecar.istio.io/inject`, `istio.io/rev`), `istio.io/dataplane-mode: none`, and an east-west gateway its network.
 */
export const INJECTED_RENDERER: GatewayRenderer = {
  problems: injectedProblems,
  render: (scope, spec, platform) => Object.fromEntries(
    injectedManifests(spec, platform).map(([name, manifest]) => [name, emit(scope, name, manifest)])) as GatewayObjects,
};

/** The objects of a gateway, each under its name among GatewayObjects, in the order in which they are best applied. */
export function injectedManifests(spec: GatewaySpec, platform: Platform): readonly (readonly [ObjectName, EmitManifest])[] {
  const { account, autoscaler, budget, networkPolicy, compression, autoCreateGateway, daemonSet } = spec;
  const objects: (readonly [ObjectName, EmitManifest] | false | undefined)[] = [
    account.create && ['serviceAccount', serviceAccount(spec)],
    account.rbac && ['role', role(spec)],
    account.rbac && ['roleBinding', roleBinding(spec)],
    ['deployment', workload(spec, platform)],
    serviceType(spec) !== 'None' && ['service', service(spec)],
    autoscaler && !daemonSet && ['hpa', { ...autoscalerManifest(spec, autoscaler, target(spec)), metadata: metadata(spec, { annotations: autoscaler.annotations }) }],
    budget && ['pdb', { ...budgetManifest(spec, budget), metadata: metadata(spec) }],
    networkPolicy && ['networkPolicy', object('networking.k8s.io/v1', 'NetworkPolicy', metadata(spec), networkPolicySpec(spec.selector, spec.ports))],
    compression && ['compression', object('networking.istio.io/v1alpha3', 'EnvoyFilter', metadata(spec, { name: `${spec.objectName}-compression` }),
      compressionFilter(compression, spec.selector))],
    autoCreateGateway && ['istioGateway', object('networking.istio.io/v1', 'Gateway', metadata(spec, { name: spec.name }), istioGatewaySpec(spec))],
  ];
  return objects.filter((one) => one !== false && one !== undefined);
}

interface OwnMetadata {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function metadata(spec: GatewaySpec, own: OwnMetadata = {}): EmitManifest['metadata'] {
  return given({
    name: own.name ?? spec.objectName,
    namespace: spec.namespace,
    labels: { ...spec.labels, ...own.labels, ...spec.selector },
    annotations: { ...spec.annotations, ...own.annotations },
  });
}

function object(apiVersion: string, kind: string, meta: EmitManifest['metadata'], spec: object): EmitManifest {
  return { apiVersion, kind, metadata: meta, spec };
}

function target({ objectName: name }: GatewaySpec): { readonly apiVersion: string; readonly kind: string; readonly name: string } {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name };
}

/** A DaemonSet calls its strategy otherwise, and has no replicas (istio issue 59490). */
function workload(spec: GatewaySpec, platform: Platform): EmitManifest {
  const { daemonSet, rollout } = spec;
  const strategy = rollout && { type: 'RollingUpdate', rollingUpdate: rollout };
  return object('apps/v1', daemonSet ? 'DaemonSet' : 'Deployment', metadata(spec, { annotations: spec.acknowledgements }), given({
    replicas: daemonSet ? undefined : spec.replicas,
    minReadySeconds: spec.minReadySeconds,
    [daemonSet ? 'updateStrategy' : 'strategy']: strategy,
    selector: { matchLabels: spec.selector },
    template: injectedPod(spec, platform),
  }));
}

function service(spec: GatewaySpec): EmitManifest {
  const { service: own, networkGateway, selector } = spec;
  const labels = networkGateway === undefined ? own.labels : { [NETWORK_LABEL]: networkGateway, ...own.labels };
  return object('v1', 'Service', metadata(spec, { labels, annotations: own.annotations }), {
    type: serviceType(spec),
    ...serviceFields(spec),
    selector: { ...own.selectorLabels, ...selector },
    ports: spec.ports,
  });
}

function serviceAccount(spec: GatewaySpec): EmitManifest {
  const { name, annotations } = spec.account;
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(spec, { name, annotations }) };
}

/** The agent fetches the certificates that Istio Gateways name from the Secrets of its namespace, and istiod asks whether it may. */
function role(spec: GatewaySpec): EmitManifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: metadata(spec, { name: spec.account.name }),
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }] satisfies readonly Fields[],
  };
}

function roleBinding(spec: GatewaySpec): EmitManifest {
  const { name } = spec.account;
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata(spec, { name }),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    // without a namespace it is that of the binding
    subjects: [{ kind: 'ServiceAccount', name }],
  };
}
