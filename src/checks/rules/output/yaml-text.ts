import { seen } from './places';
import { yamlKeyProblem, yamlTextProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

/** Nothing else can be hostile; most texts are done with after this one look. */
const SUSPECT = /^[-+.0-9]|^\n*\t|[\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]/;

/** One object says this much; what is wrong with the rest comes up once these are mended. */
const MOST = 10;
const MAX_DEPTH = 100;

/** LIM011: a text that was read is what every reader makes of it; only what is still to be written can change on the way. */
export const changedByReaders: Described<ManifestRule> = {
  id: 'LIM011',
  title: 'text that YAML readers change',
  what: 'A text or key of an object that is still to be written as YAML would come back as something else, or not at all: "0o17" as the number 15, '
    + 'control characters, line separators, half surrogate pairs, a first line that begins with a tab, the keys "<<" and "__proto__". Judged for '
    + 'what constructs render.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'As cdk8s writes it, the YAML lacks quotes that kubectl, Argo CD and Flux need there: they read another value than was meant, or refuse the file.',
  source: 'go-yaml v2 resolve.go, readerc.go, scannerc.go, as src/kube/yaml-safe.ts says row by row; each was found by writing with cdk8s and '
    + 'reading with kubectl',
  on: 'manifest',
  kinds: 'all',
  check: (manifest) => {
    if (manifest.position('') !== undefined) { return []; }
    const found: Found[] = [];
    walk(manifest, manifest.object, [], found);
    return found;
  },
};

function walk(manifest: Manifest, value: unknown, path: (string | number)[], found: Found[]): void {
  if (found.length >= MOST || path.length > MAX_DEPTH) { return; }
  if (typeof value === 'string') {
    const problem = SUSPECT.test(value) ? yamlTextProblem(value) : undefined;
    if (problem !== undefined) { found.push(finding(manifest, path, value, problem, 'text')); }
    return;
  }
  if (typeof value !== 'object' || value === null) { return; }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) { path.push(at); walk(manifest, value[at], path, found); path.pop(); }
    return;
  }
  for (const key in value) {
    path.push(key);
    const problem = yamlKeyProblem(key);
    if (problem === undefined) {
      walk(manifest, (value as Readonly<Record<string, unknown>>)[key], path, found);
    } else if (found.length < MOST) {
      found.push(finding(manifest, path, key, problem, 'key'));
    }
    path.pop();
  }
}

function finding(manifest: Manifest, path: readonly (string | number)[], text: string, problem: string, what: 'text' | 'key'): Found {
  const pointer = joinPointer('', ...path);
  return {
    message: `the ${what} ${shown(text)} is ${problem}`,
    fix: what === 'key' ? 'use another key' : 'write it differently (a number as digits, control characters left out), or keep it in base64',
    part: `${pointer} ${what}`,
    pointer,
    values: [{ name: what, value: seen(manifest, pointer, text), show: shown }],
  };
}
