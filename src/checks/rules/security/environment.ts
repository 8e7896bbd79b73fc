import { nameProblem } from '../../../kube';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { podTemplateOf } from '../../../model/injected';
import { PROXY_CONTAINER } from '../../../model/names';
import { once, onceEach } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, member, stringAt, stringsAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import type { Found, Scene } from '../../rule';
import { writtenOver } from '../gateway-api/objects';
import { podRule } from '../pod-rule';
import { proxyRule, short } from '../proxy-rule';
import type { Answer } from '../standing-rule';

/** Newer versions take every printable ASCII character but `=`; what is outside of that no version takes. */
const RELAXED = /^[ -<>-~]+$/;

const LONGEST_NAME = 10_000;

/** SEC010: what only newer versions take is judged by the version of Kubernetes. */
export const envName = podRule({
  id: 'SEC010',
  title: 'environment variable without a possible name',
  what: 'The name of an environment variable is empty, or has "=" or a character that is not printable ASCII; with Kubernetes before 1.32 also any name but one '
    + 'of letters, digits, "-", "_" and ".", not beginning with a digit or "..". Judged for every container of every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects such names. Kubernetes before 1.32 takes letters, digits, dashes, dots and underscores only, 1.32 every printable ASCII '
    + 'character but "=".',
  source: 'Kubernetes pkg/apis/core/validation/validation.go ValidateEnv; apimachinery pkg/util/validation IsEnvVarName, IsRelaxedEnvVarName; '
    + 'pkg/features/kube_features.go RelaxedEnvironmentVariableValidation',
}, (pod) => pod.containers.flatMap((container) => {
  const env = listAt(container.spec, '/env') ?? [];
  if (env.every((entry) => questionableName(entry) === undefined)) { return []; }
  const list = joinPointer(container.pointer, 'env');
  return env.flatMap((entry, at): Answer[] => {
    const name = questionableName(entry);
    if (name === undefined) { return []; }
    const isRelaxed = name.length <= LONGEST_NAME && RELAXED.test(name);
    const support = isRelaxed ? pod.platform.supports(Feature.RELAXED_ENVIRONMENT_NAMES) : Support.NO;
    if (support === Support.YES) { return []; }
    if (support === Support.UNKNOWN) { return [{ undecided: pod.platform.explain(Feature.RELAXED_ENVIRONMENT_NAMES) }]; }
    const place = joinPointer(list, at, 'name');
    const where = valueAt(pod.object.object, place) === undefined ? joinPointer(list, at) : place;
    const origin = pod.object.origin(where);
    if (origin.kind === 'unknown') { return []; }
    return [{
      message: `container ${container.name}: environment variable ${at} ${name === '' ? 'has no name' : `is named ${JSON.stringify(short(name))}, ${
        isRelaxed ? `which Kubernetes ${pod.platform.kubernetesVersion} does not take` : 'expected printable ASCII without "="'}`}`,
      fix: 'use capital letters, digits and underscores, starting with a letter',
      part: `${place.slice(pod.template.length)}`,
      at: origin,
      values: [{ name: 'env.name', value: known(name, origin), show: (value) => JSON.stringify(short(value)) }],
    }];
  });
}));

/** The name of a variable that not every version of Kubernetes takes. */
function questionableName(entry: unknown): string | undefined {
  const name = member(entry, 'name') ?? '';
  return typeof name === 'string' && nameProblem('envName', name) !== undefined ? name : undefined;
}

/** What the templates tell the agent of the pod it runs in, and who it is (Istio 1.30.3 files/injection-template.yaml, kube-gateway.yaml, waypoint.yaml). */
const RESERVED: ReadonlySet<string> = new Set([
  'POD_NAME', 'POD_NAMESPACE', 'INSTANCE_IP', 'SERVICE_ACCOUNT', 'HOST_IP', 'ISTIO_CPU_LIMIT', 'PROXY_CONFIG', 'PILOT_CERT_PROVIDER', 'CA_ADDR', 'TRUST_DOMAIN',
  'ISTIO_META_POD_PORTS', 'ISTIO_META_APP_CONTAINERS', 'ISTIO_META_CLUSTER_ID', 'ISTIO_META_NODE_NAME', 'ISTIO_META_INTERCEPTION_MODE',
  'ISTIO_META_WORKLOAD_NAME', 'ISTIO_META_OWNER', 'ISTIO_META_MESH_ID',
]);

/** A container that says all of these itself is a proxy written in full (istioctl kube-inject), and its list is the template's. */
const WRITTEN_IN_FULL = ['POD_NAME', 'POD_NAMESPACE', 'INSTANCE_IP'];

/** Pods that keep the injector away get nothing from a template: their proxy is written in full, or it is none. */
function isKept({ make, declaredBy }: EffectiveProxy): boolean {
  const pods = make === 'injected' ? podTemplateOf(declaredBy) : undefined;
  return (pods?.labels[INJECT] ?? pods?.annotations[INJECT]) === 'false';
}

const INJECT = 'sidecar.istio.io/inject';

/** SEC011: the author's entry stands before the template's. */
export const reservedEnv = proxyRule({
  id: 'SEC011',
  title: 'environment variable of the proxy overridden or doubled',
  what: 'Somebody sets an environment variable of the istio-proxy container that the templates set (POD_NAME, CA_ADDR, PROXY_CONFIG, ISTIO_META_CLUSTER_ID …), '
    + 'or sets one twice. Proxies that are written in full are left alone.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'These variables tell istiod which pod, cluster and identity the proxy has. Entries are merged by name and the author\'s wins: the proxy then names '
    + 'itself wrongly, or gets no certificate. Of two entries with one name the last wins.',
  source: 'Istio 1.30.3 istio-discovery chart, files/*.yaml; pkg/kube/inject/webhook.go (reapplyOverwrittenContainers); Kubernetes API, Container.env',
}, (proxy, scene) => {
  const { workload } = proxy;
  if (!mayHaveOwnVariables(proxy, scene)) { return []; }
  const entries = entriesOf(proxy);
  const names = new Set(entries.map(({ name }) => name));
  // most proxies have what the templates set and variables of their own beside it: nobody has to ask where those come from
  const suspects = names.size < entries.length ? entries : entries.filter(({ name }) => RESERVED.has(name));
  const isOwn = onceEach((entry: Entry) => standsInManifest(entry, workload));
  const inFull = once(() => isKept(proxy) || WRITTEN_IN_FULL.every((name) => entries.some((entry) => entry.name === name && isOwn(entry))));
  const seen = new Set<string>();
  return suspects.filter(isOwn).flatMap(({ name, pointer, fromField }): Found[] => {
    const found = (message: string, fix: string, part: string): Found => {
      const value = workload.at<unknown>(joinPointer(pointer, 'value'));
      const origin = workload.origin(pointer);
      return { message, fix, part, at: origin, pointer, values: [{ name, value: value.known && value.value === undefined ? known('', origin) : value, show: short }] };
    };
    if (seen.has(name)) { return [found(`environment variable ${short(name)} stands twice, and the last one wins`, 'keep one of the two', `${short(name)}.twin`)]; }
    seen.add(name);
    // the same field of the pod, as the template has it
    if (fromField || !RESERVED.has(name) || inFull()) { return []; }
    return [found(`environment variable ${name} is set by hand, and replaces what the mesh says of this proxy`, `remove ${name}`, name)];
  });
});

/** Most proxies have what the templates set and nothing else: then nobody has to ask each variable where it comes from. */
function mayHaveOwnVariables(proxy: EffectiveProxy, scene: Scene): boolean {
  const { make, declaredBy, template } = proxy;
  if (make === 'managed') {
    const over = writtenOver(proxy, scene);
    return over === 'open' || (over !== undefined && stringAt(over.object, '/data/deployment')?.includes('env') === true);
  }
  if (make === 'asm' || stringsAt(declaredBy.object, joinPointer(template, 'metadata', 'annotations'))['proxy.istio.io/overrides'] !== undefined) { return true; }
  return ['containers', 'initContainers'].some((list) => (listAt(declaredBy.object, joinPointer(template, 'spec', list)) ?? [])
    .some((container) => member(container, 'name') === PROXY_CONTAINER && member(container, 'env') !== undefined));
}

interface Entry {
  readonly name: string;
  readonly pointer: string;
  /** What stands there besides the name; the name alone may be the author's key of a merge. */
  readonly value: 'value' | 'name';
  readonly fromField: boolean;
}

function entriesOf({ workload, container }: EffectiveProxy): Entry[] {
  if (container === undefined) { return []; }
  const list = joinPointer(container, 'env');
  return (listAt(workload.object, list) ?? []).flatMap((entry, at): Entry[] => {
    const name = member(entry, 'name');
    if (typeof name !== 'string') { return []; }
    return [{
      name, pointer: joinPointer(list, at), value: member(entry, 'value') === undefined ? 'name' : 'value', fromField: member(entry, 'valueFrom') !== undefined,
    }];
  });
}

/** The templates' own entries come from elsewhere, and what they take from names and namespaces of the manifest is theirs all the same. */
function standsInManifest({ pointer, value }: Entry, workload: TracedObject): boolean {
  const origin = workload.origin(joinPointer(pointer, value));
  return origin.kind === 'set' && /\/env\/[0-9]+/.test(`${origin.pointer}${origin.within ?? ''}`.slice(0, 400));
}
