import { stringify } from 'yaml';
import { ASM_GATEWAY, MANAGED_GATEWAY } from './manifests';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

interface Gateway {
  readonly name?: string;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly strategy?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly object[];
  readonly pod?: object;
}

/** A gateway that istiod injects, with the label `istio: gw`. */
const gateway = ({ name = 'gw', namespace = 'edge', replicas = 3, strategy, labels, ports, pod }: Gateway): string => stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    replicas,
    ...strategy && { strategy },
    selector: { matchLabels: { app: name } },
    template: {
      metadata: {
        labels: { 'app': name, 'istio': 'gw', 'sidecar.istio.io/inject': 'true', ...labels },
        annotations: { 'inject.istio.io/templates': 'gateway' },
      },
      spec: { containers: [{ name: 'istio-proxy', image: 'auto', ...ports && { ports } }], ...pod },
    },
  },
});
const given = (props: MeshFactsProps): MeshFacts => new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: {}, ...props });
const onNodes = (count: number): MeshFacts => given({ nodes: Array.from({ length: count }, (_, at) => ({ name: `n${at}` })) });

const messages = (yaml: string, facts: MeshFacts, rule: string): string[] =>
  findingsIn(yaml, facts).filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);

describe('a port of the node, which one pod can hold', () => {
  const HTTP = [{ containerPort: 80, hostPort: 80 }];
  const still = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };

  test.each([[2, ['AVL005 warning']], [3, ['AVL005 warning']], [4, []]])('AVL005: 3 replicas, and one more during an update, on %d nodes', (count, expected) => {
    expect(verdicts(gateway({ ports: HTTP }), onNodes(count), 'AVL005')).toEqual(expected);
  });

  test.each([[2, ['AVL005 warning']], [3, []]])('AVL005: 3 replicas of which one goes first, on %d nodes', (count, expected) => {
    expect(verdicts(gateway({ ports: HTTP, strategy: still }), onNodes(count), 'AVL005')).toEqual(expected);
  });

  test.each([
    [[{ containerPort: 80 }], false], [[{ containerPort: 80, hostPort: 0 }], false], [HTTP, true], [[{ containerPort: 8080 }, ...HTTP], true],
  ])('AVL010, AVL014: ports %j keep the pods on different nodes: %s', (ports, apart) => {
    const local = `---\n${stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'gw', namespace: 'edge' },
      spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: { istio: 'gw' }, ports: [{ port: 80 }] },
    })}`;
    const yaml = gateway({ ports }) + local;
    expect(verdicts(yaml, onNodes(9), 'AVL010')).toEqual(apart ? [] : ['AVL010 error']);
    expect(verdicts(yaml, onNodes(9), 'AVL014')).toEqual(apart ? [] : ['AVL014 warning']);
    expect(notEvaluated(yaml, ISTIO, 'AVL005')).toHaveLength(apart ? 1 : 0);
  });

  test('the finding names the port and where it stands', () => {
    expect(findingsIn(gateway({ ports: [...HTTP, { containerPort: 53, hostPort: 53, hostIP: '10.0.0.1', protocol: 'UDP' }] }), onNodes(3))).toContainEqual(
      expect.objectContaining({
        ruleId: 'AVL005',
        pointer: '/spec/template/spec/containers/0/ports/0/hostPort',
        message: 'host ports 80/TCP, 10.0.0.1:53/UDP: 3 replicas and 1 more during an update do not fit on 3 nodes: the update waits for ever for a place',
      }));
  });

  test.each([[2, {}, ['NET013 warning']], [3, {}, ['NET013 warning']], [4, {}, []], [2, still, ['NET013 warning']], [3, still, []]])(
    'on the host network every port is one, and NET013 alone says it: %d nodes, %j', (count, strategy, expected) => {
      const yaml = MANAGED_GATEWAY.yaml({ replicas: 3, strategy, affinity: {} }).replace('affinity: {}', 'hostNetwork: true');
      expect(verdicts(yaml, onNodes(count)).filter((one) => /AVL005|AVL010|NET013/.test(one))).toEqual(expected);
    });

  test('on the host network of ASM, where the ports are not public, AVL010 does not guess', () => {
    const yaml = ASM_GATEWAY.yaml({ replicas: 2 });
    expect(verdicts(yaml, ASM, 'AVL010')).toEqual(['AVL010 error']);
    const onHost = yaml.replace('spec:', 'spec:\n  hostNetwork: true');
    expect(verdicts(onHost, ASM, 'AVL010')).toEqual([]);
    expect(notEvaluated(onHost, ASM, 'AVL010')).toHaveLength(1);
  });
});

const HOSTNAME = 'kubernetes.io/hostname';

/** Required anti-affinity by hostname against pods with the label `istio: gw`. */
const apart = (more: object = {}, kind = 'required'): object => {
  const term = { topologyKey: HOSTNAME, labelSelector: { matchLabels: { istio: 'gw' } }, ...more };
  return {
    affinity: {
      podAntiAffinity: {
        [`${kind}DuringSchedulingIgnoredDuringExecution`]: [kind === 'required' ? term : { weight: 100, podAffinityTerm: term }],
      },
    },
  };
};
const kubernetes = (version: string | undefined, facts: MeshFactsProps): MeshFacts =>
  given({ ...facts, platform: Platform.istio({ version: '1.30.3', ...version && { kubernetesVersion: version } }) });
const THREE_NODES = { nodes: ['a', 'b', 'c'].map((name) => ({ name })) };

describe('label keys, which stand for the value that the pod itself has', () => {
  const HASH = ['pod-template-hash'];

  test.each([['1.30', ['AVL005 warning'], 0], ['1.31', [], 0], ['1.33', [], 0], [undefined, [], 1]])(
    'AVL005: old and new pods do not exclude each other with matchLabelKeys of the revision, Kubernetes %s', (version, expected, open) => {
      const yaml = gateway({ pod: apart({ matchLabelKeys: HASH }) });
      expect(verdicts(yaml, kubernetes(version, THREE_NODES), 'AVL005')).toEqual(expected);
      expect(notEvaluated(yaml, kubernetes(version, THREE_NODES), 'AVL005')).toHaveLength(open);
    });

  test('AVL005: pods of one revision still do, and another label changes nothing', () => {
    expect(verdicts(gateway({ replicas: 4, pod: apart({ matchLabelKeys: HASH }) }), given(THREE_NODES), 'AVL005')).toEqual(['AVL005 warning']);
    expect(verdicts(gateway({ pod: apart({ matchLabelKeys: ['app'] }) }), given(THREE_NODES), 'AVL005')).toEqual(['AVL005 warning']);
  });

  test.each([['1.30', [], 0], ['1.31', ['AVL010 error'], 0], [undefined, [], 1]])(
    'AVL010: mismatchLabelKeys of the revision never keep the pods of one apart, Kubernetes %s', (version, expected, open) => {
      const yaml = gateway({ pod: apart({ mismatchLabelKeys: HASH }, 'preferred') });
      expect(verdicts(yaml, kubernetes(version, {}), 'AVL010')).toEqual(expected);
      expect(notEvaluated(yaml, kubernetes(version, {}), 'AVL010')).toHaveLength(open);
      // it is meant against others, so that nobody has to say that it misses the own pods
      expect(verdicts(yaml, kubernetes(version, {}), 'AVL001')).toEqual([]);
    });

  test('AVL010: a key that the pods do not carry changes nothing', () => {
    expect(verdicts(gateway({ pod: apart({ mismatchLabelKeys: ['tenant'] }, 'preferred') }), ISTIO, 'AVL010')).toEqual([]);
  });
});

describe('required node affinity', () => {
  const pool = (...values: string[]): object => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values }] }] } },
  });
  const FOUR = { nodes: ['gw', 'gw', 'app', 'app'].map((name, at) => ({ name: `n${at}`, labels: { pool: name } })) };
  const on = (...values: string[]): string => {
    const { affinity } = apart() as { affinity: object };
    return gateway({ pod: { affinity: { ...affinity, ...pool(...values) } } });
  };

  test.each([[['gw'], ['AVL005 warning']], [['gw', 'app'], []]])('AVL005: 3 replicas on the nodes of %j', (values, expected) => {
    expect(verdicts(on(...values), given(FOUR), 'AVL005')).toEqual(expected);
  });
});

describe('gateways that are kept off each other\'s nodes', () => {
  const both = (canary: Gateway, stable: Gateway = {}): string => [
    gateway({ name: 'stable', pod: apart(), ...stable }), gateway({ name: 'canary', pod: apart(), ...canary }),
  ].join('---\n');
  const found = (yaml: string, count: number): string[] => findingsIn(yaml, onNodes(count)).filter(({ ruleId }) => ruleId === 'AVL005')
    .map(({ object, severity, message }) => `${object?.name} ${severity}: ${message.replace('required anti-affinity by kubernetes.io/hostname: ', '')}`);
  const WAITS = 'the update waits for ever for a place';

  test.each([
    [4, ['canary warning: 3 replicas and 3 of stable do not fit on 4 nodes: 2 stay pending', 'stable warning: 3 replicas and 3 of canary do not fit on 4 nodes: 2 stay pending']],
    [5, ['canary warning: 3 replicas and 3 of stable do not fit on 5 nodes: 1 stays pending', 'stable warning: 3 replicas and 3 of canary do not fit on 5 nodes: 1 stays pending']],
    [6, [
      `canary warning: 3 replicas, 1 more during an update and 3 of stable do not fit on 6 nodes: ${WAITS}`,
      `stable warning: 3 replicas, 1 more during an update and 3 of canary do not fit on 6 nodes: ${WAITS}`,
    ]],
    [7, []],
  ])('two with 3 replicas each and the same term, %d nodes', (count, expected) => {
    expect(found(both({}), count)).toEqual(expected);
  });

  test('whoever does not fit alone is told so alone', () => {
    expect(found(both({}), 2)[0]).toBe('canary warning: 3 replicas do not fit on 2 nodes: 1 stays pending');
  });

  test.each<[string, Gateway]>([
    ['no pods', { replicas: 0 }],
    ['another namespace', { namespace: 'other' }],
    ['other nodes', { pod: { ...apart(), nodeSelector: { pool: 'canary' } } }],
    ['another label, and a term for it', { labels: { istio: 'canary' }, pod: apart({ labelSelector: { matchLabels: { istio: 'canary' } } }) }],
    ['a preferred term only, and another label', { labels: { istio: 'canary' }, pod: apart({}, 'preferred') }],
  ])('nobody is in the way: %s', (_name, canary) => {
    expect(found(both(canary), 4)).toEqual([]);
  });

  test('keys that ask for the own revision, or for the own value of a label, keep nobody else away', () => {
    const hash = { pod: apart({ matchLabelKeys: ['pod-template-hash'] }) };
    expect(found(both(hash, hash), 4)).toEqual([]);
    const version = (value: string): Gateway => ({ labels: { version: value }, pod: apart({ matchLabelKeys: ['version'] }) });
    expect(found(both(version('2'), version('1')), 4)).toEqual([]);
    expect(found(both(version('1'), version('1')), 4)).toHaveLength(2);
  });

  test('terms that look into the namespaces of both', () => {
    const pod = apart({ namespaceSelector: {} });
    expect(found(both({ pod, namespace: 'other' }, { pod }), 4)).toHaveLength(2);
  });

  test('one that the term selects, with a rule of its own or with none', () => {
    const own = apart({ labelSelector: { matchLabels: { app: 'canary' } } });
    expect(found(both({ pod: own }), 5)).toEqual(['stable warning: 3 replicas and 3 of canary do not fit on 5 nodes: 1 stays pending']);
    // pods without a rule may share one node, and that one is taken
    expect(found(both({ pod: {} }), 4)).toEqual([`stable warning: 3 replicas, 1 more during an update and 1 of canary do not fit on 4 nodes: ${WAITS}`]);
    expect(found(both({ pod: {} }), 5)).toEqual([]);
  });

  test('others count at their fewest, and the own pods at their most', () => {
    const scaled = stringify({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'canary', namespace: 'edge' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'canary' }, minReplicas: 1, maxReplicas: 3 },
    });
    expect(found(`${both({})}---\n${scaled}`, 5)).toEqual(['canary warning: 3 replicas and 3 of stable do not fit on 5 nodes: 1 stays pending']);
    expect(found(`${both({})}---\n${scaled}`, 3)[1]).toBe('stable warning: 3 replicas and 1 of canary do not fit on 3 nodes: 1 stays pending');
    const unknown = scaled.replace('minReplicas: 1', 'minReplicas: one');
    expect(notEvaluated(`${both({})}---\n${unknown}`, onNodes(5), 'AVL005')).toHaveLength(1);
  });

  test('many are counted, and some are named', () => {
    const yaml = ['a', 'b', 'c', 'd', 'e'].map((name) => gateway({ name, replicas: 1, pod: apart() })).join('---\n');
    expect(found(yaml, 4)[0]).toBe('a warning: 1 replica and 4 of b, c and 2 more do not fit on 4 nodes: 1 stays pending');
    expect(found(yaml, 6)).toEqual([]);
  });

  test('a port of the node, also from another namespace', () => {
    const ports = (hostPort: number): object[] => [{ containerPort: 80, hostPort }, { containerPort: 443, hostPort: hostPort + 1000 }];
    const yaml = (first: number, second: number): string => both({ pod: {}, namespace: 'other', ports: ports(second) }, { pod: {}, ports: ports(first) });
    expect(found(yaml(80, 80), 4)[0]).toBe('stable warning: host ports 80/TCP, 1080/TCP: 3 replicas and 3 of canary do not fit on 4 nodes: 2 stay pending');
    expect(found(yaml(1080, 80), 4)).toHaveLength(2);
    expect(found(yaml(80, 90), 4)).toEqual([]);
  });
});

describe('minDomains', () => {
  const ZONE = 'topology.kubernetes.io/zone';
  const spread = (more: object): object => ({
    topologySpreadConstraints: [{
      maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { istio: 'gw' } }, ...more,
    }],
  });
  const ZONES = { zones: ['a', 'b', 'c'] };
  const still = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };

  test.each<[number, object, string[]]>([
    [6, { minDomains: 4 }, ['AVL006 warning']],
    [6, { minDomains: 3 }, []],
    [6, {}, []],
    [3, { minDomains: 4 }, []],
    [4, { minDomains: 4 }, ['AVL006 warning']],
    [6, { minDomains: 4, maxSkew: 2 }, []],
    [7, { minDomains: 4, maxSkew: 2 }, ['AVL006 warning']],
    [6, { minDomains: 4, whenUnsatisfiable: 'ScheduleAnyway' }, []],
    [6, { minDomains: 4, labelSelector: { matchLabels: { istio: 'other' } } }, []],
  ])('%d replicas over 3 zones, %j', (replicas, more, expected) => {
    expect(verdicts(gateway({ replicas, strategy: still, pod: spread(more) }), given(ZONES), 'AVL006')).toEqual(expected);
  });

  test('by node it is AVL005, and an update needs a place too, unless revisions are counted apart', () => {
    const pod = (more: object = {}): object => spread({ topologyKey: HOSTNAME, minDomains: 4, ...more });
    expect(messages(gateway({ pod: pod() }), given(THREE_NODES), 'AVL005')).toEqual([
      'topology spread by kubernetes.io/hostname: 3 replicas and 1 more during an update do not fit on 3 nodes of at most 1 pod each, '
      + 'since minDomains 4 is more than there are: the update waits for ever for a place',
    ]);
    expect(verdicts(gateway({ pod: pod({ matchLabelKeys: ['pod-template-hash'] }) }), given(THREE_NODES), 'AVL005')).toEqual([]);
  });

  test('domains where the pods may not be count with nodeAffinityPolicy Ignore', () => {
    const nodes = ['a', 'b', 'c'].map((zone) => ({ name: zone, labels: { [ZONE]: zone, pool: zone === 'c' ? 'app' : 'gw' } }));
    const yaml = (more: object): string => gateway({ strategy: still, pod: { ...spread({ minDomains: 3, ...more }), nodeSelector: { pool: 'gw' } } });
    expect(verdicts(yaml({}), given({ nodes }), 'AVL006')).toEqual(['AVL006 warning']);
    expect(verdicts(yaml({ nodeAffinityPolicy: 'Ignore' }), given({ nodes }), 'AVL006')).toEqual([]);
  });

  test.each([['1.26', [], 0], ['1.27', ['AVL006 warning'], 0], [undefined, [], 1]])('Kubernetes %s', (version, expected, open) => {
    const yaml = gateway({ replicas: 6, pod: spread({ minDomains: 4 }) });
    expect(verdicts(yaml, kubernetes(version, ZONES), 'AVL006')).toEqual(expected);
    expect(notEvaluated(yaml, kubernetes(version, ZONES), 'AVL006')).toHaveLength(open);
  });

  test('without the zones it is not evaluated, and without minDomains nobody asks for them', () => {
    expect(notEvaluated(gateway({ pod: spread({ minDomains: 4 }) }), ISTIO, 'AVL006')).toEqual(['the zones of the cluster are not given']);
    expect(notEvaluated(gateway({ pod: spread({}) }), ISTIO, 'AVL006')).toEqual([]);
  });
});
