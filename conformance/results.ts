import type { Ran } from './main';
import type { Difference, Row, Table } from './suite';

const HEAD = `# What the real programs say

Written by \`npm run conformance -- --write\`. A row is asked again by \`npm run conformance -- SUITE\`; the seed is fixed, so every run asks the same.
A difference is *explained* when both are right, each in its place; the others are *open*: they fail the run, and somebody has to mend one side.
`;

/** Of equal differences so many are shown. */
const SHOWN = 3;

/** So many characters of a value are shown. */
const WIDTH = 300;

function cell(text: string): string {
  // by characters: half of a pair is none
  const escaped = [...text.replace(/\s+/g, ' ').replace(/([|\\<>*_`])/g, '\\$1').trim()];
  return escaped.length > WIDTH ? `${escaped.slice(0, WIDTH).join('')}…` : escaped.join('');
}

const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = ({ head, lines }: Omit<Table, 'title'>): string => [line(head), `|${head.map(() => '---|').join('')}`, ...lines.map(line)].join('\n');

function summary(all: readonly Ran[]): string {
  const lines = all.flatMap((one) => {
    if ('missing' in one) { return [[one.suite.name, 'skipped', `needs ${one.missing}`, '', '', '', '']]; }
    return one.outcome.rows.map(({ what, cases, differences, remark }) => {
      const open = differences.filter(({ explained }) => explained === undefined).length;
      const agreed = cases - new Set(differences.map(({ where }) => where)).size;
      return [one.suite.name, one.outcome.program, remark === undefined ? what : `${what} (${remark})`, ...[cases, agreed, differences.length - open, open].map(String)];
    });
  });
  return table({ head: ['suite', 'program', 'what', 'cases', 'agreed', 'explained', 'open'], lines });
}

/** Explained differences by their reason, then the open ones, each. */
function differenceTexts(rows: readonly Row[]): string[] {
  const all = rows.flatMap((row) => row.differences);
  const reasons = [...new Set(all.map(({ explained }) => explained))].filter((reason) => reason !== undefined).sort();
  const shown = (list: readonly Difference[], limit: number): string => {
    const lines = list.slice(0, limit).map(({ where, ours, theirs }) => [where, ours, theirs]);
    return `${table({ head: ['where', 'we say', 'the program says'], lines })}${list.length > limit ? `\n\nand ${list.length - limit} more` : ''}`;
  };
  const open = all.filter(({ explained }) => explained === undefined);
  return [
    ...reasons.map((reason) => {
      const list = all.filter(({ explained }) => explained === reason);
      return `**Explained** (${list.length}): ${cell(reason)}\n\n${shown(list, SHOWN)}`;
    }),
    ...(open.length > 0 ? [`**Open** (${open.length})\n\n${shown(open, 60)}`] : []),
  ];
}

/** RESULTS.md: what was asked and how it was answered, then every difference. */
export function resultsText(all: readonly Ran[]): string {
  const sections = all.flatMap((one) => {
    if ('missing' in one) { return []; }
    const { rows, tables = [], skipped = [] } = one.outcome;
    const parts = [
      ...skipped.map((what) => `Skipped: ${cell(what)}`),
      ...differenceTexts(rows),
      ...tables.map((given) => `**${given.title}**\n\n${table(given)}`),
    ];
    return parts.length > 0 ? [`## ${one.suite.name}: ${one.suite.about}\n\n${parts.join('\n\n')}`] : [];
  });
  return [HEAD, summary(all), ...sections].join('\n\n').replace(/\n{3,}/g, '\n\n') + '\n';
}
