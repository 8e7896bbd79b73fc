import fc from 'fast-check';
import { stringify } from 'yaml';
import { readManifests } from '../../../src/model/manifest';
import { joinPointer } from '../../../src/model/pointer';

const TEXT = `# a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  list:
  - x
  -   w: 1
      z: [1, {q: 5}]
  empty:
  block: |
    text
  "quoted/key": &anchor
    inner: 1
  alias: *anchor
  merged:
    <<: *anchor
    own: {}
  yes: 2
  long:
    "on the next line"
---

apiVersion: v1
kind: ConfigMap
metadata: {name: b}
`;

const PLACES: readonly (readonly [pointer: string, line: number, column: number, why: string])[] = [
  ['', 2, 1, 'the document'],
  ['/kind', 3, 7, 'a scalar'],
  ['/metadata', 4, 1, 'an indented mapping stands at its key'],
  ['/metadata/name', 5, 9, 'a nested scalar'],
  ['/data/list', 7, 3, 'an indented list stands at its key'],
  ['/data/list/0', 8, 5, 'a list item'],
  ['/data/list/1', 9, 7, 'a mapping as list item'],
  ['/data/list/1/w', 9, 10, 'its first value'],
  ['/data/list/1/z', 10, 10, 'a flow list stands where it begins'],
  ['/data/list/1/z/1/q', 10, 18, 'within flow collections'],
  ['/data/empty', 11, 3, 'an empty value stands at its key'],
  ['/data/block', 12, 10, 'a block scalar stands at its sign'],
  ['/data/quoted~1key/inner', 15, 12, 'an escaped pointer'],
  ['/data/alias', 16, 10, 'an alias stands for itself'],
  ['/data/alias/inner', 15, 12, 'what is below it stands at the anchor'],
  ['/data/merged/inner', 15, 12, 'what a merge key brings stands at the anchor'],
  ['/data/merged/own', 19, 10, 'beside a merge key'],
  ['/data/true', 20, 8, 'the key as it was read'],
  ['/data/long', 22, 5, 'a scalar on a line below its key'],
  ['/data/nope/deeper', 6, 1, 'the nearest ancestor'],
  ['/data/list/2', 7, 3, 'behind the end of a list'],
  ['/data/list/01', 7, 3, 'no list index'],
  ['/data/list/-', 7, 3, 'no list index either'],
  ['/nope', 2, 1, 'nothing'],
];

describe('places in a text', () => {
  const manifests = readManifests(TEXT, { file: 'dir/a.yaml' });

  test.each(PLACES)('%s stands at %d:%d: %s', (pointer, line, column) => {
    expect(manifests[0].position(pointer)).toEqual({ file: 'dir/a.yaml', line, column });
  });

  test('later documents count lines from the start of the text', () => {
    expect([manifests[1].document, manifests[1].position('/metadata/name')]).toEqual([2, { file: 'dir/a.yaml', line: 27, column: 18 }]);
  });

  test('CRLF counts as one line end', () => {
    expect(readManifests(TEXT.replaceAll('\n', '\r\n'))[0].position('/data/list/1/w')).toEqual({ line: 9, column: 10 });
  });

  test('JSON', () => {
    const text = '\n{"apiVersion": "v1",\n\t"kind": "Pod", "metadata": {"name": "a", "labels": {\n"a/b": "c"}}}\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}';
    const [a, b] = readManifests(text);
    expect(a.position('')).toEqual({ line: 2, column: 1 });
    expect(a.position('/kind')).toEqual({ line: 3, column: 10 });
    expect(a.position('/metadata/labels/a~1b')).toEqual({ line: 4, column: 8 });
    expect(b.position('/metadata/name')).toEqual({ line: 5, column: 52 });
  });

  test('every scalar of any object is found at a place that shows its text', () => {
    const key = fc.stringMatching(/^[a-z][a-z/~.]{0,5}$/);
    const leaf = fc.integer({ min: 1000, max: 99999 }).map(n => `v${n}`);
    const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 3 })),
    }));
    fc.assert(fc.property(fc.array(fc.dictionary(key, tree, { maxKeys: 4 }), { minLength: 1, maxLength: 4 }), (objects) => {
      const text = objects.map((data, i) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `n${i}` }, data })).join('---\n');
      const lines = text.split('\n');
      for (const manifest of readManifests(text)) {
        for (const { pointer, value } of leaves(manifest.object, '')) {
          const place = manifest.position(pointer)!;
          expect(lines[place.line - 1].slice(place.column - 1)).toContain(value);
          expect(lines[place.line - 1].slice(place.column - 1).replace(/^"/, '').startsWith(value)).toBe(true);
        }
      }
    }), { numRuns: 60, seed: 7 });
  });
});

function* leaves(value: unknown, pointer: string): Generator<{ pointer: string; value: string }> {
  if (typeof value === 'string') { yield { pointer, value }; return; }
  for (const [key, item] of Object.entries(value as object)) { yield* leaves(item, joinPointer(pointer, key)); }
}
