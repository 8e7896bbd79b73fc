import * as fc from 'fast-check';
import { deployment, proxyOf } from './proxy-of';
import type { Spread } from '../../../src/model/effective-proxy';
import { Platform } from '../../../src/platform';

const antiAffinity = (terms: object): object => deployment({}, { affinity: { podAntiAffinity: terms } });
const hard = (term: object): Spread[] => [...proxyOf({ workload: antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [term] }) }).spread];
const own = { matchLabels: { app: 'gw' } };

describe('spread: does a rule match the proxy\'s own pods?', () => {
  test.each<[string, object, boolean]>([
    ['its label', { labelSelector: own }, true],
    ['another value', { labelSelector: { matchLabels: { app: 'other' } } }, false],
    ['a label it lacks', { labelSelector: { matchLabels: { app: 'gw', tier: 'edge' } } }, false],
    ['no selector: nothing', {}, false],
    ['an empty selector: everything', { labelSelector: {} }, true],
    ['In', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['x', 'gw'] }] } }, true],
    ['NotIn', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['gw'] }] } }, false],
    ['NotIn of a label it lacks', { labelSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['edge'] }] } }, true],
    ['Exists', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }, true],
    ['DoesNotExist', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }, false],
    ['an operator that does not exist', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'Near' }] } }, false],
    ['its own namespace by name', { labelSelector: own, namespaces: ['x', 'ingress'] }, true],
    ['other namespaces only', { labelSelector: own, namespaces: ['x'] }, false],
    ['all namespaces', { labelSelector: own, namespaceSelector: {} }, true],
    ['its namespace by the label that Kubernetes sets', { labelSelector: own, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }, true],
    ['matchLabelKeys change nothing for its own replicas', { labelSelector: own, matchLabelKeys: ['pod-template-hash'] }, true],
    ['mismatchLabelKeys mean pods with another value', { labelSelector: own, mismatchLabelKeys: ['app'] }, false],
    ['mismatchLabelKeys of a label it lacks', { labelSelector: own, mismatchLabelKeys: ['tenant'] }, true],
    ['mismatchLabelKeys of the label that the Deployment gives to each revision', { labelSelector: own, mismatchLabelKeys: ['pod-template-hash'] }, false],
    ['mismatchLabelKeys of the label that other controllers give', { labelSelector: own, mismatchLabelKeys: ['controller-revision-hash'] }, true],
  ])('%s', (_name, term, matches) => {
    const [spread] = hard({ topologyKey: 'kubernetes.io/hostname', ...term });
    expect(spread).toMatchObject({ kind: 'anti-affinity', required: true, topologyKey: 'kubernetes.io/hostname', matchesOwnPods: matches });
    expect(spread.doubt).toBeUndefined();
  });

  test('a namespace selector is judged by the namespace\'s labels: its manifest, else the facts, else in doubt', () => {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: own, namespaceSelector: { matchLabels: { team: 'edge' } } };
    const workload = antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [term] });
    const namespace = (team: string): string => `{apiVersion: v1, kind: Namespace, metadata: {name: ingress, labels: {team: ${team}}}}`;
    const verdict = (scene: object): unknown => {
      const [{ matchesOwnPods, doubt }] = proxyOf({ workload, ...scene }).spread;
      return [matchesOwnPods, doubt !== undefined];
    };
    expect(verdict({ yaml: namespace('edge') })).toEqual([true, false]);
    expect(verdict({ yaml: namespace('core') })).toEqual([false, false]);
    expect(verdict({ facts: { namespaces: { ingress: { labels: { team: 'edge' } } } } })).toEqual([true, false]);
    expect(verdict({ facts: { namespaces: { ingress: {} } } })).toEqual([false, false]);
    expect(verdict({})).toEqual([true, true]);
  });

  test('where the base is not public, a label that nobody wrote is in doubt, and a written one is not', () => {
    const terms = [own, { matchLabels: { app: 'x' } }, { matchLabels: { 'istio.io/rev': 'a' } }].map((labelSelector) => ({ topologyKey: 'z', labelSelector }));
    const workload = antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: terms });
    expect(proxyOf({ workload, baseUnknown: true }).spread.map(({ matchesOwnPods, doubt }) => [matchesOwnPods, doubt !== undefined]))
      .toEqual([[true, false], [false, false], [true, true]]);
  });

  test('preferred terms have a weight, and their own place', () => {
    const term = { weight: 100, podAffinityTerm: { topologyKey: 'topology.kubernetes.io/zone', labelSelector: own } };
    const pointer = '/spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0';
    const { spread, workload } = proxyOf({ workload: antiAffinity({ preferredDuringSchedulingIgnoredDuringExecution: [term] }) });
    expect(spread).toMatchObject([{ required: false, weight: 100, topologyKey: 'topology.kubernetes.io/zone', matchesOwnPods: true, pointer }]);
    expect(workload.origin(pointer)).toMatchObject({ kind: 'set', pointer });
  });

  test.each([['DoNotSchedule', true], ['ScheduleAnyway', false]])('topology spread %s is required: %s', (whenUnsatisfiable, required) => {
    const constraint = { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 2, whenUnsatisfiable, labelSelector: own };
    expect(proxyOf({ workload: deployment({}, { topologySpreadConstraints: [constraint] }) }).spread)
      .toMatchObject([{ kind: 'topology-spread', required, maxSkew: 2, matchesOwnPods: true }]);
  });

  const onKubernetes = (kubernetesVersion?: string): object => ({ facts: { platform: Platform.istio({ version: '1.30.3', ...(kubernetesVersion && { kubernetesVersion }) }) } });
  const matches = (spread: readonly Spread[]): unknown[] => spread.map(({ matchesOwnPods, matchesOlderPods, againstOthers, doubt }) => (
    [matchesOwnPods, matchesOlderPods, againstOthers ?? false, doubt !== undefined]));

  test.each([
    ['1.30', 'matchLabelKeys', [true, true, false, false]],
    ['1.31', 'matchLabelKeys', [true, false, false, false]],
    [undefined, 'matchLabelKeys', [true, undefined, false, false]],
    ['1.30', 'mismatchLabelKeys', [true, true, false, false]],
    ['1.31', 'mismatchLabelKeys', [false, true, true, false]],
    [undefined, 'mismatchLabelKeys', [true, true, false, true]],
  ])('Kubernetes %s: a term with %s of the revision', (version, field, expected) => {
    const workload = antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', labelSelector: own, [field]: ['pod-template-hash'] }] });
    expect(matches(proxyOf({ workload, ...onKubernetes(version) }).spread)).toEqual([expected]);
  });

  test.each([['1.26', true], ['1.27', false], [undefined, undefined]])('Kubernetes %s: a constraint with matchLabelKeys of the revision counts older pods: %s', (version, expected) => {
    const constraint = { topologyKey: 'z', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: own, matchLabelKeys: ['pod-template-hash'] };
    const workload = deployment({}, { topologySpreadConstraints: [constraint, { ...constraint, matchLabelKeys: ['app'] }] });
    expect(matches(proxyOf({ workload, ...onKubernetes(version) }).spread)).toEqual([[true, expected, false, false], [true, true, false, false]]);
  });

  test.each([['StatefulSet', 'controller-revision-hash'], ['DaemonSet', 'controller-revision-hash'], ['Rollout', 'rollouts-pod-template-hash']])('the revisions of a %s', (kind, key) => {
    const workload = { ...antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', labelSelector: own, matchLabelKeys: [key] }] }), kind };
    expect(matches(proxyOf({ workload }).spread)).toEqual([[true, false, false, false]]);
  });

  test.each<[string, object, string[] | undefined]>([
    ['no host port', { containers: [{ name: 'istio-proxy', ports: [{ containerPort: 80 }] }] }, undefined],
    ['a host port of 0 is none', { containers: [{ name: 'istio-proxy', ports: [{ containerPort: 80, hostPort: 0 }] }] }, undefined],
    ['of any container', { containers: [{ name: 'istio-proxy' }, { name: 'b', ports: [{ containerPort: 53, hostPort: 53, protocol: 'UDP', hostIP: '10.0.0.1' }] }] }, ['10.0.0.1:53/UDP']],
    ['on the host network every port', { hostNetwork: true, containers: [{ name: 'istio-proxy', ports: [{ containerPort: 80, hostIP: '0.0.0.0' }, { containerPort: 443 }] }] }, ['80/TCP', '443/TCP']],
  ])('ports of the node: %s', (_name, pod, ports) => {
    const { spread } = proxyOf({ workload: deployment({}, pod) });
    expect(spread.map((one) => one.ports)).toEqual(ports ? [ports] : []);
    expect(spread.every(({ kind, required, topologyKey, matchesOwnPods }) => kind === 'host-ports' && required && matchesOwnPods && topologyKey === 'kubernetes.io/hostname')).toBe(true);
  });

  test('ECI vSwitches', () => {
    const workload = deployment() as { spec: { template: { metadata: object } } };
    workload.spec.template.metadata = { labels: { app: 'gw' }, annotations: { 'k8s.aliyun.com/eci-vswitch': 'vsw-a,vsw-b' } };
    expect(proxyOf({ workload }).spread).toMatchObject([
      { kind: 'eci', topologyKey: 'k8s.aliyun.com/eci-vswitch', pointer: '/spec/template/metadata/annotations/k8s.aliyun.com~1eci-vswitch' },
    ]);
  });
});

const budget = (selector: string, spec = 'minAvailable: 1', version = 'policy/v1', name = 'gw'): string =>
  `{apiVersion: ${version}, kind: PodDisruptionBudget, metadata: {name: ${name}, namespace: ingress}, spec: {${spec}${selector && `, selector: ${selector}`}}}\n---\n`;

describe('budgets', () => {
  test.each<[string, string, boolean]>([
    ['{matchLabels: {app: gw}}', 'policy/v1', true],
    ['{matchLabels: {app: other}}', 'policy/v1', false],
    ['{matchExpressions: [{key: app, operator: Exists}]}', 'policy/v1', true],
    ['{}', 'policy/v1', true],
    ['{}', 'policy/v1beta1', false],
    ['', 'policy/v1', false],
  ])('the selector %s of %s selects: %s', (selector, version, selects) => {
    expect(proxyOf({ yaml: budget(selector, 'minAvailable: 1', version) }).budgets).toHaveLength(selects ? 1 : 0);
  });

  test('amounts, owner and object', () => {
    const [found] = proxyOf({ yaml: budget('{matchLabels: {app: gw}}', 'maxUnavailable: "25%"') }).budgets;
    expect(found.owner).toBe('user');
    expect(found.maxUnavailable?.toJSON()).toBe('25%');
    expect(found.minAvailable).toBeUndefined();
    expect(found.object.origin('/spec/maxUnavailable')).toMatchObject({ kind: 'set', pointer: '/spec/maxUnavailable' });
  });

  test('one that is made with the proxy counts once, and only while it selects', () => {
    const made = (app: string): object => ({
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'gw', namespace: 'ingress' }, spec: { selector: { matchLabels: { app } } },
    });
    expect(proxyOf({ companions: [made('gw')], yaml: budget('{matchLabels: {app: gw}}') }).budgets).toMatchObject([{ owner: 'managed' }]);
    expect(proxyOf({ companions: [made('x')] }).budgets).toEqual([]);
  });

  test('where a label of the pods is not known, the budget is in doubt', () => {
    const found = proxyOf({ baseUnknown: true, yaml: budget('{matchLabels: {istio.io/rev: a}}') }).budgets;
    expect(found).toMatchObject([{ doubt: expect.stringContaining('label') }]);
  });

  test('another namespace does not count', () => {
    expect(proxyOf({ yaml: budget('{}').replace('namespace: ingress', 'namespace: other') }).budgets).toEqual([]);
  });
});

describe('services', () => {
  const service = (spec: string, name = 'gw'): string => `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: ingress}, spec: {${spec}}}\n---\n`;

  test.each<[string, boolean]>([
    ['selector: {app: gw}', true],
    ['selector: {app: gw, tier: edge}', false],
    ['selector: {}', false],
    ['ports: []', false],
    ['type: ExternalName, selector: {app: gw}', false],
    ['clusterIP: None, selector: {app: gw}', true],
  ])('%s: %s', (spec, selects) => {
    expect(proxyOf({ yaml: service(spec) }).services).toHaveLength(selects ? 1 : 0);
  });

  test('several, in the order of the manifests', () => {
    const yaml = service('selector: {app: gw}', 'b') + service('selector: {app: x}', 'c') + service('selector: {app: gw}', 'a');
    expect(proxyOf({ yaml }).services.map(({ object }) => object.metadata.name)).toEqual(['b', 'a']);
  });
});

describe('resources', () => {
  const container = (resources: unknown): object => deployment({}, { containers: [{ name: 'istio-proxy', resources }] });

  test('as they stand, and a limit is also the request', () => {
    const { resources } = proxyOf({ workload: container({ requests: { cpu: '100m' }, limits: { cpu: 2, memory: '1Gi' } }) });
    expect(resources.requests.cpu).toMatchObject({ origin: { kind: 'set', pointer: '/spec/template/spec/containers/0/resources/requests/cpu' } });
    expect(String(resources.limits.cpu.value)).toBe('2');
    expect(String(resources.requests.memory.value)).toBe('1Gi');
    expect(resources.requests.memory.origin).toMatchObject({ kind: 'default', of: 'Kubernetes' });
  });

  test('absent ones are known to be absent, unless the base is not public', () => {
    expect(proxyOf({}).resources.requests.cpu).toMatchObject({ known: true, value: undefined });
    expect(proxyOf({ baseUnknown: true }).resources.requests.cpu.known).toBe(false);
  });

  test.each(['1x', '', [], {}, true])('%j is no quantity', (cpu) => {
    expect(proxyOf({ workload: container({ requests: { cpu } }) }).resources.requests.cpu.known).toBe(false);
  });
});

test('parts are computed once, when they are read', () => {
  const proxy = proxyOf({ yaml: budget('{}') });
  expect(proxy.budgets).toBe(proxy.budgets);
  expect(proxy.scaling).toBe(proxy.scaling);
});

test('whatever stands in spec positions, nothing is thrown', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
    const term = { topologyKey: a, labelSelector: b, namespaces: a, namespaceSelector: b, mismatchLabelKeys: a, matchLabelKeys: b };
    const workload = {
      ...deployment({ replicas: a, strategy: { type: b, rollingUpdate: { maxSurge: a, maxUnavailable: b } } }),
    } as { spec: { template: unknown } };
    workload.spec.template = {
      metadata: { labels: a, annotations: b },
      spec: {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [term, a],
            preferredDuringSchedulingIgnoredDuringExecution: [b, { podAffinityTerm: term }],
          },
        },
        topologySpreadConstraints: [a, { labelSelector: b, maxSkew: a }],
        hostNetwork: true,
        containers: [{ name: 'istio-proxy', resources: a, env: b, lifecycle: { preStop: a }, ports: [a, { containerPort: b, hostPort: a, protocol: a, hostIP: b }] }],
      },
    };
    const yaml = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'a', namespace: 'ingress' }, spec: { selector: a, minAvailable: b } },
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'ingress' }, spec: { selector: a, type: b } },
        { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'a', namespace: 'ingress' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'gw' }, minReplicas: a, maxReplicas: b } },
        { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'b', namespace: 'ingress' }, spec: a },
      ],
    });
    JSON.stringify(proxyOf({ workload, yaml }), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }), { seed: 5, numRuns: 300 });
});
