import { createHash } from 'node:crypto';
import { findingsSection } from './findings';
import { overview } from './overview';
import { pictureSections } from './pictures';
import { STYLE } from './style';
import { reasonsOf } from '../../checks/reasons';
import { visible } from '../../kube/visible';
import { type Child, html, type Markup, styleElement, xml } from '../markup';
import { Ids, table } from '../pictures/picture';
import type { CheckResult, WriteOptions } from '../result';
import { count, summaryLine, summaryOf } from '../summary';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: readonly Child[];
}

/** One file: nothing is fetched and nothing runs. */
export function htmlReport(result: CheckResult, options: WriteOptions): string {
  const { report, proxies, platform, files, toolVersion } = result;
  const summary = summaryOf(report);
  const sections: readonly Section[] = [
    ...proxies.length === 0 ? [] : [{ id: 'proxies', title: `Proxies (${proxies.length})`, content: overview(proxies, report.findings) }],
    ...pictureSections(result, new Ids()),
    { id: 'findings', title: `Findings (${report.findings.length})`, content: findingsSection(report.findings, options) },
    ...report.notEvaluated.length === 0 ? [] : [{ id: 'not-evaluated', title: 'Not evaluated', content: notEvaluated(report.notEvaluated) }],
  ];
  // the hash lets this style sheet in and no other
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html('html', { lang: 'en' },
    '\n', html('head', {}, [
      html('meta', { charset: 'utf-8' }),
      html('meta', { 'http-equiv': 'Content-Security-Policy', 'content': policy }),
      html('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      html('meta', { name: 'referrer', content: 'no-referrer' }),
      html('title', {}, `Mesh report: ${summaryLine(summary)}`),
      styleElement(STYLE),
    ].map((one) => [one, '\n'])),
    html('body', {},
      patterns(),
      html('header', {},
        html('h1', {}, 'Mesh report'),
        html('p', { class: 'lead' }, `Judged for ${platform.toString()}, from ${count(files.length, 'file')}.`),
        html('ul', { class: 'tiles' },
          tile('error', summary.errors, summary.errors === 1 ? 'error' : 'errors'), tile('warning', summary.warnings, summary.warnings === 1 ? 'warning' : 'warnings'),
          tile('note', summary.notes, summary.notes === 1 ? 'note' : 'notes'), tile('', summary.acknowledged, 'acknowledged'),
          tile('', summary.rulesRun, summary.rulesRun === 1 ? 'rule run' : 'rules run'), tile('', summary.rulesNotEvaluated, 'not evaluated')),
      ), '\n',
      html('nav', { 'aria-label': 'Sections' }, html('ul', {}, sections.map(({ id, title }) => html('li', {}, html('a', { href: `#${id}` }, title))))), '\n',
      html('main', {}, sections.map(({ id, title, content }) => ['\n', html('h2', { id }, title), '\n', content])), '\n',
      html('footer', {}, html('p', {}, `cdk8s-istio ${toolVersion}. What is not known is shown as such and never counts as good.`), fileList(files)), '\n'), '\n');
  return `<!doctype html>\n${page.text}\n`;
}

function tile(className: string, number: number, words: string): Markup {
  return html('li', { class: number > 0 ? className || undefined : undefined }, html('b', {}, number), html('span', {}, words));
}

/** Hatches, for what is open and what is cut. */
function patterns(): Markup {
  const pattern = (id: string, className: string): Markup => xml('pattern', { id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    xml('line', { class: className, x1: 0, y1: 0, x2: 0, y2: 7 }));
  return xml('svg', { 'class': 'defs', 'width': 0, 'height': 0, 'aria-hidden': 'true' }, xml('defs', {}, pattern('open', 'hatch-open'), pattern('cut', 'hatch-cut')));
}

function notEvaluated(all: CheckResult['report']['notEvaluated']): readonly Child[] {
  const rows = reasonsOf(all).map(({ why, ruleIds, count: objects }) => [visible(why), ruleIds.join(', '), String(objects)]);
  return [
    html('p', { class: 'lead' }, 'These rules could not be judged everywhere, because something was not given. That is no pass.'),
    table(undefined, ['what was missing', 'rules', 'objects'], rows.slice(0, 30)),
    rows.length > 30 && html('details', {}, html('summary', {}, count(rows.length - 30, 'more reason')), table(undefined, ['what was missing', 'rules', 'objects'], rows.slice(30))),
  ];
}

function fileList(files: readonly string[]): Markup | false {
  return files.length > 0 && html('details', {}, html('summary', {}, `${count(files.length, 'file')} read`), html('ul', {}, files.map((file) => html('li', {}, html('code', {}, file)))));
}
