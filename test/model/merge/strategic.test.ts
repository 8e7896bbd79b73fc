import { parse } from 'yaml';
import { refused } from './refused';
import { type Json, type JsonObject, MAX_DEPTH, MergeError, strategicMerge } from '../../../src/model/merge';
import { valueAt } from '../../../src/model/pointer';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const yaml = (text: string): JsonObject => parse(text) as JsonObject;

/** Merges two pod specs given as YAML. */
function podSpec(base: string, patch: string): Json {
  return strategicMerge({ spec: yaml(base) }, { spec: yaml(patch) }, POD).object.spec;
}

const errorOf = (base: JsonObject, patch: JsonObject, gvk = POD): MergeError => refused(base, patch, gvk);

describe('an overlay and a template', () => {
  test.each([
    ['what is only in the patch stands before what is only in the base', '{containers: [{name: a}]}', '{containers: [{name: b}]}', '{containers: [{name: b}, {name: a}]}'],
    [
      'a shared item forces another order',
      '{containers: [{name: a, ports: [{containerPort: 15020}, {containerPort: 15021}]}]}',
      '{containers: [{name: a, ports: [{containerPort: 15021}, {containerPort: 80}]}]}',
      '{containers: [{name: a, ports: [{containerPort: 15020}, {containerPort: 15021}, {containerPort: 80}]}]}',
    ],
    ['null removes', '{nodeSelector: {a: b, c: d}}', '{nodeSelector: {a: null}}', '{nodeSelector: {c: d}}'],
    ['lists without a merge key are replaced', '{tolerations: [{key: a}, {key: b}]}', '{tolerations: [{key: c}]}', '{tolerations: [{key: c}]}'],
    ['an item is deleted', '{volumes: [{name: a}, {name: b}]}', '{volumes: [{$patch: delete, name: a}]}', '{volumes: [{name: b}]}'],
    ['a list is replaced', '{volumes: [{name: a}]}', '{volumes: [{$patch: replace}, {name: b}]}', '{volumes: [{name: b}]}'],
    ['a volume keeps both sources', '{volumes: [{name: a, emptyDir: {}}]}', '{volumes: [{name: a, secret: {}}]}', '{volumes: [{name: a, emptyDir: {}, secret: {}}]}'],
    [
      '$retainKeys ends that',
      '{volumes: [{name: a, emptyDir: {}}]}', '{volumes: [{name: a, $retainKeys: [name, secret], secret: {}}]}', '{volumes: [{name: a, secret: {}}]}',
    ],
    [
      '$setElementOrder orders both sides',
      '{volumes: [{name: a}, {name: b}]}', '{$setElementOrder/volumes: [{name: b}, {name: c}, {name: a}], volumes: [{name: c}]}', '{volumes: [{name: b}, {name: c}, {name: a}]}',
    ],
  ])('%s', (_, base, patch, expected) => {
    expect(podSpec(base, patch)).toEqual(yaml(expected));
  });

  test('an unchanged subtree is shared, not copied, and the inputs stay as they were', () => {
    const base = yaml('{spec: {containers: [{name: a, env: [{name: e}]}, {name: b}], affinity: {nodeAffinity: {}}}}');
    const patch = yaml('{spec: {containers: [{name: b, image: x}], hostAliases: [{ip: i}]}}');
    const before = JSON.stringify([base, patch]);
    const { object } = strategicMerge(base, patch, POD);
    expect(JSON.stringify([base, patch])).toBe(before);
    expect(valueAt(object, '/spec/affinity')).toBe(valueAt(base, '/spec/affinity'));
    expect(valueAt(object, '/spec/containers/0')).toBe(valueAt(base, '/spec/containers/0'));
    expect(valueAt(object, '/spec/hostAliases')).toBe(valueAt(patch, '/spec/hostAliases'));
  });
});

test('a map that is put over itself is the very same, and the patch\'s; a list over itself counts as the base\'s', () => {
  const own = { name: 'a', resources: { requests: { cpu: '1' } }, ports: [{ containerPort: 80, name: 'web' }] };
  const { object, trace } = strategicMerge({ spec: { containers: [{ ...own, image: 'a:1' }] } }, { spec: { containers: [own] } }, POD);
  const place = '/spec/containers/0';
  expect(valueAt(object, `${place}/resources`)).toBe(own.resources);
  expect(object).toEqual({ spec: { containers: [{ ...own, image: 'a:1' }] } });
  expect(['resources', 'resources/requests/cpu', 'ports', 'ports/0', 'ports/0/name', 'image'].map((one) => trace.sourceOf(`${place}/${one}`)?.layer))
    .toEqual(['patch', 'patch', 'base', 'base', 'patch', 'base']);
});

describe('what is refused names the place in the patch', () => {
  test.each([
    ['an item without its merge key', '{containers: [{name: a}]}', '{containers: [{name: b}, {image: x}]}', '/spec/containers/1', "an object with 'name'"],
    ['an unknown directive', '{affinity: {}}', '{affinity: {$patch: remove}}', '/spec/affinity/$patch', "got \"remove\", expected 'replace' or 'delete'"],
    ['an unknown directive in an item', '{volumes: []}', '{volumes: [{$patch: merge, name: a}]}', '/spec/volumes/0', "expected 'delete' beside 'name'"],
    ['a typo on both sides', '{volumez: [a]}', '{volumez: [b]}', '/spec/volumez', 'one of the fields of PodSpec'],
    ['a key that $retainKeys does not list', '{volumes: [{name: a}]}', '{volumes: [{name: a, $retainKeys: [secret]}]}', '/spec/volumes/0/$retainKeys', '"name"'],
    ['an order without one of the items', '{volumes: []}', '{$setElementOrder/volumes: [{name: b}], volumes: [{name: a}]}', '/spec/$setElementOrder~1volumes', 'does not name'],
    ['a list in place of an item', '{volumes: [{name: a}]}', '{volumes: [[]]}', '/spec/volumes/0', 'expected one type'],
  ])('%s', (_, base, patch, pointer, text) => {
    const error = errorOf({ spec: yaml(base) }, { spec: yaml(patch) });
    expect(error.pointer).toBe(pointer);
    expect(error.message).toContain(text);
    expect(error.message).toContain(JSON.stringify(pointer));
  });

  test('a kind without a merge table', () => {
    const error = errorOf({}, {}, { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' });
    expect(error.message).toContain('no merge table for kind, got "Gateway" of "gateway.networking.k8s.io/v1", expected one of v1 Pod');
  });

  test.each([[MAX_DEPTH - 1, true], [MAX_DEPTH, true], [MAX_DEPTH + 1, false], [100_000, false]])('%d levels of a patch merge: %s', (levels, merges) => {
    let patch: JsonObject = {};
    for (let level = 1; level < levels; level += level < levels - 1 ? 2 : 1) { patch = level < levels - 1 ? { a: [patch] } : { a: patch }; }
    const merge = (): unknown => strategicMerge({}, patch, POD);
    if (merges) { expect(merge).not.toThrow(); } else { expect(merge).toThrow(`expected ${MAX_DEPTH} levels at most, remove levels`); }
  });
});

describe('hostile keys are data', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])('%s', key => {
    const patch = JSON.parse(`{"${key}":{"polluted":true},"data":{"${key}":"x"},"metadata":{"labels":{"${key}":{"polluted":true}}}}`) as JsonObject;
    for (const base of ['{}', `{"${key}":{"a":1},"data":{"${key}":"y"}}`]) {
      const parsed = JSON.parse(base) as JsonObject;
      if (Object.hasOwn(parsed, key)) {
        // An unknown field with objects on both sides is refused like any other.
        expect(errorOf(parsed, patch, CONFIG_MAP).message).toContain(key);
        continue;
      }
      const { object } = strategicMerge(parsed, patch, CONFIG_MAP);
      expect(JSON.stringify(object)).toBe(JSON.stringify(patch));
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('they can be set and removed', () => {
    const base = JSON.parse('{"data":{"__proto__":"a","constructor":"b"}}') as JsonObject;
    const patch = JSON.parse('{"data":{"__proto__":"c","constructor":null}}') as JsonObject;
    expect(JSON.stringify(strategicMerge(base, patch, CONFIG_MAP).object)).toBe('{"data":{"__proto__":"c"}}');
  });
});
