import { findingsIn } from './findings';
import { type RuleFixture, ruleFixture } from './rule-fixtures';
import { RuleClass, Severity } from '../../src/checks/finding';
import { ALL_RULES, type DescribedRule } from '../../src/checks/rules';
import { RULE_GROUPS } from '../../src/checks/rules/groups';
import { LEFT_OUT } from '../../src/checks/rules/left-out';
import { findingText } from '../../src/checks/text';

const NOTICE = '<!-- Generated from the rule and its two manifests in test/fixtures/rules by tools/rule-pages.mjs. Edit those instead. -->';

const WHO: Record<RuleClass, string> = {
  [RuleClass.API]: 'the API server rejects it',
  [RuleClass.MESH]: 'it is accepted, and the mesh misbehaves',
  [RuleClass.PRACTICE]: 'it works, and experience advises against it',
};

/** All pages of docs/rules by file name: one for each rule, the list, and what is left out. The same rules and manifests give the same bytes. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([['README.md', list()], ['left-out.md', leftOut()], ...ALL_RULES.map((rule) => [`${rule.id}.md`, page(rule)] as const)]);
}

function list(): string {
  const rows = (prefix: string): string[] => ALL_RULES.filter(({ id }) => id.startsWith(prefix))
    .map(({ id, title, severity, ruleClass }) => `| [${id}](${id}.md) | ${title} | ${severity} | ${ruleClass} |`);
  const groups = RULE_GROUPS.flatMap(({ prefix, title }) => [`## ${title}`, '', '| rule | what is found | severity | class |', '|---|---|---|---|', ...rows(prefix), '']);
  const classes = Object.entries(WHO).map(([name, text]) => `- \`${name}\`: ${text}.`);
  const severities = [
    `- \`${Severity.ERROR}\` stops a synth.`, `- \`${Severity.WARNING}\` is said, and stops only where somebody asked for that.`, `- \`${Severity.NOTE}\` is good to know.`,
  ];
  return [
    '# Rules', '', NOTICE, '',
    'Every rule judges what will really run: defaults, overlays, injection and policies included. A rule that lacks a fact is "not evaluated", never passed.',
    'Ids are never reused. [What is left out, and why](left-out.md).', '',
    ...severities, ...classes, '', ...groups,
  ].join('\n');
}

function leftOut(): string {
  const groups = RULE_GROUPS.flatMap(({ prefix, title }) => {
    const rows = LEFT_OUT.filter(({ id }) => id.startsWith(prefix)).map((one) => `| ${one.id} | ${cell(one.title)} | ${cell(one.why)} |`);
    return rows.length === 0 ? [] : [`## ${title}`, '', '| id | the idea | why it is no rule |', '|---|---|---|', ...rows, ''];
  });
  return [
    '# What is left out', '', NOTICE, '',
    'Ideas for rules that are none: they have no source, no condition that can be decided from manifests, would cry wolf, or are covered by another rule.',
    'Their ids stay taken.', '', ...groups,
  ].join('\n');
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|');
}

function page(rule: DescribedRule): string {
  const { id, title, severity, ruleClass, what, why, source } = rule;
  const [fails, holds] = [ruleFixture(id, 'fails'), ruleFixture(id, 'holds')];
  const found = findingsIn(fails.text, fails.facts, fails).filter(({ ruleId }) => ruleId === id);
  return [
    `# ${id}: ${title}`, '', NOTICE, '',
    `**${severity}**, class \`${ruleClass}\`: ${WHO[ruleClass]}.`, '',
    escaped(what), '',
    '## Why', '', escaped(why), '',
    'Source:', '', ...source.split('; ').map((part) => `- ${linked(part)}`), '',
    '## A manifest that breaks it', '', ...shown(fails),
    '```text', ...found.map(findingText).join('\n\n').split('\n'), '```', '',
    ...also(fails),
    '## The same, mended', '', ...shown(holds),
    '## Accepting it', '', ...accepting(id, ruleClass),
  ].join('\n');
}

function shown({ declared, text }: RuleFixture): string[] {
  return [...declared.length === 0 ? [] : [`Given: ${declared.map((line) => `\`${line}\``).join(', ')}.`, ''], '```yaml', text.trimEnd(), '```', ''];
}

function also({ also: others }: RuleFixture): string[] {
  return others.length === 0 ? [] : [`Here ${others.map((id) => `[${id}](${id}.md)`).join(' and ')} ${others.length === 1 ? 'speaks' : 'speak'} as well.`, ''];
}

function accepting(id: string, ruleClass: RuleClass): string[] {
  if (ruleClass === RuleClass.API) { return ['What the API server rejects cannot be accepted: the object has to be mended.', '']; }
  return [
    'With a reason, which stands in every report. On the manifest:', '',
    '```yaml', 'metadata:', '  annotations:', `    ack.cdk8s-istio.io/${id}: why it is acceptable here (expires 2027-01-31)`, '```', '',
    'or in the app:', '',
    '```ts', `ValidationAspects.of(scope).acknowledge({ rule: '${id}', reason: 'why it is acceptable here' });`, '```', '',
  ];
}

/** Names in angle brackets are text, not tags. */
function escaped(text: string): string {
  return text.replaceAll('<', '&lt;');
}

/** Addresses as links; what follows one in parentheses stays text. */
function linked(text: string): string {
  return escaped(text).split(' ').map((word) => {
    const address = /^https:\/\/\S{1,300}$/.test(word) ? word.replace(/[,.]$/, '') : undefined;
    return address === undefined ? word : `[${address.slice('https://'.length)}](${address})${word.slice(address.length)}`;
  }).join(' ');
}
