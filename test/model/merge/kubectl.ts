import { spawn, spawnSync } from 'node:child_process';
import type { JsonObject } from '../../../src/model/merge';

/**
 * The version of the kubectl at hand, as a number of its minor; undefined where there is none. Before 1.28 kubectl left `$patch` in new
 * objects, so older ones are no judge.
 */
export function kubectlMinor(): number | undefined {
  const { stdout, status } = spawnSync('kubectl', ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  if (status !== 0) { return undefined; }
  return parseInt((JSON.parse(stdout) as { clientVersion: { minor: string } }).clientVersion.minor, 10);
}

export const OLDEST_JUDGE = 28;

/** What kubectl makes of each base, undefined where it refuses; what it wrote about those is in `errors`. */
export interface Judgement { readonly objects: (JsonObject | undefined)[]; readonly errors: string }

/** A member to know the answers apart, since the refused ones are missing among them. Only `$patch: replace` at the top removes it. */
const NUMBER = 'caseNumber';

/** `kubectl patch --local`, one patch on many objects in one call. */
export async function kubectlPatch(bases: readonly JsonObject[], patch: JsonObject, type: 'strategic' | 'merge' = 'strategic'): Promise<Judgement> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: bases.map((base, index) => ({ ...base, [NUMBER]: index })) });
  const child = spawn('kubectl', ['patch', '--local', '-f', '-', `--type=${type}`, '-p', JSON.stringify(patch), '-o', 'json', '--show-managed-fields'], { stdio: 'pipe' });
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  child.stdin.on('error', () => undefined).end(list);
  await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const objects: (JsonObject | undefined)[] = bases.map(() => undefined);
  documents(out).forEach(({ [NUMBER]: number, ...object }, index) => { objects[number as number | undefined ?? index] = object; });
  return { objects, errors };
}

/** kubectl prints one indented object after the other. */
function documents(text: string): JsonObject[] {
  return text.split(/^\}\n?/m).filter(part => part.trim() !== '').map(part => JSON.parse(`${part}}`) as JsonObject);
}
