import { addressFamily, isReachableAddress } from '../addresses';
import { problemOf, shown } from '../errors';
import { nameProblem, type NameKind } from '../names';
import { Quantity } from '../quantity';

/** What is wrong with a plain value: what was got and what is expected, and what to do. */
export interface Wrong {
  readonly message: string;
  readonly fix: string;
  /** It is none of the words that are known: a later Kubernetes may have more. */
  readonly isUnknownWord?: boolean;
}

/** A limit of `LimitRow.limits`, read once. */
export interface Limit {
  /** Go has no absent text: what is missing is empty. */
  readonly some: boolean;
  readonly isList: boolean;
  /** Undefined: the value is fine. Values of another type are not its concern. */
  check(value: unknown): Wrong | undefined;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  dns1123Label: 'use small letters, digits and dashes, such as web',
  dns1123Subdomain: 'use small letters, digits, dashes and dots, such as web',
  labelKey: 'use a name such as example.com/name',
  configMapKey: 'use letters, digits, "-", "_" and "."',
};

/** As DNS names, with underscores in front of a part and inside of it. */
const SEARCH = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*\.?$/;

/** A limit on texts: which are fine, what is expected of the others, and what to do. */
function textThat(ok: (value: string) => boolean, expected: string, fix: string): Limit['check'] {
  return (value) => (typeof value !== 'string' || ok(value) ? undefined : { message: `is ${shown(value)}, ${expected}`, fix });
}

/** The kinds of names that are no names of Kubernetes objects or keys. */
const NAMED: Readonly<Record<string, Limit['check']>> = {
  ip: textThat((value) => addressFamily(value) !== undefined, 'expected an IP address', 'write an address such as 10.0.0.1 or fd00::1'),
  reachableIp: textThat(isReachableAddress, 'expected an IP address that is not unspecified, loopback or link-local', 'write an address such as 203.0.113.10 or 2001:db8::1'),
  envPrefix: textThat((value) => /^[ -<>-~]*$/.test(value.slice(0, 4096)), 'expected printable ASCII characters without "="', 'use letters, digits and "_"'),
  // an underscore and a lone dot since 1.32 (RelaxedDNSSearchValidation)
  dnsSearch: textThat((value) => value === '.' || (value.length <= 254 && SEARCH.test(value)), 'expected a DNS name', 'write a DNS name such as shop.svc.cluster.local'),
  csiDriver: textThat(
    (value) => value.length <= 63 && nameProblem('dns1123Subdomain', value.toLowerCase()) === undefined,
    'expected a DNS name of at most 63 characters',
    'use the name of the driver, such as disk.csi.example.com',
  ),
  containerResource: textThat(
    (value) => /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/.test(value.slice(0, 400)) || (value.includes('/') && nameProblem('labelKey', value) === undefined),
    'which is no resource of a container',
    'use cpu, memory, or a name with a domain',
  ),
  httpHeader: textThat((value) => /^[-A-Za-z0-9]+$/.test(value.slice(0, 4096)), 'expected a header: letters, digits and "-"', 'use a name such as X-Probe'),
  pathSegment: textThat(
    (value) => value !== '' && value !== '.' && value !== '..' && !/[/%]/.test(value), 'expected a name without "/" and "%"', 'name the object'),
  // validated as a prefix, whose last dash is masked (apimachinery pkg/api/validation/generic.go maskTrailingDash)
  envSource: nameOf('dns1123Subdomain', (value) => (value.length > 1 && value.endsWith('-') ? `${value.slice(0, -2)}a` : value)),
};

function named(kind: string): Limit['check'] {
  return Object.hasOwn(NAMED, kind) ? NAMED[kind] : nameOf(kind as NameKind);
}

function nameOf(kind: NameKind, judged = (value: string): string => value): Limit['check'] {
  return (value) => {
    const problem = typeof value === 'string' ? nameProblem(kind, judged(value)) : undefined;
    return problem === undefined ? undefined : { message: `${problem}, got ${shown(value)}`, fix: EXAMPLES[kind] ?? 'correct it' };
  };
}

const MOST_PORTS = 65_535;

function port(value: unknown): Wrong | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 1 && value <= MOST_PORTS ? undefined
      : { message: `is ${value}, expected 1 to ${MOST_PORTS} or the name of a port`, fix: `set it to a number from 1 to ${MOST_PORTS}` };
  }
  const problem = typeof value === 'string' ? nameProblem('portName', value) : undefined;
  return problem === undefined ? undefined
    : { message: `is ${shown(value)}: the name of a port ${problem}`, fix: /^[0-9]{1,5}$/.test(String(value)) ? `write ${String(value)} without quotes` : 'name a port of the container, such as http' };
}

/** What cannot be read is the schema's concern. */
function amount(value: unknown): Wrong | undefined {
  let isNegative = false;
  problemOf(() => { isNegative = Quantity.parse(typeof value === 'string' ? value.trim() : value).isNegative(); });
  return isNegative ? { message: `is ${shown(value)}, expected 0 or more`, fix: 'write an amount such as 64Mi' } : undefined;
}

const forward = (value: string): boolean => !value.split('/').includes('..');

const PATHS: Readonly<Record<string, Limit['check']>> = {
  down: textThat((value) => !value.startsWith('/') && forward(value), 'expected a path that goes down: without "/" in front and without ".."', 'write the path below the volume'),
  local: textThat(
    (value) => !value.startsWith('/') && !value.startsWith('..') && forward(value),
    'expected a path that goes down: without "/" or ".." in front and without ".." in it',
    'write the path below the volume',
  ),
  forward: textThat(forward, 'expected a path without ".."', 'write the whole path'),
  absolute: textThat((value) => value.startsWith('/'), 'expected a path that begins with "/"', 'write the whole path'),
};

export const INT32 = 2_147_483_647;

/** A number from one to the other; without the other up to what 32 bits hold, which a server refuses to read more than. */
function range(from: number, to: number): Limit['check'] {
  const isOpen = to === Infinity || to === INT32;
  const expected = isOpen ? `${from} or more` : `${from} to ${to}`;
  return (value) => (typeof value !== 'number' || (value >= from && value <= to) ? undefined : {
    message: `is ${value}, expected ${isOpen && value > INT32 ? `${from} to ${INT32}` : expected}`,
    fix: to === 511 ? 'write a mode from 0 to 0777, which is 511' : `set it to ${expected}`,
  });
}

/** What every whole number of a field is, unless more is said of it. */
export const WHOLE: Limit = { isList: false, some: false, check: range(-INT32 - 1, INT32) };

function oneOf(words: readonly string[]): Limit['check'] {
  const known = words.filter((word) => word !== '');
  return (value) => (typeof value !== 'string' || words.includes(value) ? undefined
    : { message: `is ${shown(value)}, expected ${known.length > 1 ? `one of ${known.join(', ')}` : known[0]}`, fix: meantBy(value, known), isUnknownWord: true });
}

/** The word that differs in its capitals only. */
function meantBy(value: string, known: readonly string[]): string {
  const near = known.find((word) => word.toLowerCase() === value.toLowerCase());
  return near === undefined ? `use one of ${known.join(', ')}` : `write ${near}`;
}

/** Reads one limit of the table. */
export function limitOf(text: string): Limit {
  if (text.startsWith('[')) {
    const end = text.lastIndexOf(']');
    const inner = text.slice(1, end);
    return { isList: true, some: text.slice(end + 1) === 'some', check: inner === '' ? () => undefined : limitOf(inner).check };
  }
  if (text.startsWith('+')) { return { ...limitOf(text.slice(1)), some: true }; }
  const plain = { isList: false, some: false };
  if (text === 'some') { return { isList: false, some: true, check: () => undefined }; }
  if (text === 'amount') { return { ...plain, check: amount }; }
  if (text === 'port') { return { ...plain, check: port }; }
  if (Object.hasOwn(PATHS, text)) { return { ...plain, check: PATHS[text] }; }
  if (text.startsWith('@|')) {
    const check = named(text.slice(2));
    return { ...plain, check: (value) => (value === '' ? undefined : check(value)) };
  }
  if (text.startsWith('@')) { return { ...plain, check: named(text.slice(1)) }; }
  const bounds = /^([0-9]+)\.\.([0-9]*|max)$/.exec(text);
  if (bounds) { return { ...plain, check: range(Number(bounds[1]), bounds[2] === '' ? INT32 : bounds[2] === 'max' ? Infinity : Number(bounds[2])) }; }
  return { ...plain, check: oneOf(text.split('|')) };
}
