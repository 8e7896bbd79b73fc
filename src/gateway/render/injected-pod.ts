import { kernelInitContainer } from './kernel';
import { containerFields, declaredPorts, ENVOY_METRICS, environment, podFields, READINESS } from './pod-fields';
import { given, type Fields } from '../../kube/given';
import { PROXY_CONTAINER } from '../../model/names';
import type { Platform } from '../../platform';
import { valueFor } from '../../platform/values';
import type { GatewaySpec } from '../spec';

/** The label by which the injector is asked; the annotation of the same name is deprecated (IST0135). */
export const INJECT_LABEL = 'sidecar.istio.io/inject';
/** Which of the injector's templates is put over the pod. */
export const TEMPLATES_ANNOTATION = 'inject.istio.io/templates';
/** The network of an east-west gateway, on its Service and its pods. */
export const NETWORK_LABEL = 'topology.istio.io/network';

/**
 * The pod before injection. Nothing in it changes with the version of this library, of Istio or of a chart, so that no upgrade of those rolls
 * the gateway; and what istiod's template sets is left to it.
 */
export function injectedPod(spec: GatewaySpec, platform: Platform): Fields {
  const { pod, kernel, account, selector, networkGateway } = spec;
  return {
    metadata: {
      labels: {
        // two ends of one tunnel: a gateway whose pods are in the ambient mesh breaks (istio issue 54824)
        'istio.io/dataplane-mode': 'none',
        ...given({ 'istio.io/rev': pod.revision, [NETWORK_LABEL]: networkGateway }),
        [INJECT_LABEL]: 'true',
        ...pod.labels,
        ...selector,
      },
      annotations: { [TEMPLATES_ANNOTATION]: 'gateway', ...pod.annotations },
    },
    spec: given({
      serviceAccountName: account.name,
      ...podFields(spec),
      securityContext: pod.securityContext,
      initContainers: [...(kernel ? [kernelInitContainer(kernel)] : []), ...pod.initContainers],
      containers: [proxy(spec, platform), ...pod.containers],
    }),
  };
}

function proxy(spec: GatewaySpec, platform: Platform): Fields {
  const { container, requestedNetworkView, networkGateway } = spec;
  return given({
    name: PROXY_CONTAINER,
    image: 'auto',
    ports: [ENVOY_METRICS, ...declaredPorts(spec)],
    env: environment(spec, requestedNetworkView ?? networkGateway),
    resources: container.resources,
    ...containerFields(spec),
    readinessProbe: container.readinessProbe && readinessProbe(container.readinessProbe, platform),
  });
}

/**
 * A probe is completed: the API server refuses one without a handler, and fills in its own numbers where the template's are to stay, because
 * it sees the Deployment before the injector sees the pod.
 */
function readinessProbe(own: Fields, platform: Platform): Fields {
  const { initialDelaySeconds: _, ...defaults }: Fields = readinessDefaults(platform);
  return { httpGet: READINESS, ...defaults, ...own };
}

function readinessDefaults(platform: Platform): Fields {
  const defaults = valueFor(platform, 'readiness');
  return defaults.known ? { ...defaults.value } : {};
}
