export * from './comparison-props';
export * from './effective-mesh';
export * from './manifests';
export * from './proxy-preview';
