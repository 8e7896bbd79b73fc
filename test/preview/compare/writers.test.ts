import { asm, compareYaml, deployment, istioGateway, yaml } from './support';
import { comparisonJson, comparisonMarkdown, comparisonText } from '../../../src/preview/compare';

const BEFORE = yaml(istioGateway(), deployment({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }));
const AFTER = yaml(
  istioGateway({ podAnnotations: { 'a|b`c': 'x\u001b[31m|`@all\u202e\u009b' }, serviceType: 'ClusterIP', runAsRoot: true }),
  deployment({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }, { terminationGracePeriodSeconds: 60 }),
).replace('\u009b', '\\u009b');
const comparison = compareYaml(BEFORE, AFTER, { facts: asm('1.26') });

test('text: what is worst comes first, in 80 columns', () => {
  expect(comparisonText(comparison)).toMatchSnapshot();
});

test('Markdown: a table, and the reasons below it', () => {
  expect(comparisonMarkdown(comparison)).toMatchSnapshot();
});

test('JSON: the keys that programs read', () => {
  const read = JSON.parse(comparisonJson(comparison)) as { [key: string]: unknown };
  expect(Object.keys(read)).toEqual(['worst', 'restarts', 'losses', 'summary', 'workloads', 'objects']);
  expect(read).toMatchObject({ worst: 'unknown', summary: { 'unknown': 1, 'rolling-restart': 1 }, restarts: [{ name: 'web' }, { cluster: 'c1', name: 'istio-ingress' }] });
});

test('nothing changes', () => {
  const same = compareYaml(BEFORE, BEFORE, { facts: asm('1.26') });
  expect(comparisonText(same)).toBe('nothing changes (2 workloads)\nworkloads: 2 none\n');
  expect(comparisonMarkdown(same)).toBe('**nothing changes (2 workloads)**\n\nWorkloads: 2 none\n');
});

describe('what manifests hold is never markup', () => {
  test.each([comparisonText, comparisonMarkdown, comparisonJson])('%p shows control characters and does not obey them', (write) => {
    // eslint-disable-next-line no-control-regex
    expect(write(comparison)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(write(comparison)).toContain('\\u001b[31m');
    expect(write(comparison)).toContain('\\u202e');
    expect(write(comparison)).toContain('\\u009b');
  });

  test('a pipe does not end a cell of the table, a backtick no code span', () => {
    const named = (image: string): string => yaml({ ...deployment({}, {}, { image }), metadata: { name: 'a|b\\|c`d', namespace: 'plain' } });
    const markdown = comparisonMarkdown(compareYaml(named('web:1'), named('web:2')));
    const row = markdown.split('\n').find((line) => line.startsWith('| rolling-restart'))!;
    expect(row.split('|')).toHaveLength(5);
    expect(markdown).toContain('``Deployment plain/a|b\\|c`d``');
  });
});

describe('secrets, wherever they stand', () => {
  const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
  const KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQ'.repeat(8)}\n-----END PRIVATE KEY-----\n`;
  const ROWS: readonly (readonly [string, (secret: string) => string])[] = [
    ['the environment of a workload', (secret) => yaml(deployment({}, {}, { env: [{ name: 'TOKEN', value: secret }] }))],
    ['a ConfigMap', (secret) => yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'plain' }, data: { key: secret } })],
    ['a field of an IstioGateway', (secret) => yaml(istioGateway({ podAnnotations: { a: secret } }))],
    ['an annotation of an IstioGateway', (secret) => yaml(istioGateway({}, { a: secret }))],
    ['an annotation of a Gateway', (secret) => yaml({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'gw', namespace: 'shop', annotations: { a: secret } },
      spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    })],
  ];

  test.each(ROWS)('%s', (_, of) => {
    for (const secret of [TOKEN, KEY]) {
      for (const [before, after] of [[of('plain'), of(secret)], [of(secret), of('plain')]]) {
        const found = compareYaml(before, after, { facts: asm('1.26') });
        for (const write of [comparisonText, comparisonMarkdown, comparisonJson]) {
          const text = write(found);
          expect(text.replace(/\s+/g, ' ')).toMatch(/\[(?:secret|private key), \d+ characters, sha256 [0-9a-f]{8}\]/);
          expect(text).not.toContain(secret.includes('MIIEvQ') ? 'MIIEvQ' : secret);
        }
      }
    }
  });
});

test('an apiVersion and options that are merged elsewhere are in the words of their impact', () => {
  const budget = (version: string): string => yaml({ apiVersion: `policy/${version}`, kind: 'PodDisruptionBudget', metadata: { name: 'b', namespace: 'plain' }, spec: { minAvailable: 1 } });
  const found = compareYaml(budget('v1beta1'), budget('v1'));
  expect(found.objects.map(({ impact }) => impact)).toEqual(['metadata-only']);
  expect(comparisonText(found).replace(/\s+/g, ' ')).toContain('no pod sees it: labels or annotations of the object, its apiVersion, a text that is judged where it is merged');
  for (const line of comparisonText(found).split('\n')) { expect(line.length).toBeLessThanOrEqual(80); }
});
