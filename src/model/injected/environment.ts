import { BOOTSTRAP_PATH, customBootstrap } from './bootstrap';
import { otherContainers } from './metadata';
import { network } from './network';
import { resourceAttributes } from './otel';
import { ownerOf } from './owner';
import { prometheusVariable } from './prometheus';
import { annotation, type TemplateInput, written } from './template-input';
import { Feature, Support } from '../../platform';
import type { ModelContext } from '../draft';
import { onceEach, oncePerContext } from '../once';
import { type Effective, known, mapKnown, type Origin } from '../origin';
import { isMap, listAt, member } from '../read';
import { goJson } from '../rendering/go-json';
import { chartText, istiodEnv, trustDomain } from '../rendering/installation';
import { proxyConfigText } from '../rendering/proxy-config-text';
import { embed, type Part, sourced } from '../rendering/sourced';

/** What the two templates do not share. */
export interface EnvironmentChoices {
  readonly of: 'gateway' | 'sidecar';
  /** Where everything comes from that no annotation and no value decides: the template. */
  readonly by: Origin;
  readonly interceptionMode: Effective<string>;
  readonly workloadName: Effective<string>;
}

const field = (fieldPath: string): Part => ({ fieldRef: { fieldPath } });
const limit = (resource: string): Part => ({ resourceFieldRef: { resource, divisor: '1' } });

/** Variables that are the same in every pod, so they are printed once for each template. */
interface FixedVariables { readonly pod: readonly Part[]; readonly limits: readonly Part[]; readonly nodeName: Part }
const fixedVariables = new WeakMap<Origin, FixedVariables>();

function fixedBy(by: Origin): FixedVariables {
  let made = fixedVariables.get(by);
  if (!made) {
    const from = (name: string, valueFrom: Part): Part => embed({ name, valueFrom }, by);
    made = {
      pod: [
        from('POD_NAME', field('metadata.name')),
        from('POD_NAMESPACE', field('metadata.namespace')),
        from('INSTANCE_IP', field('status.podIP')),
        from('SERVICE_ACCOUNT', field('spec.serviceAccountName')),
        from('HOST_IP', field('status.hostIP')),
        from('ISTIO_CPU_LIMIT', limit('limits.cpu')),
      ],
      limits: [from('GOMEMLIMIT', limit('limits.memory')), from('GOMAXPROCS', limit('limits.cpu'))],
      nodeName: from('ISTIO_META_NODE_NAME', field('spec.nodeName')),
    };
    fixedVariables.set(by, made);
  }
  return made;
}

/** Variables that are the same in every pod of a cluster. */
interface InstalledVariables {
  readonly authority: readonly Part[];
  readonly compliance: readonly Part[];
  readonly cluster: readonly Part[];
  readonly mesh: readonly Part[];
}

/** Printed once for a cluster and a template. */
const installedVariables = oncePerContext((context) => onceEach((by: Origin): InstalledVariables => {
  const installed = (name: string, value: Effective<string> | string | undefined): Part[] => variable(name, value).map((part) => embed(part, by));
  const domain = trustDomain(context);
  const meshId = chartText(context, '/global/meshID');
  const compliance = istiodEnv(context, 'COMPLIANCE_POLICY');
  return {
    authority: [...installed('PILOT_CERT_PROVIDER', chartText(context, '/global/pilotCertProvider')), ...installed('CA_ADDR', authority(context))],
    compliance: [
      ...installed('COMPLIANCE_POLICY', compliance && known(compliance, BY_COMPLIANCE)),
      ...installed('GODEBUG', onlyFips(context, compliance) ? known('fips140=only', BY_COMPLIANCE) : undefined),
    ],
    cluster: installed('ISTIO_META_CLUSTER_ID', mapKnown(chartText(context, '/global/multiCluster/clusterName'), (name) => name || 'Kubernetes')),
    mesh: [...installed('ISTIO_META_MESH_ID', meshId.value === '' ? domain : meshId), ...installed('TRUST_DOMAIN', domain)],
  };
}));

const BY_COMPLIANCE: Origin = { kind: 'policy', level: 'global', by: 'istiod (COMPLIANCE_POLICY)' };

/** Go's own module for FIPS 140-3 is switched on by a variable. */
function onlyFips({ facts }: ModelContext, policy: string | undefined): boolean {
  return policy === 'fips-140-3' && facts.platform.supports(Feature.FIPS_140_3) === Support.YES;
}

/** A variable with an empty value has none in the pod (Go's omitempty). */
export function variable(name: string, value: Effective<string> | string | undefined): Part[] {
  if (value === undefined) { return []; }
  if (typeof value === 'string') { return [{ name, value }]; }
  return [{ name, value: value.known && value.value === '' ? undefined : sourced(value) }];
}

/** The environment that the gateway's and the sidecar's template give the proxy, in the order of the templates. */
export function environment(input: TemplateInput, choices: EnvironmentChoices): readonly Part[] {
  const { context, pods, proxyConfig } = input;
  const { pod, limits, nodeName } = fixedBy(choices.by);
  const owner = ownerOf(pods);
  const installed = installedVariables(context)(choices.by);
  const bootstrap = customBootstrap(input, choices.of);
  return [
    ...installed.authority,
    ...pod,
    ...variable('PROXY_CONFIG', proxyConfigText(proxyConfig, context.facts.platform)),
    ...variable('ISTIO_META_POD_PORTS', podPorts(input)),
    ...limits,
    ...installed.compliance,
    ...variable('ISTIO_META_APP_CONTAINERS', known(otherContainers(input).join(','), written(pods, 'spec', 'containers'))),
    ...installed.cluster,
    nodeName,
    ...variable('ISTIO_META_INTERCEPTION_MODE', choices.interceptionMode),
    ...variable('ISTIO_META_NETWORK', network(input)),
    ...variable('ISTIO_META_WORKLOAD_NAME', choices.workloadName.value === '' ? undefined : choices.workloadName),
    ...variable('ISTIO_META_OWNER', owner.name.value === '' ? undefined : mapKnown(owner.name, (name) => (
      `kubernetes://apis/${owner.apiVersion}/namespaces/${context.index.namespaceOf(pods.manifest.key) ?? 'default'}/${owner.kind.toLowerCase()}s/${name}`))),
    ...variable('ISTIO_BOOTSTRAP_OVERRIDE', bootstrap && mapKnown(bootstrap, () => `${BOOTSTRAP_PATH}/custom_bootstrap.json`)),
    ...installed.mesh,
    ...datadog(input),
    ...(choices.of === 'sidecar' ? variable('OTEL_RESOURCE_ATTRIBUTES', resourceAttributes(input)) : []),
    ...proxyMetadata(input),
    ...variable('ISTIO_PROMETHEUS_ANNOTATIONS', prometheusVariable(input)),
  ];
}

function authority(context: ModelContext): Effective<string> {
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
    return goJson(Object.fromEntries(fields.map((name) => [name, member(port, name)])));
  });
  return ['[', ...lines.map((line, at) => `    ${at === 0 ? '' : ','}${line}`), ']'].join('\n');
}

function isTruthyScalar(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0);
}

/** Variables for Datadog's tracer, which the pod's annotation lists as JSON. */
function datadog({ context, pods }: TemplateInput): Part[] {
  const listed = annotation(pods, 'apm.datadoghq.com/env');
  if (!listed || chartText(context, '/global/proxy/tracer').value !== 'datadog') { return []; }
  let entries: unknown;
  try { entries = JSON.parse(listed.value); } catch { return []; }
  return Object.entries(isMap(entries) ? entries : {}).sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => (typeof value === 'string' ? variable(name, known(value, listed.origin)) : []));
}

/** proxyMetadata as variables, sorted as Go's templates walk a map. */
export function proxyMetadata({ proxyConfig }: TemplateInput): Part[] {
  const entries = proxyConfig.template('proxyMetadata');
  if (!entries.known || !isMap(entries.value)) { return []; }
  return Object.keys(entries.value).sort().flatMap((name) => variable(name, proxyConfig.env(name) as Effective<string>));
}
