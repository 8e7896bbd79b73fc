import { asm, compareYaml, deployment, istioGateway, yaml } from './support';
import { comparisonJson, comparisonMarkdown, comparisonText } from '../../../src/preview/compare';

const BEFORE = yaml(istioGateway(), deployment({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }));
const AFTER = yaml(
  istioGateway({ podAnnotations: { 'a|b`c': 'x\u001b[31m|`@all\u202e' }, serviceType: 'ClusterIP', runAsRoot: true }),
  deployment({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }, { terminationGracePeriodSeconds: 60 }),
);
const comparison = compareYaml(BEFORE, AFTER, { facts: asm('1.26') });

test('text: what is worst comes first, in 80 columns', () => {
  expect(comparisonText(comparison)).toMatchSnapshot();
});

test('Markdown: a table, and the reasons below it', () => {
  expect(comparisonMarkdown(comparison)).toMatchSnapshot();
});

test('JSON: the keys that programs read', () => {
  const read = JSON.parse(comparisonJson(comparison)) as { [key: string]: unknown };
  expect(Object.keys(read)).toEqual(['worst', 'restarts', 'summary', 'workloads', 'objects']);
  expect(read).toMatchObject({ worst: 'unknown', summary: { 'unknown': 1, 'rolling-restart': 1 }, restarts: [{ name: 'web' }, { cluster: 'c1', name: 'istio-ingress' }] });
});

test('nothing changes', () => {
  const same = compareYaml(BEFORE, BEFORE, { facts: asm('1.26') });
  expect(comparisonText(same)).toBe('nothing changes (2 workloads)\nworkloads: 2 none\n');
  expect(comparisonMarkdown(same)).toBe('**nothing changes (2 workloads)**\n\nWorkloads: 2 none\n');
});

describe('what manifests hold is never markup', () => {
  test.each([comparisonText, comparisonMarkdown])('%p shows control characters and does not obey them', (write) => {
    // eslint-disable-next-line no-control-regex
    expect(write(comparison)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(write(comparison)).toContain('\\u001b[31m');
  });

  test('a pipe does not end a cell of the table, a backtick no code span', () => {
    const named = (image: string): string => yaml({ ...deployment({}, {}, { image }), metadata: { name: 'a|b\\|c`d', namespace: 'plain' } });
    const markdown = comparisonMarkdown(compareYaml(named('web:1'), named('web:2')));
    const row = markdown.split('\n').find((line) => line.startsWith('| rolling-restart'))!;
    expect(row.split('|')).toHaveLength(5);
    expect(markdown).toContain('``Deployment plain/a|b\\|c`d``');
  });
});
