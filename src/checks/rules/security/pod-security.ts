import { contextOf } from '../../../model/context-of';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { INIT_CONTAINER, VALIDATION_CONTAINER } from '../../../model/injected/names';
import { PROXY_CONTAINER } from '../../../model/names';
import { namespaceLabels } from '../../../model/namespace-labels';
import { known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, member, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { type Scene, undecided, type Verdict } from '../../rule';
import { proxyRule, short } from '../proxy-rule';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const OF_THE_MESH: readonly unknown[] = [PROXY_CONTAINER, INIT_CONTAINER, VALIDATION_CONTAINER];

/** What the level baseline lets containers add (k8s.io/pod-security-admission policy/check_capabilities_baseline.go). */
const HARMLESS: readonly unknown[] = [
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
];

/** What is wrong with a container at a level, and where. */
interface Offence {
  readonly container: string;
  readonly what: string;
  readonly pointer: string;
}

/** What a container says of itself, else what its pod says for all. */
type Ask = (field: string) => unknown;

/** What the level restricted asks of each container (pod-security-admission policy/check_*_restricted.go). */
const RESTRICTED: readonly { readonly field: string; readonly what: string; readonly holds: (ask: Ask) => boolean }[] = [
  { field: 'allowPrivilegeEscalation', what: 'allowPrivilegeEscalation: false', holds: (ask) => ask('allowPrivilegeEscalation') === false },
  { field: 'capabilities', what: 'capabilities.drop: [ALL]', holds: (ask) => (listAt(ask('capabilities'), '/drop') ?? []).includes('ALL') },
  { field: 'runAsNonRoot', what: 'runAsNonRoot: true', holds: (ask) => ask('runAsNonRoot') === true && ask('runAsUser') !== 0 },
  { field: 'seccompProfile', what: 'a seccompProfile', holds: (ask) => ['RuntimeDefault', 'Localhost'].includes(stringAt(ask('seccompProfile'), '/type') ?? '') },
];

/** SEC023: the pods are judged as the injector leaves them, after the author's own were found in order. */
export const podSecurity = proxyRule({
  id: 'SEC023',
  title: 'Pod Security refuses what the mesh adds',
  what: 'The namespace enforces the Pod Security level baseline or restricted, and a container of the mesh (istio-proxy, istio-init, istio-validation) is not within it: '
    + 'istio-init adds NET_ADMIN and NET_RAW, or a container lacks what restricted asks of each.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The API server refuses the pods when they are created: the Deployment is taken, and its rollout stands still.',
  source: 'Kubernetes, Pod Security Standards; k8s.io/pod-security-admission policy/check_capabilities_baseline.go, check_*_restricted.go; istio.io, Install the Istio CNI node agent',
}, (proxy, scene): Verdict => {
  const level = levelOf(proxy, scene);
  if (level === undefined) { return []; }
  const containers = containersOf(proxy);
  const found = containers.flatMap((container) => offences(proxy, container, level.value));
  if (found.length === 0) {
    const open = containers.map((container) => proxy.workload.at<unknown>(joinPointer(container.pointer, 'securityContext')));
    return open.some((context) => !context.known) ? undecided(...open) : [];
  }
  // the CNI plugin and the profile are values of the installation
  if (proxy.make === 'sidecar' && scene.facts.injectionValues === undefined) {
    return { undecided: 'whether the CNI plugin sets up the pods is not known; give the injection values' };
  }
  const [first] = found;
  const names = [...new Set(found.map(({ container, what }) => `${container} ${what}`))].slice(0, 4).join(', ');
  return [{
    message: `namespace ${short(proxy.namespace ?? '')} enforces Pod Security ${level.value}, and ${names}: the pods are refused`,
    fix: first.container === INIT_CONTAINER
      ? `install Istio's CNI plugin, with which no container adds capabilities, or label the namespace ${ENFORCE}: privileged`
      : `set it in the securityContext of the container${proxy.make === 'sidecar' ? " (for all: istiod's values global.proxy)" : ''}, or lower the level of the namespace`,
    at: proxy.workload.origin(first.pointer),
    pointer: proxy.template,
    values: [
      { name: ENFORCE, value: known(level.value, level.origin) },
      { name: first.container, value: proxy.workload.at<unknown>(first.pointer), show: (value) => JSON.stringify(value)?.slice(0, 200) ?? 'unset' },
    ],
  }];
});

function levelOf({ cluster, namespace }: EffectiveProxy, scene: Scene): { readonly value: string; readonly origin: Origin } | undefined {
  const value = namespaceLabels(contextOf(scene, cluster), namespace).labels?.[ENFORCE];
  if (value !== 'baseline' && value !== 'restricted') { return undefined; }
  const manifest = scene.index.get({ cluster, group: '', kind: 'Namespace', name: namespace! });
  const place = joinPointer('/metadata/labels', ENFORCE);
  const isWritten = manifest !== undefined && stringAt(manifest.object, place) !== undefined;
  return { value, origin: isWritten ? { kind: 'set', manifest, pointer: place } : { kind: 'policy', level: 'namespace', by: `namespace ${namespace!}` } };
}

function containersOf({ workload, template }: EffectiveProxy): { readonly name: string; readonly pointer: string; readonly context: unknown }[] {
  return ['initContainers', 'containers'].flatMap((list) => {
    const pointer = joinPointer(template, 'spec', list);
    return (listAt(workload.object, pointer) ?? []).flatMap((container, at) => {
      const name = member(container, 'name');
      return typeof name === 'string' && OF_THE_MESH.includes(name) ? [{ name, pointer: joinPointer(pointer, at), context: member(container, 'securityContext') }] : [];
    });
  });
}

function offences(proxy: EffectiveProxy, { name, pointer, context }: ReturnType<typeof containersOf>[number], level: string): Offence[] {
  const { workload, template } = proxy;
  const ofPod = joinPointer(template, 'spec', 'securityContext');
  const added = (listAt(context, '/capabilities/add') ?? []).filter((capability) => !HARMLESS.includes(capability));
  const found: Offence[] = [
    ...added.length === 0 ? [] : [
      { container: name, what: `adds ${added.map((capability) => short(capability)).join(' and ')}`, pointer: joinPointer(pointer, 'securityContext', 'capabilities', 'add') },
    ],
    ...member(context, 'privileged') === true ? [{ container: name, what: 'is privileged', pointer: joinPointer(pointer, 'securityContext', 'privileged') }] : [],
  ];
  if (level === 'baseline') { return found; }
  const ask: Ask = (field) => member(context, field) ?? workload.at<unknown>(joinPointer(ofPod, field)).value;
  const isKnown = (field: string): boolean => [pointer + '/securityContext', ofPod].every((place) => workload.at<unknown>(joinPointer(place, field)).known);
  return [...found, ...RESTRICTED.flatMap(({ field, what, holds }) => (
    isKnown(field) && !holds(ask) ? [{ container: name, what: `lacks ${what}`, pointer: joinPointer(pointer, 'securityContext', field) }] : []))];
}
