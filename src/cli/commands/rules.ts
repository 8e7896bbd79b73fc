import type { DescribedRule } from '../../checks/rules';
import { ALL_RULES, rulesById } from '../../checks/rules';
import type { LeftOut } from '../../checks/rules/described';
import { RULE_GROUPS } from '../../checks/rules/groups';
import { LEFT_OUT } from '../../checks/rules/left-out';
import { meant } from '../../kube/nearest';
import { shown } from '../../platform/problems';
import { UsageError } from '../errors';
import type { Io } from '../io';

/** What is checked, as a list, or one rule and why. */
export function runRulesCommand(id: string | undefined, { format = 'text' }: { readonly format?: string }, io: Io): number {
  if (!['text', 'json'].includes(format)) { throw new UsageError(`--format must be text or json, got ${shown(format)}`); }
  const rules = id === undefined ? ALL_RULES : [find(id)];
  io.out(format === 'json' ? `${JSON.stringify(rules.map(asJson), undefined, 2)}\n` : id === undefined ? listText() : ruleText(rules[0]));
  return 0;
}

function find(id: string): DescribedRule | LeftOut {
  const wanted = id.toUpperCase();
  const found = rulesById().get(wanted) ?? LEFT_OUT.find((one) => one.id === wanted);
  if (!found) {
    // ids have three digits, and people leave zeros out
    const padded = wanted.replace(/^([A-Z]{3})(\d{1,2})$/, (_, group: string, number: string) => group + number.padStart(3, '0'));
    throw new UsageError(`there is no rule ${shown(id)}${meant(padded, ALL_RULES.map((rule) => rule.id))}`);
  }
  return found;
}

function asJson(rule: DescribedRule | LeftOut): object {
  if (!('severity' in rule)) { return { id: rule.id, title: rule.title, leftOut: rule.why }; }
  const { title, severity, ruleClass, what, why, source } = rule;
  return { id: rule.id, title, severity, class: ruleClass, what, why, source: source.split('; ') };
}

function listText(): string {
  return RULE_GROUPS.map(({ prefix, title }) => {
    const rules = ALL_RULES.filter(({ id }) => id.startsWith(prefix));
    return [title, ...rules.map(({ id, severity, title: what }) => `  ${id}  ${severity.padEnd(7)}  ${what}`), ''].join('\n');
  }).join('\n');
}

function ruleText(rule: DescribedRule | LeftOut): string {
  if (!('severity' in rule)) { return `${rule.id}: ${rule.title}\nleft out: ${rule.why}\n`; }
  const { id, title, severity, ruleClass, what, why, source } = rule;
  return [`${id}: ${title}`, `${severity}, class ${ruleClass}`, '', what, '', why, '', ...source.split('; ').map((one) => `source: ${one}`), ''].join('\n');
}
