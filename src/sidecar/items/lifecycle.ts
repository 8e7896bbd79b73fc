import type { Duration } from 'cdk8s';
import type { Add, Item, View } from './item';
import { configField, configVariable, containerField } from './pod';
import { flag, none, table, wholeNumber, wholeSeconds } from './values';
import { shown } from '../../kube/errors';
import { Feature, Flavor, type Platform, Support } from '../../platform';
import { isPlainMap, type Json, type JsonMap } from '../../platform/json';
import type { SidecarHook } from '../setting-parts';

const AGENT = 'Istio 1.30.3 pkg/envoy/agent.go';

const config = (field: string, value: Json): JsonMap => ({ [field]: value });
const mesh = (field: string, value: Json): JsonMap => ({ meshConfig: { defaultConfig: { [field]: value } } });

const isNative = ({ native }: View): boolean => native === true;

const holdApplicationUntilProxyStarts: Item = {
  id: 'holdApplicationUntilProxyStarts',
  read: ({ holdApplicationUntilProxyStarts: own }, _, add) => (own === undefined ? undefined : flag(own, 'holdApplicationUntilProxyStarts', add)),
  istio: (value) => ({ config: config('holdApplicationUntilProxyStarts', value) }),
  values: (value) => mesh('holdApplicationUntilProxyStarts', value),
  asm: (value) => ({ holdApplicationUntilProxyStarts: value }),
  asmGlobal: (value) => ({ parameters: { HoldApplicationUntilProxyStarts: value } }),
  ofPod: configField('holdApplicationUntilProxyStarts'),
  fallback: table('holdApplication', (value) => value),
  site: { [Flavor.ISTIO]: 'PROXY_CONFIG; istio-proxy first, postStart pilot-agent wait', [Flavor.ASM]: 'PROXY_CONFIG; istio-proxy first, postStart pilot-agent wait' },
  ignored: (_, view) => (isNative(view) ? 'a native sidecar starts before the application in any case' : undefined),
  source: 'Istio 1.30.3 pkg/kube/inject/webhook.go (reorderPod); source document 002',
};

/** A time of shutdown in whole seconds, as Go writes it. */
function time(id: 'terminationDrain' | 'drain', field: string, least: number, key: 'terminationDrainSeconds' | 'drainSeconds', rest: Pick<Item, 'onlyAt' | 'asmGlobal' | 'ignored'>): Item {
  return {
    id,
    read: (settings, _, add) => {
      const own = settings[id];
      const seconds = own === undefined ? undefined : wholeSeconds(own, id, add);
      if (seconds !== undefined && seconds < least) { add(`'${id}' must be at least ${least} s, got ${seconds} s`); }
      return seconds === undefined ? undefined : `${seconds}s`;
    },
    istio: (value) => ({ config: config(field, value) }),
    values: (value) => mesh(field, value),
    asm: (value) => ({ [field]: value }),
    ofPod: configField(field),
    fallback: table(key, (seconds) => `${seconds}s`),
    site: { [Flavor.ISTIO]: `PROXY_CONFIG ${field}`, [Flavor.ASM]: `PROXY_CONFIG ${field}${id === 'terminationDrain' ? ', TERMINATION_DRAIN_DURATION_SECONDS' : ''}` },
    source: `istio pkg/config/mesh/mesh.go; ${AGENT}`,
    ...rest,
  };
}

const terminationDrain = time('terminationDrain', 'terminationDrainDuration', 0, 'terminationDrainSeconds', {
  asmGlobal: (value) => ({ parameters: { TerminationDrainDuration: value } }),
  ignored: (_, view) => {
    if (isNative(view)) { return 'a native sidecar drains in its preStop hook and ends with the signal'; }
    return view.value('exitOnZero') === true ? "'exitOnZero' waits for the last connection instead" : undefined;
  },
});

/** Envoy takes whole seconds of at least one (istio pkg/config/validation/agent, ValidateDrainDuration). */
const drain = time('drain', 'drainDuration', 1, 'drainSeconds', {
  onlyAt: { levels: { [Flavor.ISTIO]: ['global', 'namespace', 'workload'], [Flavor.ASM]: ['namespace', 'workload'] }, instead: 'ASM has no setting for the whole mesh: use it for namespaces' },
});

interface Variable {
  readonly name: string;
  readonly text: (value: Json) => string;
  readonly value: (text: Json) => Json;
}

/** Items that are one variable of the agent. */
function variable(id: 'exitOnZero' | 'minimumDrain', { name, text, value: parsed }: Variable, rest: Pick<Item, 'read' | 'fallback' | 'ignored'>): Item {
  return {
    id,
    istio: (value) => ({ config: { proxyMetadata: { [name]: text(value) } } }),
    proxyConfig: (value) => ({ environmentVariables: { [name]: text(value) } }),
    values: (value) => mesh('proxyMetadata', { [name]: text(value) }),
    asm: (value) => ({ proxyMetadata: { [name]: text(value) } }),
    asmGlobal: (value) => ({ console: { ProxyMetadata: { [name]: text(value) } } }),
    ofPod: (pod) => { const own = configVariable(name)(pod); return own === undefined ? undefined : parsed(own); },
    site: { [Flavor.ISTIO]: `${name} of istio-proxy, PROXY_CONFIG`, [Flavor.ASM]: `${name} of istio-proxy, PROXY_CONFIG` },
    source: 'Istio 1.30.3 pilot/cmd/pilot-agent/options/options.go; source document 002',
    ...rest,
  };
}

export const EXIT_ON_ZERO = 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS';
export const MINIMUM_DRAIN = 'MINIMUM_DRAIN_DURATION';

const exitOnZero = variable('exitOnZero', { name: EXIT_ON_ZERO, text: String, value: (text) => text === 'true' }, {
  read: ({ exitOnZero: own, environment }, _, add) => {
    if (own === undefined) { return undefined; }
    if (environment?.[EXIT_ON_ZERO] !== undefined) { add(`'environment' must not have ${EXIT_ON_ZERO} beside 'exitOnZero', which writes it; keep one of the two`); }
    return flag(own, 'exitOnZero', add);
  },
  fallback: table('exitOnZero', (value) => value),
  ignored: (value, view) => (value === true && isNative(view) ? 'a native sidecar drains in its preStop hook and ends with the signal' : undefined),
});

const minimumDrain = variable('minimumDrain', { name: MINIMUM_DRAIN, text: String, value: (text) => text }, {
  read: ({ minimumDrain: own, environment }, _, add) => {
    if (own === undefined) { return undefined; }
    if (environment?.[MINIMUM_DRAIN] !== undefined) { add(`'environment' must not have ${MINIMUM_DRAIN} beside 'minimumDrain', which writes it; keep one of the two`); }
    const seconds = wholeSeconds(own, 'minimumDrain', add);
    return seconds === undefined ? undefined : `${seconds}s`;
  },
  fallback: table('minimumDrainSeconds', (seconds) => `${seconds}s`),
  ignored: (_, { value }) => (value('exitOnZero') === true ? undefined : "only 'exitOnZero' reads it"),
});

const ACTIONS = ['exec', 'httpGet', 'sleep'] as const;

/** A handler as Kubernetes writes it. */
function hookOf(hook: SidecarHook, what: string, platform: Platform, add: Add): JsonMap {
  if (!isPlainMap(hook)) { add(`'${what}' must be a hook such as { exec: ['pilot-agent', 'wait'] }, got ${shown(hook)}`); return {}; }
  const { exec, httpGet, sleep } = hook as SidecarHook;
  const given = ACTIONS.filter((action) => (hook as SidecarHook)[action] !== undefined);
  if (given.length !== 1) { add(`'${what}' must have one of ${ACTIONS.join(', ')}, got ${given.length === 0 ? 'none' : given.join(' and ')}`); }
  if (exec !== undefined) {
    const isCommand = Array.isArray(exec) && exec.length > 0 && exec.every((word) => typeof word === 'string');
    if (!isCommand) { add(`'${what}.exec' must be a command as a list of its words, got ${shown(exec)}`); return {}; }
    return { exec: { command: [...exec] } };
  }
  if (httpGet !== undefined) {
    if (!isPlainMap(httpGet)) { add(`'${what}.httpGet' must be a map with port and path, got ${shown(httpGet)}`); return {}; }
    const { path }: { readonly path?: unknown } = httpGet;
    if (path !== undefined && typeof path !== 'string') { add(`'${what}.httpGet.path' must be a text, got ${shown(path)}`); }
    wholeNumber(httpGet.port, `${what}.httpGet.port`, 1, 65_535, add);
    return { httpGet: { path: httpGet.path ?? '/', port: httpGet.port } };
  }
  if (sleep === undefined) { return {}; }
  const seconds = wholeSeconds(sleep as Duration, `${what}.sleep`, add) ?? 0;
  const feature = seconds === 0 ? Feature.SLEEP_ZERO : Feature.SLEEP_ACTION;
  if (platform.supports(feature) === Support.NO) { add(`'${what}.sleep' is not possible here: ${platform.explain(feature)}; use exec with a sleep of the shell`); }
  return { sleep: { seconds } };
}

const lifecycle: Item = {
  id: 'lifecycle',
  read: ({ lifecycle: own }, { platform }, add) => {
    if (own === undefined) { return undefined; }
    if (own.postStart === undefined && own.preStop === undefined) { add("'lifecycle' must have a hook, got none; leave it out for the mesh's own"); }
    return {
      ...(own.postStart !== undefined && { postStart: hookOf(own.postStart, 'lifecycle.postStart', platform, add) }),
      ...(own.preStop !== undefined && { preStop: hookOf(own.preStop, 'lifecycle.preStop', platform, add) }),
    };
  },
  istio: (value) => ({ proxy: { lifecycle: value } }),
  values: (value) => ({ global: { proxy: { lifecycle: value } } }),
  asm: (value) => ({ lifecycle: value }),
  asmGlobal: (value) => ({ parameters: { Lifecycle: JSON.stringify(value) } }),
  ofPod: containerField('proxy', 'lifecycle'),
  fallback: none,
  site: { [Flavor.ISTIO]: 'istio-proxy lifecycle', [Flavor.ASM]: 'istio-proxy lifecycle' },
  ignored: (_, view) => (isNative(view) && view.flavor === Flavor.ASM ? 'Kubernetes manages native sidecars, and ASM ignores the hooks' : undefined),
  warning: (value, view) => (isNative(view) && view.flavor === Flavor.ISTIO && isPlainMap(value) && value.preStop !== undefined
    ? 'in a native sidecar this preStop takes the place of the one that drains it' : undefined),
  source: 'Istio 1.30.3 files/injection-template.yaml; source document 002, "Sidecar proxy lifecycle"',
};

/** Seconds that pass at the start and the end. */
export const LIFECYCLE_ITEMS: readonly Item[] = [holdApplicationUntilProxyStarts, terminationDrain, drain, exitOnZero, minimumDrain, lifecycle];
