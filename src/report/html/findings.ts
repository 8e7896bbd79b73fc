import { type Finding, Severity } from '../../checks/finding';
import { WHO } from '../../checks/text';
import { type Child, html, type Markup } from '../markup';
import { table } from '../pictures/picture';
import { rulePage, type WriteOptions } from '../result';
import { count, objectName, placeOf } from '../summary';

const HEADINGS: readonly (readonly [Severity, string])[] = [[Severity.ERROR, 'error'], [Severity.WARNING, 'warning'], [Severity.NOTE, 'note']];

/** More findings of one severity than this are folded by their rule. */
const FOLD = 30;

export function findingsSection(findings: readonly Finding[], options: WriteOptions): readonly Markup[] {
  if (findings.length === 0) { return [html('p', {}, 'Nothing was found.')]; }
  const open = findings.filter(({ acknowledged }) => !acknowledged);
  const acknowledged = findings.filter((finding) => finding.acknowledged);
  return [
    ...HEADINGS.flatMap(([severity, name]) => {
      const own = open.filter((finding) => finding.severity === severity);
      return section(count(own.length, name), own, options);
    }),
    ...acknowledged.length === 0 ? [] : [html('details', {}, html('summary', {}, `${acknowledged.length} acknowledged`), acknowledged.map((finding) => article(finding, options)))],
  ];
}

function section(title: string, findings: readonly Finding[], options: WriteOptions): readonly Markup[] {
  if (findings.length === 0) { return []; }
  if (findings.length <= FOLD) { return [html('section', { 'aria-label': title }, findings.map((finding) => article(finding, options)))]; }
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const others = byRule.get(finding.ruleId);
    if (others) { others.push(finding); } else { byRule.set(finding.ruleId, [finding]); }
  }
  return [html('section', { 'aria-label': title }, html('h3', {}, title), [...byRule].map(([id, own]) => (
    html('details', {}, html('summary', {}, html('b', {}, id), ` ${own[0].title} (${own.length})`), own.map((finding) => article(finding, options))))))];
}

function article(finding: Finding, options: WriteOptions): Markup {
  const { ruleId, title, severity, ruleClass, message, fix, values, acknowledged, cluster, construct, pointer } = finding;
  const place = placeOf(finding);
  const where: Child[] = [
    html('code', {}, objectName(finding)),
    pointer !== '' && [' at ', html('code', {}, pointer)],
    place !== undefined && [' in ', html('code', {}, place)],
    construct !== undefined && [', construct ', html('code', {}, construct)],
    cluster !== undefined && [', cluster ', html('code', {}, cluster)],
  ];
  return html('article', { class: `finding ${severity}` },
    html('h3', {}, html('span', { class: `badge ${severity}` }, severity), ' ', html('a', { href: rulePage(ruleId, options) }, ruleId), ` ${title}`),
    html('p', { class: 'where' }, where),
    html('p', {}, message, html('span', { class: 'muted' }, ` (${WHO[ruleClass]})`)),
    values.length > 0 && table(undefined, ['value of', 'is', 'from'], values.map(({ name, value, origin }) => [html('code', {}, name), html('code', {}, value), origin])),
    html('p', { class: 'fix' }, html('b', {}, 'Fix: '), fix),
    acknowledged && html('p', { class: 'where' }, `Acknowledged at ${acknowledged.at}: ${acknowledged.reason}`, acknowledged.expires !== undefined && ` (until ${acknowledged.expires})`),
  );
}
