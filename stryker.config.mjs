import { resolve } from 'node:path';

// Mutation testing: `npm run mutation` for everything below, `MUTATION_GROUP=quantity npm run mutation` for one group.
// `npm run mutation -- --mutate src/checks/rules/drain/order.ts` takes one file of it.
// Each group runs only the tests that promise something about it: a mutant that a distant snapshot happens to notice is not a tested promise.
const GROUPS = {
  quantity: { mutate: ['src/kube/quantity.ts'], tests: ['test/kube/quantity.test.ts', 'test/kube/refusals.test.ts'] },
  merge: { mutate: ['src/model/merge/*.ts'], tests: ['test/model/merge/{corpus,json-merge,properties,refusals,strategic,table,unions}.test.ts'] },
  drain: { mutate: ['src/checks/rules/drain/*.ts'], tests: ['test/checks/rules/drain{,-application,-texts}.test.ts'], rules: 'drain' },
  injection: { mutate: ['src/model/injected/*.ts'], tests: ['test/model/{injected,asm}/**/*.test.ts', 'test/model/sidecar/{captured,conformance,documents,pod,recognize,scaled-resources}.test.ts'] },
};

const name = process.env.MUTATION_GROUP;
const chosen = name === undefined ? Object.values(GROUPS) : [GROUPS[name]];
if (chosen.includes(undefined)) { throw new Error(`MUTATION_GROUP must be one of ${Object.keys(GROUPS).join(', ')}, got ${JSON.stringify(name)}`); }

// the tests run in a copy of the project, which has other neighbours
process.env.CDK8S_ISTIO_SCHEMAS ??= resolve('../shared/schemas');
process.env.CDK8S_ISTIO_CONFORMANCE ??= resolve('../shared/conformance');

// a mutant that many random cases do not find, a few hundred more seldom do
process.env.FUZZ_RUNS ??= '40';

// loading the rules of all groups takes longer than the tests of one
const { rules } = chosen.length === 1 ? chosen[0] : {};
if (rules !== undefined) { process.env.MUTATION_RULES = rules; }

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  mutate: [...chosen.flatMap(({ mutate }) => mutate), '!src/**/index.ts'],
  ignorePatterns: ['/lib', '/dist', '/coverage', '/docs', '/bench', '/rosetta', '/test-reports', '/API.md', '/.jsii', '/.jsii.tabl.json'],
  coverageAnalysis: 'perTest',
  // tables of facts are read when a file is loaded: each such mutant would run every test of its group, and most are an id or a source
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 20000,
  tempDirName: '.stryker-tmp',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'test-reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'test-reports/mutation/mutation.html' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  thresholds: { high: 95, low: 85, break: 85 },
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      roots: ['<rootDir>/test'],
      testMatch: chosen.flatMap(({ tests }) => tests.map((path) => `<rootDir>/${path}`)),
      ...(rules !== undefined && { resolver: '<rootDir>/tools/mutation-resolver.cjs' }),
      moduleNameMapper: { '^cdk8s-istio$': '<rootDir>/src/index.ts' },
      // types were judged by `npm test`; a mutant is judged by what it does
      transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false, isolatedModules: true }] },
    },
  },
};
