/** Two sets of manifests: what restarts, what changes while pods run on, and why. */
export { compareManifests, type CompareInput } from './compare';
export type { Comparison, LeafChange, RolloutPlan, Thing, ThingKey } from './comparison';
export { thingName } from './comparison';
export { compareImpacts, type Impact, IMPACTS, mayRestart, worstOf } from './impact';
export { comparisonJson } from './json';
export { comparisonMarkdown } from './markdown';
export { comparisonText } from './text';
export type { AddressRisk } from '../comparison-props';
