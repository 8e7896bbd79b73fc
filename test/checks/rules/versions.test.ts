import { stringify } from 'yaml';
import { ClusterKind, MeshFacts, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const istio = (version?: string, kubernetesVersion?: string): MeshFacts => (
  new MeshFacts({ platform: Platform.istio({ version, kubernetesVersion }) }));
const asm = (version?: string, gatewayApiVersion?: string): MeshFacts => new MeshFacts({
  platform: Platform.asm({ version, gatewayApiVersion, kubernetesVersion: '1.33', clusterKind: ClusterKind.ACK }),
});

describe('VER003: overrides', () => {
  const gateway = (override: object): string => stringify({
    apiVersion: 'istio.alibabacloud.com/v1beta1',
    kind: 'IstioGateway',
    metadata: { name: 'ingress', namespace: 'istio-system' },
    spec: { clusterIds: ['a', 'b'], ports: [{ name: 'http', port: 80 }], overrides: { a: override } },
  });
  test.each([
    ['1.15.3.120', { minReplicas: 2 }, ['VER003 error']],
    ['1.16', { minReplicas: 2 }, []],
    // by number, not letter by letter
    ['1.9.7.107', { serviceType: 'ClusterIP' }, ['VER003 error']],
    ['1.9.7.107', { serviceType: 'ClusterIP', maxReplicas: 4 }, ['VER003 error', 'VER003 error']],
    ['1.9.7.107', { replicaCount: 2 }, []],
  ])('ASM %s %j', (version, override, expected) => {
    expect(verdicts(gateway(override), asm(version), 'VER003')).toEqual(expected);
  });

  test('a version that is not given', () => {
    expect(verdicts(gateway({ minReplicas: 2 }), asm(), 'VER003')).toEqual([]);
    expect(notEvaluated(gateway({ minReplicas: 2 }), asm(), 'VER003')).toHaveLength(1);
    expect(notEvaluated(gateway({ replicaCount: 2 }), asm(), 'VER003')).toEqual([]);
  });
});

describe('VER004: options of a Gateway', () => {
  const gateway = (gatewayClassName: string, parametersRef?: object): string => stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName, ...parametersRef && { infrastructure: { parametersRef } }, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  });
  const reference = { group: '', kind: 'ConfigMap', name: 'options' };
  test.each([
    ['Istio before', istio('1.25.5'), ['VER004 error']],
    ['Istio at', istio('1.26'), []],
    ['Istio after', istio('1.27.1'), []],
    ['component before', asm('1.26', '1.2.0'), ['VER004 error']],
    ['component at', asm('1.26', '1.2.1'), []],
    ['component after', asm('1.26', '1.3'), []],
  ])('%s', (_, facts, expected) => {
    expect(verdicts(gateway('istio', reference), facts, 'VER004')).toEqual(expected);
    expect(verdicts(gateway('istio-waypoint', reference), facts, 'VER004')).toEqual(expected);
    // istiod's too, although no proxy of it is modelled
    expect(verdicts(gateway('istio-agentgateway', reference), facts, 'VER004')).toEqual(expected);
    expect(verdicts(gateway('istio-agentgatewy', reference), facts, 'VER004')).toEqual([]);
    expect(verdicts(gateway('istio'), facts, 'VER004')).toEqual([]);
    // another controller's Gateway
    expect(verdicts(gateway('nginx', reference), facts, 'VER004')).toEqual([]);
  });

  test('a version that is not given', () => {
    expect(notEvaluated(gateway('istio', reference), istio(), 'VER004')).toHaveLength(1);
    expect(notEvaluated(gateway('istio', reference), asm('1.26'), 'VER004')).toHaveLength(1);
    // where the first two numbers do not tell
    expect(notEvaluated(gateway('istio', reference), asm('1.26', '1.2'), 'VER004')).toHaveLength(1);
  });
});

function pods(container: object, annotations: object = {}, labels: object = {}): string {
  return stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web', ...labels }, annotations }, spec: { containers: [{ name: 'web', image: 'web:1', ...container }] } },
    },
  });
}

describe('VER006: the action sleep', () => {
  const sleep = pods({ lifecycle: { preStop: { sleep: { seconds: 5 } } } });
  test.each([
    ['1.29.8', ['VER006 error']],
    ['1.30', []],
    ['1.31', []],
  ])('Kubernetes %s', (version, expected) => {
    expect(verdicts(sleep, istio('1.30.3', version), 'VER006')).toEqual(expected);
    expect(verdicts(pods({ lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }), istio('1.30.3', version), 'VER006')).toEqual([]);
  });

  test('a version that is not given', () => {
    expect(notEvaluated(sleep, istio('1.30.3'), 'VER006')).toHaveLength(1);
  });

  test('beside another handler it is that one that is left', () => {
    const both = pods({ lifecycle: { preStop: { sleep: { seconds: 5 }, exec: { command: ['true'] } } } });
    expect(verdicts(both, istio('1.30.3', '1.29'), 'VER006')).toEqual([]);
  });
});

describe('VER007: excludeInterfaces', () => {
  const yaml = pods({}, { 'traffic.sidecar.istio.io/excludeInterfaces': 'eth1' });
  test.each([
    ['1.27.5', ['VER007 warning']],
    ['1.28.2', ['VER007 warning']],
    ['1.28.3', []],
    ['1.30.3', []],
  ])('Istio %s', (version, expected) => {
    expect(verdicts(yaml, istio(version), 'VER007')).toEqual(expected);
    expect(verdicts(pods({}), istio(version), 'VER007')).toEqual([]);
  });

  test('1.28 may be either', () => {
    expect(notEvaluated(yaml, istio('1.28'), 'VER007')).toHaveLength(1);
  });
});

describe('VER009: intervals of statistics', () => {
  const FLUSH = 'sidecar.istio.io/statsFlushInterval';
  const yaml = (interval: string): string => pods({}, { [FLUSH]: interval }, { 'sidecar.istio.io/inject': 'true' });
  test.each([
    ['59s', []], ['59.9s', []], ['60s', ['VER009 error']], ['1m', ['VER009 error']], ['2h', ['VER009 error']], ['1s', []], ['999ms', ['VER009 error']], ['500ms', ['VER009 error']],
    // Go takes these for none
    ['0s', []], ['60', []], ['often', []],
  ])('%s: %j', (interval, expected) => {
    expect(verdicts(yaml(interval), istio('1.31.0'), 'VER009')).toEqual(expected);
  });

  test.each([
    ['1.27.5', []], ['1.28.0', ['VER009 error']], ['1.29.8', ['VER009 error']], ['1.30.4', ['VER009 error']], ['1.30.5', []], ['1.31.0', ['VER009 error']], ['1.31.1', []],
  ])('Istio %s', (version, expected) => {
    expect(verdicts(yaml('1m'), istio(version), 'VER009')).toEqual(expected);
    expect(verdicts(pods({}), istio(version), 'VER009')).toEqual([]);
  });

  test.each([
    ['of pods that keep the injector away', {}, []], ['of pods with a sidecar', { 'sidecar.istio.io/inject': 'true' }, ['VER009 error']],
    ['of pods that say no', { 'sidecar.istio.io/inject': 'false' }, []],
  ])('%s', (_, labels, expected) => {
    const namespaces = { shop: { labels: {} } };
    const facts = new MeshFacts({ platform: Platform.istio({ version: '1.31.0' }), injectionValues: {}, namespaces });
    expect(verdicts(pods({}, { [FLUSH]: '1m' }, labels), facts, 'VER009')).toEqual(expected);
  });

  test.each(['istio', 'istio-waypoint'])('a Gateway of class %s hands its annotations on', (gatewayClassName) => {
    const gateway = (place: object): string => stringify({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'shop' },
      spec: { gatewayClassName, listeners: [gatewayClassName === 'istio' ? { name: 'http', port: 80, protocol: 'HTTP' } : { name: 'mesh', port: 15008, protocol: 'HBONE' }], ...place },
    });
    const found = findingsIn(gateway({ infrastructure: { annotations: { [FLUSH]: '1m' } } }), istio('1.31.0')).filter(({ ruleId }) => ruleId === 'VER009');
    expect(found.map(({ pointer }) => pointer)).toEqual(['/spec/infrastructure/annotations/sidecar.istio.io~1statsFlushInterval']);
    expect(verdicts(gateway({ infrastructure: { annotations: { [FLUSH]: '30s' } } }), istio('1.31.0'), 'VER009')).toEqual([]);
  });

  test('1.31 may be either', () => {
    expect(notEvaluated(yaml('1m'), istio('1.31'), 'VER009')).toHaveLength(1);
    expect(notEvaluated(yaml('30s'), istio('1.31'), 'VER009')).toEqual([]);
  });
});

describe('VER008: resources of ASM', () => {
  const yaml = (kind: string): string => stringify({ apiVersion: 'istio.alibabacloud.com/v1beta1', kind, metadata: { name: 'a', namespace: 'istio-system' }, spec: {} });
  test.each(['IstioGateway', 'ASMProxyConfig', 'ASMMeshConfig'])('%s', (kind) => {
    expect(verdicts(yaml(kind), ISTIO, 'VER008')).toEqual(['VER008 error']);
    expect(verdicts(yaml(kind), ASM, 'VER008')).toEqual([]);
  });

  test('ASMMeshConfig by version', () => {
    expect(verdicts(yaml('ASMMeshConfig'), asm('1.23'), 'VER008')).toEqual(['VER008 error']);
    expect(verdicts(yaml('ASMMeshConfig'), asm('1.24'), 'VER008')).toEqual([]);
    expect(notEvaluated(yaml('ASMMeshConfig'), asm(), 'VER008')).toHaveLength(1);
  });

  test('where Istio is only assumed', () => {
    const assumed = new MeshFacts({});
    const [finding] = findingsIn(yaml('IstioGateway'), assumed).filter(({ ruleId }) => ruleId === 'VER008');
    expect(finding.severity).toBe('warning');
    expect(finding.fix).toContain('declare the platform');
  });
});
