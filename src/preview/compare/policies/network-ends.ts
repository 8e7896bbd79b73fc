import { allOf, anyOf, type Cover } from './cover';
import { rangeWithin } from './ranges';
import { listAt, mapAt, member, numberAt, stringAt, stringsOf, textsAt } from '../../../model/read';
import { sameJson } from '../../../model/same-json';
import { type Pods, portNamed, transportOf } from '../../../model/service-port';

/** The other end of a connection (kubernetes/api networking/v1/types.go NetworkPolicyPeer): a block of addresses, or pods by their namespace and labels. */
export type Peer = Block | { readonly namespaces: readonly Condition[]; readonly pods: readonly Condition[] };

interface Block { readonly cidr: string; readonly except: readonly string[] }

interface Condition { readonly key: string; readonly operator: string; readonly values: readonly string[] }

/** The label that every namespace has (kubernetes core/v1 LabelMetadataName). */
const NAME = 'kubernetes.io/metadata.name';

/** Without a selector of namespaces, pods are those of the policy's own. */
export function peerOf(peer: unknown, home: string | undefined): Peer {
  const block = mapAt(peer, '/ipBlock');
  if (block) { return { cidr: stringAt(block, '/cidr') ?? '', except: textsAt(block, '/except') }; }
  const namespaces = mapAt(peer, '/namespaceSelector') ?? { matchLabels: { [NAME]: home ?? '' } };
  return { namespaces: conditionsOf(namespaces), pods: conditionsOf(mapAt(peer, '/podSelector')) };
}

function conditionsOf(selector: unknown): readonly Condition[] {
  return [
    ...Object.entries(stringsOf(member(selector, 'matchLabels'))).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...(listAt(selector, '/matchExpressions') ?? [])
      .map((one) => ({ key: stringAt(one, '/key') ?? '', operator: stringAt(one, '/operator') ?? '', values: textsAt(one, '/values') })),
  ];
}

export function peerWithin(narrow: Peer, wide: Peer): Cover {
  if ('cidr' in narrow) { return 'cidr' in wide ? blockWithin(narrow, wide) : 'none'; }
  // whether a block is for pods that have such addresses is for the network plugin to say
  return 'cidr' in wide ? 'unknown' : allOf([selectedWithin(narrow.namespaces, wide.namespaces), selectedWithin(narrow.pods, wide.pods)]);
}

/** Who is anybody is in no list of pods, and in a block of all addresses maybe. */
export const everybodyWithin = (wide: Peer): Cover => ('cidr' in wide && wide.cidr.endsWith('/0') ? 'unknown' : 'none');

function blockWithin(narrow: Block, wide: Block): Cover {
  const block = rangeWithin(narrow.cidr, wide.cidr);
  if (block === 'none' || block === 'unknown') { return block; }
  const gaps = wide.except.map((gap): Cover => {
    if (rangeWithin(gap, narrow.cidr) === 'none') { return 'all'; }
    const known = anyOf(narrow.except.map((own) => rangeWithin(gap, own)));
    return known === 'none' ? 'part' : known;
  });
  return allOf([block, ...gaps]);
}

/** Each condition has to be asked by the other one too, or be met by what that asks for. */
function selectedWithin(narrow: readonly Condition[], wide: readonly Condition[]): Cover {
  const isAsked = (by: readonly Condition[]) => (one: Condition): boolean => by.some((other) => meets(other, one));
  if (wide.every(isAsked(narrow))) { return 'all'; }
  const isOther = wide.some((one) => one.operator === 'In' && narrow.some(({ key, operator, values }) => (
    key === one.key && operator === 'In' && !values.some((value) => one.values.includes(value)))));
  return isOther ? 'none' : narrow.every(isAsked(wide)) ? 'part' : 'unknown';
}

function meets(narrow: Condition, wide: Condition): boolean {
  if (narrow.key !== wide.key) { return false; }
  if (narrow.operator === 'In' && wide.operator === 'In') { return narrow.values.every((value) => wide.values.includes(value)); }
  return (narrow.operator === 'In' && wide.operator === 'Exists') || sameJson(narrow, wide);
}

/** Ports of a protocol: a range, or a name that nobody knows the number of. */
export interface Port { readonly protocol: string; readonly ports: string | readonly [first: number, last: number] }

export function portOf(port: unknown, pods: () => Pods | undefined): Port {
  const protocol = transportOf(port);
  const written = member(port, 'port');
  if (typeof written === 'string') {
    const made = pods();
    const number = made && portNamed(written, protocol, made);
    return { protocol, ports: typeof number === 'number' ? [number, number] : written };
  }
  return { protocol, ports: typeof written === 'number' ? [written, numberAt(port, '/endPort') ?? written] : [1, 65_535] };
}

export function portWithin(narrow: Port, wide: Port): Cover {
  if (narrow.protocol !== wide.protocol) { return 'none'; }
  if (typeof wide.ports === 'string') { return narrow.ports === wide.ports ? 'all' : 'unknown'; }
  const [from, to] = wide.ports;
  if (typeof narrow.ports === 'string') { return from <= 1 && to >= 65_535 ? 'all' : 'unknown'; }
  const [first, last] = narrow.ports;
  return from <= first && last <= to ? 'all' : last < from || to < first ? 'none' : 'part';
}
