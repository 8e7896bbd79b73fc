import { GoDuration, problemOf } from '../../../kube';
import { podTemplateOf } from '../../../model/injected';
import { podTemplatePointer } from '../../../model/manifest';
import { WORKLOAD_KINDS } from '../../../model/manifest/workloads';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { mapAt, member } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule, Undecided } from '../../rule';
import type { Described } from '../described';
import { podRule } from '../pod-rule';
import { proxyRule, short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

/** VER006 */
export const sleepAction = podRule({
  id: 'VER006',
  title: 'sleep hook on an older Kubernetes',
  what: 'A postStart or preStop has the action `sleep`, and Kubernetes is before 1.30, where the feature gate is off by default.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'An API server without PodLifecycleSleepAction drops the field, and refuses the hook that is left without a handler.',
  source: 'kubernetes pkg/features/kube_features.go (PodLifecycleSleepAction, on by default since 1.30); pkg/api/pod/util.go dropDisabledFields; validateHandler',
}, (pod) => {
  const hooks = pod.containers.flatMap(({ name, pointer, spec }) => (['postStart', 'preStop'] as const).flatMap((hook) => {
    const handler = mapAt(spec, `/lifecycle/${hook}`);
    return member(handler, 'sleep') === undefined ? [] : [{ container: name, hook, place: joinPointer(pointer, 'lifecycle', hook, 'sleep'), handlers: Object.keys(handler!).length }];
  }));
  if (hooks.length === 0) { return []; }
  const support = pod.platform.supports(Feature.SLEEP_ACTION);
  if (support === Support.YES) { return []; }
  if (support === Support.UNKNOWN) { return [{ undecided: pod.platform.explain(Feature.SLEEP_ACTION) } satisfies Undecided]; }
  return hooks.filter(({ handlers }) => handlers === 1).map(({ container, hook, place }): Problem => {
    const value = pod.object.at<unknown>(place);
    return {
      message: `${hook} of container ${short(container)} sleeps by the action sleep, which Kubernetes ${pod.platform.kubernetesVersion} does not know`,
      fix: 'use exec with a command that sleeps, where the image has one, or upgrade to Kubernetes 1.30 or later',
      part: `${short(container)}.${hook}`,
      at: pod.object.origin(place),
      pointer: place,
      values: [{ name: `lifecycle.${hook}.sleep`, value, show: short }],
    };
  });
});

const FLUSH = 'sidecar.istio.io/statsFlushInterval';
const SECOND = 1_000_000_000n;

/** Go prints other units than seconds, and the bootstrap has what Go prints. */
function isPrintedInSeconds(text: string): boolean {
  const problem = problemOf(() => GoDuration.parse(text));
  // what Go does not read is left out
  const nanoseconds = problem === undefined ? GoDuration.parse(text).nanoseconds : 0n;
  return nanoseconds === 0n || (nanoseconds >= SECOND && nanoseconds < 60n * SECOND);
}

/** VER009: on what runs, as the agent reads the annotations that its pod has in the end. */
export const statsFlushInterval = proxyRule({
  id: 'VER009',
  title: 'interval of statistics with which Envoy does not start',
  what: 'Pods with a proxy have the annotation sidecar.istio.io/statsFlushInterval with a minute or more, or with less than a second, and Istio is 1.28 to 1.30.4 or 1.31.0. '
    + 'Pods of managed gateways and waypoints have it from the annotations of the Gateway, or from its options.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The agent writes the interval into Envoy\'s configuration as Go prints it, such as 1m0s or 500ms. Envoy reads seconds only and does not start: the pods never become ready.',
  source: 'Istio 1.31.0 pkg/bootstrap/config.go (getStatsOptions), tools/packaging/common/envoy_bootstrap.json; istio.io, Istio 1.30.5 and 1.31.1 (fixed)',
}, ({ workload, template, platform }) => {
  const value = workload.at<unknown>(joinPointer(template, 'metadata', 'annotations', FLUSH));
  if (!value.known || typeof value.value !== 'string' || isPrintedInSeconds(value.value)) { return []; }
  const support = platform.supports(Feature.STATS_INTERVAL_OF_ANY_LENGTH);
  if (support === Support.YES) { return []; }
  if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.STATS_INTERVAL_OF_ANY_LENGTH) }; }
  return [{
    message: `statsFlushInterval is ${short(value.value)}, which ${platform.toString()} writes in a form that Envoy does not read: the proxy does not start`,
    fix: 'write whole seconds from 1s to 59s, or upgrade to Istio 1.30.5 or 1.31.1',
    at: value.origin,
    values: [{ name: 'statsFlushInterval', value, show: short }],
  }];
});

const EXCLUDE_INTERFACES = 'traffic.sidecar.istio.io/excludeInterfaces';

/** VER007 */
export const excludeInterfaces: Described<ManifestRule> = {
  id: 'VER007',
  title: 'excludeInterfaces with CVE-2026-23766',
  what: 'Pods have the annotation traffic.sidecar.istio.io/excludeInterfaces, and Istio is before 1.28.3.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Up to Istio 1.28.2 the annotation reaches the arguments of iptables unchecked: whoever may write it in one namespace can change the rules of the pod\'s network '
    + 'with the rights of istio-init.',
  source: 'CVE-2026-23766 (Istio up to 1.28.2)',
  on: 'manifest',
  kinds: WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`),
  check: (manifest, { facts: { platform } }) => {
    const value = podTemplateOf(manifest)?.annotations[EXCLUDE_INTERFACES];
    if (value === undefined) { return []; }
    const support = platform.supports(Feature.EXCLUDE_INTERFACES_SAFE);
    if (support === Support.YES) { return []; }
    if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.EXCLUDE_INTERFACES_SAFE) }; }
    const pointer = joinPointer(podTemplatePointer(manifest.key) ?? '', 'metadata', 'annotations', EXCLUDE_INTERFACES);
    return [{
      message: `excludeInterfaces ${short(value)} is read by ${platform.toString()}, which hands it to iptables unchecked`,
      fix: 'upgrade to Istio 1.28.3 or later, or remove the annotation and let admission control keep others from setting it',
      pointer,
      values: [{ name: 'excludeInterfaces', value: known(value, { kind: 'set', manifest, pointer }), show: short }],
    }];
  },
};
