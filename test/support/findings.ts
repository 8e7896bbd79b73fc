import { checkManifests } from '../../src/checks/check-manifests';
import type { Finding, ValidationReport } from '../../src/checks/finding';
import { fileName } from '../../src/checks/output-file';
import type { Scene } from '../../src/checks/rule';
import { ALL_RULES, rulesById } from '../../src/checks/rules';
import { runRules } from '../../src/checks/runner';
import { effectiveMesh } from '../../src/model';
import type { EffectiveProxy } from '../../src/model/effective-proxy';
import { ManifestIndex, manifestOf, readManifests } from '../../src/model/manifest';
import type { Manifest } from '../../src/model/manifest/types';
import { Flavor, MeshFacts, Platform } from '../../src/platform';

export interface FindingsOptions {
  /** The file name that findings show. */
  readonly file?: string;
  /** Whether sidecars are native; what the platform says, when absent. */
  readonly native?: boolean;
  /** Judged as what an app renders. */
  readonly rendered?: 'one-file' | 'file-per-resource';
  /** The clusters of the documents, in their order. */
  readonly clusters?: readonly string[];
}

/** Current Istio on a Kubernetes that has all that the rules ask for. */
export const ISTIO = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }), meshConfig: {}, injectionValues: {} });

/** ASM with Istio's 1.26 line, on ACK. */
export const ASM = new MeshFacts({
  platform: Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' }), meshConfig: {}, injectionValues: {},
});

/** Everything that all rules find in a YAML text. */
export function reportOf(yaml: string, facts: MeshFacts = ISTIO, options: FindingsOptions = {}): ValidationReport {
  const report = options.clusters
    ? checkManifests(manifestsIn(yaml, options), facts)
    : runRules({ scenes: [sceneOf(yaml, facts, options)], rulesFor: () => ALL_RULES, acknowledgements: [], known: rulesById() });
  // no test may take the silence of a rule that fails for an answer
  const failed = report.findings.filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message);
  if (failed.length > 0) { throw new Error([...new Set(failed)].join('\n')); }
  return report;
}

export function findingsIn(yaml: string, facts: MeshFacts = ISTIO, options: FindingsOptions = {}): readonly Finding[] {
  return reportOf(yaml, facts, options).findings;
}

/** `DRN001 error`, sorted; those of one rule only, where it is named. */
export function verdicts(yaml: string, facts: MeshFacts = ISTIO, rule?: string, options: FindingsOptions = {}): string[] {
  return findingsIn(yaml, facts, options).filter(({ ruleId }) => rule === undefined || ruleId === rule)
    .map(({ ruleId, severity }) => `${ruleId} ${severity}`).sort();
}

/** Why a rule could not be judged. */
export function notEvaluated(yaml: string, facts: MeshFacts, rule: string, options: FindingsOptions = {}): string[] {
  return reportOf(yaml, facts, options).notEvaluated.filter(({ ruleId }) => ruleId === rule).map(({ why }) => why);
}

export function proxiesIn(yaml: string, facts: MeshFacts = ISTIO, options: FindingsOptions = {}): readonly EffectiveProxy[] {
  return sceneOf(yaml, facts, options).proxies;
}

function manifestsIn(yaml: string, { file, rendered, clusters }: FindingsOptions): Manifest[] {
  const read = readManifests(yaml, file === undefined ? {} : { file });
  if (rendered !== undefined) {
    return read.map(({ object, key }) => manifestOf(object, {
      construct: `app/${key.name}`, chart: 'app', output: rendered === 'one-file' ? undefined : fileName(key.kind, key.name),
    }));
  }
  if (clusters === undefined) { return read; }
  return read.map((manifest) => ({
    object: manifest.object,
    key: { ...manifest.key, cluster: clusters[manifest.document! - 1] },
    file,
    position: (pointer: string) => manifest.position(pointer),
  }));
}

function sceneOf(yaml: string, given: MeshFacts, options: FindingsOptions): Scene {
  const { native } = options;
  const index = ManifestIndex.of(manifestsIn(yaml, options));
  const facts = native === undefined ? given : withNative(given, native);
  return { index, facts, proxies: effectiveMesh(index, facts).proxies, owns: () => true, partial: false };
}

/** The same mesh with native sidecars on or off: said on Istio, by the Kubernetes version on ASM. */
function withNative({ platform }: MeshFacts, nativeSidecars: boolean): MeshFacts {
  const { version, kubernetesVersion, gatewayApiVersion } = platform;
  return new MeshFacts({
    platform: platform.flavor === Flavor.ISTIO
      ? Platform.istio({ version, kubernetesVersion, nativeSidecars })
      : Platform.asm({ version, kubernetesVersion: nativeSidecars ? '1.33' : '1.29', gatewayApiVersion }),
    meshConfig: {},
    injectionValues: {},
  });
}
