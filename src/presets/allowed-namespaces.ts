import { nameProblem } from '../kube/names';
import { labelsProblem } from '../kube/sizes';
import { Problems, shown } from '../platform/problems';

/** The label that the API server gives every namespace (kubernetes.io/docs/reference/labels-annotations-taints). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

type Kind = 'Same' | 'All' | 'Named' | 'Labelled';

/** Which namespaces a listener lets in (`allowedRoutes.namespaces`): with their routes to a gateway, with what they hold behind a waypoint. */
export class AllowedNamespaces {
  /** The Gateway's own (`from: Same`). */
  public static same(): AllowedNamespaces {
    return new AllowedNamespaces('Same');
  }

  /** All (`from: All`). */
  public static all(): AllowedNamespaces {
    return new AllowedNamespaces('All');
  }

  /** These, and the Gateway's own where it is said which that is (`from: Selector`, by the label that every namespace has of its name). */
  public static named(...names: string[]): AllowedNamespaces {
    const problems = new Problems('AllowedNamespaces.named');
    if (names.length === 0) { problems.add("'names' must have an entry, got none; use AllowedNamespaces.same()"); }
    for (const name of names) {
      const problem = nameProblem('dns1123Label', name);
      if (problem !== undefined) { problems.add(`'names' ${problem}, got ${shown(name)}`); }
    }
    problems.throwIfAny();
    return new AllowedNamespaces('Named', [...names]);
  }

  /** Those that have all of these labels (`from: Selector`). The Gateway's own needs them too. */
  public static labelled(labels: { [key: string]: string }): AllowedNamespaces {
    const problems = new Problems('AllowedNamespaces.labelled');
    const problem = labelsProblem(labels ?? {});
    if (problem !== undefined) { problems.add(`'labels': ${problem}`); }
    if (Object.keys(labels ?? {}).length === 0) { problems.add("'labels' must have an entry, got none; use AllowedNamespaces.all()"); }
    problems.throwIfAny();
    return new AllowedNamespaces('Labelled', [], { ...labels });
  }

  private constructor(
    private readonly kind: Kind,
    private readonly names: readonly string[] = [],
    private readonly labels: Readonly<Record<string, string>> = {},
  ) {}

  /**
   * `allowedRoutes.namespaces` of a Gateway in the namespace `own`, with what was opened since.
   *
   * @internal
   */
  public _routes(own: string | undefined, opened: ReadonlySet<string> = new Set()): { readonly [field: string]: any } {
    const names = [...new Set([...own === undefined ? [] : [own], ...this.names, ...opened])].sort();
    switch (this.kind) {
      case 'All': return { from: 'All' };
      case 'Labelled': return { from: 'Selector', selector: { matchLabels: this.labels } };
      case 'Same': if (opened.size === 0) { return { from: 'Same' }; }
    }
    return { from: 'Selector', selector: { matchExpressions: [{ key: NAME_LABEL, operator: 'In', values: names }] } };
  }

  /**
   * Is this namespace let in? Undefined where its labels decide and are not known.
   *
   * @internal
   */
  public _lets(own: string | undefined, name: string, labels: Readonly<Record<string, string>> | undefined): boolean | undefined {
    switch (this.kind) {
      case 'All': return true;
      case 'Labelled': return labels && Object.entries(this.labels).every(([key, value]) => labels[key] === value);
      default: return name === own || this.names.includes(name);
    }
  }

  /** As people write it: `same`, `all`, `named a, b`, `labelled team=a`. */
  public toString(): string {
    const labels = Object.entries(this.labels).map(([key, value]) => `${key}=${value}`);
    return [this.kind.toLowerCase(), [...this.names, ...labels].join(', ')].filter((part) => part !== '').join(' ');
  }
}
