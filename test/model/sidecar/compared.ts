import { Quantity } from '../../../src/kube';
import { type Manifest, podTemplatePointer } from '../../../src/model/manifest';
import { listAt, mapAt, member } from '../../../src/model/read';

/** Go writes no empty maps, lists, zeros and texts where a field is optional, and quantities in their canonical form. */
function canonical(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) { return value.map((item) => canonical(item)); }
  if (typeof value !== 'object' || value === null) {
    return ['cpu', 'memory', 'ephemeral-storage'].includes(key) ? Quantity.parse(value).toString() : value;
  }
  const entries = Object.entries(value).map(([name, child]) => [name, canonical(child, name)] as const)
    .filter(([name, child]) => child !== null && child !== undefined && !(child === '' && name === 'value') && !(child === 0 && !name.startsWith('runAs'))
      && !(typeof child === 'object' && Object.keys(child).length === 0));
  return Object.fromEntries(entries);
}

const named = (pod: unknown, list: string): [string, unknown][] => (
  (listAt(pod, `/spec/${list}`) ?? []).map((container) => [String(member(container, 'name')), container]));

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe', 'lifecycle'] as const;

function injectedContainer(container: unknown): unknown {
  const environment = (listAt(container, '/env') ?? []).map((entry) => [String(member(entry, 'name')), canonical(entry)] as const);
  return {
    args: member(container, 'args'),
    command: member(container, 'command'),
    env: Object.fromEntries(environment),
    ports: member(container, 'ports'),
    resources: member(container, 'resources'),
    restartPolicy: member(container, 'restartPolicy'),
    securityContext: member(container, 'securityContext'),
    ...Object.fromEntries(PROBES.map((field) => [field, member(container, field)])),
  };
}

const INJECTED = ['istio-proxy', 'istio-init', 'istio-validation'];

/** What the folder's README says to compare of a pod, and the application's probes. */
export function compared(object: unknown, pointer: string): unknown {
  const pod = pointer === '' ? object : mapAt(object, pointer);
  // written by Istio for Istio: a copy of what its author wrote, and a list of what it added
  const { 'proxy.istio.io/overrides': _, 'sidecar.istio.io/status': __, ...annotations } = mapAt(pod, '/metadata/annotations') ?? {};
  const containers = [...named(pod, 'initContainers'), ...named(pod, 'containers')];
  return canonical({
    containers: named(pod, 'containers').map(([name]) => name),
    initContainers: named(pod, 'initContainers').map(([name]) => name),
    injected: Object.fromEntries(containers.filter(([name]) => INJECTED.includes(name))
      .map(([name, container]) => [name, injectedContainer(container)])),
    probes: Object.fromEntries(containers.filter(([name]) => !INJECTED.includes(name))
      .map(([name, container]) => [name, Object.fromEntries(PROBES.map((field) => [field, member(container, field)]))])),
    labels: mapAt(pod, '/metadata/labels'),
    annotations,
    securityContext: mapAt(pod, '/spec/securityContext'),
    imagePullSecrets: listAt(pod, '/spec/imagePullSecrets'),
  });
}

/** kube-inject, which made the files, leaves a CronJob's pod metadata with its job template; the webhook only ever sees pods. */
export function comparedResult({ object, key }: Manifest): unknown {
  const pointer = podTemplatePointer(key)!;
  if (key.kind !== 'CronJob') { return compared(object, pointer); }
  const pod = mapAt(object, pointer) ?? {};
  return compared({ ...pod, metadata: mapAt(object, '/spec/jobTemplate/metadata') }, '');
}
