import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expectCleanPrototypes, hostileJson, hostileText, settings } from './support';
import { CliFolder } from '../support/cli';

let folder: CliFolder;
beforeEach(() => { folder = new CliFolder(); });
afterEach(() => { folder.remove(); });

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
};
const GATEWAY = { apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: { name: 'edge', namespace: 'istio-system' }, spec: { ports: [{ name: 'https', port: 443 }] } };

/** What a file may hold: JSON of any shape, an object with one field replaced, or lines of anything. */
const content = fc.oneof(
  hostileJson.map((value) => JSON.stringify(value) ?? ''),
  fc.tuple(fc.constantFrom<object>(WEB, GATEWAY), fc.constantFrom('metadata', 'spec', 'kind', 'apiVersion', 'data'), hostileJson)
    .map(([object, key, value]) => JSON.stringify({ ...object, [key]: value })),
  fc.tuple(hostileText, hostileText).map(([name, label]) => JSON.stringify({
    ...WEB, metadata: { ...WEB.metadata, name, labels: { a: label }, annotations: { a: label } },
  })),
  fc.array(hostileText, { maxLength: 6 }).map((lines) => lines.join('\n')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

const flag = fc.oneof(
  fc.constantFrom<readonly string[]>([], ['--format', 'json'], ['--format', 'sarif'], ['--format', 'html'], ['--format', 'markdown'], ['--format', 'junit'], ['--format', 'yaml'],
    ['--platform', 'asm@1.26'], ['--mesh-config', 'config.yaml'], ['--values', 'config.yaml'], ['--namespaces', 'config.yaml'], ['--config', 'config.yaml'],
    ['--baseline', 'config.yaml'], ['--cluster', 'c1'], ['--cluster-folders'], ['--fail-on', 'note'], ['--show-config'], ['--rendering', 'managed'], ['--naming', 'HELM']),
  fc.tuple(fc.constantFrom('--platform', '--kubernetes', '--gateway-api', '--namespace', '--name', '--as-of', '--cluster', '--format', '--fail-on', '--baseline', '--config'), hostileText)
    .map(([name, value]) => [name, value] as readonly string[]),
);

test('whatever files and flags hold, the command answers 0, 1, 2 or 3, without a stack, and no terminal obeys what it prints', () => {
  const codes = new Set<number>();
  const command = fc.constantFrom<readonly string[]>(['check', 'new'], ['check', '-'], ['preview', 'new'], ['diff', 'old', 'new'], ['diff', 'old', 'new', '--exit-code'], ['render', 'new/a.yaml'], ['rules']);
  const flags = fc.array(flag, { maxLength: 2 });
  fc.assert(fc.property(command, flags, content, content, content, hostileText, (words, given, first, second, config, argument) => {
    folder.write('new/a.yaml', first);
    folder.write('old/a.yaml', second);
    folder.write('config.yaml', config);
    const args = [...words, ...given.flat(), ...words[0] === 'rules' ? [argument] : []];
    const { code, out, err } = folder.run(args, { stdin: first });
    codes.add(code);
    expect([0, 1, 2, 3]).toContain(code);
    // eslint-disable-next-line no-control-regex
    const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    expect([obeyed.exec(out), obeyed.exec(err)]).toEqual([null, null]);
    expect(err).not.toMatch(/^ {2,}at .*:\d+:\d+/m);
  }), settings(150));
  expect(codes.size).toBeGreaterThan(2);
  // nothing was written that was not asked for
  expect(readdirSync(folder.path).sort()).toEqual(['config.yaml', 'new', 'old']);
});

describe('what is written', () => {
  const check = (...args: string[]) => folder.run(['check', 'dist', ...args]);
  beforeEach(() => { folder.write('dist/web.yaml', JSON.stringify(WEB)); });

  test.each(['-o', '--write-baseline'])('%s goes through no link, and leaves no draft behind', (option) => {
    folder.write('secret', 'mine');
    symlinkSync(join(folder.path, 'secret'), join(folder.path, 'report'));
    const { code, err } = check(option, 'report');
    expect([code, err]).toEqual([2, 'error: report: expected a file, got a link or device; name another one\n']);
    expect(folder.read('secret')).toBe('mine');
    expect(readdirSync(folder.path).sort()).toEqual(['dist', 'report', 'secret']);
  });

  test.each(['-o', '--write-baseline'])('%s: a link that leads nowhere is not written through either', (option) => {
    symlinkSync(join(folder.path, 'later'), join(folder.path, 'report'));
    expect(check(option, 'report').code).toBe(2);
    expect(readdirSync(folder.path)).not.toContain('later');
  });

  test.each(['', '\0', 'a\0b', 'no/such/folder', 'x'.repeat(5000), 'dist'])('a place like %j is refused in a sentence', (place) => {
    const { code, err } = check('-o', place);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: /);
  });
});

describe('what is read', () => {
  test('circles of folders end, and links to folders are not followed', () => {
    folder.write('dist/web.yaml', '{"apiVersion": 1, "kind": [');
    symlinkSync(join(folder.path, 'dist'), join(folder.path, 'dist', 'again'));
    const { err } = folder.run(['check', 'dist']);
    expect(err).toContain('dist/web.yaml:1');
    expect(err).not.toContain('again');
  });

  test('names that are no names: every file is named in words, nothing is obeyed', () => {
    mkdirSync(join(folder.path, 'dist'));
    for (const name of ['\u001b[2J.yaml', 'a\nb.yaml', '--output.yaml', ' .yaml', '\u202egpj.yaml']) { writeFileSync(join(folder.path, 'dist', name), '{"apiVersion": 1, "kind":'); }
    const { code, err } = folder.run(['check', 'dist']);
    expect(code).toBe(2);
    expect(err.split('\n').filter((line) => line !== '' && !line.startsWith('error: '))).toEqual([]);
    for (const name of ['\\u001b[2J.yaml', 'a\\u000ab.yaml', '--output.yaml', ' .yaml', '\\u202egpj.yaml']) { expect(err).toContain(`error: dist/${name}:1`); }
    // eslint-disable-next-line no-control-regex
    expect(err).not.toMatch(/[\u001b\u202e]/);
    rmSync(join(folder.path, 'dist'), { recursive: true });
  });
});

afterAll(expectCleanPrototypes);
