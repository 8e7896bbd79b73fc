import { stringify } from 'yaml';
import { ASM_GATEWAY, MANAGED_GATEWAY } from './manifests';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

interface Gateway {
  readonly name?: string;
  readonly replicas?: number;
  readonly strategy?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly object[];
  readonly pod?: object;
}

/** A gateway that istiod injects, with the label `istio: gw`. */
const gateway = ({ name = 'gw', replicas = 3, strategy, labels, ports, pod }: Gateway): string => stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'edge' },
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
