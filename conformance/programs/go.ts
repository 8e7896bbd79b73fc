import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { isThere, run } from './run';
import { Missing } from '../suite';
import versions from '../versions.json';

/** A program of a Go module, as versions.json pins it. */
interface GoProgram {
  readonly module: string;
  readonly version: string;
  /** The package of the module that is the program. */
  readonly package?: string;
  /** Modules at a later version than the module itself asks for, where the proxy does not have that one. */
  readonly with?: Readonly<Record<string, string>>;
  /** A program of ours in this folder that uses the module. */
  readonly program?: string;
}

const LIMIT_MINUTES = 20;

/** The folder of a module in Go's own cache, downloaded when it is not there. */
export function moduleFolder(module: string, version: string): string {
  const { ok, out, err } = run('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: cacheFolder() });
  if (!ok) { throw new Missing(`the Go module ${module}@${version}: ${lastLine(out + err)}`); }
  return (JSON.parse(out) as { Dir: string }).Dir;
}

/** The path of a program, built when the cache does not have it. */
export function goProgram(name: 'kube-apiserver' | 'istioctl' | 'promql' | 'helm'): string {
  const wanted: GoProgram = versions[name];
  const binary = join(cacheFolder('bin'), `${name}-${wanted.version}`);
  if (existsSync(binary)) { return binary; }
  if (process.env.CDK8S_ISTIO_CONFORMANCE_BUILD === 'never') { throw new Missing(`${name} ${wanted.version}, which is not built yet`); }
  if (!isThere('go')) { throw new Missing(`Go, to build ${name}`); }
  const folder = cacheFolder('build', `${name}-${wanted.version}`);
  writeFileSync(join(folder, 'go.mod'), goMod(wanted));
  if (wanted.program) { copyFileSync(join(__dirname, wanted.program, 'main.go'), join(folder, 'main.go')); }
  console.error(`building ${name} ${wanted.version}, at most ${LIMIT_MINUTES} minutes`);
  const args = ['go', 'build', '-mod=mod', '-ldflags', `-s -w ${stamps(name, wanted.version)}`, '-o', binary, wanted.package ?? '.'];
  const { ok, out, err } = run('nice', args, { cwd: folder, minutes: LIMIT_MINUTES });
  if (!ok) { throw new Missing(`a build of ${name} ${wanted.version}: ${lastLine(out + err)}`); }
  return binary;
}

/** Requires the module, and for Kubernetes puts the published modules in the place of the folders it has them in. */
function goMod({ module, version, with: later = {} }: GoProgram): string {
  const its = readFileSync(join(moduleFolder(module, version), 'go.mod'), 'utf8');
  const staging = [...its.matchAll(/^\t?(?:replace )?(k8s\.io\/[\w.-]+) => \.\/staging/gm)].map(([, name]) => name);
  const requires = Object.entries({ [module]: version, ...later });
  return [
    'module conformance', '', `go ${/^go (\S+)/m.exec(its)![1]}`, '',
    'require (', ...requires.map(([name, at]) => `\t${name} ${at}`), ')', '',
    'replace (', ...staging.map((name) => `\t${name} => ${name} ${version.replace(/^v1\./, 'v0.')}`), ')', '',
  ].join('\n');
}

/** A server built without Kubernetes' own scripts does not know its version. */
function stamps(name: string, version: string): string {
  if (name !== 'kube-apiserver') { return ''; }
  const [major, minor] = version.slice(1).split('.');
  const at = 'k8s.io/component-base/version';
  return `-X ${at}.gitVersion=${version} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
