import { autoscalerFields } from './companions';
import { sysctls } from './kernel';
import { servicePorts } from './managed-listeners';
import { containerFields, declaredPorts, environment, podFields } from './pod-fields';
import { serviceFields, serviceType } from './service-fields';
import { given, type Fields } from '../../kube/given';
import { PROXY_CONTAINER } from '../../model/names';
import type { JsonMap } from '../../platform/json';
import type { GatewaySpec } from '../spec';

/** The keys of an options ConfigMap (istio deploymentcontroller.go supportedOverlays); with any other nothing of the Gateway is deployed. */
export type OverlayKey = 'deployment' | 'service' | 'serviceAccount' | 'horizontalPodAutoscaler' | 'podDisruptionBudget';

/**
 * The partial objects that istiod merges over its templates, by Kubernetes' strategic merge: what is there stays unless it is named, and a
 * null takes it away. Keys without an entry change nothing.
 */
export function overlays(spec: GatewaySpec): readonly (readonly [OverlayKey, Fields])[] {
  const all: readonly (readonly [OverlayKey, Fields])[] = [
    ['deployment', workload(spec)],
    ['service', service(spec)],
    ['serviceAccount', given({ metadata: given({ annotations: spec.account.annotations }) })],
    // the template has maxReplicas 1 and no metric
    ['horizontalPodAutoscaler', spec.autoscaler ? given({
      metadata: given({ annotations: spec.autoscaler.annotations }), spec: autoscalerFields(spec.autoscaler),
    }) : {}],
    ['podDisruptionBudget', spec.budget ? { spec: spec.budget } : {}],
  ];
  return all.filter(([, fields]) => Object.keys(fields).length > 0);
}

function workload(spec: GatewaySpec): Fields {
  const { daemonSet, rollout, pod } = spec;
  const strategy = rollout && { type: 'RollingUpdate', rollingUpdate: rollout };
  return given({
    kind: daemonSet ? 'DaemonSet' : undefined,
    spec: given({
      replicas: daemonSet ? undefined : spec.replicas,
      minReadySeconds: spec.minReadySeconds,
      [daemonSet ? 'updateStrategy' : 'strategy']: strategy,
      template: given({
        metadata: given({ labels: pod.labels, annotations: pod.annotations }),
        spec: podSpec(spec),
      }),
    }),
  });
}

function podSpec(spec: GatewaySpec): Fields {
  const { pod } = spec;
  const own = proxy(spec);
  return given({
    hostNetwork: pod.hostNetwork === true ? true : undefined,
    ...podFields(spec),
    securityContext: podSecurity(spec),
    initContainers: pod.initContainers,
    // merged by name, so that the proxy needs no other field, and others stand behind it
    containers: [...(Object.keys(own).length > 0 ? [{ name: PROXY_CONTAINER, ...own }] : []), ...pod.containers],
  });
}

/**
 * The template sets one sysctl. A list of our own replaces it and so repeats it; on the network of the node the API server refuses every
 * sysctl of the network, the template's too, and without taking it away no pod is made (kubernetes ValidateHostSysctl).
 */
function podSecurity({ pod, kernel }: GatewaySpec): Fields {
  const { sysctls: own, ...rest } = pod.securityContext ?? {};
  if (pod.hostNetwork === true) { return { ...rest, sysctls: null }; }
  const others = Array.isArray(own) ? own as readonly JsonMap[] : [];
  return given({ ...rest, sysctls: kernel || others.length > 0 ? sysctls(kernel?.parameters ?? {}, others) : undefined });
}

function proxy(spec: GatewaySpec): Fields {
  const { container, requestedNetworkView } = spec;
  return given({
    ports: declaredPorts(spec),
    env: [...environment(spec, requestedNetworkView), ...shutdownEnvironment(spec)],
    resources: container.resources && exactly(container.resources),
    ...containerFields(spec),
    // path and port are in the template
    readinessProbe: container.readinessProbe,
  });
}

/**
 * In a managed gateway nothing makes environment variables of the annotation's proxyMetadata, and the agent looks for exit-on-zero in its
 * environment only (istio deploymentcontroller.go: ProxyConfig is looked up without annotations).
 */
function shutdownEnvironment({ declared, container }: GatewaySpec): readonly Fields[] {
  const metadata: Readonly<Record<string, string>> = declared.additions.shutdown?._proxyConfig().proxyMetadata ?? {};
  return Object.entries(metadata).filter(([name]) => container.env.every((own) => own.name !== name)).map(([name, value]) => ({ name, value }));
}

/** Exactly these resources: what istiod's values give beyond them is taken away. */
function exactly(resources: JsonMap): Fields {
  const part = (name: 'requests' | 'limits'): Fields | null => {
    const own = resources[name] as JsonMap | undefined;
    return own === undefined || Object.keys(own).length === 0 ? null : { ...('cpu' in own ? {} : { cpu: null }), ...('memory' in own ? {} : { memory: null }), ...own };
  };
  return { ...resources, requests: part('requests'), limits: part('limits') };
}

/**
 * The type is set here and not by the Gateway's annotation, which istiod would copy to the pods: a change of type would replace them.
 */
function service(spec: GatewaySpec): Fields {
  const { labels, annotations, selectorLabels } = spec.service;
  const type = serviceType(spec);
  return given({
    metadata: given({ labels, annotations }),
    spec: given({
      type: type === 'LoadBalancer' ? undefined : type,
      ...serviceFields(spec),
      selector: selectorLabels,
      ports: servicePorts(spec),
    }),
  });
}
