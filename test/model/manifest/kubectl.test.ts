import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { BODIES, KEYS, SCALARS } from './scalars';
import { ManifestError, readManifests } from '../../../src/model/manifest';

const present = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).status === 0;
const withKubectl = present ? describe : describe.skip;

const head = (index: number) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: n${index}\n`;

/** The objects kubectl reads, up to the first text that it refuses. Local only: nothing is sent anywhere. */
function read(texts: readonly string[]): Record<string, unknown>[] {
  const { stdout } = spawnSync('kubectl', ['label', '--local', '-f', '-', 'zz=y', '-o', 'json'], {
    input: texts.join('---\n'), encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: { PATH: process.env.PATH, HOME: '/nonexistent', KUBECONFIG: '/dev/null' },
  });
  return stdout.trim() === '' ? [] : JSON.parse(`[${stdout.replaceAll('\n}\n{', '\n},\n{')}]`) as Record<string, unknown>[];
}

/** Objects compared as JSON, keys in one order. */
function same(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(same); }
  if (typeof value !== 'object' || value === null) { return Object.is(value, -0) ? 0 : value; }
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, same(item)]);
}

function withoutLabels(object: Record<string, unknown>): unknown {
  const { labels, ...metadata } = object.metadata as Record<string, unknown>;
  expect(labels).toEqual({ zz: 'y' });
  return same({ ...object, metadata });
}

withKubectl('kubectl reads the same (skipped without kubectl)', () => {
  const bodies = [
    ...SCALARS.map(([text]) => `data:\n  a: ${text}\n`), ...KEYS.map(([text]) => `data:\n  ${text}: 1\n`), ...BODIES.map(([text]) => text),
  ];

  test('every row of the tables', () => {
    const texts = bodies.map((body, index) => head(index) + body);
    const objects = read(texts);
    expect(objects).toHaveLength(texts.length);
    expect(objects.map(withoutLabels)).toEqual(texts.map(text => same(readManifests(text)[0].object)));
  });

  test('texts that are made up: what we read, kubectl reads alike', () => {
    const letters = '0123456789+-_.xXoObBeEaAfFyYnNtTsSlLuUrR~: #\'"';
    const scalar = fc.array(fc.constantFrom(...letters), { maxLength: 9 }).map(all => all.join(''));
    const piece = fc.constantFrom('a: ', 'b: ', '- ', '  ', '    ', '\n', '\n  ', '\n    ', 'x', '1', 'yes', '~', "'", '"', "'q'", '"r"', ' # c', ' ', '{', '}', '[', ']', ', ',
      ': ', '&x ', '*x', '|\n', '>-\n', '|+\n', '? ', '<<: ', '\t', '\\', '-', '@', 'é', '😀', 'http://x', 'k: v\n', '\r\n', 'null', '\u00a0');
    const pieces = fc.array(piece, { maxLength: 14 }).map(all => all.join(''));
    const options = { numRuns: 500, seed: 11 };
    const texts = [
      ...fc.sample(scalar.map(text => `data:\n  a: ${text}\n`), options), ...fc.sample(scalar.map(text => `data:\n  ${text}: 1\n`), options),
      ...fc.sample(pieces.map(text => `data:\n  ${text}\n`), options), ...fc.sample(pieces.map(text => `data: [${text}]\n`), options),
    ].map((body, index) => head(index) + body);
    const readable = texts.map(text => ({ text, ours: oursOf(text) })).filter(({ ours }) => ours !== undefined);
    let [compared, refused] = [0, 0];
    for (let start = 0; start < readable.length;) {
      const batch = readable.slice(start, start + 150);
      const objects = read(batch.map(({ text }) => text));
      objects.forEach((object, index) => {
        expect({ text: batch[index].text, read: withoutLabels(object) }).toEqual({ text: batch[index].text, read: same(batch[index].ours) });
      });
      compared += objects.length;
      // kubectl stops at a text it refuses. We may read more than it does (YAML 1.2 allows more), but only at the odd corner.
      if (objects.length < batch.length) { refused += 1; }
      start += objects.length < batch.length ? objects.length + 1 : batch.length;
    }
    expect(compared).toBeGreaterThan(900);
    expect(refused).toBeLessThan(compared / 50);
  }, 60_000);
});

function oursOf(text: string): unknown {
  try {
    const manifests = readManifests(text);
    return manifests.length === 1 ? manifests[0].object : undefined;
  } catch (error) {
    if (error instanceof ManifestError) { return undefined; }
    throw error;
  }
}
