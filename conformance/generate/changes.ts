import * as fc from 'fast-check';
import { AUTOSCALER, BUDGET, CONFIG_MAP, DEPLOYMENT, GATEWAY, SERVICE } from './bases';
import { everyPlace } from './every-place';
import { SEED } from './made';
import { RICH_AUTOSCALER, RICH_DEPLOYMENT, RICH_SERVICE } from './rich';
import { PAIRS } from './together';
import type { KubeObject } from '../../src/model/manifest';
import { parsePointer } from '../../src/model/pointer';

/** A place in an object and what is tried there; `undefined` removes it. Values below, at and above a limit stand side by side. */
interface Place { readonly of: KubeObject; readonly at: string; readonly values: readonly unknown[] }

/** An object with one change. */
export interface Change { readonly what: string; readonly object: KubeObject }

const POD = '/spec/template/spec';
const PROXY = `${POD}/containers/0`;
const AMOUNTS = [0, 1, -1, '0%', '1%', '100%', '101%', '200%', '-1%', '1.5%', '5', 'x', '%', '', ' 1%', '1 %', '007%'];
const LABEL_VALUES = ['', 'a'.repeat(63), 'a'.repeat(64), 'a b', '-a', 'a-', 'A.b_c', 'é', 'a/b', 5, true, null];
const QUANTITIES = [
  '1', '1.5', '.5', '5.', '+1', '-1', '1e3', '1E3', '1E', '1e', '1k', '1K', '1Ki', '1KI', '1GB', '1 Gi', ' 1', '1 ', '', '0', '0x10', 'Infinity', 'NaN', '1m', '1u', '1n', '1mi', '1,5',
  '1e-3', '1_000', '9223372036854775807', '9223372036854775808', '1e400', 1, 1.5, -1, true, '0.0001', '1Ei', '16Ei',
];
const SECONDS = [-1, 0, 1, 599, 600, 601, '5', 1.5, 2147483647, 2147483648];
const PORTS = [-1, 0, 1, 80, 65535, 65536, '80', 80.5];
const PORT_NAMES = ['', 'a', 'a'.repeat(15), 'a'.repeat(16), 'HTTP', '80', 'a80', '-a', 'a-', 'a--b', 'a_b', 'http', 'https'];
const OBJECT_NAMES = ['a', 'A', 'a'.repeat(63), 'a'.repeat(64), 'a'.repeat(253), 'a'.repeat(254), 'a.b', '1a', 'a_b', '-a', 'a-', 'é'];
const WORDS = ['', 'x', null];

const target = (averageUtilization: unknown): unknown => ({ type: 'Utilization', averageUtilization });
const metric = (source: object): unknown => [{ type: 'Resource', ...source }];
const EXTERNAL = { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } };

const PLACES: readonly Place[] = [
  { of: DEPLOYMENT, at: '/metadata/name', values: OBJECT_NAMES },
  { of: DEPLOYMENT, at: '/metadata/namespace', values: ['a', 'A', 'a.b', 'a'.repeat(63), 'a'.repeat(64)] },
  { of: DEPLOYMENT, at: '/metadata/labels/app', values: LABEL_VALUES },
  { of: DEPLOYMENT, at: '/metadata/labels', values: [{ 'a b': 'x' }, { 'a/b': 'x' }, { 'a/b/c': 'x' }, { 'A.b/c': 'x' }, { '': 'x' }, { ['a'.repeat(64)]: 'x' }, { [`${'a'.repeat(253)}/b`]: 'x' }, { [`${'a'.repeat(254)}/b`]: 'x' }] },
  { of: DEPLOYMENT, at: '/metadata/annotations', values: [{ 'a b': 'x' }, { a: 5 }, { a: true }, { a: '' }, { 'a/b': 'x' }, { a: 'x'.repeat(262_143) }, { a: 'x'.repeat(262_144) }] },
  { of: DEPLOYMENT, at: '/spec/replicas', values: [-1, 0, 1, '2', 1.5] },
  { of: DEPLOYMENT, at: '/spec/minReadySeconds', values: SECONDS },
  { of: DEPLOYMENT, at: '/spec/progressDeadlineSeconds', values: [-1, 0, 4, 5, 6] },
  { of: DEPLOYMENT, at: '/spec/strategy/rollingUpdate/maxSurge', values: AMOUNTS },
  { of: DEPLOYMENT, at: '/spec/strategy/rollingUpdate/maxUnavailable', values: AMOUNTS },
  { of: DEPLOYMENT, at: '/spec/strategy/rollingUpdate', values: [{ maxSurge: 0, maxUnavailable: 0 }, { maxSurge: '0%', maxUnavailable: 0 }, { maxSurge: 0 }, { maxSurge: 0, maxUnavailable: '1%' }] },
  { of: DEPLOYMENT, at: '/spec/strategy/type', values: ['Recreate', 'x'] },
  { of: DEPLOYMENT, at: '/spec/template/metadata/labels/istio', values: LABEL_VALUES },
  { of: DEPLOYMENT, at: `${POD}/terminationGracePeriodSeconds`, values: SECONDS },
  { of: DEPLOYMENT, at: `${POD}/dnsPolicy`, values: ['None', 'Default', 'ClusterFirstWithHostNet', 'x', ''] },
  { of: DEPLOYMENT, at: `${POD}/nodeSelector`, values: [{ 'a b': 'x' }, { a: 'x y' }, { a: '' }, { a: 'a'.repeat(64) }] },
  {
    of: DEPLOYMENT,
    at: `${POD}/tolerations/0`,
    values: [
      { operator: 'Exists' }, { operator: 'Exists', value: 'x', key: 'a' }, { key: 'a', operator: 'x' }, { key: 'a', effect: 'x' }, { operator: 'Equal', value: 'x' }, { key: 'a b', operator: 'Exists' },
      { key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 }, { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }, { key: 'a', value: 'x y' },
    ],
  },
  { of: DEPLOYMENT, at: `${POD}/topologySpreadConstraints/0/maxSkew`, values: [-1, 0, 1] },
  { of: DEPLOYMENT, at: `${POD}/topologySpreadConstraints/0/topologyKey`, values: ['', 'a b', 'zone', undefined] },
  { of: DEPLOYMENT, at: `${POD}/topologySpreadConstraints/0/whenUnsatisfiable`, values: ['DoNotSchedule', 'x', undefined] },
  { of: DEPLOYMENT, at: `${POD}/topologySpreadConstraints/0/minDomains`, values: [0, 1, 2] },
  { of: DEPLOYMENT, at: `${POD}/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/weight`, values: [-1, 0, 1, 100, 101, undefined] },
  { of: DEPLOYMENT, at: `${POD}/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm/topologyKey`, values: ['', 'a b', 'zone', undefined] },
  {
    of: DEPLOYMENT,
    at: `${POD}/securityContext/sysctls`,
    values: [
      [{ name: 'net.core.somaxconn', value: '1' }], [{ name: 'net/core/somaxconn', value: '1' }], [{ name: 'a b', value: '1' }], [{ name: '', value: '1' }], [{ name: 'kernel.shm_rmid_forced', value: '1' }],
      [{ name: 'net.a', value: '1' }, { name: 'net.a', value: '2' }], [{ name: 'NET.core', value: '1' }], [{ name: 'net.core.', value: '1' }],
    ],
  },
  { of: DEPLOYMENT, at: `${POD}/volumes/1/name`, values: ['conf', 'x', 'A', 'a.b', '', 'a'.repeat(63), 'a'.repeat(64)] },
  { of: DEPLOYMENT, at: `${PROXY}/volumeMounts/1/mountPath`, values: ['/conf', '/conf/', 'conf2', '', '/a:b'] },
  { of: DEPLOYMENT, at: `${PROXY}/volumeMounts/1/name`, values: ['conf', 'unknown'] },
  { of: DEPLOYMENT, at: `${PROXY}/env/1/name`, values: ['A', 'B C', '1B', 'B=C', '', 'é', 'b.c', 'b-c', '.', '..', '..a'] },
  { of: DEPLOYMENT, at: `${PROXY}/env/1/value`, values: ['', 5, true, null] },
  { of: DEPLOYMENT, at: `${PROXY}/ports/1/containerPort`, values: PORTS },
  { of: DEPLOYMENT, at: `${PROXY}/ports/1/name`, values: PORT_NAMES },
  { of: DEPLOYMENT, at: `${PROXY}/ports/1/protocol`, values: ['UDP', 'SCTP', 'HTTP', 'tcp'] },
  { of: DEPLOYMENT, at: `${PROXY}/ports/1/hostPort`, values: [0, 8443, 65536] },
  { of: DEPLOYMENT, at: `${PROXY}/resources/requests/cpu`, values: QUANTITIES },
  { of: DEPLOYMENT, at: `${PROXY}/resources/limits/memory`, values: QUANTITIES },
  { of: DEPLOYMENT, at: `${PROXY}/resources/requests`, values: [{ gpu: '1' }, { 'example.com/gpu': '1' }, { 'cpu ': '1' }, { 'hugepages-2Mi': '2Mi' }, { pods: '1' }, { 'ephemeral-storage': '1Gi' }] },
  {
    of: DEPLOYMENT,
    at: `${PROXY}/lifecycle/preStop`,
    values: [
      {}, { sleep: { seconds: 5 } }, { sleep: { seconds: 0 } }, { sleep: { seconds: -1 } }, { sleep: { seconds: 60 } }, { sleep: { seconds: 61 } },
      { exec: {} }, { exec: { command: [] } },
      { exec: { command: ['a'] }, sleep: { seconds: 1 } }, { httpGet: { port: 80 } }, { httpGet: { port: 0 } }, { tcpSocket: { port: 80 } },
    ],
  },
  { of: DEPLOYMENT, at: `${POD}/hostNetwork`, values: [true] },

  { of: SERVICE, at: '/metadata/name', values: OBJECT_NAMES },
  { of: SERVICE, at: '/spec/type', values: ['ClusterIP', 'NodePort', 'ExternalName', 'x', 'None'] },
  { of: SERVICE, at: '/spec/ports/1/port', values: PORTS },
  { of: SERVICE, at: '/spec/ports/1/targetPort', values: [0, 8443, 65536, '8443', 'https', 'HTTPS', 'a'.repeat(16), ''] },
  { of: SERVICE, at: '/spec/ports/1/name', values: PORT_NAMES },
  { of: SERVICE, at: '/spec/ports/1/protocol', values: ['UDP', 'HTTP', 'tcp'] },
  { of: SERVICE, at: '/spec/ports/1/nodePort', values: [-1, 0, 1, 29_999, 30_000, 30_080, 32_767, 32_768] },
  { of: SERVICE, at: '/spec/ports/1/appProtocol', values: ['http', 'kubernetes.io/h2c', 'a b', ''] },
  { of: SERVICE, at: '/spec/ports', values: [[], [{ port: 80 }], [{ port: 80 }, { port: 81 }], [{ name: 'a', port: 80 }, { name: 'b', port: 80 }], [{ name: 'a', port: 80 }, { name: 'b', port: 80, protocol: 'UDP' }]] },
  { of: SERVICE, at: '/spec/externalTrafficPolicy', values: ['Cluster', 'x', ''] },
  { of: SERVICE, at: '/spec/internalTrafficPolicy', values: ['Local', 'x', ''] },
  { of: SERVICE, at: '/spec/loadBalancerClass', values: ['a', 'example.com/lb', 'a b', '', 'example.com/a/b'] },
  { of: SERVICE, at: '/spec/loadBalancerSourceRanges', values: [['10.0.0.0'], ['10.0.0.0/33'], ['10.0.0.1/8'], [' 10.0.0.0/8'], ['::/0'], ['x'], [''], ['010.0.0.0/8']] },
  { of: SERVICE, at: '/spec/healthCheckNodePort', values: [0, 31_000, 70_000] },
  {
    of: SERVICE,
    at: '/spec',
    values: [
      { type: 'ClusterIP', ports: [{ port: 80 }], externalTrafficPolicy: 'Local' }, { type: 'ClusterIP', ports: [{ port: 80 }], loadBalancerClass: 'a/b' },
      { type: 'ClusterIP', ports: [{ port: 80 }], loadBalancerSourceRanges: ['10.0.0.0/8'] }, { type: 'ClusterIP', ports: [{ port: 80, nodePort: 30001 }] },
    ],
  },

  { of: AUTOSCALER, at: '/spec/minReplicas', values: [-1, 0, 1, 6, 7, '2'] },
  { of: AUTOSCALER, at: '/spec/maxReplicas', values: [-1, 0, 1, 2, 3, undefined] },
  { of: AUTOSCALER, at: '/spec/metrics/0/resource/target', values: [-1, 0, 1, 100, 101, 1000].map(target).concat([{ type: 'Utilization' }, { type: 'AverageValue' }, { type: 'AverageValue', averageValue: '0' }, { type: 'AverageValue', averageValue: '-1' }, { type: 'AverageValue', averageValue: '1' }, { type: 'Value', value: '1' }, { type: 'x', value: '1' }]) },
  { of: AUTOSCALER, at: '/spec/metrics', values: [[], metric({}), metric({ resource: { name: '', target: target(50) } }), [{ type: 'x' }], [{ type: 'External', external: EXTERNAL }], [{ type: 'External', resource: { name: 'cpu', target: target(50) } }], [{ type: 'External', external: { ...EXTERNAL, metric: { name: '' } } }], [{ type: 'External', external: { ...EXTERNAL, metric: { name: 'a/b' } } }]] },
  { of: AUTOSCALER, at: '/spec/behavior/scaleDown/stabilizationWindowSeconds', values: [-1, 0, 3600, 3601] },
  { of: AUTOSCALER, at: '/spec/behavior/scaleDown/selectPolicy', values: ['Disabled', 'x', ''] },
  { of: AUTOSCALER, at: '/spec/behavior/scaleDown/policies', values: [[], ...[-1, 0, 1, 1800, 1801].map((periodSeconds) => [{ type: 'Pods', value: 1, periodSeconds }]), ...[-1, 0].map((value) => [{ type: 'Percent', value, periodSeconds: 60 }]), [{ type: 'x', value: 1, periodSeconds: 60 }]] },
  { of: AUTOSCALER, at: '/apiVersion', values: ['autoscaling/v2beta2', 'autoscaling/v2beta1'] },
  { of: AUTOSCALER, at: '/spec/scaleTargetRef/name', values: WORDS },

  { of: BUDGET, at: '/spec/maxUnavailable', values: [...AMOUNTS, undefined] },
  { of: BUDGET, at: '/spec/minAvailable', values: [0, 1, '50%'] },
  { of: BUDGET, at: '/spec', values: AMOUNTS.map((minAvailable) => ({ minAvailable, selector: BUDGET.spec.selector })) },
  { of: BUDGET, at: '/spec/unhealthyPodEvictionPolicy', values: ['AlwaysAllow', 'x'] },
  { of: BUDGET, at: '/apiVersion', values: ['policy/v1beta1'] },

  { of: GATEWAY, at: '/metadata/name', values: OBJECT_NAMES },
  { of: GATEWAY, at: '/spec/gatewayClassName', values: ['', 'a', undefined] },
  { of: GATEWAY, at: '/spec/listeners', values: [[], ...[64, 65].map((count) => Array.from({ length: count }, (_, at) => ({ name: `l${at}`, port: at + 1, protocol: 'HTTP' })))] },
  { of: GATEWAY, at: '/spec/listeners/0/port', values: PORTS },
  { of: GATEWAY, at: '/spec/listeners/0/name', values: ['', 'A', 'a.b', 'a'.repeat(253), 'a'.repeat(254)] },
  { of: GATEWAY, at: '/spec/listeners/0/protocol', values: ['HTTP', 'HTTPS', 'x', 'a b', ''] },
  { of: GATEWAY, at: '/spec/listeners/0/hostname', values: ['a.example', '*.example', '*', 'A.example', '10.0.0.1', 'a'.repeat(254)] },
  { of: GATEWAY, at: '/spec/listeners/0/allowedRoutes/namespaces/from', values: ['All', 'Selector', 'x'] },
  { of: GATEWAY, at: '/spec/infrastructure/parametersRef', values: [{ kind: 'ConfigMap', name: 'a' }, { group: '', kind: 'ConfigMap' }, { group: '', kind: 'ConfigMap', name: '' }, { group: 'A', kind: 'ConfigMap', name: 'a' }, { group: '', kind: '-', name: 'a' }] },
  { of: GATEWAY, at: '/spec/infrastructure/labels', values: [...LABEL_VALUES.slice(0, 9).map((value) => ({ a: value })), Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`l${at}`, 'x'])), Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`l${at}`, 'x'])), { 'a b': 'x' }, { 'gateway.networking.k8s.io/x': 'x' }] },

  { of: CONFIG_MAP, at: '/data', values: [{ 'a/b': 'x' }, { '.': 'x' }, { '..': 'x' }, { '..a': 'x' }, { 'a b': 'x' }, { ['a'.repeat(253)]: 'x' }, { ['a'.repeat(254)]: 'x' }, { a: 5 }, { a: true }, { a: null }, { a: {} }, { a: 'x'.repeat(1_048_575) }, { a: 'x'.repeat(1_048_576) }] },
];

const quantity = fc.tuple(fc.constantFrom('', '+', '-'), fc.stringMatching(/^[0-9]{0,4}\.?[0-9]{0,3}$/), fc.constantFrom('', 'm', 'k', 'Ki', 'M', 'Mi', 'G', 'E', 'e3', 'E-2', 'n', 'u', 'kk', 'b')).map((parts) => parts.join(''));
const percentage = fc.oneof(fc.stringMatching(/^[0-9]{0,3}%?$/), fc.stringMatching(/^[-+ .0-9%]{1,4}$/), fc.integer({ min: -3, max: 300 }));
const word = fc.stringMatching(/^[-A-Za-z0-9._/ ]{0,8}$/);

const byte = fc.constantFrom('0', '1', '10', '255', '256', '010', '1a', '');
const address = fc.oneof(
  fc.array(byte, { minLength: 3, maxLength: 5 }).map((bytes) => bytes.join('.')),
  fc.array(fc.constantFrom('0', '1', 'ffff', '::', '10.0.0.1', 'fd00', 'g', ''), { minLength: 1, maxLength: 8 }).map((groups) => groups.join(':')),
  fc.constantFrom('::', '::1', 'fe80::1', 'ff02::1', '0.0.0.0', '127.0.0.1', '169.254.1.1', '224.0.0.1', '::ffff:127.0.0.1'),
  fc.constantFrom('None', 'none', '', ' 10.0.0.1', 'fe80::1%eth0', '::ffff:10.0.0.1', 'fd00:10::7', '10.0.0.7'),
);
const somePath = fc.array(fc.constantFrom('a', '/', '..', '.', 'a..', ':', ' '), { maxLength: 5 }).map((parts) => parts.join(''));

/** Places whose values are a language: what is in it is found by trying. */
const LANGUAGES: readonly (Omit<Place, 'values'> & { readonly words: fc.Arbitrary<unknown>; readonly runs: number })[] = [
  { of: DEPLOYMENT, at: `${PROXY}/resources/requests/cpu`, words: quantity, runs: 60 },
  { of: DEPLOYMENT, at: `${PROXY}/resources/limits/memory`, words: quantity, runs: 60 },
  { of: DEPLOYMENT, at: '/spec/strategy/rollingUpdate/maxSurge', words: percentage, runs: 50 },
  { of: BUDGET, at: '/spec/maxUnavailable', words: percentage, runs: 50 },
  { of: DEPLOYMENT, at: '/metadata/labels/app', words: word, runs: 40 },
  { of: DEPLOYMENT, at: `${PROXY}/env/1/name`, words: word, runs: 40 },
  { of: DEPLOYMENT, at: `${PROXY}/ports/1/name`, words: word, runs: 40 },
  { of: SERVICE, at: '/spec/ports/1/name', words: word, runs: 40 },
  { of: SERVICE, at: '/spec/ports/1/targetPort', words: word, runs: 40 },
  { of: SERVICE, at: '/spec/ports/1/appProtocol', words: word, runs: 40 },
  { of: SERVICE, at: '/spec/loadBalancerClass', words: word, runs: 30 },
  { of: SERVICE, at: '/spec/selector/app', words: word, runs: 30 },
  { of: SERVICE, at: '/spec/clusterIP', words: address, runs: 80 },
  { of: RICH_SERVICE, at: '/spec/externalIPs/0', words: address, runs: 60 },
  { of: SERVICE, at: '/spec/loadBalancerSourceRanges/0', words: fc.tuple(address, fc.constantFrom('', '/', '/8', '/33', '/64', '/129', '/08', '/x')).map((parts) => parts.join('')), runs: 60 },
  { of: DEPLOYMENT, at: '/metadata/annotations', words: word.map((key) => ({ [key]: 'x' })), runs: 40 },
  { of: DEPLOYMENT, at: '/metadata/labels', words: word.map((key) => ({ [key]: 'x' })), runs: 40 },
  { of: DEPLOYMENT, at: `${PROXY}/resources/requests`, words: word.map((name) => ({ [name]: '1' })), runs: 40 },
  { of: DEPLOYMENT, at: `${PROXY}/volumeMounts/1/mountPath`, words: word, runs: 30 },
  { of: RICH_DEPLOYMENT, at: `${POD}/containers/0/volumeMounts/0/subPath`, words: somePath, runs: 40 },
  { of: RICH_DEPLOYMENT, at: `${POD}/volumes/0/configMap/items/0/path`, words: somePath, runs: 40 },
  { of: RICH_DEPLOYMENT, at: `${POD}/volumes/3/hostPath/path`, words: somePath, runs: 40 },
  { of: RICH_DEPLOYMENT, at: `${POD}/containers/0/readinessProbe/httpGet/port`, words: word, runs: 40 },
  { of: RICH_DEPLOYMENT, at: `${POD}/containers/0/env/2/valueFrom/resourceFieldRef/divisor`, words: quantity, runs: 60 },
  { of: RICH_DEPLOYMENT, at: `${POD}/volumes/1/emptyDir/sizeLimit`, words: quantity, runs: 60 },
  { of: RICH_DEPLOYMENT, at: `${POD}/dnsConfig/searches/0`, words: word, runs: 40 },
  { of: RICH_DEPLOYMENT, at: `${POD}/hostname`, words: word, runs: 30 },
  { of: RICH_AUTOSCALER, at: '/spec/metrics/2/pods/target/averageValue', words: quantity, runs: 60 },
  { of: GATEWAY, at: '/spec/listeners/0/name', words: word, runs: 40 },
  { of: GATEWAY, at: '/spec/listeners/0/hostname', words: fc.tuple(fc.constantFrom('', '*.', '*'), word).map((parts) => parts.join('')), runs: 40 },
  { of: GATEWAY, at: '/spec/listeners/0/protocol', words: word, runs: 40 },
  { of: GATEWAY, at: '/spec/infrastructure/labels', words: fc.tuple(word, word).map(([key, value]) => ({ [key]: value })), runs: 60 },
  { of: GATEWAY, at: '/spec/infrastructure/annotations', words: word.map((key) => ({ [key]: 'x' })), runs: 40 },
  { of: CONFIG_MAP, at: '/data', words: word.map((key) => ({ [key]: 'x' })), runs: 40 },
  { of: SERVICE, at: '/metadata/name', words: word.filter((name) => name !== '' && !name.includes('/')), runs: 40 },
];

/** Every change, one to an object; the same in every run. */
export function changes(): Change[] {
  const tried = [...PLACES, ...LANGUAGES.map(({ words, runs, ...place }) => ({ ...place, values: fc.sample(words, { seed: SEED, numRuns: runs }) }))];
  const seen = new Map(tried.flatMap(({ of, at, values }) => values.map((value) => {
    return [`${of.kind} ${at} = ${shortened(value)}`, { of, at, value }];
  })));
  return [...seen].map(([what, { of, at, value }]) => ({ what, object: changed(of, at, value) }));
}

/** Every place of objects with about every field, one change to an object. */
export function changesEverywhere(): Change[] {
  const seen = new Map(everyPlace().map((one) => [`${one.of.kind} ${one.of.metadata.name} ${one.at} = ${shortened(one.value)}`, one]));
  return [...seen].map(([what, { of, at, value }]) => ({ what, object: changed(of, at, value) }));
}

/** Objects in which several fields were set. */
export function changesTogether(): Change[] {
  return PAIRS.map(({ of, set }) => ({
    what: `${of.kind} ${Object.entries(set).map(([at, value]) => `${at} = ${shortened(value)}`).join(', ')}`,
    object: Object.entries(set).reduce((object, [at, value]) => changed(object, at, value), of),
  }));
}

function shortened(value: unknown): string {
  const shown = value === undefined ? 'absent' : JSON.stringify(value);
  return shown.length > 70 ? `${shown.slice(0, 60)}… (${shown.length} characters)` : shown;
}

function changed(object: KubeObject, pointer: string, value: unknown): KubeObject {
  const copy = JSON.parse(JSON.stringify(object)) as KubeObject;
  const path = parsePointer(pointer);
  const last = path[path.length - 1];
  const parent = path.slice(0, -1).reduce<any>((at, key) => at[key], copy);
  if (value !== undefined) {
    parent[last] = value;
  } else if (Array.isArray(parent)) {
    parent.splice(Number(last), 1);
  } else {
    delete parent[last];
  }
  return copy;
}
