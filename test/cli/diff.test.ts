import { execFileSync } from 'node:child_process';
import { CliFolder } from '../support/cli';

jest.mock('node:child_process', () => {
  const actual = jest.requireActual<typeof import('node:child_process')>('node:child_process');
  // the same, counted
  return { ...actual, execFileSync: jest.fn(actual.execFileSync) };
});

const WEB = (image: string, replicas = 2): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "${image}"}]}
`;

let folder: CliFolder;
beforeEach(() => { folder = new CliFolder({ 'old/web.yaml': WEB('web:1'), 'new/web.yaml': WEB('web:2') }); });
afterEach(() => { folder.remove(); });

type Answer = { worst: string; workloads: { name: string; impact: string }[] };
const diff = (...args: string[]): Answer => JSON.parse(folder.run(['diff', ...args, '--format', 'json']).out) as Answer;

test('another image restarts, another count scales, the same file does nothing', () => {
  expect(diff('old', 'new')).toMatchObject({ worst: 'rolling-restart', workloads: [{ name: 'web', impact: 'rolling-restart' }] });
  folder.write('new/web.yaml', WEB('web:1', 3));
  expect(diff('old', 'new')).toMatchObject({ worst: 'scale' });
  expect(diff('old', 'old')).toMatchObject({ worst: 'none' });
});

test.each([[[], 0, 0], [['--exit-code'], 3, 0]])('exit codes with %j', (flags, changed, same) => {
  expect(folder.run(['diff', 'old', 'new', ...flags]).code).toBe(changed);
  expect(folder.run(['diff', 'old', 'old', ...flags]).code).toBe(same);
});

test.each(['text', 'markdown'])('%s names the workload and what becomes of it', (format) => {
  const { out } = folder.run(['diff', 'old', 'new', '--format', format]);
  expect(out).toContain('rolling-restart');
  expect(out).toContain('Deployment shop/web');
});

test.each([
  [['diff', 'old'], "missing required argument 'new'"],
  [['diff', 'old', 'new', '--format', 'html'], '--format must be one of text, json, markdown, got "html"'],
  [['diff', 'old', 'gone'], 'gone: there is no such file or directory'],
  [['diff', 'old', 'new', '--new-platform', 'x'], "'platform' must be istio@VERSION"],
])('%j is refused', (args, message) => {
  const { code, out, err } = folder.run(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});

describe('git revisions', () => {
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args], { cwd: folder.path, stdio: 'ignore' });
  };

  beforeEach(() => {
    git('init', '.');
    folder.write('dist/web.yaml', WEB('web:1'));
    folder.write('dist/README.md', 'a: list of, things');
    git('add', '-A');
    git('commit', '-m', 'one');
    git('tag', 'v1');
    folder.write('dist/web.yaml', WEB('web:2'));
    git('add', '-A');
    git('commit', '-m', 'two');
  });

  test('two revisions of a folder, a revision and the files, and one file', () => {
    expect(diff('v1:dist', 'main:dist').worst).toBe('rolling-restart');
    expect(diff('main:dist', 'dist').worst).toBe('none');
    expect(diff('v1:dist/web.yaml', 'dist/web.yaml').worst).toBe('rolling-restart');
  });

  test('from a folder of the repository', () => {
    expect(JSON.parse(folder.run(['diff', 'v1:.', '.', '--format', 'json'], { cwd: 'dist' }).out)).toMatchObject({ worst: 'rolling-restart' });
  });

  test('cluster folders of a revision', () => {
    folder.write('fleet/c1/web.yaml', WEB('web:1'));
    folder.write('fleet/c2/web.yaml', WEB('web:1'));
    git('add', '-A');
    git('commit', '-m', 'fleet');
    folder.write('fleet/c2/web.yaml', WEB('web:2'));
    expect(diff('main:fleet', 'fleet', '--cluster-folders').workloads.map((one) => [(one as { cluster?: string }).cluster, one.impact]))
      .toEqual([['c1', 'none'], ['c2', 'rolling-restart']]);
  });

  test('files with any letters, an empty one and one of many lines are read whole, all by one process', () => {
    for (let at = 0; at < 30; at++) { folder.write(`many/\u00fc ${at}.yaml`, WEB(`web:${at}-\u00e4\u20ac`).replaceAll('web', `web${at}`)); }
    folder.write('many/empty.yaml', '');
    folder.write('many/no-line-end.yaml', '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "n"}, "data": {"a": "x\\ny"}}');
    git('add', '-A');
    git('commit', '-m', 'many');
    jest.mocked(execFileSync).mockClear();
    expect(diff('main:many', 'many').worst).toBe('none');
    // the commit, its list of files, and the files
    expect(execFileSync).toHaveBeenCalledTimes(3);
    folder.write('many/\u00fc 7.yaml', WEB('web:new').replaceAll('web', 'web7'));
    expect(diff('main:many', 'many').workloads.filter(({ impact }) => impact !== 'none').map(({ name }) => name)).toEqual(['web7']);
  });

  test.each([
    ['v9:dist', 'there is no revision "v9"'], ['v1:nowhere', 'v1:nowhere holds no manifests'], ['--help:dist', 'unknown option'], ['v1:dist/README.md', 'README.md'],
  ])('%s is refused', (revision, message) => {
    const { code, err } = folder.run(['diff', revision, 'dist']);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
