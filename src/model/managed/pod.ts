import { domain, environment } from './environment';
import { fixed, ofInstallation } from './fixed';
import { ownAnnotation, type RenderInput } from './input';
import { gatewayMounts, gatewayVolumes, WAYPOINT_MOUNTS, waypointVolumes } from './volumes';
import { valueFor } from '../../platform/values';
import type { ProxyConfigView } from '../draft';
import { PROXY_CONTAINER } from '../names';
import { type Effective, mapKnown, unknown } from '../origin';
import { listAt, member } from '../read';
import { chartList, chartMap, chartText, chartValue, isTruthy, proxyResources } from '../rendering/installation';
import { proxyImage } from '../rendering/proxy-image';
import { type Part, sourced } from '../rendering/sourced';

const HEALTH = { path: '/healthz/ready', port: 15021, scheme: 'HTTP' } as const;

const PORTS = fixed([
  { containerPort: 15020, name: 'metrics', protocol: 'TCP' },
  { containerPort: 15021, name: 'status-port', protocol: 'TCP' },
  { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' },
]);
const STARTUP_PROBE = fixed({
  failureThreshold: 30, httpGet: HEALTH, initialDelaySeconds: 1, periodSeconds: 1, successThreshold: 1, timeoutSeconds: 1,
});
const READINESS_PROBE = fixed({
  failureThreshold: 4, httpGet: HEALTH, initialDelaySeconds: 0, periodSeconds: 15, successThreshold: 1, timeoutSeconds: 1,
});
const PROXY_USER = 1337;

/** The pod of a managed gateway (files/kube-gateway.yaml) or waypoint (files/waypoint.yaml), Istio 1.26 to 1.30. */
export function podSpec(input: RenderInput, view: ProxyConfigView): Part {
  const { context, managed, serviceAccount } = input;
  const isGateway = managed.template === 'kube-gateway';
  return {
    ...isGateway ? { securityContext: gatewayPodSecurity(context) } : waypointScheduling(input),
    terminationGracePeriodSeconds: isGateway ? undefined : waypointGrace(input),
    serviceAccountName: sourced(serviceAccount),
    containers: [isGateway ? gatewayContainer(input, view) : waypointContainer(input, view)],
    volumes: isGateway ? gatewayVolumes(context) : waypointVolumes(context),
    imagePullSecrets: pullSecrets(context),
  };
}

const pullSecrets = ofInstallation((context) => {
  const names = chartList(context, '/global/imagePullSecrets');
  return names && sourced(mapKnown(names, (list) => list.map((name) => ({ name }))));
});

function shared(input: RenderInput, view: ProxyConfigView, resources: Effective<unknown> | undefined): { readonly [key: string]: Part } {
  const pullPolicy = chartText(input.context, '/global/imagePullPolicy');
  return {
    name: PROXY_CONTAINER,
    image: sourced(proxyImage(input.context, view, (name) => ownAnnotation(input.gateway, name))),
    imagePullPolicy: pullPolicy.value === '' ? undefined : sourced(pullPolicy),
    resources: resources && sourced(resources),
    ports: PORTS,
    env: environment(input, view),
    startupProbe: STARTUP_PROBE,
    readinessProbe: READINESS_PROBE,
  };
}

function gatewayContainer(input: RenderInput, view: ProxyConfigView): Part {
  const { context } = input;
  const sts = chartText(context, '/global/sts/servicePort');
  const { uid, gid } = namespaceUser(input);
  return {
    ...shared(input, view, proxyResources(context, 'proxy')),
    args: [
      'proxy', 'router', '--domain', domain(context), ...logLevels(input),
      ['', '0'].includes(sts.value) ? undefined : sourced(mapKnown(sts, (port) => `--stsPort=${port}`)),
      jsonLog(input),
    ],
    lifecycle: whole(chartMap(context, '/global/proxy/lifecycle')),
    securityContext: { ...SECURITY, runAsUser: sourced(uid), runAsGroup: sourced(gid) },
    volumeMounts: gatewayMounts(context),
  };
}

function waypointContainer(input: RenderInput, view: ProxyConfigView): Part {
  const { context, serviceAccount } = input;
  const outliers = chartText(context, '/global/proxy/outlierLogPath');
  const onOpenShift = chartText(context, '/global/platform').value === 'openshift';
  return {
    ...shared(input, view, proxyResources(context, 'waypoint')),
    args: [
      'proxy', 'waypoint', '--domain', domain(context),
      '--serviceCluster', sourced(mapKnown(serviceAccount, (name) => `${name}.$(POD_NAMESPACE)`)),
      ...logLevels(input), jsonLog(input),
      outliers.value === '' ? undefined : sourced(mapKnown(outliers, (path) => `--outlierLogPath=${path}`)),
    ],
    securityContext: {
      ...SECURITY,
      ...!onOpenShift && { runAsUser: PROXY_USER, runAsGroup: PROXY_USER },
      seccompProfile: whole(chartMap(context, '/gateways/seccompProfile')),
    },
    volumeMounts: WAYPOINT_MOUNTS,
  };
}

const SECURITY: { readonly [key: string]: Part } = {
  allowPrivilegeEscalation: false, capabilities: fixed({ drop: ['ALL'] }), privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true,
};

/** Log levels may stand on the Gateway itself. */
function logLevels({ gateway, context }: RenderInput): readonly Part[] {
  const level = (annotation: string, pointer: string): Part => sourced(ownAnnotation(gateway, annotation) ?? chartText(context, pointer));
  return [
    '--proxyLogLevel', level('sidecar.istio.io/logLevel', '/global/proxy/logLevel'),
    '--proxyComponentLogLevel', level('sidecar.istio.io/componentLogLevel', '/global/proxy/componentLogLevel'),
    '--log_output_level', level('sidecar.istio.io/agentLogLevel', '/global/logging/level'),
  ];
}

function jsonLog({ context }: RenderInput): Part {
  const json = chartValue(context, '/global/logAsJson');
  return isTruthy(json.value) ? sourced(mapKnown(json, () => '--log_as_json')) : undefined;
}

const whole = (value: Effective<unknown> | undefined): Part => value && sourced(value);

/** Ports below 1024 are opened by a sysctl, which a security context of the installation replaces. */
const gatewayPodSecurity = ofInstallation((context) => (
  whole(chartMap(context, '/gateways/securityContext')) ?? {
    sysctls: fixed([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]),
    seccompProfile: whole(chartMap(context, '/gateways/seccompProfile')),
  }));

function waypointScheduling({ context }: RenderInput): { readonly [key: string]: Part } {
  return {
    affinity: whole(chartMap(context, '/global/waypoint/affinity')),
    topologySpreadConstraints: whole(chartList(context, '/global/waypoint/topologySpreadConstraints')),
    nodeSelector: whole(chartMap(context, '/global/waypoint/nodeSelector')),
    tolerations: whole(chartList(context, '/global/waypoint/tolerations')),
  };
}

/** Up to 1.27 the template had a grace period of its own; since then Kubernetes' default holds. */
function waypointGrace({ context }: RenderInput): Part {
  const grace = valueFor(context.facts.platform, 'waypointGraceSeconds');
  if (!grace.known) { return sourced(unknown(grace.why)); }
  const kubernetes = valueFor(context.facts.platform, 'podGraceSeconds');
  return kubernetes.known && kubernetes.value === grace.value
    ? undefined
    : sourced({ known: true, value: grace.value, origin: { kind: 'default', of: 'Istio', source: grace.source } });
}

/** On OpenShift the namespace says which user and group a pod may have: the highest of its range (inject.go GetProxyIDs). */
function namespaceUser({ gateway, namespace, context }: RenderInput): { readonly uid: Effective<number>; readonly gid: Effective<number> } {
  const { cluster } = gateway.key;
  const manifest = namespace === undefined ? undefined : context.index.get({ cluster, group: '', kind: 'Namespace', name: namespace });
  const highest = (annotation: string): Effective<number> => {
    const range = member(manifest?.object.metadata.annotations, annotation);
    const match = typeof range === 'string' && range.length < 100 ? /^(\d{1,15})(?:\/(\d{1,15})|-(\d{1,15}))/.exec(range) : null;
    if (!match || !manifest) {
      return { known: true, value: PROXY_USER, origin: { kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pkg/kube/inject/inject.go GetProxyIDs' } };
    }
    const value = match[3] === undefined ? Number(match[1]) + Number(match[2]) - 1 : Number(match[3]);
    return { known: true, value, origin: { kind: 'set', manifest, pointer: `/metadata/annotations/${annotation.replace('/', '~1')}` } };
  };
  return { uid: highest('openshift.io/sa.scc.uid-range'), gid: highest('openshift.io/sa.scc.supplemental-groups') };
}

/** The istio-proxy container of a pod template, wherever an overlay may have moved it. */
export function proxyContainerPointer(object: unknown, template: string): string | undefined {
  const at = (listAt(object, `${template}/spec/containers`) ?? []).findIndex((container) => member(container, 'name') === PROXY_CONTAINER);
  return at < 0 ? undefined : `${template}/spec/containers/${at}`;
}
