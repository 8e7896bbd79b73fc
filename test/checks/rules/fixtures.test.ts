import { ALL_RULES, rulesById } from '../../../src/checks/rules';
import { findingText } from '../../../src/checks/text';
import { reportOf } from '../../support/findings';
import { fixtureIds, ruleFixture } from '../../support/rule-fixtures';

/** Rules that look at the shutdown or the spread of the same proxy. */
const idsIn = (file: ReturnType<typeof ruleFixture>): string[] => {
  const { findings } = reportOf(file.text, file.facts, { file: file.file });
  return [...new Set(findings.map(({ ruleId }) => ruleId))].sort();
};

describe('the manifests on the rule pages', () => {
  test('there is one that fails and one that holds for every rule', () => {
    expect(fixtureIds()).toEqual(ALL_RULES.map(({ id }) => id).sort());
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s speaks where it should, and nothing else does but what the fixture names', (id) => {
    const fails = ruleFixture(id, 'fails');
    expect(idsIn(fails)).toEqual([id, ...fails.also].sort());
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s holds after the fix, and so does everything else', (id) => {
    const holds = ruleFixture(id, 'holds');
    expect(idsIn(holds)).toEqual(holds.also);
    const { notEvaluated } = reportOf(holds.text, holds.facts);
    expect(notEvaluated.filter(({ ruleId }) => ruleId === id)).toEqual([]);
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s says what to do, names its values and points into the manifest', (id) => {
    const fails = ruleFixture(id, 'fails');
    const own = reportOf(fails.text, fails.facts, { file: fails.file }).findings.filter(({ ruleId }) => ruleId === id);
    for (const finding of own) {
      expect(finding.severity).toBe(rulesById().get(id)!.severity);
      expect(finding.fix.length).toBeGreaterThan(10);
      expect(finding.values.length).toBeGreaterThan(0);
      expect(finding.line).toBeGreaterThan(0);
      expect(findingText(finding)).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});
