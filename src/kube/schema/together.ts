import { type Check, conflict, type Conflict, doubles, isGiven, isMap, listOf, type ValueMap, nameOf, oneOf } from './conflicts';
import { cronJob, exitCodes, failureRule, job, successRule } from './together-batch';
import { service } from './together-service';
import { inline, problemOf, shown } from '../errors';
import { nameProblem } from '../names';
import { own } from '../own';
import { Quantity } from '../quantity';

const VOLUME_SOURCES: readonly string[] = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'fc', 'flexVolume', 'flocker',
  'gcePersistentDisk', 'gitRepo', 'glusterfs', 'hostPath', 'image', 'iscsi', 'nfs', 'persistentVolumeClaim', 'photonPersistentDisk', 'portworxVolume', 'projected',
  'quobyte', 'rbd', 'scaleIO', 'secret', 'storageos', 'vsphereVolume',
];

/** Without a source a volume is an emptyDir (SetDefaults_Volume). */
const volumeSource: Check = (value) => (VOLUME_SOURCES.some((name) => isGiven(value[name])) ? oneOf('source', VOLUME_SOURCES)(value, []) : []);

const probeHandler = oneOf('handler', ['exec', 'grpc', 'httpGet', 'tcpSocket']);

/** Where the probe stands decides what it may have. */
const probe: Check = (value, at) => {
  const which = at[at.length - 1];
  const threshold = value.successThreshold;
  return [
    ...probeHandler(value, at),
    ...which !== 'readinessProbe' && typeof threshold === 'number' && threshold > 1
      ? [conflict('successThreshold', `is ${threshold}, expected 1 for a ${which}`, 'set it to 1, or leave it out')] : [],
    ...which === 'readinessProbe' && isGiven(value.terminationGracePeriodSeconds)
      ? [conflict('terminationGracePeriodSeconds', 'stands in a readinessProbe, which ends no container', 'remove it')] : [],
  ];
};

const podSpec: Check = (value) => {
  const containers = [...listOf(value.containers).map((item, at) => ({ item, list: 'containers', at })), ...listOf(value.initContainers).map((item, at) => ({ item, list: 'initContainers', at }))];
  return [
    ...doubles(containers.map(({ item }) => item), nameOf).map(({ at, first, key }) => conflict(
      [containers[at].list, containers[at].at, 'name'], `is ${inline(key)}, and so is ${containers[first].list}[${containers[first].at}].name`, 'give each container of the pod its own name')),
    ...doubles(listOf(value.volumes), nameOf).map(({ at, first, key }) => conflict(
      ['volumes', at, 'name'], `is ${inline(key)}, and so is volumes[${first}].name`, 'give each volume its own name, or keep one of the two')),
    ...value.shareProcessNamespace === true && value.hostPID === true
      ? [conflict('shareProcessNamespace', 'is true beside hostPID: true', 'remove one of the two')] : [],
    ...doubles(listOf(value.topologySpreadConstraints), (item) => (
      typeof item.topologyKey === 'string' && typeof item.whenUnsatisfiable === 'string' ? `${item.topologyKey}, ${item.whenUnsatisfiable}` : undefined))
      .map(({ at, first, key }) => conflict(['topologySpreadConstraints', at], `has topologyKey and whenUnsatisfiable of number ${first} (${inline(key)})`, 'keep one of the two')),
    ...hostPorts(containers),
  ];
};

/** A port of the node is held once: by address, number and protocol. */
function hostPorts(containers: readonly { readonly item: unknown; readonly list: string; readonly at: number }[]): Conflict[] {
  const ports = containers.filter(({ list }) => list === 'containers').flatMap(({ item, list, at }) => (
    listOf(isMap(item) ? item.ports : undefined).map((port, index) => ({ port, place: [list, at, 'ports', index, 'hostPort'] as const }))));
  return doubles(ports.map(({ port }) => port), (port) => (typeof port.hostPort === 'number' && port.hostPort > 0
    ? `${String(port.hostIP ?? '')}/${port.hostPort}/${String(port.protocol ?? 'TCP') || 'TCP'}` : undefined))
    .map(({ at, key }) => conflict(ports[at].place, `is ${key.split('/')[1]}, which another port of the pod holds`, 'give it another number, or leave it out'));
}

const securityContext: Check = (value) => {
  if (value.allowPrivilegeEscalation !== false) { return []; }
  const added = listOf(isMap(value.capabilities) ? value.capabilities.add : undefined);
  return [
    ...value.privileged === true ? [conflict('allowPrivilegeEscalation', 'is false beside privileged: true', 'remove one of the two')] : [],
    ...added.includes('CAP_SYS_ADMIN') ? [conflict('allowPrivilegeEscalation', 'is false beside the capability CAP_SYS_ADMIN', 'remove one of the two')] : [],
  ];
};

/** A profile of the node has a name, the others have none. */
const profile = (mayBeEmpty: boolean): Check => ({ type, localhostProfile }) => {
  if (type === 'Localhost') {
    return isGiven(localhostProfile) && (mayBeEmpty || localhostProfile !== '') ? [] : [conflict('localhostProfile', 'is missing, expected the name of a profile for type Localhost', 'name it, or use type RuntimeDefault')];
  }
  return typeof type === 'string' && isGiven(localhostProfile)
    ? [conflict('localhostProfile', `stands beside type ${inline(type)}, expected it for Localhost only`, 'remove it, or use type Localhost')] : [];
};

const ENV_FIELDS = /^(?:metadata\.(?:name|namespace|uid)|metadata\.(?:annotations|labels)\['[^']+'\]|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?))$/;
const RESOURCES = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** `metadata.labels['app']`: what is between the quotes is a key. */
function hasRightKey(path: string): boolean {
  const key = /^metadata\.(?:annotations|labels)\['(.*)'\]$/.exec(path)?.[1];
  return key === undefined || nameProblem('annotationKey', key) === undefined;
}

const envVar: Check = ({ value, valueFrom }) => {
  if (!isMap(valueFrom)) { return []; }
  const field = isMap(valueFrom.fieldRef) ? valueFrom.fieldRef.fieldPath : undefined;
  const resource = isMap(valueFrom.resourceFieldRef) ? valueFrom.resourceFieldRef.resource : undefined;
  const below = (conflicts: readonly Conflict[]): Conflict[] => conflicts.map((one) => ({ ...one, at: ['valueFrom', ...one.at] }));
  return [
    ...below(oneOf('source', ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef'])(valueFrom, [])),
    ...typeof value === 'string' && value !== '' ? [conflict('valueFrom', `stands beside value ${shown(value)}`, 'keep one of the two')] : [],
    ...typeof field === 'string' && field !== '' && field.length <= 400 && (!ENV_FIELDS.test(field) || !hasRightKey(field))
      ? [conflict(['valueFrom', 'fieldRef', 'fieldPath'], `is ${shown(field)}, which no variable can be filled from`, 'use metadata.name, metadata.namespace, metadata.labels[\'…\'], spec.nodeName, status.podIP or the like')] : [],
    ...typeof resource === 'string' && resource.length <= 400 && !RESOURCES.test(resource)
      ? [conflict(['valueFrom', 'resourceFieldRef', 'resource'], `is ${shown(resource)}, which no variable can be filled from`, 'use limits.cpu, limits.memory, requests.cpu or requests.memory')] : [],
  ];
};

const POD_FIELDS = /^metadata\.(?:annotations|labels|name|namespace|uid)$|^metadata\.(?:annotations|labels)\['[^']+'\]$/;

/** A file that is filled from the pod. */
const downwardFile: Check = ({ fieldRef, resourceFieldRef }) => {
  const path = isMap(fieldRef) ? fieldRef.fieldPath : undefined;
  const resource = isMap(resourceFieldRef) ? resourceFieldRef : {};
  return [
    ...oneOf('source', ['fieldRef', 'resourceFieldRef'])({ fieldRef, resourceFieldRef }, []),
    ...typeof path === 'string' && path !== '' && path.length <= 400 && (!POD_FIELDS.test(path) || !hasRightKey(path))
      ? [conflict(['fieldRef', 'fieldPath'], `is ${shown(path)}, which no file can be filled from`, 'use metadata.name, metadata.labels, metadata.annotations or the like')] : [],
    ...typeof resource.resource === 'string' && resource.resource.length <= 400 && !RESOURCES.test(resource.resource)
      ? [conflict(['resourceFieldRef', 'resource'], `is ${shown(resource.resource)}, which no file can be filled from`, 'use limits.cpu, limits.memory, requests.cpu or requests.memory')] : [],
    ...isMap(resourceFieldRef) && (resource.containerName ?? '') === '' ? [conflict(['resourceFieldRef', 'containerName'], 'is missing', 'name the container')] : [],
  ];
};

/** The paths of all sources of a projected volume: no two of them write one file. */
const projected: Check = ({ sources }) => {
  const files = listOf(sources).flatMap((source, at) => ['configMap', 'secret', 'downwardAPI'].flatMap((kind) => {
    const inner = isMap(source) && isMap(source[kind]) ? source[kind] : {};
    return listOf(inner.items).map((item, index) => ({ item, place: ['sources', at, kind, 'items', index, 'path'] as const }));
  }));
  return doubles(files.map(({ item }) => item), (item) => (typeof item.path === 'string' && item.path !== '' ? item.path : undefined))
    .map(({ at, key }) => conflict(files[at].place, `is ${inline(key)}, which another source writes`, 'write another file'));
};

const CPU_DIVISORS: readonly string[] = ['0', '1', '1m'];
const BYTE_DIVISORS: readonly string[] = ['0', '1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** What an amount is divided by before it is written. */
const divisor: Check = ({ resource, divisor: by }) => {
  if (typeof resource !== 'string' || (typeof by !== 'string' && typeof by !== 'number')) { return []; }
  const known = resource.endsWith('.cpu') ? CPU_DIVISORS : BYTE_DIVISORS;
  let canonical: string | undefined;
  problemOf(() => { canonical = Quantity.parse(typeof by === 'string' ? by.trim() : by).toString(); });
  return canonical === undefined || known.includes(canonical) ? []
    : [conflict('divisor', `is ${shown(by)}, expected one of ${known.slice(1).join(', ')} for ${resource}`, `use one of ${known.slice(1).join(', ')}`)];
};

/** Init containers run to their end, unless they are sidecars. */
const ofInit: readonly string[] = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];

const volumeMount: Check = ({ subPath, subPathExpr, recursiveReadOnly, readOnly, mountPropagation }) => [
  ...typeof subPath === 'string' && subPath !== '' && typeof subPathExpr === 'string' && subPathExpr !== ''
    ? [conflict('subPathExpr', 'stands beside subPath', 'keep one of the two')] : [],
  ...(recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible') && readOnly !== true
    ? [conflict('recursiveReadOnly', `is ${recursiveReadOnly} on a mount that is not readOnly`, 'set readOnly: true')] : [],
  ...(recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible') && typeof mountPropagation === 'string' && mountPropagation !== 'None'
    ? [conflict('recursiveReadOnly', `is ${recursiveReadOnly} with mountPropagation ${inline(mountPropagation)}`, 'leave mountPropagation out')] : [],
];

/** A container that is not privileged sees the mounts of the node, and gives none back. */
const container: Check = (value, place) => [
  ...place[place.length - 2] === 'initContainers' && value.restartPolicy !== 'Always'
    ? ofInit.filter((name) => isGiven(value[name])).map((name) => conflict(name, 'stands in an init container that is no sidecar', 'remove it, or set restartPolicy: Always')) : [],
  ...doubles(listOf(value.resizePolicy), (item) => (typeof item.resourceName === 'string' ? item.resourceName : undefined))
    .map(({ at, key }) => conflict(['resizePolicy', at], `is for ${inline(key)} a second time`, 'keep one of the two')),
  ...listOf(value.volumeMounts).flatMap((mount, at) => (
    isMap(mount) && mount.mountPropagation === 'Bidirectional' && !(isMap(value.securityContext) && value.securityContext.privileged === true)
      ? [conflict(['volumeMounts', at, 'mountPropagation'], 'is Bidirectional in a container that is not privileged', 'use HostToContainer')] : [])),
];

/** Selectors of metrics are the business of whoever serves the metrics. */
const ofMetric = (at: readonly string[]): boolean => at.includes('metric');

/** How an operator goes with values. */
function requirement(operators: Readonly<Record<string, 'some' | 'none' | 'one'>>): Check {
  return ({ key, operator, values }, place) => {
    if (ofMetric(place)) { return []; }
    const count = listOf(values).length;
    const wants = typeof operator === 'string' ? own(operators, operator) : undefined;
    const name = typeof key === 'string' ? nameProblem('labelKey', key) : undefined;
    const isField = place.includes('matchFields');
    return [
      ...typeof operator === 'string' && wants === undefined
        ? [conflict('operator', `is ${shown(operator)}, expected one of ${Object.keys(operators).join(', ')}`, `use one of ${Object.keys(operators).join(', ')}`)] : [],
      ...wants === 'some' && count === 0 ? [conflict('values', `is empty with operator ${String(operator)}`, 'name a value, or use Exists or DoesNotExist')] : [],
      ...wants === 'none' && count > 0 ? [conflict('values', `stands with operator ${String(operator)}, which takes none`, 'remove the values, or use In or NotIn')] : [],
      ...wants === 'one' && count !== 1 ? [conflict('values', `has ${count} values with operator ${String(operator)}, expected one`, 'name one number')] : [],
      ...name === undefined ? [] : [conflict('key', `${name}, got ${shown(key)}`, 'use a key such as app or topology.kubernetes.io/zone')],
      ...listOf(values).map((value) => value ?? '').flatMap((value, at) => {
        const problem = typeof value === 'string' ? nameProblem(isField ? 'dns1123Subdomain' : 'labelValue', value) : undefined;
        return problem === undefined ? [] : [conflict(['values', at], `${problem}, got ${shown(value)}`, 'correct the value')];
      }),
    ];
  };
}

const OF_FIELDS = requirement({ In: 'one', NotIn: 'one' });
const OF_NODES = requirement({ In: 'some', NotIn: 'some', Exists: 'none', DoesNotExist: 'none', Gt: 'one', Lt: 'one' });

/** The fields of a node are another matter: `nodeSelectorTerm`. */
const nodeRequirement: Check = (value, at) => (at.includes('matchFields') ? OF_FIELDS(value, at) : OF_NODES(value, at));

const OF_LABELS = { In: 'some', NotIn: 'some', Exists: 'none', DoesNotExist: 'none' } as const;

const labelSelector: Check = ({ matchLabels }, at) => (ofMetric(at) || !isMap(matchLabels) ? [] : Object.entries(matchLabels).flatMap(
  ([key, value]) => [
    ...[nameProblem('labelKey', key)].flatMap((problem) => (problem === undefined ? [] : [conflict(['matchLabels', key], `has a key that ${problem}, got ${shown(key)}`, 'correct the key')])),
    ...[typeof value === 'string' ? nameProblem('labelValue', value) : undefined]
      .flatMap((problem) => (problem === undefined ? [] : [conflict(['matchLabels', key], `${problem}, got ${shown(value)}`, 'correct the value')])),
  ],
));

/** Of the fields of a node only its name can be asked for, one at a time. */
const nodeSelectorTerm: Check = ({ matchFields }) => listOf(matchFields).flatMap((field, at) => (
  isMap(field) && typeof field.key === 'string' && field.key !== 'metadata.name' ? [conflict(['matchFields', at, 'key'], `is ${shown(field.key)}, expected metadata.name`, 'use metadata.name')] : []));

const isEmpty = (map: unknown): boolean => !isMap(map) || Object.keys(map).length === 0;

const deployment: Check = ({ selector, template }) => {
  const pod = isMap(template) ? template : {};
  const restart = isMap(pod.spec) ? pod.spec.restartPolicy : undefined;
  return [
    ...restart === 'Never' || restart === 'OnFailure'
      ? [conflict(['template', 'spec', 'restartPolicy'], `is ${restart}, expected Always in a workload that keeps its pods`, 'leave it out, or use a Job')] : [],
    ...isMap(pod.spec) && isGiven(pod.spec.activeDeadlineSeconds)
      ? [conflict(['template', 'spec', 'activeDeadlineSeconds'], 'stands in a workload that keeps its pods', 'remove it, or use a Job')] : [],
    ...isMap(selector) && isEmpty(selector.matchLabels) && listOf(selector.matchExpressions).length === 0
      ? [conflict('selector', 'is empty, expected labels of the pods', 'name labels of the pod template in matchLabels')] : [],
    ...unmatched(selector, isMap(pod.metadata) ? pod.metadata.labels : undefined),
  ];
};

/** Whether labels fulfil a requirement; one that cannot be read is judged by itself. */
function holds({ key, operator, values }: ValueMap, labels: ValueMap): boolean {
  if (typeof key !== 'string') { return true; }
  const has = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In': return has && listOf(values).includes(labels[key]);
    case 'NotIn': return !has || !listOf(values).includes(labels[key]);
    case 'Exists': return has;
    case 'DoesNotExist': return !has;
    default: return true;
  }
}

function unmatched(selector: unknown, labels: unknown): Conflict[] {
  const wanted = isMap(selector) && isMap(selector.matchLabels) ? selector.matchLabels : {};
  const carried = isMap(labels) ? labels : {};
  const expression = listOf(isMap(selector) ? selector.matchExpressions : undefined).findIndex((one) => isMap(one) && !holds(one, carried));
  if (expression >= 0) { return [conflict(['selector', 'matchExpressions', expression], 'does not hold for the labels of the pod template', 'give the pod template the labels of the selector')]; }
  // null is an empty text
  const missing = Object.keys(wanted).filter((key) => ['string', 'object'].includes(typeof wanted[key]) && (!Object.hasOwn(carried, key) || carried[key] !== (wanted[key] ?? '')));
  return missing.length === 0 ? [] : [conflict(['selector', 'matchLabels', missing[0]],
    `is ${shown(wanted[missing[0]])}, and the pod template has ${Object.hasOwn(carried, missing[0]) ? shown(carried[missing[0]]) : 'no such label'}`, 'give the pod template the labels of the selector')];
}

const strategy: Check = ({ type, rollingUpdate }) => (typeof type === 'string' && type !== '' && type !== 'RollingUpdate' && isGiven(rollingUpdate)
  ? [conflict('rollingUpdate', `stands beside type ${inline(type)}`, 'remove rollingUpdate, or use type RollingUpdate')] : []);

/** What stands together in a value of each type (Kubernetes pkg/apis, validation.go of core and apps). */
export const TOGETHER: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['AppArmorProfile', profile(false)],
  ['Container', container],
  ['CronJobSpec', cronJob],
  ['DaemonSetSpec', deployment],
  ['DeploymentSpec', deployment],
  ['DeploymentStrategy', strategy],
  ['DownwardAPIVolumeFile', downwardFile],
  ['EnvFromSource', oneOf('source', ['configMapRef', 'secretRef'])],
  ['EnvVar', envVar],
  ['JobSpec', job],
  ['LabelSelector', labelSelector],
  ['LabelSelectorRequirement', requirement(OF_LABELS)],
  ['NodeSelectorRequirement', nodeRequirement],
  ['NodeSelectorTerm', nodeSelectorTerm],
  ['PodFailurePolicyOnExitCodesRequirement', exitCodes],
  ['PodFailurePolicyRule', failureRule],
  ['PodSpec', podSpec],
  ['Probe', probe],
  ['ProjectedVolumeSource', projected],
  ['ReplicaSetSpec', deployment],
  ['ResourceFieldSelector', divisor],
  ['SeccompProfile', profile(true)],
  ['SecurityContext', securityContext],
  ['ServiceSpec', service],
  ['StatefulSetSpec', deployment],
  ['StatefulSetUpdateStrategy', strategy],
  ['SuccessPolicyRule', successRule],
  ['Volume', volumeSource],
  ['VolumeMount', volumeMount],
]);
