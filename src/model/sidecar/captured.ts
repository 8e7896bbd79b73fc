import { cidrList, problemOf } from '../../kube';
import type { Capture } from '../injected';
import { listAt } from '../read';

/** What iptables is told of a pod's traffic, as istio-init's arguments have it: `*` is everything, the empty text nothing. */
export interface CaptureRules {
  /** REDIRECT, TPROXY, or NONE: no rules at all. */
  readonly mode: string;
  /** `-i` */
  readonly includeOutboundRanges: string;
  /** `-x` */
  readonly excludeOutboundRanges: string;
  /** `-q`; undefined: not given */
  readonly includeOutboundPorts?: string;
  /** `-o`; undefined: not given */
  readonly excludeOutboundPorts?: string;
  /** `-b` */
  readonly includeInboundPorts: string;
  /** `-d` */
  readonly excludeInboundPorts: string;
}

/** What decides over connections to the pod. */
export type InboundRules = Pick<CaptureRules, 'mode' | 'includeInboundPorts' | 'excludeInboundPorts'>;

/** Undefined where one of them is not known. */
export function inboundRulesOf({ mode, includeInboundPorts, excludeInboundPorts }: Pick<Capture, keyof InboundRules>): InboundRules | undefined {
  if (!mode.known || !includeInboundPorts.known || !excludeInboundPorts.known) { return undefined; }
  return { mode: mode.value, includeInboundPorts: includeInboundPorts.value, excludeInboundPorts: excludeInboundPorts.value };
}

/** Whether a connection goes through the sidecar, and the rule that decides. */
export interface CaptureAnswer {
  readonly captured: boolean;
  /** The argument of istio-init that decides; `none` where no rule is set up, `localhost` for the pod itself. */
  readonly rule: '-i' | '-x' | '-q' | '-o' | '-b' | '-d' | 'none' | 'localhost';
  readonly why: string;
}

/** Where TCP goes; UDP is never captured, but for DNS where the sidecar answers it. */
export interface Destination {
  /** An IPv4 or IPv6 address. */
  readonly address: string;
  readonly port: number;
}

const NO_RULES: CaptureAnswer = { captured: false, rule: 'none', why: 'interception mode NONE sets up no rules' };

/**
 * Is a TCP connection from the pod captured? In the order of the rules: excluded ports, the pod itself, excluded ranges, included ports,
 * included ranges (Istio 1.30.3 tools/istio-iptables/pkg/capture/run.go).
 *
 * @throws InvalidValue for an address or a list that is none
 */
export function outboundCaptured(rules: CaptureRules, { address, port }: Destination): CaptureAnswer {
  if (rules.mode === 'NONE') { return NO_RULES; }
  const isIn = (list: string, what: string): boolean => cidrList(list, what, { wildcard: true }).covers(address);
  const answer = (captured: boolean, rule: CaptureAnswer['rule'], subject: string, list: string): CaptureAnswer => ({ captured, rule, why: `${subject}: ${list}` });
  const { excludeOutboundPorts = '', excludeOutboundRanges, includeOutboundPorts = '', includeOutboundRanges } = rules;
  if (holdsPort(excludeOutboundPorts, port)) {
    return answer(false, '-o', `port ${port} is among the excluded outbound ports`, excludeOutboundPorts);
  }
  if (isIn('127.0.0.1/32,::1/128', 'localhost')) { return answer(false, 'localhost', 'the pod reaches itself without its sidecar', address); }
  if (isIn(excludeOutboundRanges, 'excluded outbound ranges')) {
    return answer(false, '-x', `${address} is in the excluded outbound ranges`, excludeOutboundRanges);
  }
  if (holdsPort(includeOutboundPorts, port)) {
    return answer(true, '-q', `port ${port} is among the included outbound ports`, includeOutboundPorts);
  }
  const included = isIn(includeOutboundRanges, 'included outbound ranges');
  return answer(included, '-i', `${address} is ${included ? '' : 'not '}in the included outbound ranges`, includeOutboundRanges || 'none');
}

/** Is a TCP connection to this port of the pod captured? Exclusions count only where all ports are taken in (run.go handleInboundPortsInclude). */
export function inboundCaptured(rules: InboundRules, port: number): CaptureAnswer {
  if (rules.mode === 'NONE') { return NO_RULES; }
  const { includeInboundPorts, excludeInboundPorts } = rules;
  if (includeInboundPorts !== '*') {
    const included = holdsPort(includeInboundPorts, port);
    return { captured: included, rule: '-b', why: `port ${port} is ${included ? '' : 'not '}among the included inbound ports: ${includeInboundPorts || 'none'}` };
  }
  return holdsPort(excludeInboundPorts, port)
    ? { captured: false, rule: '-d', why: `port ${port} is among the excluded inbound ports: ${excludeInboundPorts}` }
    : { captured: true, rule: '-b', why: 'all inbound ports are included' };
}

/** The injector lets blanks and leading zeros pass. */
function holdsPort(list: string, port: number): boolean {
  return list.split(',').some((text) => /^\s*\d{1,9}\s*$/.test(text) && Number(text) === port);
}

const FLAGS: Readonly<Record<string, keyof CaptureRules>> = {
  '-m': 'mode',
  '-i': 'includeOutboundRanges',
  '-x': 'excludeOutboundRanges',
  '-q': 'includeOutboundPorts',
  '-o': 'excludeOutboundPorts',
  '-b': 'includeInboundPorts',
  '-d': 'excludeInboundPorts',
};

/** The rules as the arguments of istio-init or istio-validation say them, in whatever order; undefined where these are other arguments. */
export function captureRulesOf(container: unknown): CaptureRules | undefined {
  const args = listAt(container, '/args') ?? [];
  if (args[0] !== 'istio-iptables') { return undefined; }
  const rules: Record<string, string> = {
    mode: 'REDIRECT', includeOutboundRanges: '', excludeOutboundRanges: '', includeInboundPorts: '', excludeInboundPorts: '',
  };
  for (let at = 1; at < args.length - 1; at += 1) {
    const [flag, value] = [args[at], args[at + 1]];
    if (typeof flag !== 'string' || !Object.hasOwn(FLAGS, flag) || typeof value !== 'string') { continue; }
    rules[FLAGS[flag]] = value;
    at += 1;
  }
  const isReadable = problemOf(() => cidrList(rules.includeOutboundRanges, '-i', { wildcard: true })) === undefined
    && problemOf(() => cidrList(rules.excludeOutboundRanges, '-x', { wildcard: true })) === undefined;
  return isReadable ? rules as unknown as CaptureRules : undefined;
}
