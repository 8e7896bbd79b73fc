import * as fc from 'fast-check';
import { kubectlMinor, kubectlPatch, OLDEST_JUDGE } from './kubectl';
import { canonical, type Batch, batches } from './shapes';
import { type Json, jsonMerge, type JsonObject, MergeError, strategicMerge } from '../../../src/model/merge';

const minor = kubectlMinor();
const judge = minor !== undefined && minor >= OLDEST_JUDGE;

/** 100 patches, each on 32 objects: 3,200 pairs. */
const PATCHES = 100;
const BASES = 32;

function ours(base: JsonObject, batch: Batch): JsonObject | undefined {
  try {
    return strategicMerge(base, batch.patch, batch).object;
  } catch (error) {
    if (error instanceof MergeError) { return undefined; }
    throw error;
  }
}

function nullInList(value: Json, inList = false): boolean {
  if (value === null || typeof value !== 'object') { return false; }
  if (Array.isArray(value)) { return value.some(item => nullInList(item, true)); }
  return Object.values(value).some(member => (inList && member === null) || nullInList(member, inList));
}

/** All batches, two calls of kubectl at a time. */
async function judged(all: readonly Batch[], check: (batch: Batch) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < all.length) { await check(all[next++]); }
  };
  await Promise.all([worker(), worker()]);
}

(judge ? describe : describe.skip)(`kubectl patch --local agrees (skipped without kubectl 1.${OLDEST_JUDGE} or later)`, () => {
  test(`${PATCHES * BASES} generated strategic merges, object for object`, async () => {
    let [agreed, refused] = [0, 0];
    await judged(fc.sample(batches(BASES), { seed: 20240711, numRuns: PATCHES }), async batch => {
      const { objects, errors } = await kubectlPatch(batch.bases, batch.patch);
      batch.bases.forEach((base, index) => {
        const [result, theirs] = [ours(base, batch), objects[index]];
        if (canonical(result) !== canonical(theirs)) {
          const texts = Object.entries({ ours: result, kubectl: theirs, patch: batch.patch, base }).map(([what, value]) => `${what}: ${JSON.stringify(value)}`);
          throw new Error([...texts, errors.slice(0, 1000)].join('\n'));
        }
        if (result) { agreed += 1; } else { refused += 1; }
      });
    });
    expect(agreed + refused).toBe(PATCHES * BASES);
    // The generators are worth something only while most pairs merge and some are refused.
    expect(refused).toBeGreaterThan(PATCHES * BASES / 50);
    expect(agreed).toBeGreaterThan(PATCHES * BASES / 2);
  }, 120_000);

  // kubectl drops null members inside lists as well, RFC 7386 does not: patches with such nulls are left out.
  test('generated JSON merge patches (RFC 7386) on a kind without a merge table', async () => {
    const samples = fc.sample(batches(5), { seed: 7386, numRuns: 40 }).filter(({ patch }) => !nullInList(patch)).map(batch => ({
      ...batch,
      bases: batch.bases.map((base): JsonObject => ({ ...base, apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway' })),
    }));
    await judged(samples, async ({ bases, patch }) => {
      const { objects } = await kubectlPatch(bases, patch, 'merge');
      expect(objects.map(canonical)).toEqual(bases.map(base => canonical(jsonMerge(base, patch).object)));
    });
    expect(samples.length).toBeGreaterThan(20);
  }, 60_000);
});
