import { otherContainers } from './gateway-metadata';
import { BY_GATEWAY_TEMPLATE } from './names';
import { network } from './network';
import { prometheusVariable } from './prometheus';
import { proxyConfigText } from './proxy-config-text';
import { embed, type Part, sourced } from './sourced';
import { annotation, ownerOf, type TemplateInput } from './template-input';
import { Feature, Support } from '../../platform';
import { chartText, istiodEnv, trustDomain } from '../managed/installation';
import { type Effective, known, mapKnown } from '../origin';
import { isMap, listAt, member } from '../read';

const field = (fieldPath: string): Part => ({ fieldRef: { fieldPath } });
const limit = (resource: string): Part => ({ resourceFieldRef: { resource, divisor: '1' } });
/** The same in every gateway, so it is not printed again and again. */
const from = (name: string, valueFrom: Part): Part => embed({ name, valueFrom }, BY_GATEWAY_TEMPLATE);

const POD_FIELDS: readonly Part[] = [
  from('POD_NAME', field('metadata.name')),
  from('POD_NAMESPACE', field('metadata.namespace')),
  from('INSTANCE_IP', field('status.podIP')),
  from('SERVICE_ACCOUNT', field('spec.serviceAccountName')),
  from('HOST_IP', field('status.hostIP')),
  from('ISTIO_CPU_LIMIT', limit('limits.cpu')),
];
const LIMITS: readonly Part[] = [from('GOMEMLIMIT', limit('limits.memory')), from('GOMAXPROCS', limit('limits.cpu'))];
const NODE_NAME = from('ISTIO_META_NODE_NAME', field('spec.nodeName'));

/** A variable with an empty value has none in the pod (Go's omitempty). */
function variable(name: string, value: Effective<string> | string | undefined): Part[] {
  if (value === undefined) { return []; }
  if (typeof value === 'string') { return [{ name, value }]; }
  return [{ name, value: value.known && value.value === '' ? undefined : sourced(value) }];
}

/** The environment that the gateway template gives the proxy, in the order of the template. */
export function gatewayEnvironment(input: TemplateInput): Part {
  const { context, pods, proxyConfig } = input;
  const owner = ownerOf(pods);
  const domain = trustDomain(context);
  const meshId = chartText(context, '/global/meshID');
  const compliance = istiodEnv(context, 'COMPLIANCE_POLICY');
  return [
    ...variable('PILOT_CERT_PROVIDER', chartText(context, '/global/pilotCertProvider')),
    ...variable('CA_ADDR', authority(input)),
    ...POD_FIELDS,
    ...variable('PROXY_CONFIG', proxyConfigText(proxyConfig)),
    ...variable('ISTIO_META_POD_PORTS', podPorts(input)),
    ...LIMITS,
    ...variable('COMPLIANCE_POLICY', compliance && known(compliance, { kind: 'policy', level: 'global', by: 'istiod (COMPLIANCE_POLICY)' })),
    ...variable('ISTIO_META_APP_CONTAINERS', known(otherContainers(input).join(','), owner.name.origin)),
    ...variable('ISTIO_META_CLUSTER_ID', mapKnown(chartText(context, '/global/multiCluster/clusterName'), (name) => name || 'Kubernetes')),
    NODE_NAME,
    ...variable('ISTIO_META_INTERCEPTION_MODE', mapKnown(proxyConfig.template('interceptionMode'), (mode) => (mode as string | undefined) ?? 'REDIRECT')),
    ...variable('ISTIO_META_NETWORK', network(input)),
    ...variable('ISTIO_META_WORKLOAD_NAME', owner.name.value === '' ? undefined : owner.name),
    ...variable('ISTIO_META_OWNER', owner.name.value === '' ? undefined : mapKnown(owner.name, (name) => (
      `kubernetes://apis/${owner.apiVersion}/namespaces/${owner.namespace ?? 'default'}/${owner.kind.toLowerCase()}s/${name}`))),
    ...bootstrap(input),
    ...variable('ISTIO_META_MESH_ID', meshId.value === '' ? domain : meshId),
    ...variable('TRUST_DOMAIN', domain),
    ...metadata(input),
    ...variable('ISTIO_PROMETHEUS_ANNOTATIONS', prometheusVariable(input)),
  ];
}

function authority({ context }: TemplateInput): Effective<string> {
  const address = chartText(context, '/global/caAddress');
  if (address.value !== '') { return address; }
  const revision = context.facts.platform.revision ?? chartText(context, '/revision').value;
  const suffix = revision === '' || revision === 'default' ? '' : `-${revision}`;
  return mapKnown(chartText(context, '/global/istioNamespace'), (namespace) => `istiod${suffix}.${namespace}.svc:15012`);
}

/** The ports of all containers as JSON, one a line, in the order of Go's struct. */
function podPorts({ pods }: TemplateInput): string {
  const ports = (listAt(pods.spec, '/containers') ?? []).flatMap((container) => listAt(container, '/ports') ?? []).filter(isMap);
  const lines = ports.map((port) => {
    const fields = ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'].filter((name) => isTruthyScalar(member(port, name)));
    return JSON.stringify(Object.fromEntries(fields.map((name) => [name, member(port, name)])));
  });
  return ['[', ...lines.map((line, at) => `    ${at === 0 ? '' : ','}${line}`), ']'].join('\n');
}

function isTruthyScalar(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0);
}

function bootstrap({ context, pods }: TemplateInput): Part[] {
  const own = annotation(pods, BOOTSTRAP);
  if (!own || !readsBootstrap({ context })) { return []; }
  return variable('ISTIO_BOOTSTRAP_OVERRIDE', mapKnown(own, () => `${BOOTSTRAP_PATH}/custom_bootstrap.json`));
}

export const BOOTSTRAP = 'sidecar.istio.io/bootstrapOverride';
export const BOOTSTRAP_PATH = '/etc/istio/custom-bootstrap';

/** Gateways read the annotation later than sidecars did. */
export function readsBootstrap({ context }: Pick<TemplateInput, 'context'>): boolean {
  return context.facts.platform.supports(Feature.GATEWAY_BOOTSTRAP_ANNOTATION) === Support.YES;
}

/** proxyMetadata as variables, sorted as Go's templates walk a map. */
function metadata({ proxyConfig }: TemplateInput): Part[] {
  const entries = proxyConfig.template('proxyMetadata');
  if (!entries.known || !isMap(entries.value)) { return []; }
  return Object.keys(entries.value).sort().flatMap((name) => variable(name, proxyConfig.env(name) as Effective<string>));
}
