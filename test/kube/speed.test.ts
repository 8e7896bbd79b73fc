import {
  GoDuration, IntOrPercent, NameKind, Quantity, annotationsProblem, betterTopologyKey, checkName, cidrList, configMapProblem, labelsProblem, nearest,
  portList, wholeSeconds, yamlKeyProblem, yamlTextProblem,
} from '../../src/kube';
import { bestTime } from '../support/cpu-time';

const LENGTH = 50_000;

/** What makes patterns slow: long runs, almost-matches with a wrong end, and repeats of what a list or a name is made of. */
const SHAPES: readonly string[] = [
  '1', 'a', '-', ',', '.', ' ', '\t', '\n', '/', ':', '_', '=', '*', '0', '\ud800', '\u2028',
  '1.', '1,', '1s', '80,', '10.0.0.0/8,', '::/0,', 'a.', 'a-', 'a/', '0_', '1_', '1e', 'é',
];

const KINDS: readonly NameKind[] = [
  'dns1123Label', 'dns1123Subdomain', 'dns1035Label', 'labelKey', 'labelValue', 'annotationKey', 'configMapKey', 'envName', 'portName', 'sysctlName', 'topologyKey',
];

const PARSERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['Quantity.parse', text => Quantity.parse(text)],
  ['GoDuration.parse', text => GoDuration.parse(text)],
  ['wholeSeconds', text => wholeSeconds(text)],
  ['IntOrPercent.parse', text => IntOrPercent.parse(text)],
  ['cidrList', text => cidrList(text, 'list', { wildcard: true }).covers('10.0.0.0/8')],
  ['portList', text => portList(text, 'list', { wildcard: true }).contains(1)],
  ['yamlTextProblem', yamlTextProblem],
  ['yamlKeyProblem', yamlKeyProblem],
  ['annotationsProblem', text => annotationsProblem({ [text]: text })],
  ['labelsProblem', text => labelsProblem({ [text]: text })],
  ['configMapProblem', text => configMapProblem({ [text]: text }, { a: text })],
  ['nearest', text => nearest(text, [text, 'a'])],
  ['betterTopologyKey', text => betterTopologyKey(text)],
  ...KINDS.map(kind => [kind, (text: string) => checkName(kind, text, 'name')] as const),
];

const LIMIT = 20;

/** A refusal is an answer. */
function answer(action: () => unknown): void {
  try { action(); } catch { /* refused */ }
}

/** Lists of ranges that are all different. */
const DISTINCT: readonly string[] = [
  Array.from({ length: 3800 }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0/24`).join(','),
  Array.from({ length: 2900 }, (_, index) => `2001:db8:${index.toString(16)}::/48`).join(','),
];

test.each(PARSERS)('%s answers within 20 ms on 50,000 characters of anything', (_name, parse) => {
  const repeated = SHAPES.map(shape => shape.repeat(LENGTH / shape.length));
  const slow = [...repeated.flatMap(text => [text, `${text}!`, `1${text}`]), ...DISTINCT]
    .map(text => [JSON.stringify(text.slice(0, 8)), Math.round(bestTime(LIMIT, () => answer(() => parse(text))))] as const)
    .filter(([, time]) => time > LIMIT);
  expect(slow).toEqual([]);
});
