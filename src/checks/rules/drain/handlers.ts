import { KUBERNETES_DEFAULTS } from '../../../model/kubernetes-defaults';
import { oncePer } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { mapAt, member, numberAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Pod, type PodContainer, podRule } from '../pod-rule';
import type { Answer, Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

interface Hook {
  readonly container: PodContainer;
  readonly name: 'postStart' | 'preStop';
  readonly pointer: string;
}

const hooksOf: (pod: Pod) => readonly Hook[] = oncePer((pod) => pod.containers.flatMap((container) => {
  if (mapAt(container.spec, '/lifecycle') === undefined) { return []; }
  return (['postStart', 'preStop'] as const).flatMap((name) => {
    const pointer = joinPointer(container.pointer, 'lifecycle', name);
    // a hook that something unknown may have changed is not judged
    return mapAt(container.spec, `/lifecycle/${name}`) && pod.object.knows(pointer) ? [{ container, name, pointer }] : [];
  });
}));

/** DRN004: what validateSleepAction accepts; equal to the grace period passes there, and DRN002 says what it costs. */
export const sleepTooLong = podRule({
  id: 'DRN004',
  title: 'sleep hook longer than the grace period',
  what: 'The sleep action of a hook is negative, longer than `terminationGracePeriodSeconds`, or 0 where Kubernetes does not take 0. '
    + 'Judged for every container of every pod template.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a sleep action that is negative or longer than the grace period, and before Kubernetes 1.33 one of 0 seconds.',
  source: `${VALIDATION} validateSleepAction; feature gate PodLifecycleSleepActionAllowZero, on by default since 1.33`,
}, (pod) => {
  const isSameGrace = pod.isAsWritten('terminationGracePeriodSeconds');
  return hooksOf(pod).filter(({ container }) => !(isSameGrace && pod.isAuthors(container, 'lifecycle'))).flatMap((hook) => sleepProblem(pod, hook));
});

function sleepProblem(pod: Pod, { container, name, pointer }: Hook): Answer[] {
  const place = joinPointer(pointer, 'sleep', 'seconds');
  const { object, template, platform } = pod;
  const sleep = numberAt(object.object, place);
  if (sleep === undefined) { return []; }
  const gracePlace = joinPointer(template, 'spec', 'terminationGracePeriodSeconds');
  const set = object.at<unknown>(gracePlace);
  const value = set.known && typeof set.value === 'number' ? set.value : set.known ? KUBERNETES_DEFAULTS.gracePeriodSeconds.value : undefined;
  // a negative grace period is one second by the time the hook is looked at
  const grace = value !== undefined && value < 0 ? 1 : value;
  const problem = (message: string, fix: string): Problem[] => [{
    message: `${name} of container ${container.name} sleeps ${sleep}s, ${message}`,
    fix,
    part: `${container.name}.${name}`,
    at: object.origin(place),
    values: [
      { name: `lifecycle.${name}.sleep.seconds`, value: known(sleep, object.origin(place)), show: (found) => `${String(found)}s` },
      {
        name: 'terminationGracePeriodSeconds',
        value: grace === undefined || !set.known ? set : known(grace, set.origin),
        show: (found) => `${String(found)}s`,
      },
    ],
  }];
  if (sleep < 0) { return problem('which is negative', 'set 0 or more seconds, or remove the hook'); }
  if (grace !== undefined && sleep > grace) {
    return problem(`longer than terminationGracePeriodSeconds ${grace}s`, `sleep at most ${grace}s, or set terminationGracePeriodSeconds above ${sleep}`);
  }
  if (sleep === 0) {
    const zero = platform.supports(Feature.SLEEP_ZERO);
    if (zero === Support.UNKNOWN) { return [{ undecided: platform.explain(Feature.SLEEP_ZERO) }]; }
    return zero === Support.YES ? [] : problem(`which Kubernetes ${platform.kubernetesVersion} does not accept`, 'sleep 1 or more seconds, or remove the hook');
  }
  return set.known ? [] : [{ undecided: set.origin.why }];
}

/** The handlers of a lifecycle hook; grpc is one of probes only (handlerFromLifecycle). */
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

/** DRN013: overlays make this easily: a strategic merge keeps the handler below and adds its own. */
export const oneHandler = podRule({
  id: 'DRN013',
  title: 'a hook needs exactly one handler',
  what: 'A postStart or preStop has none or several of exec, httpGet, tcpSocket and sleep. Judged for every container of every pod '
    + 'template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a postStart or preStop with none or several of exec, httpGet, tcpSocket and sleep. A strategic merge keeps the handler '
    + 'that is there and adds the overlay\'s.',
  source: `${VALIDATION} validateHandler`,
}, (pod) => hooksOf(pod).flatMap(({ container, name, pointer }) => {
  const hook = mapAt(pod.object.object, pointer);
  const present = HANDLERS.filter((handler) => (member(hook, handler) ?? undefined) !== undefined);
  if (present.length === 1) { return []; }
  const origins = present.map((handler) => pod.object.origin(joinPointer(pointer, handler)));
  const added = origins.some(({ kind }) => kind === 'set') ? present.find((_, at) => origins[at].kind !== 'set') : undefined;
  return [{
    message: `${name} of container ${container.name} has ${present.length === 0 ? 'no handler' : `${present.length} handlers: ${present.join(', ')}`}`,
    fix: present.length === 0
      ? `give it one of ${HANDLERS.join(', ')}, or remove it`
      : `keep one of ${present.join(', ')}${added === undefined ? ', and set the others to null in an overlay' : `; set ${added}: null beside your own`}`,
    part: `${container.name}.${name}`,
    at: origins.find((origin) => origin.kind === 'set') ?? pod.object.origin(pointer),
    values: present.map((handler, at) => ({ name: `lifecycle.${name}.${handler}`, value: known('set', origins[at]) })),
  }];
}));
