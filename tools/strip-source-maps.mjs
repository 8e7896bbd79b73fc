// `node tools/strip-source-maps.mjs [lib]`: takes the inline source maps out of compiled files, which jsii always writes. They are two thirds of the
// package and a fifth of the time that loading takes, and the compiled code reads like its source.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './lib.mjs';

const folder = resolve(root, process.argv[2] ?? 'lib');
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.js')) { continue; }
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const text = readFileSync(file, 'utf8');
  const at = text.lastIndexOf('\n//# sourceMappingURL=data:');
  if (at >= 0) { writeFileSync(file, text.slice(0, at + 1)); }
}
