import type { EffectiveProxy } from '../../model/effective-proxy';
import type { MeshFacts } from '../../platform';
import { type Child, html, type Markup } from '../markup';
import { captureModel, capturePicture, captureTable, captureVerdict } from '../pictures/capture';
import { levelsOf, levelsPicture, levelsTable } from '../pictures/levels';
import { figure, type Ids, type Picture } from '../pictures/picture';
import { scalingModel, scalingPicture, scalingTable, scalingVerdict } from '../pictures/scaling';
import { spreadModel, spreadPicture, spreadTable, spreadVerdict } from '../pictures/spread';
import { timelineModel, timelinePicture, timelineTables, timelineVerdict } from '../pictures/timeline';
import { type Group, grouped, proxyName } from '../pictures/words';
import type { CheckResult } from '../result';
import { count } from '../summary';

/** More pictures of one sort than this are folded. */
const SHOWN = 6;

/** More names than this are folded. */
const NAMES = 4;

export interface PictureSection {
  readonly id: string;
  readonly title: string;
  readonly content: readonly Child[];
}

interface Kind<T> {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly model: (proxy: EffectiveProxy) => T | undefined;
  readonly picture: (model: T, title: string) => Picture;
  readonly twin: (model: T) => Child;
  readonly verdict?: (model: T) => Markup;
  /** Lower comes first: what is wrong must not be among what is folded. @default - in the order of the proxies */
  readonly rank?: (model: T) => number;
}

/** The pictures, those that carry most first. Proxies that look the same share one. */
export function pictureSections({ proxies, mesh }: CheckResult, ids: Ids): readonly PictureSection[] {
  const running = proxies.filter(({ state }) => state === 'runs' || state === 'unknown');
  const factsOf = (cluster: string | undefined): MeshFacts | undefined => (cluster === undefined ? mesh?.facts : mesh?.facts.forCluster(cluster));
  const section = <T>(kind: Kind<T>): readonly PictureSection[] => sectionOf(kind, running, ids);
  return [
    ...section({
      id: 'shutdown',
      title: 'Shutdown',
      lead: 'What happens, second by second, from the moment a pod is deleted. Work that is not done at SIGKILL is lost.',
      model: timelineModel,
      picture: timelinePicture,
      twin: (model) => timelineTables(model),
      rank: (model) => ['bad', 'unknown', 'good'].indexOf(timelineVerdict(model).tone),
      verdict: (model) => { const { text, tone } = timelineVerdict(model); return html('p', { class: `verdict ${tone}` }, text); },
    }),
    ...mesh === undefined ? [] : section({
      id: 'levels',
      title: 'Sidecar settings by level',
      lead: 'Which level decides. A tick marks the value that holds, a ring a value that is shadowed; a point says nothing is set there.',
      model: levelsOf(mesh),
      picture: levelsPicture,
      twin: levelsTable,
    }),
    ...section({
      id: 'scaling',
      title: 'Scaling and rollout',
      lead: 'How many pods there can be: full bars are always there, light ones may be. A rollout is shown from the fewest replicas.',
      model: (proxy) => (proxy.role === 'sidecar' ? undefined : scalingModel(proxy)),
      picture: scalingPicture,
      twin: scalingTable,
      verdict: (model) => html('p', { class: 'verdict' }, scalingVerdict(model)),
    }),
    ...section({
      id: 'spread',
      title: 'Spread over nodes and zones',
      lead: 'Boxes are nodes or zones, dots the fewest pods as the rule wants them. A dashed box is a wish, a solid one a must.',
      model: (proxy) => spreadModel(proxy, factsOf(proxy.cluster)),
      picture: spreadPicture,
      twin: spreadTable,
      verdict: (model) => html('p', { class: 'verdict' }, spreadVerdict(model)),
    }),
    ...section({
      id: 'capture',
      title: 'Captured traffic',
      lead: 'What of a pod\'s TCP traffic goes through its sidecar, and what past it: no mTLS, no policy, no telemetry.',
      model: captureModel,
      picture: capturePicture,
      twin: captureTable,
      verdict: (model) => html('p', { class: 'verdict' }, captureVerdict(model)),
    }),
  ];
}

function sectionOf<T>(kind: Kind<T>, proxies: readonly EffectiveProxy[], ids: Ids): readonly PictureSection[] {
  const { rank } = kind;
  const found = grouped(proxies, kind.model);
  const groups = rank ? [...found].sort((a, b) => rank(a.model) - rank(b.model)) : found;
  if (groups.length === 0) { return []; }
  const figures = groups.map((group) => figureOf(kind, group, ids));
  return [{
    id: kind.id,
    title: kind.title,
    content: [
      html('p', { class: 'lead' }, kind.lead),
      figures.slice(0, SHOWN),
      figures.length > SHOWN && html('details', {}, html('summary', {}, count(figures.length - SHOWN, 'more picture')), figures.slice(SHOWN)),
    ],
  }];
}

function figureOf<T>({ picture, twin, verdict, title }: Kind<T>, { model, proxies }: Group<T>, ids: Ids): Markup {
  const names = proxies.map(proxyName);
  const shown = names.slice(0, NAMES).join(', ');
  const head: Child[] = [
    html('h3', {}, shown, names.length > NAMES && ` and ${names.length - NAMES} more like them`),
    names.length > NAMES && html('details', {}, html('summary', {}, `All ${names.length} names`), html('p', {}, names.join(', '))),
    verdict?.(model),
  ];
  return figure(picture(model, `${title}: ${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}`), html('div', {}, twin(model)), ids, head);
}
