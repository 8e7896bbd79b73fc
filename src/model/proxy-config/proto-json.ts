import { GoDuration, problemOf } from '../../kube';
import { Feature } from '../../platform/feature';
import { isMap, type JsonMap, member } from '../read';

/** A message of ProxyConfig. */
interface MessageRow {
  readonly message: string;
  /**
   * `field:kind`, separated by blanks.
   *
   * - `text`, `int`, `count` (not below 0), `double`, `flag` plain values, whose zero is not printed
   * - `keptText`, `keptInt`, `keptFlag`, `kept64`, `keptWord`, `duration` wrapped values and members of a oneof: zero and false are values like others
   * - `word(ZERO|…)` an enumeration, of which the zero is not printed
   * - `list`, `textList`, `texts` lists and a map of texts, not printed when empty
   * - everything else names a row, a message that is printed even when it is empty; `{Row}` a map of such
   */
  readonly fields: string;
}

/** Source: istio/api mesh/v1alpha1/proxy.proto, networking/v1alpha3 destination_rule.proto and workload_group.proto, at 1.31.1. */
const MESSAGES: readonly MessageRow[] = [
  {
    message: 'ProxyConfig',
    fields: `
      configPath:text binaryPath:text serviceCluster:keptText tracingServiceName:keptWord(APP_LABEL_AND_NAMESPACE|CANONICAL_NAME_ONLY|CANONICAL_NAME_AND_NAMESPACE) drainDuration:duration discoveryAddress:text statsdUdpAddress:text
      proxyAdminPort:int controlPlaneAuthPolicy:word(NONE|MUTUAL_TLS|INHERIT) customConfigFile:text statNameLength:int concurrency:keptInt
      proxyBootstrapTemplatePath:text interceptionMode:word(REDIRECT|TPROXY|NONE) tracing:Tracing envoyAccessLogService:RemoteService
      envoyMetricsService:RemoteService proxyMetadata:texts runtimeValues:texts statusPort:int extraStatTags:textList gatewayTopology:Topology
      terminationDrainDuration:duration meshId:text readinessProbe:ReadinessProbe proxyStatsMatcher:ProxyStatsMatcher
      holdApplicationUntilProxyStarts:keptFlag caCertificatesPem:textList image:ProxyImage privateKeyProvider:PrivateKeyProvider proxyHeaders:ProxyHeaders
      fileFlushInterval:duration fileFlushMinSizeKb:count statsCompression:keptFlag connectionSettings:ConnectionSettings`,
  },
  {
    message: 'ConnectionSettings',
    fields: `
      profile:word(SIDECAR|EDGE) listenerPerConnectionBufferLimitBytes:keptInt clusterPerConnectionBufferLimitBytes:keptInt httpIdleTimeout:duration
      httpMaxConnectionDuration:duration httpDrainTimeout:duration httpRequestTimeout:duration httpRequestHeadersTimeout:duration
      httpStreamIdleTimeout:duration httpMaxStreamDuration:duration httpMaxConcurrentStreams:keptInt http2InitialStreamWindowSize:keptInt
      http2InitialConnectionWindowSize:keptInt
      httpHeadersWithUnderscoresAction:word(HEADERS_WITH_UNDERSCORES_UNSPECIFIED|HEADERS_WITH_UNDERSCORES_ALLOW|HEADERS_WITH_UNDERSCORES_REJECT_REQUEST|HEADERS_WITH_UNDERSCORES_DROP_HEADER)
      httpMergeSlashes:keptFlag
      httpPathWithEscapedSlashesAction:word(PATH_WITH_ESCAPED_SLASHES_UNSPECIFIED|KEEP_UNCHANGED|REJECT_REQUEST|UNESCAPE_AND_REDIRECT|UNESCAPE_AND_FORWARD)
      listenerConnectionLimit:keptInt globalDownstreamConnectionLimit:keptInt`,
  },
  {
    message: 'Tracing',
    fields: `
      zipkin:Address lightstep:Address datadog:Address stackdriver:Stackdriver openCensusAgent:OpenCensusAgent customTags:{CustomTag}
      maxPathTagLength:count sampling:double tlsSettings:ClientTLSSettings enableIstioTags:keptFlag`,
  },
  { message: 'Address', fields: 'address:text accessToken:text' },
  { message: 'Stackdriver', fields: 'debug:flag maxNumberOfAttributes:kept64 maxNumberOfAnnotations:kept64 maxNumberOfMessageEvents:kept64' },
  { message: 'OpenCensusAgent', fields: 'address:text context:list' },
  { message: 'CustomTag', fields: 'literal:TagValue environment:TagValue header:TagValue' },
  { message: 'TagValue', fields: 'value:text name:text defaultValue:text' },
  {
    message: 'ClientTLSSettings',
    fields: `
      mode:word(DISABLE|SIMPLE|MUTUAL|ISTIO_MUTUAL) clientCertificate:text privateKey:text caCertificates:text credentialName:text subjectAltNames:textList sni:text
      insecureSkipVerify:keptFlag caCrl:text`,
  },
  { message: 'RemoteService', fields: 'address:text tlsSettings:ClientTLSSettings tcpKeepalive:TcpKeepalive' },
  { message: 'TcpKeepalive', fields: 'probes:count time:duration interval:duration' },
  { message: 'Topology', fields: 'numTrustedProxies:count forwardClientCertDetails:word(UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY) proxyProtocol:Empty' },
  { message: 'Empty', fields: '' },
  {
    message: 'ReadinessProbe',
    fields: `
      initialDelaySeconds:int timeoutSeconds:int periodSeconds:int successThreshold:int failureThreshold:int
      httpGet:HTTPHealthCheckConfig tcpSocket:PortCheck exec:ExecCheck grpc:PortCheck`,
  },
  { message: 'HTTPHealthCheckConfig', fields: 'path:text port:count host:text scheme:text httpHeaders:list' },
  { message: 'PortCheck', fields: 'host:text port:count service:text' },
  { message: 'ExecCheck', fields: 'command:textList' },
  { message: 'ProxyStatsMatcher', fields: 'inclusionPrefixes:textList inclusionSuffixes:textList inclusionRegexps:textList' },
  { message: 'ProxyImage', fields: 'imageType:text' },
  { message: 'PrivateKeyProvider', fields: 'cryptomb:Polled qat:Polled' },
  { message: 'Polled', fields: 'pollDelay:duration fallback:keptFlag' },
  {
    message: 'ProxyHeaders',
    fields: `
      forwardedClientCert:word(UNDEFINED|SANITIZE|FORWARD_ONLY|APPEND_FORWARD|SANITIZE_SET|ALWAYS_FORWARD_ONLY) setCurrentClientCertDetails:Wrapped requestId:Wrapped server:Server attemptCount:Wrapped envoyDebugHeaders:Wrapped
      metadataExchangeHeaders:MetadataExchangeHeaders preserveHttp1HeaderCase:keptFlag xForwardedHost:Wrapped xForwardedPort:Wrapped`,
  },
  { message: 'Server', fields: 'disabled:keptFlag value:text' },
  { message: 'Wrapped', fields: 'disabled:keptFlag enabled:keptFlag subject:keptFlag cert:keptFlag chain:keptFlag dns:keptFlag uri:keptFlag' },
  { message: 'MetadataExchangeHeaders', fields: 'mode:word(UNDEFINED|IN_MESH)' },
];

const read = new Map<string, ReadonlyMap<string, string>>();

function kindsOf(message: string): ReadonlyMap<string, string> {
  let kinds = read.get(message);
  if (!kinds) {
    const row = MESSAGES.find((one) => one.message === message);
    read.set(message, kinds = new Map((row?.fields ?? '').split(/\s+/).filter(Boolean).map((entry) => {
      const colon = entry.indexOf(':');
      return [entry.slice(0, colon), entry.slice(colon + 1)] as const;
    })));
  }
  return kinds;
}

/** The fields of Istio's ProxyConfig, in the order of its definition, in which they are printed. */
export const PROXY_CONFIG_FIELDS: readonly string[] = [...kindsOf('ProxyConfig').keys()];

/** Fields that older versions do not read, and forget as they forget what is no field. */
const LATER_FIELDS: ReadonlyMap<string, Feature> = new Map([['connectionSettings', Feature.CONNECTION_SETTINGS]]);

/** What the platform must have for the field to be read; undefined for one that every version reads. */
export function neededFor(field: string): Feature | undefined {
  return LATER_FIELDS.get(field);
}

export function isProxyConfigField(name: string): boolean {
  return kindsOf('ProxyConfig').has(name);
}

export function isDurationField(name: string): boolean {
  return kindsOf('ProxyConfig').get(name) === 'duration';
}

/** A field of ProxyConfig as protobuf's JSON prints it; undefined where it prints nothing, since that is the zero of its type. */
export function printedField(field: string, value: unknown): unknown {
  return printed(kindsOf('ProxyConfig').get(field) ?? 'other', value);
}

function printed(kind: string, value: unknown): unknown {
  if (value === undefined || value === null) { return undefined; }
  switch (kind) {
    case 'text': return value === '' ? undefined : value;
    case 'flag': return value === false ? undefined : value;
    case 'int': case 'count': case 'double': { const number = numberOf(value); return number === 0 ? undefined : number; }
    case 'keptInt': return numberOf(value);
    case 'kept64': return typeof value === 'number' ? String(value) : value;
    case 'duration': return durationOf(value);
    case 'list': case 'textList': return Array.isArray(value) && value.length === 0 ? undefined : value;
    case 'texts': return isMap(value) && Object.keys(value).length === 0 ? undefined : value;
    case 'keptText': case 'keptFlag': case 'other': return value;
    default:
  }
  const words = wordsOf(kind);
  if (words !== undefined) { return !kind.startsWith('kept') && (value === words[0] || value === 0) ? undefined : wordOf(words, value); }
  if (!isMap(value)) { return value; }
  if (kind.startsWith('{')) {
    const entries = Object.entries(value).map(([key, inner]) => [key, messageOf(kind.slice(1, -1), inner)]);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return messageOf(kind, value);
}

/** A number of an enumeration is printed as its word. */
const wordOf = (words: readonly string[], value: unknown): unknown => (typeof value === 'number' ? words[value] ?? value : value);

/** The words of an enumeration, its zero first. */
function wordsOf(kind: string): readonly string[] | undefined {
  const bracket = kind.indexOf('word(') >= 0 || kind.startsWith('keptWord(') ? kind.indexOf('(') : -1;
  return bracket < 0 ? undefined : kind.slice(bracket + 1, -1).split('|');
}

const EXPECTED: Readonly<Record<string, string>> = {
  text: 'a text',
  keptText: 'a text',
  int: 'a whole number',
  keptInt: 'a whole number',
  count: 'a whole number of 0 or more',
  kept64: 'a whole number',
  double: 'a number',
  flag: 'true or false',
  keptFlag: 'true or false',
  duration: 'a duration such as 5s',
  list: 'a list',
  textList: 'a list of texts',
  texts: 'a map of texts',
};

/**
 * What of a ProxyConfig protobuf's JSON does not read: `'tracing.sampling' must be a number`. Fields that it does not know it forgets in silence
 * (Istio 1.30.3 pkg/util/protomarshal, ApplyJSON).
 */
export function unreadable(config: unknown): string | undefined {
  return unreadableIn('ProxyConfig', config, '');
}

/** The same of the value of one field; `at` is what it is called. */
export function unreadableField(name: string, value: unknown, at: string): string | undefined {
  const kind = kindsOf('ProxyConfig').get(name);
  return kind === undefined || value === undefined || value === null ? undefined : unreadableValue(kind, value, at);
}

function unreadableIn(message: string, value: unknown, at: string): string | undefined {
  if (!isMap(value)) { return `'${at}' must be a map`; }
  for (const [name, kind] of kindsOf(message)) {
    const own = member(value, name) ?? member(value, snakeCase(name));
    const problem = own === undefined || own === null ? undefined : unreadableValue(kind, own, at === '' ? name : `${at}.${name}`);
    if (problem !== undefined) { return problem; }
  }
  return undefined;
}

function unreadableValue(kind: string, value: unknown, at: string): string | undefined {
  const words = wordsOf(kind);
  if (words !== undefined) { return words.includes(value as string) || Number.isInteger(value) ? undefined : `'${at}' must be one of ${words.join(', ')}`; }
  if (kind.startsWith('{')) {
    if (!isMap(value)) { return `'${at}' must be a map`; }
    return Object.entries(value).map(([key, inner]) => unreadableIn(kind.slice(1, -1), inner, `${at}.${key.slice(0, 40)}`)).find((problem) => problem !== undefined);
  }
  if (!Object.hasOwn(EXPECTED, kind)) { return unreadableIn(kind, value, at); }
  return isReadable(kind, value) ? undefined : `'${at}' must be ${EXPECTED[kind]}`;
}

const INT32 = 2_147_483_647;

function isReadable(kind: string, value: unknown): boolean {
  switch (kind) {
    case 'text': case 'keptText': return typeof value === 'string';
    case 'flag': case 'keptFlag': return typeof value === 'boolean';
    case 'textList': return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'list': return Array.isArray(value);
    case 'texts': return isMap(value) && Object.values(value).every((one) => typeof one === 'string');
    // its own check says what is wrong with the text
    case 'duration': return typeof value === 'string';
    case 'double': return typeof value === 'number' || (typeof value === 'string' && /^(?:NaN|-?Infinity|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$/.test(value.slice(0, 60)));
    default: {
      const number = typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value) ? Number(value) : value;
      return Number.isInteger(number) && (kind === 'kept64' || (Number(number) <= (kind === 'count' ? 2 * INT32 + 1 : INT32) && Number(number) >= (kind === 'count' ? 0 : -INT32 - 1)));
    }
  }
}

/** A ProxyConfig with its fields under the names that protobuf's JSON prints: `drain_duration` is read as drainDuration. What is no field stays as it is. */
export function inJsonNames(config: JsonMap): JsonMap {
  return renamed('ProxyConfig', config) as JsonMap;
}

function renamed(message: string, value: unknown): unknown {
  if (!isMap(value)) { return value; }
  const kinds = kindsOf(message);
  const names = new Map([...kinds.keys()].map((name) => [snakeCase(name), name]));
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => {
    const name = names.get(key) ?? key;
    // of both names the one of JSON counts
    if (name !== key && member(value, name) !== undefined) { return []; }
    const kind = kinds.get(name) ?? 'other';
    if (!kind.startsWith('{') || !isMap(inner)) { return [[name, isMessage(kind) ? renamed(kind, inner) : inner]]; }
    return [[name, Object.fromEntries(Object.entries(inner).map(([entry, one]) => [entry, renamed(kind.slice(1, -1), one)]))]];
  }));
}

function isMessage(kind: string): boolean {
  return MESSAGES.some(({ message }) => message === kind);
}

/** The keys of a path as they were written, where a field may have either of its names. */
export function asWritten(config: unknown, path: readonly (string | number)[]): (string | number)[] {
  let at = config;
  return path.map((step) => {
    const key = typeof step === 'string' && member(at, step) === undefined && member(at, snakeCase(step)) !== undefined ? snakeCase(step) : step;
    at = typeof key === 'number' ? (Array.isArray(at) ? at[key] as unknown : undefined) : member(at, key);
    return key;
  });
}

/** Keys of nested messages that are no field of theirs, and the fields that there are: protobuf's reader forgets them in silence. */
export function unknownNested(config: JsonMap): { readonly path: readonly string[]; readonly fields: readonly string[] }[] {
  const unknownIn = (message: string, value: unknown, path: readonly string[]): ReturnType<typeof unknownNested> => {
    const kinds = kindsOf(message);
    return Object.entries(isMap(value) ? value : {}).flatMap(([key, inner]) => {
      const kind = kinds.get(key);
      if (kind === undefined) { return path.length === 0 ? [] : [{ path: [...path, key], fields: [...kinds.keys()] }]; }
      return isMessage(kind) ? unknownIn(kind, inner, [...path, key]) : [];
    });
  };
  return unknownIn('ProxyConfig', config, []);
}

/** Both spellings of a field are read, one is printed, in the order of the message; what is no field is not read. */
function messageOf(message: string, value: unknown): unknown {
  if (!isMap(value)) { return value; }
  return Object.fromEntries([...kindsOf(message)].flatMap(([name, kind]) => {
    const shown = printed(kind, member(value, name) ?? member(value, snakeCase(name)));
    return shown === undefined ? [] : [[name, shown]];
  }));
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Whole seconds, or three, six or nine digits behind them. What is no duration stands as it is: the injector refuses it. */
function durationOf(value: unknown): unknown {
  if (typeof value !== 'string' || problemOf(() => GoDuration.parse(value)) !== undefined) { return value; }
  const { nanoseconds } = GoDuration.parse(value);
  const [size, digits] = nanoseconds < 0n ? [-nanoseconds, '-'] : [nanoseconds, ''];
  const rest = String(size % 1_000_000_000n).padStart(9, '0').replace(/(?:000){1,3}$/, '');
  return `${digits}${size / 1_000_000_000n}${rest === '' ? '' : `.${rest}`}s`;
}

/** protobuf's JSON reads numbers in quotes as well. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^-?[0-9]{1,19}(?:\.[0-9]{1,19})?$/.test(value) ? Number(value) : value;
}
