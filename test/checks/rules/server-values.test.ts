import { stringify } from 'yaml';
import { MeshFacts, Platform } from '../../../src/platform';
import { findingsIn, ISTIO, notEvaluated } from '../../support/findings';

type Json = { readonly [key: string]: unknown };

const OURS = ['LIM013', 'LIM014', 'NET024', 'NET025', 'SCL028'];
const said = (...objects: readonly unknown[]): string[] => findingsIn(objects.map((object) => stringify(object)).join('---\n'), ISTIO)
  .filter(({ ruleId }) => OURS.includes(ruleId)).map(({ ruleId, message }) => `${ruleId} ${message}`);
const ids = (...objects: readonly unknown[]): string[] => [...new Set(said(...objects).map((text) => text.slice(0, 6)))];

const metadata = { name: 'web', namespace: 'shop' };
const web = (more: Json = {}): Json => ({ name: 'web', image: 'web:1', ...more });
const workload = (pod: Json = {}, spec: Json = {}, kind = 'Deployment'): Json => ({
  apiVersion: 'apps/v1', kind, metadata, spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [web()], ...pod } }, ...spec },
});
const service = (spec: Json, port: Json = {}): Json => ({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'web' }, ports: [{ port: 80, ...port }], ...spec } });

test('right objects, and what a cluster writes into them', () => {
  expect(said(workload(), { ...workload({}, {}), status: { replicas: 1 } }, service({ clusterIP: 'None' }))).toEqual([]);
});

describe('NET024: ports of pods', () => {
  test.each([[1, 0], [65_535, 0], [0, 1], [-1, 1], [65_536, 1]])('containerPort %d in a container, an init container and a sidecar', (containerPort, count) => {
    const ports = [{ containerPort }];
    const pod = { containers: [web({ ports })], initContainers: [{ name: 'init', image: 'i', ports }, { name: 'side', image: 's', restartPolicy: 'Always', ports }] };
    expect(said(workload(pod)).filter((text) => text.startsWith('NET024'))).toHaveLength(3 * count);
  });

  test.each<[unknown, string[]]>([[80, []], ['http', []], [65_535, []], [0, ['NET024']], [65_536, ['NET024']], ['80', ['NET024']], ['HTTP', ['NET024']], ['', ['NET024']]])('a probe and a hook on port %j', (port, expected) => {
    expect(ids(workload({ containers: [web({ readinessProbe: { httpGet: { port } } })] }))).toEqual(expected);
    expect(ids(workload({ containers: [web({ livenessProbe: { tcpSocket: { port } } })] }))).toEqual(expected);
    expect(ids(workload({ containers: [web({ lifecycle: { preStop: { httpGet: { port } } } })] }))).toEqual(expected);
  });

  test('says where, what is expected, and what to do', () => {
    const [finding] = findingsIn(stringify(workload({ containers: [web({ readinessProbe: { httpGet: { port: '8080' } } })] })), ISTIO).filter(({ ruleId }) => ruleId === 'NET024');
    expect(finding).toMatchObject({ fix: 'write 8080 without quotes', pointer: '/spec/template/spec/containers/0/readinessProbe/httpGet/port' });
    expect(finding.message).toMatch(/^container web: readinessProbe\.httpGet\.port is "8080"/);
  });
});

describe('NET025: fields of Services', () => {
  test.each<[Json, Json, number]>([
    [{ clusterIP: '10.2.2.2', ipFamilies: ['IPv4'] }, {}, 0], [{ clusterIP: '10.2.2.2', ipFamilies: ['IPv6'] }, {}, 1], [{ type: 'Loadbalancer' }, {}, 1], [{ internalTrafficPolicy: '' }, {}, 1],
    [{}, { appProtocol: 'kubernetes.io/h2c' }, 0], [{}, { appProtocol: 'a b' }, 1], [{}, { targetPort: 'a'.repeat(15) }, 0], [{}, { targetPort: 'a'.repeat(16) }, 1],
    [{ type: 'LoadBalancer', loadBalancerClass: '' }, {}, 1], [{ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 65_535 }, {}, 0],
    [{ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 65_536 }, {}, 1],
  ])('%j, port %j: %d', (spec, port, count) => expect(said(service(spec, port)).filter((text) => text.startsWith('NET025'))).toHaveLength(count));

  test('of a Service that istiod makes: the address does not fit the families of its options', () => {
    const gateway = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata,
      spec: { gatewayClassName: 'istio', infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } }, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    };
    const options = (clusterIP: string): Json => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'options' }, data: { service: stringify({ spec: { clusterIP, ipFamilies: ['IPv6'] } }) } });
    expect(said(gateway, options('10.2.2.2'))).toEqual(['NET025 spec.clusterIP is "10.2.2.2", expected an IPv6 address as ipFamilies[0] says']);
    expect(said(gateway, options('fd00::2'))).toEqual([]);
  });
});

describe('SCL028: strategies and counts', () => {
  test.each<[Json, string, number]>([
    [{ strategy: { type: 'Recreate' } }, 'Deployment', 0], [{ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }, 'Deployment', 1], [{ strategy: { type: 'recreate' } }, 'Deployment', 1],
    [{ updateStrategy: { type: 'OnDelete', rollingUpdate: { maxUnavailable: 1 } } }, 'DaemonSet', 0], [{ updateStrategy: { type: 'Recreate' } }, 'DaemonSet', 1],
    [{ replicas: 0 }, 'Deployment', 0], [{ replicas: -1 }, 'Deployment', 1], [{ revisionHistoryLimit: -1 }, 'Deployment', 1],
  ])('%j of a %s: %d', (spec, kind, count) => expect(said(workload({}, spec, kind)).filter((text) => text.startsWith('SCL028'))).toHaveLength(count));
});

describe('LIM013: names and types of fields', () => {
  test.each<[Json, string[]]>([
    [workload({}, { replicas: '2' }), ['LIM013']], [workload({}, { replica: 2 }), ['LIM013']], [workload({}, { selector: undefined }), ['LIM013']], [workload({ hostNetwork: 'true' }), ['LIM013']],
    [workload({ containers: [web({ env: [{ name: 'A', value: 5 }] })] }, {}, 'StatefulSet'), ['LIM013']],
    [{ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [web({ imagePullPolcy: 'Always' })] } } } } } }, ['LIM013']],
    [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [web({ tty: 'x' })] } }, ['LIM013']],
    [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: 'x' }, ['LIM013']], [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: null, immutable: true }, []],
    [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, datas: {} }, ['LIM013']],
    // a selector of metrics is for whoever serves them
    ...[[{ metric: { name: 'q', selector: { matchExpressions: [{}] } } }, []], [{ metric: { selector: {} } }, ['LIM013']]].map(([external, expected]): [Json, string[]] => [{
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'External', external: { ...external, target: { type: 'Value', value: 1 } } }] },
    }, expected as string[]]),
    // an amount with blanks around it, or without a digit, is read
    [workload({ volumes: [{ name: 'a', emptyDir: { sizeLimit: ' 1Gi ' } }] }), []], [workload({ volumes: [{ name: 'a', emptyDir: { sizeLimit: '1 Gi' } }] }), ['LIM013']],
    // a CRD with pods has a schema of its own
    [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec: { replicas: '2', template: { spec: { containers: [web({ tty: 'yes' })] } } } }, []],
  ])('%j: %j', (object, expected) => expect(ids(object)).toEqual(expected));
});

describe('LIM014: values', () => {
  test.each<[Json, number]>([
    [{ containers: [] }, 1], [{ containers: [web({ imagePullPolicy: 'always' })] }, 1], [{ restartPolicy: 'Never' }, 1], [{ securityContext: { runAsUser: 0 } }, 0], [{ securityContext: { runAsUser: -1 } }, 1],
    [{ securityContext: { runAsUser: 2_147_483_647 } }, 0], [{ securityContext: { runAsUser: 2_147_483_648 } }, 1],
    // a Pod's negative one is made 1, that of a template is kept
    [{ terminationGracePeriodSeconds: 0 }, 0], [{ terminationGracePeriodSeconds: -1 }, 0], [{ terminationGracePeriodSeconds: 4_294_967_296 }, 0],
    ...[['settings', 0], ['settings-', 0], ['-', 1], ['settings.-', 0], ['settings_', 1]].map(
      ([name, count]): [Json, number] => [{ containers: [web({ envFrom: [{ configMapRef: { name } }] })] }, count as number],
    ),
    [{ containers: [web({ envFrom: [{ secretRef: { name: 'keys-' } }] })] }, 0], [{ containers: [web({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys-', key: 'a' } } }] })] }, 1],
    [{ hostname: 'a.b' }, 1],
  ])('%j: %d', (pod, count) => expect(said(workload(pod)).filter((text) => text.startsWith('LIM014'))).toHaveLength(count));

  test('of what an overlay makes, where the overlay says it and nowhere else', () => {
    const gateway = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata,
      spec: { gatewayClassName: 'istio-waypoint', infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } }, listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
    };
    const options = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'options' }, data: { deployment: stringify({ spec: { template: { spec: { priorityClassName: 'High Class' } } } }) } };
    expect(said(gateway)).toEqual([]);
    expect(said(gateway, options)).toHaveLength(1);
  });
});

test('a Kubernetes after those that we know may have more fields and words', () => {
  const later = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.37' }), meshConfig: {}, injectionValues: {} });
  const text = (pod: Json): string => stringify(workload(pod));
  const of = (pod: Json): string[] => findingsIn(text(pod), later).filter(({ ruleId }) => OURS.includes(ruleId)).map(({ ruleId }) => ruleId);
  expect([of({ newField: 1 }), of({ preemptionPolicy: 'Later' }), of({ hostNetwork: 'true' }), of({ hostname: 'A' })]).toEqual([[], [], ['LIM013'], ['LIM014']]);
  expect([ids(workload({ newField: 1 })), ids(workload({ preemptionPolicy: 'Later' }))]).toEqual([['LIM013'], ['LIM014']]);
});

test.each<[string | undefined, string[]]>([['1.36', ['LIM013']], ['1.37', []], ['1.38', []], [undefined, []]])('fields that came with Kubernetes 1.37, on %s', (kubernetesVersion, expected) => {
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion }), meshConfig: {}, injectionValues: {} });
  const pod = { containers: [web({ readinessProbe: { httpGet: { port: 80, protocol: 'HTTP2' } } })], volumes: [{ name: 'tmp', emptyDir: { mode: 0o1777 } }] };
  const found = findingsIn(stringify(workload(pod)), facts).filter(({ ruleId }) => OURS.includes(ruleId));
  expect([...new Set(found.map(({ ruleId }) => ruleId))]).toEqual(expected);
  expect(found.every(({ message }) => message.includes('from Kubernetes 1.37 on'))).toBe(true);
  // a typing error is one on every Kubernetes that is known, and where none is declared
  const typo = findingsIn(stringify(workload({ ...pod, hostnam: 'a' })), facts).filter(({ ruleId, message }) => ruleId === 'LIM013' && message.includes('hostnam'));
  expect(typo).toHaveLength(kubernetesVersion === undefined || kubernetesVersion === '1.36' ? 1 : 0);
});

test('where no Kubernetes is declared, a field of 1.37 is not evaluated', () => {
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3' }), meshConfig: {}, injectionValues: {} });
  expect(notEvaluated(stringify(workload({ evictionResponders: [{ name: 'example.com/a' }] })), facts, 'LIM013')).toEqual([expect.stringContaining('/spec/template/spec/evictionResponders')]);
});

describe('workloads that end, and those that have names', () => {
  const pod = (more: Json = {}): Json => ({ metadata: { labels: { app: 'web' } }, spec: { containers: [web()], ...more } });
  const job = (spec: Json, template = pod({ restartPolicy: 'Never' })): Json => ({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template, ...spec } });
  const cronJob = (spec: Json, jobSpec: Json = {}): Json => ({
    apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule: '@daily', jobTemplate: { spec: { template: pod({ restartPolicy: 'OnFailure' }), ...jobSpec } }, ...spec },
  });
  const claim = (storage: unknown): Json => ({ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } });

  test.each<[string, Json, string[]]>([
    ['a Job', job({}), []],
    ['a Job whose pods would start for ever', job({}, pod()), ['LIM014 spec.template.spec.restartPolicy is not set, which means Always, expected OnFailure or Never in a Job']],
    ['a Job with a field of no Job', job({ backofLimit: 1 }), ['LIM013 spec.backofLimit is no field of JobSpec, got "backofLimit", expected one that Kubernetes knows']],
    ['a CronJob', cronJob({}), []],
    ['a CronJob with a number for a switch', cronJob({ suspend: 0 }), ['LIM013 spec.suspend must be true or false, got 0']],
    ['a CronJob whose Job is wrong', cronJob({}, { parallelism: -1 }), ['LIM014 spec.jobTemplate.spec.parallelism is -1, expected 0 or more']],
    ['a CronJob whose Job has a number for a label', cronJob({ jobTemplate: { metadata: { labels: { a: 1 } }, spec: { template: pod({ restartPolicy: 'Never' }) } } }),
      ['LIM013 spec.jobTemplate.metadata.labels.a must be a text, got 1']],
    ['a StatefulSet', workload({}, { serviceName: 'web', volumeClaimTemplates: [claim('10Gi')] }, 'StatefulSet'), []],
    ['a StatefulSet whose claim asks for no amount', workload({}, { volumeClaimTemplates: [claim('10 GB')] }, 'StatefulSet'),
      ['LIM013 spec.volumeClaimTemplates[0].spec.resources.requests.storage must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi, got "10 GB"']],
    ['a StatefulSet with the strategy of a Deployment', workload({}, { strategy: { type: 'Recreate' } }, 'StatefulSet'),
      ['LIM013 spec.strategy is no field of StatefulSetSpec, got "strategy", expected one that Kubernetes knows']],
    ['a StatefulSet with an unknown strategy', workload({}, { updateStrategy: { type: 'Recreate' } }, 'StatefulSet'),
      ['SCL028 spec.updateStrategy.type is "Recreate", expected one of OnDelete, RollingUpdate']],
    ['a ReplicaSet', workload({}, { replicas: -1 }, 'ReplicaSet'), ['SCL028 spec.replicas is -1, expected 0 or more']],
  ])('%s', (_, object, expected) => expect(said(object)).toEqual(expected));
});
