import { spreadName } from './spread';
import { betterTopologyKey, isKnownTopologyKey, nameProblem } from '../../../kube';
import { joinPointer } from '../../../model/pointer';
import { member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { factsOf, GATEWAYS, proxyRule, short } from '../proxy-rule';

/** AVL004: a key that nodes may not carry. */
export const unknownTopologyKey = proxyRule({
  id: 'AVL004',
  title: 'unknown or old topology key',
  what: 'The topologyKey of a spread is not one that nodes are sure to carry (hostname, zone, region), and the nodes that are given do '
    + 'not carry it; or it is a deprecated one.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Nodes without the label are in no domain: a preferred rule then spreads nothing, a required one may leave pods pending. '
    + 'The keys failure-domain.beta.kubernetes.io/* are deprecated since Kubernetes 1.17.',
  source: 'https://kubernetes.io/docs/reference/labels-annotations-taints/',
  roles: GATEWAYS,
}, (proxy, scene) => proxy.spread.flatMap((spread): Found[] => {
  const { topologyKey: key, kind } = spread;
  if (kind === 'eci' || key === '' || isKnownTopologyKey(key)) { return []; }
  const better = betterTopologyKey(key);
  const { nodes } = factsOf(proxy, scene);
  const carried = nodes?.some(({ labels }) => member(labels, key) !== undefined);
  // the cluster's own label, which its nodes are known to carry; an old key is worth a word all the same
  const isOld = key.startsWith('failure-domain.beta.');
  if (carried && !isOld) { return []; }
  const nobody = nodes !== undefined && nodes.length > 0 && nodes.every(({ labels }) => labels !== undefined && member(labels, key) === undefined);
  const valid = nameProblem('topologyKey', key) === undefined;
  return [{
    message: `${spreadName(spread)}: ${nobody ? 'no node carries this label' : isOld ? 'this label is deprecated' : valid ? 'nodes do not carry this label by themselves' : 'this cannot be a label of a node'}`,
    fix: better === undefined
      ? 'use kubernetes.io/hostname or topology.kubernetes.io/zone, or give MeshFacts the nodes with this label'
      : `use ${better}`,
    at: proxy.workload.origin(spread.pointer),
    pointer: spread.pointer,
    part: short(key),
    values: [{
      name: 'topologyKey',
      value: proxy.workload.at(joinPointer(spread.pointer, ...member(proxy.workload.at(spread.pointer).value, 'podAffinityTerm') ? ['podAffinityTerm'] : [], 'topologyKey')),
      show: short,
    }],
  }];
}));
