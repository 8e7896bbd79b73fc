/** Gateways and waypoints that istiod, or ASM, deploys from Gateway API resources: the objects it makes, and why it would not. */
export { CONSEQUENCES, type ProblemCode } from './problems';
export { infrastructurePlace } from './infrastructure';
export { managedGateways } from './recognize';
export { type ManagedRendering, renderManaged } from './render';
