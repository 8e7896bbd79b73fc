export * from './facts';
export * from './facts-props';
export * from './feature';
export * from './flavor';
export * from './platform';
export * from './platform-props';
