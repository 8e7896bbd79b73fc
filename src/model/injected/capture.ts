import { asmItem } from './asm-levels';
import { annotation, type TemplateInput } from './template-input';
import { Flavor } from '../../platform';
import { valueFor } from '../../platform/values';
import { type Effective, known, mapKnown, type Origin, unknown } from '../origin';
import { chartText, chartValue } from '../rendering/installation';

/** What of a pod's traffic goes through its sidecar, as the author's lists say it. `*` is everything, the empty text nothing. */
export interface Capture {
  /** REDIRECT, TPROXY, or NONE: nothing at all. */
  readonly mode: Effective<string>;
  readonly includeOutboundRanges: Effective<string>;
  readonly excludeOutboundRanges: Effective<string>;
  readonly includeInboundPorts: Effective<string>;
  readonly excludeInboundPorts: Effective<string>;
  /** Undefined: nobody asks for any, and the argument is left out. */
  readonly includeOutboundPorts: Effective<string | undefined>;
  readonly excludeOutboundPorts: Effective<string | undefined>;
  /** The agent's port, which its probes use; `0` turns them off. */
  readonly statusPort: Effective<string>;
}

/** One list: the pod's annotation, ASM's item of the same name, and the value of the installation. */
function setting(input: TemplateInput, name: string, value: string): Effective<string> {
  return annotation(input.pods, `traffic.sidecar.istio.io/${name}`) ?? asmText(input, name) ?? chartText(input.context, `/global/proxy/${value}`);
}

function asmText(input: TemplateInput, name: string): Effective<string> | undefined {
  if (input.context.facts.platform.flavor !== Flavor.ASM) { return undefined; }
  const item = asmItem(input, name);
  if (!item?.known) { return item; }
  return typeof item.value === 'string' ? known(item.value, item.origin) : unknown(`${name} of ASMProxyConfig must be text, and is not`);
}

/** The template leaves these out unless somebody wrote the annotation, empty or not, or the installation has a value. */
function optional(input: TemplateInput, name: string): Effective<string | undefined> {
  const found = setting(input, name, name);
  const fromChart = found.known && found.value === '' && chartValue(input.context, `/global/proxy/${name}`).origin === found.origin;
  return fromChart ? known(undefined, found.origin) : found;
}

export function interceptionMode(input: TemplateInput): Effective<string> {
  const own = annotation(input.pods, 'sidecar.istio.io/interceptionMode');
  return own ?? mapKnown(input.proxyConfig.template('interceptionMode'), (mode) => (typeof mode === 'string' ? mode : 'REDIRECT'));
}

export function captureOf(input: TemplateInput): Capture {
  return {
    mode: interceptionMode(input),
    includeOutboundRanges: setting(input, 'includeOutboundIPRanges', 'includeIPRanges'),
    excludeOutboundRanges: setting(input, 'excludeOutboundIPRanges', 'excludeIPRanges'),
    includeInboundPorts: setting(input, 'includeInboundPorts', 'includeInboundPorts'),
    excludeInboundPorts: setting(input, 'excludeInboundPorts', 'excludeInboundPorts'),
    includeOutboundPorts: optional(input, 'includeOutboundPorts'),
    excludeOutboundPorts: optional(input, 'excludeOutboundPorts'),
    statusPort: statusPort(input),
  };
}

/** The port that the template writes; what the agent listens on is ProxyConfig's, which the template does not read. */
export function statusPort(input: TemplateInput): Effective<string> {
  return annotation(input.pods, 'status.sidecar.istio.io/port') ?? chartText(input.context, '/global/proxy/statusPort');
}

/**
 * The author's list with the agent's port behind it, unless it is there already (Istio pkg/kube/inject/template.go excludeInboundPort).
 */
export function withStatusPort(list: string, port: string): string {
  const own = port.trim();
  if (own === '' || own === '0') { return list; }
  const ports = list === '' ? [] : list.split(',').map((text) => text.trim());
  return ports.includes(own) ? list : [...ports.filter((text) => text !== ''), own].join(',');
}

/** Inbound ports that are left alone, as the argument `-d` has them. */
export function uncapturedInboundPorts(input: TemplateInput, { excludeInboundPorts, statusPort: port }: Capture): Effective<string> {
  const base = valueFor(input.context.facts.platform, 'uncapturedInboundPorts');
  if (!base.known) { return unknown(base.why); }
  if (!excludeInboundPorts.known) { return excludeInboundPorts; }
  if (input.context.facts.platform.flavor === Flavor.ASM) {
    return known(joined(base.value, excludeInboundPorts.value), strongest('ASM', base.source, excludeInboundPorts));
  }
  if (!port.known) { return port; }
  // the agent's port is the last of the base list, and moves with its setting
  return known(joined(base.value.slice(0, -1), withStatusPort(excludeInboundPorts.value, port.value)), strongest('Istio', base.source, excludeInboundPorts, port));
}

/** Outbound ranges that are left alone, as the argument `-x` has them. */
export function uncapturedOutboundRanges(input: TemplateInput, { excludeOutboundRanges }: Capture): Effective<string> {
  const base = valueFor(input.context.facts.platform, 'uncapturedOutboundRanges');
  if (!base.known) { return unknown(base.why); }
  if (!excludeOutboundRanges.known) { return excludeOutboundRanges; }
  const of = input.context.facts.platform.flavor === Flavor.ASM ? 'ASM' : 'Istio';
  return known(joined(base.value, excludeOutboundRanges.value), strongest(of, base.source, excludeOutboundRanges));
}

function joined(base: readonly string[], own: string): string {
  return [...base, ...(own === '' ? [] : [own])].join(',');
}

/** A list of several sources comes from whoever wrote in it, else from the base list. */
function strongest(of: 'Istio' | 'ASM', source: string, ...values: readonly Effective<string>[]): Origin {
  return values.find(({ known: isKnown, origin }) => isKnown && origin.kind !== 'default')?.origin ?? { kind: 'default', of, source };
}
