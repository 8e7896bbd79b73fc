import { allowedLess, type Judge, type Policies, type PolicyChange } from './at';
import { allOf, anyOf, isCovered } from './cover';
import { everybodyWithin, type Peer, peerOf, peerWithin, type Port, portOf, portWithin } from './network-ends';
import type { Manifest } from '../../../model/manifest/types';
import { once } from '../../../model/once';
import { listAt, textsAt } from '../../../model/read';
import { type Pods, targetPortOf, transportOf } from '../../../model/service-port';
import type { Tri } from '../../../model/tri';
import { objectName, type ThingBuilder } from '../builder';

export const NETWORK = 'networking.k8s.io/NetworkPolicy';

interface Direction { readonly type: string; readonly rules: string; readonly peers: string; readonly way: string; readonly whose: string }

const DIRECTIONS: readonly Direction[] = [
  { type: 'Ingress', rules: '/spec/ingress', peers: '/from', way: 'in', whose: 'to these pods' },
  { type: 'Egress', rules: '/spec/egress', peers: '/to', way: 'out', whose: 'of these pods' },
];

/** Pods that a policy selects take what a rule of any policy lets in, and without a rule nothing (kubernetes/api networking/v1/types.go NetworkPolicySpec). */
export const network: Judge = (change) => {
  const texts = DIRECTIONS.flatMap((direction) => narrowed(change, direction) ?? []);
  return texts.length === 0 ? undefined : texts.join('; ');
};

function narrowed(change: PolicyChange, direction: Direction): string | undefined {
  const { type, way, whose } = direction;
  const rulesIn = (policy: Manifest, policies: Policies): readonly Rule[] | undefined => rulesOf(policy, policies, change.workload, direction);
  const answer = allowedLess(change, NETWORK, rulesIn, covers);
  if (!answer || (type === 'Ingress' && opensServices(change, answer.open))) { return undefined; }
  if (answer.open.some(({ peers, ports }) => !peers && !ports)) { return undefined; }
  const name = objectName((change.after ?? change.before)!.key);
  if (answer.open.length === 0) {
    return `${name} lets nothing ${way}, and no other NetworkPolicy among the manifests does: every connection ${whose} is refused where the network plugin keeps policies`;
  }
  return answer.sure
    ? `${name} lets less ${way} than before, and may refuse connections ${whose} that are made now; look at their ports and at who is at the other end`
    : `${name} may let ${way} less than before, as its old and new rules cannot be compared for sure; look at the ports of connections ${whose} and at who is at the other end`;
}

/** A rule, taken apart; without peers or ports it is for all of them. */
interface Rule {
  readonly peers?: readonly Peer[];
  readonly ports?: readonly Port[];
}

/** Without `policyTypes` it speaks of what comes in, and of what goes out where it has rules for that (kubernetes pkg/apis/networking/v1/defaults.go). */
function rulesOf(policy: Manifest, policies: Policies, workload: ThingBuilder, { type, rules, peers }: Direction): readonly Rule[] | undefined {
  const types = textsAt(policy.object, '/spec/policyTypes');
  const own = listAt(policy.object, rules) ?? [];
  const speaks = types.length > 0 ? types.includes(type) : type === 'Ingress' || own.length > 0;
  if (!speaks) { return undefined; }
  // a name of what goes out is one of the pods at the other end
  const pods = once(() => (type === 'Ingress' ? podsAt(workload, policies) : undefined));
  const home = policies.side.index.namespaceOf(policy.key);
  return own.map((rule) => ({
    ...!isOpen(rule, peers) && { peers: (listAt(rule, peers) ?? []).map((peer) => peerOf(peer, home)) },
    ...!isOpen(rule, '/ports') && { ports: (listAt(rule, '/ports') ?? []).map((port) => portOf(port, pods)) },
  }));
}

/** What the pods of a workload are made of, which any policy that selects them tells. */
function podsAt(workload: ThingBuilder, policies: Policies): Pods | undefined {
  const [policy] = policies.at(workload, NETWORK);
  return policy && policies.podsOf(policy, workload);
}

const isOpen = (rule: unknown, pointer: string): boolean => (listAt(rule, pointer) ?? []).length === 0;

/** Whether each peer reaches each port as before, over whatever rule. */
function covers(open: readonly Rule[], { peers, ports }: Rule): Tri {
  // each end is looked at once, not once for each other end
  const byPeer = (peers ?? [undefined]).map((peer) => open.map((one) => (
    one.peers ? anyOf(one.peers.map((other) => (peer ? peerWithin(peer, other) : everybodyWithin(other)))) : 'all')));
  const byPort = (ports ?? [undefined]).map((port) => open.map((one) => (
    one.ports ? port ? anyOf(one.ports.map((other) => portWithin(port, other))) : 'none' : 'all')));
  return isCovered(byPeer.flatMap((ofPeer) => byPort.map((ofPort) => anyOf(open.map((_, at) => allOf([ofPeer[at], ofPort[at]]))))));
}

/** What Services send to the pods comes in from everywhere. */
function opensServices({ workload, is }: PolicyChange, open: readonly Rule[]): boolean {
  const ports = is.ways.services(workload).flatMap((service) => listAt(service, '/spec/ports') ?? []);
  const pods = once(() => podsAt(workload, is));
  return ports.length > 0 && ports.every((port) => {
    const target = portOf({ port: targetPortOf(port), protocol: transportOf(port) }, pods);
    return open.some(({ peers, ports: own }) => !peers && (!own || own.some((one) => portWithin(target, one) === 'all')));
  });
}
