import { application, FACTS, gateway, HOSTILE, MESH, resultOf } from './support';
import { visible } from '../../src/kube/visible';
import { writeReport } from '../../src/report';
import { escapeMarkup, html, xml } from '../../src/report/markup';
import { captureModel, captureVerdict } from '../../src/report/pictures/capture';
import { type LevelRow, levelsOf } from '../../src/report/pictures/levels';
import { ticks } from '../../src/report/pictures/picture';
import { scalingModel, scalingVerdict } from '../../src/report/pictures/scaling';
import { spreadModel, spreadVerdict } from '../../src/report/pictures/spread';
import { type TimelineModel, timelineModel, timelinePicture, timelineVerdict } from '../../src/report/pictures/timeline';
import { grouped } from '../../src/report/pictures/words';

const mesh = resultOf(MESH);
const proxy = (name: string): (typeof mesh.proxies)[number] => mesh.proxies.find((one) => one.name === name)!;

/** Throws where a document is not well-formed; answers the text that stands in it. */
function textOf(page: string): string {
  // nothing is escaped in a style sheet, and ours holds no <
  const document = page.replace(/<style>[^<]*<\/style>/, '');
  const open: string[] = [];
  let text = '';
  for (const [, tag, between] of document.matchAll(/<([^<>]*)>|([^<>]+)/g)) {
    if (between !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(between)) { throw new Error(`a stray & in ${between.slice(0, 80)}`); }
      text += between;
      continue;
    }
    if (/^[?!]/.test(tag) || tag.endsWith('/')) { continue; }
    const name = /^\/?([a-zA-Z][a-zA-Z0-9-]*)(?:\s+[\w:-]+="[^"]*")*$/.exec(tag)?.[1];
    if (name === undefined) { throw new Error(`no tag: <${tag.slice(0, 80)}>`); }
    if (tag.startsWith('/')) {
      const last = open.pop();
      if (last !== name) { throw new Error(`</${name}> ends <${last ?? ''}>`); }
    } else if (name !== 'meta') { open.push(name); }
  }
  if (open.length > 0 || document.replace(/<[^<>]*>|[^<>]+/g, '') !== '') { throw new Error(`not closed: ${open.join(' ')}`); }
  return text;
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' })[entity] ?? "'");
}

describe('markup', () => {
  test.each(HOSTILE)('%s is text in an element and in an attribute', (_, text) => {
    expect(escapeMarkup(text)).not.toMatch(/[<>"']|&(?!\w+;|#39;)/);
    const seen = text.split('\n').map(visible).join('\n');
    for (const make of [html, xml]) { expect(unescaped(textOf(make('p', { title: text }, text, [text]).text))).toBe(seen + seen); }
  });

  test.each([
    ['an element', () => html('p onclick="x"', {})], ['an attribute', () => html('p', { 'a="b" c': 'x' })],
    ['a handler', () => html('p', { onclick: 'x' })], ['a style', () => html('p', { style: 'color:red' })],
  ])('%s that is none is refused', (_, make) => { expect(make).toThrow(/needs a plain name/); });

  test('false and undefined are left out, 0 is not', () => {
    expect(html('p', { a: false, b: undefined, c: 0, hidden: true }, false, undefined, 0).text).toBe('<p c="0" hidden="hidden">0</p>');
  });
});

describe.each(['html', 'junit'] as const)('%s is well-formed', (format) => {
  test('for a mesh', () => { expect(() => textOf(writeReport(format, mesh))).not.toThrow(); });

  test.each(HOSTILE.filter(([what]) => what !== 'half a character'))('with %s in names and settings', (_, text) => {
    const yaml = [application(text, { annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': text, 'sidecar.istio.io/logLevel': text } }), gateway(text, { labels: { [text]: text } })].join('\n---\n');
    const document = writeReport(format, resultOf(yaml, undefined, text));
    expect(() => textOf(document)).not.toThrow();
    expect(document).not.toMatch(/<(?:script|img|iframe|!\[CDATA)/);
  });
});

describe('the shutdown timeline', () => {
  const withGrace = (grace: number, drain = 20): TimelineModel => timelineModel(
    resultOf(gateway('gw', { grace, annotations: { 'proxy.istio.io/config': `drainDuration: ${drain}s\nterminationDrainDuration: 40s` } })).proxies[0]);

  test.each([[39, 'bad', -1], [40, 'bad', 0], [41, 'good', 1]])('grace %d s against a termination drain of 40 s is %s', (grace, tone, slack) => {
    expect(withGrace(grace)).toMatchObject({ slack, killed: grace, stopped: 40 });
    expect(timelineVerdict(withGrace(grace)).tone).toBe(tone);
  });

  test.each([[39, 'good'], [40, 'good'], [41, 'bad']])('a drain of %d s against a termination drain of 40 s is %s', (drain, tone) => {
    expect(timelineVerdict(withGrace(60, drain)).tone).toBe(tone);
  });

  test('what is not known is never good, and is drawn as not known', () => {
    const model = timelineModel(resultOf(gateway('gw', { annotations: { 'proxy.istio.io/config': 'drainDuration: x' } })).proxies[0]);
    expect(model.steps.find(({ className }) => className === 'drain')?.end).toBe('unknown');
    const { slack: _, ...rest } = withGrace(60);
    expect(timelineVerdict(rest).tone).toBe('unknown');
    expect(timelinePicture(model, 'x').description).toContain('drain from 0 s for a time that is not known');
  });

  test('a wait for connections has no bound', () => {
    expect(timelineModel(proxy('patient')).steps.find(({ className }) => className === 'connections')?.end).toBe('open');
    expect(timelineVerdict(timelineModel(proxy('patient')))).toEqual({ tone: 'good', text: 'From the first count on, connections have 110 s to end before SIGKILL.' });
  });
});

test.each([[0.5, [0]], [6, [0, 1, 2, 3, 4, 5, 6]], [7, [0, 2, 4, 6]], [90, [0, 15, 30, 45, 60, 75, 90]], [1e7, undefined]])('ticks up to %d are few and round', (end, expected) => {
  expect(ticks(end).length).toBeLessThanOrEqual(7);
  if (expected) { expect(ticks(end)).toEqual(expected); }
});

describe('the level matrix', () => {
  const rows = (name: string): ReadonlyMap<string, LevelRow> => new Map(levelsOf(mesh.mesh!)(proxy(name))!.map((row) => [row.name, row]));

  test.each([
    ['web', 'terminationDrainDuration', 'pod', '30s', { default: '5s', global: '20s', pod: '30s' }],
    ['cart', 'terminationDrainDuration', 'global', '20s', { default: '5s', global: '20s' }],
    ['cart', 'drainDuration', 'default', '45s', { default: '45s' }],
    ['cart', 'concurrency', 'workload', '4', { namespace: '2', workload: '4' }],
    ['web', 'concurrency', 'namespace', '2', { namespace: '2' }],
    ['cart', 'MINIMUM_DRAIN_DURATION', 'workload', '8s', { workload: '8s' }],
    ['web', 'excludeOutboundPorts', 'pod', '3306,6379', { pod: '3306,6379' }],
    ['web', 'excludeOutboundIPRanges', 'global', '10.96.0.0/12', { global: '10.96.0.0/12' }],
    ['web', 'includeOutboundIPRanges', 'default', '*', { default: '*' }],
  ])('%s: %s is decided at the level %s', (name, setting, winner, value, cells) => {
    expect(rows(name).get(setting)).toEqual({ name: setting, winner, value, cells });
  });

  test('what nobody says anything about has no row, and a gateway has no matrix', () => {
    expect(rows('web').has('includeOutboundPorts')).toBe(false);
    expect(levelsOf(mesh.mesh!)(proxy('ingress'))).toBeUndefined();
  });
});

describe('scaling', () => {
  test('shows the range, the rollout and what a budget keeps', () => {
    expect(scalingModel(proxy('ingress'))).toMatchObject({ min: 3, max: 12, floor: 2, lowWater: 3, highWater: 4 });
    expect(scalingVerdict(scalingModel(proxy('ingress')))).toBe('3 pods to 12; a rollout keeps 3 ready; a budget keeps 2 when nodes are drained.');
    expect(scalingVerdict(scalingModel(proxy('egress')))).toBe('Always 1 pod; a rollout keeps 1 ready; no budget holds any when nodes are drained.');
  });
});

describe('spread', () => {
  test('says what must be and what should be, and how many zones there are only where that is known', () => {
    const model = spreadModel(proxy('ingress'), FACTS)!;
    expect(spreadVerdict(model)).toBe('Pods must be spread over zones and should be spread over nodes.');
    expect(model.rules.map(({ domains }) => domains)).toEqual([3, undefined]);
    expect(spreadVerdict(spreadModel(proxy('egress'), FACTS)!)).toMatch(/^Nothing keeps the pods apart/);
    expect(spreadModel(proxy('web'), FACTS)).toBeUndefined();
  });
});

describe('captured traffic', () => {
  test('says what goes past the sidecar', () => {
    expect(captureVerdict(captureModel(proxy('web'))!)).toMatch(/^Out: all addresses through the sidecar, ports 3306, 6379 and 10\.96\.0\.0\/12 past it\. In: all ports through it, ports .*15020.* past it\.$/);
    expect(captureModel(proxy('ingress'))).toBeUndefined();
  });

  test.each([
    [{ 'sidecar.istio.io/interceptionMode': 'NONE' }, 'No rules are set up: nothing is captured.'],
    [{ 'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.0.0.0/8', 'traffic.sidecar.istio.io/includeInboundPorts': '8080' },
      'Out: 10.0.0.0/8 through the sidecar, 10.96.0.0/12 and all else past it. In: ports 8080 through it, all else past it.'],
  ])('%j: %s', (annotations, verdict) => {
    const model = captureModel(resultOf(application('web', { annotations })).proxies[0]);
    expect(captureVerdict(model!)).toBe(verdict);
  });
});

describe('many proxies', () => {
  const many = resultOf(Array.from({ length: 500 }, (_, at) => application(`app-${String(at).padStart(3, '0')}`, { grace: 30 + at % 9 })).join('\n---\n'));

  test('that look the same share a picture', () => {
    expect(grouped(many.proxies, timelineModel).map(({ proxies }) => proxies.length)).toEqual([56, 56, 56, 56, 56, 55, 55, 55, 55]);
  });

  test('stay readable: the first twenty and six pictures are seen, all are there', () => {
    const page = writeReport('html', many);
    const unfolded = page.replace(/<details[^]*?<\/details>/g, '');
    expect(page).toContain('app-499');
    expect(page).toContain('480 more proxies');
    expect(page).toContain('3 more pictures');
    expect((unfolded.match(/<tr>/g) ?? []).length).toBeLessThan(25);
    expect(page.length).toBeLessThan(3_000_000);
  });
});
