export * from './facts';
export type * from './facts-props';
export * from './feature';
export * from './flavor';
export * from './platform';
export type * from './platform-props';
