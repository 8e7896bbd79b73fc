/** Gateways and waypoints that istiod, or ASM, deploys from Gateway API resources: the objects it makes, and why it would not. */
export { APPLY_ORDER, type AppliedKind, CONSEQUENCES, type ProblemCode, refusedKinds } from './problems';
export { infrastructurePlace } from './infrastructure';
export { managedGateways } from './recognize';
export { type ManagedRendering, renderManaged } from './render';
