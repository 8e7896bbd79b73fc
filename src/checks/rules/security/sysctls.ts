import { nameProblem, nearest } from '../../../kube';
import { KERNEL_PARAMETERS } from '../../../model/asm/kernel-parameters';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, member } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { valueFor } from '../../../platform/values';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { type Pod, podRule } from '../pod-rule';
import { GATEWAYS, proxyRule, short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';
const SAFE = 'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls';

const KERNEL_KEYS = KERNEL_PARAMETERS.map(({ key }) => key);

interface Sysctl {
  readonly name: string;
  readonly pointer: string;
}

/** Entries that something unknown may have changed are not judged. */
function sysctlsOf({ object, template }: Pick<Pod, 'object' | 'template'>): Sysctl[] {
  const list = joinPointer(template, 'spec', 'securityContext', 'sysctls');
  return (listAt(object.object, list) ?? []).flatMap((sysctl, at) => {
    const name = member(sysctl, 'name') ?? '';
    const pointer = joinPointer(list, at);
    return typeof name === 'string' && object.knows(pointer) ? [{ name, pointer }] : [];
  });
}

/** The same parameter in its one form: a slash may stand for a dot (sysctl.d(5), k8s.io/component-helpers NormalizeName). */
function normal(name: string): string {
  return name.slice(0, 300).replaceAll('/', '.');
}

function problem(pod: Pick<Pod, 'object' | 'template'>, { name, pointer }: Sysctl, message: string, fix: string): Problem {
  const place = valueAt(pod.object.object, joinPointer(pointer, 'name')) === undefined ? pointer : joinPointer(pointer, 'name');
  return {
    message,
    fix,
    part: pointer.slice(pod.template.length),
    at: pod.object.origin(place),
    values: [{ name: 'sysctls.name', value: known(name, pod.object.origin(place)), show: (value) => JSON.stringify(short(value)) }],
  };
}

/** SEC003: the kubelet refuses what its administrator did not allow. */
export const unsafeSysctl = proxyRule({
  id: 'SEC003',
  title: 'kernel parameter that the kubelet does not allow',
  what: 'A sysctl of a gateway\'s or waypoint\'s pod is not among those that the kubelets of this Kubernetes version take by default.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'A kubelet refuses a pod with any other sysctl (SysctlForbidden) unless it was started with --allowed-unsafe-sysctls. The pod is created and '
    + 'never runs.',
  source: `${SAFE}; Kubernetes pkg/kubelet/sysctl/safe_sysctls.go`,
  roles: GATEWAYS,
}, ({ workload: object, template, platform }) => {
  const sysctls = sysctlsOf({ object, template }).filter(({ pointer }) => object.origin(pointer).kind === 'set');
  if (sysctls.length === 0) { return []; }
  const safe = valueFor(platform, 'safeSysctls');
  if (!safe.known) { return { undecided: safe.why }; }
  return sysctls.filter(({ name }) => name !== '' && !safe.value.includes(normal(name))).map((sysctl): Found => problem(
    { object, template }, sysctl,
    `sysctl ${short(sysctl.name)} is not among those that kubelets of Kubernetes ${platform.kubernetesVersion ?? ''} take by default`.replace('  ', ' '),
    `remove it, or allow it on the nodes that run the proxy: --allowed-unsafe-sysctls=${short(normal(sysctl.name))}`,
  ));
});

/** SEC004: names, and each once. */
export const sysctlName = podRule({
  id: 'SEC004',
  title: 'sysctl name malformed or doubled',
  what: 'The name of a sysctl is empty, longer than 253 characters, or not parts of a-z, 0-9, - and _ joined by dots or slashes; or two sysctls of a '
    + 'pod have the same name. Written once with dots and once with slashes, a name is a warning. Judged for every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects malformed names and two sysctls of the same name. A dot and a slash mean the same: of two such entries one wins.',
  source: `${VALIDATION} validateSysctls, IsValidSysctlName; k8s.io/component-helpers node/util/sysctl NormalizeName`,
}, (pod) => {
  const seen = new Map<string, string>();
  return sysctlsOf(pod).flatMap((sysctl): Problem[] => {
    const wrong = nameProblem('sysctlName', sysctl.name);
    if (wrong !== undefined) {
      return [problem(pod, sysctl, `sysctl name ${wrong}, got ${JSON.stringify(short(sysctl.name))}`, 'write it as sysctl -a does, such as net.core.somaxconn')];
    }
    const twin = seen.get(normal(sysctl.name));
    seen.set(normal(sysctl.name), twin ?? sysctl.name);
    if (twin === undefined) { return []; }
    const found = problem(pod, sysctl, `sysctl ${short(sysctl.name)} stands twice${twin === sysctl.name ? '' : `, also as ${short(twin)}`}`, 'keep one of the two');
    return [twin === sysctl.name ? found : { ...found, severity: Severity.WARNING, ruleClass: RuleClass.MESH }];
  });
});

type Namespace = 'network' | 'ipc';

/** Which namespace of the kernel holds it (k8s.io/component-helpers node/util/sysctl/namespace.go). */
function namespaceOf(name: string): Namespace | undefined {
  const own = normal(name);
  if (own.startsWith('net.')) { return 'network'; }
  return own === 'kernel.sem' || ['kernel.shm', 'kernel.msg', 'fs.mqueue.'].some((prefix) => own.startsWith(prefix)) ? 'ipc' : undefined;
}

/** SEC005: it would be the node's. */
export const sysctlOfHost = podRule({
  id: 'SEC005',
  title: 'sysctl of a namespace that the pod shares with the node',
  what: 'A pod has `hostNetwork: true` and a sysctl of the network (net.*), or `hostIPC: true` and one of IPC (kernel.shm*, kernel.msg*, kernel.sem, '
    + 'fs.mqueue.*). Judged for every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The sysctl would change the node for everybody, so the API server rejects the pod. istiod gives its gateways net.ipv4.ip_unprivileged_port_start: '
    + 'an overlay that adds hostNetwork has to replace the list.',
  source: `${VALIDATION} ValidateHostSysctl`,
}, (pod) => {
  const shared = (field: string): boolean => valueAt(pod.object.object, joinPointer(pod.template, 'spec', field)) === true;
  const [hostNetwork, hostIpc] = [shared('hostNetwork'), shared('hostIPC')];
  if (!hostNetwork && !hostIpc) { return []; }
  return sysctlsOf(pod).flatMap((sysctl): Problem[] => {
    const namespace = namespaceOf(sysctl.name);
    const field = namespace === 'network' && hostNetwork ? 'hostNetwork' : namespace === 'ipc' && hostIpc ? 'hostIPC' : undefined;
    if (field === undefined) { return []; }
    const place = joinPointer(pod.template, 'spec', field);
    const found = problem(pod, sysctl, `sysctl ${short(sysctl.name)} would change the node: ${field} is true`,
      `remove the sysctl and set it on the node, or leave ${field} out; in an overlay write sysctls: []`);
    const at = found.at?.kind === 'set' ? found.at : pod.object.origin(place);
    return [{ ...found, at, values: [...found.values ?? [], { name: field, value: known(true, pod.object.origin(place)) }] }];
  });
});

/** What the numbers of a parameter consist of. Everything else may end a word or a line where the value is used. */
const PLAIN_VALUE = /^[-+.\w \t]*$/;

/** SEC006: on the way to the kernel the values of ASM's resource pass a command line. */
export const sysctlValue = proxyRule({
  id: 'SEC006',
  title: 'kernel parameter with a value that is none',
  what: 'A value of `kernel.parameters` of an IstioGateway is not text, or has other characters than letters, digits, signs, dots, underscores, blanks and tabs.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'ASM takes the values as text and sets them when the pod starts. A parameter that the kernel does not take keeps the containers from starting, '
    + 'and a line break, semicolon or quote may be read as a command.',
  source: 'ASM, CRD fields for an ASM gateway (kernel.parameters); aliyun/alibabacloud-servicemesh-api istiogateway_types.go (all values are strings)',
  makes: ['asm'],
}, ({ declaredBy }) => parametersOf(declaredBy.object).flatMap(({ key, value, pointer }): Found[] => {
  const isText = typeof value === 'string';
  if (isText && value.length <= 200 && value.trim() !== '' && PLAIN_VALUE.test(value)) { return []; }
  const origin = { kind: 'set', manifest: declaredBy, pointer } as const;
  return [{
    message: `kernel parameter ${short(key)} has value ${shown(value)}, expected ${isText ? 'numbers separated by blanks' : 'a text'}`,
    fix: typeof value === 'number' ? `write "${value}" in quotes` : 'write the numbers that sysctl shows, in quotes, such as "1024 65535"',
    part: short(key),
    at: origin,
    values: [{ name: short(key), value: known(value, origin), show: shown }],
  }];
}));

function parametersOf(object: unknown): { readonly key: string; readonly value: unknown; readonly pointer: string }[] {
  const map = valueAt(object, '/spec/kernel/parameters');
  if (typeof map !== 'object' || map === null || Array.isArray(map)) { return []; }
  return Object.entries(map).filter(([, value]) => value !== null).map(([key, value]: [string, unknown]) => ({ key, value, pointer: joinPointer('/spec/kernel/parameters', key) }));
}

/** SEC007: only what the resource's type has. */
export const sysctlUnknown = proxyRule({
  id: 'SEC007',
  title: 'kernel parameter that ASM does not document',
  what: 'A key of `kernel.parameters` of an IstioGateway is none of the 18 that the resource has.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The resource has 18 parameters. Another one is dropped, or keeps the gateway\'s pods from starting.',
  source: 'aliyun/alibabacloud-servicemesh-api istiogateway_types.go; ASM, CRD fields for an ASM gateway (kernel.parameters)',
  makes: ['asm'],
}, ({ declaredBy }) => parametersOf(declaredBy.object).filter(({ key }) => !KERNEL_KEYS.includes(key)).map(({ key, value, pointer }): Found => {
  const origin = { kind: 'set', manifest: declaredBy, pointer } as const;
  const meant = nearest(key.slice(0, 100), KERNEL_KEYS);
  return {
    message: `kernel parameter ${short(key)} is not among the ${KERNEL_KEYS.length} that an IstioGateway has${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    fix: meant === undefined ? `remove it; there are ${KERNEL_KEYS.length}, such as net.core.somaxconn` : `write ${meant}`,
    part: short(key),
    at: origin,
    values: [{ name: short(key), value: known(value, origin), show: short }],
  };
}));
