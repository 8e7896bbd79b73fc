export { MAX_DEPTH, MergeError } from './error';
export type { Json, JsonObject } from './json';
export { jsonMerge } from './json-merge';
export { type MergeResult, strategicMerge } from './strategic';
export type { Layer, MergeSource, MergeTrace } from './trace';
export { type MergeField, mergeableKinds, mergeStrategyFor, type MergeType } from './types';
export { type Union, unionMembers } from './unions';
