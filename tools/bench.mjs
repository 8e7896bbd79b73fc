// `npm run bench`: prints ratios, each measured within one run. bench/README.md says what they mean. Exits 1 when one is over its limit.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './lib.mjs';

const wanted = process.argv.slice(2);
const files = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.bench.ts') && (!wanted.length || wanted.some((name) => file.startsWith(name)))).sort();
const rows = [];
for (const file of files) {
  // a process each: no bench warms another one's code up
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--expose-gc', '-r', 'ts-node/register/transpile-only', '-e',
    `console.log('\\n' + JSON.stringify(require(${JSON.stringify(join(root, 'bench', file))}).rows()))`,
  ], { cwd: root, encoding: 'utf8', env: { ...process.env, TS_NODE_PROJECT: join(root, 'test', 'tsconfig.json') } });
  if (status !== 0) { fail(`bench/${file} failed\n${stdout}${stderr}`); }
  rows.push(...JSON.parse(stdout.trim().split('\n').at(-1)).map((row) => ({ file: file.replace('.bench.ts', ''), ...row })));
}
const width = (key) => Math.max(...rows.map((row) => String(row[key]).length));
for (const row of rows) {
  if (row.skipped !== undefined) { console.log(`${row.file.padEnd(width('file'))}  ${row.name.padEnd(width('name'))}  skipped: ${row.skipped}`); continue; }
  const limit = row.limit === undefined ? '' : `limit ${row.limit.toFixed(2)}  ${row.value <= row.limit ? 'ok' : 'OVER'}`;
  console.log(`${row.file.padEnd(width('file'))}  ${row.name.padEnd(width('name'))}  ${row.value.toFixed(2).padStart(7)}  ${limit}`);
}
process.exitCode = rows.some((row) => row.limit !== undefined && row.value > row.limit) ? 1 : 0;
