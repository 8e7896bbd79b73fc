/**
 * What kubectl answered, recorded, so that its word counts where it is absent. To record anew (after adding a case, with kubectl 1.28 or
 * later on the path): `RECORD_MERGE_CORPUS=1 npx jest test/model/merge/corpus`, then read the difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { CHOSEN, type CorpusCase } from './corpus-cases';
import { kubectlPatch } from './kubectl';
import { batches, canonical } from './shapes';
import { expectTrace } from './trace-check';
import { type JsonObject, MergeError, strategicMerge } from '../../../src/model/merge';

const FILE = join(__dirname, 'corpus.json');

/** Small generated pairs beside the chosen ones. */
const GENERATED = 160;
const SMALL = 1000;

/** A pair with kubectl's answer; without an object, kubectl refused it. */
interface Recorded extends CorpusCase { readonly object?: JsonObject }

function generated(): CorpusCase[] {
  return fc.sample(batches(1), { seed: 1993, numRuns: GENERATED * 40 })
    .filter(({ bases, patch }) => Object.keys(patch).length > 0 && JSON.stringify([bases, patch]).length < SMALL)
    .slice(0, GENERATED)
    .map(({ kind, bases, patch }, index) => ({ name: `${kind}: generated ${index + 1}`, base: bases[0], patch }));
}

async function record(): Promise<void> {
  const recorded: Recorded[] = [];
  for (const { name, base, patch } of [...CHOSEN, ...generated()]) {
    const { objects: [object] } = await kubectlPatch([base], patch);
    recorded.push({ name, base, patch, ...object && { object } });
  }
  writeFileSync(FILE, `[\n${recorded.map(one => JSON.stringify(one)).join(',\n')}\n]\n`);
}

if (process.env.RECORD_MERGE_CORPUS) {
  test('record', record, 300_000);
} else {
  const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Recorded[];

  test.each(recorded.map(one => [one.name, one] as const))('%s', (_, { base, patch, object }) => {
    const gvk = { apiVersion: base.apiVersion as string, kind: base.kind as string };
    if (object) {
      const result = strategicMerge(base, patch, gvk);
      expect(canonical(result.object)).toBe(canonical(object));
      expectTrace(result, base, patch);
    } else {
      expect(() => strategicMerge(base, patch, gvk)).toThrow(MergeError);
    }
  });

  test('every chosen case is recorded as it stands', () => {
    const known = new Map(recorded.map(one => [one.name, canonical({ base: one.base, patch: one.patch })]));
    expect(CHOSEN.filter(one => known.get(one.name) !== canonical({ base: one.base, patch: one.patch })).map(one => one.name)).toEqual([]);
    expect(new Set(recorded.map(one => one.name)).size).toBe(recorded.length);
    expect(recorded.length).toBeGreaterThanOrEqual(280);
  });
}
