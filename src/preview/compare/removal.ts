import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import type { Owners } from './owners';
import { append } from '../../model/group-by';
import type { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { once } from '../../model/once';
import { listAt, numberAt, stringAt, textsAt } from '../../model/read';

type Loss = Pick<LeafChange, 'impact' | 'note'>;

/** Over what clients come to a workload, besides its own address. */
const WAYS: readonly (readonly [group: string, kind: string])[] = [
  ['', 'Service'],
  ['networking.istio.io', 'Gateway'],
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => ['gateway.networking.k8s.io', kind] as const),
];

const JUST_GONE: Loss = { impact: 'live', note: 'is removed' };

/** What becomes of the clients of a workload that runs on when an object that belongs to it is removed. */
export class Removals {
  /** The ways to each workload of the new side. */
  private readonly ways = once(() => {
    const found = new Map<ThingBuilder, Manifest[]>();
    for (const manifest of WAYS.flatMap(([group, kind]) => this.index.list(group, kind))) {
      for (const { builder } of this.owners.of(manifest)) { append(found, builder, manifest); }
    }
    return found;
  });

  constructor(private readonly index: ManifestIndex, private readonly owners: Owners, private readonly isChanged: (manifest: Manifest) => boolean) {}

  public of(removed: Manifest, workload: ThingBuilder): Loss {
    const { group, kind } = removed.key;
    if (!WAYS.some(([ofGroup, ofKind]) => ofGroup === group && ofKind === kind)) { return JUST_GONE; }
    const others = (this.ways().get(workload) ?? []).filter(({ key }) => key.group === group && key.kind === kind);
    switch (kind) {
      case 'Service': return service(removed, others);
      case 'Gateway': return gateway(removed, others);
      default: return route(removed, others.filter(this.isChanged));
    }
  }
}

/** Whatever else leads to the pods, the name is gone: it is what clients, routes and certificates hold on to. */
function service({ object }: Manifest, others: readonly Manifest[]): Loss {
  const what = stringAt(object, '/spec/clusterIP') === 'None' ? 'its name, and those of the pods below it' : 'its name and its address';
  const instead = others.length === 0 ? 'until no client uses it' : `until its clients use ${objectName(others[0].key)}, which selects the same pods`;
  return { impact: 'cut-off', note: `is removed while its pods run on: clients that use ${what} reach nobody; keep it ${instead}` };
}

/** Gateways of the same pods are merged, so that any of them may serve a host (Istio pilot/pkg/model/gateway.go mergeGateways). */
function gateway({ object }: Manifest, others: readonly Manifest[]): Loss {
  const served = others.flatMap((one) => serversOf(one.object));
  const own = serversOf(object);
  if (own.length === 0) { return JUST_GONE; }
  const lost = own.filter(({ port, host }) => !served.some((one) => one.port === port && covers(one.host, host)));
  if (lost.length === 0) { return { impact: 'live', note: 'is removed; other Gateways of these pods serve its hosts' }; }
  const [{ host, port }] = lost;
  const more = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
  return { impact: 'cut-off', note: `is removed, and no other Gateway of these pods serves ${host} on port ${port}${more}: its clients are refused; keep it until no client asks for them` };
}

/** Of a route that stays it is not asked what it matches: it was there before. One that is new or changed may be the same under another name. */
function route({ object }: Manifest, others: readonly Manifest[]): Loss {
  const heir = others.find((one) => hostnamesOf(object).every((host) => hostnamesOf(one.object).some((other) => covers(other, host))));
  return heir
    ? { impact: 'live', note: `is removed; ${objectName(heir.key)} may have taken its place` }
    : { impact: 'cut-off', note: 'is removed, and no new or changed route takes its hosts over: requests that it alone matched are refused; keep it until no client sends them' };
}

/** `namespace/host` says whose virtual services may use the host, not what is served. */
function serversOf(object: unknown): { readonly port: number | undefined; readonly host: string }[] {
  return (listAt(object, '/spec/servers') ?? []).flatMap((server) => textsAt(server, '/hosts')
    .map((host) => ({ port: numberAt(server, '/port/number'), host: host.slice(host.indexOf('/') + 1) })));
}

/** A route without hostnames takes all of its listeners. */
function hostnamesOf(object: unknown): readonly string[] {
  const given = textsAt(object, '/spec/hostnames');
  return given.length === 0 ? ['*'] : given;
}

function covers(pattern: string, host: string): boolean {
  return pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}
