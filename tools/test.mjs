// Everything that must hold, in one command: `npm test`. The last line counts passed and failed tests.
// Each step that is not a jest run (types, lint, the README's examples) counts as one test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root } from './lib.mjs';

const compiled = process.argv.includes('--compiled');
const jestArgs = process.argv.slice(2).filter((arg) => arg !== '--compiled');
const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-istio-test-'));
const results = join(scratch, 'jest.json');
const count = { passed: 0, failed: 0, skipped: 0 };

/** Runs one command to its end, its output shown; true when it exited 0. */
function run(title, command, args) {
  const start = Date.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ESLINT_USE_FLAT_CONFIG: 'false', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' } });
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  return status === 0;
}

/** A step that counts as one test. */
function step(title, command, args) {
  const ok = run(title, command, args);
  count[ok ? 'passed' : 'failed'] += 1;
  return ok;
}

function jest() {
  const ok = run('tests', bin('jest'), ['--passWithNoTests=false', '--ci', '--json', `--outputFile=${results}`, ...jestArgs]);
  try {
    const report = JSON.parse(readFileSync(results, 'utf8'));
    count.passed += report.numPassedTests;
    // a suite that cannot even be loaded has no failed test in it, but it did fail
    count.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
    count.skipped += report.numPendingTests + report.numTodoTests;
    if (!ok && report.numFailedTests + report.numRuntimeErrorTestSuites === 0) { count.failed += 1; }
  } catch {
    count.failed += 1;
  }
}

try {
  if (compiled || (run('clean', bin('projen'), ['pre-compile']) && step('compile', bin('projen'), ['compile']))) {
    step('types of tests, examples and bench', bin('tsc'), ['--noEmit', '-p', 'test/tsconfig.json']);
    jest();
    step('lint', bin('eslint'), ['--ext', '.ts,.tsx', '--max-warnings', '0', 'src', 'test', 'examples', 'bench', 'projenrc', '.projenrc.ts', '--no-error-on-unmatched-pattern']);
    step('README examples compile', bin('jsii-rosetta'), ['extract', '--compile', '--fail']);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
console.log(`\n${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed ? 1 : 0;
