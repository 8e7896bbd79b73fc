import { objectName, type ThingBuilder } from './builder';
import { gatewayLoss } from './gateway-loss';
import { JUST_GONE, type Loss } from './loss';
import { candidatesOf, routeLoss } from './route-loss';
import { isWay, type Ways } from './ways';
import { GATEWAY_GROUP } from '../../model/managed/classes';
import type { Manifest } from '../../model/manifest/types';
import { onceEach } from '../../model/once';
import { stringAt } from '../../model/read';

/** What becomes of the clients of a workload that runs on when an object that belongs to it is removed. */
export class Removals {
  /** What routes take at each Gateway of the new side. */
  private readonly routes = onceEach((workload: ThingBuilder) => {
    const others = this.is.to(workload, GATEWAY_GROUP).map((route) => ({ route, changed: this.isChanged(route) }));
    return candidatesOf(others, workload.madeFrom ?? '', this.is.side.context(workload.key.cluster));
  });

  constructor(private readonly was: Ways, private readonly is: Ways, private readonly isChanged: (manifest: Manifest) => boolean) {}

  public of(removed: Manifest, workload: ThingBuilder): Loss {
    if (!isWay(removed)) { return JUST_GONE; }
    switch (removed.key.kind) {
      case 'Service': return service(removed, this.is.to(workload, ''));
      case 'Gateway': return gatewayLoss({ before: removed, was: this.was, is: this.is }, workload) ?? JUST_GONE;
      default: return this.route(removed, workload);
    }
  }

  private route(before: Manifest, workload: ThingBuilder): Loss {
    const [was, is] = [this.was, this.is].map(({ side }) => side.context(before.key.cluster));
    return routeLoss({ gateway: workload.madeFrom ?? '', before, was, is }, () => this.routes(workload)) ?? JUST_GONE;
  }
}

/** Whatever else leads to the pods, the name is gone: it is what clients, routes and certificates hold on to. */
function service({ object }: Manifest, others: readonly Manifest[]): Loss {
  const what = stringAt(object, '/spec/clusterIP') === 'None' ? 'its name, and those of the pods below it' : 'its name and its address';
  const instead = others.length === 0 ? 'until no client uses it' : `until its clients use ${objectName(others[0].key)}, which selects the same pods`;
  return { impact: 'cut-off', note: `is removed while its pods run on: clients that use ${what} reach nobody; keep it ${instead}` };
}
