import type { Add } from './shapes';
import { nameProblem } from '../../kube/names';
import { annotationsProblem, labelsProblem } from '../../kube/sizes';
import { NO_WAYPOINT, PROXY_CONFIG_ANNOTATION } from '../../model/names';
import { Feature, Flavor, Support } from '../../platform';
import { shown } from '../../platform/problems';
import { valueFor } from '../../platform/values';
import { infrastructureAnnotations, type PlanInput } from '../plan';
import { WaypointTraffic } from '../props';

/** Gateway API 1.2 to 1.5: maxProperties of infrastructure labels and annotations. */
const FEWEST_ENTRIES = 8;
/** Gateway API: maxLength of an infrastructure annotation. */
const MAX_ANNOTATION = 4096;

/** Labels that a prop writes. */
const BY_PROP = { 'istio.io/waypoint-for': 'waypointFor', 'istio.io/rev': 'revision' } as const;

/** Istio drops them from infrastructure entries (deploymentcontroller.go). */
const RESERVED_PREFIX = 'gateway.networking.k8s.io/';

/** Who the waypoint is, where it can be, and what stands on its objects. */
export function checkIdentity(input: PlanInput, add: Add): void {
  const { name, namespace, props, platform } = input;
  if (platform.supports(Feature.PARAMETERS_REF) === Support.NO) { add(`a waypoint cannot be had here: ${platform.explain(Feature.PARAMETERS_REF)}`); }
  const advice = 'give the waypoint another `name`';
  const badName = nameProblem('dns1035Label', name);
  if (badName !== undefined) { add(`'name' ${badName}, got ${shown(name)}; ${advice}`); }
  if (name === NO_WAYPOINT) { add(`'name' must not be "none", which opts out of waypoints, got "none"; ${advice}`); }
  const badNamespace = namespace === undefined ? undefined : nameProblem('dns1123Label', namespace);
  if (badNamespace !== undefined) { add(`'namespace' ${badNamespace}, got ${shown(namespace)}`); }
  const traffics: readonly string[] = Object.values(WaypointTraffic);
  if (props.waypointFor !== undefined && !traffics.includes(props.waypointFor)) {
    add(`'waypointFor' must be one of ${traffics.join(', ')}, got ${shown(props.waypointFor)}; with another value nothing goes through it`);
  }
  const badRevision = props.revision === undefined ? undefined : nameProblem('dns1123Label', props.revision);
  if (badRevision !== undefined) { add(`'revision' ${badRevision}, got ${shown(props.revision)}`); }
  checkMetadata(input, add);
  checkInfrastructure(input, add);
}

function checkMetadata({ props }: PlanInput, add: Add): void {
  const { labels = {}, annotations = {} } = props;
  for (const [what, problem] of [['labels', labelsProblem(labels)], ['annotations', annotationsProblem(annotations)]] as const) {
    if (problem !== undefined) { add(`'${what}': ${problem}`); }
  }
  for (const [label, prop] of Object.entries(BY_PROP)) {
    if (labels[label] !== undefined && props[prop] !== undefined) { add(`'labels' must not have ${shown(label)} beside '${prop}', got both; keep one of the two`); }
  }
  for (const key of Object.keys(props.spread?._acknowledgements() ?? {})) {
    if (key in annotations) { add(`'annotations' must not have ${shown(key)} beside a spread that says the same; leave it to the spread`); }
  }
}

function checkInfrastructure(input: PlanInput, add: Add): void {
  const { props, platform } = input;
  const own = props.infrastructure ?? {};
  const annotations = infrastructureAnnotations(input) ?? {};
  const labels = own.labels === undefined ? {} : { ...props.labels, ...own.labels };
  const badLabels = labelsProblem(own.labels ?? {});
  if (badLabels !== undefined) { add(`'infrastructure.labels': ${badLabels}`); }
  const badAnnotations = annotationsProblem(own.annotations ?? {});
  if (badAnnotations !== undefined) { add(`'infrastructure.annotations': ${badAnnotations}`); }
  for (const [what, map] of [['labels', own.labels], ['annotations', own.annotations]] as const) {
    for (const key of Object.keys(map ?? {}).filter((one) => one.startsWith(RESERVED_PREFIX))) {
      add(`'infrastructure.${what}' must not have keys of the Gateway API, got ${shown(key)}; istiod leaves it out, remove it`);
    }
  }
  checkProxyConfigAnnotation(input, add);
  const limit = valueFor(platform, 'infrastructureEntries');
  const most = limit.known ? limit.value : FEWEST_ENTRIES;
  for (const [what, map] of [['labels', labels], ['annotations', annotations]] as const) {
    const count = Object.keys(map).length;
    if (count > most) {
      const known = limit.known ? `with Gateway API ${platform.gatewayApiVersion}` : 'up to Gateway API 1.5, and 16 from 1.6 on if the platform says so (gatewayApiVersion)';
      add(`'infrastructure' must have at most ${most} ${what} ${known}, got ${count}, the waypoint's own included; leave some out`);
    }
  }
  for (const [key, value] of Object.entries(annotations)) {
    if (value.length > MAX_ANNOTATION) { add(`'infrastructure.annotations' must have at most ${MAX_ANNOTATION} characters each, got ${value.length} for ${shown(key)}`); }
  }
}

/** Two texts of one annotation: neither is to win in silence. */
function checkProxyConfigAnnotation(input: PlanInput, add: Add): void {
  const { props, platform } = input;
  const bare = { ...input, props: { ...props, annotations: undefined, infrastructure: undefined, spread: undefined } };
  if (platform.flavor === Flavor.ASM || infrastructureAnnotations(bare) === undefined) { return; }
  for (const [place, map] of [['annotations', props.annotations], ['infrastructure.annotations', props.infrastructure?.annotations], ['podAnnotations', props.podAnnotations]] as const) {
    if (map?.[PROXY_CONFIG_ANNOTATION] !== undefined) { add(`'${place}' must not have ${shown(PROXY_CONFIG_ANNOTATION)}, which shutdown and proxyConfig write; keep one of the two`); }
  }
}
