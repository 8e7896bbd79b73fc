import { axis, bar, before, label, line, over, type Picture, table } from './picture';
import { originWord, seconds, word } from './words';
import type { EffectiveProxy, ShutdownStep } from '../../model/effective-proxy';
import type { Effective } from '../../model/origin';
import type { Child, Markup } from '../markup';

/** What a shutdown looks like; plain data, so that equal ones can be told. */
export interface TimelineModel {
  readonly steps: readonly StepModel[];
  readonly stopped?: number;
  readonly killed?: number;
  readonly slack?: number;
  readonly exitOnZero?: boolean;
  readonly values: readonly (readonly [name: string, value: string, origin: string])[];
}

interface StepModel {
  readonly name: string;
  readonly className: string;
  readonly start: number;
  /** `open`: nobody bounds it. `unknown`: the time was not given. */
  readonly end: number | 'open' | 'unknown';
  readonly note?: string;
}

const WORDS: Readonly<Record<ShutdownStep['name'], string>> = {
  preStop: 'preStop hook',
  drain: 'drain',
  terminationDrain: 'termination drain',
  minimumDrain: 'minimum drain',
  connections: 'wait for connections',
  endpointLag: 'endpoints are told',
};

const OPEN: ReadonlySet<ShutdownStep['name']> = new Set(['connections', 'endpointLag']);

export function timelineModel({ shutdown }: EffectiveProxy): TimelineModel {
  const { timeline } = shutdown;
  const rows: readonly (readonly [string, Effective<unknown>, boolean])[] = [
    ['grace period', shutdown.gracePeriod, true],
    ['preStop', shutdown.preStop, true],
    ['drain', shutdown.drain, true],
    ['termination drain', shutdown.terminationDrain, true],
    ['exit on zero active connections', shutdown.exitOnZero, false],
    ['minimum drain', shutdown.minimumDrain, true],
    ['native sidecar', shutdown.native, false],
  ];
  return {
    steps: timeline.steps.map(({ name, start, end, note }) => ({
      name: WORDS[name], className: name, start, end: end ?? (OPEN.has(name) ? 'open' : 'unknown'), ...note !== undefined && { note },
    })),
    ...timeline.stopped !== undefined && { stopped: timeline.stopped },
    ...timeline.killed !== undefined && { killed: timeline.killed },
    ...timeline.slack !== undefined && { slack: timeline.slack },
    ...shutdown.exitOnZero.known && { exitOnZero: shutdown.exitOnZero.value },
    values: rows.map(([name, value, isTime]) => [name, word(value, isTime ? seconds : String), originWord(value.origin)]),
  };
}

export interface TimelineVerdict {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'unknown';
}

/** What the timeline means, in one or two sentences. */
export function timelineVerdict(model: TimelineModel): TimelineVerdict {
  const verdict = atTheKill(model);
  const { stopped, steps } = model;
  const drain = steps.find(({ className }) => className === 'drain');
  const cut = stopped !== undefined && typeof drain?.end === 'number' ? Math.round((drain.end - stopped) * 1000) / 1000 : 0;
  return cut > 0 ? { tone: 'bad', text: `${verdict.text} Its drain is cut short by ${seconds(cut)}.` } : verdict;
}

function atTheKill({ slack, stopped, killed, steps }: TimelineModel): TimelineVerdict {
  if (killed === undefined) { return { tone: 'unknown', text: 'When the kubelet kills the pod is not known.' }; }
  if (slack === undefined) {
    return { tone: 'unknown', text: `SIGKILL comes at ${seconds(killed)}; when the proxy is done by then is not known.` };
  }
  const counted = stopped === undefined && steps.some(({ className }) => className === 'connections');
  if (slack < 0) {
    return { tone: 'bad', text: `SIGKILL comes ${seconds(-slack)} before ${counted ? 'connections are first counted' : 'the proxy is stopped'}: what is still running is cut.` };
  }
  if (slack === 0) { return { tone: 'bad', text: 'The proxy is stopped in the second of the SIGKILL: which comes first is chance.' }; }
  return counted
    ? { tone: 'good', text: `From the first count on, connections have ${seconds(slack)} to end before SIGKILL.` }
    : { tone: 'good', text: `The proxy is stopped ${seconds(slack)} before SIGKILL.` };
}

const ROW = 36;
const TOP = 40;

export function timelinePicture(model: TimelineModel, title: string): Picture {
  const { steps, stopped, killed, slack } = model;
  const known = [...steps.flatMap(({ start, end }) => [start, ...typeof end === 'number' ? [end] : []]), stopped ?? 0, killed ?? 0];
  const end = Math.max(1, ...known) * 1.04;
  const share = (value: number): number => value / end;
  const mark = killed !== undefined && slack !== undefined ? killed - slack : undefined;
  const rows = steps.length + (mark === undefined ? 0 : 1);
  const bottom = TOP + rows * ROW + 6;
  const content: Child[] = [
    ...steps.map((step, at) => drawStep(step, Math.min(stopped ?? Infinity, killed ?? Infinity), TOP + at * ROW, share)),
    ...mark === undefined || killed === undefined ? [] : [slackRow(mark, killed, TOP + steps.length * ROW, share)],
    ...stopped === undefined ? [] : [line(share(stopped), 34, bottom, 'stop'), label(share(stopped), 30, `stopped ${seconds(stopped)}`, 'label')],
    ...killed === undefined ? [] : [line(share(killed), 18, bottom, 'kill'), label(share(killed), 13, `SIGKILL ${seconds(killed)}`, 'label strong')],
    ...axis(end, share, bottom, ' s'),
  ];
  const description = [
    ...steps.map(stepText),
    ...stopped === undefined ? [] : [`the agent stops Envoy at ${seconds(stopped)}`],
    ...killed === undefined ? ['the time of SIGKILL is not known'] : [`SIGKILL at ${seconds(killed)}`],
    timelineVerdict(model).text,
  ].join('; ');
  return { title, description, height: bottom + 24, content };
}

/** What comes after the last second of the proxy does not happen any more. */
function drawStep({ name, className, start, end }: StepModel, last: number, y: number, share: (value: number) => number): readonly Markup[] {
  const words = end === 'open' ? `${name}, from ${seconds(start)}, no bound` : end === 'unknown' ? `${name}, from ${seconds(start)}, time not known`
    : `${name}, ${start} to ${seconds(end)}`;
  if (typeof end !== 'number') { return [over(share(start), y + 12, words), bar(share(start), 1, y + 17, 12, `step ${end}`)]; }
  const isCut = last < end && last >= start;
  return [
    over(share(start), y + 12, isCut ? `${words}, cut at ${seconds(last)}` : words),
    bar(share(start), share(isCut ? last : end), y + 17, 12, `step ${className}`),
    ...isCut ? [bar(share(last), share(end), y + 17, 12, 'step cut')] : [],
  ];
}

function slackRow(mark: number, killed: number, y: number, share: (value: number) => number): readonly Markup[] {
  const [from, to] = [Math.min(mark, killed), Math.max(mark, killed)];
  const left = Math.round((killed - mark) * 1000) / 1000;
  const words = left > 0 ? `slack ${seconds(left)}` : left === 0 ? 'no slack' : `cut: ${seconds(-left)} missing`;
  return [share(to) > 0.35 ? before(share(to), y + 12, words, 'label strong') : over(share(to), y + 12, words, 'label strong'), bar(share(from), share(to), y + 17, 12, left > 0 ? 'step slack' : 'step cut')];
}

function stepText({ name, start, end, note }: StepModel): string {
  const until = end === 'open' ? 'without a bound' : end === 'unknown' ? 'for a time that is not known' : `to ${seconds(end)}`;
  return `${name} from ${seconds(start)} ${until}${note === undefined ? '' : ` (${note})`}`;
}

export function timelineTables(model: TimelineModel): readonly Markup[] {
  const { steps, stopped, killed, slack, values } = model;
  const ends = { open: 'no bound', unknown: 'not known' };
  const marks: readonly (readonly [string, number | undefined])[] = [['Envoy stopped', stopped], ['SIGKILL', killed], ['slack', slack]];
  return [
    table('What happens after the pod is deleted', ['step', 'from', 'to', 'remark'], [
      ...steps.map(({ name, start, end, note }) => [name, seconds(start), typeof end === 'number' ? seconds(end) : ends[end], note ?? '']),
      ...marks.map(([name, at]) => [name, at === undefined ? 'not known or not bounded' : seconds(at), '', '']),
    ]),
    table('The settings behind it', ['setting', 'value', 'from'], values),
  ];
}
