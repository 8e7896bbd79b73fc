import { applications, FACTS, texts } from './corpus';
import { type BenchRow, ratios } from './row';
import { judgeManifests } from '../src/checks/check-manifests';
import type { Rule } from '../src/checks/rule';
import { ALL_RULES } from '../src/checks/rules';
import { type Manifest, readManifests } from '../src/model';

const DEAREST = 5;

/**
 * Which rules take how much of the time of all. A rule that is asked first pays for the part of the model that it needs, so each is asked twice and
 * the second time counts.
 */
function dearest(manifests: readonly Manifest[]): BenchRow[] {
  const spent = new Map<string, number>();
  const asked = ALL_RULES.map((rule) => ({ rule, check: rule.check }));
  for (const { rule, check } of asked as readonly { rule: Rule; check: (target: never, scene: never) => unknown }[]) {
    (rule as { check: unknown }).check = (target: never, scene: never) => {
      check.call(rule, target, scene);
      const start = process.hrtime.bigint();
      const verdict = check.call(rule, target, scene);
      spent.set(rule.id, (spent.get(rule.id) ?? 0) + Number(process.hrtime.bigint() - start));
      return verdict;
    };
  }
  try {
    judgeManifests(manifests, FACTS);
    spent.clear();
    judgeManifests(manifests, FACTS);
  } finally {
    for (const { rule, check } of asked) { (rule as { check: unknown }).check = check; }
  }
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0);
  return [...spent].sort(([, a], [, b]) => b - a).slice(0, DEAREST)
    .map(([id, time], at) => ({ name: `share of ${id} in the time of all rules (number ${at + 1} of ${spent.size})`, value: time / all }));
}

/** What it costs to judge everything: beside reading it, and in numbers. */
export function rows(): BenchRow[] {
  const text = texts(10_000);
  const [few, many] = [readManifests(texts(1_000)), readManifests(text)];
  const [again, reading] = ratios(1,
    () => { judgeManifests(many, FACTS); },
    () => { for (let part = 0; part < 10; part += 1) { judgeManifests(few, FACTS); } },
    () => { readManifests(text); },
  );
  const files = applications(10_000);
  const apps = files.flatMap((file) => readManifests(file));
  const [judging] = ratios(3, () => { files.forEach((file) => readManifests(file)); }, () => { judgeManifests(apps, FACTS); });
  return [
    { name: 'all rules, one object of 10,000 : one of 1,000', value: 1 / again, limit: 1.1 },
    { name: `all rules over ${apps.length} objects of applications : reading their YAML`, value: judging, limit: 2 },
    { name: 'the same over 10,000 short objects, one in five a gateway', value: 1 / reading, limit: 2 },
    ...dearest(few),
  ];
}
