import { type Acknowledgement, acknowledgementsOf } from '../../src/checks/acknowledgements';
import { isDay } from '../../src/checks/day';
import { type Finding, RuleClass, Severity } from '../../src/checks/finding';
import type { ManifestRule, Rule, Verdict } from '../../src/checks/rule';
import { Worded } from '../../src/checks/rules/proxy-rule';
import { runRules } from '../../src/checks/runner';
import { ManifestIndex, manifestOf, readManifests } from '../../src/model/manifest';
import { MeshFacts } from '../../src/platform';

/** A rule on ConfigMaps that answers what the test wants. */
function rule(id: string, verdict: (name: string) => Verdict, more: Partial<ManifestRule> = {}): ManifestRule {
  return {
    on: 'manifest',
    id,
    kinds: ['/ConfigMap'],
    title: 'a title',
    severity: Severity.ERROR,
    ruleClass: RuleClass.MESH,
    why: 'why',
    source: 'source',
    check: (manifest) => verdict(manifest.key.name),
    ...more,
  };
}

const found = (message = 'broken', more = {}) => [{ message, fix: 'mend it', ...more }];

interface Options { readonly acknowledgements?: Acknowledgement[]; readonly asOf?: string; readonly partial?: boolean; readonly mildest?: Severity }

function run(rules: Rule[], text: string, { acknowledgements = [], asOf, partial = false, mildest }: Options = {}) {
  const index = ManifestIndex.of(readManifests(text, { file: 'app.yaml' }));
  const scene = { index, facts: new MeshFacts(), proxies: [], partial, owns: () => true };
  return runRules({ scenes: [scene], rulesFor: () => rules, acknowledgements, known: new Map(rules.map((one) => [one.id, one])), asOf, mildest });
}

const one = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\ndata:\n  key: x\n';
const many = ['a', 'b', 'c'].map((name) => one.replace('name: a', `name: ${name}`)).join('---\n');
const ids = (findings: Finding[]) => findings.map(({ ruleId, object, acknowledged }) => `${ruleId} ${object.name}${acknowledged ? ' acknowledged' : ''}`);

describe('what nobody hears', () => {
  const note = rule('T001', () => found('mild'), { severity: Severity.NOTE });
  const either = rule('T002', (name) => [...found('mild', { severity: Severity.NOTE }), ...name === 'a' ? found('bad') : []]);
  const reason = 'a reason that is long enough';

  test('is not looked for: rules that declare no more are not asked, and milder findings of others are not told', () => {
    const { findings, rules } = run([note, either], many, { mildest: Severity.WARNING });
    expect(rules).toEqual(['T002']);
    expect(findings.map(({ severity, message, object }) => `${severity} ${message} ${object.name}`)).toEqual(['error bad a']);
  });

  test('is told without a limit', () => {
    expect(run([note, either], many).findings).toHaveLength(7);
  });

  test.each([
    ['in the app', one, [{ rule: 'T001', reason, at: 'app', scope: '' }]],
    ['by an annotation', one.replace('namespace: shop', `namespace: shop\n  annotations: {ack.cdk8s-istio.io/T001: ${reason}}`), []],
  ])('is looked for where it is acknowledged %s, so that the acknowledgement does not seem unused', (_, text, acknowledgements) => {
    const { findings } = run([note], text, { mildest: Severity.ERROR, acknowledgements });
    expect(findings.map(({ ruleId, acknowledged }) => [ruleId, acknowledged !== undefined])).toEqual([['T001', true]]);
  });

  test('is not put into words', () => {
    const words = jest.fn(() => ({ message: 'long to say', fix: 'mend it' }));
    const mild = rule('T003', () => [new Worded(Severity.NOTE, undefined, words)]);
    expect(run([mild], one, { mildest: Severity.ERROR }).findings).toEqual([]);
    expect(words).not.toHaveBeenCalled();
    expect(run([mild], one).findings).toMatchObject([{ message: 'long to say', fix: 'mend it', severity: 'note' }]);
    expect(words).toHaveBeenCalledTimes(1);
  });
});

describe('three answers', () => {
  test('a rule that holds is in the list of rules and finds nothing', () => {
    expect(run([rule('T001', () => [])], one)).toEqual({ findings: [], notEvaluated: [], rules: ['T001'] });
  });

  test('a finding names object, place, line, values and origin', () => {
    const verdict = found('key is x', { pointer: '/data/key' });
    const [finding] = run([rule('T001', () => verdict)], one).findings;
    expect(finding).toEqual({
      ruleId: 'T001',
      title: 'a title',
      severity: 'error',
      ruleClass: 'mesh',
      message: 'key is x',
      fix: 'mend it',
      object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a' },
      pointer: '/data/key',
      values: [],
      file: 'app.yaml',
      line: 7,
      column: 8,
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('what cannot be judged is counted by reason, and is no pass', () => {
    const report = run([rule('T001', (name) => name === 'a' ? [] : { undecided: 'no version' })], many);
    expect(report).toMatchObject({ findings: [], notEvaluated: [{ ruleId: 'T001', why: 'no version', count: 2 }] });
  });

  test('a rule that throws is an error finding, and the others still run', () => {
    const report = run([rule('T001', () => { throw new TypeError('oops'); }), rule('T002', () => found())], one);
    expect(report.findings.map(({ ruleId, severity, message }) => [ruleId, severity, message])).toEqual([
      ['ENGINE001', 'error', 'rule T001 failed: TypeError: oops'], ['T002', 'error', 'broken'],
    ]);
  });

  test('a finding more severe than its rule declares is a failure of the rule', () => {
    const declares = { severity: Severity.WARNING };
    expect(ids(run([rule('T001', () => found('broken', { severity: Severity.ERROR }), declares)], one).findings)).toEqual(['ENGINE001 a']);
    expect(ids(run([rule('T001', () => found('broken', { severity: Severity.NOTE }), declares)], one).findings)).toEqual(['T001 a']);
  });

  test('a rule that needs the whole app is not judged on one chart', () => {
    const whole = rule('T001', () => found(), { wholeApp: true });
    expect(run([whole], one, { partial: true })).toMatchObject({ findings: [], notEvaluated: [{ ruleId: 'T001', why: 'only one chart is rendered', count: 1 }] });
    expect(run([whole], one).findings).toHaveLength(1);
  });

  test('a rule is asked about its own kinds only', () => {
    const asked: string[] = [];
    const service = rule('T001', (name) => { asked.push(name); return []; }, { kinds: ['/Service'] });
    run([service], many);
    expect(asked).toEqual([]);
  });
});

describe('order and fingerprints', () => {
  const rules = [
    rule('T001', () => found('note', { severity: Severity.NOTE })), rule('T002', () => found('warning', { severity: Severity.WARNING })), rule('T003', () => found()),
  ];

  test('most severe first, then by object and rule, whatever the order of the files', () => {
    const expected = ['T003 a', 'T003 b', 'T003 c', 'T002 a', 'T002 b', 'T002 c', 'T001 a', 'T001 b', 'T001 c'];
    expect(ids(run(rules, many).findings)).toEqual(expected);
    expect(ids(run([...rules].reverse(), many.split('---\n').reverse().join('---\n')).findings)).toEqual(expected);
  });

  test('a fingerprint survives moved lines and changed messages, and tells objects apart', () => {
    const prints = (text: string, message: string) => run([rule('T001', () => found(message))], text).findings.map((finding) => finding.fingerprint);
    expect(prints(`# a comment\n${many}`, 'other')).toEqual(prints(many, 'broken'));
    expect(new Set(prints(many, 'broken')).size).toBe(3);
  });
});

describe('acknowledgements', () => {
  const reason = 'seen on 2026-11-01, harmless here';
  const ack = (more: Partial<Acknowledgement> = {}): Acknowledgement => ({ rule: 'T001', reason, at: 'app', scope: '', ...more });
  const broken = rule('T001', () => found('broken', { part: 'key' }));

  test('mark the finding and keep it', () => {
    const { findings } = run([broken], one, { acknowledgements: [ack()] });
    expect(findings).toHaveLength(1);
    expect(findings[0].acknowledged).toEqual({ reason, at: 'app' });
  });

  test.each([
    ['another finding', ack({ part: 'other' }), ['T001 a', 'ENGINE004 ']],
    ['the finding it names', ack({ part: 'key' }), ['T001 a acknowledged']],
    ['an unknown rule', ack({ rule: 'T999' }), ['ENGINE002 ', 'T001 a']],
    ['a short reason', ack({ reason: 'because' }), ['ENGINE003 ', 'T001 a']],
    ['a day that is none', ack({ expires: '2026-02-30' }), ['ENGINE003 ', 'T001 a']],
  ])('for %s', (_, acknowledgement, expected) => {
    expect(ids(run([broken], one, { acknowledgements: [acknowledgement], asOf: '2026-11-20' }).findings)).toEqual(expected);
  });

  test.each([
    ['2026-11-21', ['T001 a acknowledged']], ['2026-11-20', ['T001 a acknowledged']], ['2026-11-19', ['T001 a', 'ENGINE005 ']],
  ])('that expire on %s, on 2026-11-20', (expires, expected) => {
    expect(ids(run([broken], one, { acknowledgements: [ack({ expires })], asOf: '2026-11-20' }).findings)).toEqual(expected);
  });

  test('without a date nothing expires, and the report says that it was not judged', () => {
    const report = run([broken], one, { acknowledgements: [ack({ expires: '2001-01-01' })] });
    expect(ids(report.findings)).toEqual(['T001 a acknowledged']);
    expect(report.notEvaluated).toEqual([{ ruleId: 'ENGINE005', why: 'no date was handed in', count: 1 }]);
  });

  test('that are not used are reported, but not when only one chart is rendered', () => {
    const fine = rule('T001', () => []);
    expect(ids(run([fine], one, { acknowledgements: [ack()] }).findings)).toEqual(['ENGINE004 ']);
    expect(ids(run([fine], one, { acknowledgements: [ack()], partial: true }).findings)).toEqual([]);
  });

  test('cannot accept what the API server rejects', () => {
    const refused = rule('T001', () => found(), { ruleClass: RuleClass.API });
    expect(ids(run([refused], one, { acknowledgements: [ack()] }).findings)).toEqual(['ENGINE006 ', 'T001 a']);
  });

  test('given as annotation hold for their manifest only', () => {
    const annotated = many.replace('name: b\n', `name: b\n  annotations: {"ack.cdk8s-istio.io/T001": "${reason} (expires 2026-12-31)"}\n`);
    const { findings } = run([broken], annotated, { asOf: '2026-11-20' });
    expect(ids(findings)).toEqual(['T001 a', 'T001 c', 'T001 b acknowledged']);
    expect(findings[2].acknowledged).toEqual({ reason, at: 'annotation ack.cdk8s-istio.io/T001', expires: '2026-12-31' });
  });

  test('annotations may name one finding', () => {
    const [read] = acknowledgementsOf(manifestOf({
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { 'ack.cdk8s-istio.io/T001.a.b': reason, 'other': 'x' } },
    }));
    expect(read).toMatchObject({ rule: 'T001', part: 'a.b', reason });
  });

  test.each([['2026-11-20', true], ['2026-02-29', false], ['2028-02-29', true], ['2026-13-01', false], ['20261120', false], ['2026-1-1', false], [undefined, false]])(
    '%s is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));
});
