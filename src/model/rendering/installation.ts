import { Flavor } from '../../platform';
import { valueFor } from '../../platform/values';
import type { ModelContext } from '../draft';
import { parseBool } from '../go-bool';
import { known, type Effective, type Known, type Origin, unknown } from '../origin';
import { parsePointer, valueAt } from '../pointer';
import { isMap, type JsonMap, member } from '../read';

const CHART = 'Istio 1.30.3 istio-discovery chart, values.yaml';

/**
 * The values of the istiod chart that its templates read and that have a default in the chart; what is not here defaults to nothing.
 * Resources differ by what they are for and stand in the table of versioned values.
 */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['/global/istioNamespace', 'istio-system'],
  ['/global/proxy/clusterDomain', 'cluster.local'],
  ['/global/proxy/image', 'proxyv2'],
  ['/global/proxy/logLevel', 'warning'],
  ['/global/proxy/componentLogLevel', 'misc:error'],
  ['/global/logging/level', 'default:info'],
  ['/global/pilotCertProvider', 'istiod'],
  ['/global/sds/token/aud', 'istio-ca'],
  ['/global/sts/servicePort', 0],
  ['/global/proxy/statusPort', 15020],
  ['/global/proxy/includeIPRanges', '*'],
  ['/global/proxy/includeInboundPorts', '*'],
  ['/global/proxy/privileged', false],
  ['/global/proxy/startupProbe/enabled', true],
  ['/global/proxy/startupProbe/failureThreshold', 600],
  ['/global/proxy_init/image', 'proxyv2'],
  ['/pilot/cni/enabled', false],
  ['/sidecarInjectorWebhook/rewriteAppHTTPProbe', true],
]);

/**
 * A value of the istiod chart: as Helm merges what was given into the chart's defaults, so that a null takes a default away and a map
 * is merged key by key.
 */
export function chartValue(context: ModelContext, pointer: string): Known<unknown> {
  let values = read.get(context);
  if (!values) { read.set(context, values = new Map()); }
  let value = values.get(pointer);
  if (!value) { values.set(pointer, value = merged(context, pointer, DEFAULTS.get(pointer), CHART)); }
  return value;
}

/** All proxies of a cluster ask for the same values. */
const read = new WeakMap<ModelContext, Map<string, Known<unknown>>>();

/**
 * The resources of the proxy container. Undefined where the installation leaves the block empty, as the templates leave it out then.
 */
export function proxyResources(context: ModelContext, of: 'proxy' | 'waypoint'): Effective<unknown> | undefined {
  const fallback = valueFor(context.facts.platform, of === 'proxy' ? 'proxyResources' : 'waypointResources');
  if (!fallback.known) { return unknown(fallback.why); }
  const resources = merged(context, `/global/${of}/resources`, fallback.value, fallback.source);
  return isTruthy(resources.value) ? resources : undefined;
}

function merged({ facts }: ModelContext, pointer: string, fallback: unknown, source: string): Known<unknown> {
  const given = valueAt(facts.injectionValues, pointer);
  if (given === undefined && !takenAway(facts.injectionValues, pointer)) {
    return known(fallback, { kind: 'default', of: 'Istio', source });
  }
  return known(coalesce(given ?? undefined, fallback), byValues(pointer));
}

/** A null on the way to a value takes the value away with it. */
function takenAway(values: unknown, pointer: string): boolean {
  let at = values;
  for (const token of parsePointer(pointer)) {
    at = member(at, token);
    if (at === null) { return true; }
  }
  return false;
}

/** Helm's coalesce.go: maps merge, nulls delete, everything else replaces. */
function coalesce(given: unknown, fallback: unknown): unknown {
  if (!isMap(given)) { return given; }
  const result: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(isMap(fallback) ? fallback : {}), ...Object.keys(given)])) {
    const own = member(given, key);
    const value = own === undefined ? member(fallback, key) : coalesce(own, member(fallback, key));
    if (value !== null && value !== undefined && key !== '__proto__') { result[key] = value; }
  }
  return result;
}

/** The origin of a value of the installation, named as Helm names it. */
function byValues(pointer: string): Origin {
  return { kind: 'policy', level: 'global', by: `istiod's value ${parsePointer(pointer).join('.')}` };
}

/** A value as Go's templates print it into text; nothing prints as nothing. */
export function chartText(context: ModelContext, pointer: string): Known<string> {
  const { value, origin } = chartValue(context, pointer);
  return known(typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '', origin);
}

/** A value as Go's templates test it: empty texts, lists and maps, zero and false count as no. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) { return value.length > 0; }
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** A map of the chart's values; undefined when it is empty, as the templates leave it out then. */
export function chartMap(context: ModelContext, pointer: string): Known<JsonMap> | undefined {
  const { value, origin } = chartValue(context, pointer);
  return isMap(value) && isTruthy(value) ? known(value, origin) : undefined;
}

/** A list of the chart's values; undefined when it is empty. */
export function chartList(context: ModelContext, pointer: string): Known<readonly unknown[]> | undefined {
  const { value, origin } = chartValue(context, pointer);
  return Array.isArray(value) && value.length > 0 ? known(value as readonly unknown[], origin) : undefined;
}

/** An environment variable of istiod: `pilot.env` in the values of istioctl and the operators, `env` in those of the chart. */
export function istiodEnv(context: ModelContext, name: string): string | undefined {
  for (const place of ['/pilot/env', '/env']) {
    const value = member(valueAt(context.facts.injectionValues, place), name);
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') { return String(value); }
  }
  return undefined;
}

/** A switch of istiod, as Go's strconv.ParseBool reads it; undefined when it is not given. */
export function flag(context: ModelContext, name: string): boolean | undefined {
  const value = istiodEnv(context, name);
  return value === undefined ? undefined : parseBool(value);
}

/** The mesh's trust domain, which is also the mesh id where none is given (files/waypoint.yaml, files/kube-gateway.yaml). */
export function trustDomain({ facts }: ModelContext): Effective<string> {
  const { trustDomain: found } = facts;
  if (found === undefined) { return unknown('the trust domain is not given'); }
  const fallback = valueFor(facts.platform, 'trustDomain');
  return known(found, fallback.known && fallback.value === found
    ? { kind: 'default', of: facts.platform.flavor === Flavor.ASM ? 'ASM' : 'Istio', source: fallback.source }
    : { kind: 'policy', level: 'global', by: 'trust domain of the mesh' });
}
