// `npm run test:package`: packs the library, installs the tarball into an empty TypeScript app, and synthesizes there through the real
// `cdk8s synth`, once with the oldest peers allowed and once with the newest. Needs the npm registry.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, fail, root } from './lib.mjs';

const { name, peerDependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const peers = Object.keys(peerDependencies);
const count = { passed: 0, failed: 0 };

function run(command, args, cwd, env = process.env) {
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
  return { ok: result.status === 0, text: `${result.stdout}${result.stderr}`, stdout: result.stdout };
}

function check(title, ok, details = '') {
  count[ok ? 'passed' : 'failed'] += 1;
  console.log(`  ${ok ? 'ok    ' : 'FAILED'} ${title}${ok || !details ? '' : `\n${details.replace(/^/gm, '         ')}`}`);
  return ok;
}

/** Packs into dist/js and answers the tarball's path. */
function pack() {
  rmSync(join(root, 'dist', 'js'), { recursive: true, force: true });
  for (const task of ['pre-compile', 'compile', 'package:js']) {
    const { ok, text } = run(bin('projen'), [task], root);
    if (!ok) { fail(`projen ${task} failed\n${text}`); }
  }
  const [tarball] = readdirSync(join(root, 'dist', 'js')).filter((file) => file.endsWith('.tgz'));
  return join(root, 'dist', 'js', tarball);
}

function contents(tarball) {
  const files = run('tar', ['-tzf', tarball], root).stdout.trim().split('\n').map((file) => file.replace(/^package\//, '')).sort();
  const folders = new Map();
  for (const file of files) {
    const folder = file.startsWith('node_modules/') ? file.split('/').slice(0, 2).join('/') : file.split('/').slice(0, 3).slice(0, -1).join('/') || '.';
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  console.log(`\n${name}: ${files.length} files, ${(statSync(tarball).size / 1024).toFixed(0)} KiB packed`);
  for (const [folder, n] of folders) { console.log(`  ${folder.padEnd(28)} ${n} file${n === 1 ? '' : 's'}`); }
  check('ships the library, its types and its command', ['bin/cdk8s-istio', 'lib/src/cli/index.js', 'lib/src/index.js', 'lib/src/index.d.ts', '.jsii', 'LICENSE', 'README.md'].every((file) => files.includes(file)));
  const strays = files.filter((file) => /^(src|imports|crds|test|tools|docs|examples|bench|projenrc|\.projen|\.ci)\/|\.tsx?$/.test(file) && !/\.d\.ts$/.test(file) && !file.startsWith('node_modules/'));
  check('ships no sources, tests or tools', strays.length === 0, strays.join('\n'));
  check('ships no source maps', !readFileSync(join(root, 'lib', 'src', 'index.js'), 'utf8').includes('sourceMappingURL'));
}

function tryApp(title, versions, tarball) {
  console.log(`\n${title}: ${peers.map((peer) => `${peer}@${versions(peer)}`).join(' ')}`);
  const app = mkdtempSync(join(tmpdir(), 'cdk8s-istio-app-'));
  try {
    cpSync(join(root, 'test', 'package'), app, { recursive: true });
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, version: '1.0.0' }));
    const wanted = [
      tarball, ...peers.map((peer) => `${peer}@${versions(peer)}`),
      ...['cdk8s-cli', 'typescript', 'ts-node', '@types/node'].map((tool) => `${tool}@${devDependencies[tool]}`),
    ];
    const install = run('npm', ['install', '--no-audit', '--no-fund', ...wanted], app);
    if (!check('installs into an empty app', install.ok, install.text)) { return; }
    for (const peer of peers) { console.log(`         ${peer} ${JSON.parse(readFileSync(join(app, 'node_modules', peer, 'package.json'), 'utf8')).version}`); }
    const tsc = run(join(app, 'node_modules', '.bin', 'tsc'), ['--noEmit', '-p', '.'], app);
    check('type checks', tsc.ok, tsc.text);
    const synth = run(join(app, 'node_modules', '.bin', 'cdk8s'), ['synth', '--check-upgrade=false'], app, { ...process.env, CI: '1', PATH: `${join(app, 'node_modules', '.bin')}:${process.env.PATH}` });
    if (!check('cdk8s synth', synth.ok, synth.text)) { return; }
    const validation = run(join(app, 'node_modules', '.bin', 'ts-node'), ['-T', 'validation.ts'], app);
    check('validation changes no byte and sees changes', validation.ok, validation.text);
    if (validation.ok) { console.log(`         ${validation.stdout.trim().split('\n').at(-1)}`); }
    const cli = run(process.execPath, ['cli.mjs'], app);
    for (const line of cli.stdout.trim().split('\n')) { check(`cdk8s-istio: ${line.replace(/^(?:ok|FAILED) /, '')}`, line.startsWith('ok ')); }
    check('cdk8s-istio: every check ran', cli.ok, cli.text);
    for (const file of readdirSync(join(app, 'expected'))) {
      const expected = readFileSync(join(app, 'expected', file), 'utf8');
      const got = readFileSync(join(app, 'dist', file), 'utf8');
      check(`dist/${file} is as expected`, got === expected, `expected:\n${expected}\ngot:\n${got}`);
    }
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

const tarball = pack();
contents(tarball);
tryApp('oldest peers', (peer) => peerDependencies[peer].replace(/^\^/, ''), tarball);
tryApp('newest peers', (peer) => peerDependencies[peer], tarball);
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed ? 1 : 0;
