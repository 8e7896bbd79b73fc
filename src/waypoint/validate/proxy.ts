import type { Add } from './shapes';
import { GoDuration } from '../../kube/duration';
import { problemOf } from '../../kube/errors';
import { nameProblem } from '../../kube/names';
import { meant } from '../../kube/nearest';
import { PROXY_CONFIG_FIELDS } from '../../model/proxy-config/fields';
import { Flavor } from '../../platform';
import { isPlainMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import type { PlanInput } from '../plan';

/** Fields that have a prop of their own, or none that could hold them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  proxyMetadata: 'use proxyConfig.environment',
  concurrency: 'use proxyConfig.concurrency',
  runtimeValues: 'use proxyConfig.runtimeValues',
};

/** istiod looks ProxyConfig up without annotations, so that what the template needs cannot stand in one (deploymentcontroller.go). */
const NOT_BY_ANNOTATION: Readonly<Record<string, string>> = {
  image: 'use the annotation sidecar.istio.io/proxyImageType of the waypoint',
};

/** Shutdown and settings of the proxy. Resources are judged with the mesh's own, once they are merged. */
export function checkProxy(input: PlanInput, add: Add): void {
  const { props: { shutdown, proxyConfig } } = input;
  if (shutdown?._seconds.managedDrain !== undefined) {
    add("'shutdown' is ShutdownPolicy.managedDrain, which is for IstioGateways; use ShutdownPolicy.of or ShutdownPolicy.exitOnZero");
  }
  if (proxyConfig === undefined) { return; }
  const { concurrency, environment = {}, more = {} } = proxyConfig;
  if (concurrency !== undefined && concurrency < 0) { add(`'proxyConfig.concurrency' must be 0 or more, got ${concurrency}`); }
  for (const name of Object.keys(environment)) {
    const problem = nameProblem('envName', name);
    if (problem !== undefined) { add(`'proxyConfig.environment' ${problem}, got ${shown(name)}`); }
    if (shutdown?._proxyConfig().proxyMetadata?.[name] !== undefined) { add(`'proxyConfig.environment' must not have ${shown(name)}, which 'shutdown' writes; keep one of the two`); }
  }
  checkMore(more, input, add);
}

function checkMore(more: Readonly<Record<string, unknown>>, { props: { shutdown }, platform }: PlanInput, add: Add): void {
  const times = Object.keys(shutdown?._proxyConfig() ?? {});
  checkProxyConfigFields(more, 'proxyConfig.more', add);
  for (const field of Object.keys(more)) {
    if (Object.hasOwn(ELSEWHERE, field)) { add(`'proxyConfig.more' must not have ${shown(field)}; ${ELSEWHERE[field]}`); }
    if (times.includes(field)) { add(`'proxyConfig.more' must not have ${shown(field)}, which 'shutdown' writes; keep one of the two`); }
    if (platform.flavor !== Flavor.ASM && Object.hasOwn(NOT_BY_ANNOTATION, field)) {
      add(`'proxyConfig.more' must not have ${shown(field)} on Istio, where the pods read it too late; ${NOT_BY_ANNOTATION[field]}`);
    }
  }
}

/** Unknown fields, which are forgotten in silence, and wrong types, with which the agent does not start. */
export function checkProxyConfigFields(fields: Readonly<Record<string, unknown>>, what: string, add: Add): void {
  for (const [field, value] of Object.entries(fields)) {
    const kind = Object.hasOwn(PROXY_CONFIG_FIELDS, field) ? PROXY_CONFIG_FIELDS[field] : undefined;
    if (kind === undefined) {
      add(`'${what}' has no field ${shown(field)} of ProxyConfig${meant(field, Object.keys(PROXY_CONFIG_FIELDS)) || '; nobody would read it, remove it'}`);
    } else if (kind === 'duration') {
      const problem = problemOf(() => GoDuration.parse(value, `'${what}.${field}'`));
      if (problem !== undefined) { add(problem); }
    } else if (value !== null && !isOf(kind, value)) {
      add(`'${what}.${field}' must be ${EXPECTED[kind]}, got ${shown(value)}`);
    }
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  text: 'a text', count: 'a whole number of 0 or more', flag: 'true or false', list: 'a list', map: 'a map', texts: 'a map of texts',
};

function isOf(kind: string, value: unknown): boolean {
  switch (kind) {
    case 'text': return typeof value === 'string';
    case 'count': return Number.isSafeInteger(value) && (value as number) >= 0;
    case 'flag': return typeof value === 'boolean';
    case 'list': return Array.isArray(value);
    case 'map': return isPlainMap(value);
    case 'texts': return isPlainMap(value) && Object.values(value).every((one) => typeof one === 'string');
    default: return true;
  }
}
