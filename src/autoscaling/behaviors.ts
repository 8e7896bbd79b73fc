import { Duration } from 'cdk8s';
import { ScalingBehavior, ScalingSelect } from '../presets/scaling-behavior';

/** Behaviours that fit traffic: how fast an autoscaler moves. */
export class ScalingBehaviors {
  /**
   * No hurry in either direction: at most a quarter, or two pods, more a minute, once a minute of load asks for it; at most a tenth, or one pod,
   * less a minute, after ten quiet minutes. For load that moves slowly, and for pods that are slow to become ready.
   */
  public static steady(): ScalingBehavior {
    return {
      scaleUp: {
        stabilizationWindow: Duration.minutes(1),
        select: ScalingSelect.MAX,
        steps: [{ percent: 25, period: Duration.minutes(1) }, { pods: 2, period: Duration.minutes(1) }],
      },
      scaleDown: {
        stabilizationWindow: Duration.minutes(10),
        select: ScalingSelect.MAX,
        steps: [{ percent: 10, period: Duration.minutes(1) }, { pods: 1, period: Duration.minutes(1) }],
      },
    };
  }

  /**
   * Up at once, doubling every quarter of a minute if it must be; down by at most a tenth, or one pod, a minute, after five quiet minutes, so that
   * pods are not stopped faster than they drain. For bursts.
   */
  public static fastUpSlowDown(): ScalingBehavior {
    return {
      scaleUp: {
        stabilizationWindow: Duration.seconds(0),
        select: ScalingSelect.MAX,
        steps: [{ percent: 100, period: Duration.seconds(15) }, { pods: 4, period: Duration.seconds(15) }],
      },
      scaleDown: {
        stabilizationWindow: Duration.minutes(5),
        select: ScalingSelect.MAX,
        steps: [{ percent: 10, period: Duration.minutes(1) }, { pods: 1, period: Duration.minutes(1) }],
      },
    };
  }

  private constructor() {}
}
