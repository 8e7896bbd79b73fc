import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Runs examples/NAME/main.ts as `cdk8s synth` does and answers the objects of each file it writes. */
export function synthExample(name: string): { [file: string]: { [key: string]: unknown }[] } {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-example-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- an example is a program: it runs when it is loaded
      require(join(__dirname, '..', '..', 'examples', name, 'main.ts'));
    });
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
    return Object.fromEntries(files.map((file) => [file,
      parseAllDocuments(readFileSync(join(outdir, file), 'utf8')).map((document) => document.toJS() as { [key: string]: unknown })]));
  } finally {
    if (before === undefined) { delete process.env.CDK8S_OUTDIR; } else { process.env.CDK8S_OUTDIR = before; }
    rmSync(outdir, { recursive: true, force: true });
  }
}
