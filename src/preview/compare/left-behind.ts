import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import { tracedName } from './traced';
import type { EffectiveProxy } from '../../model/effective-proxy';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin } from '../../model/origin';
import { stringAt } from '../../model/read';
import type { TracedObject } from '../../model/traced';

/**
 * istiod only applies: what it renders no more it leaves, under its owner, the Gateway, and the garbage collector takes it with that one
 * (deploymentcontroller.go configureIstioGateway has no delete; istio/istio issue 53189).
 */
const SOURCE = 'Istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go configureIstioGateway';

const STAYS = 'istiod applies it no more and deletes nothing: it stays as it is until somebody deletes it';

/** What goes on because of it. */
const GOES_ON: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: `${STAYS}, and goes on scaling the pods`,
  PodDisruptionBudget: `${STAYS}, and goes on holding back evictions`,
};

/** An object beside a proxy that stays. */
export function leftCompanion(companion: TracedObject): LeafChange {
  return {
    impact: 'live',
    object: tracedName(companion),
    pointer: '',
    origin: `no longer ${describeOrigin(companion.origin('/metadata/name'))}`,
    note: GOES_ON[companion.object.kind] ?? STAYS,
  };
}

/** A proxy whose Gateway stays, and is deployed under another name now or not at all. */
export function leaveBehind(builder: ThingBuilder, before: EffectiveProxy, gateway: Manifest, deployedElsewhere: boolean): void {
  builder.add({
    impact: deployedElsewhere ? 'live' : 'unknown',
    object: tracedName(before.workload),
    pointer: '',
    origin: `no longer made of ${objectName(gateway.key)}`,
    note: deployedElsewhere ? STAYS : `${STAYS}; whether it is still given the listeners of its Gateway is not known`,
  }, ...before.companions.map(leftCompanion));
  const services = before.companions.filter(({ object }) => object.kind === 'Service' && stringAt(object, '/spec/type') === 'LoadBalancer');
  builder.risk(services.map((service) => ({
    object: tracedName(service), pointer: '', why: 'the load balancer stays here; what is made of the Gateway from now on has another address, or none', source: SOURCE,
  })));
}
