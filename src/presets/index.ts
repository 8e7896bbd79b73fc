export * from './budget';
export * from './load-balancer';
export type * from './resources';
export * from './rollout';
export * from './scaling-behavior';
export * from './shutdown';
export type * from './shutdown-props';
export * from './spread';
export * from './spread-props';
