import type { EffectiveProxy } from '../../../model/effective-proxy';
import { joinPointer } from '../../../model/pointer';
import { listAt, stringAt } from '../../../model/read';
import { preStopOf } from '../../../model/shutdown/pre-stop';
import { RuleClass, Severity } from '../../finding';
import { type Found, undecided } from '../../rule';
import { proxyRule, seconds, short, time } from '../proxy-rule';

/** The containers of the application, each with its preStop hook. */
function hooksOf({ workload, template, container: proxy }: EffectiveProxy) {
  const list = joinPointer(template, 'spec', 'containers');
  return (listAt(workload.object, list) ?? []).flatMap((item, at) => {
    const pointer = joinPointer(list, at);
    return pointer === proxy ? [] : [{ name: stringAt(item, '/name') ?? String(at), pointer, hook: preStopOf(workload, pointer).seconds }];
  });
}

/** DRN019: all containers are stopped at once, and the proxy waits for its own time only. */
export const applicationOutlivesProxy = proxyRule({
  id: 'DRN019',
  title: 'application outlives its sidecar',
  what: 'A container of the application sleeps longer in its preStop hook than the sidecar beside it lives: its own preStop hook and '
    + '`terminationDrainDuration`, 5s unless set. Not for native sidecars, which end last, and not with EXIT_ON_ZERO_ACTIVE_CONNECTIONS.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The agent stops Envoy while the application still serves, and iptables keep sending its traffic to Envoy: every request in or out of the pod '
    + 'fails until the application ends.',
  source: 'Istio 1.30.3 pkg/envoy/agent.go terminate; https://github.com/istio/istio/issues/7136',
  roles: ['sidecar'],
}, (proxy) => {
  const { native, exitOnZero, preStop, terminationDrain, gracePeriod } = proxy.shutdown;
  if (native.value === true || exitOnZero.value === true) { return []; }
  const sleeping = hooksOf(proxy).filter(({ hook }) => (hook.value ?? 0) > 0);
  if (sleeping.length === 0) { return []; }
  if (!native.known || !exitOnZero.known || !preStop.known || !terminationDrain.known || !gracePeriod.known) {
    return undecided(native, exitOnZero, preStop, terminationDrain, gracePeriod);
  }
  const lives = Math.min(preStop.value + terminationDrain.value, gracePeriod.value);
  return sleeping.filter(({ hook }) => hook.value! > lives).map(({ name, pointer, hook }): Found => ({
    message: `container ${short(name)} sleeps ${seconds(hook)} in its preStop hook, and its sidecar is gone after ${lives}s`,
    fix: `set terminationDrainDuration of the pods above ${seconds(hook)} (annotation proxy.istio.io/config), and terminationGracePeriodSeconds above that`,
    part: name,
    at: hook.origin,
    pointer: joinPointer(pointer, 'lifecycle', 'preStop'),
    values: [time(`preStop of ${short(name)}`, hook), time('preStop of istio-proxy', preStop), time('terminationDrainDuration', terminationDrain), time('terminationGracePeriodSeconds', gracePeriod)],
  }));
});
