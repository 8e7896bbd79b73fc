// Writes docs/rules: a page for each rule, from the rule itself and its two manifests, and the list of them. Works offline.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
require('ts-node').register({ project: join(root, 'test', 'tsconfig.json'), transpileOnly: true, compilerOptions: { module: 'commonjs' } });

const { rulePages } = require(join(root, 'test', 'support', 'rule-pages.ts'));
const folder = join(root, 'docs', 'rules');
const pages = rulePages();
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) {
  if (file.endsWith('.md') && !pages.has(file)) { rmSync(join(folder, file)); }
}
for (const [file, text] of pages) { writeFileSync(join(folder, file), text); }
console.log(`${pages.size} pages in docs/rules`);
