import { additionNames, PROPS_FIELDS } from './fields';
import type { GatewayAdditions, GatewayConfiguration, IstioGatewayChartProps } from './props';
import { meant } from '../kube/nearest';

type Identity = Exclude<keyof IstioGatewayChartProps, keyof GatewayConfiguration | keyof GatewayAdditions>;

/** Every prop that is neither a field of the resource nor an addition, and where it is said of a gateway that is read from YAML. */
const IDENTITY: Readonly<Record<Identity, 'option' | 'resource' | 'nowhere'>> = {
  name: 'option',
  namespace: 'option',
  labels: 'resource',
  annotations: 'resource',
  gatewayType: 'resource',
  clusterIds: 'resource',
  overrides: 'resource',
  undocumentedOverrides: 'option',
  cluster: 'option',
  rendering: 'option',
  naming: 'option',
  apiVersion: 'resource',
  disableResourceNameHashes: 'nowhere',
};

/** Words of the istio/gateway Helm chart (values.yaml at 1.30.3) and of Kubernetes, by the prop that means the same. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  replicas: 'replicaCount',
  autoscaling: 'minReplicas, maxReplicas, cpu and memory',
  hpa: 'minReplicas, maxReplicas, cpu and memory',
  autoscaleBehavior: 'scalingBehavior',
  behavior: 'scalingBehavior',
  strategy: 'rollout',
  podDisruptionBudget: 'budget',
  terminationGracePeriodSeconds: 'shutdown',
  terminationDrainDuration: 'shutdown',
  drainDuration: 'shutdown',
  kind: 'daemonSet',
  service: 'serviceType, ports, serviceAnnotations and serviceLabels',
  type: 'serviceType',
  serviceAccount: 'serviceAccountName, createServiceAccount and serviceAccountAnnotations',
  containerSecurityContext: 'securityContext',
  additionalContainers: 'extraContainers',
  containers: 'extraContainers',
  envVarFrom: 'envFrom',
  sysctls: 'kernel',
  certificates: 'listenerCertificates',
  tls: 'listenerCertificates',
  acceptsFrom: 'allowedRoutes',
  allowedNamespaces: 'allowedRoutes',
  antiAffinity: 'spread',
};

const PROPS = [...Object.keys(PROPS_FIELDS), ...Object.keys(IDENTITY), ...additionNames()];
const OPTIONS = [...saidAs('option'), ...additionNames()];
const OF_RESOURCE = [...Object.keys(PROPS_FIELDS), ...saidAs('resource')];

function saidAs(where: string): readonly string[] {
  return Object.entries(IDENTITY).filter(([, one]) => one === where).map(([name]) => name);
}

/** What is said of props that do not exist. */
export function unknownProps(props: object): readonly string[] {
  return Object.keys(props).filter((name) => !PROPS.includes(name)).map((name) => `'${name}' is not a prop${otherWord(name) ?? meant(name, PROPS)}`);
}

/** What is said of options beside YAML that do not exist: what the resource has a field for is left to the YAML. */
export function unknownOptions(options: object): readonly string[] {
  return Object.keys(options).filter((name) => !OPTIONS.includes(name)).map((name) => {
    const hint = OF_RESOURCE.includes(name) ? '; it is a part of the resource, write it in the YAML' : otherWord(name, ' in the YAML') ?? meant(name, OPTIONS);
    return `'${name}' is not an option${hint}`;
  });
}

/** @param inResource what is added where the other word is a field of the resource */
function otherWord(word: string, inResource = ''): string | undefined {
  if (!Object.hasOwn(OTHER_WORDS, word)) { return undefined; }
  const other = OTHER_WORDS[word];
  return `; use ${other}${other.split(/, | and /).every((one) => OF_RESOURCE.includes(one)) ? inResource : ''}`;
}
