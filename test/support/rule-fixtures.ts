import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterKind, MeshFacts, type MeshFactsProps, Platform } from '../../src/platform';

const FOLDER = join(__dirname, '../fixtures/rules');

/** A manifest that shows a rule: one that breaks it or one that keeps it. */
export interface RuleFixture {
  /** The file's name, as findings print it. */
  readonly file: string;
  /** The manifest, without the lines that declare facts. */
  readonly text: string;
  readonly facts: MeshFacts;
  /** The declared facts, line by line, for people. */
  readonly declared: readonly string[];
  /** Judged as what an app renders, each object written to a file of its own where that is declared. */
  readonly rendered?: 'one-file' | 'file-per-resource';
  /** The clusters of the documents, in their order. */
  readonly clusters?: readonly string[];
  /** Other rules of the group that speak here as well. */
  readonly also: readonly string[];
}

/** The ids that have a fixture. */
export function fixtureIds(): string[] {
  return [...new Set(readdirSync(FOLDER).map((file) => file.split('.')[0]))].sort();
}

/**
 * Comments on the first lines declare what no manifest holds: `# platform: asm@1.26`, `# kubernetes: 1.33`, `# cluster-kind: ack`,
 * `# gateway-api: 1.5`, `# facts: {"zones": ["a", "b"]}`, `# rendered: one-file`, `# clusters: east, west`; `# also: DRN002` names other rules that speak.
 */
export function ruleFixture(id: string, what: 'fails' | 'holds'): RuleFixture {
  const file = `${id}.${what}.yaml`;
  const path = join(FOLDER, file);
  if (!existsSync(path)) { throw new Error(`test/fixtures/rules has no ${file}; write one`); }
  const lines = readFileSync(path, 'utf8').split('\n');
  const start = lines.findIndex((line) => !line.startsWith('# '));
  const declared = new Map(lines.slice(0, start).map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(2, colon), line.slice(colon + 2).trim()] as const;
  }));
  const also = (declared.get('also') ?? '').split(', ').filter(Boolean);
  return {
    file,
    text: lines.slice(start).join('\n'),
    facts: factsOf(declared),
    declared: lines.slice(0, start).filter((line) => !line.startsWith('# also')).map((line) => line.slice(2)),
    ...declared.has('rendered') && { rendered: declared.get('rendered') as RuleFixture['rendered'] },
    ...declared.has('clusters') && { clusters: declared.get('clusters')!.split(', ') },
    also,
  };
}

function factsOf(declared: ReadonlyMap<string, string>): MeshFacts {
  const [flavor, version] = (declared.get('platform') ?? 'istio@1.30.3').split('@');
  const kubernetesVersion = declared.get('kubernetes') ?? '1.33';
  const gatewayApiVersion = declared.get('gateway-api');
  const clusterKind = declared.get('cluster-kind') as ClusterKind | undefined;
  const platform = flavor === 'asm'
    ? Platform.asm({ version, kubernetesVersion, clusterKind, gatewayApiVersion: gatewayApiVersion ?? '1.3' })
    : Platform.istio({ version, kubernetesVersion, gatewayApiVersion });
  return new MeshFacts({ platform, ...JSON.parse(declared.get('facts') ?? '{}') as MeshFactsProps });
}
