import { fixed } from './fixed';
import { NETWORK } from './infrastructure';
import type { RenderInput } from './input';
import { chartText, trustDomain } from './installation';
import { proxyConfigText } from './proxy-config-text';
import { valueFor } from '../../platform/values';
import type { ModelContext, ProxyConfigView } from '../draft';
import { type Part, set, sourced } from '../injected/sourced';
import { type Effective, type Known, known, mapKnown, unknown } from '../origin';
import { isMap } from '../read';

const variable = (name: string, value: Effective<unknown> | string): Part =>
  ({ name, value: typeof value === 'string' ? value : sourced(value) });
const field = (name: string, fieldPath: string): Part => fixed({ name, valueFrom: { fieldRef: { fieldPath } } });
const limit = (name: string, resource: string): Part => fixed({ name, valueFrom: { resourceFieldRef: { divisor: '1', resource } } });

const SERVICE_ACCOUNT_META = field('ISTIO_META_SERVICE_ACCOUNT', 'spec.serviceAccountName');
const NODE_NAME = field('ISTIO_META_NODE_NAME', 'spec.nodeName');
const OF_THE_POD = [
  field('POD_NAME', 'metadata.name'),
  field('POD_NAMESPACE', 'metadata.namespace'),
  field('INSTANCE_IP', 'status.podIP'),
  field('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
  field('HOST_IP', 'status.hostIP'),
  limit('ISTIO_CPU_LIMIT', 'limits.cpu'),
];
const NO_APPLICATION = [fixed({ name: 'ISTIO_META_POD_PORTS', value: '[]' }), fixed({ name: 'ISTIO_META_APP_CONTAINERS', value: '' })];
const GO_LIMITS = [limit('GOMEMLIMIT', 'limits.memory'), limit('GOMAXPROCS', 'limits.cpu')];
const REDIRECT = fixed({ name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' });

/** The environment of the proxy container, in the order of files/kube-gateway.yaml and files/waypoint.yaml (Istio 1.30.3). */
export function environment(input: RenderInput, view: ProxyConfigView): readonly Part[] {
  const isGateway = input.managed.template === 'kube-gateway';
  const metadata = proxyMetadata(view);
  const cluster = chartText(input.context, '/global/multiCluster/clusterName');
  const network = networkOf(input);
  return [
    ...isGateway ? [] : [SERVICE_ACCOUNT_META, NODE_NAME],
    variable('PILOT_CERT_PROVIDER', chartText(input.context, '/global/pilotCertProvider')),
    variable('CA_ADDR', caAddress(input)),
    ...OF_THE_POD,
    variable('PROXY_CONFIG', proxyConfigText(view)),
    ...isGateway ? NO_APPLICATION : metadata,
    ...GO_LIMITS,
    variable('ISTIO_META_CLUSTER_ID', cluster.value === '' ? 'Kubernetes' : cluster),
    ...isGateway
      ? [NODE_NAME, variable('ISTIO_META_INTERCEPTION_MODE', interception(view)), ...networkMeta(network)]
      : [...networkMeta(network), ...eastWestView(input, network), REDIRECT],
    variable('ISTIO_META_WORKLOAD_NAME', input.deploymentName),
    variable('ISTIO_META_OWNER', owner(input)),
    ...meshIdentity(input),
    ...isGateway ? [...metadata, ...requestedView(input)] : [],
  ];
}

function caAddress({ context }: RenderInput): Known<string> {
  const given = chartText(context, '/global/caAddress');
  if (given.value !== '') { return given; }
  const revision = revisionOfService(context);
  const namespace = chartText(context, '/global/istioNamespace');
  const suffix = revision.value === '' ? '' : `-${revision.value}`;
  return known(`istiod${suffix}.${namespace.value}.svc:15012`, revision.value === '' ? namespace.origin : revision.origin);
}

/** istiod's Service carries the revision in its name, unless it is the default one. */
function revisionOfService(context: ModelContext): Known<string> {
  const given = chartText(context, '/revision');
  const { revision } = context.facts.platform;
  return given.value === '' && revision !== undefined && revision !== 'default'
    ? known(revision, { kind: 'policy', level: 'global', by: 'platform (revision)' })
    : given;
}

/** `$(POD_NAMESPACE).svc.<cluster domain>`, the argument behind `--domain`. */
export function domain(input: RenderInput): Effective<string> {
  return mapKnown(chartText(input.context, '/global/proxy/clusterDomain'), (text) => `$(POD_NAMESPACE).svc.${text}`);
}

function interception(view: ProxyConfigView): Effective<unknown> | string {
  const mode = view.template('interceptionMode');
  return mode.known && (mode.value === undefined || mode.value === null) ? 'REDIRECT' : mode;
}

function networkOf({ labels, context }: RenderInput): Known<string> {
  const label = labels.get(NETWORK);
  return label !== undefined && label.value !== '' ? label : chartText(context, '/global/network');
}

function networkMeta(network: Known<string>): readonly Part[] {
  return network.value === '' ? [] : [variable('ISTIO_META_NETWORK', network)];
}

function eastWestView({ managed, context }: RenderInput, network: Known<string>): readonly Part[] {
  if (managed.role !== 'east-west' || network.value === '') { return []; }
  const sees = valueFor(context.facts.platform, 'eastWestNetworkView');
  if (!sees.known) { return [variable('ISTIO_META_REQUESTED_NETWORK_VIEW', unknown(sees.why))]; }
  return sees.value ? [variable('ISTIO_META_REQUESTED_NETWORK_VIEW', network)] : [];
}

/** A gateway sees only its own network when a label, and not the installation, names the network. */
function requestedView({ labels }: RenderInput): readonly Part[] {
  const label = labels.get(NETWORK);
  return label === undefined || label.value === '' ? [] : [variable('ISTIO_META_REQUESTED_NETWORK_VIEW', label)];
}

function owner({ gateway, deploymentName }: RenderInput): Effective<string> {
  const { namespace } = gateway.key;
  if (namespace === undefined) { return unknown('the Gateway names no namespace'); }
  return known(`kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${deploymentName.value}`, deploymentName.origin);
}

function meshIdentity({ context }: RenderInput): readonly Part[] {
  const domainOfTrust = trustDomain(context);
  const meshId = chartText(context, '/global/meshID');
  return [
    variable('ISTIO_META_MESH_ID', meshId.value === '' ? domainOfTrust : meshId),
    variable('TRUST_DOMAIN', domainOfTrust),
  ];
}

/** Every entry of proxyMetadata, by name, as Go's templates range over a map. */
function proxyMetadata(view: ProxyConfigView): readonly Part[] {
  const metadata = view.template('proxyMetadata');
  if (!metadata.known || !isMap(metadata.value)) { return []; }
  return Object.keys(metadata.value).sort().map((name) => {
    const value = view.env(name);
    return value.known ? { name, value: set(value.value, value.origin) } : variable(name, value);
  });
}
