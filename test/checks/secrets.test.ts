import { type Acknowledgement } from '../../src/checks/acknowledgements';
import { type PatchOperation, RuleClass, Severity, type ValidationReport } from '../../src/checks/finding';
import type { Found, ManifestRule, Verdict } from '../../src/checks/rule';
import { runRules } from '../../src/checks/runner';
import { failureText, warningText } from '../../src/checks/text';
import { ManifestIndex, readManifests } from '../../src/model/manifest';
import { MeshFacts } from '../../src/platform';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const YAML = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n';

function judged(verdict: () => Verdict, acknowledgements: readonly Acknowledgement[] = []): ValidationReport {
  const rule: ManifestRule = {
    on: 'manifest',
    id: 'TST001',
    kinds: ['/ConfigMap'],
    title: 'a title',
    severity: Severity.ERROR,
    ruleClass: RuleClass.MESH,
    why: 'why',
    source: 'source',
    check: verdict,
  };
  const scene = { index: ManifestIndex.of(readManifests(YAML)), facts: new MeshFacts(), proxies: [], partial: false, owns: () => true };
  return runRules({ scenes: [scene], rulesFor: () => [rule], acknowledgements, known: new Map([[rule.id, rule]]) });
}

const found = (more: Partial<Found>): (() => Verdict) => () => [{ message: 'broken', fix: 'mend it', ...more }];
const value = { known: true, value: TOKEN, origin: { kind: 'policy', level: 'global', by: `mesh config ${TOKEN}` } } as const;

describe('what a rule quotes is shown without secrets before anybody can write it', () => {
  test.each<[string, () => Verdict]>([
    ['a message', found({ message: `env TOKEN is ${TOKEN}` })],
    ['a fix', found({ fix: `take ${TOKEN} out` })],
    ['a value and its origin', found({ values: [{ name: 'TOKEN', value }] })],
    ['a pointer', found({ pointer: `/data/${TOKEN}` })],
    ['a reason why nothing was decided', () => ({ undecided: `${TOKEN} is not read` })],
    ['an error of a rule', () => { throw new Error(`cannot read ${TOKEN}`); }],
  ])('%s', (_, verdict) => {
    const report = judged(verdict);
    const texts = [JSON.stringify(report), warningText(report.findings), failureText(report.findings, () => true)];
    for (const text of texts) { expect(text).not.toContain(TOKEN); }
    expect(texts[0]).toMatch(/\[secret, 40 characters, sha256 [0-9a-f]{8}\]/);
  });

  test('the reason of an acknowledgement', () => {
    const { findings } = judged(found({}), [{ rule: 'TST001', reason: `the old key was ${TOKEN}`, at: 'app', scope: '' }]);
    expect(findings[0].acknowledged!.reason).toMatch(/^the old key was \[secret, 40 characters, sha256 [0-9a-f]{8}\]$/);
  });

  test('the same finding keeps its fingerprint, and two that differ in the secret alone keep two', () => {
    const fingerprint = (key: string): string => judged(found({ pointer: `/data/${key}` })).findings[0].fingerprint;
    expect(fingerprint(TOKEN)).toBe(fingerprint(TOKEN));
    expect(fingerprint(TOKEN)).not.toBe(fingerprint(TOKEN.toUpperCase()));
  });
});

describe('a patch is whole or not there', () => {
  test.each<[string, PatchOperation, boolean]>([
    ['a number', { op: 'replace', path: '/spec/replicas', value: 2 }, true],
    ['nothing', { op: 'remove', path: '/spec/replicas' }, true],
    ['a text', { op: 'add', path: '/a', value: 'drainDuration: 30s' }, true],
    ['a text with a secret', { op: 'add', path: '/a', value: `token: ${TOKEN}` }, false],
    ['a secret far inside', { op: 'add', path: '/a', value: { b: [{ c: TOKEN }] } }, false],
    ['a secret as a key', { op: 'add', path: '/a', value: { [TOKEN]: 1 } }, false],
    ['a secret in its path', { op: 'remove', path: `/data/${TOKEN}` }, false],
  ])('%s', (_, operation, whole) => {
    expect(judged(found({ patch: [operation] })).findings[0].patch).toEqual(whole ? [operation] : undefined);
  });
});
