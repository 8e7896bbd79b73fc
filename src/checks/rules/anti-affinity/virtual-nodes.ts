import type { EffectiveProxy } from '../../../model/effective-proxy';
import type { Effective } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member, stringAt } from '../../../model/read';
import { ClusterKind, Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Found, type Scene } from '../../rule';
import { factsOf, GATEWAYS, proxyRule, short } from '../proxy-rule';

const AVAILABILITY = 'ASM, Improve the availability of an ingress gateway (help.aliyun.com/document_detail/287011.html)';
const ECI_PREFIX = 'k8s.aliyun.com/eci-';
const VSWITCH = 'k8s.aliyun.com/eci-vswitch';
const STRATEGY = 'k8s.aliyun.com/eci-schedule-strategy';
const ECI_LABEL = 'alibabacloud.com/eci';

/** AVL007: there are no nodes to keep pods apart on. */
export const antiAffinityOnServerless = proxyRule({
  id: 'AVL007',
  title: 'anti-affinity on ACK Serverless',
  what: 'A gateway or waypoint has podAntiAffinity, and the cluster is an ACK Serverless one.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'ACK Serverless runs every pod on a virtual node and does not support podAntiAffinity. Pods are spread over zones by the vSwitches that their '
    + 'ECI annotations name.',
  source: AVAILABILITY,
  roles: GATEWAYS,
}, (proxy) => {
  const { platform, workload, template } = proxy;
  if (!proxy.spread.some(({ kind }) => kind === 'anti-affinity')) { return []; }
  const support = platform.clusterKind === ClusterKind.ACK_SERVERLESS ? Support.NO : platform.supports(Feature.POD_ANTI_AFFINITY);
  if (support === Support.YES) { return []; }
  if (support === Support.UNKNOWN) { return { undecided: 'the kind of cluster is not given' }; }
  const pointer = joinPointer(template, 'spec', 'affinity', 'podAntiAffinity');
  const value = workload.at<unknown>(pointer);
  return [{
    message: 'podAntiAffinity is set, and an ACK Serverless cluster does not support it',
    fix: `remove it, and name vSwitches of two or more zones: annotations ${VSWITCH}: "vsw-a,vsw-b" and ${STRATEGY}: VSwitchRandom`,
    at: value.origin,
    pointer,
    values: [{ name: 'podAntiAffinity', value, show: () => 'set' }],
  }];
});

function annotation({ workload, template }: EffectiveProxy, key: string): Effective<string | undefined> {
  return workload.at<string>(joinPointer(template, 'metadata', 'annotations', key));
}

/** Ids that somebody meant to replace: `<vswitch-id-1>`, `vsw-bp1****`. */
const PLACEHOLDER = /[<>*{}$]|^(?:your|my|xxx)/i;

/** AVL008: annotations that name no choice. */
export const eciIncomplete = proxyRule({
  id: 'AVL008',
  title: 'ECI annotations incomplete',
  what: 'VSwitchRandom with fewer than two distinct vSwitches, a strategy without vSwitches, or vSwitch ids that are placeholders.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Each vSwitch is in one zone: VSwitchRandom spreads only over two or more of them, and a strategy without vSwitches chooses between nothing.',
  source: AVAILABILITY,
  roles: GATEWAYS,
}, (proxy) => {
  const [vSwitch, strategy] = [annotation(proxy, VSWITCH), annotation(proxy, STRATEGY)];
  const ids = typeof vSwitch.value === 'string' ? [...new Set(vSwitch.value.slice(0, 2000).split(',').map((id) => id.trim()).filter(Boolean))] : [];
  const values = [{ name: VSWITCH, value: vSwitch, show: short }, { name: STRATEGY, value: strategy, show: short }];
  const found: Found[] = [];
  if (strategy.value !== undefined && vSwitch.value === undefined && vSwitch.known) {
    found.push({
      message: `${STRATEGY} is ${short(strategy.value)}, and ${VSWITCH} is not set`,
      fix: `name the vSwitches of two or more zones in ${VSWITCH}`,
      part: 'no-vswitch',
      at: strategy.origin,
      values,
    });
  } else if (strategy.value === 'VSwitchRandom' && vSwitch.value !== undefined && ids.length < 2) {
    found.push({
      message: `VSwitchRandom chooses between ${ids.length} vSwitch${ids.length === 1 ? '' : 'es'}, expected two or more`,
      fix: `name the vSwitches of two or more zones in ${VSWITCH}`,
      part: 'one-vswitch',
      at: vSwitch.origin,
      values,
    });
  }
  const placeholders = ids.filter((id) => PLACEHOLDER.test(id));
  if (placeholders.length > 0) {
    found.push({
      message: `${VSWITCH} names ${placeholders.map(short).join(', ').slice(0, 200)}, which is a placeholder`,
      fix: 'write the ids of vSwitches, such as vsw-bp1b07j0miob3khtn1234',
      part: 'placeholder',
      at: vSwitch.origin,
      values: [values[0]],
    });
  }
  if (found.length === 0 && strategy.value !== undefined && !vSwitch.known) { return { undecided: vSwitch.origin.why }; }
  return found;
});

/** AVL009: nobody reads them there. */
export const eciElsewhere = proxyRule({
  id: 'AVL009',
  title: 'ECI annotations outside virtual nodes',
  what: 'ECI annotations on pods that run on nodes: the cluster is not ACK Serverless, and nothing puts the pods on virtual nodes.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'ECI annotations are read where pods run as elastic container instances. On nodes they have no effect, and spread nothing.',
  source: `${AVAILABILITY}; https://help.aliyun.com/document_detail/186939.html (pods on virtual nodes)`,
  roles: GATEWAYS,
}, (proxy, scene) => {
  const { workload, template, platform } = proxy;
  const place = joinPointer(template, 'metadata', 'annotations');
  const names = Object.keys(mapAt(workload.object, place) ?? {}).filter((key) => key.startsWith(ECI_PREFIX));
  if (names.length === 0 || platform.clusterKind === ClusterKind.ACK_SERVERLESS || onVirtualNodes(proxy, scene)) { return []; }
  if (platform.clusterKind === undefined) { return { undecided: 'the kind of cluster is not given' }; }
  const value = workload.at<unknown>(joinPointer(place, names[0]));
  return [{
    message: `${names.map(short).join(', ').slice(0, 200)} ${names.length === 1 ? 'has' : 'have'} no effect: the pods run on nodes (cluster kind ${platform.clusterKind})`,
    fix: `use podAntiAffinity or topologySpreadConstraints, or put the pods on virtual nodes with the label ${ECI_LABEL}: "true"`,
    at: value.origin,
    values: [{ name: names[0], value, show: short }],
  }];
});

/** By label of the pod or its namespace, by node selector or by toleration of the virtual nodes' taint. */
function onVirtualNodes(proxy: EffectiveProxy, scene: Scene): boolean {
  const { workload, template, namespace, declaredBy } = proxy;
  const { object } = workload;
  if (stringAt(object, joinPointer(template, 'metadata', 'labels', ECI_LABEL)) === 'true') { return true; }
  if (stringAt(object, joinPointer(template, 'spec', 'nodeSelector', 'type')) === 'virtual-kubelet') { return true; }
  if ((listAt(object, joinPointer(template, 'spec', 'tolerations')) ?? []).some((one) => member(one, 'key') === 'virtual-kubelet.io/provider')) { return true; }
  if (namespace === undefined) { return false; }
  const manifest = scene.index.get({ cluster: declaredBy.key.cluster, group: '', kind: 'Namespace', name: namespace });
  return member(manifest?.object.metadata.labels ?? member(member(factsOf(proxy, scene).namespaces, namespace), 'labels'), ECI_LABEL) === 'true';
}
