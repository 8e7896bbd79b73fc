import { gatewayEnvironment } from './gateway-environment';
import { gatewayMetadata } from './gateway-metadata';
import { gatewayVolumes, type GatewayVolumes } from './gateway-volumes';
import { BY_GATEWAY_TEMPLATE, PROXY_CONTAINER } from './names';
import { proxyImage } from './proxy-image';
import { type Part, print, type Printed, sourced } from './sourced';
import { annotation, type TemplateInput } from './template-input';
import { valueFor } from '../../platform/values';
import { chartList, chartMap, chartText, chartValue, isTruthy } from '../managed/installation';
import { mapKnown } from '../origin';
import { member } from '../read';

/** The uid and gid of the proxy; on OpenShift the namespace's range decides (template: ProxyUID, ProxyGID). */
const PROXY_USER = 1337;

/** The one kernel parameter that lets a gateway listen below 1024 without privileges. */
const UNPRIVILEGED_PORTS = { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] };

/** The template `gateway`: what istiod puts over a pod to make its `istio-proxy` container a gateway. */
export function gatewayTemplate(input: TemplateInput): Printed {
  const { context } = input;
  const values = chartMap(context, '/gateways/securityContext');
  const volumes = gatewayVolumes(input);
  const secrets = chartList(context, '/global/imagePullSecrets');
  return print({
    metadata: gatewayMetadata(input),
    spec: {
      securityContext: values ? sourced(values) : UNPRIVILEGED_PORTS,
      containers: [container(input, volumes)],
      volumes: volumes.volumes,
      imagePullSecrets: secrets && sourced(mapKnown(secrets, (names) => names.map((name) => ({ name })))),
    },
  }, BY_GATEWAY_TEMPLATE);
}

function container(input: TemplateInput, volumes: GatewayVolumes): Part {
  const { context } = input;
  const lifecycle = chartMap(context, '/global/proxy/lifecycle');
  const pullPolicy = chartText(context, '/global/imagePullPolicy');
  return {
    name: PROXY_CONTAINER,
    image: sourced(proxyImage(input)),
    imagePullPolicy: pullPolicy.value === '' ? undefined : sourced(pullPolicy),
    ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
    args: args(input),
    lifecycle: lifecycle && sourced(lifecycle),
    securityContext: { runAsUser: PROXY_USER, runAsGroup: PROXY_USER },
    env: gatewayEnvironment(input),
    readinessProbe: readinessProbe(input),
    volumeMounts: volumes.mounts,
  };
}

/** A log level: the pod's annotation, else the value of istiod. */
function level(input: TemplateInput, flag: string, key: string, value: string): Part {
  return sourced(mapKnown(annotation(input.pods, key) ?? chartText(input.context, value), (word) => `--${flag}=${word}`));
}

function args(input: TemplateInput): Part {
  const { context } = input;
  const sts = chartText(context, '/global/sts/servicePort');
  const json = chartValue(context, '/global/logAsJson');
  return [
    'proxy',
    'router',
    '--domain',
    sourced(mapKnown(chartText(context, '/global/proxy/clusterDomain'), (domain) => `$(POD_NAMESPACE).svc.${domain}`)),
    level(input, 'proxyLogLevel', 'sidecar.istio.io/logLevel', '/global/proxy/logLevel'),
    level(input, 'proxyComponentLogLevel', 'sidecar.istio.io/componentLogLevel', '/global/proxy/componentLogLevel'),
    level(input, 'log_output_level', 'sidecar.istio.io/agentLogLevel', '/global/logging/level'),
    ...(['', '0'].includes(sts.value) ? [] : [sourced(mapKnown(sts, (port) => `--stsPort=${port}`))]),
    ...(isTruthy(json.value) ? [sourced(mapKnown(json, () => '--log_as_json'))] : []),
  ];
}

function readinessProbe(input: TemplateInput): Part {
  const defaults = valueFor(input.context.facts.platform, 'readiness');
  const number = (value: string, field: 'initialDelaySeconds' | 'periodSeconds' | 'failureThreshold'): Part => {
    const given = chartValue(input.context, `/global/proxy/${value}`);
    if (typeof given.value === 'number') { return sourced(given); }
    if (!defaults.known) { return sourced({ known: false, origin: { kind: 'unknown', why: defaults.why } }); }
    return sourced({ known: true, value: member(defaults.value, field), origin: { kind: 'default', of: 'Istio', source: defaults.source } });
  };
  return {
    httpGet: { path: '/healthz/ready', port: 15021 },
    initialDelaySeconds: number('readinessInitialDelaySeconds', 'initialDelaySeconds'),
    periodSeconds: number('readinessPeriodSeconds', 'periodSeconds'),
    timeoutSeconds: 3,
    failureThreshold: number('readinessFailureThreshold', 'failureThreshold'),
  };
}
