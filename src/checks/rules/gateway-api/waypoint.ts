import { nearest, NearNames } from '../../../kube';
import type { Attachment, EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import { GATEWAY_GROUP } from '../../../model/managed/classes';
import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { WORKLOAD_KINDS } from '../../../model/manifest/workloads';
import { NO_WAYPOINT, USE_WAYPOINT, USE_WAYPOINT_NAMESPACE } from '../../../model/names';
import { onceEach, oncePerIndex } from '../../../model/once';
import { known, type Known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, member, stringAt, stringsAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, ProxyRule, Scene, Verdict } from '../../rule';
import type { Described } from '../described';
import { factsOf } from '../proxy-rule';

const WAYPOINTS = 'Istio 1.30.3 pilot/pkg/serviceregistry/ambient/waypoints.go';
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const NONE = 'none';
const TRAFFIC: readonly string[] = ['service', 'workload', 'all', NONE];

const set = <T>(manifest: Manifest, pointer: string, value: T): Known<T> => known(value, { kind: 'set', manifest, pointer });

function classOf({ declaredBy: { key, object } }: EffectiveProxy, { index }: Scene): Manifest | undefined {
  const name = stringAt(object, '/spec/gatewayClassName');
  return name === undefined ? undefined : index.get({ cluster: key.cluster, group: GATEWAY_GROUP, kind: 'GatewayClass', name });
}

/** GWA019: the Gateway's own label comes before that of its class. */
export const waypointFor: Described<ProxyRule> = {
  id: 'GWA019',
  title: 'waypoint-for with an unknown value',
  what: 'The label istio.io/waypoint-for of a waypoint, or of its GatewayClass, is not service, workload, all or none.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Any other word matches no traffic: the waypoint runs, and nothing goes through it.',
  source: `${WAYPOINTS} (traffic type of a waypoint)`,
  on: 'proxy',
  makes: ['managed'],
  roles: ['waypoint'],
  check: (proxy, scene) => {
    const pointer = joinPointer('/metadata/labels', WAYPOINT_FOR);
    const holder = [proxy.declaredBy, classOf(proxy, scene)].find((one) => stringsAt(one?.object, '/metadata/labels')[WAYPOINT_FOR] !== undefined);
    const value = holder && stringsAt(holder.object, '/metadata/labels')[WAYPOINT_FOR];
    if (value === undefined || TRAFFIC.includes(value)) { return []; }
    const alike = nearest(value, TRAFFIC);
    return [{
      message: `${WAYPOINT_FOR} is ${shown(value)}, expected ${TRAFFIC.join(', ')}${alike === undefined ? '' : `; did you mean "${alike}"?`}`,
      fix: `set it to ${alike ?? 'service'}, or leave it out for service`,
      at: { kind: 'set', manifest: holder!, pointer },
      values: [{ name: WAYPOINT_FOR, value: set(holder!, pointer, value), show: shown }],
    }];
  },
};

/** Whom the listener lets in besides the own namespace. */
function isOpen({ object }: Manifest): boolean {
  return (listAt(object, '/spec/listeners') ?? []).some((listener) => {
    const from = stringAt(listener, '/allowedRoutes/namespaces/from');
    return from === 'All' || from === 'Selector';
  });
}

/** Is it known how the waypoint's namespace is labelled? Labels are often set by hand, outside of any manifest. */
function namespaceKnown(proxy: EffectiveProxy, scene: Scene): boolean {
  const { namespace, declaredBy } = proxy;
  if (namespace === undefined) { return false; }
  const given = member(factsOf(proxy, scene).namespaces, namespace) !== undefined;
  return given || scene.index.get({ cluster: declaredBy.key.cluster, group: '', kind: 'Namespace', name: namespace }) !== undefined;
}

/** GWA020: only where the labels of the namespace are known, and no other namespace may use the waypoint. */
export const waypointUnused: Described<ProxyRule> = {
  id: 'GWA020',
  title: 'waypoint that nothing uses',
  what: 'No Namespace, Service, ServiceEntry or workload carries the label istio.io/use-waypoint for a waypoint, its namespace is among the '
    + 'manifests or facts, and the waypoint is open to its own namespace only.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'A waypoint takes no traffic until something names it in istio.io/use-waypoint; policies that target it do nothing until then.',
  source: `${WAYPOINTS}; https://istio.io/latest/docs/ambient/usage/waypoint/#useawaypoint`,
  wholeApp: true,
  on: 'proxy',
  makes: ['managed'],
  roles: ['waypoint'],
  check: (proxy, scene): Verdict => {
    const { attachments, declaredBy, namespace } = proxy;
    if (attachments.length > 0 || stringsAt(declaredBy.object, '/metadata/labels')[WAYPOINT_FOR] === NONE) { return []; }
    if (!namespaceKnown(proxy, scene)) { return { undecided: `the labels of namespace ${namespace ?? '(none named)'} are not known` }; }
    if (isOpen(declaredBy)) { return { undecided: 'the waypoint is open to other namespaces, which may not be among the manifests' }; }
    return [{
      message: `neither namespace ${namespace} nor anything in it carries ${USE_WAYPOINT}: ${declaredBy.key.name}: no traffic goes through the waypoint`,
      fix: `label the Namespace or the Services ${USE_WAYPOINT}: ${declaredBy.key.name}`,
      pointer: '/metadata/name',
      values: [{ name: 'waypoint', value: set(declaredBy, '/metadata/name', declaredBy.key.name) }],
    }];
  },
};

/** Where a kind carries the label: on itself, or on its pods. */
function labelsPointer({ key }: Manifest): string {
  const template = podTemplatePointer(key);
  return template === undefined ? '/metadata/labels' : joinPointer(template, 'metadata', 'labels');
}

/** The waypoints of a cluster, for the many objects that may name one. */
const waypointsOf = oncePerIndex((index) => onceEach((cluster: string | undefined) => {
  const all = index.list(GATEWAY_GROUP, 'Gateway', { ...cluster !== undefined && { cluster } })
    .filter(({ object }) => stringAt(object, '/spec/gatewayClassName') === 'istio-waypoint');
  const byName = groupBy(all, ({ key }) => key.name);
  const byNamespace = groupBy(all, ({ key }) => index.namespaceOf(key));
  const namesIn = (namespace: string): string[] => (byNamespace.get(namespace) ?? []).map(({ key }) => key.name);
  return {
    named: (name: string): readonly Manifest[] => byName.get(name) ?? [],
    near: onceEach((namespace: string) => new NearNames(namesIn(namespace))),
  };
}));

/** GWA021: that a waypoint is not among the manifests is no proof: it is often the platform's. */
export const danglingUse: Described<ManifestRule> = {
  id: 'GWA021',
  title: 'use-waypoint that names no waypoint',
  what: 'The label istio.io/use-waypoint names a Gateway that is no waypoint, or one that is not there while a waypoint with nearly the same name '
    + 'is, or one that stands in another namespace and is open to others while istio.io/use-waypoint-namespace is missing.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Traffic for which the waypoint cannot be found goes past it: policies for requests are not enforced. A Gateway that is no waypoint does not '
    + 'answer to HBONE.',
  source: `${WAYPOINTS} (fetchWaypointForTarget); https://istio.io/latest/docs/ambient/usage/waypoint/`,
  wholeApp: true,
  on: 'manifest',
  kinds: [
    '/Namespace', '/Service', 'networking.istio.io/ServiceEntry', 'networking.istio.io/WorkloadEntry',
    ...WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`),
  ],
  check: (manifest, { index }): Verdict => {
    const labels = labelsPointer(manifest);
    const { [USE_WAYPOINT]: name, [USE_WAYPOINT_NAMESPACE]: other } = stringsAt(manifest.object, labels);
    if (name === undefined || name === NO_WAYPOINT || name === '') { return []; }
    const { cluster } = manifest.key;
    const own = manifest.key.kind === 'Namespace' ? manifest.key.name : index.namespaceOf(manifest.key);
    const namespace = other ?? own;
    const pointer = joinPointer(labels, USE_WAYPOINT);
    const found = (message: string, fix: string, second?: Found['values']): Found[] => [{
      message, fix, pointer, values: [{ name: USE_WAYPOINT, value: set(manifest, pointer, name), show: shown }, ...second ?? []],
    }];
    const resolved = index.resolve({ cluster, group: GATEWAY_GROUP, kind: 'Gateway', namespace, name });
    if (resolved.state === 'found') {
      const gateway = resolved.manifest;
      const className = stringAt(gateway.object, '/spec/gatewayClassName');
      const listeners = listAt(gateway.object, '/spec/listeners') ?? [];
      if (className !== 'istio' || listeners.some((listener) => member(listener, 'protocol') === 'HBONE')) { return []; }
      return found(`${USE_WAYPOINT} names Gateway ${namespace}/${name}, which has class istio: it is no waypoint, and does not answer to HBONE`,
        'name a Gateway of class istio-waypoint',
        [{ name: 'gatewayClassName', value: set(gateway, '/spec/gatewayClassName', className) }]);
    }
    const waypoints = waypointsOf(index)(cluster);
    const alike = namespace === undefined ? undefined : waypoints.near(namespace).nearest(name);
    if (alike !== undefined) {
      return found(`${USE_WAYPOINT} names ${shown(name)}, and namespace ${namespace} has waypoint ${shown(alike)}`, `write ${alike}`);
    }
    const elsewhere = other === undefined
      ? waypoints.named(name).find((one) => isOpen(one) && index.namespaceOf(one.key) !== undefined)
      : undefined;
    if (elsewhere) {
      const there = index.namespaceOf(elsewhere.key)!;
      return found(`${USE_WAYPOINT} names ${shown(name)}, which stands in namespace ${there} and not in ${namespace ?? '(none named)'}`,
        `add the label ${USE_WAYPOINT_NAMESPACE}: ${there}`, [{ name: 'waypoint', value: set(elsewhere, '/metadata/namespace', `${there}/${name}`) }]);
    }
    return { undecided: `Gateway ${namespace ?? '(none named)'}/${name} is not among the manifests` };
  },
};

function called({ by }: Attachment): string {
  return `${by.kind} ${by.namespace === undefined ? '' : `${by.namespace}/`}${by.name}`;
}

/** GWA024: what the listener does not let in, and what is not the waypoint's kind of traffic. */
export const notAccepted: Described<ProxyRule> = {
  id: 'GWA024',
  title: 'waypoint does not take what names it',
  what: 'An object names a waypoint in istio.io/use-waypoint, and allowedRoutes of the waypoint\'s listener does not let its namespace in; as a '
    + 'warning, the waypoint is for other traffic (istio.io/waypoint-for).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The attachment is refused by istiod (WaypointAccepted=False), and traffic goes past the waypoint: policies for requests are not enforced. By '
    + 'default a waypoint takes its own namespace, and what is addressed to services.',
  source: `${WAYPOINTS} (allowedRoutes, traffic type); https://istio.io/latest/docs/ambient/usage/waypoint/#usewaypointnamespace`,
  on: 'proxy',
  makes: ['managed'],
  roles: ['waypoint'],
  check: (proxy, scene) => {
    const refused = proxy.attachments.filter(({ accepted }) => accepted.known && !accepted.value).slice(0, MOST);
    if (refused.length === 0) { return []; }
    const said = [proxy.declaredBy, classOf(proxy, scene)].map((one) => stringsAt(one?.object, '/metadata/labels')[WAYPOINT_FOR]);
    const traffic = said.find((value) => value !== undefined) ?? 'service';
    // another word takes nothing, and GWA019 says so
    return TRAFFIC.includes(traffic) ? refused.map((attachment) => notTaken(proxy, attachment, traffic)) : [];
  },
};

function notTaken(proxy: EffectiveProxy, attachment: Attachment, traffic: string): Found {
  const { by, manifest, accepted, canary } = attachment;
  const label = canary ? `${USE_WAYPOINT}-canary` : USE_WAYPOINT;
  const brings = by.kind === 'Namespace' ? undefined : by.kind === 'Service' || by.kind === 'ServiceEntry' ? 'service' : 'workload';
  const isTraffic = brings === undefined ? traffic === NONE : traffic !== brings && traffic !== 'all';
  const from = by.kind === 'Namespace' ? by.name : by.namespace;
  return {
    ...isTraffic && { severity: Severity.WARNING },
    message: isTraffic
      ? `${called(attachment)} names waypoint ${proxy.declaredBy.key.name}, which is for ${traffic} traffic (${WAYPOINT_FOR}): the label has no effect`
      : `${called(attachment)} names waypoint ${proxy.namespace}/${proxy.declaredBy.key.name}, whose allowedRoutes does not let namespace ${from} in`,
    fix: isTraffic
      ? `set ${WAYPOINT_FOR}: all on the waypoint, or remove the label from ${by.kind} ${by.name}`
      : 'set allowedRoutes.namespaces of the HBONE listener to from: All, or to a selector that matches the namespace',
    part: `${called(attachment).slice(0, 300)}${canary ? ' (canary)' : ''}`,
    at: accepted.origin.kind === 'set'
      ? accepted.origin
      : { kind: 'set', manifest: proxy.declaredBy, pointer: isTraffic ? '/metadata/name' : '/spec/listeners/0' },
    values: [
      { name: isTraffic ? WAYPOINT_FOR : 'allowedRoutes', value: known(isTraffic ? traffic : 'closed', accepted.origin) },
      ...manifest === undefined ? [] : [{
        name: label, value: set(manifest, joinPointer(labelsPointer(manifest), label), proxy.declaredBy.key.name),
      }],
    ],
  };
}

/** Of more, one waypoint says no more. */
const MOST = 20;

/** GWA028: the word by which an object opts out. */
export const waypointNamedNone: Described<ProxyRule> = {
  id: 'GWA028',
  title: 'waypoint called none',
  what: 'A waypoint is called none.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The value none of istio.io/use-waypoint means no waypoint: nothing can name this one. istioctl refuses the name.',
  source: `${WAYPOINTS}; istioctl waypoint apply (name none)`,
  on: 'proxy',
  makes: ['managed'],
  roles: ['waypoint'],
  check: ({ declaredBy }) => (declaredBy.key.name !== NO_WAYPOINT ? [] : [{
    message: `the waypoint is called none, which ${USE_WAYPOINT} reads as no waypoint`,
    fix: 'give it another name, such as waypoint',
    pointer: '/metadata/name',
    values: [{ name: 'name', value: set(declaredBy, '/metadata/name', declaredBy.key.name) }],
  }]),
};
