import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { FleetGateway } from './gateway';
import { meshResource } from './mesh-resource';
import { factsIn, type FleetPlan, type Folder } from './plan';
import { emitCompanions } from '../gateway/render/asm';
import { rendererOf } from '../gateway/render/choose';
import { emit } from '../kube/emit';

/**
 * The app of one folder, with the gateways of the fleet in it for as long as it is used: an app that was handed out has only its user's charts
 * afterwards, and any other is dropped, so that memory does not grow with the clusters.
 */
export function withApp<T>(plan: FleetPlan, folder: Folder, use: (app: App) => T): T {
  const given = plan.apps.get(folder.name);
  const app = given ?? new App();
  if (!given) { factsIn(plan, folder).applyTo(app); }
  const added: string[] = [];
  try {
    for (const gateway of plan.gateways) {
      if (folder.cluster !== undefined && !gateway.clusters.has(folder.cluster)) { continue; }
      if (app.node.tryFindChild(gateway.id)) {
        throw new Error(`'${gateway.id}' is the id of a gateway of the fleet and of a chart, got both; give one of them another id`);
      }
      added.push(gateway.id);
      if (!addChart(app, gateway, folder)) { app.node.tryRemoveChild(gateway.id); }
    }
    return use(app);
  } finally {
    for (const id of added) { app.node.tryRemoveChild(id); }
  }
}

/** False where a gateway needs nothing in a folder: a chart without an object would be an empty file. */
function addChart(app: App, gateway: FleetGateway, { cluster }: Folder): boolean {
  const { id, rendering, declaration } = gateway;
  const chart = new Chart(app, id, rendering === 'ASM' ? {} : { namespace: declaration.namespace });
  const scope = new Construct(chart, 'gateway');
  if (cluster === undefined) {
    emit(scope, 'resource', meshResource(gateway));
  } else if (rendering === 'ASM') {
    emitCompanions(scope, gateway.specIn(cluster));
  } else {
    rendererOf(rendering).render(scope, gateway.specIn(cluster), gateway.platformIn(cluster));
  }
  return scope.node.children.length > 0;
}
