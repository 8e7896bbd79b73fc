import { meant } from '../../kube/nearest';
import { own } from '../../kube/own';
import { isPlainMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import { isPreset, PRESET_CLASSES, type PresetClass } from '../../presets/classes';
import { WaypointChartProps, WaypointProps } from '../props';

/** Takes a problem: `'prop' what, got value; what to do`. */
export type Add = (problem: string) => void;

type Shape = 'text' | 'texts' | 'map' | 'maps' | 'count' | 'flag' | PresetClass;

/** What each prop holds. A name too many or too few does not compile. Presets may be of another copy of this package. */
const SHAPES: Readonly<Record<keyof WaypointProps, Shape>> = {
  name: 'text',
  namespace: 'text',
  labels: 'texts',
  annotations: 'texts',
  waypointFor: 'text',
  acceptsFrom: PRESET_CLASSES.allowedRoutes,
  revision: 'text',
  resources: 'map',
  replicas: 'count',
  autoscaling: 'map',
  shutdown: PRESET_CLASSES.shutdown,
  proxyConfig: 'map',
  budget: PRESET_CLASSES.budget,
  spread: PRESET_CLASSES.spread,
  rollout: PRESET_CLASSES.rollout,
  minReadySeconds: 'count',
  affinity: 'map',
  topologySpreadConstraints: 'maps',
  nodeSelector: 'texts',
  tolerations: 'maps',
  priorityClassName: 'text',
  podLabels: 'texts',
  podAnnotations: 'texts',
  service: 'map',
  infrastructure: 'map',
  overlays: 'map',
  undocumentedOptions: 'flag',
  optionsName: 'text',
  parametersRef: 'map',
};

/** Fields of the props that are maps themselves. */
const NESTED: Readonly<Record<string, Readonly<Record<string, Shape | 'any'>>>> = {
  resources: { requests: 'texts', limits: 'texts' },
  autoscaling: { minReplicas: 'count', maxReplicas: 'count', cpuUtilization: 'count', memoryUtilization: 'count', metrics: 'maps', meshMetrics: 'any', metricsAdapter: 'any', behavior: 'map' },
  // what is in them is judged with the pod, which an empty one never reaches
  affinity: { nodeAffinity: 'any', podAffinity: 'any', podAntiAffinity: 'any' },
  proxyConfig: { concurrency: 'count', environment: 'texts', runtimeValues: 'texts', more: 'map' },
  service: {
    type: 'text',
    labels: 'texts',
    annotations: 'texts',
    trafficDistribution: 'text',
    internalTrafficPolicy: 'text',
    ipFamilyPolicy: 'text',
    ipFamilies: 'any',
    loadBalancerClass: 'text',
  },
  infrastructure: { labels: 'texts', annotations: 'texts' },
  parametersRef: { name: 'text', kind: 'text', group: 'text', namespace: 'text' },
};

/** Props of the chart, which are not the waypoint's. */
const OF_THE_CHART: Readonly<Record<Exclude<keyof WaypointChartProps, keyof WaypointProps>, Shape>> = { disableResourceNameHashes: 'flag' };

const PROPS: Readonly<Record<string, Shape>> = { ...SHAPES, ...OF_THE_CHART };

/** What is of the wrong type, or no prop at all: what it means for the rest cannot be said then. */
export function checkShapes(props: WaypointProps, add: Add): void {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) { return add(`the props of a waypoint must be a map, got ${shown(props)}`); }
  for (const [name, value] of Object.entries(props) as [string, unknown][]) {
    if (value === undefined) { continue; }
    const shape = own(PROPS, name);
    if (shape === undefined) { add(`'${name}' is not a prop${meant(name, Object.keys(SHAPES))}`); } else if (check(name, shape, value, add)) { nested(name, value, add); }
  }
}

function nested(prop: string, value: unknown, add: Add): void {
  const shapes = own(NESTED, prop);
  for (const [name, inner] of Object.entries(shapes === undefined ? {} : value as Record<string, unknown>)) {
    if (inner === undefined) { continue; }
    const shape = own(shapes!, name);
    if (shape === undefined) { add(`'${prop}.${name}' is not a field of ${prop}${meant(name, Object.keys(shapes!))}`); } else if (shape !== 'any') {
      check(`${prop}.${name}`, shape, inner, add);
    }
  }
}

function check(name: string, shape: Shape, value: unknown, add: Add): boolean {
  const expected = expectedOf(shape, value);
  if (expected !== undefined) { add(`'${name}' must be ${expected}, got ${shown(value)}`); }
  return expected === undefined;
}

/** What was expected; undefined where it was got. */
function expectedOf(shape: Shape, value: unknown): string | undefined {
  if (typeof shape === 'object') { return isPreset(value, shape) ? undefined : shape.expected; }
  switch (shape) {
    case 'text': return typeof value === 'string' ? undefined : 'a text';
    case 'flag': return typeof value === 'boolean' ? undefined : 'true or false';
    case 'count': return Number.isSafeInteger(value) ? undefined : 'a whole number';
    case 'map': return isPlainMap(value) ? undefined : 'a map';
    case 'texts': return isPlainMap(value) && Object.values(value).every((one) => typeof one === 'string') ? undefined : 'a map of texts';
    default: return Array.isArray(value) && value.every(isPlainMap) ? undefined : 'a list of maps';
  }
}
