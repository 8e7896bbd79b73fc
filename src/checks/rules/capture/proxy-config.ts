import { CONFIG_KINDS, type WrittenConfig, writtenConfig, writtenConfigs } from './config-text';
import { settingOf, WORKLOADS, ASM_PROXY_CONFIG, originOf, valueOf } from './settings';
import { meant } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { isSet, known } from '../../../model/origin';
import { printedField } from '../../../model/proxy-config/proto-json';
import { isMap, listAt, member } from '../../../model/read';
import { Feature, Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, Scene, Verdict } from '../../rule';
import type { Described } from '../described';
import { proxyRule, short } from '../proxy-rule';

type Text = Pick<Described<ManifestRule>, 'id' | 'title' | 'what' | 'why' | 'source'>;

/** A rule on fields of ProxyConfig, wherever they are written. */
function configRule(text: Text, judge: (config: WrittenConfig, manifest: Manifest, scene: Scene) => Verdict): Described<ManifestRule> {
  return {
    ...text,
    severity: Severity.ERROR,
    ruleClass: RuleClass.MESH,
    on: 'manifest',
    kinds: CONFIG_KINDS,
    check: (manifest, scene) => together(writtenConfigs(manifest, scene).map((config) => judge(config, manifest, scene))),
  };
}

/** One that is not decided leaves the others their say. */
function together(verdicts: readonly Verdict[]): Verdict {
  const decided = verdicts.flatMap((verdict) => ('undecided' in verdict ? [] : verdict));
  return decided.length > 0 ? decided : verdicts.find((verdict) => 'undecided' in verdict) ?? [];
}

function found(
  config: WrittenConfig, path: readonly (string | number)[], value: unknown, message: string, fix: string, more: Partial<Found> = {},
): Found {
  const name = path.join('.');
  const origin = config.at(...path);
  const values = [{ name: short(name), value: known(value, origin), show: short }];
  return { message: `${short(name)} ${message}`, fix, at: origin, part: short(name), values, ...more };
}

/** CAP018 */
export const outboundPolicy = configRule({
  id: 'CAP018',
  title: 'outbound policy below the mesh',
  what: '`outboundTrafficPolicy` stands in an ASMProxyConfig or in the annotation `proxy.istio.io/config`.',
  why: 'The outbound policy is no setting of a proxy: it belongs to the mesh config, or to a Sidecar for a namespace or workload. Elsewhere it is '
    + 'dropped in silence, and traffic to the outside stays open or closed.',
  source: 'ASM, Configure sidecar proxies (external access policy: global only); istio/api mesh/v1alpha1/proxy.proto has no such field',
}, (config, { key }) => {
  const field = ['outboundTrafficPolicy', 'outbound_traffic_policy'].find((name) => member(config.fields, name) !== undefined) ?? '';
  const value = member(config.fields, field);
  return value === undefined ? [] : [found(config, [field], value, 'is no setting of a proxy, and is dropped in silence',
    `write a Sidecar in ${short(key.namespace ?? 'the namespace')} with outboundTrafficPolicy.mode ${short(member(value, 'mode') ?? 'REGISTRY_ONLY')}`)];
});

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

/** What people write for a level of Envoy. */
const OTHER_WORDS: Readonly<Record<string, string>> = { fatal: 'critical', none: 'off', tracing: 'trace', verbose: 'debug', err: 'error' };

/** A level that is far too long has nothing in it for us. */
const LONGEST_LEVEL = 1000;

/** The agent splits at commas: what has a colon is for one component of Envoy, and of the others the last one is the level. */
function generalLevel(text: string): string | undefined {
  return text.length > LONGEST_LEVEL ? text : text.split(',').filter((part) => !part.includes(':')).at(-1);
}

/** CAP019: `warn` is taken as well. */
export const logLevel: Described<ManifestRule> = {
  id: 'CAP019',
  title: 'log level that Envoy does not know',
  what: '`sidecar.istio.io/logLevel`, or `logLevel` of an ASMProxyConfig, is none of trace, debug, info, warning (or warn), error, critical and off, in small letters. '
    + 'Levels of components beside it (`info,http:debug`) are not judged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The level becomes an argument of Envoy unchecked, and Envoy stops at start for a level that it does not know: the proxy is never ready.',
  source: 'envoy source/server/options_impl.cc parseAndValidateLogLevel; istio files/injection-template.yaml (--proxyLogLevel); '
    + 'istio pkg/envoy/proxy.go splitComponentLog',
  on: 'manifest',
  kinds: [...WORKLOADS, ASM_PROXY_CONFIG],
  check: (manifest) => {
    const setting = settingOf(manifest, 'sidecar.istio.io/logLevel', 'logLevel');
    if (setting === undefined) { return []; }
    const level = generalLevel(setting.text);
    // an empty level is none: the template and the agent then leave the argument out
    if (level === undefined || level === '' || level === 'warn' || LEVELS.includes(level)) { return []; }
    const small = level.slice(0, 100).trim().toLowerCase();
    const better = small === 'warn' ? 'warning' : LEVELS.includes(small) ? small : Object.hasOwn(OTHER_WORDS, small) ? OTHER_WORDS[small] : undefined;
    return [{
      message: `${setting.name} ${level === setting.text ? 'is' : 'has the level'} ${short(JSON.stringify(level))}, and Envoy knows ${LEVELS.join(', ')}${better === undefined ? meant(small, LEVELS) : ''}`,
      fix: better === undefined ? 'write one of them in small letters, such as warning' : `write ${better}`,
      ...(better === undefined || level !== setting.text ? {} : { patch: [{ op: 'replace', path: setting.pointer, value: better }] }),
      at: originOf(setting),
      values: [valueOf(setting)],
    }];
  },
};

/** What RE2 leaves out of the usual syntax; a backslash or a character class hides what follows. */
function notInRe2(pattern: string): string | undefined {
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at];
    if (char === '\\') {
      const next = pattern[at + 1] ?? '';
      if (!inClass && next >= '1' && next <= '9') { return `the back-reference \\${next}`; }
      if (!inClass && next === 'k') { return 'the back-reference \\k'; }
      if (next === '') { return 'a backslash at its end'; }
      at += 1;
    } else if (inClass) {
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
      // a bracket that comes first is one of the characters
      if (pattern[at + 1] === '^') { at += 1; }
      if (pattern[at + 1] === ']') { at += 1; }
    } else if (char === '(' && pattern[at + 1] === '?') {
      const group = ['?=', '?!', '?<=', '?<!', '?>'].find((start) => pattern.startsWith(start, at + 1));
      if (group) { return `the group (${group}`; }
    }
  }
  return inClass ? 'a character class without its end' : undefined;
}

const LONGEST_PATTERN = 10_000;

/** CAP020 */
export const statsMatcher = configRule({
  id: 'CAP020',
  title: 'pattern for statistics that Envoy refuses',
  what: 'A pattern in `proxyStatsMatcher.inclusionRegexps` has what RE2 does not know: look-around, back-references, atomic groups, an open character class. '
    + 'A pattern that matches every name is a warning.',
  why: 'Envoy reads patterns with RE2 and does not start with one that RE2 refuses. A pattern for everything makes Envoy keep every statistic of every cluster, '
    + 'which costs memory and floods Prometheus.',
  source: 'envoy type/matcher/v3/regex.proto (RE2); istio pkg/bootstrap/config.go (proxyStatsMatcher); github.com/google/re2/wiki/Syntax',
}, (config) => (listAt(config.fields, '/proxyStatsMatcher/inclusionRegexps') ?? []).flatMap((pattern, at): Found[] => {
  if (typeof pattern !== 'string' || pattern.length > LONGEST_PATTERN) { return []; }
  const path = ['proxyStatsMatcher', 'inclusionRegexps', at];
  const bad = notInRe2(pattern);
  if (bad !== undefined) { return [found(config, path, pattern, `${short(JSON.stringify(pattern))} has ${bad}, which RE2 does not know`, 'write it without, if need be as several patterns')]; }
  return /^\^?\.[*+]\$?$/.test(pattern)
    ? [found(config, path, pattern, `${short(JSON.stringify(pattern))} matches every statistic`, 'name what is looked at, such as .*downstream_cx_active.*', { severity: Severity.WARNING })]
    : [];
}));

/** Maps of ProxyConfig whose values are texts. */
const TEXT_MAPS = ['runtimeValues', 'proxyMetadata'];

/** CAP021 */
export const runtimeValues = configRule({
  id: 'CAP021',
  title: 'runtime value that is no text',
  what: 'A value in `runtimeValues` or `proxyMetadata` is a number or a switch, not text.',
  why: 'Both are maps of text. The reader of ProxyConfig refuses the whole annotation for one number, and the injector then refuses the pod.',
  source: 'istio/api mesh/v1alpha1/proxy.proto (map<string, string>); pkg/util/protomarshal ApplyYAML; istio pkg/bootstrap/config.go extractRuntimeFlags',
}, (config) => TEXT_MAPS.flatMap((field) => {
  const values = member(config.fields, field);
  return !isMap(values) ? [] : Object.entries(values).flatMap(([key, value]): Found[] => (typeof value === 'number' || typeof value === 'boolean'
    ? [found(config, [field, key], value, `is the ${typeof value === 'number' ? 'number' : 'switch'} ${short(value)}, expected text`, `write "${short(value)}" with quotes`,
      config.carrier === 'ASMProxyConfig' ? { patch: [{ op: 'replace', path: config.at(field, key).pointer, value: String(value) }] } : {})]
    : []));
}));

const PORTS = ['statusPort', 'proxyAdminPort'];
const ADDRESSES = ['discoveryAddress', 'statsdUdpAddress'];

/** `host:port`, `[::1]:port`. */
function addressProblem(text: string): string | undefined {
  if (text.length > 300) { return 'is too long for an address'; }
  const colon = text.lastIndexOf(':');
  if (colon < 0) { return 'has no port, expected host:port'; }
  const port = text.slice(colon + 1);
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) { return `has the port ${short(JSON.stringify(port))}, expected 1 to 65535`; }
  const host = text.slice(0, colon);
  if (host === '') { return 'has no host, expected host:port'; }
  return host.includes(':') && !(host.startsWith('[') && host.endsWith(']')) ? 'has an IPv6 address without brackets' : undefined;
}

/** CAP025 */
export const portsAndAddresses = configRule({
  id: 'CAP025',
  title: 'port or address that ProxyConfig refuses',
  what: '`statusPort` or `proxyAdminPort` is no port from 1 to 65535, or `discoveryAddress` or `statsdUdpAddress` is not `host:port`.',
  why: 'Istio validates the ProxyConfig of an annotation before it injects, and refuses the pod for a port or an address that cannot be.',
  source: 'Istio 1.30.3 pkg/config/validation/agent/validation.go ValidateMeshConfigProxyConfig, ValidateProxyAddress',
}, (config) => [
  ...PORTS.flatMap((field): Found[] => {
    const value = member(config.fields, field);
    if (value === undefined || value === null) { return []; }
    const port = typeof value === 'string' && /^[0-9]{1,6}$/.test(value) ? Number(value) : value;
    return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535
      ? []
      : [found(config, [field], value, `is ${short(JSON.stringify(value))}, expected a port from 1 to 65535`, `write a port, or remove ${field}`)];
  }),
  ...ADDRESSES.flatMap((field): Found[] => {
    const value = member(config.fields, field);
    const problem = typeof value === 'string' && value !== '' ? addressProblem(value) : undefined;
    return problem === undefined ? [] : [found(config, [field], value, `is ${short(JSON.stringify(value))}, which ${problem}`, 'write it as host:port, such as istiod.istio-system.svc:15012')];
  }),
]);

/** CAP024 */
export const startOrderOff: Described<ManifestRule> = {
  ...configRule({
    id: 'CAP024',
    title: 'application starts before its proxy',
    what: '`holdApplicationUntilProxyStarts: false` is written for sidecars of ASM, where the default is true.',
    why: 'An application that starts first loses what it sends until its proxy is ready. Where ASM makes native sidecars the order holds by itself.',
    source: 'ASM, Configure sidecar proxies (sidecar graceful startup) and Default settings of features and parameters: true',
  }, (config, _, { facts }) => {
    const field = 'holdApplicationUntilProxyStarts';
    const value = member(config.fields, field);
    if (value !== false || facts.platform.flavor !== Flavor.ASM || facts.nativeSidecars === true) { return []; }
    if (facts.nativeSidecars === undefined) { return { undecided: facts.platform.explain(Feature.NATIVE_SIDECARS_BY_DEFAULT) }; }
    return [found(config, [field], value, 'is false: requests of the application are lost until its proxy is ready', 'remove it, the default of ASM is true')];
  }),
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  kinds: [...WORKLOADS, ASM_PROXY_CONFIG],
};

/** `2` and `"2"` are one value to protobuf's JSON. */
const asRead = (field: string, value: unknown): string => JSON.stringify(printedField(field, value));

/** Fields that a ProxyConfig resource can carry, by which both readers know them. */
const TWICE = ['concurrency', 'image'];

/** CAP030 */
export const setTwice = proxyRule({
  id: 'CAP030',
  title: 'same setting in ProxyConfig and annotation',
  what: 'On Istio, `concurrency`, `image` or an entry of the environment has one value in the annotation `proxy.istio.io/config` and another one in a ProxyConfig that '
    + 'selects the pods.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'When it renders the pod istiod takes the ProxyConfig, the agent in the pod takes the annotation: one proxy runs with both values, each where the '
    + 'other is not read.',
  source: 'Istio 1.30.3 pilot/pkg/model/proxy_config.go EffectiveProxyConfig; pilot/cmd/pilot-agent/config/config.go; istio issue 38132',
}, ({ proxyConfig, platform, declaredBy }) => {
  const annotation = platform.flavor === Flavor.ISTIO ? writtenConfig(declaredBy) : undefined;
  if (annotation === undefined) { return []; }
  const { pointer } = annotation.at();
  const metadata = member(annotation.fields, 'proxyMetadata');
  const keys = isMap(metadata) ? Object.keys(metadata) : [];
  const rendered = proxyConfig.template('proxyMetadata');
  const pairs = [
    ...TWICE.map((field) => ({ name: field, istiod: proxyConfig.template(field), agent: proxyConfig.agent(field) })),
    ...keys.map((key) => ({
      name: `environment ${short(key)}`,
      istiod: rendered.known ? known(member(rendered.value, key), rendered.origin) : rendered,
      agent: known(member(metadata, key), annotation.at('proxyMetadata', key)),
    })),
  ];
  return pairs.flatMap(({ name, istiod, agent }): Found[] => {
    if (!istiod.known || !agent.known || !isSet(istiod) || !isSet(agent)) { return []; }
    const isTwice = agent.origin.kind === 'set' && agent.origin.pointer === pointer && istiod.origin.kind === 'policy';
    if (!isTwice || istiod.value === undefined || asRead(name, istiod.value) === asRead(name, agent.value)) { return []; }
    return [{
      message: `${name} is ${short(istiod.value)} by the ProxyConfig, which istiod reads, and ${short(agent.value)} by the annotation, which the agent reads`,
      fix: 'keep one of them',
      at: agent.origin,
      part: name,
      values: [{ name: `${name} (istiod)`, value: istiod, show: short }, { name: `${name} (agent)`, value: agent, show: short }],
    }];
  });
});
