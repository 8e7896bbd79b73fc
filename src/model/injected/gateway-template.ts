import { argumentList, hasOwnLevels, installedArguments, proxyArguments } from './arguments';
import { environment } from './environment';
import { podMetadata } from './metadata';
import { BY_GATEWAY_TEMPLATE, PROXY_USER } from './names';
import { PROXY_CONTAINER } from '../names';
import { ownerOf } from './owner';
import { readinessProbe } from './probes';
import { annotation, type TemplateInput } from './template-input';
import { type ProxyVolumes, proxyVolumes } from './volumes';
import type { ModelContext } from '../draft';
import { oncePerContext } from '../once';
import { mapKnown } from '../origin';
import { chartList, chartMap, chartText } from '../rendering/installation';
import { proxyImage } from '../rendering/proxy-image';
import { embed, type Part, print, type Printed, sourced } from '../rendering/sourced';

/** The one kernel parameter that lets a gateway listen below 1024 without privileges. */
const UNPRIVILEGED_PORTS = embed({ sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] }, BY_GATEWAY_TEMPLATE);

// parts that are the same in many pods are printed once: here for all, below for a cluster
const PORTS = embed([{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }], BY_GATEWAY_TEMPLATE);
const USER = embed({ runAsUser: PROXY_USER, runAsGroup: PROXY_USER }, BY_GATEWAY_TEMPLATE);
const readinessOf = oncePerContext((context) => embed(readinessProbe(context), BY_GATEWAY_TEMPLATE));
const installedArgs = new WeakMap<ModelContext, Part>();

function args(input: TemplateInput): Part {
  const { context, pods } = input;
  const isOwn = hasOwnLevels(pods);
  const found = isOwn ? undefined : installedArgs.get(context);
  if (found !== undefined) { return found; }
  const made = embed(argumentList([...proxyArguments(input, 'router'), ...installedArguments(input, 'router')]), BY_GATEWAY_TEMPLATE);
  if (!isOwn) { installedArgs.set(context, made); }
  return made;
}

/** The template `gateway`: what istiod puts over a pod to make its `istio-proxy` container a gateway. */
export function gatewayTemplate(input: TemplateInput): Printed {
  const { context } = input;
  const values = chartMap(context, '/gateways/securityContext');
  const volumes = proxyVolumes(input, 'gateway', BY_GATEWAY_TEMPLATE);
  const secrets = chartList(context, '/global/imagePullSecrets');
  return print({
    metadata: podMetadata(input),
    spec: {
      securityContext: values ? sourced(values) : UNPRIVILEGED_PORTS,
      containers: [container(input, volumes)],
      volumes: volumes.volumes,
      imagePullSecrets: secrets && sourced(mapKnown(secrets, (names) => names.map((name) => ({ name })))),
    },
  }, BY_GATEWAY_TEMPLATE);
}

function container(input: TemplateInput, volumes: ProxyVolumes): Part {
  const { context } = input;
  const lifecycle = chartMap(context, '/global/proxy/lifecycle');
  const pullPolicy = chartText(context, '/global/imagePullPolicy');
  return {
    name: PROXY_CONTAINER,
    image: sourced(proxyImage(context, input.proxyConfig, (name) => annotation(input.pods, name))),
    imagePullPolicy: pullPolicy.value === '' ? undefined : sourced(pullPolicy),
    ports: PORTS,
    args: args(input),
    lifecycle: lifecycle && sourced(lifecycle),
    securityContext: USER,
    env: environment(input, {
      of: 'gateway',
      by: BY_GATEWAY_TEMPLATE,
      interceptionMode: mapKnown(input.proxyConfig.template('interceptionMode'), (mode) => (mode as string | undefined) ?? 'REDIRECT'),
      workloadName: ownerOf(input.pods).name,
    }),
    readinessProbe: readinessOf(context),
    volumeMounts: volumes.mounts,
  };
}
