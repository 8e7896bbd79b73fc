// `npm run conformance [suite…]`: compares the library with the real programs. conformance/README.md says what it needs.
import { createRequire } from 'node:module';
import Module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
require('ts-node').register({ project: join(root, 'test', 'tsconfig.json'), transpileOnly: true, compilerOptions: { module: 'commonjs' } });

// examples import the library by its name; here that is the source, as in the tests
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolve.call(Module, request === 'cdk8s-istio' ? join(root, 'src', 'index.ts') : request, ...rest);

const { main } = require(join(root, 'conformance', 'main.ts'));
process.exitCode = await main(process.argv.slice(2));
