import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder, outside the tree, that keeps what was downloaded or built. */
export function cacheFolder(...path: string[]): string {
  const base = process.env.CDK8S_ISTIO_CONFORMANCE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-istio-conformance');
  const folder = join(base, ...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
