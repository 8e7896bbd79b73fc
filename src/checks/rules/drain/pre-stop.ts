import { hasOwnPreStop } from './timers';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Found, undecided } from '../../rule';
import { proxyRule, short, time } from '../proxy-rule';

/** Written for the version that runs: the sleep action needs no shell, and an older API server drops it in silence. */
function pauseText({ platform }: EffectiveProxy, length: string): string {
  return platform.supports(Feature.SLEEP_ACTION) === Support.NO
    ? `a preStop exec of exactly \`sleep ${length}\``
    : `the preStop action sleep with seconds: ${length}`;
}

/** DRN003: nobody can tell when SIGTERM comes. */
export const preStopTimeUnknown = proxyRule({
  id: 'DRN003',
  title: 'preStop takes an unknown time',
  what: 'The preStop hook of the proxy is neither the sleep action nor a plain `sleep N`, so that nobody can tell how long it takes.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'The hook\'s time counts against the grace period. A script or a request takes as long as it takes, so that nothing proves that the drain fits.',
  source: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
}, (proxy) => {
  const { shutdown: { preStop, gracePeriod }, workload, container } = proxy;
  if (preStop.known || container === undefined) { return []; }
  const pointer = joinPointer(container, 'lifecycle', 'preStop');
  const hook = workload.at<object>(pointer);
  if (!hook.known) { return undecided(hook); }
  // no handler, or several of them, is DRN013's to say
  if (!hasOwnPreStop(proxy) || /handlers/.test(preStop.origin.why)) { return []; }
  return [{
    message: `the length of the preStop hook is not known (${preStop.origin.why}), so the drain cannot be checked against the grace period`,
    fix: `use ${pauseText(proxy, 'N')}, or keep a bound on what the script does`,
    at: hook.origin,
    values: [time('preStop', preStop), time('terminationGracePeriodSeconds', gracePeriod)],
  }];
});

const SHELL = /^(?:\/[a-z/]{0,40}\/)?(?:sh|bash|ash|dash)$/;

/** DRN014: the hook fails, and its pause never happens. */
export const shellInDistroless = proxyRule({
  id: 'DRN014',
  title: 'shell hook in a distroless image',
  what: 'A hook of the proxy runs a shell (sh, bash, ash, dash), and its image is a distroless one.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Distroless images have no shell. A preStop hook that cannot start is skipped, and SIGTERM comes at once; a postStart hook that cannot start '
    + 'stops the container.',
  source: 'https://istio.io/docs/ops/configuration/security/harden-docker-images/ (distroless images miss a shell); '
    + 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/ (a failing hook)',
}, (proxy) => {
  const { workload, container } = proxy;
  if (container === undefined) { return []; }
  const shells = (['postStart', 'preStop'] as const).flatMap((name) => {
    const pointer = joinPointer(container, 'lifecycle', name, 'exec', 'command');
    const program = listAt(workload.object, pointer)?.[0];
    if (typeof program !== 'string' || !SHELL.test(program.slice(0, 64))) { return []; }
    const origin = workload.origin(pointer);
    return origin.kind === 'unknown' ? [] : [{ name, program, origin }];
  });
  if (shells.length === 0) { return []; }
  const image = workload.at<unknown>(joinPointer(container, 'image'));
  if (!image.known) { return undecided(image); }
  if (typeof image.value !== 'string' || !/distroless[^/]*$/.test(image.value.slice(-200))) { return []; }
  return shells.map(({ name, program, origin }): Found => ({
    message: `${name} runs ${program}, which is not in the distroless image ${short(image.value)}`,
    fix: name === 'preStop' ? `use ${pauseText(proxy, 'N')}` : 'call the program itself, without a shell (e.g. pilot-agent wait)',
    part: name,
    at: origin,
    values: [{ name: 'image', value: image, show: short }, { name: `${name}.exec.command[0]`, value: known(program, origin) }],
  }));
});

/** DRN015: the load balancer hears of the deletion later than the proxy. */
export const noPauseBehindLoadBalancer = proxyRule({
  id: 'DRN015',
  title: 'no pause before the drain behind a load balancer',
  what: 'A gateway stands behind a Service of type LoadBalancer and has no preStop time.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'Endpoints and the load balancer learn of a pod\'s deletion in their own time. Until then new connections reach a proxy that has already been '
    + 'told to stop.',
  source: 'https://github.com/istio/istio/issues/36660; https://github.com/istio/istio/issues/54905',
  roles: ['gateway'],
}, (proxy) => {
  const { services, shutdown: { preStop, gracePeriod } } = proxy;
  if (preStop.known && preStop.value > 0) { return []; }
  const types = services.map((service) => service.at<unknown>('/spec/type'));
  const balanced = types.find((type) => type.known && type.value === 'LoadBalancer');
  if (!balanced) { return types.every((type) => type.known) ? [] : undecided(...types); }
  if (!preStop.known) { return hasOwnPreStop(proxy) ? [] : undecided(preStop); }
  return [{
    message: 'a load balancer stands before the pods, and nothing waits for it to hear of a pod\'s end',
    fix: `add ${pauseText(proxy, '10')} (5 to 15) and raise terminationGracePeriodSeconds by as much`,
    values: [time('preStop', preStop), time('terminationGracePeriodSeconds', gracePeriod), { name: 'Service spec.type', value: balanced }],
  }];
});
