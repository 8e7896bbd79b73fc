import { JsonPatch } from 'cdk8s';
import { Severity } from '../../../src/checks/finding';
import { ALL_RULES, rulesById } from '../../../src/checks/rules';
import { findingText } from '../../../src/checks/text';
import { readManifests } from '../../../src/model/manifest';
import { reportOf } from '../../support/findings';
import { fixtureIds, ruleFixture } from '../../support/rule-fixtures';

/** Who speaks: rules of the same group, and every error. What other groups advise about a short manifest is beside the point here. */
const idsIn = (id: string, file: ReturnType<typeof ruleFixture>): string[] => {
  const { findings } = reportOf(file.text, file.facts, file);
  const relevant = findings.filter(({ ruleId, severity }) => severity === Severity.ERROR || ruleId.slice(0, 3) === id.slice(0, 3));
  return [...new Set(relevant.map(({ ruleId }) => ruleId))].sort();
};

describe('the manifests on the rule pages', () => {
  test('there is one that fails and one that holds for every rule', () => {
    expect(fixtureIds()).toEqual(ALL_RULES.map(({ id }) => id).sort());
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s speaks where it should, and nothing else does but what the fixture names', (id) => {
    const fails = ruleFixture(id, 'fails');
    expect(idsIn(id, fails)).toEqual([id, ...fails.also].sort());
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s holds after the fix, and so does everything else', (id) => {
    const holds = ruleFixture(id, 'holds');
    expect(idsIn(id, holds)).toEqual(holds.also);
    const { notEvaluated } = reportOf(holds.text, holds.facts, holds);
    expect(notEvaluated.filter(({ ruleId }) => ruleId === id)).toEqual([]);
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s says what to do, names its values and points into the manifest', (id) => {
    const fails = ruleFixture(id, 'fails');
    const own = reportOf(fails.text, fails.facts, fails).findings.filter(({ ruleId }) => ruleId === id);
    for (const finding of own) {
      expect(finding.severity).toBe(rulesById().get(id)!.severity);
      expect(finding.fix.length).toBeGreaterThan(10);
      expect(finding.values.length).toBeGreaterThan(0);
      if (fails.rendered === undefined) { expect(finding.line).toBeGreaterThan(0); }
      expect(findingText(finding)).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  test.each(ALL_RULES.map(({ id }) => id))('%s: a patch takes its finding away, brings no other, and has nothing left to do', (id) => {
    const fails = ruleFixture(id, 'fails');
    const report = reportOf(fails.text, fails.facts, fails);
    const before = new Set(report.findings.map(({ ruleId }) => ruleId));
    for (const finding of report.findings.filter(({ ruleId, patch }) => ruleId === id && patch)) {
      const objects = readManifests(fails.text).map(({ object, key }) => {
        const isIt = key.kind === finding.object.kind && key.namespace === finding.object.namespace && key.name === finding.object.name;
        return isIt ? JsonPatch.apply(JSON.parse(JSON.stringify(object)), ...finding.patch!.map(({ op, path, value }) => operation(op, path, value))) : object;
      });
      const after = reportOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), fails.facts, { rendered: fails.rendered }).findings;
      expect(after.filter(({ fingerprint }) => fingerprint === finding.fingerprint)).toEqual([]);
      expect(after.filter(({ ruleId }) => !before.has(ruleId)).map(({ ruleId }) => ruleId)).toEqual([]);
    }
  });
});

function operation(op: string, path: string, value: unknown): JsonPatch {
  switch (op) {
    case 'add': return JsonPatch.add(path, value);
    case 'replace': return JsonPatch.replace(path, value);
    default: return JsonPatch.remove(path);
  }
}
