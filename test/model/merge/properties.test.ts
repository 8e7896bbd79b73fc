import * as fc from 'fast-check';
import { batches, canonical } from './shapes';
import { expectTrace } from './trace-check';
import { type Json, jsonMerge, type JsonObject, MergeError, type MergeResult, strategicMerge } from '../../../src/model/merge';
import { bestTime } from '../../support/cpu-time';

const RUNS = { seed: 42, numRuns: Number(process.env.FUZZ_RUNS ?? 400) };

function merged(base: JsonObject, patch: JsonObject, gvk: { apiVersion: string; kind: string }): MergeResult | undefined {
  try {
    return strategicMerge(base, patch, gvk);
  } catch (error) {
    if (error instanceof MergeError) { return undefined; }
    throw error;
  }
}

test('an empty patch changes nothing', () => {
  fc.assert(fc.property(batches(1), ({ bases: [base], ...gvk }) => {
    expect(strategicMerge(base, {}, gvk).object).toBe(base);
    expect(jsonMerge(base, {}).object).toBe(base);
  }), { ...RUNS, numRuns: 100 });
});

test('every value of the result is found where the trace says', () => {
  let checked = 0;
  fc.assert(fc.property(batches(1), ({ bases: [base], patch, ...gvk }) => {
    const result = merged(base, patch, gvk);
    if (result) {
      expectTrace(result, base, patch);
      checked += 1;
    }
    expectTrace(jsonMerge(base, patch), base, patch);
  }), RUNS);
  expect(checked).toBeGreaterThan(RUNS.numRuns / 2);
});

test('the inputs are never changed, and two runs say the same', () => {
  fc.assert(fc.property(batches(1), ({ bases: [base], patch, ...gvk }) => {
    const before = JSON.stringify([base, patch]);
    const first = merged(base, patch, gvk);
    expect(JSON.stringify(merged(base, patch, gvk)?.object)).toBe(JSON.stringify(first?.object));
    expect(JSON.stringify([base, patch])).toBe(before);
  }), RUNS);
});

test('the order of the keys of a patch does not matter', () => {
  const reversed = (value: Json): Json => {
    if (Array.isArray(value)) { return value.map(reversed); }
    if (typeof value !== 'object' || value === null) { return value; }
    return JSON.parse(`{${Object.keys(value).reverse().map(key => `${JSON.stringify(key)}:${JSON.stringify(reversed(value[key]))}`).join()}}`) as Json;
  };
  fc.assert(fc.property(batches(1), ({ bases: [base], patch, ...gvk }) => {
    expect(canonical(merged(base, reversed(patch) as JsonObject, gvk)?.object)).toBe(canonical(merged(base, patch, gvk)?.object));
  }), RUNS);
});

test('any JSON as patch: a result or a MergeError, never pollution', () => {
  const hostile = fc.jsonValue({ maxDepth: 4 }).chain(value => fc.constantFrom<Json>(
    { spec: value as Json },
    { metadata: { labels: value as Json } },
    { spec: { template: { spec: { containers: value as Json } } } },
    { ['__proto__']: value as Json },
  ));
  fc.assert(fc.property(batches(1), hostile, ({ bases: [base], ...gvk }, value) => {
    const patch = JSON.parse(JSON.stringify(value)) as JsonObject;
    const result = merged(base, patch, gvk);
    if (result) { expectTrace(result, base, patch); }
    expect(Object.keys(Object.prototype)).toEqual([]);
  }), RUNS);
});

test('items that move keep their origin', () => {
  const base = { spec: { ports: [{ port: 15021, name: 'health' }, { port: 80, name: 'http' }] } };
  const patch: JsonObject = { spec: { ports: [{ port: 443, name: 'https' }, { port: 80, nodePort: 30080 }, { $patch: 'delete', port: 15021 }] } };
  const { object, trace } = strategicMerge(base, patch, { apiVersion: 'v1', kind: 'Service' });
  expect(object).toEqual({ spec: { ports: [{ port: 443, name: 'https' }, { port: 80, name: 'http', nodePort: 30080 }] } });
  expect(trace.sourceOf('/spec/ports/0/name')).toEqual({ layer: 'patch', pointer: '/spec/ports/0/name' });
  expect(trace.sourceOf('/spec/ports/1/name')).toEqual({ layer: 'base', pointer: '/spec/ports/1/name' });
  expect(trace.sourceOf('/spec/ports/1/nodePort')).toEqual({ layer: 'patch', pointer: '/spec/ports/1/nodePort' });
  expect(trace.sourceOf('/spec/ports')).toEqual({ layer: 'base', pointer: '/spec/ports' });
  expect(trace.sourceOf('/spec/ports/2')).toBeUndefined();
  expect(trace.sourceOf('/spec/type')).toBeUndefined();
});

test('a list of 5,000 items merges in a moment', () => {
  const names = Array.from({ length: 5000 }, (_, index) => ({ name: `n${index}`, value: 'a' }));
  const spec = (env: Json[]): JsonObject => ({ spec: { containers: [{ name: 'a', env }] } });
  const patch = spec([...names].reverse().map(item => ({ ...item, value: 'b' })));
  expect(bestTime(1000, () => strategicMerge(spec(names), patch, { apiVersion: 'v1', kind: 'Pod' }))).toBeLessThan(1000);
});
