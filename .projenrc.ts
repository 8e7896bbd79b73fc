import { cdk8s, javascript } from 'projen';

/** The rooms of src/, and what each may import. docs/architecture.md draws the same picture. */
const ROOMS: Record<string, string[]> = {
  kube: [],
  platform: ['kube'],
  promql: ['kube'],
  model: ['kube', 'platform'],
  checks: ['kube', 'platform', 'promql', 'model'],
  preview: ['kube', 'platform', 'model', 'checks'],
  report: ['kube', 'platform', 'model', 'checks', 'preview'],
  // its command `render` makes a gateway
  cli: ['kube', 'platform', 'model', 'checks', 'preview', 'report', 'gateway'],
  presets: ['kube', 'platform', 'model'],
  autoscaling: ['kube', 'platform', 'promql', 'model', 'checks', 'preview', 'presets'],
  gateway: ['kube', 'platform', 'model', 'checks', 'preview', 'presets', 'autoscaling'],
  fleet: ['kube', 'platform', 'model', 'checks', 'preview', 'presets', 'autoscaling', 'gateway'],
  waypoint: ['kube', 'platform', 'model', 'checks', 'preview', 'presets', 'autoscaling'],
  sidecar: ['kube', 'platform', 'model', 'checks', 'preview'],
};

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-istio',
  description: 'Write, check, preview and release the data plane of an Istio or Alibaba Cloud Service Mesh with cdk8s',
  author: 'cdk8s-istio maintainers',
  authorAddress: 'maintainers@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-istio/cdk8s-istio.git',
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-istio maintainers',
  keywords: ['cdk8s', 'istio', 'service-mesh', 'gateway-api', 'waypoint', 'asm', 'alibaba-cloud'],

  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  minNodeVersion: '20.16.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  // the dev pins are the oldest peers allowed; `npm run test:package` also runs the newest
  cdk8sVersion: '2.69.0',
  constructsVersion: '10.3.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  bundledDeps: [
    'yaml@^2.9.1',
    // the PromQL grammar, with the parser it is made for; 0.x, so pinned
    '@prometheus-io/lezer-promql@0.315.0', '@lezer/common@^1.5.5', '@lezer/highlight@^1.2.5', '@lezer/lr@^1.4.12',
    // 15 needs Node 22 and ESM
    'commander@^14',
  ],
  bin: { 'cdk8s-istio': 'bin/cdk8s-istio' },
  devDeps: [
    'ajv@^8',
    'cdk8s-cli@^2.207.0',
    'fast-check@^4',
    // 10 needs Node 22
    '@stryker-mutator/core@^9.6.1',
    '@stryker-mutator/jest-runner@^9.6.1',
    '@marcbachmann/cel-js@^8',
    '@types/node@^20',
    '@types/sarif@^2',
  ],

  // the names are reserved here so that they never change; only js is built (`package` below)
  publishToPypi: { distName: 'cdk8s-istio', module: 'cdk8s_istio' },
  publishToMaven: { javaPackage: 'io.github.cdk8sistio', mavenGroupId: 'io.github.cdk8sistio', mavenArtifactId: 'cdk8s-istio' },
  publishToGo: { moduleName: 'github.com/cdk8s-istio/cdk8s-istio-go' },
  publishToNuget: { dotNetNamespace: 'Cdk8sIstio', packageId: 'Cdk8sIstio' },

  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,

  // src/ and imports/ stand side by side, so the compiler starts at the root: lib/src, lib/imports
  entrypoint: 'lib/src/index.js',
  tsconfig: {
    compilerOptions: { rootDir: '.', types: ['node'] },
    include: ['src/**/*.ts', 'imports/**/*.ts'],
  },
  tsconfigDev: {
    include: ['../examples/**/*.ts', '../bench/**/*.ts'],
  },
  npmIgnoreOptions: {
    ignorePatterns: [
      '/imports/', '/crds/', '/cdk8s.yaml', '/examples/', '/bench/', '/docs/', '/tools/', '/.ci/', '/rosetta/',
      '/CONTRIBUTING.md', '/SECURITY.md', '/API.md', '/.gitattributes', '/conformance/', '/stryker.config.mjs', '/.github/',
    ],
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'bench', 'conformance'],
    ignorePatterns: ['/imports/', 'lib/', 'dist/', 'coverage/', 'node_modules/', '**/dist/'],
  },
  jestOptions: {
    // a snapshot that differs fails the build; accept one with `npx projen test:update`
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      maxWorkers: '100%',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.test.ts'],
      moduleNameMapper: { '^cdk8s-istio$': '<rootDir>/src/index.ts' },
      // jest must not find the built copy beside the sources
      modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/'],
    },
  },
});

project.tsconfigDev?.file.addOverride('compilerOptions.types', ['node', 'jest']);

// projen derives `types` from libdir; our entry point is one level down
project.package.addField('types', 'lib/src/index.d.ts');
project.package.addField('sideEffects', false);
// `exports` is the whole door: it keeps users out of the rooms, and lets examples/ say `from 'cdk8s-istio'`
project.package.addField('exports', {
  '.': { types: './lib/src/index.d.ts', default: './lib/src/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

// the last release of the native resolver whose optional bindings are all published; with a newer one `npm ci` fails
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// Node 20 is past jsii's support window but works; the value is the list of majors to be quiet about
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// a source file that was renamed must not leave its old output in the tarball
project.preCompileTask.exec('rm -rf lib');

// two thirds of the package, and time at every load
project.compileTask.exec('node tools/strip-source-maps.mjs');

// one runner for types, tests, lint and README, so that the last line can count them all
project.testTask.reset('node tools/test.mjs --compiled', { receiveArgs: true });
project.setScript('test', 'node tools/test.mjs');
project.setScript('demo', 'node tools/demo.mjs');
project.setScript('test:package', 'node tools/test-package.mjs');
project.setScript('bench', 'node tools/bench.mjs');
project.setScript('rule-pages', 'node tools/rule-pages.mjs');
project.setScript('conformance', 'node conformance/run.mjs');
project.setScript('fuzz', 'node tools/fuzz.mjs');
project.setScript('mutation', 'stryker run');

// js is what is built; the other targets are named above and can be generated with `npx projen package:python` and so on
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

project.addTask('import', {
  description: 'Regenerate imports/ from crds/ (offline)',
  steps: [{ exec: 'rm -rf imports' }, { exec: 'cdk8s import --check-upgrade=false' }, { exec: 'node tools/tidy-imports.mjs' }],
});
project.annotateGenerated('/imports/**');
project.annotateGenerated('/docs/rules/**');

for (const pattern of ['.jsii.tabl.json', '/examples/*/dist/', '/test-reports/', '*.tgz', '/.stryker-tmp/', '/.conformance/']) {
  project.gitignore.exclude(pattern);
  project.npmignore?.exclude(pattern);
}

// imports run one way; a step against the stream is a lint error (circles of files: test/architecture.test.ts, far quicker than import/no-cycle)
project.eslint!.addRules({
  'import/no-restricted-paths': ['error', {
    zones: Object.entries(ROOMS).map(([room, allowed]) => ({
      target: `./src/${room}`,
      from: './src',
      except: [room, ...allowed].map((name) => `./${name}`),
      message: `${room}/ may import ${allowed.length ? allowed.map((name) => `${name}/`).join(', ') : 'no other room'}`,
    })),
  }],
});


project.synth();
