import { canHaveTwo, replicaValues } from './replicas';
import { isIdle } from './selector';
import { HOSTNAME, isOnHostNetwork, spreadName, spreadsOwnPods, ZONE } from './spread';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { joinPointer } from '../../../model/pointer';
import { ClusterKind } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Found, type Undecided, undecided } from '../../rule';
import { factsOf, GATEWAYS, proxyRule, short } from '../proxy-rule';

/** Why more rules may be there than the model knows; undefined where what it knows is all. */
function hidden(proxy: EffectiveProxy): Undecided | undefined {
  const { workload, template, container, make } = proxy;
  const places = [joinPointer(template, 'spec', 'affinity')];
  // the resource of an ASM gateway has no field for it, and ASM's pages ask for anti-affinity where pods are to be apart
  if (make !== 'asm') { places.push(joinPointer(template, 'spec', 'topologySpreadConstraints')); }
  // ports of the node keep pods apart, and on the host network every port of a container is one
  if (container !== undefined && isOnHostNetwork(proxy)) { places.push(joinPointer(container, 'ports')); }
  const unknown = places.map((place) => workload.at(place)).find((value) => !value.known);
  return unknown && undecided(unknown);
}

/** AVL010: nothing keeps the replicas apart. */
export const noSpread = proxyRule({
  id: 'AVL010',
  title: 'no spread',
  what: 'A gateway or waypoint can have two or more replicas, and nothing spreads them: no anti-affinity, no topology spread, no ECI '
    + 'vSwitches, no port of the node that only one pod can hold, or only such that have no effect (a required constraint whose maxSkew allows all pods on one node).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.PRACTICE,
  why: 'Replicas that may all run on one node fail together with it, and a gateway or waypoint takes everything behind it along. What the scheduler does by itself gives way '
    + 'to other wishes, and many clusters configure it otherwise.',
  source: 'ASM, Improve the availability of an ingress gateway; https://docs.kubelinter.io/#/generated/checks (no-anti-affinity); '
    + 'Kubernetes pkg/scheduler/framework/plugins/podtopologyspread/plugin.go (system default constraints: ScheduleAnyway, maxSkew 3 and 5)',
  roles: GATEWAYS,
}, (proxy, scene) => {
  const two = canHaveTwo(proxy);
  if (two === false) { return []; }
  const answers = proxy.spread.map((spread) => spreadsOwnPods(spread, proxy));
  // a rule that matches nothing is AVL001's to say
  if (answers.includes(true) || proxy.spread.some((spread) => isIdle(proxy, spread, scene))) { return []; }
  const unsure = proxy.spread.find((_, at) => answers[at] === undefined);
  if (unsure) { return { undecided: unsure.doubt ?? 'the kind of cluster is not given' }; }
  const more = hidden(proxy);
  if (more) { return more; }
  if (two === undefined) { return undecided(proxy.scaling.max); }
  return [{
    message: `${podsText(proxy)}, and ${proxy.spread.length === 0
      ? 'only the soft default of the scheduler keeps them on different nodes or zones'
      : `${proxy.spread.map(spreadName).join(', ').slice(0, 300)} does not keep them apart`}`,
    fix: fixText(proxy),
    pointer: proxy.make === 'injected' ? joinPointer(proxy.template, 'spec') : '/spec',
    values: [
      ...replicaValues(proxy),
      ...proxy.spread.map((spread) => ({
        name: spreadName(spread),
        value: proxy.workload.at(spread.pointer),
        show: () => (spread.maxSkew === undefined ? 'has no effect' : `maxSkew ${spread.maxSkew}`),
      })),
    ],
  }];
});

function podsText({ scaling: { min, max } }: EffectiveProxy): string {
  const most = max.value ?? `${min.value} or more`;
  return min.known && min.value === max.value ? `there are ${most} replicas` : `there can be ${most} replicas`;
}

function fixText({ make, platform }: EffectiveProxy): string {
  if (platform.clusterKind === ClusterKind.ACK_SERVERLESS) {
    return 'name vSwitches of two or more zones in the annotations k8s.aliyun.com/eci-vswitch and k8s.aliyun.com/eci-schedule-strategy: VSwitchRandom';
  }
  const where = make === 'managed' ? 'options ConfigMap, key deployment' : make === 'asm' ? 'spec.affinity' : 'pod template';
  return `add a preferred anti-affinity by kubernetes.io/hostname that selects the proxy's own pods (${where}; presets: GatewaySpread.nodes()), `
    + 'or say why not: annotation ack.cdk8s-istio.io/AVL010';
}

/** AVL014: each node gets the same share, however many pods it has. */
export const localPolicyWithoutSpread = proxyRule({
  id: 'AVL014',
  title: 'local traffic policy without spread over nodes',
  what: 'A Service with externalTrafficPolicy Local selects a gateway that can have two or more pods, and nothing spreads these over '
    + 'nodes.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'With externalTrafficPolicy: Local the load balancer shares connections out by node, not by pod. Two pods on one node get half each of what a '
    + 'single one gets on another.',
  source: 'https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/ (imbalanced traffic); '
    + 'https://github.com/istio/istio.io/issues/12629',
  roles: GATEWAYS,
}, (proxy) => {
  const local = proxy.services.map((service) => ({
    type: service.at<unknown>('/spec/type'), policy: service.at<unknown>('/spec/externalTrafficPolicy'),
  })).find(({ type, policy }) => policy.value === 'Local' && (!type.known || type.value === 'LoadBalancer' || type.value === 'NodePort'));
  const two = canHaveTwo(proxy);
  if (!local || two === false) { return []; }
  const apart = proxy.spread.filter(({ topologyKey, kind }) => topologyKey === HOSTNAME || kind === 'eci').map((spread) => spreadsOwnPods(spread, proxy));
  if (apart.includes(true)) { return []; }
  if (apart.includes(undefined)) { return { undecided: 'whether the pods are spread over nodes is not known' }; }
  const more = hidden(proxy);
  if (more) { return more; }
  if (two === undefined) { return undecided(proxy.scaling.max); }
  return [{
    message: 'externalTrafficPolicy is Local, and nothing keeps two pods off one node',
    fix: 'add a preferred anti-affinity by kubernetes.io/hostname, or use externalTrafficPolicy: Cluster where the client address is not needed',
    values: [{ name: 'externalTrafficPolicy', value: local.policy, show: short }, ...replicaValues(proxy)],
  }];
});

/** AVL015: spread over nodes that may all be in one zone. */
export const zoneRisk = proxyRule({
  id: 'AVL015',
  title: 'spread over nodes, not over zones',
  what: 'The only spread of two or more replicas is by hostname, and the cluster has several zones.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'Different nodes may be in one zone. The cluster has several, so that a spread over zones would outlive the loss of one.',
  source: 'ASM, Improve the availability of an ingress gateway (zones)',
  roles: GATEWAYS,
}, (proxy, scene) => {
  const own = proxy.spread.filter((spread) => spreadsOwnPods(spread, proxy) === true);
  const byNode = own.find(({ topologyKey }) => topologyKey === HOSTNAME);
  if (!byNode || own.some(({ topologyKey }) => topologyKey !== HOSTNAME) || canHaveTwo(proxy) === false) { return []; }
  const { zones } = factsOf(proxy, scene);
  if (!zones) { return { undecided: 'the zones of the cluster are not given' }; }
  if (zones.length < 2) { return []; }
  const found: Found = {
    message: `${spreadName(byNode)} is the only spread, and the cluster has ${zones.length} zones`,
    fix: `add a preferred anti-affinity or a topology spread by ${ZONE} (presets: GatewaySpread.nodesAndZones())`,
    at: proxy.workload.origin(byNode.pointer),
    pointer: byNode.pointer,
    values: [{ name: spreadName(byNode), value: proxy.workload.at(byNode.pointer), show: () => 'set' }, ...replicaValues(proxy)],
  };
  return canHaveTwo(proxy) === undefined ? undecided(proxy.scaling.max) : [found];
});
