import { fieldsOf, judge, judgeObject, SCHEMA_ROWS } from '../../../src/kube/schema';
import { LIMIT_ROWS } from '../../../src/kube/schema/limits';
import { TOGETHER } from '../../../src/kube/schema/together';
import { limitOf } from '../../../src/kube/schema/words';

const said = (type: string, value: unknown): string[] => judge(type, value).values.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('the table of limits', () => {
  const types = new Set(SCHEMA_ROWS.map(({ type }) => type));

  test('names fields that there are, each type once and with a source', () => {
    expect(LIMIT_ROWS.map(({ type }) => type).filter((type) => !types.has(type))).toEqual([]);
    expect(new Set(LIMIT_ROWS.map(({ type }) => type)).size).toBe(LIMIT_ROWS.length);
    const strangers = LIMIT_ROWS.flatMap(({ type, limits }) => limits.split(/\s+/).filter(Boolean).map((entry) => entry.slice(0, entry.indexOf(':')))
      .filter((field) => !fieldsOf(type).has(field)).map((field) => `${type} ${field}`));
    expect(strangers).toEqual([]);
    for (const { source } of LIMIT_ROWS) { expect(source).toMatch(/^Kubernetes /); }
    expect([...TOGETHER.keys()].filter((type) => !types.has(type))).toEqual([]);
  });
});

describe('one value', () => {
  test.each<[string, readonly unknown[], readonly unknown[]]>([
    ['1..65535', [1, 65_535, 'x'], [0, 65_536, -1, 2 ** 32 + 1]],
    ['0..', [0, 2_147_483_647], [-1, 2_147_483_648, 2 ** 32 + 1]],
    ['0..max', [0, 2_147_483_648], [-1]],
    ['0..2147483647', [0, 2_147_483_647], [-1, 2_147_483_648, 2 ** 32 + 1]],
    ['a|b', ['a', 'b', 5], ['', 'A', 'c']],
    ['|a|b', ['', 'a'], ['c']],
    ['@dns1123Label', ['a', 'a'.repeat(63)], ['', 'a'.repeat(64), 'A']],
    ['@|dns1123Label', ['', 'a'], ['A']],
    ['@ip', ['10.0.0.1', 'fd00::1', '010.0.0.1'], ['', '10.0.0', '10.0.0.1/8', 'fe80::1%eth0']],
    ['@httpHeader', ['X-A'], ['', 'X A', 'X:']],
    ['@envPrefix', ['', 'A_', '1', 'a b'], ['A=', 'é']],
    ['@pathSegment', ['web'], ['', '.', '..', 'a/b', 'a%b']],
    ['@dnsSearch', ['.', 'a.b.', '_a', 'a_b'], ['', 'A', 'a_', '-a', 'a..b']],
    ['@csiDriver', ['a.b', 'A.b', 'a'.repeat(63)], ['', 'a b', 'a'.repeat(64)]],
    ['@containerResource', ['cpu', 'hugepages-2Mi', 'a.b/c'], ['', 'x', 'CPU']],
    ['port', [1, 65_535, 'http'], [0, 65_536, '80', '', 'HTTP', 'a'.repeat(16)]],
    ['amount', ['0', '1Mi', '-0', 'x'], ['-1', '-1Mi', -1]],
    ['down', ['', 'a/b', '..a'], ['/a', '..', 'a/../b']],
    ['local', ['', 'a/b', 'a..'], ['/a', '..a', 'a/..']],
    ['forward', ['/a', 'a'], ['a/../b']],
    ['absolute', ['/a'], ['a', '']],
  ])('%s', (text, fine, wrong) => {
    const { check } = limitOf(text);
    expect(fine.filter((value) => check(value) !== undefined)).toEqual([]);
    expect(wrong.filter((value) => check(value) === undefined)).toEqual([]);
  });

  test.each([['[]some', true, true], ['[@ip]', true, false], ['+@ip', false, true], ['some', false, true], ['@ip', false, false]])('%s', (text, isList, some) => {
    expect(limitOf(text)).toMatchObject({ isList, some });
  });

  test('a word of other capitals is told', () => {
    expect(limitOf('Always|Never').check('always')).toEqual({
      message: 'is "always", expected one of Always, Never', fix: 'write Always', isUnknownWord: true,
    });
  });
});

describe('an object', () => {
  const container = { name: 'web', image: 'web:1' };

  test.each<[string, unknown, string[]]>([
    ['Container', container, []],
    ['Container', { name: 'web' }, ['image is missing']],
    ['Container', { ...container, image: '' }, ['image is empty']],
    ['Container', { ...container, ports: [null] }, ['ports.0 is null']],
    ['PodSpec', { containers: [] }, ['containers is empty']],
    ['PodSpec', { containers: [container, { ...container }] }, ['containers.1.name is web, and so is containers[0].name']],
    ['PodSpec', { containers: [container], initContainers: [{ ...container }] }, ['initContainers.0.name is web, and so is containers[0].name']],
    ['PodSpec', { containers: [container], hostAliases: [{ ip: '1', hostnames: ['a', 'A'] }] }, [
      'hostAliases.0.ip is "1", expected an IP address', 'hostAliases.0.hostnames.1 must be a DNS name: small letters, digits, "-" or ".", each part starting and ending with a letter or digit, got "A"',
    ]],
    ['PodSpec', { containers: [{ ...container, ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80, protocol: 'UDP' }] }] }, []],
    ['PodSpec', { containers: [{ ...container, ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80 }] }] }, ['containers.0.ports.1.hostPort is 80, which another port of the pod holds']],
    ['Volume', { name: 'a' }, []],
    ['Volume', { name: 'a', emptyDir: {}, secret: { secretName: 'b' } }, ['secret stands beside emptyDir, expected one source']],
    ['Volume', { name: 'a', secret: {} }, ['secret.secretName is missing']],
    ['Volume', { name: 'a', configMap: { name: 'b', defaultMode: 511 } }, []],
    ['Volume', { name: 'a', configMap: { name: 'b', defaultMode: 512 } }, ['configMap.defaultMode is 512, expected 0 to 511']],
    ['SecurityContext', { allowPrivilegeEscalation: false, privileged: false }, []],
    ['SecurityContext', { allowPrivilegeEscalation: false, privileged: true }, ['allowPrivilegeEscalation is false beside privileged: true']],
    ['SeccompProfile', { type: 'Localhost', localhostProfile: '' }, []],
    ['AppArmorProfile', { type: 'Localhost', localhostProfile: '' }, ['localhostProfile is missing, expected the name of a profile for type Localhost']],
    ['EnvVar', { name: 'A', value: '', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, []],
    ['EnvVar', { name: 'A', value: 'a', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, ['valueFrom stands beside value "a"']],
    ['EnvVar', { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1000m' } } }, []],
    ['EnvVar', { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }, ['valueFrom.resourceFieldRef.divisor is "2", expected one of 1, 1m for limits.cpu']],
    ['DeploymentStrategy', { type: 'Recreate' }, []],
    ['DeploymentStrategy', { type: 'Recreate', rollingUpdate: null }, []],
    ['DeploymentStrategy', { type: 'Recreate', rollingUpdate: {} }, ['rollingUpdate stands beside type Recreate']],
    ['LabelSelectorRequirement', { key: 'a', operator: 'In', values: ['b'] }, []],
    ['LabelSelectorRequirement', { key: 'a', operator: 'In' }, ['values is empty with operator In']],
    ['LabelSelectorRequirement', { key: 'a', operator: 'Exists', values: ['b'] }, ['values stands with operator Exists, which takes none']],
    ['LabelSelectorRequirement', { key: 'a b', operator: 'in' }, ['operator is "in", expected one of In, NotIn, Exists, DoesNotExist',
      'key must be a label key: letters, digits, "-", "_" or ".", starting and ending with a letter or digit, after an optional DNS prefix and "/", got "a b"']],
  ])('%s %j', (type, value, expected) => expect(said(type, value)).toEqual(expected));

  test.each<[unknown, unknown, string[]]>([
    [{ matchLabels: { app: 'web' } }, { app: 'web', more: 'x' }, []],
    [{ matchLabels: { app: 'web' } }, { app: 'api' }, ['selector.matchLabels.app is "web", and the pod template has "api"']],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] }, { app: 'web' }, []],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, { app: 'web' }, ['selector.matchExpressions.0 does not hold for the labels of the pod template']],
    [{}, { app: 'web' }, ['selector is empty, expected labels of the pods']],
  ])('a selector %j for pods with %j', (selector, labels, expected) => {
    expect(said('DeploymentSpec', { selector, template: { metadata: { labels }, spec: { containers: [container] } } })).toEqual(expected);
  });

  test.each<[object, string[]]>([
    [{ ports: [{ port: 80 }] }, []],
    [{}, ['ports is empty, expected a port']],
    [{ clusterIP: 'None' }, []],
    [{ clusterIP: 'None', type: 'NodePort' }, ['clusterIP is None in a Service of type NodePort']],
    [{ ports: [{ port: 80 }], clusterIP: '10.0.0.1', ipFamilies: ['IPv4'] }, []],
    [{ ports: [{ port: 80 }], clusterIP: '10.0.0.1', ipFamilies: ['IPv6'] }, ['clusterIP is "10.0.0.1", expected an IPv6 address as ipFamilies[0] says']],
    [{ ports: [{ port: 80 }], clusterIP: 'fd00::1', clusterIPs: ['fd00::1', '10.0.0.1'], ipFamilies: ['IPv6', 'IPv4'] }, []],
    [{ ports: [{ port: 80 }], clusterIP: 'fd00::1', clusterIPs: ['fd00::1', 'fd00::2'] }, ['clusterIPs has two addresses of one family']],
    [{ ports: [{ port: 80 }], ipFamilies: ['IPv4', 'IPv4'] }, ['ipFamilies.1 is IPv4 a second time']],
    [{ type: 'ExternalName', externalName: 'db.example.com.' }, []],
    [{ type: 'ExternalName' }, ['externalName is missing, expected a DNS name']],
    ...[0, 1, 86_400, 86_401].map((timeoutSeconds): [object, string[]] => [
      { ports: [{ port: 80 }], sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds } } },
      timeoutSeconds % 86_400 === 0 && timeoutSeconds > 0 || timeoutSeconds === 1 ? [] : [`sessionAffinityConfig.clientIP.timeoutSeconds is ${timeoutSeconds}, expected 1 to 86400`],
    ]),
    [{ ports: [{ port: 80 }], type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 31_000 }, []],
    [{ ports: [{ port: 80 }], type: 'LoadBalancer', externalTrafficPolicy: 'Cluster', healthCheckNodePort: 31_000 }, ['healthCheckNodePort stands in a Service without type LoadBalancer and externalTrafficPolicy Local']],
    [{ ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c', targetPort: 'http' }] }, []],
    [{ ports: [{ port: 80, targetPort: '8080' }] }, ['ports.0.targetPort must be a port name: small letters, digits and single "-" between them, with at least one letter, got "8080"']],
  ])('a Service %j', (spec, expected) => expect(said('ServiceSpec', spec)).toEqual(expected));

  test.each([
    ['readinessProbe', { httpGet: { port: 80 }, successThreshold: 2 }, 0], ['livenessProbe', { httpGet: { port: 80 }, successThreshold: 2 }, 1],
    ['livenessProbe', { httpGet: { port: 80 }, terminationGracePeriodSeconds: 5 }, 0], ['readinessProbe', { httpGet: { port: 80 }, terminationGracePeriodSeconds: 5 }, 1],
    ['startupProbe', {}, 1], ['startupProbe', { httpGet: { port: 80 }, exec: { command: ['a'] } }, 1], ['startupProbe', { exec: { command: [] } }, 1],
  ])('a %s %j: %d', (field, probe, count) => expect(said('Container', { ...container, [field]: probe })).toHaveLength(count));

  test.each([[undefined, 1], ['Always', 0]])('a probe of an init container with restartPolicy %s: %d', (restartPolicy, count) => {
    expect(said('PodSpec', { containers: [container], initContainers: [{ ...container, name: 'init', restartPolicy, startupProbe: { exec: { command: ['a'] } } }] })).toHaveLength(count);
  });

  const pod = { spec: { containers: [container], restartPolicy: 'Never' } };
  const codes = (onExitCodes: object): object => ({ template: pod, podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes }] } });
  test.each<[object, string[]]>([
    [{ template: pod }, []],
    [{ template: { spec: { containers: [container], restartPolicy: 'OnFailure' } } }, []],
    [{ template: { spec: { containers: [container] } } }, ['template.spec.restartPolicy is not set, which means Always, expected OnFailure or Never in a Job']],
    [{ template: { spec: { containers: [container], restartPolicy: '' } } }, ['template.spec.restartPolicy is not set, which means Always, expected OnFailure or Never in a Job']],
    [{ template: { spec: { containers: [container], restartPolicy: 'Always' } } }, ['template.spec.restartPolicy is Always, expected OnFailure or Never in a Job']],
    [{ template: { spec: { containers: [container], restartPolicy: 'OnFailure' } }, podFailurePolicy: { rules: [] } },
      ['template.spec.restartPolicy is OnFailure beside podFailurePolicy, expected Never']],
    [{ template: pod, completionMode: 'Indexed', completions: 3, backoffLimitPerIndex: 0, maxFailedIndexes: 3 }, []],
    [{ template: pod, completionMode: 'Indexed', completions: 3, backoffLimitPerIndex: 0, maxFailedIndexes: 4 }, ['maxFailedIndexes is 4, more than completions 3']],
    [{ template: pod, completionMode: 'Indexed', completions: 3, maxFailedIndexes: 1 }, ['maxFailedIndexes stands without backoffLimitPerIndex']],
    [{ template: pod, completionMode: 'Indexed' }, ['completions is not set beside completionMode Indexed']],
    [{ template: pod, backoffLimitPerIndex: 1 }, ['backoffLimitPerIndex is for completionMode Indexed']],
    [{ template: pod, completionMode: 'indexed' }, ['completionMode is "indexed", expected one of Indexed, NonIndexed']],
    [{ template: pod, parallelism: -1 }, ['parallelism is -1, expected 0 or more']],
    [{ template: pod, activeDeadlineSeconds: 5_000_000_000 }, []],
    [{ template: pod, selector: { matchLabels: { app: 'a' } } }, ['selector is set without manualSelector: true, and the server makes one by itself']],
    [{ template: pod, selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'a' } } }, []],
    [{ template: pod, manualSelector: true }, ['selector is not set beside manualSelector: true']],
    [{ template: pod, manualSelector: true, selector: { matchLabels: { app: 'a' } } }, []],
    [codes({ operator: 'In', values: [1, 42] }), []],
    [codes({ operator: 'In', values: [42, 1] }), ['podFailurePolicy.rules.0.onExitCodes.values.1 is 1 after 42, expected each once, in order']],
    [codes({ operator: 'In', values: [1, 1] }), ['podFailurePolicy.rules.0.onExitCodes.values.1 is 1 after 1, expected each once, in order']],
    [codes({ operator: 'In', values: [0] }), ['podFailurePolicy.rules.0.onExitCodes.values.0 is 0, with which no container fails']],
    [codes({ operator: 'NotIn', values: [0] }), []],
    [codes({ operator: 'In', values: [] }), ['podFailurePolicy.rules.0.onExitCodes.values is empty']],
    [codes({ operator: 'In', values: [2 ** 31] }), ['podFailurePolicy.rules.0.onExitCodes.values.0 is 2147483648, more than 32 bits hold']],
    [codes({ operator: 'In', values: [1], containerName: 'web' }), []],
    [codes({ operator: 'In', values: [1], containerName: 'other' }), ['podFailurePolicy.rules.0.onExitCodes.containerName is "other", and the pod has no such container']],
    [{ template: pod, podFailurePolicy: { rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } }] } },
      ['podFailurePolicy.rules.0.action is FailIndex without backoffLimitPerIndex']],
    [{ template: pod, podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [] }] } },
      ['podFailurePolicy.rules.0 has no condition, expected one of onExitCodes, onPodConditions']],
    [{ template: pod, podFailurePolicy: { rules: [] }, podReplacementPolicy: 'TerminatingOrFailed' }, ['podReplacementPolicy is TerminatingOrFailed beside podFailurePolicy, expected Failed']],
    [{ template: pod, podReplacementPolicy: 'TerminatingOrFailed' }, []],
    [{ template: pod, completionMode: 'Indexed', completions: 2, successPolicy: { rules: [{}, { succeededCount: 3 }, { succeededIndexes: '0' }] } },
      ['successPolicy.rules.0 has neither succeededCount nor succeededIndexes', 'successPolicy.rules.1.succeededCount is 3, more than completions 2']],
    [{ template: pod, successPolicy: { rules: [{ succeededCount: 1 }] } }, ['successPolicy is for completionMode Indexed']],
  ])('a Job %j', (spec, expected) => expect(said('JobSpec', spec)).toEqual(expected));

  test.each<[object, string[]]>([
    [{ schedule: '@daily', jobTemplate: { spec: { template: pod } } }, []],
    [{ schedule: '', jobTemplate: { spec: { template: pod } } }, ['schedule is empty']],
    [{ schedule: 'x', jobTemplate: {} }, ['jobTemplate.spec is missing']],
    [{ schedule: 'x', jobTemplate: { spec: { template: pod } }, concurrencyPolicy: 'forbid' }, ['concurrencyPolicy is "forbid", expected one of Allow, Forbid, Replace']],
    ...['', 'Local', 'local', '../etc', 'Etc/UTC '].map((timeZone): [object, string[]] => [
      { schedule: 'x', jobTemplate: { spec: { template: pod } }, timeZone }, [`timeZone is ${JSON.stringify(timeZone)}, expected the name of a time zone such as Etc/UTC`],
    ]),
    ...['UTC', 'Etc/GMT+3', 'America/Argentina/Buenos_Aires', 'GMT0'].map((timeZone): [object, string[]] => [{ schedule: 'x', jobTemplate: { spec: { template: pod } }, timeZone }, []]),
  ])('a CronJob %j', (spec, expected) => expect(said('CronJobSpec', spec)).toEqual(expected));

  test.each<[object, string[]]>([
    [{ type: 'OnDelete' }, []], [{ type: '' }, []], [{ type: 'Recreate' }, ['type is "Recreate", expected one of OnDelete, RollingUpdate']],
    [{ type: 'OnDelete', rollingUpdate: { partition: 0 } }, ['rollingUpdate stands beside type OnDelete']],
    [{ type: 'RollingUpdate', rollingUpdate: { partition: -1 } }, ['rollingUpdate.partition is -1, expected 0 or more']],
  ])('the strategy of a StatefulSet %j', (strategy, expected) => expect(said('StatefulSetUpdateStrategy', strategy)).toEqual(expected));

  test('an entry that says nothing, where it may and where it may not', () => {
    expect(said('NodeSelector', { nodeSelectorTerms: [null] })).toEqual([]);
    expect(said('ProjectedVolumeSource', { sources: [null] })).toEqual([]);
    expect(said('PodSpec', { containers: [null, { name: 'a', image: 'a' }] })).toEqual(['containers.0 is null']);
  });

  test('hostile keys are names like others', () => {
    expect(said('PodSpec', JSON.parse('{"__proto__":{"containers":[]},"constructor":1,"containers":[{"name":"a","image":"a"}]}'))).toEqual([]);
  });

  test('the types of objects', () => {
    expect(['apps/v1', 'apps/v1beta1'].map((apiVersion) => judgeObject({ apiVersion, kind: 'Deployment' }) !== undefined)).toEqual([true, false]);
  });
});
