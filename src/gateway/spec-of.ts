import type { GatewayDeclaration } from './declaration';
import type { PortField, ResourceFields } from './fields';
import { meshMetricsOf, type MetricsQuestion } from './mesh-metrics';
import { PodLabel, presetParts, withPresets } from './preset-parts';
import type { GatewayAdditions, GatewayNames, GatewayNaming } from './props';
import type { AutoscalerSpec, CompressionSpec, GatewaySpec, KernelSpec, PortSpec, RenderingName } from './spec';
import { kept } from '../kube/given';
import { GATEWAY_NAME_LABEL } from '../model/names';
import type { Platform } from '../platform';
import type { JsonMap } from '../platform/json';
import { behaviorFields } from '../presets/behavior-fields';
import type { Reporter } from '../presets/seconds';

/** How a declaration becomes the spec of one cluster. */
export interface SpecOptions {
  readonly rendering: RenderingName;
  readonly naming: GatewayNaming;
  readonly platform: Platform;
  readonly cluster?: string;
}

/** As the istio/gateway Helm chart has them (values.yaml of the chart at 1.30.3), for an ingress gateway that names none. */
const INGRESS_PORTS: readonly PortSpec[] = [
  { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' },
  { name: 'http2', port: 80, targetPort: 80, protocol: 'TCP' },
  { name: 'https', port: 443, targetPort: 443, protocol: 'TCP' },
];
const NETWORK_GATEWAY_PORTS: readonly PortSpec[] = [
  { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' },
  { name: 'tls', port: 15443, targetPort: 15443, protocol: 'TCP' },
  { name: 'tls-istiod', port: 15012, targetPort: 15012, protocol: 'TCP' },
  { name: 'tls-webhook', port: 15017, targetPort: 15017, protocol: 'TCP' },
];

/** Names and selector of a gateway in a rendering; what istiod makes has istiod's. */
export function namesOf(name: string, { rendering, naming }: Pick<SpecOptions, 'rendering' | 'naming'>): Required<GatewayNames> {
  if (rendering !== 'MANAGED') { return naming._namesOf(name); }
  return { objectName: `${name}-istio`, selector: { [GATEWAY_NAME_LABEL]: name }, serviceAccountName: `${name}-istio` };
}

/** The label by which a spread finds the pods: `app`, or the only one. */
export function podLabelOf(selector: Readonly<Record<string, string>>): PodLabel {
  const key = 'app' in selector ? 'app' : Object.keys(selector)[0];
  return { key, value: selector[key] };
}

/** The fields that hold in one cluster, presets included, in the resource's own form. */
export function fieldsFor(declaration: GatewayDeclaration, options: SpecOptions): ResourceFields {
  const parts = presetParts(declaration.additions, podLabelOf(namesOf(declaration.name, options).selector), options.platform);
  const base = withPresets(declaration.fields as ResourceFields, parts);
  const own = options.cluster === undefined ? undefined : declaration.overrides?.[options.cluster];
  return own === undefined ? base : { ...base, ...withPresets(own as ResourceFields, parts, true) };
}

/** The spec of one cluster. The declaration has been checked. */
export function specFor(declaration: GatewayDeclaration, options: SpecOptions, fields = fieldsFor(declaration, options)): GatewaySpec {
  const { additions } = declaration;
  const names = namesOf(declaration.name, options);
  const gatewayType = declaration.gatewayType === 'egress' ? 'egress' : 'ingress';
  const autoscaler = autoscalerOf({ objectName: names.objectName, namespace: declaration.namespace, fields, additions, ...options });
  return Object.freeze(withoutUndefined<GatewaySpec>({
    declared: declaration,
    rendering: options.rendering,
    cluster: options.cluster,
    name: declaration.name,
    namespace: declaration.namespace,
    objectName: names.objectName,
    selector: names.selector,
    labels: declaration.labels,
    annotations: declaration.annotations,
    acknowledgements: additions.spread?._acknowledgements() ?? {},
    gatewayType,
    ports: portsOf(fields, additions, options.rendering, gatewayType),
    replicas: autoscaler || additions.daemonSet ? undefined : fields.replicaCount,
    autoscaler,
    rollout: rolloutOf(fields),
    budget: additions.budget?._fields(),
    service: serviceOf(fields, additions),
    pod: podOf(fields, additions, options.platform),
    container: containerOf(fields, additions),
    account: {
      name: additions.serviceAccountName ?? names.serviceAccountName,
      create: additions.createServiceAccount ?? true,
      annotations: additions.serviceAccountAnnotations ?? {},
      rbac: additions.rbac ?? true,
    },
    kernel: kernelOf(fields, additions),
    compression: compressionOf(fields),
    daemonSet: additions.daemonSet ?? false,
    minReadySeconds: additions.minReadySeconds,
    certificates: additions.listenerCertificates ?? {},
    allowedRoutes: additions.allowedRoutes?._routes(declaration.namespace),
    listenerAllowedRoutes: routesByPort(declaration),
    autoCreateGateway: fields.autoCreateGatewayYaml ?? false,
    exposeContainerPorts: fields.disableContainerPortExposed === false,
    networkGateway: additions.networkGateway,
    requestedNetworkView: fields.requestedNetworkView,
    networkPolicy: additions.networkPolicy ?? false,
    managedDrainSeconds: additions.shutdown?._seconds.managedDrain,
  }));
}

function routesByPort({ additions, namespace }: GatewayDeclaration): Readonly<Record<string, JsonMap>> {
  return Object.fromEntries(Object.entries(additions.listenerAllowedRoutes ?? {}).map(([port, allowed]) => [port, allowed._routes(namespace)]));
}

/** ASM writes the protocol of the traffic where a Service has that of the transport; both words run over TCP. */
const WORDS_OVER_TCP: Readonly<Record<string, string>> = { HTTP: 'http', HTTPS: 'https' };

/** Names from whose beginning Istio reads the protocol (istio pkg/config/protocol, Parse). */
const NAMED_PROTOCOL = /^(?:grpc-web|grpc|http2|https|http|hbone|tcp|tls|udp|mongo|mysql|redis)(?:-|$)/i;

/** A port as Kubernetes takes it. */
export function portOf(field: PortField): PortSpec {
  const { protocol = 'TCP', targetPort, ...rest } = field;
  const word = WORDS_OVER_TCP[protocol];
  const needsWord = word !== undefined && field.appProtocol === undefined && !NAMED_PROTOCOL.test(field.name ?? '');
  return withoutUndefined<PortSpec>({
    ...rest,
    // SetDefaults_Service (kubernetes pkg/apis/core/v1/defaults.go): 0 and nothing are the port itself
    targetPort: targetPort === undefined || targetPort === 0 || targetPort === '' ? field.port : targetPort,
    protocol: word === undefined ? protocol as PortSpec['protocol'] : 'TCP',
    ...(needsWord && { appProtocol: word }),
  });
}

function portsOf(fields: ResourceFields, additions: GatewayAdditions, rendering: RenderingName, type: 'ingress' | 'egress'): readonly PortSpec[] {
  const given = [...fields.ports ?? [], ...fields.meshExpansionPorts ?? []].map(portOf);
  if (given.length > 0 || rendering === 'ASM') { return given; }
  if (additions.networkGateway !== undefined) { return NETWORK_GATEWAY_PORTS; }
  return type === 'ingress' ? INGRESS_PORTS : [];
}

/** What is wrong has been reported before. */
const CHECKED: Reporter = { add: () => undefined };

/** Undefined for none and for half of one; half of one is a problem by then, or stays as it is in ASM's own resource. */
function autoscalerOf(question: MetricsQuestion): AutoscalerSpec | undefined {
  const { fields, additions } = question;
  const { minReplicas, maxReplicas } = fields;
  if (minReplicas === undefined || maxReplicas === undefined || fields.autoscaleEnabled === false) { return undefined; }
  const behavior = additions.scalingBehavior && behaviorFields(additions.scalingBehavior, 'scalingBehavior', CHECKED);
  const mesh = meshMetricsOf(question, CHECKED);
  return withoutUndefined<AutoscalerSpec>({
    minReplicas,
    maxReplicas,
    cpu: fields.cpu?.targetAverageUtilization,
    memory: fields.memory?.targetAverageUtilization,
    metrics: [...(additions.metrics ?? []), ...(mesh?.metrics ?? [])] as readonly JsonMap[],
    annotations: mesh?.annotations ?? {},
    behavior: behavior as JsonMap | undefined,
    mesh,
  });
}

function rolloutOf({ rollingMaxSurge, rollingMaxUnavailable }: ResourceFields): GatewaySpec['rollout'] {
  if (rollingMaxSurge === undefined && rollingMaxUnavailable === undefined) { return undefined; }
  return withoutUndefined({
    maxSurge: rollingMaxSurge === undefined ? undefined : amountText(rollingMaxSurge),
    maxUnavailable: rollingMaxUnavailable === undefined ? undefined : amountText(rollingMaxUnavailable),
  });
}

/** The resource writes numbers as text too: `"1"`, `"25%"`. */
export function amountText(text: string): number | string {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}

function serviceOf(fields: ResourceFields, additions: GatewayAdditions): GatewaySpec['service'] {
  return withoutUndefined<GatewaySpec['service']>({
    type: fields.serviceType,
    annotations: fields.serviceAnnotations ?? {},
    labels: fields.serviceLabels ?? {},
    loadBalancerClass: fields.loadBalancerClass,
    loadBalancerIP: fields.loadBalancerIP,
    loadBalancerSourceRanges: additions.loadBalancerSourceRanges,
    allocateLoadBalancerNodePorts: additions.allocateLoadBalancerNodePorts,
    healthCheckNodePort: additions.healthCheckNodePort,
    externalTrafficPolicy: fields.externalTrafficPolicy,
    internalTrafficPolicy: additions.internalTrafficPolicy,
    clusterIP: additions.clusterIP,
    externalIPs: additions.externalIPs,
    ipFamilies: additions.ipFamilies,
    ipFamilyPolicy: additions.ipFamilyPolicy,
    selectorLabels: additions.serviceSelectorLabels ?? {},
  });
}

function podOf(fields: ResourceFields, additions: GatewayAdditions, platform: Platform): GatewaySpec['pod'] {
  const mounted = [
    ...(fields.configVolumes ?? []).map(({ name, configMapName }) => ({ name, configMap: { name: configMapName } })),
    ...(fields.secretVolumes ?? []).map(({ name, secretName }) => ({ name, secret: { secretName } })),
  ];
  return withoutUndefined<GatewaySpec['pod']>({
    annotations: fields.podAnnotations ?? {},
    labels: fields.podLabels ?? {},
    nodeSelector: fields.nodeSelector,
    affinity: fields.affinity,
    tolerations: fields.tolerations,
    topologySpreadConstraints: additions.topologySpreadConstraints,
    priorityClassName: additions.priorityClassName,
    gracePeriodSeconds: additions.shutdown?._seconds.gracePeriod,
    hostNetwork: fields.hostNetwork,
    hostAliases: additions.hostAliases,
    dnsPolicy: fields.dnsPolicy,
    dnsConfig: additions.dnsConfig,
    imagePullSecrets: additions.imagePullSecrets ?? [],
    securityContext: additions.podSecurityContext,
    volumes: [...mounted, ...additions.volumes ?? []],
    initContainers: additions.initContainers ?? [],
    containers: additions.extraContainers ?? [],
    revision: additions.revision ?? platform.revision,
  });
}

function containerOf(fields: ResourceFields, additions: GatewayAdditions): GatewaySpec['container'] {
  const mounts = [...fields.configVolumes ?? [], ...fields.secretVolumes ?? []].map(({ name, mountPath }) => ({ name, mountPath, readOnly: true }));
  return withoutUndefined<GatewaySpec['container']>({
    env: fields.env ?? [],
    envFrom: additions.envFrom ?? [],
    resources: fields.resources,
    volumeMounts: [...mounts, ...additions.volumeMounts ?? []],
    lifecycle: fields.lifecycle,
    readinessProbe: fields.readinessProbe && Object.keys(fields.readinessProbe).length > 0 ? fields.readinessProbe : undefined,
    securityContext: additions.securityContext,
    imagePullPolicy: additions.imagePullPolicy,
    runAsRoot: fields.runAsRoot,
  });
}

function kernelOf({ kernel }: ResourceFields, additions: GatewayAdditions): KernelSpec | undefined {
  if (kernel?.enabled !== true || Object.keys(kernel.parameters ?? {}).length === 0) { return undefined; }
  return withoutUndefined<KernelSpec>({ parameters: kernel.parameters!, initImage: additions.kernelInitImage });
}

/** Without `gzip`, if only an empty one, nothing is compressed (source document 001). */
function compressionOf({ compression }: ResourceFields): CompressionSpec | undefined {
  if (compression?.enabled !== true || compression.gzip === undefined) { return undefined; }
  const { enabled: _, gzip, ...rest } = compression;
  return { ...rest, gzip };
}

function withoutUndefined<T extends object>(map: T): T {
  return kept(map, (value) => value !== undefined) as T;
}
