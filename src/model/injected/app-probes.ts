import { type Change, type Stage, withChanges } from './stage';
import { annotation, type TemplateInput } from './template-input';
import { PROXY_CONTAINER } from '../names';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, type JsonMap, listAt, mapAt, member } from '../read';
import { goJson } from '../rendering/go-json';
import { chartValue } from '../rendering/installation';

const BY_PROBER: Origin = { kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pkg/kube/inject/app_probe.go' };

/** The variable from which the agent learns what it has to ask in the kubelet's place. */
const VARIABLE = 'ISTIO_KUBE_APP_PROBERS';

/** What of a container the kubelet calls over the network, and where the agent takes it over. */
const CALLS = [
  { at: '/readinessProbe', path: 'app-health', end: 'readyz', probe: true },
  { at: '/livenessProbe', path: 'app-health', end: 'livez', probe: true },
  { at: '/startupProbe', path: 'app-health', end: 'startupz', probe: true },
  { at: '/lifecycle/preStop', path: 'app-lifecycle', end: 'prestopz', probe: false },
  { at: '/lifecycle/postStart', path: 'app-lifecycle', end: 'poststartz', probe: false },
] as const;

/** One such call that is there. */
interface Call {
  readonly pointer: string;
  readonly container: JsonMap;
  readonly handler: JsonMap;
  readonly url: string;
  readonly isProbe: boolean;
}

/**
 * Probes that the kubelet would make without the mesh's certificates go to the agent instead, which makes them itself (Istio 1.30.3
 * webhook.go applyRewrite, app_probe.go). Commands stay as they are.
 */
export function withRewrittenProbes(below: Stage, input: TemplateInput, previously: boolean): Stage {
  const port = agentPort(input);
  const proxy = proxyPlace(below.pod);
  if (!rewrites(input) || port === undefined || proxy === undefined) { return below; }
  const calls = callsOf(below.pod);
  if (calls.length === 0) { return below; }
  const changes = calls.flatMap((call) => rewritten(call, port));
  const probers = probersOf(calls, defaultPort(input));
  const variable = probers && environmentChange(below.pod, proxy, probers, previously);
  return withChanges(below, variable ? [...changes, variable] : changes);
}

/** The pod's annotation, if it is a word that Go reads as one, else the value of the installation. */
export function rewrites({ pods, context }: Pick<TemplateInput, 'pods' | 'context'>): boolean {
  const own = annotation(pods, 'sidecar.istio.io/rewriteAppHTTPProbers')?.value ?? '';
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(own)) { return true; }
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(own)) { return false; }
  return chartValue(context, '/sidecarInjectorWebhook/rewriteAppHTTPProbe').value === true;
}

function defaultPort({ proxyConfig }: TemplateInput): number | undefined {
  const port = proxyConfig.template('statusPort');
  return port.known ? Number(port.value ?? 0) : undefined;
}

/** The agent's port: the annotation that the template reads, else ProxyConfig's. */
function agentPort(input: TemplateInput): number | undefined {
  const own = annotation(input.pods, 'status.sidecar.istio.io/port')?.value;
  return own === undefined ? defaultPort(input) : /^[0-9]{1,5}$/.test(own) ? Number(own) : 0;
}

function proxyPlace(pod: unknown): string | undefined {
  for (const list of ['containers', 'initContainers']) {
    const at = (listAt(pod, `/spec/${list}`) ?? []).findIndex((container) => member(container, 'name') === PROXY_CONTAINER);
    if (at !== -1) { return `/spec/${list}/${at}`; }
  }
  return undefined;
}

/** Init containers first, as the probers are listed. */
function callsOf(pod: unknown): Call[] {
  return ['initContainers', 'containers'].flatMap((list) => (listAt(pod, `/spec/${list}`) ?? []).flatMap((container, at): Call[] => {
    const name = member(container, 'name');
    if (!isMap(container) || typeof name !== 'string' || name === PROXY_CONTAINER) { return []; }
    return CALLS.flatMap((call): Call[] => {
      const handler = mapAt(container, call.at);
      const isCall = handler && (isMap(handler.httpGet) || isMap(handler.tcpSocket) || (call.probe && isMap(handler.grpc)));
      return isCall
        ? [{ pointer: `/spec/${list}/${at}${call.at}`, container, handler, url: `/${call.path}/${name}/${call.end}`, isProbe: call.probe }]
        : [];
    });
  }));
}

/** The same call, made to the agent over plain HTTP; hosts, headers and timings stay. */
function rewritten({ pointer, handler, url }: Call, port: number): Change[] {
  const change = (tokens: string, value: unknown): Change => ({ pointer: `${pointer}/${tokens}`, value, origin: BY_PROBER });
  const { httpGet } = handler;
  if (isMap(httpGet)) {
    return [change('httpGet/path', url), change('httpGet/port', port), ...(httpGet.scheme === 'HTTPS' ? [change('httpGet/scheme', 'HTTP')] : [])];
  }
  return [change('httpGet', { path: url, port }), change('tcpSocket', undefined), change('grpc', undefined)];
}

/** What the agent has to ask, by the path on which the kubelet asks it, as Go prints its structs. */
function probersOf(calls: readonly Call[], agent: number | undefined): Record<string, unknown> | undefined {
  const probers: [string, unknown][] = calls.flatMap((call): [string, unknown][] => {
    const action = actionOf(call, agent);
    const { timeoutSeconds } = call.handler;
    return action ? [[call.url, { ...action, ...(call.isProbe && isSet(timeoutSeconds) ? { timeoutSeconds } : {}) }]] : [];
  });
  return probers.length === 0 ? undefined : Object.fromEntries(probers);
}

function actionOf({ handler, container }: Call, agent: number | undefined): Record<string, unknown> | undefined {
  const { httpGet, tcpSocket, grpc } = handler;
  if (isMap(httpGet)) {
    const port = numberOf(httpGet.port, container, agent);
    return port === undefined ? undefined : { httpGet: picked({ ...httpGet, port }, ['path', 'port', 'host', 'scheme', 'httpHeaders']) };
  }
  if (isMap(tcpSocket)) {
    const port = numberOf(tcpSocket.port, container, agent);
    return port === undefined ? undefined : { tcpSocket: picked({ ...tcpSocket, port }, ['port', 'host']) };
  }
  return isMap(grpc) ? { grpc: { port: grpc.port, service: grpc.service ?? null } } : undefined;
}

/** Names are those of the container's own ports; a port that is the agent's was rewritten before. */
function numberOf(port: unknown, container: JsonMap, agent: number | undefined): number | undefined {
  if (typeof port === 'number') { return port === agent ? undefined : port; }
  const named = (listAt(container, '/ports') ?? []).filter((candidate) => member(candidate, 'name') === port);
  const number = member(named[named.length - 1], 'containerPort');
  return typeof port === 'string' && typeof number === 'number' ? number : undefined;
}

function picked(map: JsonMap, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => isSet(map[name])).map((name) => [name, map[name]]));
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== 0;

/** A pod that was injected before keeps what its agent was told then. */
function environmentChange(pod: unknown, proxy: string, probers: Record<string, unknown>, previously: boolean): Change | undefined {
  const env = listAt(pod, `${proxy}/env`) ?? [];
  const at = previously ? env.findIndex((entry) => member(entry, 'name') === VARIABLE) : -1;
  if (at === -1) {
    const entry = { name: VARIABLE, value: goJson(sorted(probers)) };
    // the container has none yet where a native proxy of the template stands beside the author's own
    return { ...env.length === 0 ? { pointer: `${proxy}/env`, value: [entry] } : { pointer: joinPointer(`${proxy}/env`, env.length), value: entry }, origin: BY_PROBER };
  }
  const text = member(env[at], 'value');
  let before: unknown;
  try { before = JSON.parse(typeof text === 'string' ? text : ''); } catch { return undefined; }
  const merged = { ...probers, ...(isMap(before) ? before : {}) };
  return { pointer: joinPointer(`${proxy}/env`, at), value: { name: VARIABLE, value: goJson(sorted(merged)) }, origin: BY_PROBER };
}

/** Go prints a map sorted. */
function sorted(map: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Is this place of the author's pod part of a call that the agent takes over? */
export function isRewritten(pod: unknown, pointer: string): boolean {
  const match = /^(\/spec\/(?:containers|initContainers)\/\d{1,9})(\/(?:readinessProbe|livenessProbe|startupProbe|lifecycle\/preStop|lifecycle\/postStart))(?:\/|$)/
    .exec(pointer);
  return match !== null && callsOf(pod).some((call) => call.pointer === match[1] + match[2]);
}

