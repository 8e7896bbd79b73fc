import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ClusterKind, MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const TRAFFIC = 'traffic.sidecar.istio.io/';

interface Pods {
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly own?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly namespace?: string;
  readonly spec?: object;
}

/** A Deployment whose pods ask for a sidecar. */
function pods({ annotations, labels, own, name = 'web', namespace = 'shop', spec }: Pods): string {
  return stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, ...own && { annotations: own } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { 'app': name, 'sidecar.istio.io/inject': 'true', ...labels }, ...annotations && { annotations } },
        spec: { containers: [{ name: 'web', image: 'web:1' }], ...spec },
      },
    },
  });
}

/** The same list as an annotation of pods, and as an item of an ASMProxyConfig. */
const carriers = [
  ['annotation', ISTIO, (item: string, text: string) => pods({ annotations: { [TRAFFIC + item]: text } })],
  ['ASMProxyConfig', ASM, (item: string, text: string) => policy('ASMProxyConfig', 'shop', undefined, { [item]: text })],
] as const;

function policy(kind: string, name: string, labels: object | undefined, fields: object, namespace = 'shop'): string {
  const apiVersion = kind === 'ASMProxyConfig' ? 'istio.alibabacloud.com/v1beta1' : kind === 'Sidecar' ? 'networking.istio.io/v1' : 'networking.istio.io/v1beta1';
  const selector = labels === undefined ? {} : kind === 'Sidecar' ? { workloadSelector: { labels } } : { selector: { matchLabels: labels } };
  return stringify({ apiVersion, kind, metadata: { name, namespace }, spec: { ...selector, ...fields } });
}

const all = (...documents: string[]): string => documents.join('---\n');
const config = (fields: object): Pods => ({ annotations: { 'proxy.istio.io/config': stringify(fields) } });

describe.each(carriers)('lists in an %s', (_, facts, written) => {
  test.each([
    ['includeOutboundIPRanges', '10.0.0.0/8,192.168.0.0/16', []],
    ['includeOutboundIPRanges', '', []],
    ['includeOutboundIPRanges', '*', []],
    ['includeOutboundIPRanges', '10.0.0.0/8, 10.1.0.0/16', ['CAP001 error']],
    ['includeOutboundIPRanges', '10.0.0.1', ['CAP001 error']],
    ['includeOutboundIPRanges', '010.0.0.0/8', ['CAP001 error']],
    ['includeOutboundIPRanges', '10.0.0.0/32', []],
    ['includeOutboundIPRanges', '10.0.0.0/33', ['CAP001 error']],
    ['excludeOutboundIPRanges', 'fe80::%eth0/64', ['CAP001 error']],
    ['excludeOutboundIPRanges', 'fd00::/8', []],
    ['includeOutboundIPRanges', '*,10.0.0.0/8', ['CAP002 error']],
    ['includeInboundPorts', ' *', ['CAP002 error']],
    ['includeInboundPorts', '*', []],
    ['excludeOutboundIPRanges', '*', ['CAP003 error']],
    ['excludeInboundPorts', '*', ['CAP003 error']],
    ['excludeOutboundPorts', '80,*', ['CAP003 error']],
    ['excludeOutboundPorts', '1', []],
    ['excludeOutboundPorts', '0', ['CAP004 warning']],
    ['excludeOutboundPorts', '65535', []],
    ['excludeOutboundPorts', '65536', ['CAP004 error']],
    ['excludeOutboundPorts', '80, 443', ['CAP004 warning']],
    ['excludeOutboundPorts', '0443', ['CAP004 warning']],
    ['excludeOutboundPorts', '80-90', ['CAP004 error']],
    ['excludeOutboundPorts', '80,', ['CAP004 error']],
    ['includeOutboundPorts', '443,8443', []],
    ['includeOutboundPorts', '*', ['CAP005 error']],
    ['includeOutboundPorts', '443,x', ['CAP005 error']],
    ['includeOutboundPorts', '443, 8443', ['CAP005 warning']],
  ])('%s: %j gives %j', (item, text, expected) => {
    const found = verdicts(written(item, text), facts).filter((verdict) => /^CAP00[1-5]/.test(verdict));
    expect(found).toEqual(expected);
  });
});

test('lists of pods that keep the injector away are nobody\'s', () => {
  const yaml = pods({ annotations: { [`${TRAFFIC}excludeOutboundPorts`]: 'x' }, labels: { 'sidecar.istio.io/inject': 'false' } });
  expect(verdicts(yaml).filter((verdict) => verdict.startsWith('CAP'))).toEqual([]);
});

test('a list that is long is named in part', () => {
  const text = Array.from({ length: 5 }, (_, at) => `bad${at}`).join(',');
  const [finding] = findingsIn(pods({ annotations: { [`${TRAFFIC}excludeOutboundIPRanges`]: text } })).filter(({ ruleId }) => ruleId === 'CAP001');
  expect(finding.message).toContain('"bad2"');
  expect(finding.message).toContain('and 2 more');
  expect(finding.message).not.toContain('"bad3"');
});

describe('what lists make of each other', () => {
  const lists = (entries: Record<string, string>): string => (
    pods({ annotations: Object.fromEntries(Object.entries(entries).map(([key, value]) => [TRAFFIC + key, value])) }));
  test.each([
    ['CAP006', { includeOutboundIPRanges: '10.1.0.0/16', excludeOutboundIPRanges: '10.0.0.0/8' }, ['CAP006 warning']],
    ['CAP006', { includeOutboundIPRanges: '10.0.0.0/8', excludeOutboundIPRanges: '10.0.0.0/8' }, ['CAP006 warning']],
    ['CAP006', { includeOutboundIPRanges: '10.0.0.0/8', excludeOutboundIPRanges: '10.0.0.0/9' }, []],
    ['CAP006', { includeOutboundIPRanges: '10.0.0.0/8', excludeOutboundIPRanges: '10.0.0.0/9,10.128.0.0/9' }, ['CAP006 warning']],
    ['CAP006', { includeOutboundIPRanges: '*', excludeOutboundIPRanges: '10.0.0.0/8' }, []],
    ['CAP006', { includeOutboundIPRanges: '', excludeOutboundIPRanges: '10.0.0.0/8' }, []],
    ['CAP006', { includeOutboundIPRanges: '', includeOutboundPorts: '80,443', excludeOutboundPorts: '443,80,90' }, ['CAP006 warning']],
    ['CAP006', { includeOutboundIPRanges: '', includeOutboundPorts: '80,443', excludeOutboundPorts: '443' }, []],
    ['CAP007', { includeInboundPorts: '8080', excludeInboundPorts: '9999' }, ['CAP007 warning']],
    ['CAP007', { includeInboundPorts: '', excludeInboundPorts: '9999' }, ['CAP007 warning']],
    ['CAP007', { includeInboundPorts: '*', excludeInboundPorts: '9999' }, []],
    ['CAP007', { excludeInboundPorts: '9999' }, []],
    ['CAP007', { includeInboundPorts: '8080', excludeInboundPorts: '' }, []],
    ['CAP008', { includeOutboundPorts: '443' }, ['CAP008 note']],
    ['CAP008', { includeOutboundIPRanges: '10.0.0.0/8', includeOutboundPorts: '443' }, []],
    ['CAP008', { includeOutboundPorts: '' }, []],
    ['CAP009', { includeInboundPorts: '8080,15021' }, ['CAP009 error']],
    ['CAP009', { includeInboundPorts: '8080,15022' }, []],
    ['CAP009', { includeInboundPorts: '*' }, []],
    ['CAP009', { excludeInboundPorts: '15090' }, ['CAP009 note']],
    ['CAP009', { excludeInboundPorts: '9191' }, []],
  ])('%s %j: %j', (rule, entries, expected) => {
    expect(verdicts(lists(entries), ISTIO, rule)).toEqual(expected);
  });

  test('a weaker level counts where the pod says nothing', () => {
    const yaml = all(policy('ASMProxyConfig', 'shop', undefined, { includeInboundPorts: '8080' }), lists({ excludeInboundPorts: '9999' }));
    expect(verdicts(yaml, ASM, 'CAP007')).toEqual(['CAP007 warning']);
  });

  test('ASM has more ports of its own', () => {
    expect(verdicts(lists({ includeInboundPorts: '9191' }), ASM, 'CAP009')).toEqual(['CAP009 error']);
  });

  test('where the values of the installation are not known, nothing is guessed', () => {
    const facts = new MeshFacts({ platform: ISTIO.platform });
    expect(verdicts(lists({ excludeInboundPorts: '9999' }), facts, 'CAP007')).toEqual([]);
    expect(verdicts(lists({ includeInboundPorts: '8080', excludeInboundPorts: '9999' }), facts, 'CAP007')).toEqual(['CAP007 warning']);
  });

  test.each([
    ['NONE', ['CAP010 warning']],
    ['REDIRECT', []],
    ['TPROXY', []],
  ])('mode %s', (mode, expected) => {
    const annotations = { 'sidecar.istio.io/interceptionMode': mode, [`${TRAFFIC}includeInboundPorts`]: '80', [`${TRAFFIC}excludeInboundPorts`]: '90' };
    expect(verdicts(pods({ annotations }), ISTIO, 'CAP010')).toEqual(expected);
    // what does not count is not judged as well
    expect(verdicts(pods({ annotations }), ISTIO, 'CAP007')).toEqual(mode === 'NONE' ? [] : ['CAP007 warning']);
  });
});

describe('CAP012: DNS on virtual nodes', () => {
  const on = config({ proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } });
  const asm = (clusterKind?: ClusterKind): MeshFacts => new MeshFacts({
    platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33', clusterKind }), meshConfig: {}, injectionValues: {},
  });
  test.each([
    ['serverless', asm(ClusterKind.ACK_SERVERLESS), on, ['CAP012 error']],
    ['off', asm(ClusterKind.ACK_SERVERLESS), config({ proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'false' } }), []],
    ['nodes', asm(ClusterKind.ACK), on, []],
    ['ECI pods', asm(ClusterKind.ACK), { ...on, labels: { 'alibabacloud.com/eci': 'true' } }, ['CAP012 error']],
    ['Istio', ISTIO, { ...on, labels: { 'alibabacloud.com/eci': 'true' } }, []],
  ] as const)('%s', (_, facts, wanted, expected) => {
    expect(verdicts(pods(wanted), facts, 'CAP012')).toEqual(expected);
  });

  test('by a policy', () => {
    const yaml = all(policy('ASMProxyConfig', 'shop', undefined, { istioDNSProxyEnabled: true }), pods({}));
    expect(verdicts(yaml, asm(ClusterKind.ACK_SERVERLESS), 'CAP012')).toEqual(['CAP012 error']);
  });

  test('kind not known', () => {
    expect(notEvaluated(pods(on), asm(), 'CAP012')).toEqual(['the kind of cluster is not given']);
  });
});

describe('annotations', () => {
  const onObject = (kind: string, annotations: object): string => stringify({ apiVersion: 'v1', kind, metadata: { name: 'a', ...kind === 'Namespace' ? {} : { namespace: 'shop' }, annotations } });
  test.each([
    ['pod annotation on the workload', pods({ own: { 'sidecar.istio.io/proxyCPU': '1' } }), ['CAP013 error']],
    ['on both: common annotations', pods({ own: { 'sidecar.istio.io/proxyCPU': '1' }, annotations: { 'sidecar.istio.io/proxyCPU': '1' } }), []],
    ['on the pods', pods({ annotations: { 'sidecar.istio.io/proxyCPU': '1' } }), []],
    ['on a Service', onObject('Service', { 'sidecar.istio.io/inject': 'true' }), ['CAP013 warning']],
    ['on a Namespace', onObject('Namespace', { 'kubernetes.io/ingress.class': 'x' }), ['CAP013 warning']],
    ['where it belongs', onObject('Service', { 'networking.istio.io/exportTo': '.' }), []],
    ['anywhere', onObject('Namespace', { 'galley.istio.io/analyze-suppress': '*' }), []],
    ['not of Istio', onObject('Service', { 'example.com/istio.io': 'x' }), []],
    ['unknown', onObject('Service', { 'networking.istio.io/exportsTo': '.' }), ['CAP014 warning']],
    ['unknown on pods', pods({ annotations: { 'sidecar.istio.io/unheardOf': '1' } }), ['CAP014 warning']],
    ['a label', pods({ annotations: { 'istio.io/use-waypoint': 'w' } }), ['CAP014 warning']],
    ['another domain that ends alike', pods({ annotations: { 'notistio.io/a': '1' } }), []],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(yaml).filter((verdict) => /^CAP01[34]/.test(verdict))).toEqual(expected);
  });

  test.each<[string, string, string[], number]>([
    ['prometheus.istio.io/scrape-targets', '1.30.5', ['CAP014 warning'], 0],
    ['prometheus.istio.io/scrape-targets', '1.31', [], 0],
    ['prometheus.istio.io/scrape-targets', '1.40', [], 1],
    ['prometheus.istio.io/secure-port', '1.30.5', ['CAP014 warning'], 0],
    ['prometheus.istio.io/secure-port', '1.31', [], 0],
  ])('%s on Istio %s: %j', (key, version, expected, open) => {
    const facts = new MeshFacts({ platform: Platform.istio({ version }) });
    const yaml = pods({ annotations: { [key]: '8080' } });
    expect(verdicts(yaml, facts, 'CAP014')).toEqual(expected);
    expect(notEvaluated(yaml, facts, 'CAP014')).toHaveLength(open);
  });

  test('an annotation that came later says with which version', () => {
    const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.5' }) });
    const yaml = onObject('Service', { 'istio.io/use-waypoint-canary-weight': '10' });
    const [finding] = findingsIn(yaml, facts).filter(({ ruleId }) => ruleId === 'CAP014');
    expect(finding.message).toBe('annotation istio.io/use-waypoint-canary-weight needs Istio 1.31 or later, and the mesh is istio 1.30.5: nobody reads it');
    expect(verdicts(yaml, new MeshFacts({ platform: Platform.istio({ version: '1.31' }) }), 'CAP014')).toEqual([]);
    expect(verdicts(onObject('Service', { 'istio.io/use-waypoint-canary': 'w' }), facts, 'CAP014')).toEqual(['CAP014 warning']);
  });

  test('a version of Istio that nobody read may know more names', () => {
    const newer = new MeshFacts({ platform: Platform.istio({ version: '1.40' }) });
    const yaml = pods({ annotations: { 'sidecar.istio.io/unheardOf': '1' } });
    expect(verdicts(yaml, newer, 'CAP014')).toEqual([]);
    expect(notEvaluated(yaml, newer, 'CAP014')).toHaveLength(1);
  });

  test('what was meant is named', () => {
    const message = (key: string): string => findingsIn(pods({ annotations: { [key]: '1' } })).find(({ ruleId }) => ruleId === 'CAP014')!.message;
    expect(message('sidecar.istio.io/logLevl')).toContain('did you mean "sidecar.istio.io/logLevel"?');
    expect(message('istio.io/use-waypoint')).toContain('it is a label');
    expect(message('mesh.istio.io/completely-different')).not.toContain('did you mean');
  });

  test.each([
    ['sidecar.istio.io/interceptionMode', 'TPROXY', []],
    ['sidecar.istio.io/interceptionMode', 'tproxy', ['CAP027 error']],
    ['status.sidecar.istio.io/port', '65535', []],
    ['status.sidecar.istio.io/port', '65536', ['CAP027 error']],
    ['status.sidecar.istio.io/port', '0', []],
    ['readiness.status.sidecar.istio.io/periodSeconds', '10', []],
    ['readiness.status.sidecar.istio.io/periodSeconds', '-1', ['CAP027 error']],
    ['prometheus.istio.io/merge-metrics', 'maybe', ['CAP027 error']],
    ['proxy.istio.io/config', '- a', ['CAP027 error']],
    ['proxy.istio.io/config', 'concurrency: 1\nconcurrency: 2', ['CAP027 warning']],
    ['proxy.istio.io/config', 'interceptionMode: FOO', ['CAP027 error']],
    ['proxy.istio.io/config', 'tracing: {zipkin: {address: foo}}', ['CAP027 error']],
    ['proxy.istio.io/config', 'hold_application_until_proxy_starts: "true"', ['CAP027 error']],
    ['proxy.istio.io/config', 'proxyMetadata: [a]', ['CAP027 error']],
    ['proxy.istio.io/config', 'discoveryAddress: ""', ['CAP027 error']],
    // said by rules of their own
    ['proxy.istio.io/config', 'drainDuration: 1ms', []],
    ['proxy.istio.io/config', 'proxyMetadata: {A: 1}', []],
    ['proxy.istio.io/config', 'statusPort: 0', []],
    ['proxy.istio.io/config', 'discovery_address: istiod', []],
    ['sidecar.istio.io/proxyCPU', 'much', []],
    [`${TRAFFIC}excludeOutboundPorts`, 'x', []],
  ])('CAP027 %s: %j', (key, value, expected) => {
    expect(verdicts(pods({ annotations: { [key]: value } }), ISTIO, 'CAP027')).toEqual(expected);
  });
});

test.each(['drainDuration: 1ms', 'drainDuration: 5', 'terminationDrainDuration: x'])('CAP027: where no proxy comes to run, nobody else judges its times: %s', (text) => {
  const injected = new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: {}, namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } } });
  const yaml = pods({ annotations: { 'proxy.istio.io/config': text } });
  expect([verdicts(yaml, injected, 'CAP027'), verdicts(yaml, injected, 'DRN009')]).toEqual([['CAP027 error'], []]);
  expect([verdicts(yaml, ISTIO, 'CAP027'), verdicts(yaml, ISTIO, 'DRN009')]).toEqual([[], ['DRN009 error']]);
});

describe('CAP028: image auto', () => {
  const gateway = (more: Pods = {}): string => pods({
    ...more,
    annotations: { 'inject.istio.io/templates': 'gateway', ...more.annotations },
    spec: { containers: [{ name: 'istio-proxy', image: 'auto' }], ...more.spec },
  });
  const facts = (labels: Record<string, string> = {}, more: Partial<MeshFactsProps> = {}): MeshFacts => new MeshFacts({
    platform: ISTIO.platform, meshConfig: {}, injectionValues: {}, namespaces: { shop: { labels } }, ...more,
  });
  test.each([
    ['injected', gateway(), facts(), []],
    ['host network', gateway({ spec: { hostNetwork: true } }), facts(), ['CAP028 error']],
    ['system namespace', gateway({ namespace: 'kube-system' }), facts(), ['CAP028 error']],
    ['label false', gateway({ labels: { 'sidecar.istio.io/inject': 'false' } }), facts(), ['CAP028 error']],
    ['namespace disabled', gateway(), facts({ 'istio-injection': 'disabled' }), ['CAP028 error']],
    ['unknown revision', gateway({ labels: { 'istio.io/rev': 'canary' } }), facts(), ['CAP028 error']],
    ['no template of a gateway', pods({ spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] } }), facts(), ['CAP028 error']],
    ['value beside the template\'s valueFrom', gateway({ spec: { containers: [{ name: 'istio-proxy', image: 'auto', env: [{ name: 'POD_NAME', value: 'x' }] }] } }),
      facts(), ['CAP028 error']],
    ['two handlers of one hand (DRN013)', gateway({
      spec: { containers: [{ name: 'istio-proxy', image: 'auto', lifecycle: { preStop: { sleep: { seconds: 1 }, exec: { command: ['true'] } } } }] },
    }), facts(), []],
    ['unknown template', gateway({ annotations: { 'inject.istio.io/templates': 'gateway,mine' } }), facts(), ['CAP028 error']],
  ])('%s', (_, yaml, given, expected) => {
    expect(verdicts(yaml, given, 'CAP028')).toEqual(expected);
  });

  test('a namespace of which nothing is known proves nothing', () => {
    const yaml = gateway({ namespace: 'elsewhere', labels: { 'istio.io/rev': 'canary' } });
    expect(verdicts(yaml, facts(), 'CAP028')).toEqual([]);
    expect(notEvaluated(yaml, facts(), 'CAP028')).toHaveLength(1);
  });

  test('an application without a sidecar is nobody\'s mistake', () => {
    expect(verdicts(pods({ labels: { 'sidecar.istio.io/inject': 'false' } }), facts(), 'CAP028')).toEqual([]);
    expect(verdicts(pods({ spec: { hostNetwork: true } }), facts(), 'CAP028')).toEqual([]);
  });

  test('a refused annotation is said once, by its own rule', () => {
    const yaml = gateway({ annotations: { 'inject.istio.io/templates': 'gateway', [`${TRAFFIC}excludeOutboundPorts`]: 'x' } });
    expect(verdicts(yaml, facts()).filter((verdict) => verdict.startsWith('CAP'))).toEqual(['CAP004 error']);
  });
});

describe('levels and policies', () => {
  const web = { app: 'web' };
  test.each(['ProxyConfig', 'ASMProxyConfig', 'Sidecar'])('CAP016 %s', (kind) => {
    const facts = kind === 'ASMProxyConfig' ? ASM : ISTIO;
    const fields = (n: number): object => (kind === 'Sidecar' ? { egress: [{ hosts: [`ns${n}/*`] }] } : { concurrency: n });
    const both = (a: object, b: object, labels: object): string => all(policy(kind, 'a', web, a), policy(kind, 'b', labels, b), pods({}));
    expect(verdicts(both(fields(1), fields(2), web), facts, 'CAP016')).toEqual(['CAP016 error', 'CAP016 error']);
    expect(verdicts(both(fields(1), fields(1), web), facts, 'CAP016')).toEqual(['CAP016 warning', 'CAP016 warning']);
    expect(verdicts(both(fields(1), fields(2), { app: 'db' }), facts, 'CAP016')).toEqual([]);
    expect(verdicts(all(policy(kind, 'a', web, fields(1)), policy(kind, 'b', web, fields(2), 'other'), pods({})), facts, 'CAP016')).toEqual([]);
    expect(verdicts(all(policy(kind, 'a', web, fields(1)), policy(kind, 'b', undefined, fields(2)), pods({})), facts, 'CAP016')).toEqual([]);
  });

  test('two without a selector', () => {
    expect(verdicts(all(policy('ProxyConfig', 'a', undefined, { concurrency: 1 }), policy('ProxyConfig', 'b', undefined, { concurrency: 2 })), ISTIO, 'CAP016'))
      .toEqual(['CAP016 error', 'CAP016 error']);
    const sidecars = (a: object, b: object, more?: object): string => all(policy('Sidecar', 'a', undefined, a), policy('Sidecar', 'b', more, b));
    const [one, other] = [{ egress: [{ hosts: ['./*'] }] }, { egress: [{ hosts: ['*/*'] }] }];
    expect(verdicts(sidecars(one, other))).toEqual(['CAP023 error', 'CAP023 error']);
    expect(verdicts(sidecars(one, one))).toEqual(['CAP023 warning', 'CAP023 warning']);
    expect(verdicts(sidecars(one, other, {}))).toEqual(['CAP023 error', 'CAP023 error']);
    expect(verdicts(sidecars(one, other, web))).toEqual([]);
  });

  test.each([
    ['pod over namespace', '8080', undefined, '9090', ['CAP015 note']],
    ['pod over workload', '8080', '9090', undefined, ['CAP015 note']],
    ['workload over namespace', undefined, '8080', '9090', ['CAP015 note']],
    ['the same everywhere', '8080', '8080', '8080', []],
    ['one level', undefined, undefined, '8080', []],
  ])('CAP015 %s', (_, pod, workload, namespace, expected) => {
    const yaml = all(
      pods({ annotations: pod === undefined ? {} : { [`${TRAFFIC}includeInboundPorts`]: pod } }),
      ...workload === undefined ? [] : [policy('ASMProxyConfig', 'w', web, { includeInboundPorts: workload })],
      ...namespace === undefined ? [] : [policy('ASMProxyConfig', 'whole', undefined, { includeInboundPorts: namespace })],
    );
    expect(verdicts(yaml, ASM, 'CAP015')).toEqual(expected);
  });

  test.each([
    [{}, ['CAP029 error']],
    [{ matchLabels: {} }, ['CAP029 error']],
    [{ matchLabels: web }, []],
    [undefined, []],
    [null, []],
  ])('CAP029 selector %j', (selector, expected) => {
    const yaml = stringify({ apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig', metadata: { name: 'a', namespace: 'shop' }, spec: { selector, concurrency: 1 } });
    expect(verdicts(yaml, ISTIO, 'CAP029')).toEqual(expected);
  });

  test.each([
    ['other value', { concurrency: 4 }, ['CAP030 error']],
    ['same value', { concurrency: 2 }, []],
    ['same value in quotes', { concurrency: '2' }, []],
    ['other setting', { drainDuration: '30s' }, []],
    ['other environment', { proxyMetadata: { A: 'x' } }, ['CAP030 error']],
    ['same environment', { proxyMetadata: { A: '1' } }, []],
  ])('CAP030 %s', (_, annotation, expected) => {
    const resource = policy('ProxyConfig', 'a', web, { concurrency: 2, environmentVariables: { A: '1' } });
    expect(verdicts(all(resource, pods(config(annotation))), ISTIO, 'CAP030')).toEqual(expected);
    const gateway = stringify({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'gw', namespace: 'shop' },
      spec: { gatewayClassName: 'istio', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }], infrastructure: config(annotation) },
    });
    const selecting = policy('ProxyConfig', 'a', { 'gateway.networking.k8s.io/gateway-name': 'gw' }, { concurrency: 2, environmentVariables: { A: '1' } });
    expect(verdicts(all(selecting, gateway), ISTIO, 'CAP030')).toEqual(expected);
    // one for the namespace is weaker than the annotation for both readers
    const weaker = policy('ProxyConfig', 'a', undefined, { concurrency: 2, environmentVariables: { A: '1' } });
    expect(verdicts(all(weaker, pods(config(annotation))), ISTIO, 'CAP030')).toEqual([]);
  });
});

describe('fields of ProxyConfig', () => {
  test.each([
    ['CAP018', { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }, ['CAP018 error']],
    ['CAP018', { concurrency: 1 }, []],
    ['CAP020', { proxyStatsMatcher: { inclusionRegexps: ['.*_cx_.*'] } }, []],
    ['CAP020', { proxyStatsMatcher: { inclusionRegexps: ['(?i)cx', '(?P<a>x)', '[(?=]', '\\(?=', '[]a]'] } }, []],
    ['CAP020', { proxyStatsMatcher: { inclusionRegexps: ['a(?=b)'] } }, ['CAP020 error']],
    ['CAP020', { proxyStatsMatcher: { inclusionRegexps: ['(a)\\1'] } }, ['CAP020 error']],
    ['CAP020', { proxyStatsMatcher: { inclusionRegexps: ['[a'] } }, ['CAP020 error']],
    ['CAP020', { proxyStatsMatcher: { inclusionRegexps: ['.*'] } }, ['CAP020 warning']],
    ['CAP021', { runtimeValues: { a: '1' } }, []],
    ['CAP021', { runtimeValues: { a: 1 } }, ['CAP021 error']],
    ['CAP021', { runtimeValues: { a: '' } }, []],
    ['CAP021', { proxyMetadata: { A: true } }, ['CAP021 error']],
    ['CAP025', { statusPort: 1 }, []],
    ['CAP025', { statusPort: 0 }, ['CAP025 error']],
    ['CAP025', { proxyAdminPort: 65535 }, []],
    ['CAP025', { proxyAdminPort: 65536 }, ['CAP025 error']],
    ['CAP025', { discoveryAddress: 'istiod.istio-system.svc:15012' }, []],
    ['CAP025', { discoveryAddress: '[fd00::1]:15012' }, []],
    ['CAP025', { discoveryAddress: 'istiod.istio-system.svc' }, ['CAP025 error']],
    ['CAP025', { discoveryAddress: 'istiod:0' }, ['CAP025 error']],
    ['CAP025', { discoveryAddress: 'fd00::1:15012' }, ['CAP025 error']],
  ])('%s %j: %j', (rule, fields, expected) => {
    expect(verdicts(pods(config(fields)), ISTIO, rule)).toEqual(expected);
    expect(verdicts(policy('ASMProxyConfig', 'shop', undefined, fields), ASM, rule)).toEqual(expected);
  });

  test.each<[string, object, string[]]>([
    ['CAP018', { outbound_traffic_policy: { mode: 'REGISTRY_ONLY' } }, ['CAP018 error']],
    ['CAP020', { proxy_stats_matcher: { inclusion_regexps: ['a(?=b)'] } }, ['CAP020 error']],
    ['CAP021', { runtime_values: { a: 1 } }, ['CAP021 error']],
    ['CAP025', { status_port: 0 }, ['CAP025 error']],
    ['CAP031', { proxyStatsMatcher: { inclusionRegexp: ['a'] } }, ['CAP031 warning']],
    ['CAP031', { tracing: { zipkin: { somethingNew: 1 } }, image: { image_type: 'x' }, proxyMetadata: { any: 'x' } }, []],
  ])('%s %j, by either name that protobuf reads: %j', (rule, fields, expected) => {
    expect(verdicts(pods(config(fields)), ISTIO, rule)).toEqual(expected);
    // annotations of a Gateway itself reach its pods while infrastructure has none
    const gateway = (places: object) => stringify({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: { gatewayClassName: 'istio', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }] }, ...places });
    const { annotations } = config(fields);
    expect(verdicts(gateway({ metadata: { name: 'a', namespace: 'b', annotations } }), ISTIO, rule)).toEqual(expected);
    expect(verdicts(gateway({
      metadata: { name: 'a', namespace: 'b', annotations }, spec: { gatewayClassName: 'istio', infrastructure: { annotations: {} }, listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }] },
    }), ISTIO, rule)).toEqual([]);
  });

  test('a finding is at the name that was written', () => {
    const [finding] = findingsIn(pods({ annotations: { 'proxy.istio.io/config': 'proxy_stats_matcher: {inclusion_regexps: ["a(?=b)"]}' } }), ISTIO).filter(({ ruleId }) => ruleId === 'CAP020');
    expect(finding.values[0].origin).toContain('/proxy_stats_matcher/inclusion_regexps/0');
  });

  test.each([
    ['trace', []], ['debug', []], ['info', []], ['warning', []], ['warn', []], ['error', []], ['critical', []], ['off', []], ['', []],
    ['WARNING', ['CAP019 error']], ['tracing', ['CAP019 error']], ['infos', ['CAP019 error']],
    ['warning,http:debug', []], ['http:debug,warning', []], ['info,misc:error,upstream:debug', []], ['http:debug', []], ['info,', []], ['WARN,info', []],
    ['infos,http:debug', ['CAP019 error']], ['http:debug,infos', ['CAP019 error']], ['info,WARN', ['CAP019 error']],
  ])('CAP019 %j', (level, expected) => {
    expect(verdicts(pods({ annotations: { 'sidecar.istio.io/logLevel': level } }), ISTIO, 'CAP019')).toEqual(expected);
    expect(verdicts(policy('ASMProxyConfig', 'a', undefined, { logLevel: level }), ASM, 'CAP019')).toEqual(expected);
  });

  const asm = (kubernetesVersion?: string): MeshFacts => new MeshFacts({ platform: Platform.asm({ version: '1.26', kubernetesVersion }), meshConfig: {}, injectionValues: {} });
  test.each([
    ['ASM, classic sidecars', asm('1.29'), false, ['CAP024 note']],
    ['ASM, native sidecars', asm('1.30'), false, []],
    ['left on', asm('1.29'), true, []],
    ['Istio, where off is the default', ISTIO, false, []],
  ])('CAP024 %s', (_, facts, hold, expected) => {
    expect(verdicts(pods(config({ holdApplicationUntilProxyStarts: hold })), facts, 'CAP024')).toEqual(expected);
  });

  test('CAP024: native or not is not known', () => {
    expect(notEvaluated(pods(config({ holdApplicationUntilProxyStarts: false })), asm(), 'CAP024')).toHaveLength(1);
  });
});

describe('CAP022: Sidecars', () => {
  const listener = (fields: object): object => ({ hosts: ['./*'], ...fields });
  test.each([
    ['nothing', {}, 1],
    ['a policy is something', { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }, 0],
    ['hosts', { egress: [listener({})] }, 0],
    ['hosts of every form', { egress: [listener({ hosts: ['*/*', '~/*', './reviews.shop.svc.cluster.local', 'shop/*.example.com', 'shop/Example.com.'] })] }, 0],
    ['hosts of no form', { egress: [listener({ hosts: ['./reviews', 'shop/*foo.com', 'shop/rev*.ws', 'shop/foo_bar.com', 'shop/foo..com', 'shop/foo:80', 'shop/10.0.0.1', '~shop/*'] })] }, 8],
    ['ingress port 0', { ingress: [{ port: { number: 0, protocol: 'HTTP', name: 'a' } }] }, 1],
    ['endpoints', { ingress: ['127.0.0.1:8080', ':80', '[::1]:65535', 'unix:///x'].map((defaultEndpoint, at) => ({ port: { number: at + 1, protocol: 'HTTP', name: 'a' }, defaultEndpoint })) }, 0],
    ['endpoints elsewhere', { ingress: ['10.0.0.1:80', '127.0.0.1', '127.0.0.1:0', '::1:80', ':65536'].map((defaultEndpoint, at) => ({ port: { number: at + 1, protocol: 'HTTP', name: 'a' }, defaultEndpoint })) }, 5],
    ['no hosts', { egress: [{ hosts: [] }] }, 1],
    ['short host', { egress: [{ hosts: ['reviews'] }] }, 1],
    ['namespace that is none', { egress: [{ hosts: ['Shop_/a'] }] }, 1],
    ['empty parts', { egress: [{ hosts: ['/a', 'a/'] }] }, 2],
    ['without port last', { egress: [listener({ port: { number: 80, protocol: 'HTTP', name: 'a' } }), listener({})] }, 0],
    ['without port first', { egress: [listener({}), listener({ port: { number: 80, protocol: 'HTTP', name: 'a' } })] }, 1],
    ['same port', { egress: [80, 80].map((number) => listener({ port: { number, protocol: 'HTTP', name: 'a' } })) }, 1],
    ['other port', { egress: [80, 81].map((number) => listener({ port: { number, protocol: 'HTTP', name: 'a' } })) }, 0],
    ['targetPort', { egress: [listener({ port: { number: 80, targetPort: 8080, protocol: 'HTTP', name: 'a' } })] }, 1],
    ['ingress without port', { ingress: [{ defaultEndpoint: '127.0.0.1:8080' }] }, 1],
    ['ingress', { ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'a' }, defaultEndpoint: '127.0.0.1:8080' }] }, 0],
    ['listeners that are null', { ingress: [null], egress: [null] }, 2],
    ['a port out of range, a name and a protocol that are none', { egress: [listener({ port: { number: 65_536, protocol: 'SCTP', name: 'a_b' } })] }, 3],
    ['addresses to bind', { egress: [listener({ port: { number: 80, protocol: 'HTTP', name: 'a' }, bind: '127.0.0.1' })] }, 0],
    ['no addresses to bind', { ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'a' }, bind: 'localhost' }], egress: [listener({ port: { number: 80, protocol: 'HTTP', name: 'a' }, bind: 'unix:///a' })] }, 2],
    ['a port without number', { egress: [listener({ port: { protocol: 'HTTP', name: 'a' } })] }, 1],
    ['sockets', { egress: ['unix:///a', 'unix://@b'].map((bind) => listener({ port: { number: 0, protocol: 'TCP' }, bind })) }, 0],
    ['sockets that are none, or stand twice, or are captured', { egress: [{ bind: 'unix://a' }, { bind: 'unix:///a' }, { bind: 'unix:///a' }, { bind: 'unix:///b', captureMode: 'IPTABLES' }].map((more) => listener({ port: { number: 0, protocol: 'TCP' }, ...more })) }, 3],
    ['what Go reads as well', { egress: [listener({ hosts: ['Shop/*'] })], ingress: ['127.0.0.1:0080', ':+8080'].map((defaultEndpoint, at) => ({ port: { number: at + 1, protocol: 'HTTP' }, defaultEndpoint })) }, 0],
    ['an endpoint that is no path', { ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'a' }, defaultEndpoint: 'unix://x' }] }, 1],
    ['TLS in files', { ingress: [{ port: { number: 443, protocol: 'HTTPS', name: 'a' }, tls: { mode: 'SIMPLE', serverCertificate: '/a', privateKey: '/b' } }] }, 0],
    ['TLS as of a Gateway', { ingress: [{ port: { number: 443, protocol: 'HTTP', name: 'a' }, tls: { mode: 'SIMPLE', credentialName: 'a', httpsRedirect: true, subjectAltNames: ['a'] } }] }, 4],
    ['TLS of the mesh', { ingress: [{ port: { number: 443, protocol: 'TLS', name: 'a' }, tls: { mode: 'ISTIO_MUTUAL' } }] }, 1],
    ['an egress proxy', { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: 'egress.example', port: { number: 443 } } } }, 0],
    ['an egress proxy without port, and no host', { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: '*' } } }, 2],
    ['an egress proxy of the registry', { outboundTrafficPolicy: { egressProxy: { host: 'egress.example', port: { number: 443 } } } }, 1],
    ['a mode that is none', { outboundTrafficPolicy: { mode: 'allow_any' } }, 1],
    ['pools', { inboundConnectionPool: { http: { http2MaxRequests: 0 } } }, 0],
    ['a pool of nothing, and one of negative numbers', { inboundConnectionPool: {}, ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'a' }, connectionPool: { tcp: { maxConnections: -1 }, http: { h2UpgradePolicy: 'UPGRADE', useClientProtocol: true } } }] }, 3],
    ['a selector with a star', { workloadSelector: { labels: { app: 'web*' } }, egress: [listener({})] }, 1],
  ])('%s', (_, spec, count) => {
    const found = verdicts(policy('Sidecar', 'default', undefined, spec), ISTIO, 'CAP022');
    expect(found).toEqual(Array.from({ length: count }, () => 'CAP022 error'));
  });
});

describe('CAP022: hosts that a Sidecar leaves out', () => {
  test.each<[string, string[], number]>([
    ['1.30.5', ['~shop/*', '~*/a.com', '~./*'], 3],
    ['1.30.5', ['~/*', '~/a.com'], 0],
    ['1.31', ['*/*', '~shop/*', '~*/a.com', '~./*', '~/a.com', '~shop/*.a.com'], 0],
    ['1.31', ['~~shop/*', '~~/*', '~Shop_/*', '~shop/reviews', '~shop/'], 5],
    // an answer that nobody has is no finding
    ['1.40', ['~shop/*'], 0],
  ])('Istio %s: %j', (version, hosts, count) => {
    const facts = new MeshFacts({ platform: Platform.istio({ version }) });
    expect(verdicts(policy('Sidecar', 'default', undefined, { egress: [{ hosts }] }), facts, 'CAP022')).toHaveLength(count);
  });
});

describe('CAP026: EnvoyFilters', () => {
  const filter = (operation: string, applyTo: string, priority?: number, match?: object, name = 'a'): string => stringify({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name, namespace: 'shop' },
    spec: { ...priority !== undefined && { priority }, configPatches: [{ applyTo, match, patch: { operation, value: { name: 'envoy.lua' } } }] },
  });
  test.each<[string, string, string[]]>([
    ['1.30.5', 'CLUSTER', ['CAP026 error']], ['1.31', 'CLUSTER', []], ['1.31', 'ROUTE_CONFIGURATION', []], ['1.40', 'CLUSTER', []],
  ])('MERGE_AND_REPLACE_LIST on Istio %s for %s: %j', (version, applyTo, expected) => {
    const facts = new MeshFacts({ platform: Platform.istio({ version }) });
    expect(verdicts(filter('MERGE_AND_REPLACE_LIST', applyTo), facts, 'CAP026')).toEqual(expected);
  });

  test.each([
    ['INSERT_FIRST', 'HTTP_FILTER', undefined, []],
    ['ADD', 'CLUSTER', undefined, []],
    ['MERGE', 'HTTP_ROUTE', undefined, []],
    ['MERGE', 'ROUTE_CONFIGURATION', undefined, []],
    ['ADD', 'ROUTE_CONFIGURATION', 10, ['CAP026 error']],
    ['REMOVE', 'ROUTE_CONFIGURATION', 10, ['CAP026 error']],
    ['REPLACE', 'ROUTE_CONFIGURATION', 10, ['CAP026 error']],
    ['INSERT_FIRST', 'ROUTE_CONFIGURATION', 10, ['CAP026 error']],
    ['ADD', 'HTTP_ROUTE', undefined, ['CAP026 note']],
    ['REMOVE', 'HTTP_ROUTE', undefined, ['CAP026 warning']],
    ['REMOVE', 'HTTP_ROUTE', 1, ['CAP026 note']],
    ['REPLACE', 'HTTP_ROUTE', 1, ['CAP026 error']],
    ['ADD', 'VIRTUAL_HOST', undefined, []],
    ['REPLACE', 'VIRTUAL_HOST', undefined, ['CAP026 warning']],
    ['REPLACE', 'VIRTUAL_HOST', 1, ['CAP026 note']],
    ['REPLACE', 'LISTENER_FILTER', 1, ['CAP026 note']],
    ['REPLACE', 'LISTENER', 1, ['CAP026 error']],
    ['REPLACE', 'FILTER_CHAIN', 1, ['CAP026 error']],
    ['REPLACE', 'CLUSTER', undefined, ['CAP026 error']],
    ['REPLACE', 'toString', 1, []],
    ['REPLACE', 'HTTP_FILTER', 10, []],
    ['REPLACE', 'HTTP_FILTER', undefined, ['CAP026 warning']],
    ['REMOVE', 'HTTP_FILTER', undefined, ['CAP026 warning']],
    ['INSERT_BEFORE', 'HTTP_FILTER', undefined, ['CAP026 note']],
    ['INSERT_BEFORE', 'HTTP_FILTER', 0, ['CAP026 note']],
    ['INSERT_AFTER', 'HTTP_FILTER', undefined, ['CAP026 warning']],
    ['REMOVE', 'LISTENER', undefined, ['CAP026 note']],
    ['INSERT_BEFORE', 'HTTP_FILTER', 1, []],
    ['INSERT_AFTER', 'HTTP_FILTER', -1, []],
  ])('%s on %s, priority %s', (operation, applyTo, priority, expected) => {
    expect(verdicts(filter(operation, applyTo, priority), ISTIO, 'CAP026')).toEqual(expected);
  });

  test.each<[string, string, object, string]>([
    ['INSERT_BEFORE', 'HTTP_FILTER', { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'envoy.filters.http.router' } } } }, 'note'],
    ['INSERT_BEFORE', 'HTTP_FILTER', { filterChain: { filter: { name: 'envoy.http_connection_manager', subFilter: { name: 'envoy.router' } } } }, 'note'],
    ['REMOVE', 'HTTP_FILTER', { filterChain: { filter: { subFilter: { name: 'istio.stats' } } } }, 'note'],
    ['INSERT_BEFORE', 'HTTP_FILTER', { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'envoy.filters.http.ext_authz' } } } }, 'warning'],
    ['INSERT_BEFORE', 'NETWORK_FILTER', { filterChain: { filter: { name: 'envoy.filters.network.tcp_proxy' } } }, 'note'],
    ['INSERT_BEFORE', 'NETWORK_FILTER', { filterChain: { filter: { name: 'envoy.filters.network.local_ratelimit' } } }, 'warning'],
    ['INSERT_AFTER', 'LISTENER_FILTER', { listenerFilter: 'envoy.filters.listener.tls_inspector' }, 'note'],
    ['INSERT_AFTER', 'LISTENER_FILTER', { listenerFilter: 'my.own' }, 'warning'],
  ])('%s of a %s beside %j is a %4$s', (operation, applyTo, listener, severity) => {
    expect(verdicts(filter(operation, applyTo, undefined, { listener }), ISTIO, 'CAP026')).toEqual([`CAP026 ${severity}`]);
  });

  test.each([['INSERT_AFTER', 'or use INSERT_FIRST'], ['REMOVE', 'positive to come late']])('%s is never to become an ADD, which would stand behind the router', (operation, end) => {
    const [finding] = findingsIn(filter(operation, 'HTTP_FILTER')).filter(({ ruleId }) => ruleId === 'CAP026');
    expect(finding.fix?.endsWith(end)).toBe(true);
  });

  test('a filter that others patch by proxy version is named (IST0155)', () => {
    const yaml = all(filter('INSERT_BEFORE', 'HTTP_FILTER'), filter('INSERT_FIRST', 'HTTP_FILTER', undefined, { proxy: { proxyVersion: '^1\\.30.*' } }, 'b'));
    const [finding] = findingsIn(yaml).filter(({ ruleId }) => ruleId === 'CAP026');
    expect(finding.message).toContain('envoy.lua is also patched for certain proxy versions');
  });
});

const hostile = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', '*', ',', 'x', '__proto__', '80', -1, 0, 1e9, [], {}, [null], ['x'], { name: 3 }, { matchLabels: 1 }),
  fc.string({ maxLength: 12 }),
);

test('no policy, Sidecar, filter or annotation makes a rule fail', () => {
  const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('a: [', '{}', 'proxyMetadata: 1', 'proxyStatsMatcher: {inclusionRegexps: [1, "["]}'));
  const listener = fc.oneof(hostile, fc.record({ port: fc.oneof(hostile, fc.record({ number: hostile, targetPort: hostile })), hosts: hostile }));
  const operation = fc.oneof(hostile, fc.record({ operation: hostile, value: hostile }));
  const patch = fc.oneof(hostile, fc.record({ applyTo: hostile, match: hostile, patch: operation }));
  fc.assert(fc.property(
    hostile, text, fc.array(listener, { maxLength: 2 }), fc.array(patch, { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'logLevel', '__proto__'), hostile),
    (value, annotation, listeners, patches, labels) => {
      const metadata = { name: 'a', namespace: 'shop', annotations: { 'sidecar.istio.io/x': annotation, 'sidecar.istio.io/proxyCPU': annotation } };
      const keys = ['sidecar.istio.io/logLevel', 'proxy.istio.io/config', 'sidecar.istio.io/interceptionMode', `${TRAFFIC}includeInboundPorts`, `${TRAFFIC}excludeInboundPorts`];
      const template = { metadata: { labels: { app: 'a' }, annotations: Object.fromEntries(keys.map((key) => [key, annotation])) }, spec: { nodeSelector: value, affinity: value, containers: [{ name: 'istio-proxy', image: 'auto', args: value }] } };
      const fields = ['selector', 'workloadSelector', 'priority', 'proxyStatsMatcher', 'runtimeValues', 'logLevel', 'statusPort', 'includeInboundPorts'];
      const spec = {
        ...Object.fromEntries(fields.map((field) => [field, value])),
        egress: listeners,
        ingress: listeners,
        configPatches: patches,
        overrides: labels,
        proxyMetadata: labels,
      };
      const items = [
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } },
        ...['Sidecar', 'EnvoyFilter', 'ProxyConfig', 'Gateway'].map((kind) => ({ apiVersion: 'networking.istio.io/v1beta1', kind, metadata, spec })),
        ...['IstioGateway', 'ASMProxyConfig'].map((kind) => ({ apiVersion: 'istio.alibabacloud.com/v1beta1', kind, metadata, spec })),
        { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata, spec: value },
      ];
      for (const facts of [ISTIO, ASM]) {
        const findings = findingsIn(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), facts);
        expect(findings.filter(({ ruleId, message }) => ruleId === 'ENGINE001' && /rule (?:CAP|DEP|VER)/.test(message)).map(({ message }) => message)).toEqual([]);
      }
    },
  ), { numRuns: 150, seed: 20261121 });
});

test('an app without a mesh hears nothing', () => {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => stringify({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: 'shop', annotations: { 'meta.helm.sh/release-name': 'web' } },
    spec: { template: { metadata: { labels: { app: 'web' } }, spec: { hostNetwork: true, containers: [{ name: 'web', image: 'web:1' }] } } },
  }));
  expect(verdicts(all(...kinds)).filter((verdict) => /^(?:CAP|DEP|VER)/.test(verdict))).toEqual([]);
});

describe('CAP031: settings that do not exist', () => {
  test.each<[object, string[]]>([
    [{ terminationDrainDuration: '20s', termination_drain_duration: '20s', drainDuration: '10s' }, []],
    [{ terminationDrainDuraton: '20s' }, ['CAP031 error']],
    [{ terminationdrainDuration: '20s' }, ['CAP031 error']],
    [{ logLevel: 'debug' }, ['CAP031 error']],
    [{ excludeOutboundPorts: '3306' }, ['CAP031 error']],
    [{ somethingOfTomorrow: true }, ['CAP031 warning']],
    // older versions have it
    [{ parentShutdownDuration: '60s', zipkinAddress: 'zipkin:9411' }, []],
    [{ proxyMetadata: { ANY_NAME: 'x' } }, []],
    [{ file_flush_min_size_kb: 64, mesh_id: 'm' }, []],
  ])('proxy.istio.io/config %j: %j', (fields, expected) => {
    expect(verdicts(pods(config(fields)), ISTIO, 'CAP031')).toEqual(expected);
  });

  test.each<[string, string[]]>([['1.30.5', ['CAP031 warning']], ['1.31', []], ['1.40', []]])('connectionSettings on Istio %s: %j', (version, expected) => {
    const facts = new MeshFacts({ platform: Platform.istio({ version }) });
    expect(verdicts(pods(config({ connection_settings: { profile: 'EDGE' } })), facts, 'CAP031')).toEqual(expected);
  });

  test.each<[object, string | undefined]>([
    [{ profile: 'EDGE', httpIdleTimeout: '0s', http2_initial_stream_window_size: 65535, httpMaxConcurrentStreams: 1, listenerPerConnectionBufferLimitBytes: 0 }, undefined],
    [{ httpIdleTimeout: '-1s' }, "'connectionSettings.httpIdleTimeout' must be 0s or longer"],
    [{ httpDrainTimeout: 'soon' }, 'connectionSettings.httpDrainTimeout'],
    [{ http2InitialStreamWindowSize: 65534 }, "'connectionSettings.http2InitialStreamWindowSize' must be 65535 or more"],
    [{ httpMaxConcurrentStreams: 0 }, "'connectionSettings.httpMaxConcurrentStreams' must be 1 or more"],
    [{ clusterPerConnectionBufferLimitBytes: -1 }, "'connectionSettings.clusterPerConnectionBufferLimitBytes' must be 0 or more"],
    [{ profile: 'edge' }, "'connectionSettings.profile' must be one of SIDECAR, EDGE"],
  ])('connectionSettings that Istio 1.31 refuses: %j', (connectionSettings, expected) => {
    const on = (version: string) => findingsIn(pods(config({ connectionSettings })), new MeshFacts({ platform: Platform.istio({ version }) })).filter(({ ruleId }) => ruleId === 'CAP027');
    expect(on('1.30.5')).toEqual([]);
    expect(on('1.31').map(({ message }) => message)).toEqual(expected === undefined ? [] : [expect.stringContaining(expected)]);
  });

  test('an annotation is named for what has one', () => {
    const [finding] = findingsIn(pods(config({ excludeOutboundPorts: '3306' }))).filter(({ ruleId }) => ruleId === 'CAP031');
    expect(finding).toMatchObject({
      fix: 'write the annotation traffic.sidecar.istio.io/excludeOutboundPorts',
      message: 'proxy.istio.io/config has "excludeOutboundPorts", which is no field of ProxyConfig, and is forgotten in silence',
    });
  });

  test.each<[object, string[]]>([
    [{ concurrency: { value: 2 } }, []],
    [{ concurrency: 2 }, []],
    [{ sidecarProxyResources: {} }, ['CAP031 error']],
    [{ resources: {} }, ['CAP031 warning']],
    [{ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }, ['CAP018 error']],
    [{ lifecycle: { prestop: {} } }, ['CAP031 error']],
    [{ terminationDrainDuration: 20 }, ['CAP032 error']],
    [{ excludeInboundPorts: 8080 }, ['CAP032 error']],
    [{ excludeInboundPorts: '8080' }, []],
    [{ proxyMetadata: { A: true } }, ['CAP021 error']],
    [{ proxyMetadata: 'A=b' }, ['CAP032 error']],
    [{ sidecarProxyResource: { requests: { cpu: 0.5 } } }, []],
    [{ scaledSidecarResource: { resourceCalculationStrategy: 'Percent', resourcePercentage: 20 } }, ['CAP032 error']],
  ])('ASMProxyConfig %j: %j', (fields, expected) => {
    expect(verdicts(policy('ASMProxyConfig', 'shop', undefined, fields), ASM)).toEqual(expected);
  });

  const waypoint = (proxyConfig: string): string => all(stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'waypoint', namespace: 'shop' },
    spec: {
      gatewayClassName: 'istio-waypoint',
      infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } },
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
    },
  }), stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'options', namespace: 'shop' }, data: { proxyConfig } }));

  test.each<[string, MeshFacts, string[]]>([
    ['drainDuration: 10s', ASM, []],
    ['drainDuraton: 10s', ASM, ['CAP031 error']],
    ['drainDuraton: [', ASM, []],
    // the whole option is unknown there, and GWA003 says so
    ['drainDuraton: 10s', ISTIO, []],
  ])('option of a waypoint: %s', (text, facts, expected) => {
    expect(verdicts(waypoint(text), facts, 'CAP031')).toEqual(expected);
  });

  test('the option is where the finding points', () => {
    const [finding] = findingsIn(waypoint('drainDuraton: 10s'), ASM).filter(({ ruleId }) => ruleId === 'CAP031');
    expect(finding).toMatchObject({ object: { kind: 'ConfigMap', name: 'options' }, pointer: '/data/proxyConfig/drainDuraton' });
  });
});

describe('CAP033: policies that select no pods', () => {
  const selecting = (kind: string, labels: object, namespace = 'shop'): string => policy(kind, 'own', labels, kind === 'Sidecar' ? { egress: [{ hosts: ['./*'] }] } : { concurrency: 2 }, namespace);
  test.each(['Sidecar', 'ProxyConfig'])('%s', (kind) => {
    const said = (labels: object, ...others: string[]): string[] => verdicts(all(selecting(kind, labels), ...others), ISTIO, 'CAP033');
    expect(said({ app: 'web' }, pods({ name: 'web' }))).toEqual([]);
    expect(said({ app: 'wbe' }, pods({ name: 'web' }))).toEqual(['CAP033 warning']);
    // the next one of a row is no misspelt one
    expect(said({ app: 'web-2' }, pods({ name: 'web-1' }))).toEqual(['CAP033 note']);
    expect(said({ app: 'database' }, pods({ name: 'web' }))).toEqual(['CAP033 note']);
    expect(said({ app: 'web' }, pods({ name: 'web', namespace: 'other' }))).toEqual(['CAP033 warning']);
    // nothing of the namespace is known
    expect(said({ app: 'web' })).toEqual([]);
    expect(said({ app: 'web' }, pods({ name: 'cart', namespace: 'other' }))).toEqual([]);
    expect(said({}, pods({ name: 'web' }))).toEqual([]);
  });

  test('what the mesh makes has labels too', () => {
    const waypoint = stringify({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'waypoint', namespace: 'shop' },
      spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
    });
    const label = 'gateway.networking.k8s.io/gateway-name';
    expect(verdicts(all(selecting('ProxyConfig', { [label]: 'waypoint' }), pods({}), waypoint), ISTIO, 'CAP033')).toEqual([]);
    expect(verdicts(all(selecting('ProxyConfig', { [label]: 'waypiont' }), pods({}), waypoint), ISTIO, 'CAP033')).toEqual(['CAP033 note']);
  });

  test('it names what was meant, or where the pods are', () => {
    const [near] = findingsIn(all(selecting('Sidecar', { app: 'wbe' }), pods({ name: 'web' }))).filter(({ ruleId }) => ruleId === 'CAP033');
    expect(near).toMatchObject({ message: 'Sidecar own selects app=wbe, and no pods of namespace shop have these labels; did you mean app=web?', fix: 'write app=web' });
    const [moved] = findingsIn(all(selecting('Sidecar', { app: 'web' }), pods({ name: 'web', namespace: 'other' }))).filter(({ ruleId }) => ruleId === 'CAP033');
    expect(moved).toMatchObject({ message: expect.stringContaining('; pods of namespace other have them'), fix: 'move it to namespace other' });
  });
});

describe('CAP034: fields that Istio\'s resources do not have', () => {
  const groups: Readonly<Record<string, string>> = {
    PeerAuthentication: 'security.istio.io/v1', AuthorizationPolicy: 'security.istio.io/v1', RequestAuthentication: 'security.istio.io/v1', Telemetry: 'telemetry.istio.io/v1',
  };
  const resource = (kind: string, spec: unknown, namespace = 'shop') => stringify({ apiVersion: groups[kind] ?? 'networking.istio.io/v1beta1', kind, metadata: { name: 'a', namespace }, spec });
  const found = (kind: string, spec: unknown, namespace?: string) => findingsIn(resource(kind, spec, namespace)).filter(({ ruleId }) => ruleId === 'CAP034')
    .map(({ severity, message, fix }) => `${severity} ${message} | ${fix}`);
  const app = { app: 'web' };

  test.each<[string, unknown]>([
    ['ProxyConfig', { selector: { matchLabels: app }, concurrency: 1, environmentVariables: { A: 'x' }, image: { imageType: 'distroless' } }],
    ['Sidecar', {
      workloadSelector: { labels: app },
      egress: [{ hosts: ['./*'], bind: '127.0.0.1', captureMode: 'NONE', port: {} }],
      ingress: [{ port: {}, bind: '', captureMode: 'DEFAULT', defaultEndpoint: '127.0.0.1:80', tls: {}, connectionPool: {} }],
      outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: {} },
      inboundConnectionPool: { http: {}, tcp: {} },
    }],
    ['EnvoyFilter', { workloadSelector: { labels: app }, priority: 1, targetRefs: [], configPatches: [{ applyTo: 'LISTENER', match: {}, patch: {} }] }],
    ['PeerAuthentication', { selector: { matchLabels: app }, mtls: { mode: 'STRICT' }, portLevelMtls: { 80: { mode: 'DISABLE' } } }],
    ['AuthorizationPolicy', { selector: { matchLabels: app }, action: 'ALLOW', rules: [{}], provider: {}, targetRef: {}, targetRefs: [] }],
    ['RequestAuthentication', { selector: { matchLabels: app }, jwtRules: [], targetRefs: [] }],
    ['Telemetry', { selector: { matchLabels: app }, accessLogging: [], metrics: [], tracing: [] }],
    ['Sidecar', null], ['Sidecar', 'x'], ['EnvoyFilter', { workloadSelector: null }], ['ProxyConfig', { selector: 'app=web' }],
  ])('%s %j has its own', (kind, spec) => expect(found(kind, spec)).toEqual([]));

  test.each<[string, unknown, string]>([
    ['Sidecar', { workloadSelector: { matchLabels: app } },
      'error spec.workloadSelector.matchLabels is no field of a Sidecar, which is then for all pods of its namespace; did you mean "labels"? | write labels'],
    ['Sidecar', { selector: { labels: app } },
      'error spec.selector is no field of a Sidecar, which is then for all pods of its namespace; did you mean "workloadSelector"? | write workloadSelector'],
    ['Sidecar', { outboundTrafficPolicies: {} }, 'error spec.outboundTrafficPolicies is no field of a Sidecar; did you mean "outboundTrafficPolicy"? | write outboundTrafficPolicy'],
    ['EnvoyFilter', { workloadSelector: { labels: app, matchLabels: app } }, 'error spec.workloadSelector.matchLabels is no field of an EnvoyFilter; did you mean "labels"? | write labels'],
    ['EnvoyFilter', { workloadSelector: app }, 'error spec.workloadSelector.app is no field of an EnvoyFilter, which is then for all pods of its namespace | write it below labels'],
    ['PeerAuthentication', { selector: { matchExpressions: [] } },
      'error spec.selector.matchExpressions is no field of a PeerAuthentication, which is then for all pods of its namespace | write labels below matchLabels: there are no expressions'],
    ['ProxyConfig', { selector: { labels: app } }, 'error spec.selector.labels is no field of a ProxyConfig, which is then for no pod; did you mean "matchLabels"? | write matchLabels'],
    ['ProxyConfig', { workloadSelector: { matchLabels: app } },
      'error spec.workloadSelector is no field of a ProxyConfig, which is then for all pods of its namespace; did you mean "selector"? | write selector'],
    ['ProxyConfig', { proxyMetadata: {} }, 'error spec.proxyMetadata is no field of a ProxyConfig; did you mean "environmentVariables"? | write environmentVariables'],
    ['ProxyConfig', { drainDuration: '5s' }, 'error spec.drainDuration is no field of a ProxyConfig | write it in the annotation proxy.istio.io/config of the pods'],
    ['Telemetry', { sampling: 1 }, 'warning spec.sampling is no field of a Telemetry, expected selector, targetRef, targetRefs, accessLogging, metrics, tracing | remove it, or correct its name'],
  ])('%s %j', (kind, spec, expected) => expect(found(kind, spec)).toEqual([expected]));

  test('in the namespace of the mesh the reach is the mesh, but not that of a Sidecar with a selector', () => {
    const reach = (kind: string, spec: unknown) => /for all pods of (?:the|its) \w+/.exec(found(kind, spec, 'istio-system')[0])?.[0];
    expect(reach('EnvoyFilter', { workloadSelector: { matchLabels: app } })).toBe('for all pods of the mesh');
    expect(reach('Sidecar', { selector: { labels: app } })).toBe('for all pods of the mesh');
    expect(reach('Sidecar', { workloadSelector: { matchLabels: app } })).toBe('for all pods of its namespace');
  });

  test('what stands in place of matchLabels is said once', () => {
    expect(verdicts(resource('ProxyConfig', { selector: { labels: app }, concurrency: 1 })).filter((one) => /CAP0(?:29|34)/.test(one))).toEqual(['CAP034 error']);
  });
});

describe('CAP035: labels of the mesh that nobody reads', () => {
  const found = (yaml: string) => findingsIn(yaml).filter(({ ruleId }) => ruleId === 'CAP035').map(({ severity, pointer, fix }) => `${severity} ${pointer} | ${fix}`);
  const inject = 'sidecar.istio.io/inject';

  const workload = (own: object, labels: object, kind = 'Deployment') => {
    const template = { metadata: { labels: { app: 'web', ...labels } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
    const metadata = { name: 'web', namespace: 'shop', labels: own };
    if (kind === 'Pod') { return JSON.stringify({ apiVersion: 'v1', kind, metadata: { ...metadata, labels: { ...own, ...labels } }, spec: template.spec }); }
    if (kind === 'CronJob') { return JSON.stringify({ apiVersion: 'batch/v1', kind, metadata, spec: { schedule: '@daily', jobTemplate: { spec: { template } } } }); }
    return JSON.stringify({ apiVersion: 'apps/v1', kind, metadata, spec: { selector: { matchLabels: { app: 'web' } }, template } });
  };

  test.each<[string, object, object, string[]]>([
    ['on the workload only', { [inject]: 'false' }, {}, ['warning /metadata/labels/sidecar.istio.io~1inject | move it to the labels of the pod template']],
    ['a revision', { 'istio.io/rev': 'canary' }, {}, ['warning /metadata/labels/istio.io~1rev | move it to the labels of the pod template']],
    ['ambient', { 'istio.io/dataplane-mode': 'none' }, {}, ['warning /metadata/labels/istio.io~1dataplane-mode | move it to the labels of the pod template']],
    ['in both places', { [inject]: 'true', 'istio.io/rev': 'a' }, { [inject]: 'true', 'istio.io/rev': 'a' }, []],
    ['in both, another value', { [inject]: 'true' }, { [inject]: 'false' }, []],
    ['empty', { [inject]: '' }, {}, []],
    ['of a managed gateway', { [inject]: 'false', 'gateway.istio.io/managed': 'istio.io-gateway-controller' }, {}, []],
    ['of Istio itself', { 'istio.io/rev': 'default', 'operator.istio.io/component': 'Cni' }, {}, []],
    ['other labels', { 'app': 'web', 'istio.io/use-waypoint': 'a' }, {}, []],
  ])('%s', (_, own, labels, expected) => expect(found(workload(own, labels))).toEqual(expected));

  test.each(['StatefulSet', 'DaemonSet', 'CronJob'])('on a %s', (kind) => expect(found(workload({ [inject]: 'true' }, {}, kind))).toHaveLength(1));

  test('a Pod has its labels where they are read', () => expect(found(workload({ [inject]: 'true' }, {}, 'Pod'))).toEqual([]));

  test('the patch moves the label, also where the template has no labels', () => {
    const [{ patch }] = findingsIn(workload({ [inject]: 'false' }, {})).filter(({ ruleId }) => ruleId === 'CAP035');
    expect(patch).toEqual([
      { op: 'remove', path: '/metadata/labels/sidecar.istio.io~1inject' }, { op: 'add', path: '/spec/template/metadata/labels/sidecar.istio.io~1inject', value: 'false' },
    ]);
  });

  test.each<[string, string, string[]]>([
    [inject, 'true', []], [inject, 'false', []], [inject, '', []],
    [inject, 'False', [`write ${inject}: "false"`]], [inject, 'yes', [`write ${inject}: "true"`]], [inject, 'enabled', [`write ${inject}: "true"`]],
    [inject, 'gateway', ['write true or false, or remove it']],
    ['istio.io/dataplane-mode', 'none', []], ['istio.io/dataplane-mode', 'ambient', []], ['istio.io/dataplane-mode', 'None', ['write istio.io/dataplane-mode: "none"']],
    ['istio.io/dataplane-mode', 'sidecar', ['write ambient or none, or remove it']],
    ['istio.io/rev', 'anything', []],
  ])('%s: %j on pods', (key, value, fixes) => {
    const expected = fixes.map((fix) => `warning /spec/template/metadata/labels/${key.replace('/', '~1')} | ${fix}`);
    expect(found(workload({}, { [key]: value }))).toEqual(expected);
    expect(found(workload({}, { [key]: value }, 'Pod'))).toEqual(expected.map((one) => one.replace('/spec/template', '')));
  });

  test.each<[object, string[]]>([
    [{ 'istio-injection': 'enabled' }, []], [{ 'istio-injection': 'disabled' }, []], [{ 'istio.io/rev': 'canary' }, []], [{ 'istio.io/dataplane-mode': 'ambient' }, []],
    [{ 'istio-injection': 'Enabled' }, ['/metadata/labels/istio-injection | write istio-injection: "enabled"']],
    [{ 'istio-injection': 'true' }, ['/metadata/labels/istio-injection | write istio-injection: "enabled"']],
    [{ 'istio-injection': 'off' }, ['/metadata/labels/istio-injection | write enabled or disabled, or remove it']],
    [{ 'istio.io/dataplane-mode': 'Ambient' }, ['/metadata/labels/istio.io~1dataplane-mode | write istio.io/dataplane-mode: "ambient"']],
    [{ [inject]: 'true' }, ['/metadata/labels/sidecar.istio.io~1inject | write istio-injection: enabled']],
    [{ [inject]: 'false' }, ['/metadata/labels/sidecar.istio.io~1inject | write istio-injection: disabled']],
    [{ [inject]: 'true', 'istio-injection': 'enabled' }, ['/metadata/labels/sidecar.istio.io~1inject | remove it, istio-injection decides']],
    [{ 'istio-injection': 'enabled', 'istio.io/rev': 'canary' },
      ['/metadata/labels/istio.io~1rev | remove istio-injection to use revision canary, or istio.io/rev to use the default one']],
    [{ 'istio-injection': 'enabled', 'istio.io/rev': 'default' }, []],
    [{ 'istio-injection': 'disabled', 'istio.io/rev': 'canary' }, []],
  ])('a Namespace with %j', (labels, expected) => {
    expect(found(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } }))).toEqual(expected.map((one) => `warning ${one}`));
  });
});

describe('proxy.istio.io/config that options put on the pods of a managed gateway', () => {
  const gateway = (text: string, own?: string): string => all(stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'shop' },
    spec: {
      gatewayClassName: 'istio',
      infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' }, ...own !== undefined && { annotations: { 'proxy.istio.io/config': own } } },
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
    },
  }), stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'options', namespace: 'shop' },
    data: { deployment: stringify({ spec: { template: { metadata: { annotations: text === '' ? {} : { 'proxy.istio.io/config': text } } } } }) },
  }));

  test.each([
    ['drainDuraton: 10s', 'CAP031', ['CAP031 error']],
    ['outboundTrafficPolicy: {mode: REGISTRY_ONLY}', 'CAP018', ['CAP018 error']],
    ['proxyStatsMatcher: {inclusionRegexps: ["(?=a)"]}', 'CAP020', ['CAP020 error']],
    ['runtimeValues: {a: 1}', 'CAP021', ['CAP021 error']],
    ['statusPort: 99999', 'CAP025', ['CAP025 error']],
    ['runtimeValues: {a: "1"}', 'CAP021', []],
    ['a: [', 'CAP031', []],
  ])('%s: %s', (text, rule, expected) => { expect(verdicts(gateway(text), ISTIO, rule)).toEqual(expected); });

  test('each is told where it stands: in the options, and in the Gateway', () => {
    const told = (yaml: string): unknown => findingsIn(yaml).filter(({ ruleId }) => ruleId === 'CAP025').map(({ object, pointer }) => [object?.kind, pointer]);
    const inOptions = ['ConfigMap', '/data/deployment/spec/template/metadata/annotations/proxy.istio.io~1config/statusPort'];
    expect(told(gateway('statusPort: 99999'))).toEqual([inOptions]);
    expect(told(gateway('statusPort: 99999', 'proxyAdminPort: -1'))).toEqual([['Gateway', '/spec/infrastructure/annotations/proxy.istio.io~1config/proxyAdminPort'], inOptions]);
    expect(told(gateway('', 'proxyAdminPort: -1'))).toHaveLength(1);
  });
});

describe('CAP037: an outbound policy without a mode is REGISTRY_ONLY', () => {
  const meshOf = (mode: string): MeshFacts => new MeshFacts({ platform: ISTIO.platform, meshConfig: { outboundTrafficPolicy: { mode } } });
  test.each([
    ['an empty block', {}, ISTIO, ['CAP037 warning']],
    ['a mode that is null', { mode: null }, ISTIO, ['CAP037 warning']],
    ['a mesh that lets everything out', {}, meshOf('ALLOW_ANY'), ['CAP037 warning']],
    ['a mesh that is closed anyway', {}, meshOf('REGISTRY_ONLY'), []],
    ['a mode', { mode: 'REGISTRY_ONLY' }, ISTIO, []],
    ['null instead of a block', null, ISTIO, []],
  ])('%s', (_, outboundTrafficPolicy, facts, expected) => {
    const spec = { egress: [{ hosts: ['./*'] }], outboundTrafficPolicy };
    expect(verdicts(policy('Sidecar', 'default', undefined, spec), facts, 'CAP037')).toEqual(expected);
  });
});

describe('CAP036: mTLS to a port that bypasses the sidecar', () => {
  const BASE = readFileSync(join(__dirname, '../../fixtures/rules/CAP036.fails.yaml'), 'utf8');
  const rules = (yaml: string, facts = ISTIO): string[] => verdicts(yaml, facts, 'CAP036');
  const also = (kind: string, spec: object, namespace = 'shop'): string => `${BASE}---\n${stringify({
    apiVersion: kind === 'PeerAuthentication' ? 'security.istio.io/v1' : 'networking.istio.io/v1', kind, metadata: { name: 'own', namespace }, spec,
  })}`;
  const routed = (gatewayClassName: string): string => `${BASE.slice(0, BASE.indexOf('apiVersion: networking.istio.io/v1'))}${all(stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'shop' },
    spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  }), stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  }))}`;

  const meshRoute = (kind: string, parent: object): string => `${BASE.slice(0, BASE.indexOf('apiVersion: networking.istio.io/v1'))}${stringify({
    apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'web', namespace: 'shop' }, spec: { parentRefs: [parent], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
  })}`;
  const headless = (yaml: string): string => yaml.replace('kind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n', '$&  clusterIP: None\n');
  const besides = (inject: string): string => `---\n${BASE.slice(0, BASE.indexOf('---')).replace('name: web', 'name: other').replace('inject: "true"', `inject: "${inject}"`).replace('"8080"', '"1"')}`;

  test.each<[string, (yaml: string) => string, boolean]>([
    ['a port that is left out', (yaml) => yaml, true],
    ['UDP', (yaml) => yaml.replace('targetPort: http', 'targetPort: 8080\n      protocol: UDP'), false],
    ['a headless Service all of whose pods have a sidecar', headless, true],
    ['a headless Service some of whose pods have none', (yaml) => `${headless(yaml)}${besides('false')}`, false],
    ['a headless Service whose other pods have one', (yaml) => `${headless(yaml)}${besides('true')}`, true],
    ['a headless Service some of whose pods have none, and a gateway', (yaml) => `${headless(yaml).replace('  hosts:', '  gateways: [mesh, edge]\n  hosts:')}${besides('false')}`, true],
    ['other pods without a sidecar', (yaml) => `${yaml}${besides('false')}`, true],
    ['another one', (yaml) => yaml.replace('"8080"', '"8081"'), false],
    ['a number for the target', (yaml) => yaml.replace('targetPort: http', 'targetPort: 8080'), true],
    ['the port itself for the target', (yaml) => yaml.replace('      targetPort: http\n', ''), false],
    ['a name that no container has', (yaml) => yaml.replace('targetPort: http', 'targetPort: web'), false],
    ['a list that does not name it', (yaml) => yaml.replace('excludeInboundPorts: "8080"', 'includeInboundPorts: "9090"'), true],
    ['an empty list', (yaml) => yaml.replace('excludeInboundPorts: "8080"', 'includeInboundPorts: ""'), true],
    ['a list that names it', (yaml) => yaml.replace('excludeInboundPorts: "8080"', 'includeInboundPorts: "8080"'), false],
    ['nobody routes there: scrapers are often outside of the mesh', (yaml) => yaml.slice(0, yaml.indexOf('---\napiVersion: networking.istio.io')), false],
    ['another port of the Service', (yaml) => yaml.replace('number: 80\n', 'number: 81\n'), false],
    ['the only port of the Service', (yaml) => yaml.replace('            port:\n              number: 80\n', ''), true],
    ['the host with its namespace', (yaml) => yaml.replace('host: web', 'host: web.shop.svc.cluster.local'), true],
    ['a host of another namespace', (yaml) => yaml.replace('host: web', 'host: web.other'), false],
    ['a host outside', (yaml) => yaml.replace('host: web', 'host: web.example.com'), false],
    ['pods without a sidecar', (yaml) => yaml.replace('inject: "true"', 'inject: "false"'), false],
    ['pods that say they speak no mTLS', (yaml) => yaml.replace('inject: "true"', 'inject: "true"\n        security.istio.io/tlsMode: disabled'), false],
    ['no rules at all', (yaml) => yaml.replace('annotations:', 'annotations:\n        sidecar.istio.io/interceptionMode: NONE'), false],
  ])('%s', (_, change, expected) => { expect(rules(change(BASE))).toEqual(expected ? ['CAP036 warning'] : []); });

  test.each<[string, string, boolean]>([
    ['a DestinationRule that turns it off', also('DestinationRule', { host: 'web', trafficPolicy: { tls: { mode: 'DISABLE' } } }), false],
    ['for one port', also('DestinationRule', { host: 'web.shop', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] } }), false],
    ['for a subset', also('DestinationRule', { host: 'web', subsets: [{ name: 'a', trafficPolicy: { tls: { mode: 'DISABLE' } } }] }), false],
    ['for all hosts', also('DestinationRule', { host: '*.local', trafficPolicy: { tls: { mode: 'DISABLE' } } }), false],
    ['for another host', also('DestinationRule', { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } }), true],
    ['a DestinationRule that says nothing of it', also('DestinationRule', { host: 'web', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }), true],
    ['a PeerAuthentication that turns it off', also('PeerAuthentication', { mtls: { mode: 'DISABLE' } }), false],
    ['for a port', also('PeerAuthentication', { portLevelMtls: { 8080: { mode: 'DISABLE' } } }), false],
    ['for the mesh', also('PeerAuthentication', { mtls: { mode: 'DISABLE' } }, 'istio-system'), false],
    ['for another namespace', also('PeerAuthentication', { mtls: { mode: 'DISABLE' } }, 'other'), true],
    ['one that asks for it', also('PeerAuthentication', { mtls: { mode: 'STRICT' } }), true],
    ['one that lets both pass', also('PeerAuthentication', { mtls: { mode: 'PERMISSIVE' } }), true],
    ['a route of a Gateway of the mesh', routed('istio'), true],
    ['a route of another Gateway', routed('nginx'), false],
    ...['HTTPRoute', 'GRPCRoute', 'TCPRoute'].map((kind): [string, string, boolean] => [`${kind} of the mesh`, meshRoute(kind, { group: '', kind: 'Service', name: 'web' }), true]),
    ['a route of a Gateway that nobody knows', meshRoute('HTTPRoute', { name: 'web' }), false],
    ['a route of something else', meshRoute('HTTPRoute', { group: 'example.com', kind: 'Service', name: 'web' }), false],
  ])('%s', (_, yaml, expected) => { expect(rules(yaml)).toEqual(expected ? ['CAP036 warning'] : []); });

  test('a mesh without automatic mTLS', () => {
    const facts = new MeshFacts({ platform: ISTIO.platform, meshConfig: { enableAutoMtls: false }, injectionValues: {} });
    expect(rules(BASE, facts)).toEqual([]);
  });
});
