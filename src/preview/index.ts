export * from './effective-mesh';
export * from './proxy-preview';
