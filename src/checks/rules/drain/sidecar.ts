import { givenHooks, ownHooks } from './timers';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { earlierInjection, podTemplateOf } from '../../../model/injected';
import { isSet } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt } from '../../../model/read';
import { Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type NamedValue, undecided } from '../../rule';
import { proxyRule, short, time, writtenAt } from '../proxy-rule';

const HOLD = 'holdApplicationUntilProxyStarts';

/** DRN011: Kubernetes starts and stops a native sidecar by itself. */
export const nativeIgnoresLifecycle = proxyRule({
  id: 'DRN011',
  title: 'native sidecar ignores lifecycle settings',
  what: 'The sidecar is a native one, and the termination drain, exit-on-zero, its minimum wait, holdApplicationUntilProxyStarts or (on '
    + 'ASM) a lifecycle is set.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'A native sidecar is started before the application and stopped after it by the kubelet. Its drain starts at the pod\'s deletion, and it ends '
    + 'at once when the application\'s containers are gone: no timer of the agent runs.',
  source: 'ASM, Configure sidecar proxies: from ASM 1.22 with Kubernetes 1.30 all lifecycle configurations are overridden; '
    + 'Istio 1.30.3 files/injection-template.yaml and pkg/envoy/agent.go (skipDrain)',
  roles: ['sidecar'],
}, (proxy) => {
  const settings = idleSettings(proxy);
  if (settings.length === 0 || proxy.shutdown.native.value === false) { return []; }
  if (!proxy.shutdown.native.known) { return undecided(proxy.shutdown.native); }
  return [{
    message: `${settings.map(({ name }) => name).join(', ')} ${settings.length === 1 ? 'has' : 'have'} no effect: the sidecar is a native one`,
    fix: settings.every(({ name }) => name === HOLD) ? 'remove it: a native sidecar is ready before the application starts'
      : 'remove what has no effect; for a longer end give the application a preStop of its own and raise terminationGracePeriodSeconds',
    at: writtenAt(...settings.map(({ value }) => value)),
    values: [...settings, { name: 'native sidecar', value: proxy.shutdown.native }],
  }];
});

/** On Istio a lifecycle of one's own does reach a native sidecar, and so does one of the template, which stands in pods that were injected before. */
function idleSettings(proxy: EffectiveProxy): NamedValue[] {
  const { shutdown, proxyConfig, workload, container, platform } = proxy;
  const { terminationDrain, exitOnZero, minimumDrain } = shutdown;
  const settings: NamedValue[] = [
    time('terminationDrainDuration', terminationDrain),
    { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: exitOnZero },
    time('MINIMUM_DRAIN_DURATION', minimumDrain),
    { name: HOLD, value: proxyConfig.template(HOLD), show: short },
  ].filter(({ value }) => isSet(value));
  const hooks = platform.flavor === Flavor.ASM && container !== undefined && !wasInjected(proxy) ? ownHooks(proxy) : [];
  return [...settings, ...hooks.map((name) => {
    const hook = workload.at<unknown>(joinPointer(container!, 'lifecycle', name));
    return { name: `lifecycle.${name}`, value: hook, show: () => 'set' };
  })];
}

function wasInjected({ declaredBy }: EffectiveProxy): boolean {
  const pods = podTemplateOf(declaredBy);
  return pods !== undefined && earlierInjection(pods).injected;
}

/** DRN012: a lifecycle for all takes the place of the hook that holds the application back; one in the pod is merged with it. */
export const lifecycleDropsHold = proxyRule({
  id: 'DRN012',
  title: 'lifecycle drops the hold of the application',
  what: 'holdApplicationUntilProxyStarts is true, the installation or ASM gives the proxy\'s container a lifecycle, and that has no postStart '
    + 'that runs `pilot-agent wait`.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'holdApplicationUntilProxyStarts works through a postStart hook, `pilot-agent wait`. A lifecycle of the installation (global.proxy.lifecycle) '
    + 'or of ASM takes its place, and the application starts before its proxy is ready. A lifecycle of the pod\'s own istio-proxy container keeps it.',
  source: 'Istio 1.30.3 files/injection-template.yaml (lifecycle before the hold); ASM, Configure sidecar proxies: the lifecycle field overrides the default',
  roles: ['sidecar'],
}, (proxy) => {
  const { shutdown: { native }, workload, container, proxyConfig } = proxy;
  if (container === undefined || native.value === true) { return []; }
  const hooks = givenHooks(proxy);
  if (hooks.length === 0) { return []; }
  const command = listAt(workload.object, joinPointer(container, 'lifecycle', 'postStart', 'exec', 'command')) ?? [];
  if (command.includes('wait') && typeof command[0] === 'string' && command[0].slice(-64).endsWith('pilot-agent')) { return []; }
  const hold = proxyConfig.template(HOLD);
  if (!hold.known || !native.known) { return hold.known && hold.value !== true ? [] : undecided(hold, native); }
  if (hold.value !== true) { return []; }
  const hook = workload.at<unknown>(joinPointer(container, 'lifecycle', hooks[0]));
  return [{
    message: `${HOLD} is true, and the lifecycle of the proxy's container has no postStart that runs pilot-agent wait`,
    fix: 'add postStart: { exec: { command: [pilot-agent, wait] } } to the lifecycle',
    at: hook.origin,
    values: [{ name: HOLD, value: hold }, { name: `lifecycle.${hooks[0]}`, value: hook, show: () => 'set' }],
  }];
});
