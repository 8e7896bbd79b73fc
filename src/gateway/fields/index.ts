export * from './additions';
export * from './read-props';
export * from './shape';
export * from './table';
export type * from './types';
