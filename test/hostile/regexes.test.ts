import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';
import { bestTime } from '../support/cpu-time';

const SRC = join(__dirname, '../../src');

/** What makes patterns slow: long runs, and almost-matches with a wrong end. The characters of the pattern itself are added. */
const SHAPES: readonly string[] = ['1', 'a', 'A', '-', ' ', '\t', '\n', '.', '0', '{{', '${', '$(', 'Aa1', 'a.', '1s', 'a=', '"a"', '- a\n', '-----BEGIN PRIVATE KEY-----'];
const ENDS: readonly string[] = ['', '!', '\0'];

/** Quadratic by themselves; the code never lets them see a long text. */
const CAPPED: ReadonlyMap<string, string> = new Map([
  ['kube/duration.ts /0+$/', 'it sees the nine digits of a fraction'],
  ['promql/time.ts /([0-9]+)(ms|[smhdwy])/g', 'secondsOf refuses more than 64 characters before it'],
]);

/** Every regular expression that src/ has as a literal: `file pattern`. */
function literals(): readonly string[] {
  const found = new Set<string>();
  for (const entry of readdirSync(SRC, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) { continue; }
    const path = join(entry.parentPath, entry.name);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) { found.add(`${relative(SRC, path).replaceAll('\\', '/')} ${node.text}`); }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  }
  return [...found].sort();
}

function compiled(literal: string): RegExp {
  const text = literal.slice(literal.indexOf(' ') + 1);
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}

const LENGTH = 8000;
/** Milliseconds that no linear pattern needs for so many characters, whatever else the machine does. */
const LIMIT = 8;

/** Whether twice the text costs more than thrice the time, and that a time somebody would notice. */
function isQuadratic(pattern: RegExp): boolean {
  const own = [...new Set(pattern.source.match(/[^\\^$()[\]|?]/g) ?? [])];
  return [...new Set([...SHAPES, ...own])].some((shape) => ENDS.some((end) => {
    const time = (length: number, enough: number): number => {
      const text = shape.repeat(Math.ceil(length / shape.length)) + end;
      return bestTime(enough, () => { text.replace(pattern, ''); });
    };
    const whole = time(LENGTH, LIMIT);
    // a half that is compared has to be as good as it gets: one busy moment would make the whole look linear
    return whole > LIMIT && whole > 3 * time(LENGTH / 2, 0);
  }));
}

const ALL = literals();

test('the guard finds what it is for, and leaves the rest alone', () => {
  expect([/0+$/, /\/+$/, /(\s+x)+$/].map(isQuadratic)).toEqual([true, true, true]);
  expect([/^0+$/, /[a-z]+/g, /(?<!0)0+$/].map(isQuadratic)).toEqual([false, false, false]);
  expect(ALL.length).toBeGreaterThan(200);
});

test('no regular expression of src/ takes four times as long for twice the text', () => {
  const slow = ALL.filter((literal) => !CAPPED.has(literal) && isQuadratic(compiled(literal)));
  expect(slow).toEqual([]);
});

test.each([...CAPPED])('%s is still there: %s', (literal) => {
  expect(ALL).toContain(literal);
});
