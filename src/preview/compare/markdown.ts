import { type Comparison, type LeafChange, type Thing, thingName } from './comparison';
import { compareImpacts } from './impact';
import { shownShort } from './visible';
import { countsOf, headline, meaningOf, originWords, rolloutWords, whatItIs } from './words';
import { codeSpan } from '../../kube/code-span';
import { visible } from '../../kube/visible';

/** The comparison for a pull request: a table of what changes, and the reasons folded away below it. */
export function comparisonMarkdown(comparison: Comparison): string {
  const changed = [...comparison.workloads, ...comparison.objects].filter(({ impact }) => impact !== 'none').sort((a, b) => compareImpacts(b.impact, a.impact));
  const counts = countsOf(comparison).map(([impact, count]) => `${count} ${impact}`).join(', ');
  return [
    `**${headline(comparison)}**`,
    ...counts === '' ? [] : ['', `Workloads: ${counts}`],
    ...changed.length === 0 ? [] : ['', '| impact | what | means |', '| --- | --- | --- |', ...changed.map(row)],
    ...changed.flatMap(details),
  ].join('\n') + '\n';
}

function row(thing: Thing): string {
  return `| ${thing.impact} | ${cell(thingName(thing.key))} | ${meaningOf(thing)} |`;
}

function details(thing: Thing): string[] {
  const what = whatItIs(thing);
  const lines = [
    ...[...thing.changes].sort((a, b) => compareImpacts(b.impact, a.impact)).map(changeLine),
    ...thing.rollout ? [`- restart: ${code(rolloutWords(thing.rollout))}`] : [],
    ...thing.addressRisks.map(({ object, pointer, why }) => `- **address risk** ${code(`${object} ${pointer}`)}: ${why}`),
    ...thing.warnings.map((warning) => `- **warning** ${code(warning)}`),
  ];
  return lines.length === 0 ? [] : ['', `${thing.impact}: ${code(thingName(thing.key))}${what === '' ? '' : ` ${code(what)}`}`, '', ...lines];
}

function changeLine(change: LeafChange): string {
  const { impact, object, pointer, before, after, note } = change;
  const origin = originWords(change);
  const values = before === undefined && after === undefined ? '' : `: ${code(shownShort(before))} → ${code(shownShort(after))}`;
  return `- ${impact} ${code(`${object} ${pointer}`.trim())}${values}${origin === '' ? '' : ` (${code(origin)})`}${note === undefined ? '' : ` ${code(note)}`}`;
}

const code = (text: string): string => codeSpan(visible(text));

/** In a table a pipe ends the cell, in a code span as well (GFM, tables). */
function cell(text: string): string {
  return code(text.replace(/[\\|]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`));
}
