import type { ChangeImpact, CompareOptions, ManifestImpact } from './comparison-props';
import { nearest } from '../kube/nearest';
import { MeshFacts } from '../platform';
import type { Comparison, Thing } from './compare/comparison';
import { refuseOptions } from './options';

/** Manifests as text, of any origin: rendered by this library, by Helm, by hand. */
export class Manifests {
  /**
   * What becomes of every workload when the new manifests are applied over the old ones: will this restart my gateways?
   *
   * Each text holds one or more YAML documents, or JSON. Throws an error with every mistake in a text, with line and column.
   */
  public static compare(oldYaml: string, newYaml: string, options: CompareOptions = {}): ManifestComparison {
    refuseOptions(options, 'Manifests.compare', { platform: 'platform', facts: 'facts', newFacts: 'facts', cluster: 'text', defaultNamespace: 'text' });
    const { platform, facts, newFacts, cluster, defaultNamespace } = options;
    if (platform !== undefined && facts !== undefined) {
      throw new Error("[Manifests.compare] 'platform' and 'facts' both say which mesh it is, got both; give the platform within the facts");
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the model is loaded by the first who compares manifests
    const { compareTexts } = require('./compare-texts') as typeof import('./compare-texts');
    const known = facts ?? new MeshFacts({ ...platform !== undefined && { platform } });
    return ManifestComparison._of(compareTexts(oldYaml, newYaml, { facts: known, newFacts: newFacts ?? known, cluster, defaultNamespace }));
  }

  private constructor() {}
}

/** What becomes of everything when one set of manifests replaces another. */
export class ManifestComparison {
  /** @internal */
  public static _of(comparison: Comparison): ManifestComparison {
    return new ManifestComparison(comparison);
  }

  /** Every workload of either side, unchanged ones as well, by cluster, namespace and name. */
  public readonly workloads: ManifestImpact[];

  /** What changes and belongs to no workload. */
  public readonly objects: ManifestImpact[];

  /**
   * The workloads whose pods are replaced. What is not known may restart and is among them, so that an empty list is a promise: this
   * release restarts nothing.
   */
  public readonly restarts: ManifestImpact[];

  /**
   * The workloads and other objects of which something is refused, cut off or removed: what a release that restarts nothing may take away all the
   * same.
   */
  public readonly losses: ManifestImpact[];

  /** The worst of all. */
  public readonly worst: ChangeImpact;

  private constructor(private readonly comparison: Comparison) {
    const { workloads, objects, restarts, losses } = comparison;
    const all = new Map([...workloads, ...objects].map((thing) => [thing, plain(thing)]));
    const of = (things: readonly Thing[]): ManifestImpact[] => things.map((thing) => all.get(thing)!);
    this.workloads = of(workloads);
    this.objects = of(objects);
    this.restarts = of(restarts);
    this.losses = of(losses);
    this.worst = comparison.worst as ChangeImpact;
  }

  /**
   * What becomes of the workload of this name; where several have it, of the worst of them.
   *
   * Throws where no workload has it, so that a test does not pass because of a mistyped name.
   */
  public impactOf(name: string, namespace?: string): ChangeImpact {
    const found = this.workloads.filter((one) => one.name === name && (namespace === undefined || one.namespace === namespace));
    if (found.length === 0) {
      const names = [...new Set(this.workloads.map((one) => one.name))];
      const near = nearest(name, names);
      throw new Error(`[ManifestComparison] no workload of the name, got ${JSON.stringify(namespace === undefined ? name : `${namespace}/${name}`)}, `
        + `expected one of ${names.slice(0, 10).join(', ') || 'none at all'}${names.length > 10 ? ', …' : ''}${near === undefined ? '' : `; did you mean "${near}"?`}`);
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded already, by whoever compared
    const { worstOf } = require('./compare') as typeof import('./compare');
    return worstOf(found.map(({ impact }) => impact)) as ChangeImpact;
  }

  /** The comparison for a terminal, in 80 columns. */
  public toText(): string {
    return this.writers().comparisonText(this.comparison);
  }

  /** The comparison for a pull request. */
  public toMarkdown(): string {
    return this.writers().comparisonMarkdown(this.comparison);
  }

  /** The comparison for programs, as JSON. */
  public toJson(): string {
    return this.writers().comparisonJson(this.comparison);
  }

  private writers(): typeof import('./compare') {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded already, by whoever compared
    return require('./compare') as typeof import('./compare');
  }
}

function plain({ key, impact, changes, addressRisks, warnings, rollout, role, madeFrom }: Thing): ManifestImpact {
  return {
    ...key,
    impact: impact as ChangeImpact,
    ...role !== undefined && { role },
    ...madeFrom !== undefined && { madeFrom },
    changes: changes.map((change) => ({ ...change, impact: change.impact as ChangeImpact })),
    addressRisks: addressRisks.map((risk) => ({ ...risk })),
    warnings: [...warnings],
    ...rollout && { restart: { ...rollout, unknown: [...rollout.unknown] } },
  };
}
