export * from './proxy-preview';
