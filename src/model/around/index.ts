export { autoscalersOn } from './autoscalers';
export { rivalsOf } from './claims';
export { neighbourhoodOf } from './neighbourhood';
export type { Neighbourhood } from './neighbourhood';
export { resourcesOf } from './resources';
export { rolloutOf } from './rollout';
export { scalingOf } from './scaling';
export { budgetsOf, servicesOf, servicesSelecting } from './selected-by';
export { spreadOf } from './spread';
