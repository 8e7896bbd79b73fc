import { CONFIG_MAP, errorOf } from './texts';
import { ManifestError, readManifests } from '../../../src/model/manifest';

/** Bodies below a ConfigMap of four lines, where the problem stands, and what is said about it. */
const WRONG: readonly (readonly [body: string, place: string, message: string])[] = [
  ['data:\n  a: 1\n  b: 2\n  a: 3\n', '8:3', 'key "a" stands twice in one mapping, first at line 6, expected each key once, remove one'],
  ['metadata: {}\n', '5:1', 'key "metadata" stands twice in one mapping, first at line 3'],
  ['data: {yes: 1, on: 2}\n', '5:16', 'key "true" stands twice in one mapping, first at line 5'],
  ['data:\n  <<: {a: 1}\n  <<: {b: 1}\n', '7:3', 'key "<<" stands twice'],
  ['data:\n  a: 1\n  <<: {a: 2}\n', '7:3', '"<<" brings key "a" that stands above it'],
  ['data:\n  <<: 5\n', '6:3', '"<<" takes a mapping or a list of mappings, got 5'],
  ['data:\n  <<:\n', '6:3', '"<<" takes a mapping or a list of mappings, got null'],
  ['data:\n\ta: b\n', '6:1', 'a tab indents this line, expected spaces, replace the tab by spaces'],
  ['data:\n  a: b\n\t\n', '7:1', 'a tab indents this line'],
  ['data:\n  a: b\n\t# c\n', '7:1', 'a tab indents this line'],
  ['data:\n  -\ta\n', '6:4', 'a tab indents this line'],
  ['data:\n  a: |\n    b\n\tc\n', '8:1', 'a tab indents this line'],
  ['data: {a:[1]}\n', '5:8', 'no blank behind the colon of key "a" within brackets'],
  ['data: [a:]\n', '5:8', 'no blank behind the colon of key "a" within brackets'],
  ['data: {~: 1}\n', '5:8', 'a key is empty, null or too large a number'],
  ['data: {18446744073709551615: 1}\n', '5:8', 'a key is empty, null or too large a number'],
  ['data: {[a]: 1}\n', '5:8', 'a key is a mapping, a list or an unknown alias'],
  ['data: {a: .inf}\n', '5:11', '".inf" is no number of JSON'],
  ['data: {a: .nan}\n', '5:11', '".nan" is no number of JSON'],
  ['data: !!js/function "x"\n', '5:21', 'tag "!!js/function" has no meaning in a manifest'],
  ['data: !foo {a: 1}\n', '5:12', 'tag "!foo" has no meaning in a manifest'],
  ['data: !!set {a}\n', '5:13', 'tag "!!set" has no meaning'],
  ['data: !!timestamp 2001-01-01\n', '5:19', 'tag "!!timestamp" has no meaning'],
  ['data: !!int x\n', '5:13', '"x" is not what its tag says, got !!int'],
  ['data: !!binary "a*=="\n', '5:16', '!!binary does not hold base64'],
  ['data: *x\n', '5:7', 'alias *x has no anchor before it'],
  ['data: {a: *x, b: &x 1}\n', '5:11', 'alias *x has no anchor before it'],
  ['data: &x [*x]\n', '5:11', 'alias *x stands within its own anchor'],
  ['data: "\\ud83d"\n', '5:7', 'an escape names half of a character'],
  ['data: a: b\n', '5:7', 'a mapping begins within a line that already is a "key: value"'],
  ['data: @x\n', '5:7', 'this character cannot begin an unquoted value, put the value in quotes (plain value cannot start with reserved character @)'],
  ['data: "x\n', '6:1', 'not valid YAML: missing closing "quote'],
  ['data: "\\q"\n', '5:8', 'not valid YAML: invalid escape sequence'],
  ['data: [1, 2\n', '6:1', 'wrong indentation'],
  ['data:\n  a: 1\n b: 2\n', '7:1', 'wrong indentation'],
  ['data\nkind: X\n', '5:1', 'a key runs over several lines, or a line has no ":"'],
  ['...\nkind: X\n', '6:1', 'content behind "...", which kubectl leaves out'],
  ['...\n%YAML 1.2\n---\n', '6:1', 'a YAML directive, expected none'],
  ['data: \u0000\n', '5:7', 'a NUL character (U+0000), expected UTF-8 text, save the file as UTF-8 if it is UTF-16'],
  ['data: a\u001b[31m\n', '5:8', 'a control character (U+001B)'],
  ['data: a # \u2028b\n', '5:11', 'a line separator (U+2028)'],
  ['data: a\u0085\n', '5:8', 'a line separator (U+0085)'],
  ['data: a\rb: c\n', '5:8', 'a carriage return without a line feed (U+000D)'],
  ['data: \ud800\n', '5:7', 'half of a surrogate pair (U+D800)'],
];

describe('problems with their place', () => {
  test.each(WRONG)('%j at %s: %s', (body, place, message) => {
    const error = errorOf(CONFIG_MAP + body, 'dir/app.yaml');
    expect(error.problems.map(({ line, column, message: said }) => `${line}:${column}: ${said}`).find(text => text.startsWith(`${place}: ${message}`)))
      .toBeDefined();
    expect(error.message.split('\n')[0]).toMatch(/^dir\/app\.yaml:\d+:\d+: /);
    expect([error.file, error.name]).toEqual(['dir/app.yaml', 'ManifestError']);
  });

  test.each([
    ['{"apiVersion":"v1",\n"kind":"Pod","metadata":{"name":"a",\n"name":"b"}}', '3:1', 'key "name" stands twice in one mapping, first at line 2'],
    ['{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"a":1e999}', '1:61', 'a number too large'],
    ['{"apiVersion":"v1","kind":"Pod"\n"metadata":{}}', '2:1', 'not valid YAML'],
    ['{"apiVersion":"v\\q1"}', '1:17', 'not valid YAML: invalid escape sequence'],
    ['{"apiVersion":"v1"}', '1:1', 'kind is missing'],
  ])('JSON %j at %s: %s', (text, place, message) => {
    const { problems } = errorOf(text);
    expect(problems.map(({ line, column, message: said }) => `${line}:${column}: ${said}`).find(said => said.startsWith(`${place}: ${message}`))).toBeDefined();
  });

  test.each([
    ['- a\n', '1:1', 'not a Kubernetes object, got a list'],
    ['hello\n', '1:1', 'not a Kubernetes object, got "hello"'],
    ['# c\n\nkind: Pod\nmetadata: {}\n', '3:1', 'apiVersion is missing or wrong, got undefined'],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n', '3:1', 'metadata.name is missing or wrong, got undefined'],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: 5\n', '4:9', 'metadata.name is missing or wrong, got 5'],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: 5\n', '5:14', 'metadata.namespace is wrong, got 5'],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: x\n', '5:11', 'metadata.labels is wrong, got "x"'],
    ['apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: n}\n', '3:32', 'metadata.namespace is wrong, got false, expected text, put it in quotes'],
    ['apiVersion: 1\nkind: yes\nmetadata: {name: a}\n', '1:13', 'apiVersion is missing or wrong, got 1'],
  ])('object %j at %s: %s', (text, place, message) => {
    const { problems } = errorOf(text);
    expect(problems.map(({ line, column, message: said }) => `${line}:${column}: ${said}`).find(said => said.startsWith(`${place}: ${message}`))).toBeDefined();
  });

  test('all problems of a text come at once, in its order, each document on its own', () => {
    const error = errorOf(`${CONFIG_MAP}---\na: 1\na: 2\n---\n${CONFIG_MAP}data: *x\n---\n[\n`);
    expect(error.problems.map(({ line }) => line)).toEqual([7, 13, 16]);
    expect([error.line, error.column]).toEqual([7, 1]);
  });

  test('one good object does not save a text: nothing is given', () => {
    expect(() => readManifests(`${CONFIG_MAP}---\nkind: X\n`)).toThrow(ManifestError);
  });

  test('the message shows twenty problems and counts the rest, of which a hundred are kept', () => {
    const lines = (n: number) => errorOf(Array.from({ length: n }, () => 'kind: [\n---\n').join('')).message.split('\n');
    expect(lines(20)).toHaveLength(20);
    expect(lines(21).at(-1)).toBe('and 1 more problems');
    expect(errorOf('a: 1\na: 1\n---\n'.repeat(300)).problems).toHaveLength(100);
  });

  test('neither text nor file name brings a control character to a terminal', () => {
    const message = errorOf('{"apiVersion":"v1","kind":"Pod","metadata":{"\\u001b[2J\\n":1,"\\u001b[2J\\n":2}}', 'a\u001b]8;;x\u0007.yaml').message;
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test.each([[undefined], [null], [5], [Buffer.from('a: b')]])('%p is no text', (text) => {
    expect(() => readManifests(text as unknown as string)).toThrow(ManifestError);
  });
});
