import { settingsProblem } from './connection-settings';
import { cidrList, GoDuration, problemOf, Quantity, unquotedProblem } from '../../kube';
import { FALSE_WORDS, TRUE_WORDS } from '../go-bool';
import { readYamlValue } from '../manifest';
import { inJsonNames, unreadable } from '../proxy-config/proto-json';
import { isMap, type JsonMap, member } from '../read';

/** Says what the injector has against a value; undefined when it takes it. All follow Istio 1.30.3 pkg/kube/inject/validate.go. */
export type AnnotationCheck = (value: string) => string | undefined;

/** No annotation is longer: the API server takes 256 KiB for all of an object together. */
const LONGEST = 262_144;

/** Pods of one mesh carry the same few texts: each is judged once. When there are many, all are forgotten. */
function remembered(check: AnnotationCheck): AnnotationCheck {
  const answers = new Map<string, string | undefined>();
  return (value) => {
    if (value.length > 2000) { return check(value); }
    if (answers.has(value)) { return answers.get(value); }
    if (answers.size >= 500) { answers.clear(); }
    const answer = check(value);
    answers.set(value, answer);
    return answer;
  };
}

const within = (check: AnnotationCheck): AnnotationCheck => (value) => (value.length > LONGEST ? 'longer than an object may hold' : check(value));

export function oneOf(what: string, words: readonly string[]): AnnotationCheck {
  return (value) => (words.includes(value) ? undefined : `${what} invalid, use ${words.join(',')}`);
}

/** Go's strconv.ParseBool, which reads no other spellings. */
export const bool = oneOf('boolean', [...TRUE_WORDS, ...FALSE_WORDS]);

/** Go's strconv.ParseUint in base 10: digits only, leading zeros are fine. */
function unsigned(value: string, largest: number): boolean {
  if (!/^[0-9]+$/.test(value)) { return false; }
  const digits = value.replace(/^0+/, '');
  return digits.length <= String(largest).length && Number(digits === '' ? '0' : digits) <= largest;
}

export const uint32: AnnotationCheck = within((value) => (
  unsigned(value, 4_294_967_295) ? undefined : 'must be a whole number from 0 to 4294967295'));

/** One port; blanks around it are taken (strings.TrimSpace), 0 is taken too. */
export const statusPort: AnnotationCheck = within((value) => (
  unsigned(value.trim(), 65_535) ? undefined : 'status port invalid: must be a port from 0 to 65535'));

/** `*` or CIDRs with a mask, without a blank (netip.ParsePrefix); empty captures nothing. */
export function cidrs(what: string, wildcard: boolean): AnnotationCheck {
  return within((value) => {
    const problem = problemOf(() => cidrList(value, what, { wildcard }));
    return problem && `${what} invalid: ${problem}`;
  });
}

/**
 * `*` or ports. The injector trims blanks around the list and around each port and takes port 0, where our own lists are stricter
 * (validate.go parsePorts).
 */
export function ports(what: string, wildcard: boolean): AnnotationCheck {
  return within((value) => {
    const list = value.trim();
    if (list === '' || (wildcard && value === '*')) { return undefined; }
    const bad = list.split(',').find((port) => !unsigned(port.trim(), 65_535));
    return bad === undefined ? undefined : `${what} invalid: ${JSON.stringify(bad.slice(0, 80))} must be a port from 0 to 65535`;
  });
}

/** Since 1.29; before, the text was pasted into the pod and the API server refused it (release note 58889). */
export const quantity: AnnotationCheck = (value) => {
  if (value === '') { return 'must not be empty'; }
  // the injector says this first: a line break here once added fields to the pod
  if (hasControlCharacter(value)) { return 'must not contain control characters'; }
  return problemOf(() => Quantity.parse(value, 'quantity'));
};

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) { return true; }
  }
  return false;
}

/** Linux allows 15 characters (IFNAMSIZ); the injector also asks for a letter first (release note 58781). */
const INTERFACE = /^[A-Za-z][A-Za-z0-9_.-]{0,14}$/;

export const interfaces: AnnotationCheck = within((value) => {
  if (value.trim() === '') { return undefined; }
  const bad = value.split(',').map((name) => name.trim()).find((name) => !INTERFACE.test(name));
  return bad === undefined ? undefined : `interface name invalid: ${JSON.stringify(bad.slice(0, 80))}`;
});

/** The whole seconds that `--drain-time-s` can say (istio pkg/config/validation/agent, ValidateDrainDuration). */
function drainProblem(text: unknown): string | undefined {
  if (text === undefined || text === null) { return undefined; }
  const problem = problemOf(() => GoDuration.parse(text, 'drainDuration'));
  if (problem) { return problem; }
  const { nanoseconds } = GoDuration.parse(text, 'drainDuration');
  if (nanoseconds < 1_000_000n) { return "'drainDuration' must be 1ms or longer"; }
  return nanoseconds % 1_000_000_000n === 0n ? undefined : "'drainDuration' must be whole seconds";
}

function durationProblem(config: unknown, field: string): string | undefined {
  const value = member(config, field);
  return value === undefined || value === null ? undefined : problemOf(() => GoDuration.parse(value, field));
}

/** jsonpb reads a number and the same digits as text. */
function portProblem(config: unknown, field: string): string | undefined {
  const value = member(config, field);
  if (value === undefined || value === null) { return undefined; }
  const port = typeof value === 'string' && unsigned(value, 65_535) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535 ? undefined : `'${field}' must be a port from 1 to 65535`;
}

/** Fields that every proxy needs: an empty text takes the default away. */
const NEEDED: readonly string[] = ['configPath', 'binaryPath', 'serviceCluster', 'discoveryAddress'];

function neededProblem(config: unknown): string | undefined {
  const empty = NEEDED.find((field) => member(config, field) === '');
  return empty && `'${empty}' must not be empty`;
}

function variableProblem(config: unknown): string | undefined {
  const entries = member(config, 'proxyMetadata');
  const bad = Object.keys(isMap(entries) ? entries : {}).find((name) => unquotedProblem(name) !== undefined);
  return bad === undefined ? undefined : `'proxyMetadata' must not have the key ${JSON.stringify(bad)}, which the template's YAML reads as no text`;
}

/** A host and a port (ValidateProxyAddress). */
function isAddress(address: unknown): boolean {
  const port = typeof address === 'string' ? address.slice(0, 300).split(/:(?=[^:]*$)/)[1] : undefined;
  return port !== undefined && unsigned(port, 65_535) && Number(port) !== 0;
}

function addressProblem(config: unknown): string | undefined {
  const services = ['envoyAccessLogService', 'envoyMetricsService'].map((name) => [`${name}.address`, member(member(config, name), 'address')] as const);
  const bad = [['discoveryAddress', member(config, 'discoveryAddress')] as const, ['statsdUdpAddress', member(config, 'statsdUdpAddress')] as const, ...services]
    .find(([, address]) => typeof address === 'string' && address !== '' && !isAddress(address));
  return bad && `'${bad[0]}' must be a host and a port`;
}

/** Tracers that are asked for by name, at a host and a port. */
const TRACERS: readonly string[] = ['zipkin', 'lightstep', 'datadog'];

function tracerProblem(config: unknown): string | undefined {
  const tracing = member(config, 'tracing');
  return TRACERS.map((name) => {
    const tracer = member(tracing, name);
    if (!isMap(tracer)) { return undefined; }
    const address = member(tracer, 'address') ?? '';
    return isAddress(address) ? undefined : `'tracing.${name}.address' must be a host and a port, such as ${name}.istio-system:9411`;
  }).find((problem) => problem !== undefined);
}

function keyProviderProblem(config: unknown): string | undefined {
  const provider = member(config, 'privateKeyProvider');
  if (!isMap(provider)) { return undefined; }
  const [name, own] = Object.entries(provider).find(([key, value]) => (key === 'cryptomb' || key === 'qat') && isMap(value)) ?? [];
  if (name === undefined) { return "'privateKeyProvider' must have cryptomb or qat"; }
  const delay = member(own, 'pollDelay');
  const problem = delay === undefined ? undefined : problemOf(() => GoDuration.parse(delay, 'pollDelay'));
  return delay === undefined || problem !== undefined || GoDuration.parse(delay).nanoseconds === 0n
    ? problem ?? `'privateKeyProvider.${name}.pollDelay' must be longer than 0s` : undefined;
}

/**
 * YAML of a ProxyConfig. Unknown fields are taken in silence (protomarshal.ApplyJSON tries again without the strictness), and
 * `terminationDrainDuration` has to be a duration and nothing more. The rest follows pkg/config/validation/agent ValidateMeshConfigProxyConfig.
 */
export const proxyConfig: AnnotationCheck = remembered(within((value) => {
  let config: unknown;
  try {
    config = readYamlValue(value, { lastWins: true });
  } catch (error) {
    return `no proxy config: ${(error as Error).message}`;
  }
  if (config === undefined || config === null) { return undefined; }
  if (!isMap(config)) { return 'no proxy config: must be a mapping'; }
  const { connectionSettings: _later, ...fields } = inJsonNames(config);
  return problemIn(fields);
}));

/** What Istio 1.31 has against the connection settings of a ProxyConfig. */
export const connectionSettings: AnnotationCheck = remembered(within((value) => {
  // few have them
  if (!/connection_?settings/i.test(value)) { return undefined; }
  let config: unknown;
  // what is no YAML is said by the check of the whole
  try { config = readYamlValue(value, { lastWins: true }); } catch { return undefined; }
  return isMap(config) ? settingsProblem(member(inJsonNames(config), 'connectionSettings')) : undefined;
}));

function problemIn(config: JsonMap): string | undefined {
  return unreadable(config)
    ?? variableProblem(config)
    ?? neededProblem(config)
    ?? drainProblem(member(config, 'drainDuration'))
    ?? addressProblem(config)
    ?? tracerProblem(config)
    ?? keyProviderProblem(config)
    ?? durationProblem(config, 'terminationDrainDuration')
    ?? portProblem(config, 'statusPort')
    ?? portProblem(config, 'proxyAdminPort');
}
