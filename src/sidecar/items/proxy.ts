import type { Item, PodView } from './item';
import { EXIT_ON_ZERO, MINIMUM_DRAIN } from './lifecycle';
import { configField, configVariable, ownAnnotation } from './pod';
import { none, oneOf, pastedMap, pastedTextProblem, pastedTexts, sorted, table, wholeNumber } from './values';
import { shown } from '../../kube/errors';
import { nearest } from '../../kube/nearest';
import { Feature, Flavor, type Platform, Support } from '../../platform';
import { isPlainMap, type Json, type JsonMap } from '../../platform/json';
import { valueFor } from '../../platform/values';
import { SidecarImageType } from '../setting-parts';

const mesh = (field: string, value: Json): JsonMap => ({ meshConfig: { defaultConfig: { [field]: value } } });

const PROXY_CONFIG: Item['site'] = { [Flavor.ISTIO]: 'PROXY_CONFIG', [Flavor.ASM]: 'PROXY_CONFIG' };

const concurrency: Item = {
  id: 'concurrency',
  // Envoy takes a 32-bit number; more threads than this has no machine
  read: ({ concurrency: own }, _, add) => (own === undefined ? undefined : wholeNumber(own, 'concurrency', 0, 65_535, add)),
  istio: (value) => ({ config: { concurrency: value } }),
  proxyConfig: (value) => ({ concurrency: value }),
  values: (value) => mesh('concurrency', value),
  asm: (value) => ({ concurrency: { value } }),
  asmGlobal: (value) => ({ parameters: { Concurrency: value } }),
  ofPod: configField('concurrency'),
  fallback: (platform) => {
    const found = valueFor(platform, 'concurrency');
    if (!found.known) { return { why: found.why }; }
    return found.value === 'cpu-limit' ? { why: 'the CPU limit rounded up, else the cores of the node' } : { value: found.value };
  },
  site: { [Flavor.ISTIO]: 'PROXY_CONFIG', [Flavor.ASM]: 'istio-proxy argument --concurrency, PROXY_CONFIG' },
  warning: (value, { flavor }) => (value === 0 && flavor === Flavor.ISTIO ? 'on Istio 0 means all cores of the node, whatever the limits; leave it out for the limits' : undefined),
  source: 'Istio 1.30.3 pilot/cmd/pilot-agent/config/config.go; source document 002',
};

/** Variables that have a setting of their own are read as that. */
const OF_OTHERS = new Set([EXIT_ON_ZERO, MINIMUM_DRAIN, 'ISTIO_META_DNS_CAPTURE']);

const environment: Item = {
  id: 'environment',
  byKey: true,
  read: ({ environment: own }, _, add) => (own === undefined ? undefined : pastedMap(own, 'environment', 'envName', add)),
  istio: (value) => ({ config: { proxyMetadata: value } }),
  proxyConfig: (value) => ({ environmentVariables: value }),
  values: (value) => mesh('proxyMetadata', value),
  asm: (value) => ({ proxyMetadata: value }),
  asmGlobal: (value) => ({ console: { ProxyMetadata: value } }),
  ofPod: (pod) => {
    const own = configField('proxyMetadata')(pod);
    if (!isPlainMap(own)) { return undefined; }
    const rest = Object.entries(own as JsonMap).filter(([name]) => !OF_OTHERS.has(name));
    return rest.length > 0 ? Object.fromEntries(rest) : undefined;
  },
  fallback: none,
  site: { [Flavor.ISTIO]: 'environment of istio-proxy and istio-init, PROXY_CONFIG', [Flavor.ASM]: 'environment of istio-proxy, PROXY_CONFIG' },
  source: 'Istio 1.30.3 files/injection-template.yaml (proxyMetadata); source document 002',
};

const LIMIT_KEY = 'overload.global_downstream_max_connections';

const runtimeValues: Item = {
  id: 'runtimeValues',
  byKey: true,
  read: ({ runtimeValues: own, downstreamConnectionLimit }, _, add) => {
    if (own === undefined) { return undefined; }
    if (downstreamConnectionLimit !== undefined && own[LIMIT_KEY] !== undefined) { add(`'runtimeValues' must not have ${LIMIT_KEY} beside 'downstreamConnectionLimit', which writes it; keep one of the two`); }
    return pastedMap(own, 'runtimeValues', undefined, add);
  },
  istio: (value) => ({ config: { runtimeValues: value } }),
  values: (value) => mesh('runtimeValues', value),
  asm: (value) => ({ runtimeValues: value }),
  asmGlobal: (value) => ({ console: { RuntimeValues: value } }),
  ofPod: configField('runtimeValues'),
  fallback: none,
  site: PROXY_CONFIG,
  source: 'istio.io/api mesh/v1alpha1/proxy.proto (runtime_values); source document 002',
};

/** The two forms of the limit: the version decides which one is honoured. */
const METADATA_KEY = 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS';

/** The form that a version reads; empty where it reads neither, undefined where that is not known. */
function limitKey(platform: Platform): string | undefined {
  const [metadata, runtime] = [Feature.CONNECTION_LIMIT_METADATA, Feature.CONNECTION_LIMIT_RUNTIME_KEY].map((feature) => platform.supports(feature));
  if (metadata === Support.YES) { return METADATA_KEY; }
  if (metadata === Support.UNKNOWN) { return undefined; }
  // before the first modelled version there was the runtime value only: source document 002 shows it on ASM 1.22
  return runtime === Support.NO ? '' : LIMIT_KEY;
}

/** The limit in the map that the version reads. */
function limitField(value: Json, runtime: string, metadata: string): JsonMap {
  const { key, limit } = value as { readonly key: string; readonly limit: number };
  return { [key === LIMIT_KEY ? runtime : metadata]: { [key]: String(limit) } };
}

const downstreamConnectionLimit: Item = {
  id: 'downstreamConnectionLimit',
  read: ({ downstreamConnectionLimit: own, environment: variables }, { platform }, add) => {
    if (own === undefined) { return undefined; }
    const limit = wholeNumber(own, 'downstreamConnectionLimit', 1, 4_294_967_295, add);
    const key = limitKey(platform);
    if (key === undefined) {
      add('\'downstreamConnectionLimit\' has another form in each version, and which one is not known: '
        + `${platform.explain(Feature.CONNECTION_LIMIT_METADATA)}; give the platform its version`);
    }
    if (key === '') {
      add(`'downstreamConnectionLimit' is not possible on ${platform.toString()}: Istio 1.28 reads neither form (istio issue 58594); upgrade to 1.29`);
    }
    if (variables?.[METADATA_KEY] !== undefined) {
      add(`'environment' must not have ${METADATA_KEY} beside 'downstreamConnectionLimit', which writes it; keep one of the two`);
    }
    return limit === undefined || key === undefined ? undefined : { limit, key };
  },
  istio: (value) => ({ config: limitField(value, 'runtimeValues', 'proxyMetadata') }),
  values: (value) => ({ meshConfig: { defaultConfig: limitField(value, 'runtimeValues', 'proxyMetadata') } }),
  asm: (value) => limitField(value, 'runtimeValues', 'proxyMetadata'),
  asmGlobal: (value) => ({ console: limitField(value, 'RuntimeValues', 'ProxyMetadata') }),
  ofPod: (pod: PodView) => {
    const variable = configVariable(METADATA_KEY)(pod);
    if (variable !== undefined) { return { limit: Number(variable), key: METADATA_KEY }; }
    const runtime = (configField('runtimeValues')(pod) as JsonMap | undefined)?.[LIMIT_KEY];
    return runtime === undefined ? undefined : { limit: Number(runtime), key: LIMIT_KEY };
  },
  fallback: none,
  site: PROXY_CONFIG,
  source: 'istio tools/packaging/common/envoy_bootstrap.json, compared tag by tag; istio issue 58594',
};

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'] as const;

/** What people write for them: spdlog's and syslog's words, and ASM's API page, which says `tracing`. */
const SYNONYMS: Readonly<Record<string, string>> = { warn: 'warning', err: 'error', crit: 'critical', fatal: 'critical', tracing: 'trace', none: 'off' };

const logLevel: Item = {
  id: 'logLevel',
  read: ({ logLevel: own }, _, add) => {
    if (own === undefined) { return undefined; }
    const word = typeof own === 'string' ? own.slice(0, 20).toLowerCase() : '';
    const level = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : word;
    if ((LEVELS as readonly string[]).includes(level)) { return level; }
    const meant = nearest(word, [...LEVELS]);
    add(`'logLevel' must be one of ${LEVELS.join(', ')}, got ${shown(own)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
    return undefined;
  },
  istio: (value) => ({ annotations: { 'sidecar.istio.io/logLevel': String(value) } }),
  values: (value) => ({ global: { proxy: { logLevel: value } } }),
  asm: (value) => ({ logLevel: value }),
  asmGlobal: (value) => ({ parameters: { LogLevel: value } }),
  ofPod: ownAnnotation('sidecar.istio.io/logLevel'),
  fallback: table('proxyLogLevel', (value) => value),
  site: { [Flavor.ISTIO]: 'istio-proxy argument --proxyLogLevel', [Flavor.ASM]: 'istio-proxy argument --proxyLogLevel' },
  source: 'Envoy --log-level; source document 002, "Log level"',
};

const STATS = [['prefixes', 'inclusionPrefixes'], ['suffixes', 'inclusionSuffixes'], ['regexps', 'inclusionRegexps']] as const;

const statsMatcher: Item = {
  id: 'statsMatcher',
  read: ({ statsMatcher: own }, _, add) => {
    if (own === undefined) { return undefined; }
    const value = Object.fromEntries(STATS.flatMap(([name, field]) => {
      const list = own[name] === undefined ? undefined : pastedTexts(own[name], `statsMatcher.${name}`, add);
      return list ? [[field, list]] : [];
    }));
    if (Object.keys(value).length === 0) { add("'statsMatcher' must have prefixes, suffixes or regexps, got none; leave it out"); }
    return value;
  },
  istio: (value) => ({ config: { proxyStatsMatcher: value } }),
  values: (value) => mesh('proxyStatsMatcher', value),
  asm: (value) => ({ proxyStatsMatcher: value }),
  asmGlobal: (value) => ({ parameters: { ProxyStatsMatcher: JSON.stringify(value) } }),
  ofPod: (pod) => {
    // deprecated, and they take the place of the field (Istio pkg/bootstrap/config.go)
    const annotated = STATS.flatMap(([, field]) => {
      const list = pod.annotations[`sidecar.istio.io/stats${field[0].toUpperCase()}${field.slice(1)}`];
      return list === undefined ? [] : [[field, list.split(',')]];
    });
    return annotated.length > 0 ? Object.fromEntries(annotated) as JsonMap : configField('proxyStatsMatcher')(pod);
  },
  fallback: (platform) => {
    const found = valueFor(platform, 'statsInclusionRegexps');
    if (!found.known) { return { why: found.why }; }
    return found.value.length === 0 ? { none: true } : { value: { inclusionRegexps: [...found.value] } };
  },
  site: PROXY_CONFIG,
  source: 'istio.io/api mesh/v1alpha1/proxy.proto (proxy_stats_matcher); source document 002',
};

const extraStatTags: Item = {
  id: 'extraStatTags',
  read: ({ extraStatTags: own }, _, add) => (own === undefined ? undefined : pastedTexts(own, 'extraStatTags', add)),
  istio: (value) => ({ config: { extraStatTags: value } }),
  values: (value) => mesh('extraStatTags', value),
  asm: (value) => ({ extraStatTags: value }),
  onlyAt: { levels: { [Flavor.ISTIO]: ['global', 'namespace', 'workload'], [Flavor.ASM]: ['namespace', 'workload'] }, instead: 'ASM has no setting for the whole mesh: use it for namespaces' },
  ofPod: (pod) => {
    const own = pod.annotations['sidecar.istio.io/extraStatTags'];
    return own === undefined ? configField('extraStatTags')(pod) : own.split(',');
  },
  fallback: none,
  site: PROXY_CONFIG,
  source: 'istio.io/api mesh/v1alpha1/proxy.proto (extra_stat_tags)',
};

const tracing: Item = {
  id: 'tracing',
  read: ({ tracing: own }, { platform }, add) => {
    if (own === undefined) { return undefined; }
    const { sampling, maxPathTagLength, zipkinAddress } = own;
    if (sampling !== undefined && !(typeof sampling === 'number' && sampling >= 0 && sampling <= 100)) { add(`'tracing.sampling' must be a percentage from 0 to 100, got ${shown(sampling)}`); }
    if (maxPathTagLength !== undefined) { wholeNumber(maxPathTagLength, 'tracing.maxPathTagLength', 1, 65_535, add); }
    if (zipkinAddress !== undefined) {
      // istio pkg/config/validation/agent ValidateProxyAddress: host:port
      const isAddress = typeof zipkinAddress === 'string' && zipkinAddress.length <= 259 && /^[A-Za-z0-9.-]+:[0-9]{1,5}$/.test(zipkinAddress) && pastedTextProblem(zipkinAddress) === undefined;
      if (!isAddress) { add(`'tracing.zipkinAddress' must be a host and a port such as zipkin.istio-system:9411, got ${shown(zipkinAddress)}`); }
    }
    if (sampling === undefined && maxPathTagLength === undefined && zipkinAddress === undefined) { add("'tracing' must say something, got nothing; leave it out"); }
    const length = platform.flavor === Flavor.ASM ? 'max_path_tag_length' : 'maxPathTagLength';
    return {
      ...(sampling !== undefined && { sampling }),
      ...(maxPathTagLength !== undefined && { [length]: maxPathTagLength }),
      ...(zipkinAddress !== undefined && { zipkin: { address: zipkinAddress } }),
    };
  },
  istio: (value) => ({ config: { tracing: value } }),
  values: (value) => mesh('tracing', value),
  asm: (value) => ({ tracing: value }),
  asmGlobal: (value) => {
    const { sampling, max_path_tag_length: length, zipkin } = value as JsonMap;
    return {
      parameters: {
        Tracing: true,
        ...(sampling !== undefined && { TraceSampling: sampling }),
        ...(length !== undefined && { TraceMaxPathTagLength: String(length) }),
      },
      ...(zipkin !== undefined && { console: { Tracing: { zipkin } } }),
    };
  },
  ofPod: configField('tracing'),
  fallback: (platform) => (platform.flavor === Flavor.ASM ? { none: true } : { value: { zipkin: { address: 'zipkin.istio-system:9411' } } }),
  site: PROXY_CONFIG,
  source: 'istio.io/api mesh/v1alpha1/proxy.proto (tracing); ASM documentation, "default settings of features and parameters of ASM"',
};

const READINESS = ['initialDelaySeconds', 'periodSeconds', 'failureThreshold'] as const;
const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

const readiness: Item = {
  id: 'readiness',
  byKey: true,
  read: ({ readiness: own }, _, add) => {
    if (own === undefined) { return undefined; }
    const value = Object.fromEntries(READINESS.flatMap((field) => {
      const seconds = own[field] === undefined ? undefined : wholeNumber(own[field], `readiness.${field}`, field === 'initialDelaySeconds' ? 0 : 1, 86_400, add);
      return seconds === undefined ? [] : [[field, seconds]];
    }));
    if (Object.keys(own).length === 0) { add("'readiness' must say something, got nothing; leave it out"); }
    return sorted(value);
  },
  istio: (value) => ({ annotations: Object.fromEntries(Object.entries(value as JsonMap).map(([field, seconds]) => [`readiness.status.sidecar.istio.io/${field}`, String(seconds)])) }),
  values: (value) => ({ global: { proxy: Object.fromEntries(Object.entries(value as JsonMap).map(([field, seconds]) => [`readiness${capital(field)}`, seconds])) } }),
  asm: (value) => Object.fromEntries(Object.entries(value as JsonMap).map(([field, seconds]) => [`readiness${capital(field)}`, seconds])),
  onlyAt: { levels: { [Flavor.ISTIO]: ['global', 'namespace', 'workload'], [Flavor.ASM]: ['namespace', 'workload'] }, instead: 'ASM has no setting for the whole mesh: use it for namespaces' },
  ofPod: ({ annotations }) => {
    const own = READINESS.flatMap((field) => { const text = annotations[`readiness.status.sidecar.istio.io/${field}`]; return text === undefined ? [] : [[field, Number(text)]]; });
    return own.length > 0 ? Object.fromEntries(own) as JsonMap : undefined;
  },
  fallback: table('readiness', ({ initialDelaySeconds, periodSeconds, failureThreshold }) => ({ initialDelaySeconds, periodSeconds, failureThreshold })),
  site: { [Flavor.ISTIO]: 'istio-proxy readinessProbe', [Flavor.ASM]: 'istio-proxy readinessProbe' },
  source: 'Istio 1.30.3 files/injection-template.yaml; ASM asmproxyconfig_types.go',
};

const imageType: Item = {
  id: 'imageType',
  read: ({ imageType: own }, _, add) => (own === undefined ? undefined : oneOf(own, 'imageType', Object.values(SidecarImageType), add)),
  istio: (value) => ({ annotations: { 'sidecar.istio.io/proxyImageType': String(value) } }),
  proxyConfig: (value) => ({ image: { imageType: value } }),
  values: (value) => mesh('image', { imageType: value }),
  asmPod: (value) => ({ annotations: { 'sidecar.istio.io/proxyImageType': String(value) } }),
  onlyAt: { levels: { [Flavor.ISTIO]: ['global', 'namespace', 'workload'], [Flavor.ASM]: ['namespace', 'workload'] }, instead: 'ASM has no setting for the whole mesh: use it for namespaces' },
  ofPod: (pod) => ownAnnotation('sidecar.istio.io/proxyImageType')(pod) ?? (configField('image')(pod) as JsonMap | undefined)?.imageType,
  fallback: none,
  site: { [Flavor.ISTIO]: 'istio-proxy image', [Flavor.ASM]: 'istio-proxy image' },
  source: 'Istio 1.30.3 pkg/kube/inject/inject.go (ProxyImage)',
};

/** How the proxy itself runs and what it reports. */
export const PROXY_ITEMS: readonly Item[] = [
  concurrency, environment, runtimeValues, downstreamConnectionLimit, logLevel, statsMatcher, extraStatTags, tracing, readiness, imageType,
];
