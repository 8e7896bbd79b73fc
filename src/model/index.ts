/** The model: what will really run, read from manifests and facts, with the origin of every value. */
export { complete } from './complete';
export type { ModelContext, ProxyConfigView, ProxyDraft, Recognizer } from './draft';
export * from './effective-proxy';
export * from './manifest';
export { effectiveMesh } from './mesh';
export type { EffectiveMesh } from './mesh';
export * from './origin';
export { escapeToken, joinPointer, parsePointer, valueAt } from './pointer';
export { proxyConfigView } from './proxy-config';
export type { ProxyConfigInput } from './proxy-config';
export { timelineOf } from './shutdown';
export type { ShutdownTimes } from './shutdown';
export { TracedObject } from './traced';
