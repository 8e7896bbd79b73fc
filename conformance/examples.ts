import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Manifest, readManifests } from '../src/model/manifest';

const FOLDER = join(__dirname, '..', 'examples');

/** A file that an example writes. */
export interface ExampleFile {
  readonly example: string;
  readonly file: string;
  readonly text: string;
  readonly manifests: readonly Manifest[];
}

let made: readonly ExampleFile[] | undefined;

/** What every example writes, as `cdk8s synth` would have it written. An example is a program: it runs when it is loaded, once. */
export function exampleFiles(): readonly ExampleFile[] {
  return made ??= readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'main.ts'))).sort().flatMap(filesOf);
}

function filesOf(example: string): ExampleFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-example-'));
  const { CDK8S_OUTDIR } = process.env;
  const { write } = process.stderr;
  process.env.CDK8S_OUTDIR = folder;
  // the notes that an example prints are for its reader
  process.stderr.write = () => true;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an example is a program: it runs when it is loaded
    require(join(FOLDER, example, 'main.ts'));
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort()
      // what kustomize and Helm read is no object of a cluster
      .filter((file) => !/(?:^|\/)(?:kustomization|[^/]*values)\.yaml$/.test(file))
      .map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        return { example, file, text, manifests: readManifests(text, { file: `${example}/${file}` }) };
      });
  } finally {
    process.stderr.write = write;
    if (CDK8S_OUTDIR === undefined) { delete process.env.CDK8S_OUTDIR; } else { process.env.CDK8S_OUTDIR = CDK8S_OUTDIR; }
    rmSync(folder, { recursive: true, force: true });
  }
}
