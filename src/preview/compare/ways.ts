import type { ThingBuilder } from './builder';
import type { Owners } from './owners';
import type { Side } from './side';
import { append } from '../../model/group-by';
import { GATEWAY_GROUP } from '../../model/managed/classes';
import { ROUTE_KINDS } from '../../model/managed/routes';
import type { KubeObject, Manifest } from '../../model/manifest/types';
import { NETWORKING_GROUP } from '../../model/names';
import { once, onceEach } from '../../model/once';
import { isVirtualService } from '../../model/virtual-services';

const WAYS: readonly (readonly [group: string, kind: string])[] = [
  ['', 'Service'],
  [NETWORKING_GROUP, 'Gateway'],
  ...ROUTE_KINDS.map((kind) => [GATEWAY_GROUP, kind] as const),
];

/** VirtualServices are found by the Gateways that they name. */
export const isWay = (manifest: Manifest): boolean => (
  isVirtualService(manifest) || WAYS.some(([group, kind]) => group === manifest.key.group && kind === manifest.key.kind));

export const isRoute = (manifest: Manifest): boolean => manifest.key.group === GATEWAY_GROUP && isWay(manifest);

/** Over what clients come to the workloads of one side, besides their own addresses. */
export class Ways {
  /** Those that are written, and those that a controller makes with the workload. */
  public readonly services = onceEach((workload: ThingBuilder): readonly KubeObject[] => [
    ...this.to(workload, '').map(({ object }) => object),
    ...this.owners.companionsOf(workload).filter(({ kind }) => kind === 'Service'),
  ]);

  private readonly all = once(() => {
    const found = new Map<ThingBuilder, Manifest[]>();
    for (const manifest of WAYS.flatMap(([group, kind]) => this.side.index.list(group, kind))) {
      for (const { builder } of this.owners.of(manifest)) { append(found, builder, manifest); }
    }
    return found;
  });

  constructor(public readonly side: Side, private readonly owners: Owners) {}

  /** The Services, Istio Gateways or routes of a workload, by their group. */
  public to(workload: ThingBuilder, group: string): readonly Manifest[] {
    return (this.all().get(workload) ?? []).filter(({ key }) => key.group === group);
  }
}
