// The property tests, for longer than `npm test` runs them: round after round, each with another seed, until the time is over or something breaks.
// FUZZ_MINUTES (5) is the time, FUZZ_RUNS (300) the runs of each property in a round, FUZZ_SEED the first seed. Arguments name test files instead.
// What breaks is printed with its seed and path; the line at the end runs that very case again.
import { spawnSync } from 'node:child_process';
import { bin, fail, root } from './lib.mjs';

const number = (name, otherwise) => {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) { fail(`${name} must be a whole number of 0 or more, got ${process.env[name]}`); }
  return value;
};

const minutes = number('FUZZ_MINUTES', 5);
const runs = number('FUZZ_RUNS', 300);
// the only place where chance comes in, and it is printed
let seed = number('FUZZ_SEED', Date.now() % 2 ** 31);
const files = process.argv.slice(2).length > 0 ? process.argv.slice(2) : [
  'test/hostile', 'test/model/fuzz', 'test/sidecar/hostile', 'test/preview/compare/properties', 'test/checks/rules/(resources|telemetry|compression)',
];

const end = Date.now() + minutes * 60_000;
let rounds = 0;
do {
  console.log(`\n== round ${rounds + 1}: ${runs} runs, seed ${seed}`);
  const { status } = spawnSync(bin('jest'), ['--silent=false', '--testTimeout=3600000', ...files], {
    cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed) },
  });
  if (status !== 0) {
    fail(`\nbroken; seed and path of the counterexample are above. Again:\n  FUZZ_RUNS=${runs} FUZZ_SEED=${seed} npx jest ${files.map((file) => JSON.stringify(file)).join(' ')}`);
  }
  rounds += 1;
  seed = (seed + 1) % 2 ** 31;
} while (Date.now() < end);
console.log(`\n${rounds} rounds of ${runs} runs, nothing broken`);
