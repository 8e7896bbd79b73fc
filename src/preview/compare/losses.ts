import { objectName, type ThingBuilder } from './builder';
import { type LeafChange, namedFirst } from './comparison';
import { gatewayLoss, type Served, servedAt } from './gateway-loss';
import { JUST_GONE, type Loss } from './loss';
import { candidatesOf, routeLoss } from './route-loss';
import { virtualServiceLoss } from './virtual-service-loss';
import { isWay, type Ways } from './ways';
import { GATEWAY_GROUP } from '../../model/managed/classes';
import type { Manifest } from '../../model/manifest/types';
import { onceEach } from '../../model/once';
import { describeOrigin } from '../../model/origin';
import { listAt, member, stringAt } from '../../model/read';
import { isExternalName, selectsPods, transportOf } from '../../model/service-port';
import { isVirtualService } from '../../model/virtual-services';

/** What becomes of the clients of a workload that runs on when an object that belongs to it is removed or changed. */
export class Losses {
  /** What routes take at each Gateway of the new side. */
  private readonly routes = onceEach((workload: ThingBuilder) => {
    const others = this.is.to(workload, GATEWAY_GROUP).map((route) => ({ route, changed: this.isChanged(route) }));
    return candidatesOf(others, workload.madeFrom ?? '', this.is.side.context(workload.key.cluster));
  });

  private readonly served: readonly ((workload: ThingBuilder) => readonly Served[])[];
  private readonly servedBefore = onceEach((workload: ThingBuilder) => servedAt(this.was, workload));

  /** @param running what the new objects lead to as long as the old pods run */
  constructor(
    private readonly was: Ways,
    private readonly is: Ways,
    private readonly running: Ways,
    private readonly isChanged: (manifest: Manifest) => boolean,
  ) {
    this.served = [is, running].map((ways) => onceEach((workload) => servedAt(ways, workload)));
  }

  public ofRemoval(removed: Manifest, workload: ThingBuilder): Loss {
    if (!isWay(removed)) { return JUST_GONE; }
    return (removed.key.kind === 'Service' ? serviceGone(removed, this.is.to(workload, '')) : this.loss(removed, undefined, workload)) ?? JUST_GONE;
  }

  /** The same by a change of the object, or of what stands around it: a listener takes a route no more although nobody touched the route. */
  public ofEdit(before: Manifest, after: Manifest, workload: ThingBuilder): LeafChange | undefined {
    if (!isWay(before)) { return undefined; }
    const loss = before.key.kind === 'Service' ? portsGone(before, after) : this.loss(before, after, workload);
    if (!loss) { return undefined; }
    const { warning, ...verdict } = loss;
    if (warning !== undefined) { workload.warn([warning]); }
    if (verdict.impact !== 'cut-off') { return undefined; }
    const pointer = this.placeOf(after, workload);
    return { ...verdict, object: objectName(after.key), pointer, origin: describeOrigin({ kind: 'set', manifest: after, pointer }) };
  }

  private placeOf(after: Manifest, workload: ThingBuilder): string {
    switch (after.key.kind) {
      case 'Service': return '/spec/ports';
      case 'Gateway': return [this.is, this.running].every((ways) => ways.to(workload, after.key.group).includes(after)) ? '/spec/servers' : '/spec/selector';
      default: return '';
    }
  }

  private loss(before: Manifest, after: Manifest | undefined, workload: ThingBuilder): Loss | undefined {
    if (before.key.kind === 'Gateway') { return this.gatewayLoss(before, after, workload); }
    if (isVirtualService(before)) {
      const change = { before, was: this.was, after, is: this.is };
      return virtualServiceLoss(change, this.servedBefore(workload), this.served[0](workload));
    }
    const [was, is] = [this.was, this.is].map(({ side }) => side.context(before.key.cluster));
    return routeLoss({ gateway: workload.madeFrom ?? '', before, was, after, is }, () => this.routes(workload));
  }

  /** At the pods that are made from now on, and at those that run until then. */
  private gatewayLoss(before: Manifest, after: Manifest | undefined, workload: ThingBuilder): Loss | undefined {
    const { was } = this;
    const [lost, now] = [this.is, this.running].map((is, at) => gatewayLoss({ before, was, after, is }, workload, this.served[at](workload)));
    return lost?.impact !== 'cut-off' && now?.impact === 'cut-off' ? { ...now, note: `${now.note}; ${UNTIL_REPLACED}` } : lost;
  }
}

/** A Gateway asks for labels: new pods may have them that the pods do not have that run. */
const UNTIL_REPLACED = 'that is so until its pods are replaced: let their new labels roll out first';

/** Whatever else leads to the pods, the name is gone: it is what clients, routes and certificates hold on to. */
function serviceGone({ object }: Manifest, others: readonly Manifest[]): Loss {
  const what = stringAt(object, '/spec/clusterIP') === 'None' ? 'its name, and those of the pods below it' : 'its name and its address';
  const instead = others.length === 0 ? 'until no client uses it' : `until its clients use ${objectName(others[0].key)}, which selects the same pods`;
  return { impact: 'cut-off', note: `is removed while its pods run on: clients that use ${what} reach nobody; keep it ${instead}` };
}

/** Kubernetes 1.34 pkg/controller/endpointslice/endpointslice_controller.go syncService returns before it looks at the slices that are there. */
const FROZEN = 'has no selector any more: its endpoints stay the pods that it had then, and nobody follows their restarts; keep the selector, or write EndpointSlices of its own';

const losesSelector = (before: unknown, after: unknown): boolean => (
  selectsPods(before) && !isExternalName(after) && !selectsPods(after));

/** Clients of a headless Service have the addresses of the pods, and ask no port of it. */
function portsGone({ object: before }: Manifest, { object: after }: Manifest): Loss | undefined {
  if (losesSelector(before, after)) { return { impact: 'live', warning: `${before.kind} ${before.metadata.name ?? ''} ${FROZEN}` }; }
  if (![before, after].every((side) => selectsPods(side) && stringAt(side, '/spec/clusterIP') !== 'None')) { return undefined; }
  const [had, has] = [before, after].map((side) => (listAt(side, '/spec/ports') ?? []).map((port) => `${member(port, 'port')}/${transportOf(port)}`));
  const gone = had.filter((port) => !has.includes(port));
  if (gone.length === 0) { return undefined; }
  return { impact: 'cut-off', note: `it has port ${namedFirst(gone)} no more: clients that use it are refused; keep it until none does` };
}
