import { type Json, jsonMerge, type JsonObject, MAX_DEPTH } from '../../../src/model/merge';

/** The examples of RFC 7386, appendix A, whose target and patch are objects. */
test.each<[JsonObject, JsonObject, Json]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j with %j gives %j', (base, patch, expected) => {
  expect(jsonMerge(base, patch).object).toEqual(expected);
});

test('says where each value came from', () => {
  const { trace } = jsonMerge({ a: { b: 1, c: 2 }, d: 'text' }, { a: { b: 3 }, d: { e: { f: 4 } } });
  expect(trace.sourceOf('/a/b')).toEqual({ layer: 'patch', pointer: '/a/b' });
  expect(trace.sourceOf('/a/c')).toEqual({ layer: 'base', pointer: '/a/c' });
  expect(trace.sourceOf('/d/e/f')).toEqual({ layer: 'patch', pointer: '/d/e/f' });
});

test('hostile keys are data', () => {
  const { object } = jsonMerge({}, JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as JsonObject);
  expect(JSON.stringify(object)).toBe('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([[MAX_DEPTH - 1, true], [MAX_DEPTH, true], [MAX_DEPTH + 1, false]])('%d levels merge: %s', (levels, merges) => {
  let patch: JsonObject = {};
  for (let level = 1; level < levels; level += 1) { patch = { a: patch }; }
  const merge = (): unknown => jsonMerge({}, patch);
  if (merges) { expect(merge).not.toThrow(); } else { expect(merge).toThrow('nested too deep'); }
});
