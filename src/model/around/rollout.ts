import { IntOrPercent, problemOf } from '../../kube';
import type { WorkloadDraft } from '../draft';
import type { Rollout, Scaling } from '../effective-proxy';
import { KUBERNETES_DEFAULTS as DEFAULTS, kubernetesDefault } from '../kubernetes-defaults';
import { type Effective, known, type Origin, unknown } from '../origin';
import type { TracedObject } from '../traced';

interface Default { readonly value: string | number; readonly source: string }

/** Where a kind says how it is updated, and what holds where it says nothing. */
interface UpdateForm {
  readonly field: 'strategy' | 'updateStrategy';
  readonly type: Default;
  readonly maxSurge: Default;
  readonly maxUnavailable: Default;
}

const FORMS: Readonly<Record<string, UpdateForm>> = {
  Deployment: { field: 'strategy', type: DEFAULTS.deploymentStrategy, maxSurge: DEFAULTS.maxSurge, maxUnavailable: DEFAULTS.maxUnavailable },
  DaemonSet: {
    field: 'updateStrategy',
    type: DEFAULTS.daemonSetStrategy,
    maxSurge: DEFAULTS.daemonSetMaxSurge,
    maxUnavailable: DEFAULTS.daemonSetMaxUnavailable,
  },
  StatefulSet: {
    field: 'updateStrategy',
    type: DEFAULTS.statefulSetStrategy,
    maxSurge: { value: 0, source: 'a StatefulSet replaces a pod under its own name, so it cannot surge' },
    maxUnavailable: DEFAULTS.statefulSetMaxUnavailable,
  },
};

/** How a change of the pods goes, at the fewest pods in steady state. */
export function rolloutOf({ workload }: WorkloadDraft, scaling: Scaling): Rollout {
  const { kind } = workload.object;
  const form = FORMS[kind];
  if (!form) {
    const none = unknown(`a ${kind} has no rolling update`);
    return { strategy: none, maxSurge: none, maxUnavailable: none, highWater: none, lowWater: none };
  }
  const strategy = textOr(workload, `/spec/${form.field}/type`, form.type);
  if (strategy.known && strategy.value === 'Recreate') {
    const all = known(IntOrPercent.parse('100%'), strategy.origin);
    return {
      strategy,
      maxSurge: known(IntOrPercent.parse(0), strategy.origin),
      maxUnavailable: all,
      highWater: scaling.min,
      lowWater: known(0, strategy.origin),
    };
  }
  const maxSurge = amountOr(workload, `/spec/${form.field}/rollingUpdate/maxSurge`, form.maxSurge);
  const maxUnavailable = amountOr(workload, `/spec/${form.field}/rollingUpdate/maxUnavailable`, form.maxUnavailable);
  return { strategy, maxSurge, maxUnavailable, ...waters(strategy, maxSurge, maxUnavailable, scaling.min) };
}

/**
 * The most pods at one time and the fewest ready ones. Surge rounds up, unavailable rounds down; where both come to nothing,
 * Kubernetes lets one pod go (pkg/controller/deployment/util/deployment_util.go ResolveFenceposts).
 */
function waters(
  strategy: Effective<string>, maxSurge: Effective<IntOrPercent>, maxUnavailable: Effective<IntOrPercent>, min: Effective<number>,
): Pick<Rollout, 'highWater' | 'lowWater'> {
  const missing = [strategy, min, maxSurge, maxUnavailable].find((value) => !value.known);
  const same = (value: Effective<number>): Pick<Rollout, 'highWater' | 'lowWater'> => ({ highWater: value, lowWater: value });
  if (missing && !missing.known) { return same(missing); }
  if (strategy.value !== 'RollingUpdate') { return same(unknown(`an update of type ${String(strategy.value).slice(0, 40)} is not rolling`)); }
  const [pods, surge, unavailable] = [min.value!, maxSurge.value!, maxUnavailable.value!];
  if (!Number.isSafeInteger(pods) || pods < 0) { return same(unknown('the number of pods is not a whole number of 0 or more')); }
  if (surge.amount === 0 && unavailable.amount === 0) {
    return same(unknown('maxSurge and maxUnavailable are both 0, and the API server refuses that'));
  }
  const more = surge.of(pods, 'up');
  const rounded = unavailable.of(pods, 'down');
  const fewer = more === 0 && rounded === 0 ? 1 : rounded;
  return { highWater: known(pods + more, maxSurge.origin), lowWater: known(Math.max(0, pods - fewer), maxUnavailable.origin) };
}

function textOr(workload: TracedObject, pointer: string, otherwise: Default): Effective<string> {
  const found = workload.at<unknown>(pointer);
  if (!found.known) { return found; }
  if (found.value === undefined || found.value === null) { return known(String(otherwise.value), kubernetesDefault(otherwise.source)); }
  return typeof found.value === 'string' ? known(found.value, found.origin) : unknown(`${pointer} is not text`);
}

function amountOr(workload: TracedObject, pointer: string, otherwise: Default): Effective<IntOrPercent> {
  const found = workload.at<unknown>(pointer);
  if (!found.known) { return found; }
  const absent = found.value === undefined || found.value === null;
  const origin: Origin = absent ? kubernetesDefault(otherwise.source) : found.origin;
  let parsed: IntOrPercent | undefined;
  const problem = problemOf(() => { parsed = IntOrPercent.parse(absent ? otherwise.value : found.value, pointer); });
  return parsed === undefined ? unknown(problem ?? `${pointer} cannot be read`) : known(parsed, origin);
}
