import { type Child, html, type Markup, xml } from '../markup';

/** Hands out the ids of one document, in order. */
export class Ids {
  private last = 0;

  public next(prefix: string): string {
    this.last += 1;
    return `${prefix}${this.last}`;
  }
}

/** A picture, said in words as well, and its table. */
export interface Picture {
  readonly title: string;
  readonly description: string;
  readonly height: number;
  readonly content: readonly Child[];
}

/** Lengths to the right are percentages, so that a picture fits any width while its letters keep their size. */
export function drawing({ title, description, height, content }: Picture, ids: Ids): Markup {
  const [titleId, descriptionId] = [ids.next('t'), ids.next('d')];
  return xml('svg', { 'class': 'picture', 'role': 'img', 'width': '100%', height, 'aria-labelledby': `${titleId} ${descriptionId}` },
    xml('title', { id: titleId }, title), xml('desc', { id: descriptionId }, description), content);
}

/** A share of the width; three digits are finer than a pixel. */
export function percent(share: number): string {
  return `${Math.round(Math.min(Math.max(share, 0), 1) * 100_000) / 1000}%`;
}

/** A label at a place, on the side on which there is room for it. */
export function label(share: number, y: number, words: string, className = 'label'): Markup {
  return anchored(share, y, words, className, share < 0.12 ? 'start' : share > 0.62 ? 'end' : 'middle');
}

/** A label over a bar: it begins where the bar begins, or ends at the edge where it would not fit into a narrow picture. */
export function over(share: number, y: number, words: string, className = 'label'): Markup {
  return share * NARROW + words.length * LETTER > NARROW ? anchored(1, y, words, className, 'end') : anchored(share, y, words, className, 'start');
}

/** A label that ends just before a place. */
export function before(share: number, y: number, words: string, className = 'label'): Markup {
  return xml('text', { 'class': className, 'x': percent(share), 'dx': -6, y, 'text-anchor': 'end' }, words);
}

/** Width of a picture on a phone of 360 pixels, and of a letter on average. */
const NARROW = 312;
const LETTER = 6.7;

function anchored(share: number, y: number, words: string, className: string, anchor: string): Markup {
  return xml('text', { 'class': className, 'x': percent(share), y, 'text-anchor': anchor }, words);
}

export function bar(from: number, to: number, y: number, height: number, className: string): Markup {
  // what takes no time at all is still to be seen
  return xml('rect', { class: className, x: percent(from), y, width: percent(Math.max(to - from, 0.004)), height, rx: 2 });
}

export function line(share: number, from: number, to: number, className: string): Markup {
  const x = percent(share);
  return xml('line', { class: className, x1: x, x2: x, y1: from, y2: to });
}

/** Round numbers from 0 to the end, seven at most. */
export function ticks(end: number): readonly number[] {
  const step = STEPS.find((candidate) => end / candidate <= 6) ?? 10 ** Math.ceil(Math.log10(end / 6));
  const found: number[] = [];
  for (let at = 0; at <= end; at += step) { found.push(Math.round(at * 1000) / 1000); }
  return found;
}

const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

export function axis(end: number, shareOf: (value: number) => number, y: number, unit: string): readonly Markup[] {
  return [
    xml('line', { class: 'axis', x1: '0%', x2: '100%', y1: y, y2: y }),
    ...ticks(end).flatMap((value) => [line(shareOf(value), y, y + 4, 'axis'), label(shareOf(value), y + 17, `${value}${unit}`, 'tick')]),
  ];
}

/** A table; in narrow windows each row becomes a list with the heads before the values. */
export function table(caption: string | undefined, heads: readonly string[], rows: readonly (readonly Child[])[]): Markup {
  return html('table', {},
    caption !== undefined && html('caption', {}, caption),
    html('thead', {}, html('tr', {}, heads.map((head) => html('th', { scope: 'col' }, head)))),
    html('tbody', {}, rows.map((row) => html('tr', {}, row.map((cell, at) => (
      at === 0 ? html('th', { 'scope': 'row', 'data-head': heads[at] }, cell) : html('td', { 'data-head': heads[at] }, cell)))))));
}

/** The picture and, under it, all that it shows as a table. */
export function figure(picture: Picture, twin: Markup, ids: Ids, above: readonly Child[] = []): Markup {
  return html('figure', {}, html('figcaption', {}, above), drawing(picture, ids), html('details', { class: 'twin' }, html('summary', {}, 'As a table'), twin));
}
