import { Chart, Testing } from 'cdk8s';
import { stringify } from 'yaml';
import type { Scene } from '../../../src/checks/rule';
import { servicesDiffer } from '../../../src/checks/rules/clusters/services';
import { IstioGateway } from '../../../src/gateway';
import { ManifestIndex, manifestOf } from '../../../src/model/manifest';
import type { Manifest } from '../../../src/model/manifest/types';
import { ClusterKind, MeshFacts, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const gateway = (spec: object, namespace = 'istio-system'): string => stringify({
  apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: { name: 'ingress', namespace }, spec,
});
const TWO = ['c0d1f2', 'c9e8d7'];

describe('MUL001: an override for a cluster that is not named', () => {
  test.each([
    [TWO, 'c9e8d7', []],
    [TWO, 'c9e8d6', ['MUL001 error']],
    [TWO, '__proto__', ['MUL001 error']],
    [[], 'c9e8d6', []],
    [undefined, 'c9e8d6', []],
  ])('clusterIds %j, override of %s: %j', (clusterIds, id, expected) => {
    // as text: a key like __proto__ is one of the data
    const yaml = JSON.stringify({ apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'a', namespace: 'istio-system' }, spec: { clusterIds, overrides: { KEY: { replicaCount: 1 } } } });
    expect(verdicts(yaml.replace('KEY', id), ASM, 'MUL001')).toEqual(expected);
  });

  test('the message names the nearest id', () => {
    const [finding] = findingsIn(gateway({ clusterIds: TWO, overrides: { c9e8d6: {} } }), ASM).filter(({ ruleId }) => ruleId === 'MUL001');
    expect(finding.message).toBe('overrides names cluster "c9e8d6", clusterIds are c0d1f2, c9e8d7; did you mean "c9e8d7"?');
  });

  test('a mesh that has no IstioGateway resource is another rule\'s concern', () => {
    expect(verdicts(gateway({ clusterIds: TWO, overrides: { x: {} } }), ISTIO).filter((one) => one.startsWith('MUL'))).toEqual([]);
  });
});

test.each([
  [['c0d1f2'], { c0d1f2: { replicaCount: 1 } }, ['MUL002 warning']],
  [['c0d1f2'], {}, []],
  [['c0d1f2'], { c9e8d7: {} }, []],
  [TWO, { c0d1f2: { replicaCount: 1 } }, []],
])('MUL002: clusterIds %j, overrides %j: %j', (clusterIds, overrides, expected) => {
  expect(verdicts(gateway({ clusterIds, overrides }), ASM, 'MUL002')).toEqual(expected);
});

describe('MUL003: fields of overrides', () => {
  test.each([
    ['serviceAnnotations', []], ['podAnnotations', []], ['resources', []], ['replicaCount', []], ['minReplicas', []], ['maxReplicas', []], ['cpu', []], ['memory', []],
    ['serviceType', []], ['affinity', ['MUL003 warning']], ['ports', ['MUL003 warning']], ['replicas', ['MUL003 error']], ['constructor', ['MUL003 error']],
  ])('%s: %j', (field, expected) => {
    expect(verdicts(gateway({ clusterIds: TWO, overrides: { c9e8d7: { [field]: 1 } } }), ASM, 'MUL003')).toEqual(expected);
  });

  test('what an older ASM lacks is a question of versions', () => {
    const old = new MeshFacts({ platform: Platform.asm({ version: '1.15.3.25', kubernetesVersion: '1.24' }) });
    expect(verdicts(gateway({ clusterIds: TWO, overrides: { c9e8d7: { serviceType: 'ClusterIP' } } }), old, 'MUL003')).toEqual([]);
  });
});

test.each([
  [[], ['MUL004 error']],
  ['c0d1f2', ['MUL004 error']],
  [['c0d1f2'], []],
  [['c0d1f2', 'c0d1f2'], ['MUL004 error']],
  [['<cluster-id-1>'], ['MUL004 error']],
  [['your-cluster-id'], ['MUL004 error']],
  [['c8****'], ['MUL004 error']],
  [['', 7, null], ['MUL004 error', 'MUL004 error', 'MUL004 error']],
  [undefined, []],
])('MUL004: clusterIds %j: %j', (clusterIds, expected) => {
  expect(verdicts(gateway({ clusterIds }), ASM, 'MUL004')).toEqual(expected);
});

describe('MUL005 is how rules run: on the gateway as it is in each cluster', () => {
  const spec = (own: object) => ({ clusterIds: TWO, replicaCount: 1, overrides: { c9e8d7: own } });

  test('a rule finds what an override breaks, and names the cluster', () => {
    const found = findingsIn(gateway(spec({ replicaCount: 3 })), ASM).filter(({ ruleId }) => ruleId === 'AVL010');
    expect(found.map(({ severity, cluster }) => `${severity} ${cluster}`)).toEqual(['error c9e8d7']);
    expect(findingsIn(gateway(spec({ replicaCount: 1 })), ASM).filter(({ ruleId }) => ruleId === 'AVL010')).toEqual([]);
  });
});

test.each([
  [{ podAnnotations: { a: '1', b: '2' } }, { podAnnotations: { a: '3' } }, ['MUL006 note']],
  [{ podAnnotations: { a: '1', b: '2' } }, { podAnnotations: { a: '3', b: '2' } }, []],
  [{ podAnnotations: { a: '1' } }, { podAnnotations: { a: '1', c: '2' } }, []],
  [{ resources: { limits: { cpu: 2, memory: '2G' } } }, { resources: { limits: { cpu: 4 } } }, ['MUL006 note']],
  [{ resources: { limits: { cpu: 2 } } }, { resources: { limits: { cpu: 4 } } }, []],
  [{ podAnnotations: 'x' }, { podAnnotations: {} }, []],
])('MUL006: spec %j, override %j: %j', (base, own, expected) => {
  expect(verdicts(gateway({ ...base, clusterIds: TWO, overrides: { c9e8d7: own } }), ASM, 'MUL006')).toEqual(expected);
});

describe('MUL008: the namespace', () => {
  test.each([['istio-system', []], ['edge', ['MUL008 error']]])('%s: %j', (namespace, expected) => {
    expect(verdicts(gateway({ clusterIds: TWO }, namespace), ASM, 'MUL008')).toEqual(expected);
  });

  test('the root namespace is the mesh\'s', () => {
    const facts = new MeshFacts({ platform: ASM.platform, rootNamespace: 'edge' });
    expect(verdicts(gateway({ clusterIds: TWO }, 'edge'), facts, 'MUL008')).toEqual([]);
    expect(verdicts(gateway({ clusterIds: TWO }), facts, 'MUL008')).toEqual(['MUL008 error']);
  });

  test('without a namespace nothing is said', () => {
    expect(verdicts(gateway({ clusterIds: TWO }).replace(/ {2}namespace: .*\n/, ''), ASM, 'MUL008')).toEqual([]);
  });
});

describe('MUL009: one resource for nodes and virtual nodes', () => {
  const facts = (...kinds: (ClusterKind | undefined)[]): MeshFacts => new MeshFacts({
    platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }),
    clusters: Object.fromEntries(kinds.map((kind, at) => [TWO[at], { kind }])),
  });
  const NODES = { clusterIds: TWO, nodeSelector: { pool: 'edge' } };

  test.each([
    [NODES, [ClusterKind.ACK, ClusterKind.ACK_SERVERLESS], ['MUL009 warning']],
    [NODES, [ClusterKind.ACK, ClusterKind.ACK], []],
    [NODES, [ClusterKind.ACK_SERVERLESS, ClusterKind.ACK_SERVERLESS], []],
    [{ clusterIds: TWO, affinity: {} }, [ClusterKind.ACK, ClusterKind.ACK_SERVERLESS], []],
    [{ clusterIds: TWO, affinity: { podAntiAffinity: {} } }, [ClusterKind.ACK, ClusterKind.ACK_SERVERLESS], ['MUL009 warning']],
    [{ clusterIds: TWO }, [ClusterKind.ACK, ClusterKind.ACK_SERVERLESS], []],
  ])('%j on %j: %j', (spec, kinds, expected) => {
    expect(verdicts(gateway(spec), facts(...kinds), 'MUL009')).toEqual(expected);
  });

  test('of kinds that are not given nothing is said', () => {
    expect(notEvaluated(gateway(NODES), facts(ClusterKind.ACK, undefined), 'MUL009')).toEqual(['the kind of cluster is not given']);
  });
});

describe('MUL007 (not registered): a Service of several clusters', () => {
  const service = (cluster: string, spec: object): Manifest => manifestOf({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' }, spec }, { cluster });
  const PORTS = { ports: [{ name: 'http', port: 80, nodePort: 30001 }] };
  const parts = (...services: Manifest[]): (string | undefined)[] => {
    const index = ManifestIndex.of(services);
    return services.flatMap((one) => {
      const verdict = servicesDiffer.check(one, { index } as Scene);
      return 'undecided' in verdict ? ['undecided'] : verdict.map(({ part }) => part);
    });
  };
  test.each([
    [PORTS, PORTS, []],
    [PORTS, { ports: [{ name: 'http', port: 80, nodePort: 30002, targetPort: 8080 }] }, []],
    [PORTS, { ports: [{ name: 'http', port: 81 }] }, ['ports']],
    [PORTS, { ...PORTS, type: 'LoadBalancer' }, ['type']],
    [PORTS, { ...PORTS, clusterIP: 'None' }, ['clusterIP']],
  ])('%j and %j: %j', (east, west, expected) => {
    expect(parts(service('east', east), service('west', west))).toEqual(expected);
    expect(parts(service('east', east), service('east', west))).toEqual([]);
  });
});

describe('MUL010 and MUL011: fields of the resource', () => {
  test.each<[object, string[]]>([
    [{ replicaCount: 2 }, []],
    [{ replicaCount: null, cpu: null }, []],
    [{ replicas: 2 }, ['MUL010 error']],
    [{ replcaCount: 2 }, ['MUL010 error']],
    [{ terminationGracePeriodSeconds: 90 }, ['MUL010 error']],
    // a newer ASM may have it
    [{ somethingNew: {} }, ['MUL010 warning']],
    [{ affinity: { podAntiafinity: {} } }, ['MUL010 error']],
    [{ readinessProbe: { initialDelaySeconds: 3 } }, ['MUL010 warning']],
    [{ overrides: { c9e8d7: { resources: { request: {} } } } }, ['MUL010 error']],
    [{ replicaCount: '2' }, ['MUL011 error']],
    [{ rollingMaxSurge: '1' }, []],
    [{ rollingMaxSurge: 1 }, ['MUL011 error']],
    [{ gatewayType: 'ingress' }, []],
    [{ gatewayType: 'cross-network' }, ['MUL011 error']],
    [{ cpu: 80 }, ['MUL011 error']],
    [{ serviceAnnotations: { a: true } }, ['MUL011 error']],
    [{ configVolumes: [{ name: 'a', configMapName: 'a' }] }, ['MUL011 error']],
    [{ ports: [{ name: 'http' }] }, ['MUL011 error']],
    [{ ports: [{ name: 'http', port: null }] }, ['MUL011 error']],
    [{ podLabels: { a: null } }, []],
    [{ tolerations: [null] }, ['MUL011 error']],
    [{ resources: { requests: { cpu: 0.5, memory: '1Gi' } } }, []],
    [{ resources: { requests: { cpu: true } } }, ['MUL011 error']],
    [{ overrides: { c9e8d7: { replicaCount: '1' } } }, ['MUL011 error']],
    [{ overrides: { c9e8d7: 3 } }, ['MUL011 error']],
  ])('%j: %j', (spec, expected) => {
    const found = verdicts(gateway({ clusterIds: TWO, ...spec }), ASM).filter((one) => /^MUL01[01]/.test(one));
    expect(found).toEqual(expected);
  });

  /** One mistake, one rule. */
  test.each<[object, string]>([
    [{ clusterIds: 'c0d1f2' }, 'MUL004'],
    [{ clusterIds: TWO, overrides: { c9e8d7: { replicas: 1 } } }, 'MUL003'],
    [{ minReplicas: 1, maxReplicas: '3' }, 'SCL004'],
    [{ nodeSelector: { a: 1 } }, 'AVL013'],
    [{ dnsPolicy: 'clusterfirst' }, 'NET020'],
    [{ ports: [{ name: 'http', port: 80, targetPort: 70000 }] }, 'NET006'],
    [{ ports: [{ name: 'http', port: 80, targetPort: 80.5 }] }, 'NET006'],
    [{ env: [{ value: 'a' }] }, 'SEC010'],
    [{ kernel: { enabled: true, parameters: { 'vm.swappiness': 1 } } }, 'SEC006'],
    [{ kernel: { enabled: true, parameters: { 'vm.swapiness': '1' } } }, 'SEC007'],
    [{ compression: { enabled: true, gzip: { compression_level: 'BEST' } } }, 'CMP004'],
    [{ compression: { enabled: true, gzip: { memory_level: '9' } } }, 'MUL011'],
    [{ compression: { enabled: true, gzip: { memory_level: 'high' } } }, 'CMP001'],
    [{ compression: { enabled: true, min_content_length: 'x', gzip: {} } }, 'CMP007'],
    [{ compression: { enabled: true, content_type: 'text/html', gzip: {} } }, 'MUL011'],
    [{ compression: { enabled: true, min_content_length: '30', gzip: {} } }, 'MUL011'],
  ])('%j is said by %s alone', (spec, rule) => {
    const ids = findingsIn(gateway({ clusterIds: ['c0d1f2'], replicaCount: 1, ...spec }), ASM).filter(({ severity, ruleId }) => severity === 'error' || ruleId === rule).map(({ ruleId }) => ruleId);
    expect([...new Set(ids)]).toEqual([rule]);
  });

  test('the messages name the place, what is expected and what to do', () => {
    const found = findingsIn(gateway({ clusterIds: TWO, replicaCount: '2', memory: { targetAverageUtilisation: 80 }, topologySpreadConstraints: [], lifecyle: {} }), ASM)
      .filter(({ ruleId }) => ruleId.startsWith('MUL01'));
    expect(found.map(({ message, fix, pointer }) => `${pointer} | ${message} | ${fix}`)).toEqual([
      '/spec/lifecyle | spec.lifecyle is no field of an IstioGateway; did you mean "lifecycle"? | write lifecycle',
      '/spec/memory/targetAverageUtilisation | spec.memory.targetAverageUtilisation is no field of an IstioGateway; did you mean "targetAverageUtilization"? | write targetAverageUtilization',
      '/spec/topologySpreadConstraints | spec.topologySpreadConstraints is no field of an IstioGateway | remove it, and spread the pods by affinity.podAntiAffinity',
      '/spec/replicaCount | spec.replicaCount must be a whole number, got "2" | write it without quotes: 2',
    ]);
  });

  test('what fromYaml refuses for its fields has a finding, and the other way round', () => {
    const specs: object[] = [{ replicaCount: '2' }, { replicas: 2 }, { ports: [{ port: '80' }] }, { tolerations: {} }, { hostNetwork: 'true' }, { env: [{ name: 'A', value: 1 }] }, { replicaCount: 2 }];
    for (const spec of specs) {
      const text = gateway({ clusterIds: TWO, ...spec });
      const refused = problemOfYaml(text) !== undefined;
      expect([JSON.stringify(spec), verdicts(text, ASM).some((one) => /^MUL01[01] error/.test(one))]).toEqual([JSON.stringify(spec), refused]);
    }
  });

  test('a mesh without the resource is another rule\'s concern', () => {
    expect(verdicts(gateway({ clusterIds: TWO, replicas: 1 }), ISTIO).filter((one) => one.startsWith('MUL'))).toEqual([]);
  });
});

function problemOfYaml(text: string): string | undefined {
  const chart = new Chart(Testing.app(), 'chart');
  Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.33' }).applyTo(chart);
  try {
    IstioGateway.fromYaml(chart, 'gw', text, {});
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
