import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..', 'src');
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(ROOT, file));
const known = new Set(files);

/** What a file needs when it is loaded: imports of types cost nothing, and a require() within a function comes later. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s(?!type\s)([^;]*?)\sfrom '(\.[^']*)';/gms)]
    // `import { type A, type B }` is erased as well
    .filter(([, names]) => !/^\{\s*(?:type\s+\w+(?:\s+as\s+\w+)?\s*,?\s*)+\}$/.test(names))
    .map(([, , path]) => join(dirname(file), path))
    .flatMap((path) => [`${path}.ts`, join(path, 'index.ts')].find((candidate) => known.has(candidate)) ?? []);
}

/** The first circle of imports below a file, as a path that ends where it began. */
function circle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, above: readonly string[]): string[] | undefined => {
    const at = above.indexOf(file);
    if (at >= 0) { return [...above.slice(at), file]; }
    if (done.has(file)) { return undefined; }
    for (const next of graph.get(file) ?? []) {
      const found = visit(next, [...above, file]);
      if (found) { return found; }
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const found = visit(file, []);
    if (found) { return found; }
  }
  return undefined;
}

test('no file of the library imports itself through others', () => {
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  expect([...graph.values()].flat().length).toBeGreaterThan(files.length);
  expect(circle(graph)?.map((file) => relative(ROOT, file))).toBeUndefined();
});

test('a circle is found', () => {
  expect(circle(new Map([['a', ['b']], ['b', ['c', 'd']], ['c', []], ['d', ['b']]]))).toEqual(['b', 'd', 'b']);
});
