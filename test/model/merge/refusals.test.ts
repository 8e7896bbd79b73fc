import { refused } from './refused';
import { type Json, type JsonObject, MAX_DEPTH, MergeError, mergeStrategyFor, strategicMerge, unionMembers } from '../../../src/model/merge';

// What people read when a patch is refused: what was got, where, and what to do.

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

const refusal = (patch: JsonObject, base: JsonObject = {}, gvk = DEPLOYMENT): MergeError => refused(base, patch, gvk);

describe('where it is', () => {
  test('at the top', () => {
    const error = refusal({ spec: {} }, { kind: 'Deployment' }, { apiVersion: 'v2', kind: 'Nothing' });
    expect([error.name, error.pointer]).toEqual(['MergeError', '']);
    expect(error.message).toMatch(/^patch at the top: no merge table for kind, got "Nothing" of "v2", expected one of v1 Pod, /);
    expect(error.message).toBe(`patch at the top: ${error.problem}`);
  });

  test('further in, by its pointer, of which a reader sees 400 letters', () => {
    const long = 'k'.repeat(500);
    const error = refusal({ metadata: { finalizers: [1, 'a'] } }, { metadata: { finalizers: ['a'] } });
    expect(error.message).toBe(`patch at "/metadata/finalizers/0": ${error.problem}`);
    const deep = refusal({ [long]: nested(MAX_DEPTH + 1) });
    expect(deep.pointer.startsWith(`/${long}/a/a`)).toBe(true);
    expect(deep.message).toMatch(new RegExp('^patch at "/k{399}": nested too deep'));
  });
});

/** So many levels of objects. */
function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) { value = { a: value }; }
  return value;
}

/** So many levels of lists. */
function listed(levels: number): Json {
  let value: Json = null;
  for (let level = 0; level < levels; level += 1) { value = [null, value]; }
  return value;
}

describe('how deep a patch may be', () => {
  test.each<[string, Json, string | undefined]>([
    ['as many objects as may be', nested(MAX_DEPTH - 1), undefined],
    ['one object more', nested(MAX_DEPTH), `/x~1y${'/a'.repeat(MAX_DEPTH - 1)}`],
    ['as many lists as may be', listed(MAX_DEPTH - 1), undefined],
    ['one list more', listed(MAX_DEPTH), `/x~1y${'/1'.repeat(MAX_DEPTH - 1)}`],
    ['a list of short and long ones', [nested(3), 'text', null, nested(MAX_DEPTH - 1)], `/x~1y/3${'/a'.repeat(MAX_DEPTH - 2)}`],
    ['an object of short and long ones', { first: nested(3), second: null, third: 'text', last: listed(MAX_DEPTH - 1) }, `/x~1y/last${'/1'.repeat(MAX_DEPTH - 2)}`],
  ])('%s', (_, value, pointer) => {
    if (pointer === undefined) {
      expect(() => strategicMerge({}, { 'x/y': value }, DEPLOYMENT)).not.toThrow();
    } else {
      const error = refusal({ 'x/y': value });
      expect(error.pointer).toBe(pointer);
      expect(error.problem).toMatch(new RegExp(`^nested too deep, got .+ at level ${MAX_DEPTH + 1}, expected ${MAX_DEPTH} levels at most, remove levels$`));
    }
  });

  test('what is got is said', () => {
    expect(refusal({ a: nested(MAX_DEPTH) }).problem).toMatch(/got an object with "a" at/);
    expect(refusal({ a: listed(MAX_DEPTH) }).problem).toMatch(/got a list at/);
  });
});

describe('how a value is shown', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'nothing'],
    ['null', null, 'null'],
    ['a number', 5, '5'],
    ['a list', [1, 2], 'a list'],
    ['an empty object', {}, 'an empty object'],
    ['an object', { a: 1, b: 2 }, 'an object with "a", "b"'],
    ['an object of five', { a: 1, b: 2, c: 3, d: 4, e: 5 }, 'an object with "a", "b", "c", "d", "e"'],
    ['an object of six', { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, 'an object with "a", "b", "c", "d", "e", …'],
    ['a long key', { ['k'.repeat(41)]: 1 }, `an object with "${'k'.repeat(40)}"`],
    ['a long text', 't'.repeat(81), `"${'t'.repeat(80)}"`],
    ['control characters', 'a\u001b[2J', '"a\\u001b[2J"'],
  ])('%s', (_, value, shown) => {
    expect(refusal({}, {}, { apiVersion: 'v1', kind: value as string }).problem).toContain(`got ${shown} of "v1", expected`);
  });

  test('a patch that is no object', () => {
    expect(refusal(['a'] as never).problem).toBe('got a list, expected an object, give a partial Deployment');
  });
});

describe('lists of plain values', () => {
  const merge = (base: Json[], patch: Json[]): Json => {
    const { object } = strategicMerge({ metadata: { finalizers: base } }, { metadata: { finalizers: patch } }, DEPLOYMENT);
    return (object.metadata as JsonObject).finalizers;
  };

  test.each<[Json[], Json[]]>([[['a'], ['b']], [[1], [2]], [[1.5], [2.5]], [[2 ** 62], [-(2 ** 62)]], [[2 ** 63], [1e300]], [[true], [false]]])('%j and %j are of one type', (base, patch) => {
    expect(merge(base, patch)).toEqual([...patch, ...base]);
  });

  test.each<[Json[], Json[], string]>([
    [[1], [1.5], 'got 1.5 beside 1'], [[1], [2 ** 63], 'got 9223372036854776000 beside 1'], [['1'], [1], 'got 1 beside "1"'], [[true], ['true'], 'got "true" beside true'], [['a'], [{}], 'got an empty object beside "a"'],
  ])('%j and %j are not', (base, patch, got) => {
    expect(() => merge(base, patch)).toThrow(`list items of two types, ${got}, expected one type, correct the items`);
  });

  test.each<[Json, string]>([[null, 'null'], [['a'], 'a list']])('%j cannot be merged', (item, got) => {
    expect(() => merge([], [item])).toThrow(`list item that cannot be merged, got ${got}, expected an object or a plain value, set it without null and without lists`);
    expect(() => merge(['a'], [item])).toThrow(`list items of two types, got ${got} beside "a", expected one type, correct the items`);
  });
});

test('a field is found by its name in other cases, the exact one first', () => {
  const type = mergeStrategyFor('apps/v1', 'Deployment')!;
  expect(type.field('SPEC')).toBe(type.field('spec'));
  expect(type.field('Spec')).toMatchObject({ kind: 'object', type: { name: 'DeploymentSpec' } });
  expect(type.field('specs')).toBeUndefined();
});

test.each<[string, JsonObject]>([
  ['null', { spec: null }], ['a text', { spec: 'x' }], ['a list', { spec: [] }], ['null for a list', { spec: { template: { spec: { containers: null } } } }],
  ['a number for a list', { spec: { template: { spec: { containers: 5 } } } }], ['null in a list', { spec: { template: { spec: { containers: [null, 'x'] } } } }],
])('members of a union are looked for where they can be, not in %s', (_, object) => {
  expect(unionMembers('apps/v1', 'Deployment', object)).toEqual([]);
});

const POD = { apiVersion: 'v1', kind: 'Pod' };
const CONTAINERS = [{ name: 'a', image: 'x' }];

describe('what cannot be merged, where, and what to do', () => {
  test.each<[string, JsonObject, JsonObject, string, string]>([
    ['a directive without a field', {}, { spec: { $setElementOrder: ['a'] } },
      '/spec/$setElementOrder', "unknown directive, got \"$setElementOrder\", expected '$setElementOrder/<field>', correct the key"],
    ['a directive that only begins alike', {}, { spec: { $setElementOrders: ['a'] } },
      '/spec/$setElementOrders', "unknown directive, got \"$setElementOrders\", expected '$setElementOrder/<field>', correct the key"],
    ['a deletion without a field', {}, { metadata: { $deleteFromPrimitiveList: ['a'] } },
      '/metadata/$deleteFromPrimitiveList', "unknown directive, got \"$deleteFromPrimitiveList\", expected '$deleteFromPrimitiveList/<field>', correct the key"],
    ['keys to keep that are no list', {}, { spec: { $retainKeys: 'type' } },
      '/spec/$retainKeys', "'$retainKeys' got \"type\", expected a list of keys, list the keys that stay"],
    ['an object among the keys to keep', {}, { spec: { $retainKeys: ['type', {}] } },
      '/spec/$retainKeys', "'$retainKeys' got a list, expected a list of keys, list the keys that stay"],
    ['a key that is set and not kept', {}, { spec: { '$retainKeys': ['type', null, 7], 'type': 'x', 'rolling': {}, 'gone': null, '$setElementOrder/containers': [] } },
      '/spec/$retainKeys', "'$retainKeys' does not list \"rolling\", which the patch sets, expected every key that is set, add it"],
    ['an object with an unknown $patch', {}, { spec: { $patch: 'drop' } },
      '/spec/$patch', "unknown '$patch' directive, got \"drop\", expected 'replace' or 'delete', correct it"],
    ['an item with an unknown $patch', { spec: { containers: CONTAINERS } }, { spec: { containers: [{ name: 'a', $patch: 'merge' }] } },
      '/spec/containers/0', "unknown '$patch' directive in a list item, got \"merge\", expected 'delete' beside 'name', or 'replace' in an item of its own, correct it"],
    ['an item to delete of which nobody knows which', { spec: { containers: CONTAINERS } }, { spec: { containers: [{ $patch: 'delete' }] } },
      '/spec/containers/0', "list item without its merge key, got an object with \"$patch\", expected an object with 'name', add 'name'"],
    ['an item without its merge key', { spec: { containers: CONTAINERS } }, { spec: { containers: [{ image: 'y' }] } },
      '/spec/containers/0', "list item without its merge key, got an object with \"image\", expected an object with 'name', add 'name'"],
    ['the same in the base: there the list is named', { spec: { containers: [{ image: 'x' }] } }, { spec: { containers: [{ name: 'a' }] } },
      '/spec/containers', "list item without its merge key, got an object with \"image\", expected an object with 'name', add 'name'"],
    ['a merge key that is an object', { spec: { containers: CONTAINERS } }, { spec: { containers: [{ name: { first: 'a' } }] } },
      '/spec/containers/0', "merge key 'name' got an object with \"first\", expected a plain value, correct it"],
    ['plain values where objects stand', { spec: { containers: ['a'] } }, { spec: { containers: ['b'] } },
      '/spec/containers', "list of plain values, expected objects with 'name', correct the items"],
    ['objects where plain values stand', { metadata: { finalizers: [{}] } }, { metadata: { finalizers: [{}] } },
      '/metadata/finalizers', 'objects in a list that has no merge key, expected plain values, correct the items or set the whole list'],
    ['an order that is no list', { spec: { containers: CONTAINERS } }, { spec: { '$setElementOrder/containers': 'a' } },
      '/spec/$setElementOrder~1containers', "'$setElementOrder' got \"a\", expected lists on every side, correct it or remove the directive"],
    ['an order beside what is no list', { spec: { containers: CONTAINERS } }, { spec: { '$setElementOrder/containers': [{ name: 'a' }], 'containers': 'a' } },
      '/spec/containers', "'$setElementOrder' got \"a\", expected lists on every side, correct it or remove the directive"],
    ['an order of what is no list in the base', { spec: { containers: 5 } }, { spec: { '$setElementOrder/containers': [{ name: 'a' }] } },
      '/spec/$setElementOrder~1containers', "'$setElementOrder' got 5, expected lists on every side, correct it or remove the directive"],
    ['an order of objects for plain values', { metadata: { finalizers: ['a'] } }, { metadata: { '$setElementOrder/finalizers': [{ name: 'a' }], 'finalizers': ['b'] } },
      '/metadata/$setElementOrder~1finalizers', "'$setElementOrder' for a list without a merge key, got an object with \"name\", expected plain values, remove it"],
    ['an order of nothing', { spec: { containers: [] } }, { spec: { '$setElementOrder/containers': [{ name: 'a' }] } },
      '/spec/$setElementOrder~1containers', 'the list is empty on both sides, expected items to order, remove the directive'],
    ['an order that leaves an item out', { spec: { containers: CONTAINERS } }, { spec: { '$setElementOrder/containers': [{ name: 'a' }], 'containers': [{ name: 'b' }] } },
      '/spec/$setElementOrder~1containers', "'$setElementOrder' does not name an object with \"name\" in this place, expected every item of the list beside it in the same order, add or move it"],
    ['lists where the type has no such field', { spec: { odd: ['a'] } }, { spec: { odd: ['b'] } },
      '/spec/odd', '"odd" holds lists on both sides and no merge rule is known for it, expected one of the fields of PodSpec, correct the name'],
    ['objects where the type has no such field', { spec: { odd: {} } }, { spec: { odd: { a: 1 } } },
      '/spec/odd', '"odd" holds objects on both sides and no merge rule is known for it, expected one of the fields of PodSpec, correct the name'],
    ['objects in a map', { metadata: { labels: { app: {} } } }, { metadata: { labels: { app: { a: 1 } } } },
      '/metadata/labels/app', '"app" holds objects on both sides and no merge rule is known for it, expected plain values here, correct the name'],
    ['lists where an object belongs', { spec: { securityContext: [] } }, { spec: { securityContext: ['a'] } },
      '/spec/securityContext', "'securityContext' is a list on both sides, expected an object, correct both"],
    ['a patch that takes the kind away', { kind: 'Pod' }, { kind: null },
      '', "'kind' is missing in the result, expected a partial object that leaves it alone, remove it from the patch"],
    ['a patch that empties the kind', { kind: 'Pod' }, { kind: '' },
      '', "'kind' is missing in the result, expected a partial object that leaves it alone, remove it from the patch"],
  ])('%s', (_, base, patch, pointer, problem) => {
    const error = refusal(patch, { metadata: {}, spec: {}, ...base }, POD);
    expect([error.pointer, error.problem]).toEqual([pointer, problem]);
  });
});

test('beside keys to keep, nulls and directives set nothing', () => {
  const patch = { '$retainKeys': ['a'], 'a': 3, 'b': null, '$deleteFromPrimitiveList/list': ['x'], '$setElementOrder/containers': [] };
  expect(strategicMerge({ spec: { a: 1, b: 2, list: ['x'] } }, { spec: patch }, POD).object).toEqual({ spec: { a: 3 } });
});
