import { joinPointer } from '../../../model/pointer';
import { listAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { undecided } from '../../rule';
import { fitsOnNodes } from '../anti-affinity/fit';
import { isOnHostNetwork } from '../anti-affinity/spread';
import { GATEWAYS, proxyRule, short } from '../proxy-rule';

/** NET012: names of the cluster, istiod's among them, are known to the cluster's DNS only. */
export const hostNetworkDns = proxyRule({
  id: 'NET012',
  title: 'pods without the cluster\'s DNS',
  what: 'A gateway or waypoint has `hostNetwork: true` and `dnsPolicy` ClusterFirst, or none, which is ClusterFirst; or it has `dnsPolicy` Default and names no name server of its own.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'On the host network ClusterFirst means the node\'s resolver, and Default does everywhere. The proxy then does not find istiod, nor any other '
    + 'Service by name, and never gets ready.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy',
  roles: GATEWAYS,
}, ({ workload, template, make }) => {
  const hostNetwork = workload.at<unknown>(joinPointer(template, 'spec', 'hostNetwork'));
  const policy = workload.at<unknown>(joinPointer(template, 'spec', 'dnsPolicy'));
  if (policy.value === 'Default') {
    if ((listAt(workload.object, joinPointer(template, 'spec', 'dnsConfig', 'nameservers')) ?? []).length > 0) { return []; }
    return [{
      message: `dnsPolicy Default is the node's resolver${hostNetwork.value === true ? '' : ', also for pods with a network of their own'}: names of the cluster do not resolve`,
      fix: hostNetwork.value === true ? 'set dnsPolicy: ClusterFirstWithHostNet' : 'remove dnsPolicy, or set ClusterFirst',
      at: policy.origin,
      values: [{ name: 'dnsPolicy', value: policy, show: short }],
    }];
  }
  if (hostNetwork.value !== true) { return []; }
  if (!policy.known) { return undecided(policy); }
  if (policy.value !== undefined && policy.value !== 'ClusterFirst') { return []; }
  const place = hostNetwork.origin;
  return [{
    message: `hostNetwork with dnsPolicy ${policy.value === undefined ? 'unset, which is ClusterFirst' : 'ClusterFirst'}: names of the cluster do not resolve`,
    fix: 'set dnsPolicy: ClusterFirstWithHostNet',
    // both fields stand side by side in an IstioGateway, and it has no other place for them
    ...make === 'asm' && place.kind === 'set' && place.pointer === '/spec/hostNetwork'
      ? { patch: [{ op: policy.value === undefined ? 'add' : 'replace', path: '/spec/dnsPolicy', value: 'ClusterFirstWithHostNet' }] } : {},
    at: policy.origin.kind === 'set' ? policy.origin : place,
    values: [{ name: 'hostNetwork', value: hostNetwork }, { name: 'dnsPolicy', value: policy, show: short }],
  }];
});

/** NET013: two pods cannot hold one port of a node. */
export const hostNetworkRollout = proxyRule({
  id: 'NET013',
  title: 'rollout on the host network finds no free node',
  what: 'A gateway with `hostNetwork: true` and declared ports has more replicas than there are nodes for it, or its rollout adds pods beyond them and takes none down '
    + 'before a new one is up.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Pods on the host network hold their ports on the node. When every node has one, a new pod finds no place until an old one is gone: with '
    + 'maxUnavailable 0 (25% of up to 3 replicas is 0) the rollout waits for ever.',
  source: 'Kubernetes scheduler plugin NodePorts; Deployment rolling update (maxUnavailable rounds down)',
  roles: GATEWAYS,
}, (proxy, scene) => {
  if (!isOnHostNetwork(proxy)) { return []; }
  const verdict = fitsOnNodes(proxy, scene, ({ kind }) => kind === 'host-ports');
  if ('undecided' in verdict) { return verdict; }
  const hostNetwork = proxy.workload.at<unknown>(joinPointer(proxy.template, 'spec', 'hostNetwork'));
  const { maxUnavailable } = proxy.rollout;
  // an update that goes on as old pods leave is what the host network asks for
  return verdict.filter(({ severity }) => severity !== Severity.NOTE).map((found) => ({
    ...found,
    fix: found.message.includes('during an update') ? 'set maxUnavailable: 1, or use a DaemonSet' : 'use a DaemonSet, or have fewer replicas',
    at: maxUnavailable.origin.kind === 'set' ? maxUnavailable.origin : hostNetwork.origin,
    values: [...found.values ?? [], { name: 'hostNetwork', value: hostNetwork }],
  }));
});
