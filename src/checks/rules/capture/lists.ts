import {
  ASM_PROXY_CONFIG, CAPTURE_LISTS, type CaptureList, IPTABLES, originOf, type Setting, VALIDATION, valueOf, WORKLOADS, writtenList,
} from './settings';
import { parseRange } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { type PatchOperation, RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

/** No list is longer: all annotations of an object together have 256 KiB. */
const LONGEST = 262_144;

/** A message names no more items: it is for people. */
const MOST_NAMED = 3;

type Text = Pick<Described<ManifestRule>, 'id' | 'title' | 'what' | 'why' | 'source'>;

/** A rule on lists of one kind, wherever they are written. */
function listRule(text: Text, lists: readonly CaptureList[], judge: (setting: Setting, list: CaptureList) => Found[]): Described<ManifestRule> {
  return {
    ...text,
    severity: Severity.ERROR,
    ruleClass: RuleClass.MESH,
    on: 'manifest',
    kinds: [...WORKLOADS, ASM_PROXY_CONFIG],
    check: (manifest: Manifest) => lists.flatMap((list) => {
      const setting = writtenList(manifest, list);
      return setting === undefined || setting.text === '' || setting.text.length > LONGEST ? [] : judge(setting, list);
    }),
  };
}

const ofKind = (of: CaptureList['of']): readonly CaptureList[] => CAPTURE_LISTS.filter((list) => list.of === of);
const named = (item: string): readonly CaptureList[] => CAPTURE_LISTS.filter((list) => list.item === item);
const isInclude = ({ item }: CaptureList): boolean => item.startsWith('include');

function found(setting: Setting, message: string, fix: string, more: Partial<Found> = {}): Found {
  return { message: `${setting.name} ${message}`, fix, at: originOf(setting), part: setting.name, values: [valueOf(setting)], ...more };
}

function replace({ pointer }: Setting, value: string): PatchOperation[] {
  return [{ op: 'replace', path: pointer, value }];
}

/** `"10.0.0/8" has no valid address, "::1" has …` */
function listed(problems: readonly string[]): string {
  const rest = problems.length - MOST_NAMED;
  return problems.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

const itemsOf = (text: string): readonly string[] => text.split(',');
const isStar = (item: string): boolean => item.trim() === '*';

/** CAP001 */
export const rangeList = listRule({
  id: 'CAP001',
  title: 'list of ranges that is none',
  what: 'An item of a list of IP ranges is no CIDR as Go reads it: without a mask, with leading zeros, with blanks around it, with bits of a zone.',
  why: 'The injector splits the list at commas without trimming and reads each item with netip.ParsePrefix: one bad item, a blank included, and '
    + 'the pod is refused.',
  source: `${VALIDATION} validateCIDRList`,
}, ofKind('ranges'), (setting) => {
  const items = itemsOf(setting.text);
  if (items.some(isStar)) { return []; }
  const problems = items.flatMap((item) => {
    const result = parseRange(item);
    return 'problem' in result ? [`${short(JSON.stringify(item))} has ${result.problem}`] : [];
  });
  if (problems.length === 0) { return []; }
  const trimmed = items.map((item) => item.trim()).filter((item) => item !== '');
  const isFixed = trimmed.length > 0 && trimmed.every((item) => !('problem' in parseRange(item)));
  return [found(setting, `is refused: ${listed(problems)}`,
    isFixed ? `write ${short(trimmed.join(','))}` : 'write CIDRs with their mask, separated by commas without blanks, such as 10.0.0.0/8,192.168.0.0/16',
    isFixed ? { patch: replace(setting, trimmed.join(',')) } : {})];
});

/** CAP002 */
export const starAmongOthers = listRule({
  id: 'CAP002',
  title: 'star mixed with other items',
  what: 'A list that may be `*` has `*` beside other items, or with blanks around it.',
  why: 'Only the text `*` alone stands for everything; as an item of a list it is no range and no port, and the injector refuses the pod.',
  source: `${VALIDATION} ValidateIncludeIPRanges and ValidateIncludeInboundPorts`,
}, CAPTURE_LISTS.filter(({ wildcard }) => wildcard), (setting) => {
  if (setting.text === '*' || !itemsOf(setting.text).some(isStar)) { return []; }
  const isAlone = setting.text.trim() === '*';
  return [found(setting, `is ${short(JSON.stringify(setting.text))}, where "*" does not stand alone`,
    isAlone ? 'write * without blanks' : 'write * for everything, or the list without it', isAlone ? { patch: replace(setting, '*') } : {})];
});

/** CAP003 */
export const starExcluded = listRule({
  id: 'CAP003',
  title: 'star in an exclude list',
  what: 'A list of excluded ranges or ports has `*`.',
  why: 'The injector takes no `*` in a list of exclusions and refuses the pod. To capture nothing, the include list is left empty.',
  source: `${VALIDATION} ValidateExcludeIPRanges, ValidateExcludeInboundPorts and ValidateExcludeOutboundPorts`,
}, CAPTURE_LISTS.filter((list) => !list.wildcard && !isInclude(list)), (setting, { item }) => {
  if (!itemsOf(setting.text).some(isStar)) { return []; }
  const include = item === 'excludeOutboundPorts' ? 'includeOutboundIPRanges' : item.replace('exclude', 'include');
  return [found(setting, `is ${short(JSON.stringify(setting.text))}, and the injector refuses "*" there`,
    `list what is to be left alone; to capture nothing of that kind set ${include} to ""`)];
});

const PORT = /^[1-9][0-9]{0,4}$/;
const isPort = (item: string): boolean => PORT.test(item) && Number(item) <= 65_535;
const isTaken = (item: string): boolean => /^\s*[0-9]{1,9}\s*$/.test(item) && Number(item) <= 65_535;

function portProblems(setting: Setting, refused: boolean, consequence: string): Found[] {
  const items = itemsOf(setting.text);
  const bad = items.filter((item) => !isPort(item));
  if (bad.length === 0) { return []; }
  // blanks, zeros in front and port 0 pass the injector; what iptables then makes of them is nobody's promise
  const isOnlyOdd = bad.every(isTaken);
  const mended = items.map((item) => item.trim()).filter((item) => item !== '').map((item) => (/^0[0-9]/.test(item) ? item.replace(/^0+/, '') : item));
  const isFixed = mended.length > 0 && mended.every(isPort);
  const shown = bad.slice(0, MOST_NAMED).map((item) => short(JSON.stringify(item))).join(', ');
  const more = bad.length > MOST_NAMED ? ` and ${bad.length - MOST_NAMED} more` : '';
  return [found(setting, `has ${shown}${more}, expected ports from 1 to 65535; ${refused && !isOnlyOdd ? 'the injector refuses the pod' : consequence}`,
    isFixed ? `write ${short(mended.join(','))}` : 'list single ports separated by commas, such as 80,443; ranges are not known', {
      ...isOnlyOdd && { severity: Severity.WARNING },
      ...isFixed && { patch: replace(setting, mended.join(',')) },
    })];
}

/** CAP004 */
export const portList = listRule({
  id: 'CAP004',
  title: 'list of ports that is none',
  what: 'An item of a list of ports is no number from 1 to 65535. Blanks, port 0 and leading zeros, which the injector lets pass, are a warning.',
  why: 'The injector refuses the pod for anything that is no port. What it lets pass goes to iptables as it stands.',
  source: `${VALIDATION} validatePortList`,
}, ofKind('ports').filter(({ refused }) => refused), (setting) => (
  itemsOf(setting.text).some(isStar) ? [] : portProblems(setting, true, 'blanks, zeros in front and port 0 go to iptables as they stand')));

/** CAP005: we are the only check. */
export const includeOutboundPorts = listRule({
  id: 'CAP005',
  title: 'includeOutboundPorts is not checked by Istio',
  what: '`includeOutboundPorts` has `*` or an item that is no port. Blanks, port 0 and leading zeros are a warning.',
  why: 'The injector has no check for this list and hands it to iptables as it is: a bad port fails istio-init in every new pod, long after the apply.',
  source: `${VALIDATION} AnnotationValidation (has no includeOutboundPorts); ${IPTABLES} handleOutboundPortsInclude`,
}, named('includeOutboundPorts'), (setting) => (itemsOf(setting.text).some(isStar)
  ? [found(setting, `is ${short(JSON.stringify(setting.text))}, and istio-init takes no "*" here`, 'remove it, and set includeOutboundIPRanges to * to capture every port')]
  : portProblems(setting, false, 'nobody checks this list, and istio-init hands it to iptables')));
