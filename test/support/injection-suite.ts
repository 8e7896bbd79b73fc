import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { ModelContext } from '../../src/model/draft';
import { injectionDecision, podTemplateOf } from '../../src/model/injected';
import { type Manifest, ManifestIndex, readManifests, readYamlValue } from '../../src/model/manifest';
import { MeshFacts, type MeshFactsProps, Platform } from '../../src/platform';

/**
 * Real pods after Istio's injector, read where they stand: `X.yaml` is what a user applies, `X.injected.yaml` the pod after the injector.
 * Nothing of them is kept here; what is kept is how the suite sets istiod up for a case (`test/fixtures/injection/<case>.facts.yaml`,
 * after the flags of pkg/kube/inject/inject_test.go). A case without such a file runs with what the suite sets for all.
 */
const FOLDER = join(process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../../shared/conformance'), 'istio-injection-1.30.3');
const FACTS = join(__dirname, '../fixtures/injection');

/** What a case's own file may say. */
interface CaseFacts extends Pick<MeshFactsProps, 'injectionValues' | 'meshConfig'> {
  /** The file that goes in, where the case's name does not tell. */
  readonly input?: string;
  readonly nativeSidecars?: boolean;
  /** Why the case cannot be run: it sets up something that no facts can say. */
  readonly skip?: string;
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')).sort() : [];

export const isThere = files.length > 0;

const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** `hello.cni` and `hello-cni` are the same case. */
export const factsName = (name: string): string => name.replaceAll('.', '-');

export function caseFacts(name: string): CaseFacts {
  const file = join(FACTS, `${factsName(name)}.facts.yaml`);
  return existsSync(file) ? readYamlValue(readFileSync(file, 'utf8')) as CaseFacts : {};
}

/** `hello.classic` and `hello-old-version` are `hello` under another setting. */
function inputOf(name: string): string | undefined {
  const { input } = caseFacts(name);
  if (input !== undefined) { return files.includes(input) ? input : undefined; }
  for (let stem = name; stem !== ''; stem = stem.slice(0, Math.max(stem.lastIndexOf('.'), stem.lastIndexOf('-'), 0))) {
    if (files.includes(`${stem}.yaml`)) { return `${stem}.yaml`; }
  }
  return undefined;
}

/** Old clusters, whatever the case is called. */
const isClassic = (name: string): boolean => /[.-](?:classic|old-version)$/.test(name);

/** Helm's way of merging values: maps merge, everything else replaces. */
function merged(base: unknown, over: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(base) || !isMap(over)) { return over ?? base; }
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
  return Object.fromEntries(keys.map((key) => [key, over[key] === null ? null : merged(base[key], over[key])]));
}

export interface SuiteCase {
  readonly name: string;
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
  readonly context: ModelContext;
}

function contextOf(name: string, manifests: readonly Manifest[]): ModelContext {
  const own = caseFacts(name);
  const nativeSidecars = own.nativeSidecars ?? (isClassic(name) ? false : undefined);
  return {
    index: ManifestIndex.of([...manifests]),
    facts: new MeshFacts({
      platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', ...nativeSidecars === undefined ? {} : { nativeSidecars } }),
      meshConfig: own.meshConfig ?? {},
      injectionValues: merged({ global: { hub: 'registry.istio.io/testing', tag: 'latest' } }, own.injectionValues) as Record<string, unknown>,
      // the suite calls the injector itself, whatever namespaces say
      namespaces: Object.fromEntries(manifests.flatMap(({ key }) => key.namespace ?? [])
        .map((namespace) => [namespace, { labels: { 'istio-injection': 'enabled' } }])),
    }),
  };
}

const manifestsIn = (file: string): Manifest[] => readManifests(read(file), { defaultNamespace: 'default' });

const names = files.filter((file) => file.endsWith('.injected.yaml')).map((file) => file.slice(0, -'.injected.yaml'.length));

/** Why a pair is not compared; by name, so that nobody takes it for agreed. */
export const skipped: readonly { readonly name: string; readonly why: string }[] = names.flatMap((name) => {
  const { skip } = caseFacts(name);
  if (skip !== undefined) { return [{ name, why: skip }]; }
  const input = inputOf(name);
  if (input === undefined) { return [{ name, why: 'no input of that name' }]; }
  const pods = manifestsIn(input).flatMap((manifest) => podTemplateOf(manifest) ?? []);
  if (pods.length === 0) { return [{ name, why: 'no pods of a kind that is modelled' }]; }
  const templates = pods.flatMap((template) => injectionDecision(template, contextOf(name, [])).templates);
  const other = templates.find((template) => !['sidecar', 'gateway', 'spire'].includes(template));
  return other === undefined ? [] : [{ name, why: `asks for the template ${other}, which is not modelled` }];
});

export const pairs: readonly string[] = names.filter((name) => !skipped.some((one) => one.name === name));

export function suiteCase(name: string): SuiteCase {
  const all = manifestsIn(inputOf(name)!);
  return {
    name,
    before: all.filter((manifest) => podTemplateOf(manifest)),
    after: manifestsIn(`${name}.injected.yaml`).filter((manifest) => podTemplateOf(manifest)),
    context: contextOf(name, all),
  };
}

/** Inputs that the injector must refuse. */
export const refused: readonly string[] = files.filter((file) => file.includes('-bad-') && !file.includes('.injected'));

export function refusedCase(file: string): Pick<SuiteCase, 'before' | 'context'> {
  const all = manifestsIn(file);
  return { before: all.filter((manifest) => podTemplateOf(manifest)), context: contextOf(file.replace(/\.yaml$/, ''), all) };
}
