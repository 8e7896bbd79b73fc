import { JsonPatch } from 'cdk8s';
import { type FindingObject, Severity } from '../../../src/checks/finding';
import { ALL_RULES, rulesById } from '../../../src/checks/rules';
import { findingText } from '../../../src/checks/text';
import { readManifests } from '../../../src/model/manifest';
import type { ObjectKey } from '../../../src/model/manifest/types';
import { valueAt } from '../../../src/model/pointer';
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

  test.each(ALL_RULES.map(({ id }) => id))('%s: a patch takes its finding away, brings no other, and changes nothing else', (id) => {
    const fails = ruleFixture(id, 'fails');
    const report = reportOf(fails.text, fails.facts, fails);
    const before = new Set(report.findings.map(({ ruleId }) => ruleId));
    const written = readManifests(fails.text);
    const seen = JSON.stringify(written.map(({ object }) => object));
    for (const finding of report.findings.filter(({ ruleId, patch }) => ruleId === id && patch)) {
      const patch = finding.patch!.map(({ op, path, value }) => operation(op, path, value));
      const objects = written.map(({ object, key }) => (
        isObject(key, finding.object) ? JsonPatch.apply(JSON.parse(JSON.stringify(object)), ...patch) : object));
      // it changes something, and of what stands there only what the finding points to
      expect(JSON.stringify(objects)).not.toBe(seen);
      const target = written.find(({ key }) => isObject(key, finding.object))!.object;
      expect(finding.patch!.filter(({ op, path }) => !isOneLine(path, finding.pointer) && !(op === 'add' && valueAt(target, path) === undefined))).toEqual([]);
      const after = reportOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), fails.facts, { rendered: fails.rendered }).findings;
      expect(after.filter(({ fingerprint }) => fingerprint === finding.fingerprint)).toEqual([]);
      expect(after.filter(({ ruleId }) => !before.has(ruleId)).map(({ ruleId }) => ruleId)).toEqual([]);
      // what other rules say of other places they say still
      const left = new Set(after.map(({ fingerprint }) => fingerprint));
      const lost = report.findings.filter(({ ruleId, pointer, fingerprint }) => ruleId !== id && !left.has(fingerprint)
        && !finding.patch!.some(({ path }) => isOneLine(path, pointer)));
      expect(lost.map(({ ruleId, pointer }) => `${ruleId} ${pointer}`)).toEqual([]);
    }
  });
});

function isObject(key: ObjectKey, { kind, namespace, name }: FindingObject): boolean {
  return key.kind === kind && key.namespace === namespace && key.name === name;
}

/** Is one place the other, or within it? */
function isOneLine(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function operation(op: string, path: string, value: unknown): JsonPatch {
  switch (op) {
    case 'add': return JsonPatch.add(path, value);
    case 'replace': return JsonPatch.replace(path, value);
    default: return JsonPatch.remove(path);
  }
}
