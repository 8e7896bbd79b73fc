import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, CHROMIUM, type View } from './browser';
import { application, gateway, HOSTILE, MESH, resultOf } from './support';
import { writeReport } from '../../src/report';

// a browser takes its time to start
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** Names and annotations that no cluster would take, in a mesh that has pictures of every sort. */
const HOSTILE_MESH = [MESH, ...HOSTILE
  // the reader of manifests refuses it
  .filter(([what]) => what !== 'half a character')
  // refused for what its annotations say, and running under a name of this sort
  .flatMap(([, text], at) => [
    (at % 2 ? application : gateway)(text, { annotations: { 'proxy.istio.io/config': text, 'traffic.sidecar.istio.io/excludeOutboundPorts': text } }),
    (at % 2 ? gateway : application)(`running ${text}`, { annotations: { 'sidecar.istio.io/logLevel': text } }),
  ])]
  .join('\n---\n');

const PAGES: readonly (readonly [string, () => string])[] = [
  ['a mesh', () => writeReport('html', resultOf(MESH))],
  ['a hostile mesh', () => writeReport('html', resultOf(HOSTILE_MESH, undefined, '<b>`x`.yaml'))],
];

const VIEWS: readonly View[] = [360, 800, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

/** Contrast of every text with the ground that it stands on, WCAG 2.2: 1.4.3. What is in a picture stands on the ground of the page. */
const CONTRASTS = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (node) => { for (let at = node; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor); if (c.length === 3 || c[3] > 0) { return c; } } return [255, 255, 255]; };
  const found = new Set();
  for (const node of document.querySelectorAll('h1,h2,h3,p,span,b,a,th,td,summary,code,li,text,caption')) {
    if (!node.textContent.trim()) { continue; }
    const style = getComputedStyle(node);
    const isSvg = node.namespaceURI.endsWith('svg');
    if (isSvg && (node.classList.contains('inverse') || node.classList.contains('mark'))) { continue; }
    const [a, b] = [light(rgb(isSvg ? style.fill : style.color)), light(ground(node))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) { found.add(node.tagName + '.' + (node.getAttribute('class') || '') + ' ' + contrast.toFixed(2)); }
  }
  return [...found];
})()`;

/** What stands out of the window, or of its own picture. */
const OVERHANG = `(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('svg.picture')].flatMap((svg) => {
    const box = svg.getBoundingClientRect();
    const isOut = ({ left, right, width }) => width > 0 && (right > box.right + 12 || left < box.left - 12);
    return box.width === 0 ? [] : [...svg.querySelectorAll('text')].filter((text) => isOut(text.getBoundingClientRect())).map((text) => text.textContent);
  });
  return { wide, out };
})()`;

(CHROMIUM === undefined ? describe.skip : describe)('the report in a browser (needs chromium)', () => {
  let browser: Browser;
  beforeAll(() => { browser = new Browser(CHROMIUM!); });
  afterAll(async () => { await browser.close(); });

  describe.each(PAGES)('%s', (name, write) => {
    const path = join(folder, `${name.replace(/ /g, '-')}.html`);
    const url = pathToFileURL(path).href;
    beforeAll(() => { writeFileSync(path, write()); });

    test.each(VIEWS)('is whole at $width pixels, $scheme: nothing refused, nothing fetched, nothing sideways, every text readable', async (view) => {
      expect(await browser.open(url, view)).toEqual([]);
      expect(await browser.evaluate(OVERHANG)).toEqual({ wide: 0, out: [] });
      expect(await browser.evaluate(CONTRASTS)).toEqual([]);
      await browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      expect(await browser.evaluate<{ wide: number }>(OVERHANG)).toMatchObject({ wide: 0 });
    });

    test('every picture has a title, a description and a table, and no script is in the page', async () => {
      await browser.open(url, VIEWS[0]);
      const counts = await browser.evaluate<Record<string, number>>(`(() => {
        const pictures = [...document.querySelectorAll('svg.picture')];
        const named = pictures.filter((one) => one.getAttribute('aria-labelledby').split(' ').every((id) => document.getElementById(id)?.textContent.length > 3));
        return {
          pictures: pictures.length, named: named.length, twins: pictures.filter((one) => one.parentElement.querySelector('details.twin table tbody tr td')).length,
          ids: new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size - document.querySelectorAll('[id]').length,
          scripts: document.querySelectorAll('script,iframe,object,embed,img,link,base,form').length, styles: document.querySelectorAll('style').length,
          styled: getComputedStyle(document.body).margin === '0px' ? 1 : 0,
        };
      })()`);
      expect(counts.pictures).toBeGreaterThan(8);
      expect(counts).toEqual({ pictures: counts.pictures, named: counts.pictures, twins: counts.pictures, ids: 0, scripts: 0, styles: 1, styled: 1 });
    });
  });

  test('a page that fetches, styles or runs what is not its own is noticed', async () => {
    const path = join(folder, 'broken.html');
    const broken = '<img src="http://x.invalid/a.png"><p style="color:red">x</p><script>document.title = "ran"</script>';
    writeFileSync(path, PAGES[0][1]().replace('</main>', `${broken}</main>`));
    const said = await browser.open(pathToFileURL(path).href, VIEWS[0]);
    expect(said.join(' ').match(/Content Security Policy/g)).toHaveLength(3);
    expect(await browser.evaluate('document.title')).toMatch(/^Mesh report/);
  });

  test('on paper what is folded is printed as well', async () => {
    await browser.open(pathToFileURL(join(folder, 'a-mesh.html')).href, VIEWS[2]);
    const paper = await browser.print();
    await browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    const unfolded = await browser.print();
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pagesOf(paper)).toBe(pagesOf(unfolded));
  });
});

function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
