import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package: lib/src/cli stands two folders below it, src/cli one. */
export function toolVersion(): string {
  for (const up of ['../..', '../../..']) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(__dirname, up, 'package.json'), 'utf8')) as { name: string; version: string };
      if (name === 'cdk8s-istio') { return version; }
    } catch { /* the other folder has it */ }
  }
  return '0.0.0';
}
