export * from './mesh-fleet';
export type * from './props';
