/**
 * What the HorizontalPodAutoscaler controller makes of metrics, as far as autoscalers on traffic need it. For planning and for tests; nothing here is
 * emitted. Source: kubernetes pkg/controller/podautoscaler/replica_calculator.go and horizontal.go (1.35).
 */

/** One metric as an adapter answers it. */
export interface MetricReading {
  readonly type: 'AverageValue' | 'Value';
  readonly target: number;
  /** Undefined: the adapter has no value, or NaN. */
  readonly value?: number;
}

/** What the controller knows when it decides. */
export interface ReplicaState {
  readonly current: number;
  /** Pods that are ready; the others do not serve. */
  readonly ready: number;
  readonly min: number;
  readonly max: number;
  /** Kubernetes' own is 0.1: --horizontal-pod-autoscaler-tolerance. */
  readonly tolerance?: number;
}

const TOLERANCE = 0.1;
const INT32 = 2_147_483_647;

/** The number of pods that the controller wants, before behaviour limits how fast it gets there. */
export function desiredReplicas(readings: readonly MetricReading[], state: ReplicaState): number {
  const { current, min, max } = state;
  const known = readings.filter(({ value }) => value !== undefined && !Number.isNaN(value));
  const wanted = known.map((reading) => wantedBy(reading, reading.value!, state));
  const within = (replicas: number): number => Math.min(Math.max(replicas, min), max);
  if (wanted.length === 0) { return within(current); }
  const most = Math.max(...wanted);
  // with a metric missing the rest may add pods and must not remove any: computeReplicasForMetrics
  return within(wanted.length < readings.length ? Math.max(most, current) : most);
}

/** The value that `kubectl get hpa` shows before the slash, in thousandths: an average of the pods, or the value. */
export function shownValue({ type, value = 0 }: MetricReading, current: number): number {
  return type === 'AverageValue' ? Math.ceil(milli(value) / current) : milli(value);
}

function wantedBy({ type, target }: MetricReading, value: number, { current, ready, tolerance = TOLERANCE }: ReplicaState): number {
  // both sides are whole thousandths: adapters cut, quantities round up
  const usage = milli(value);
  const goal = Math.ceil(target * 1000 - 1e-6);
  const within = (ratio: number): boolean => 1 - tolerance <= ratio && ratio <= 1 + tolerance;
  if (type === 'AverageValue') {
    return within(usage / (goal * current)) ? current : Math.ceil(usage / goal);
  }
  const ratio = usage / goal;
  return within(ratio) ? current : Math.min(Math.ceil(ratio * ready), INT32);
}

/** The kube-metrics-adapter stores int64(value * 1000). */
function milli(value: number): number {
  return Math.trunc(value * 1000);
}

/** From `from` on, so many requests come each second. */
export interface LoadStep {
  readonly from: number;
  readonly perSecond: number;
}

/** A load test: what is sent, and the autoscaler that answers. Times are in seconds. */
export interface LoadTest {
  readonly load: readonly LoadStep[];
  /** Ends at this second. */
  readonly until: number;
  /** Requests per second that a pod is to serve. */
  readonly perPod: number;
  readonly min: number;
  readonly max: number;
  /** The window of the rate. */
  readonly window: number;
  /** How often the controller looks: 15 s is Kubernetes' own (--horizontal-pod-autoscaler-sync-period). */
  readonly sync?: number;
  /** How long a recommendation keeps pods: 300 s is Kubernetes' own for scaling down. */
  readonly keep?: number;
}

/** One look of the controller. */
export interface LoadTestLook {
  readonly at: number;
  /** Requests per second within the window. */
  readonly rate: number;
  /** Thousandths per pod, as `kubectl get hpa` shows them. */
  readonly perPod: number;
  readonly replicas: number;
}

/** Plays a load test: the rate follows the load as its window fills, and the controller looks again and again. */
export function playLoadTest({ load, until, perPod, min, max, window, sync = 15, keep = 300 }: LoadTest): LoadTestLook[] {
  const looks: LoadTestLook[] = [];
  const recommendations: { readonly at: number; readonly replicas: number }[] = [];
  let replicas = min;
  for (let at = 0; at <= until; at += sync) {
    const rate = rateAt(load, at, window);
    const reading: MetricReading = { type: 'AverageValue', target: perPod, value: rate };
    const shown = shownValue(reading, replicas);
    const wanted = desiredReplicas([reading], { current: replicas, ready: replicas, min, max });
    recommendations.push({ at, replicas: wanted });
    const held = Math.max(...recommendations.filter((one) => one.at > at - keep).map((one) => one.replicas));
    // up at once, by at most four pods or twice as many in 15 seconds; down to the largest recommendation that is still kept
    const upLimit = Math.max(replicas + 4, replicas * 2);
    replicas = wanted > replicas ? Math.min(wanted, upLimit) : Math.min(replicas, held);
    looks.push({ at, rate, perPod: shown, replicas });
  }
  return looks;
}

/** The average load over the last `window` seconds; before the first step there is none. */
function rateAt(load: readonly LoadStep[], at: number, window: number): number {
  const sent = load.reduce((sum, { from, perSecond }, index) => {
    const to = Math.min(at, load[index + 1]?.from ?? at);
    const start = Math.max(from, at - window);
    return sum + Math.max(0, to - start) * perSecond;
  }, 0);
  return sent / window;
}
