import { allOf, anyOf, type Cover, isCovered } from './cover';
import { rangeWithin } from './ranges';
import { isMap, type JsonMap, listAt, mapAt, stringAt } from '../../../model/read';
import { sameJson } from '../../../model/same-json';
import type { Tri } from '../../../model/tri';

/** Any of the values of a field is enough, and of a `not` field none may be there. */
interface Condition { readonly key: string; readonly values: readonly string[]; readonly isNot: boolean }

/** A rule, taken apart: one of `from`, one of `to`, and all of `when`. */
export interface Rule {
  readonly rule: unknown;
  readonly from: readonly (readonly Condition[])[];
  readonly to: readonly (readonly Condition[])[];
  readonly when: readonly Condition[];
}

const [PRINCIPAL, NAMESPACE, ACCOUNT] = ['source.principal', 'source.namespace', 'serviceAccounts'];

/** Fields that are conditions of `when` as well (istio pilot/pkg/security/authz/model/model.go New). */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['principals', PRINCIPAL], ['namespaces', NAMESPACE], ['ipBlocks', 'source.ip'], ['remoteIpBlocks', 'remote.ip'],
  ['requestPrincipals', 'request.auth.principal'], ['ports', 'destination.port'],
]);

/** An account without a namespace is of that of the policy (generator.go serviceAccountRegex). */
export function ruleOf(rule: unknown, home: string | undefined): Rule {
  const conditions = (fields: JsonMap): Condition[] => Object.keys(fields).flatMap((field) => {
    const name = field.replace(/^not([A-Z])/, (_, letter: string) => letter.toLowerCase());
    const values = textsOf(fields, field).map((value) => (
      name === ACCOUNT && !value.includes('/') ? `${home ?? ''}/${value}` : name === 'hosts' ? value.toLowerCase() : value));
    return values.length === 0 ? [] : [{ key: KEYS.get(name) ?? name, values, isNot: name !== field }];
  });
  const inEach = (list: string, inner: string): Condition[][] => {
    const all = (listAt(rule, list) ?? []).map((one) => conditions(mapAt(one, inner) ?? {}));
    return all.length === 0 ? [[]] : all;
  };
  const when = (listAt(rule, '/when') ?? []).flatMap((one) => (['values', 'notValues'] as const).flatMap((field) => {
    const values = textsOf(one, field);
    return values.length === 0 ? [] : [{ key: stringAt(one, '/key') ?? '', values, isNot: field === 'notValues' }];
  }));
  return { rule, from: inEach('/from', '/source'), to: inEach('/to', '/operation'), when };
}

const textsOf = (fields: unknown, field: string): string[] => ((isMap(fields) ? listAt(fields, `/${field}`) : undefined) ?? [])
  .flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : []));

/** A rule without conditions matches every request. */
export const isAll = ({ from, to, when }: Rule): boolean => [from, to].every((list) => list.some((one) => one.length === 0)) && when.length === 0;

/** More combinations of single values than these are not looked at one by one. */
const MOST = 200;

/** Whether rules together match whatever another one does. */
export function covers(open: readonly Rule[], rule: Rule): Tri {
  if (open.some((one) => sameJson(one.rule, rule.rule))) { return true; }
  if (rule.from.length * rule.to.length > MOST) { return undefined; }
  const pairs = rule.from.flatMap((from) => rule.to.map((to) => [...from, ...to, ...rule.when]));
  const singles = pairs.flatMap((conditions) => combinations(conditions, MOST / pairs.length));
  return isCovered(singles.map((narrow) => anyOf(open.map(({ from, to, when }) => {
    const meets = (all: readonly Condition[]): Cover => allOf(all.map((one) => conditionWithin(narrow, one)));
    return allOf([anyOf(from.map(meets)), anyOf(to.map(meets)), meets(when)]);
  }))));
}

/** One for each choice of values, or the lists as they are where they make too many. */
function combinations(conditions: readonly Condition[], most: number): (readonly Condition[])[] {
  if (conditions.reduce((count, { values, isNot }) => (isNot ? count : count * values.length), 1) > most) { return [conditions]; }
  return conditions.reduce<(readonly Condition[])[]>((made, one) => {
    const choices = one.isNot ? [one] : one.values.map((value) => ({ ...one, values: [value] }));
    return made.flatMap((before) => choices.map((choice) => [...before, choice]));
  }, [[]]);
}

/** How much of what meets the narrow conditions meets a wide one. What that asks for and they do not is for few, whatever else there is. */
function conditionWithin(narrow: readonly Condition[], wide: Condition): Cover {
  const near = narrow.filter(({ key }) => isComparable(key, wide.key));
  if (!wide.isNot) {
    return anyOf(near.filter(({ isNot }) => !isNot).map(({ key, values }) => (
      listWithin(values, (value) => (key === wide.key && wide.values.includes(value) ? 'all' : anyOf(wide.values.map((other) => (
        shareOf(other, valueWithin(key, value, wide.key, other))))))))));
  }
  const found = anyOf(near.map(({ key, values, isNot }) => (isNot
    ? allOf(wide.values.map((value) => opened(anyOf(values.map((own) => valueWithin(wide.key, value, key, own))))))
    : listWithin(values, (value) => allOf(wide.values.map((other) => without(key, valueWithin(key, value, wide.key, other))))))));
  return near.length === 0 ? 'part' : found;
}

/** What is left out newly leaves the rest. */
const opened = (cover: Cover): Cover => (cover === 'none' ? 'part' : cover);

/** Single values never add up to all that a pattern matches. */
const shareOf = (value: string, cover: Cover): Cover => (cover === 'part' && !/^\*|\*$|\/\d+$/.test(value) ? 'none' : cover);

const OPPOSITE: Readonly<Record<Cover, Cover>> = { all: 'none', none: 'all', part: 'part', unknown: 'unknown' };

/** A token may have several values of one claim, so that the one says nothing of the others. */
const without = (key: string, cover: Cover): Cover => (cover === 'none' && /^request\.auth\.(?:claims|audiences)|^experimental\./.test(key) ? 'part' : OPPOSITE[cover]);

function listWithin(values: readonly string[], cover: (value: string) => Cover): Cover {
  return values.length === 1 ? cover(values[0]) : values.every((value) => cover(value) === 'all') ? 'all' : 'unknown';
}

const IDENTITY: readonly string[] = [PRINCIPAL, NAMESPACE, ACCOUNT];

const isComparable = (one: string, other: string): boolean => one === other || (IDENTITY.includes(one) && IDENTITY.includes(other));

function valueWithin(key: string, narrow: string, wideKey: string, wide: string): Cover {
  if (key !== wideKey) { return identityWithin(key, narrow, wideKey, wide); }
  if (key.endsWith('.ip')) { return rangeWithin(narrow, wide); }
  if (narrow === wide || wide === '*') { return 'all'; }
  if (isOdd(wide)) { return 'unknown'; }
  if (matches(narrow, wide)) { return 'all'; }
  if (isOdd(narrow)) { return 'unknown'; }
  if (matches(wide, narrow)) { return 'part'; }
  const isLoose = [narrow, wide].every((value) => /^\*|\*$/.test(value));
  return isLoose && narrow.startsWith('*') !== wide.startsWith('*') ? 'unknown' : 'none';
}

/** Templates of paths, and stars within. */
const isOdd = (value: string): boolean => value.includes('{') || value.slice(1, -1).includes('*') || /^\*.*\*$/.test(value);

const matches = (value: string, pattern: string): boolean => pattern === '*' || pattern === value
  || (pattern.endsWith('*') && value.startsWith(pattern.slice(0, -1))) || (pattern.startsWith('*') && value.endsWith(pattern.slice(1)));

/** `cluster.local/ns/shop/sa/web` says a namespace and an account, `shop/web` both in any trust domain (generator.go srcNamespaceGenerator, serviceAccountRegex). */
function identityWithin(key: string, narrow: string, wideKey: string, wide: string): Cover {
  const [some, all] = [identityOf(key, narrow), identityOf(wideKey, wide)];
  if (!some || !all) { return 'unknown'; }
  if (some.namespace !== all.namespace || (some.account ?? all.account) !== (all.account ?? some.account)) { return 'none'; }
  if (all.account !== undefined && some.account === undefined) { return 'part'; }
  return all.domains === 'all' || some.domains === all.domains ? 'all' : 'unknown';
}

interface Identity { readonly namespace: string; readonly account?: string; readonly domains: string }

function identityOf(key: string, value: string): Identity | undefined {
  if (key === NAMESPACE) { return value.includes('*') ? undefined : { namespace: value, domains: 'all' }; }
  const [, domains, namespace, account] = (key === ACCOUNT ? /^()([^/*]+)\/([^/*]+)$/ : /^(\*|[^/*]+)\/ns\/([^/*]+)\/(?:\*|sa\/([^/*]+))$/).exec(value) ?? [];
  if (namespace === undefined) { return undefined; }
  return { namespace, ...account !== undefined && { account }, domains: key === ACCOUNT || domains === '*' ? 'all' : domains };
}
