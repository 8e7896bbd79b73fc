import { readAmount } from './amount';
import { isOf } from './known-fields';
import { Problems, shown } from '../platform/problems';

/** How eviction treats pods that are not ready. */
export enum UnhealthyPodEviction {
  /** They may be evicted whatever the budget says: a broken gateway does not block a node from being drained. */
  ALWAYS_ALLOW = 'AlwaysAllow',

  /** Only while the budget is met: Kubernetes' own. */
  IF_HEALTHY_BUDGET = 'IfHealthyBudget',
}

/** How the budget treats pods that are not ready. */
export interface BudgetOptions {
  /**
   * Whether pods that are not ready may be evicted.
   *
   * @default - not written: Kubernetes' own, IfHealthyBudget
   */
  readonly unhealthyPodEviction?: UnhealthyPodEviction;
}

/**
 * How many pods a voluntary disruption (a node that is drained, an upgrade) may take at a time. One of the two numbers, never both:
 * Kubernetes refuses that.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export class DisruptionBudget {
  /** At most so many pods may be away: a number, or a percentage such as `25%`. It never blocks a drain for good, unless it is 0. */
  public static maxUnavailable(amount: number | string, options: BudgetOptions = {}): DisruptionBudget {
    return new DisruptionBudget('maxUnavailable', amount, options);
  }

  /** So many pods must stay: a number, or a percentage such as `50%`. As many as there are replicas blocks every drain. */
  public static minAvailable(amount: number | string, options: BudgetOptions = {}): DisruptionBudget {
    return new DisruptionBudget('minAvailable', amount, options);
  }

  private readonly written: { readonly [field: string]: number | string };

  private constructor(field: 'maxUnavailable' | 'minAvailable', input: number | string, options: BudgetOptions) {
    const problems = new Problems(`DisruptionBudget.${field}`);
    const amount = readAmount(input, 'amount', problems);
    // Kubernetes pkg/apis/policy/validation IsNotMoreThan100Percent
    if (amount?.isPercent && amount.amount > 100) { problems.add(`'amount' must be at most 100%, got "${amount}"; use a share of the pods`); }
    const evictions = Object.values(UnhealthyPodEviction);
    const unhealthy = isOf(options, ['unhealthyPodEviction'], '', problems) ? options.unhealthyPodEviction : undefined;
    if (unhealthy !== undefined && !evictions.includes(unhealthy)) {
      problems.add(`'unhealthyPodEviction' must be one of ${evictions.join(', ')}, got ${shown(unhealthy)}`);
    }
    problems.throwIfAny();
    this.written = Object.freeze({ [field]: amount!.toJSON(), ...(unhealthy !== undefined && { unhealthyPodEvictionPolicy: unhealthy }) });
  }

  /**
   * The fields of a PodDisruptionBudget, but for its selector.
   *
   * @internal
   */
  public _fields(): { readonly [field: string]: number | string } {
    return this.written;
  }
}
