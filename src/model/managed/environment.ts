import { fixed, ofInstallation } from './fixed';
import { NETWORK } from './infrastructure';
import type { RenderInput } from './input';
import { valueFor } from '../../platform/values';
import type { ModelContext, ProxyConfigView } from '../draft';
import { type Effective, type Known, known, mapKnown, unknown } from '../origin';
import { isMap } from '../read';
import { chartText, trustDomain } from '../rendering/installation';
import { proxyConfigText } from '../rendering/proxy-config-text';
import { type Part, set, sourced } from '../rendering/sourced';

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
  const { context } = input;
  const network = networkOf(input);
  return [
    ...isGateway ? [] : [SERVICE_ACCOUNT_META, NODE_NAME],
    certificateProvider(context),
    caAddress(context),
    ...OF_THE_POD,
    variable('PROXY_CONFIG', proxyConfigText(view, context.facts.platform)),
    ...isGateway ? NO_APPLICATION : metadata,
    ...GO_LIMITS,
    clusterId(context),
    ...isGateway
      ? [NODE_NAME, variable('ISTIO_META_INTERCEPTION_MODE', interception(view)), ...networkMeta(network)]
      : [...networkMeta(network), ...eastWestView(input, network), REDIRECT],
    variable('ISTIO_META_WORKLOAD_NAME', input.deploymentName),
    variable('ISTIO_META_OWNER', owner(input)),
    meshId(context),
    trust(context),
    ...isGateway ? [...metadata, ...requestedView(input)] : [],
  ];
}

const certificateProvider = ofInstallation((context) => variable('PILOT_CERT_PROVIDER', chartText(context, '/global/pilotCertProvider')));
const caAddress = ofInstallation((context) => variable('CA_ADDR', caAddressOf(context)));
const clusterId = ofInstallation((context) => {
  const name = chartText(context, '/global/multiCluster/clusterName');
  return variable('ISTIO_META_CLUSTER_ID', name.value === '' ? 'Kubernetes' : name);
});
const meshId = ofInstallation((context) => {
  const id = chartText(context, '/global/meshID');
  return variable('ISTIO_META_MESH_ID', id.value === '' ? trustDomain(context) : id);
});
const trust = ofInstallation((context) => variable('TRUST_DOMAIN', trustDomain(context)));

function caAddressOf(context: ModelContext): Known<string> {
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
export const domain = ofInstallation((context) => (
  sourced(mapKnown(chartText(context, '/global/proxy/clusterDomain'), (text) => `$(POD_NAMESPACE).svc.${text}`))));

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

function owner({ namespace, deploymentName }: RenderInput): Effective<string> {
  if (namespace === undefined) { return unknown('the Gateway names no namespace'); }
  return known(`kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${deploymentName.value}`, deploymentName.origin);
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
