import { readAmount } from './amount';
import { IntOrPercent } from '../kube/int-or-percent';
import { Problems } from '../platform/problems';

/**
 * How a rolling update replaces pods. Kubernetes rounds a surge up and what may be unavailable down, so that 25 % of three pods is one
 * more and none less.
 */
export class RolloutPolicy {
  /**
   * A new pod is ready before an old one goes, at every number of replicas: nothing may be unavailable.
   *
   * @param maxSurge how many pods may come first: a number, or a percentage of the replicas; a quarter without it
   */
  public static outBeforeIn(maxSurge: number | string = '25%'): RolloutPolicy {
    return new RolloutPolicy('RolloutPolicy.outBeforeIn', maxSurge, 0);
  }

  /** So many pods more, and so many less, than there should be: numbers, or percentages of the replicas. */
  public static surge(maxSurge: number | string, maxUnavailable: number | string): RolloutPolicy {
    return new RolloutPolicy('RolloutPolicy.surge', maxSurge, maxUnavailable);
  }

  /**
   * 100 % more and 25 % less, as ASM's page on high availability writes it: all new pods start at once, and with four replicas or more
   * a quarter of the old ones may go before any of them is ready. The page calls it "scale out before scale in"; with up to three
   * replicas it is, because 25 % of them rounds down to none. Where that must hold at every number, use `outBeforeIn('100%')`.
   */
  public static doubleThenReplace(): RolloutPolicy {
    return new RolloutPolicy('RolloutPolicy.doubleThenReplace', '100%', '25%');
  }

  /** @internal */
  public readonly _maxSurge: IntOrPercent;

  /** @internal */
  public readonly _maxUnavailable: IntOrPercent;

  private constructor(where: string, maxSurge: number | string, maxUnavailable: number | string) {
    const problems = new Problems(where);
    const surge = readAmount(maxSurge, 'maxSurge', problems);
    const unavailable = readAmount(maxUnavailable, 'maxUnavailable', problems);
    // Kubernetes pkg/apis/apps/validation ValidateRollingUpdateDeployment
    if (surge?.amount === 0 && unavailable?.amount === 0) {
      problems.add(`'maxSurge' and 'maxUnavailable' must not both be 0, got ${surge} and ${unavailable}; no pod could ever be replaced`);
    }
    if (unavailable?.isPercent && unavailable.amount > 100) {
      problems.add(`'maxUnavailable' must be at most 100%, got "${unavailable}"; use a share of the pods`);
    }
    problems.throwIfAny();
    this._maxSurge = surge!;
    this._maxUnavailable = unavailable!;
  }
}
