import { planOf } from './plan';
import { RuleClass, Severity } from '../../finding';
import { undecided } from '../../rule';
import { proxyRule, seconds, time, writtenAt } from '../proxy-rule';

/** DRN010: Kubernetes reads a negative grace period as one second, and zero as no time at all. */
export const noGracePeriod = proxyRule({
  id: 'DRN010',
  title: 'grace period of zero or less',
  what: '`terminationGracePeriodSeconds` is negative, or 0 on a gateway or waypoint.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'With 0 the kubelet kills the proxy at once; the API server accepts a negative number and treats it as 1 second. Either way nothing drains.',
  source: 'https://github.com/kubernetes/kubernetes/issues/103476 (negative is treated as 1); Kubernetes core/v1 PodSpec, '
    + 'terminationGracePeriodSeconds: 0 stops immediately',
}, (proxy) => {
  const { gracePeriod } = proxy.shutdown;
  if (!gracePeriod.known) { return undecided(gracePeriod); }
  const { value } = gracePeriod;
  if (value > 0 || (value === 0 && proxy.role === 'sidecar')) { return []; }
  return [{
    message: `terminationGracePeriodSeconds is ${value}: ${value === 0 ? 'the proxy is killed at once' : 'Kubernetes gives the pod 1 s'}`,
    fix: `set terminationGracePeriodSeconds to 30 or more, e.g. ${planOf(proxy).grace}`,
    at: writtenAt(gracePeriod),
    values: [time('terminationGracePeriodSeconds', gracePeriod)],
  }];
});

/** Cluster Autoscaler's --max-graceful-termination-sec, and eksctl's, are ten minutes where nobody changes them. */
const NODE_DRAIN_LIMIT = 600;

/** DRN017: who drains nodes does not wait for ever. */
export const longGracePeriod = proxyRule({
  id: 'DRN017',
  title: 'grace period longer than node drains wait',
  what: '`terminationGracePeriodSeconds` is above 600.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'What removes nodes waits a limited time for their pods; the usual default is 600 s. A pod with a longer grace period is killed there '
    + 'before its time.',
  source: 'https://github.com/kubernetes/kubernetes/issues/94435; https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md '
    + '(--max-graceful-termination-sec, 600 s)',
}, (proxy) => {
  const { gracePeriod } = proxy.shutdown;
  if (!gracePeriod.known) { return undecided(gracePeriod); }
  if (gracePeriod.value <= NODE_DRAIN_LIMIT) { return []; }
  return [{
    message: `terminationGracePeriodSeconds is ${seconds(gracePeriod)}, and node drains commonly wait no longer than ${NODE_DRAIN_LIMIT}s`,
    fix: `stay at or below ${NODE_DRAIN_LIMIT}, or raise the limit of what drains the nodes (Cluster Autoscaler: --max-graceful-termination-sec)`,
    at: writtenAt(gracePeriod),
    values: [time('terminationGracePeriodSeconds', gracePeriod)],
  }];
});
