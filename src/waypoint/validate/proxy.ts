import type { Add } from './shapes';
import { GoDuration } from '../../kube/duration';
import { problemOf } from '../../kube/errors';
import { nameProblem } from '../../kube/names';
import { meant } from '../../kube/nearest';
import { unquotedProblem } from '../../kube/yaml-safe';
import { isDurationField, isProxyConfigField, PROXY_CONFIG_FIELDS, unreadableField } from '../../model/proxy-config/proto-json';
import { Flavor } from '../../platform';
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
    const problem = nameProblem('envName', name) ?? unquotedProblem(name);
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
    const name = `${what}.${field}`;
    const unread = unreadableField(field, value, name);
    const problem = unread === undefined && isDurationField(field) && value !== null ? problemOf(() => GoDuration.parse(value as string, `'${name}'`)) : undefined;
    if (!isProxyConfigField(field)) {
      add(`'${what}' has no field ${shown(field)} of ProxyConfig${meant(field, PROXY_CONFIG_FIELDS) || '; nobody would read it, remove it'}`);
    } else if (unread !== undefined) {
      add(unread.startsWith(`'${name}' `) ? `${unread}, got ${shown(value)}` : unread);
    } else if (problem !== undefined) {
      add(problem);
    }
  }
}
