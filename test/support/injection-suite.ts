import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import type { ModelContext } from '../../src/model/draft';
import { injectionDecision, podTemplateOf } from '../../src/model/injected';
import { type Manifest, ManifestIndex, readManifests, readYamlValue } from '../../src/model/manifest';
import { MeshFacts, type MeshFactsProps, Platform } from '../../src/platform';

/**
 * Real pods after Istio's injector, read where they stand, in folders `istio-injection-<version>`: `X.yaml` is what a user applies,
 * `X.injected.yaml` the pod after the injector. Nothing of them is kept here; what is kept is how the suite sets istiod up for a case
 * (`test/fixtures/injection/<case>.facts.yaml`, after the flags of pkg/kube/inject/inject_test.go). A case without such a file runs with
 * what the suite sets for all.
 */
const ROOT = process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../../shared/conformance');
const FOLDER = /^istio-injection-(\d+\.\d+\.\d+)$/;
const FACTS = join(__dirname, '../fixtures/injection');

/** What a case's own file may say. */
interface CaseFacts extends Pick<MeshFactsProps, 'injectionValues' | 'meshConfig'> {
  /** The file that goes in, where the case's name does not tell. */
  readonly input?: string;
  readonly nativeSidecars?: boolean;
  /** Why the case cannot be run: it sets up something that no facts can say. */
  readonly skip?: string;
}

/** `hello.cni` and `hello-cni` are the same case. */
export const factsName = (name: string): string => name.replaceAll('.', '-');

export function caseFacts(name: string): CaseFacts {
  const file = join(FACTS, `${factsName(name)}.facts.yaml`);
  return existsSync(file) ? readYamlValue(readFileSync(file, 'utf8')) as CaseFacts : {};
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

/** The cases of one version of Istio. */
export class InjectionSuite {
  private readonly files: readonly string[];
  private readonly names: readonly string[];

  constructor(private readonly folder: string, public readonly version: string) {
    this.files = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort();
    this.names = this.files.filter((file) => file.endsWith('.injected.yaml')).map((file) => file.slice(0, -'.injected.yaml'.length));
  }

  /** Why a pair is not compared; by name, so that nobody takes it for agreed. */
  public get skipped(): readonly { readonly name: string; readonly why: string }[] {
    return this.names.flatMap((name) => {
      const why = this.whySkipped(name);
      return why === undefined ? [] : [{ name, why }];
    });
  }

  public get pairs(): readonly string[] {
    return this.names.filter((name) => this.whySkipped(name) === undefined);
  }

  /** Inputs that the injector must refuse. */
  public get refused(): readonly string[] {
    return this.files.filter((file) => file.includes('-bad-') && !file.includes('.injected'));
  }

  public pair(name: string): SuiteCase {
    const all = this.manifestsIn(this.inputOf(name)!);
    return {
      name,
      before: all.filter((manifest) => podTemplateOf(manifest)),
      after: this.manifestsIn(`${name}.injected.yaml`).filter((manifest) => podTemplateOf(manifest)),
      context: this.contextOf(name, all),
    };
  }

  public refusedCase(file: string): Pick<SuiteCase, 'before' | 'context'> {
    const all = this.manifestsIn(file);
    return { before: all.filter((manifest) => podTemplateOf(manifest)), context: this.contextOf(file.replace(/\.yaml$/, ''), all) };
  }

  private whySkipped(name: string): string | undefined {
    const { skip } = caseFacts(name);
    if (skip !== undefined) { return skip; }
    const input = this.inputOf(name);
    if (input === undefined) { return 'no input of that name'; }
    const pods = this.manifestsIn(input).flatMap((manifest) => podTemplateOf(manifest) ?? []);
    if (pods.length === 0) { return 'no pods of a kind that is modelled'; }
    const templates = pods.flatMap((template) => injectionDecision(template, this.contextOf(name, [])).templates);
    const other = templates.find((template) => !['sidecar', 'gateway', 'spire'].includes(template));
    return other === undefined ? undefined : `asks for the template ${other}, which is not modelled`;
  }

  /** `hello.classic` and `hello-old-version` are `hello` under another setting. */
  private inputOf(name: string): string | undefined {
    const { input } = caseFacts(name);
    if (input !== undefined) { return this.files.includes(input) ? input : undefined; }
    for (let stem = name; stem !== ''; stem = stem.slice(0, Math.max(stem.lastIndexOf('.'), stem.lastIndexOf('-'), 0))) {
      if (this.files.includes(`${stem}.yaml`)) { return `${stem}.yaml`; }
    }
    return undefined;
  }

  private manifestsIn(file: string): Manifest[] {
    return readManifests(readFileSync(join(this.folder, file), 'utf8'), { defaultNamespace: 'default' });
  }

  private contextOf(name: string, manifests: readonly Manifest[]): ModelContext {
    const own = caseFacts(name);
    const nativeSidecars = own.nativeSidecars ?? (isClassic(name) ? false : undefined);
    return {
      index: ManifestIndex.of([...manifests]),
      facts: new MeshFacts({
        platform: Platform.istio({ version: this.version, kubernetesVersion: '1.33', ...nativeSidecars === undefined ? {} : { nativeSidecars } }),
        meshConfig: own.meshConfig ?? {},
        injectionValues: merged({ global: { hub: 'registry.istio.io/testing', tag: 'latest' } }, own.injectionValues) as Record<string, unknown>,
        // the suite calls the injector itself, whatever namespaces say
        namespaces: Object.fromEntries(manifests.flatMap(({ key }) => key.namespace ?? [])
          .map((namespace) => [namespace, { labels: { 'istio-injection': 'enabled' } }])),
      }),
    };
  }
}

/** One for each version whose cases are there, none where the folder is not. */
export const injectionSuites: readonly InjectionSuite[] = (existsSync(ROOT) ? readdirSync(ROOT).sort() : []).flatMap((name) => {
  const version = FOLDER.exec(name)?.[1];
  return version === undefined ? [] : [new InjectionSuite(join(ROOT, name), version)];
});
