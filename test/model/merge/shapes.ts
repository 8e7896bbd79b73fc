/**
 * Generators of bases and patches for each kind. The shapes are written out here by hand, apart from the table under test, so that a
 * wrong row there is found. Names and numbers come from small pools: what matters is that the two sides meet.
 */
import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/model/merge';

type Gen = fc.Arbitrary<Json>;

/** What a field can hold: a value of the base, and what a patch may say about it. */
export interface Shape { readonly base: Gen; readonly patch: Gen }

const rarely = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>, weight = 12): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: often }, { weight: 1, arbitrary: seldom });

/** Something that does not belong here. */
const wrong: Gen = fc.constantFrom<Json>('text', 7, true, 1.5, {}, [], { a: null, b: { c: 1 } }, ['x'], [{ d: 1 }], { $patch: 'delete', e: 1 });

function value(...pool: Json[]): Shape {
  const any = fc.constantFrom(...pool);
  return { base: any, patch: fc.oneof({ weight: 10, arbitrary: any }, { weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: wrong }) };
}

const text = value('one', 'two', '');
const count = value(0, 1, 30);
const flag = value(true, false);

function object(fields: Record<string, Shape>, always: readonly string[] = []): Shape {
  const requiredKeys = always as never[];
  const base = fc.record(mapValues(fields, shape => shape.base), { requiredKeys }) as fc.Arbitrary<JsonObject>;
  const plain = fc.record(mapValues(fields, shape => shape.patch), { requiredKeys }) as fc.Arbitrary<JsonObject>;
  const names = Object.keys(fields);
  const directed = fc.tuple(plain, fc.subarray(names), fc.integer({ min: 0, max: 11 })).map(([patch, kept, what]): JsonObject => {
    const listed = Object.keys(patch).filter(key => patch[key] !== null && !key.startsWith('$'));
    switch (what) {
      case 0: return { $patch: 'delete' };
      case 1: case 2: return { ...patch, $patch: 'replace' };
      case 3: return { ...patch, $patch: 'merge' };
      case 4: return { ...patch, $retainKeys: kept };
      default: return { ...patch, $retainKeys: [...new Set([...listed, ...kept])] };
    }
  });
  const none = fc.oneof(fc.constant(null), wrong);
  return { base, patch: fc.oneof({ weight: 24, arbitrary: plain }, { weight: 2, arbitrary: directed }, { weight: 1, arbitrary: none }) };
}

/** A map with free keys, hostile ones among them. */
function map(pool: Shape = text): Shape {
  const key = fc.constantFrom('a', 'b', 'app', 'x/y~z', '__proto__', 'constructor', 'prototype', 'toString');
  const build = (entries: [string, Json][]): JsonObject => Object.fromEntries(entries);
  const base = fc.array(fc.tuple(key, pool.base), { maxLength: 4 }).map(build);
  const patch = fc.array(fc.tuple(key, pool.patch), { maxLength: 4 }).map(build);
  return { base, patch: rarely(patch, fc.oneof(fc.constant(null), wrong, patch.map(entries => ({ ...entries, $patch: 'replace' })))) };
}

/** A list that is replaced whole. */
function list(item: Gen): Shape {
  const base = fc.array(item, { maxLength: 3 });
  return { base, patch: rarely(base, fc.oneof(fc.constant(null), wrong)) };
}

/** A list of objects merged by key. Now and then a key stands twice, as with one port for two protocols. */
function keyed(mergeKey: string, keys: readonly Json[], item: Record<string, Shape>): Shape {
  const withKey = (shape: Gen): Gen => fc.tuple(fc.constantFrom(...keys), shape).map(([key, rest]) => (
    typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? { [mergeKey]: key, ...rest } : { [mergeKey]: key }));
  const shape = object(item);
  const base = rarely(
    fc.uniqueArray(withKey(shape.base), { maxLength: 4, selector: one => (one as JsonObject)[mergeKey] }),
    fc.array(withKey(shape.base), { maxLength: 4 }), 8);
  const items = fc.uniqueArray(withKey(shape.patch), { maxLength: 3, selector: one => (one as JsonObject)[mergeKey] });
  const deletion = fc.constantFrom(...keys).map((key): Json => ({ $patch: 'delete', [mergeKey]: key }));
  const special = fc.oneof(
    { weight: 6, arbitrary: deletion },
    { weight: 2, arbitrary: fc.constant<Json>({ $patch: 'replace' }) },
    // The same key a second time: well-typed, because a plain field that holds objects on both sides is unknown to our table.
    { weight: 2, arbitrary: withKey(shape.base) },
    { weight: 1, arbitrary: fc.constantFrom<Json>({ $patch: 'merge', [mergeKey]: keys[0] }, { $patch: 'delete' }, { other: 1 }, 'text') },
  );
  const mixed = fc.tuple(items, fc.array(special, { minLength: 1, maxLength: 2 }), fc.boolean())
    .map(([some, specials, first]) => first ? [...specials, ...some] : [...some, ...specials]);
  return {
    base,
    patch: fc.oneof({ weight: 10, arbitrary: items }, { weight: 5, arbitrary: mixed }, { weight: 1, arbitrary: fc.oneof(fc.constant(null), wrong) }),
  };
}

/** A list of plain values merged as a set. */
function set(...pool: Json[]): Shape {
  const any = fc.constantFrom(...pool);
  return {
    base: fc.array(any, { maxLength: 5 }),
    patch: rarely(fc.array(any, { maxLength: 4 }), fc.oneof(fc.constant(null), fc.constant<Json>([1, 'a']), fc.constant<Json>([{ a: 1 }]))),
  };
}

/** The lists of an object by name, with their merge key and the values it takes. */
type Lists = Record<string, { readonly key?: string; readonly pool: readonly Json[] }>;

/** Adds `$setElementOrder` and `$deleteFromPrimitiveList` beside lists of a patch, mostly fitting ones. */
function withListDirectives(patch: fc.Arbitrary<JsonObject>, lists: Lists): fc.Arbitrary<JsonObject> {
  return fc.tuple(patch, fc.constantFrom(...Object.keys(lists)), fc.shuffledSubarray([0, 1, 2, 3, 4]), fc.integer({ min: 0, max: 9 }))
    .map(([object_, name, picks, what]): JsonObject => {
      if (typeof object_ !== 'object' || object_ === null || Array.isArray(object_) || '$patch' in object_ || '$retainKeys' in object_) { return object_; }
      const { key, pool } = lists[name];
      const extra = picks.filter(pick => pick < pool.length).map(pick => pool[pick]);
      const own = Array.isArray(object_[name]) ? object_[name] : [];
      // Plain values only: kubectl crashes where it compares two objects.
      const plain = own.map(item => key === undefined ? item : (item as JsonObject)?.[key]).filter(item => ['string', 'number'].includes(typeof item));
      const order = what < 7 ? merge(plain, extra) : extra;
      const asItem = (one: Json): Json => key === undefined ? one : { [key]: one };
      if (what >= 8 && key === undefined) {
        const rest = { ...object_ };
        delete rest[name];
        return { ...rest, [`$deleteFromPrimitiveList/${name}`]: extra };
      }
      return { ...object_, [`$setElementOrder/${name}`]: order.map(asItem) };
    });
}

/** The second list's new values strewn between those of the first. */
function merge(first: readonly Json[], second: readonly Json[]): Json[] {
  const fresh = second.filter(one => !first.includes(one));
  const all: Json[] = [];
  for (let index = 0; index < Math.max(first.length, fresh.length); index += 1) {
    all.push(...fresh.slice(index, index + 1), ...first.slice(index, index + 1));
  }
  return all;
}

function mapValues(fields: Record<string, Shape>, pick: (shape: Shape) => Gen): Record<string, Gen> {
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, pick(shape)]));
}

function listDirectives(shape: Shape, lists: Lists): Shape {
  return { base: shape.base, patch: rarely(shape.patch, withListDirectives(shape.patch as fc.Arbitrary<JsonObject>, lists), 4) };
}

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const PORTS = [80, 443, 15020, 15021];

const metadata = listDirectives(object({
  name: value('gw'),
  labels: map(),
  annotations: map(),
  finalizers: set(...NAMES),
  ownerReferences: keyed('uid', ['u1', 'u2'], { name: text, controller: flag }),
}), { finalizers: { pool: NAMES }, ownerReferences: { key: 'uid', pool: ['u1', 'u2'] } });

const handler = { exec: object({ command: list(fc.constantFrom('sh', '-c')) }), httpGet: object({ path: text, port: count }), tcpSocket: object({ port: count }) };
const probe = object({ ...handler, periodSeconds: count });
const selector = object({ matchLabels: map(), matchExpressions: list(fc.constant({ key: 'a', operator: 'Exists' })) });

const env = keyed('name', NAMES, {
  value: text,
  valueFrom: object({ fieldRef: object({ fieldPath: text }), configMapKeyRef: object({ name: text, key: text }) }),
});

const container = listDirectives(object({
  image: text,
  args: list(fc.constantFrom('proxy', 'router')),
  env,
  ports: keyed('containerPort', PORTS, { name: text, protocol: value('TCP', 'UDP') }),
  volumeMounts: keyed('mountPath', ['/etc/a', '/etc/b'], { name: text, readOnly: flag }),
  resources: object({ limits: map(value('1', '2Gi')), requests: map(value('100m', 2)) }),
  readinessProbe: probe,
  lifecycle: object({ preStop: object({ ...handler, sleep: object({ seconds: count }) }), postStart: object(handler) }),
  securityContext: object({ runAsUser: count, capabilities: object({ drop: list(fc.constantFrom('ALL')), add: list(fc.constantFrom('NET_ADMIN')) }) }),
}), { env: { key: 'name', pool: NAMES }, ports: { key: 'containerPort', pool: PORTS }, args: { pool: ['proxy', 'router'] } });

/** A container is an object whose patch may be anything; inside the list it needs its fields spread. */
const containers: Shape = (() => {
  const named = (shape: Gen): Gen => fc.tuple(fc.constantFrom('istio-proxy', 'app', 'log'), shape).map(([name, rest]) => (
    typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? { name, ...rest } : { name }));
  const unique = (shape: Gen, maxLength: number): Gen => fc.uniqueArray(named(shape), { maxLength, selector: one => (one as JsonObject).name });
  return {
    base: unique(container.base, 3),
    patch: fc.oneof(
      { weight: 12, arbitrary: unique(container.patch, 2) },
      { weight: 2, arbitrary: unique(container.patch, 2).map(some => [...(some as Json[]), { $patch: 'delete', name: 'app' }]) },
      { weight: 1, arbitrary: unique(container.patch, 2).map(some => [{ $patch: 'replace' }, ...(some as Json[])]) },
    ),
  };
})();

const podSpec = listDirectives(object({
  containers,
  initContainers: containers,
  volumes: keyed('name', NAMES, {
    configMap: object({ name: text, items: list(fc.constant({ key: 'k', path: 'p' })) }),
    emptyDir: object({ medium: text, sizeLimit: text }),
    secret: object({ secretName: text, optional: flag }),
    projected: object({ sources: list(fc.constant({ configMap: { name: 'c' } })) }),
  }),
  imagePullSecrets: keyed('name', NAMES, {}),
  topologySpreadConstraints: keyed('topologyKey', ['zone', 'host'], { maxSkew: count, whenUnsatisfiable: text, labelSelector: selector }),
  hostAliases: keyed('ip', ['10.0.0.1', '10.0.0.2'], { hostnames: list(fc.constantFrom('x', 'y')) }),
  tolerations: list(fc.constantFrom<Json>({ key: 'a' }, { operator: 'Exists' })),
  nodeSelector: map(),
  affinity: object({
    podAntiAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: list(fc.constant({ topologyKey: 'zone' })) }),
    nodeAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: list(fc.constant({})) }) }),
  }),
  securityContext: object({ fsGroup: count, sysctls: list(fc.constant({ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' })) }),
  terminationGracePeriodSeconds: count,
  serviceAccountName: text,
}), {
  containers: { key: 'name', pool: ['istio-proxy', 'app', 'log'] },
  volumes: { key: 'name', pool: NAMES },
  imagePullSecrets: { key: 'name', pool: NAMES },
});

const template = object({ metadata, spec: podSpec });
const rolling = object({ type: value('Recreate', 'RollingUpdate', 'OnDelete'), rollingUpdate: object({ maxSurge: value(1, '25%'), maxUnavailable: count }) });
const condition = keyed('type', ['Ready', 'Available'], { status: text });

const kinds: readonly { readonly apiVersion: string; readonly kind: string; readonly shape: Record<string, Shape>; readonly weight: number }[] = [
  { apiVersion: 'apps/v1', kind: 'Deployment', weight: 6, shape: { spec: object({ replicas: count, selector, template, strategy: rolling }), status: object({ conditions: condition }) } },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', weight: 2, shape: { spec: object({ selector, template, updateStrategy: rolling }) } },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', weight: 1, shape: { spec: object({ template, updateStrategy: rolling, volumeClaimTemplates: list(fc.constant({ metadata: { name: 'v' } })) }) } },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', weight: 1, shape: { spec: object({ selector, template }) } },
  { apiVersion: 'v1', kind: 'Pod', weight: 3, shape: { spec: podSpec, status: object({ conditions: condition, podIPs: keyed('ip', ['10.1.1.1'], {}) }) } },
  { apiVersion: 'batch/v1', kind: 'Job', weight: 1, shape: { spec: object({ template, parallelism: count, podFailurePolicy: object({ rules: list(fc.constant({ action: 'Ignore' })) }) }) } },
  { apiVersion: 'batch/v1', kind: 'CronJob', weight: 1, shape: { spec: object({ schedule: text, jobTemplate: object({ metadata, spec: object({ template }) }) }) } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    weight: 4,
    shape: {
      spec: listDirectives(object({
        type: text,
        ports: keyed('port', PORTS, { name: text, targetPort: value('http', 8080), protocol: value('TCP', 'UDP') }),
        selector: map(),
        externalIPs: list(fc.constantFrom('10.0.0.9')),
        sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: count }) }),
      }), { ports: { key: 'port', pool: PORTS } }),
      status: object({ loadBalancer: object({ ingress: list(fc.constant({ ip: '10.9.9.9' })) }), conditions: condition }),
    },
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', weight: 2, shape: { secrets: keyed('name', NAMES, { namespace: text }), imagePullSecrets: list(fc.constant({ name: 'p' })), automountServiceAccountToken: flag } },
  { apiVersion: 'v1', kind: 'ConfigMap', weight: 2, shape: { data: map(), binaryData: map(), immutable: flag } },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    weight: 3,
    shape: {
      spec: object({
        minReplicas: count,
        maxReplicas: count,
        scaleTargetRef: object({ kind: text, name: text }),
        metrics: list(fc.constantFrom<Json>({ type: 'Resource', resource: { name: 'cpu' } }, { type: 'Pods', pods: { metric: { name: 'rps' } } })),
        behavior: object({ scaleDown: object({ stabilizationWindowSeconds: count, policies: list(fc.constant({ type: 'Pods', value: 1 })) }), scaleUp: object({ selectPolicy: text }) }),
      }),
      status: object({ conditions: condition }),
    },
  },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', weight: 3, shape: { spec: object({ minAvailable: value(1, '50%'), maxUnavailable: value(1, '50%'), selector }), status: object({ conditions: condition }) } },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', weight: 1, shape: { rules: list(fc.constant({ verbs: ['get'] })) } },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', weight: 1, shape: { subjects: list(fc.constant({ kind: 'ServiceAccount', name: 's' })), roleRef: object({ kind: text, name: text }) } },
];

/** JSON text with sorted keys: two values are the same exactly when their texts are. */
export function canonical(json: Json | undefined): string {
  if (json === undefined) { return 'nothing'; }
  if (Array.isArray(json)) { return `[${json.map(canonical).join()}]`; }
  if (typeof json !== 'object' || json === null) { return JSON.stringify(json); }
  return `{${Object.keys(json).sort().map(key => `${JSON.stringify(key)}:${canonical(json[key])}`).join()}}`;
}

/** One patch with some bases to try it on, all of one kind. */
export interface Batch { readonly apiVersion: string; readonly kind: string; readonly bases: readonly JsonObject[]; readonly patch: JsonObject }

/** @param size how many bases each patch is tried on */
export function batches(size: number): fc.Arbitrary<Batch> {
  return fc.oneof(...kinds.map(({ apiVersion, kind, shape, weight }) => {
    const whole = object({ metadata, ...shape }, Object.keys(shape).slice(0, 1));
    const base = (whole.base as fc.Arbitrary<JsonObject>).map((rest): JsonObject => ({ apiVersion, kind, ...rest }));
    const bases = fc.array(base, { minLength: size, maxLength: size });
    // A patch that is no object is refused before any merging, and one that takes the kind away is a case of its own.
    const usable = (one: Json): one is JsonObject =>
      typeof one === 'object' && one !== null && !Array.isArray(one) && !('$patch' in one) && !('$retainKeys' in one);
    const patch = whole.patch.map((one): JsonObject => usable(one) ? one : {});
    const batch = fc.record({ apiVersion: fc.constant(apiVersion), kind: fc.constant(kind), bases, patch });
    // Through text, so that they are objects as a reader makes them (fast-check's have no prototype).
    return { weight, arbitrary: batch.map(one => JSON.parse(JSON.stringify(one)) as Batch) };
  }));
}
