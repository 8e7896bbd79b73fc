import { type Comparison, type LeafChange, type Thing, thingName } from './comparison';
import { compareImpacts } from './impact';
import { shownShort } from './visible';
import { countsOf, headline, meaningOf, originWords, rolloutWords, whatItIs } from './words';
import { visible } from '../../kube/visible';
import { wrapped } from '../../kube/wrapped';

const WIDTH = 80;

/** The comparison for a terminal, in 80 columns; what restarts comes first. */
export function comparisonText(comparison: Comparison): string {
  const changed = [...comparison.workloads, ...comparison.objects].filter(({ impact }) => impact !== 'none').sort((a, b) => compareImpacts(b.impact, a.impact));
  const counts = countsOf(comparison).map(([impact, count]) => `${count} ${impact}`).join(', ');
  return [
    ...wrap(headline(comparison), ''),
    ...counts === '' ? [] : wrap(`workloads: ${counts}`, ''),
    ...changed.flatMap((thing) => ['', ...thingLines(thing)]),
  ].join('\n') + '\n';
}

function thingLines(thing: Thing): string[] {
  const what = whatItIs(thing);
  const own = thingName(thing.key);
  return [
    ...wrap(`${thing.impact}: ${visible(own)}${what === '' ? '' : ` (${visible(what)})`}`, '', '    '),
    ...wrap(meaningOf(thing), '  '),
    ...[...thing.changes].sort((a, b) => compareImpacts(b.impact, a.impact)).flatMap((change) => changeLines(change, own)),
    ...thing.rollout ? wrap(`restart: ${rolloutWords(thing.rollout)}`, '  ', '    ') : [],
    ...thing.addressRisks.flatMap(({ object, pointer, why }) => wrap(`address risk: ${visible(object)} ${visible(pointer)} ${why}`, '  ', '    ')),
    ...thing.warnings.flatMap((warning) => wrap(`warning: ${visible(warning)}`, '  ', '    ')),
  ];
}

function changeLines(change: LeafChange, own: string): string[] {
  const { impact, object, pointer, before, after, note } = change;
  const origin = originWords(change);
  const place = [object === own ? '' : object, pointer].filter((part) => part !== '').join(' ');
  const values = before === undefined && after === undefined ? '' : `${shownShort(before)} -> ${shownShort(after)}`;
  return [
    ...wrap(`${impact}  ${visible(place === '' ? object : place)}`, '  ', '      '),
    ...values === '' ? [] : wrap(values, '    ', '      '),
    ...origin === '' ? [] : wrap(visible(origin), '    ', '      '),
    ...note === undefined ? [] : wrap(visible(note), '    ', '      '),
  ];
}

const wrap = (text: string, margin: string, next?: string): string[] => wrapped(text, WIDTH, margin, next);
