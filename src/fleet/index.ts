export * from './mesh-fleet';
export * from './props';
