import { argumentList, installedArguments, proxyArguments } from './arguments';
import { type Capture, captureOf } from './capture';
import { environment } from './environment';
import { holdsApplication } from './hold';
import { BY_SIDECAR_TEMPLATE, PROXY_USER } from './names';
import { PROXY_CONTAINER } from '../names';
import { nativeSidecar } from './native';
import { ownerOf } from './owner';
import { readinessProbe, startupProbe } from './probes';
import { sidecarInit } from './sidecar-init';
import { sidecarMetadata } from './sidecar-metadata';
import { istioSidecarResources } from './sidecar-resources';
import { annotation, label, type TemplateInput } from './template-input';
import { type ProxyVolumes, proxyVolumes } from './volumes';
import { type Effective, known, mapKnown, unknown } from '../origin';
import { member } from '../read';
import { chartList, chartMap, chartText, chartValue } from '../rendering/installation';
import { proxyImage } from '../rendering/proxy-image';
import { type Part, print, type Printed, set, sourced } from '../rendering/sourced';

/**
 * The template `sidecar`: what istiod adds to an application's pod. Where it is not known whether the sidecar is native, it is shown
 * among the containers, and what depends on it is unknown.
 */
export function sidecarTemplate(input: TemplateInput): Printed {
  const { context } = input;
  const capture = captureOf(input);
  const native = nativeSidecar(input.pods, context);
  const volumes = proxyVolumes(input, 'sidecar', BY_SIDECAR_TEMPLATE);
  const secrets = chartList(context, '/global/imagePullSecrets');
  const proxy = container(input, capture, volumes, native);
  const init = capture.mode.value === 'NONE' ? [] : [sidecarInit(input, capture)];
  return print({
    metadata: sidecarMetadata(input, capture),
    spec: {
      initContainers: native.value === true ? [...init, proxy] : init.length > 0 ? init : undefined,
      containers: native.value === true ? undefined : [proxy],
      volumes: volumes.volumes,
      imagePullSecrets: secrets && sourced(mapKnown(secrets, (names) => names.map((name) => ({ name })))),
    },
  }, BY_SIDECAR_TEMPLATE);
}

function container(input: TemplateInput, capture: Capture, volumes: ProxyVolumes, native: Effective<boolean>): Part {
  const { context, pods } = input;
  const pullPolicy = chartText(context, '/global/imagePullPolicy');
  const ofLabel = label(pods, 'service.istio.io/workload-name');
  const probes = capture.statusPort.value !== '0';
  return {
    name: PROXY_CONTAINER,
    image: sourced(proxyImage(context, input.proxyConfig, (name) => annotation(pods, name))),
    imagePullPolicy: pullPolicy.value === '' ? undefined : sourced(pullPolicy),
    restartPolicy: native.known ? (native.value ? 'Always' : undefined) : sourced(native),
    ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
    args: argumentList([...proxyArguments(input, 'sidecar'), ...installedArguments(input, 'sidecar')]),
    lifecycle: lifecycle(input, capture, native),
    env: [
      ...(probesOnLocalhost(input) ? [{ name: 'REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION', value: 'true' }] : []),
      ...environment(input, {
        of: 'sidecar',
        by: BY_SIDECAR_TEMPLATE,
        interceptionMode: capture.mode,
        workloadName: ofLabel && ofLabel.value !== '' ? ofLabel : ownerOf(pods).name,
      }),
    ],
    startupProbe: probes ? startupProbe(input) : undefined,
    readinessProbe: probes ? readinessProbe(input.context, input.pods) : undefined,
    securityContext: securityContext(input, capture),
    resources: istioSidecarResources(input),
    volumeMounts: volumes.mounts,
  };
}

/** The mode in which Envoy reaches the application on localhost, and its probes with it. */
function probesOnLocalhost({ context }: TemplateInput): boolean {
  return member(member(context.facts.meshConfig, 'inboundTrafficPolicy'), 'mode') === 'LOCALHOST';
}

/** The installation's hooks replace all others; a native sidecar never holds the application. */
function lifecycle(input: TemplateInput, { statusPort }: Capture, native: Effective<boolean>): Part {
  const installed = chartMap(input.context, '/global/proxy/lifecycle');
  if (installed) { return sourced(installed); }
  if (!native.known) { return sourced(native); }
  if (native.value) {
    const drain = argumentList(['pilot-agent', 'request', mapKnown(statusPort, (port) => `--debug-port=${port}`), 'POST', 'drain']);
    return { preStop: { exec: { command: drain } } };
  }
  const hold = holdsApplication(input);
  if (!hold.known) { return sourced(hold); }
  return hold.value ? { postStart: { exec: { command: set(['pilot-agent', 'wait'], hold.origin) } } } : undefined;
}

/** TPROXY and binding to low ports take root and a capability each. */
function securityContext(input: TemplateInput, { mode }: Capture): Part {
  const { context, pods, proxyConfig } = input;
  if (!mode.known) { return sourced(mode); }
  const metadata = proxyConfig.template('proxyMetadata');
  if (!metadata.known) { return sourced(unknown(metadata.origin.why)); }
  const privileged = sourced(mapKnown(chartValue(context, '/global/proxy/privileged'), Boolean));
  const seccomp = chartMap(context, '/global/proxy/seccompProfile');
  const seccompProfile = seccomp && sourced(seccomp);
  if (member(metadata.value, 'IPTABLES_TRACE_LOGGING') === 'true') {
    return {
      allowPrivilegeEscalation: true,
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      privileged: true,
      readOnlyRootFilesystem: true,
      runAsGroup: PROXY_USER,
      runAsNonRoot: false,
      runAsUser: 0,
      seccompProfile,
    };
  }
  const lowPorts = annotation(pods, 'sidecar.istio.io/capNetBindService') ?? chartText(context, '/global/proxy/capNetBindService');
  const add = [
    ...(mode.value === 'TPROXY' ? [set('NET_ADMIN', mode.origin)] : []),
    ...(lowPorts.value === 'true' ? [set('NET_BIND_SERVICE', lowPorts.origin)] : []),
  ];
  const why = mode.value === 'TPROXY' ? mode.origin : lowPorts.origin;
  return {
    allowPrivilegeEscalation: privileged,
    capabilities: add.length > 0 ? { add, drop: ['ALL'] } : { drop: ['ALL'] },
    privileged,
    readOnlyRootFilesystem: true,
    runAsGroup: PROXY_USER,
    runAsNonRoot: add.length > 0 ? sourced(known(false, why)) : true,
    runAsUser: add.length > 0 ? sourced(known(0, why)) : PROXY_USER,
    seccompProfile,
  };
}
