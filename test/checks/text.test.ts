import { type Finding, RuleClass, Severity } from '../../src/checks/finding';
import { failureText, findingText, warningText } from '../../src/checks/text';

const finding = (more: Partial<Finding> = {}): Finding => ({
  ruleId: 'DRN001',
  title: 'drain order broken',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  message: 'terminationDrainDuration 60s must be above drainDuration 60s',
  fix: 'set drainDuration to 30s',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'edge', name: 'ingress' },
  pointer: '/spec/template',
  values: [
    { name: 'terminationDrainDuration', value: '60s', origin: 'set in Deployment edge/ingress at /spec/template/metadata/annotations/proxy.istio.io~1config' },
    { name: 'drainDuration', value: '60s', origin: 'default of Istio' },
  ],
  fingerprint: '0'.repeat(32),
  ...more,
});

describe('a finding as text', () => {
  test('says rule, object, place, values with origins, and what to do, in 80 columns', () => {
    expect(findingText(finding({ construct: 'app/prod', file: 'a.yaml', line: 3, column: 5, cluster: 'c1' }))).toBe([
      'DRN001 error: drain order broken  (the mesh misbehaves)',
      '  Deployment edge/ingress  /spec/template',
      '  construct app/prod',
      '  file a.yaml:3:5',
      '  cluster c1',
      '  terminationDrainDuration 60s must be above drainDuration 60s',
      '    terminationDrainDuration  60s',
      '        set at /spec/template/metadata/annotations/proxy.istio.io~1config',
      '    drainDuration             60s  default of Istio',
      '  fix: set drainDuration to 30s',
    ].join('\n'));
  });

  test.each(['x'.repeat(300), 'a/'.repeat(150), 'word '.repeat(60), `/${'long-name-of-a-part/'.repeat(20)}`])('no line is longer than 80: %#', (text) => {
    const lines = findingText(finding({ message: text, pointer: text, fix: text, construct: 'app' })).split('\n');
    for (const line of lines) { expect(line.length).toBeLessThanOrEqual(78); }
    // nothing is lost where a word is broken
    expect(lines.join('').replaceAll(' ', '')).toContain(text.replaceAll(' ', ''));
  });

  test.each([
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a second line', 'x\n  fix: do nothing', 'x\\u000a  fix: do nothing'],
    ['a link', '\u001b]8;;http://x\u0007', '\\u001b]8;;http://x\\u0007'],
    ['turned text', 'a\u202eb', 'a\\u202eb'],
    ['a C1 control', 'a\u009bb', 'a\\u009bb'],
  ])('%s in a value is shown, not obeyed', (_, hostile, shown) => {
    const text = findingText(finding({ message: hostile, object: { apiVersion: 'v1', kind: hostile, name: hostile } }));
    expect(text.replace(/\s+/g, ' ')).toContain(shown.replace(/\s+/g, ' '));
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.split('\n').length).toBe(findingText(finding({ message: 'x', object: { apiVersion: 'v1', kind: 'x', name: 'x' } })).split('\n').length);
  });
});

describe('a failure', () => {
  const stops = ({ severity }: Finding) => severity === Severity.ERROR;
  const warning = finding({ ruleId: 'DRN005', severity: Severity.WARNING, title: 'no effect' });
  const note = finding({ ruleId: 'DRN015', severity: Severity.NOTE, title: 'a note' });
  const acknowledged = finding({ ruleId: 'AVL010', title: 'no spread', acknowledged: { reason: 'one node only', at: 'app' } });

  test('counts everything, says what stops it first, then what would not', () => {
    const text = failureText([warning, finding(), note, acknowledged], stops);
    expect(text.split('\n')[0]).toBe('1 error, 1 warning, 1 note, 1 acknowledged');
    expect([...text.matchAll(/^ {2}([A-Z]{3}\d{3}) /gm)].map(([, id]) => id)).toEqual(['DRN001', 'DRN005']);
  });

  test('warnings name the library, since other programs write to stderr too', () => {
    expect(warningText([warning])).toMatch(/^cdk8s-istio: 1 warning\n\n {2}DRN005 warning: no effect/);
  });
});
