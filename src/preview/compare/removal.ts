import { objectName, type ThingBuilder } from './builder';
import { JUST_GONE, type Loss } from './loss';
import type { Owners } from './owners';
import { candidatesOf, routeLoss } from './route-loss';
import type { Side } from './side';
import { append } from '../../model/group-by';
import { hostCovers } from '../../model/hosts';
import { GATEWAY_GROUP } from '../../model/managed/classes';
import { ROUTE_KINDS } from '../../model/managed/routes';
import type { Manifest } from '../../model/manifest/types';
import { once, onceEach } from '../../model/once';
import { listAt, numberAt, stringAt, textsAt } from '../../model/read';

/** Over what clients come to a workload, besides its own address. */
const WAYS: readonly (readonly [group: string, kind: string])[] = [
  ['', 'Service'],
  ['networking.istio.io', 'Gateway'],
  ...ROUTE_KINDS.map((kind) => [GATEWAY_GROUP, kind] as const),
];

/** What becomes of the clients of a workload that runs on when an object that belongs to it is removed. */
export class Removals {
  /** The ways to each workload of the new side. */
  private readonly ways = once(() => {
    const found = new Map<ThingBuilder, Manifest[]>();
    for (const manifest of WAYS.flatMap(([group, kind]) => this.now.index.list(group, kind))) {
      for (const { builder } of this.owners.of(manifest)) { append(found, builder, manifest); }
    }
    return found;
  });

  /** What routes take at each Gateway of the new side. */
  private readonly routes = onceEach((workload: ThingBuilder) => {
    const others = this.waysTo(workload, GATEWAY_GROUP).map((route) => ({ route, changed: this.isChanged(route) }));
    return candidatesOf(others, workload.madeFrom ?? '', this.now.context(workload.key.cluster));
  });

  constructor(
    private readonly old: Side, private readonly now: Side, private readonly owners: Owners, private readonly isChanged: (manifest: Manifest) => boolean,
  ) {}

  public of(removed: Manifest, workload: ThingBuilder): Loss {
    const { group, kind } = removed.key;
    if (!WAYS.some(([ofGroup, ofKind]) => ofGroup === group && ofKind === kind)) { return JUST_GONE; }
    switch (kind) {
      case 'Service': return service(removed, this.waysTo(workload, group, kind));
      case 'Gateway': return gateway(removed, this.waysTo(workload, group, kind));
      default: return this.route(removed, workload);
    }
  }

  private waysTo(workload: ThingBuilder, ofGroup: string, ofKind?: string): readonly Manifest[] {
    return (this.ways().get(workload) ?? []).filter(({ key: { group, kind } }) => group === ofGroup && (ofKind === undefined || kind === ofKind));
  }

  private route(before: Manifest, workload: ThingBuilder): Loss {
    const { cluster } = before.key;
    const change = { gateway: workload.madeFrom ?? '', before, was: this.old.context(cluster), is: this.now.context(cluster) };
    return routeLoss(change, () => this.routes(workload)) ?? JUST_GONE;
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
  const lost = serversOf(object).filter(({ port, host }) => !served.some((one) => one.port === port && hostCovers(one.host, host)));
  if (lost.length === 0) { return { impact: 'live', note: 'is removed; other Gateways of these pods serve its hosts' }; }
  const [{ host, port }] = lost;
  const more = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
  return { impact: 'cut-off', note: `is removed, and no other Gateway of these pods serves ${host} on port ${port}${more}: its clients are refused; keep it until no client asks for them` };
}

/** `namespace/host` says whose virtual services may use the host, not what is served. */
function serversOf(object: unknown): { readonly port: number | undefined; readonly host: string }[] {
  return (listAt(object, '/spec/servers') ?? []).flatMap((server) => textsAt(server, '/hosts')
    .map((host) => ({ port: numberAt(server, '/port/number'), host: host.slice(host.indexOf('/') + 1) })));
}
