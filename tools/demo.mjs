// `npm run demo`: compiles the library, synthesizes every example through the real `cdk8s synth`, and prints what was made and where.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { bin, fail, root } from './lib.mjs';

const env = { ...process.env, PATH: `${dirname(bin('cdk8s'))}${delimiter}${process.env.PATH}`, CI: '1' };

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) { fail(`${[command, ...args].join(' ')} failed in ${relative(root, cwd) || '.'}\n${stdout}${stderr}`); }
  return stderr;
}

/** One line for each object of a file: kind, namespace/name. */
function objectsOf(file) {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()).filter(Boolean)
    .map(({ kind, metadata }) => `${kind.padEnd(24)} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

console.log('compiling …');
run(bin('projen'), ['pre-compile'], root);
run(bin('projen'), ['compile'], root);

const examples = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'cdk8s.yaml'))).sort();
let objects = 0;
for (const name of examples) {
  const folder = join(root, 'examples', name);
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const said = run(bin('cdk8s'), ['synth', '--check-upgrade=false'], folder);
  const about = /^# (.*)$/m.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1] ?? name;
  console.log(`\nexamples/${name}: ${about}`);
  for (const file of filesBelow(join(folder, 'dist'))) {
    console.log(`  ${relative(root, file)}`);
    for (const line of objectsOf(file)) { console.log(`    ${line}`); objects += 1; }
  }
  if (said.trim()) { console.log(said.trim().replace(/^/gm, '  | ')); }
}
console.log(`\n${examples.length} example${examples.length === 1 ? '' : 's'} synthesized, ${objects} objects written below examples/*/dist`);
if (!objects) { fail('no example wrote anything'); }
