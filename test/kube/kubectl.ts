import { spawnSync } from 'node:child_process';

/** kubectl as a judge: it works without a cluster on --local and --dry-run=client. */
export interface KubectlAnswer {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

export function kubectl(args: readonly string[], input = ''): KubectlAnswer {
  const { status, stdout, stderr } = spawnSync('kubectl', args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { ok: status === 0, out: stdout ?? '', err: stderr ?? '' };
}

export const hasKubectl = kubectl(['version', '--client']).ok;
