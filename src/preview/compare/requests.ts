import { namedFirst } from './comparison';
import type { Manifest } from '../../model/manifest/types';
import { listAt, mapAt, member, stringAt } from '../../model/read';
import { every, type Tri } from '../../model/tri';

/** Which requests a match takes: by their path, and by conditions of which all have to hold. */
export interface Match {
  /** A prefix is one of whole segments, a start one of letters. */
  readonly type: 'Exact' | 'Prefix' | 'Start' | 'Pattern';
  readonly path: string;
  readonly conditions: readonly Condition[];
}

/** A method, a header or a parameter, and what it has to be. */
interface Condition {
  readonly on: string;
  readonly value: string;
  readonly isPattern: boolean;
}

/** Every call of gRPC is one. */
export const POST: Condition = { on: 'method', value: 'POST', isPattern: false };

/** What a route of HTTP matches. Without `rules` the API server writes one for all; a GRPCRoute without them takes nothing. */
export function matchesOf({ key, object }: Manifest): readonly Match[] {
  const isGrpc = key.kind === 'GRPCRoute';
  const rules = listAt(object, '/spec/rules') ?? (isGrpc ? [] : [{}]);
  return rules.flatMap((rule) => {
    const matches = listAt(rule, '/matches') ?? [];
    return matches.length === 0 ? [ALL] : matches.map(isGrpc ? ofGrpc : ofHttp);
  });
}

const ALL: Match = { type: 'Prefix', path: '/', conditions: [] };

const TYPES: Readonly<Record<string, Match['type']>> = { Exact: 'Exact', PathPrefix: 'Prefix' };

function ofHttp(match: unknown): Match {
  const method = stringAt(match, '/method');
  return {
    type: TYPES[stringAt(match, '/path/type') ?? 'PathPrefix'] ?? 'Pattern',
    path: stringAt(match, '/path/value') ?? '/',
    conditions: [...method === undefined ? [] : [{ ...POST, value: method }], ...conditionsAt(match, 'headers'), ...conditionsAt(match, 'queryParams')],
  };
}

/** A method of gRPC is a path (Istio, main of August 2026: pilot/pkg/config/kube/gateway/conversion.go createGRPCURIMatch). */
function ofGrpc(match: unknown): Match {
  const conditions = conditionsAt(match, 'headers');
  const method = mapAt(match, '/method');
  if (!method) { return { ...ALL, conditions }; }
  const [service, name] = [stringAt(method, '/service'), stringAt(method, '/method')];
  if (stringAt(method, '/type') === 'RegularExpression' || service === undefined) { return { type: 'Pattern', path: `/${service ?? '[^/]+'}/${name ?? '.+'}`, conditions }; }
  return { type: name === undefined ? 'Prefix' : 'Exact', path: `/${service}/${name ?? ''}`, conditions };
}

function conditionsAt(match: unknown, field: string): Condition[] {
  return (listAt(match, `/${field}`) ?? []).map((one) => ({
    on: `${field} ${String(member(one, 'name')).toLowerCase()}`, value: JSON.stringify(member(one, 'value')), isPattern: member(one, 'type') === 'RegularExpression',
  }));
}

/** What a match of a VirtualService takes of the requests for a host; without one, all (route.go TranslateRouteMatch). */
export function ofVirtualService(match: unknown, host: string): Match {
  const uri = mapAt(match, '/uri');
  const single = ['method', 'scheme', 'authority'].flatMap((field) => { const one = mapAt(match, `/${field}`); return one ? [conditionOn(field, one)] : []; });
  const many = ['headers', 'withoutHeaders', 'queryParams'].flatMap((field) => (
    Object.entries(mapAt(match, `/${field}`) ?? {}).map(([name, one]) => conditionOn(`${field} ${name.toLowerCase()}`, one))));
  const conditions = [...single, ...many].filter((one) => !isOfHost(one, host));
  const [exact, prefix, regex] = ['exact', 'prefix', 'regex'].map((kind) => stringAt(uri, `/${kind}`));
  if (regex !== undefined || (uri && member(match, 'ignoreUriCase') === true)) { return { type: 'Pattern', path: regex ?? JSON.stringify(uri), conditions }; }
  return exact === undefined ? { type: 'Start', path: prefix ?? '/', conditions } : { type: 'Exact', path: exact, conditions };
}

/** Headers that have a field of their own. */
const NAMES: ReadonlyMap<string, string> = new Map(['method', 'scheme', 'authority'].map((field) => [`headers :${field}`, field]));

/** All requests for the host meet it. */
function isOfHost({ on, value }: Condition, host: string): boolean {
  const wanted: unknown = on === 'authority' ? JSON.parse(value) : undefined;
  const prefix = stringAt(wanted, '/prefix');
  return stringAt(wanted, '/exact') === host || (prefix !== undefined && host.startsWith(prefix));
}

const conditionOn = (on: string, value: unknown): Condition => ({ on: NAMES.get(on) ?? on, value: JSON.stringify(value), isPattern: stringAt(value, '/exact') === undefined });

/** Whether several matches take every request of another one, one of them or together. */
export function isTaken(wanted: Match, matches: readonly Match[]): Tri {
  const each = matches.map((match) => takesAll(match, wanted));
  const together = takeTogether(wanted, matches);
  return each.includes(true) || together === true ? true : each.includes(undefined) || together === undefined ? undefined : false;
}

/** Those that ask for one thing more share what it may be: a header that is there or not, both schemes, methods. */
function takeTogether(wanted: Match, matches: readonly Match[]): Tri {
  const asked = matches.flatMap((match) => {
    const more = takesPaths(match, wanted) === true ? match.conditions.filter((one) => isMet(one, wanted) !== true) : [];
    return more.length === 1 ? more : [];
  });
  const has = (on: string, value: string): boolean => asked.some((one) => one.on === on && one.value === value);
  const schemes = ['http', 'https'].every((scheme) => has('scheme', JSON.stringify({ exact: scheme })));
  if (schemes || asked.some(({ on, value }) => on.startsWith('headers ') && has(on.replace('headers', 'withoutHeaders'), value))) { return true; }
  return new Set(asked.filter(({ on }) => on === 'method').map(({ value }) => value)).size > 1 ? undefined : false;
}

/** Does it take every request of another one? A pattern is compared by its text: what else it takes is not known. */
export function takesAll(match: Match, other: Match): Tri {
  return every([...match.conditions.map((one) => isMet(one, other)), takesPaths(match, other)]);
}

function isMet(wanted: Condition, { conditions }: Match): Tri {
  const same = conditions.filter(({ on }) => on === wanted.on);
  if (same.some(({ value, isPattern }) => value === wanted.value && isPattern === wanted.isPattern)) { return true; }
  return same.some(({ isPattern }) => isPattern || wanted.isPattern) ? undefined : false;
}

function takesPaths(match: Match, other: Match): Tri {
  if (match.type === other.type && match.path === other.path) { return true; }
  switch (match.type) {
    case 'Exact': return other.type === 'Pattern' ? undefined : false;
    case 'Prefix': return isBelow(match.path, other);
    case 'Start': return match.path === '/' || (other.type === 'Pattern' ? undefined : other.path.startsWith(match.path));
    default: return EVERYTHING.test(match.path) || undefined;
  }
}

const EVERYTHING = /^\^?\/?\.\*\$?$/;

/** A prefix is one of whole segments. */
function isBelow(prefix: string, { type, path }: Match): Tri {
  const folder = prefix.replace(/\/$/, '');
  if (folder === '') { return true; }
  return type === 'Pattern' ? undefined : path === folder || path.startsWith(`${folder}/`);
}

/** A match of which others do not take everything, and what they take of it, for people. */
export function lostWords(wanted: Match, matches: readonly Match[]): string {
  const kept = [...new Set(matches.filter((match) => takesAll(wanted, match) === true).map(matchWords))];
  return `${matchWords(wanted)}${kept.length === 0 ? '' : ` (only ${namedFirst(kept)})`}`;
}

/** `paths below /api`, for people. */
function matchWords({ type, path, conditions }: Match): string {
  const paths = type === 'Exact' ? `path ${path}` : type === 'Pattern' ? `paths like ${path}` : path === '/' ? 'all paths' : `paths ${type === 'Start' ? 'that begin with' : 'below'} ${path}`;
  return conditions.length === 0 ? paths : `${paths} with ${conditions.map(({ on }) => on).join(', ')}`;
}
