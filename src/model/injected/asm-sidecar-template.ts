import { agentLogLevel, argumentList, proxyArguments } from './arguments';
import { asmItem } from './asm-levels';
import { type Capture, captureOf } from './capture';
import { proxyMetadata } from './environment';
import { holdsApplication } from './hold';
import { INIT_CONTAINER } from './names';
import { PROXY_CONTAINER } from '../names';
import { nativeSidecar } from './native';
import { beginning, optional } from './sidecar-init';
import { asmInitResources, asmSidecarResources } from './sidecar-resources';
import type { TemplateInput } from './template-input';
import { GoDuration, problemOf } from '../../kube';
import { type Effective, known, mapKnown, type Origin, unknown } from '../origin';
import { member } from '../read';
import { chartMap } from '../rendering/installation';
import { type Part, print, type Printed, Sourced, set, sourced } from '../rendering/sourced';

const PAGE = 'ASM documentation, "configure sidecar proxies" (help.aliyun.com document_detail 610989)';

/** Where everything comes from that no item and no annotation decides. */
export const BY_ASM_PAGE: Origin = { kind: 'default', of: 'ASM', source: PAGE };

/** Parts of the container that the page shows whole: what is not printed in them is not there. */
export const ASM_WHOLE: Readonly<Record<string, readonly string[]>> = {
  [PROXY_CONTAINER]: ['args', 'resources', 'lifecycle'],
  [INIT_CONTAINER]: ['args', 'resources'],
};

/**
 * What ASM documents of the containers that it injects. Its template is not published: everything else of them is unknown.
 *
 * Order of istio-init's arguments: the page prints `-d` and the log level first, and `-q` and `-o` behind them, the log level once more
 * after `-q`; so it stands here. Istio prints `-q` and `-o` before the one log level. The order changes nothing in what is captured.
 */
export function asmSidecarTemplate(input: TemplateInput): Printed {
  const capture = captureOf(input);
  const native = nativeSidecar(input.pods, input.context);
  const proxy = container(input, native);
  const init = capture.mode.value === 'NONE' ? [] : [initContainer(input, capture)];
  return print({
    spec: {
      initContainers: native.value === true ? [...init, proxy] : init.length > 0 ? init : undefined,
      containers: native.value === true ? undefined : [proxy],
    },
  }, BY_ASM_PAGE);
}

function container(input: TemplateInput, native: Effective<boolean>): Part {
  return {
    name: PROXY_CONTAINER,
    restartPolicy: native.known ? (native.value ? 'Always' : undefined) : sourced(native),
    args: documented(argumentList([...proxyArguments(input, 'sidecar'), ...concurrency(input)])),
    env: [...dnsProxy(input), ...proxyMetadata(input).map(documented), ...terminationDrain(input)],
    resources: documented(asmSidecarResources(input)),
    lifecycle: lifecycle(input, native),
  };
}

function initContainer(input: TemplateInput, capture: Capture): Part {
  const log = agentLogLevel(input);
  const { includeOutboundPorts, excludeOutboundPorts } = capture;
  const included = optional('-q', includeOutboundPorts);
  return {
    name: INIT_CONTAINER,
    args: documented(argumentList([
      'istio-iptables',
      ...beginning(input, capture),
      log,
      ...(included.length > 0 ? [...included, log] : []),
      ...optional('-o', excludeOutboundPorts),
    ])),
    resources: documented(asmInitResources(input)),
  };
}

/** Values that Istio's template takes from its chart are on this page as well, as ASM's own. */
function documented(part: Part): Part {
  if (part instanceof Sourced) {
    const { value } = part;
    return value.known && value.origin.kind === 'default' && value.origin.of === 'Istio' ? set(value.value, BY_ASM_PAGE) : part;
  }
  if (Array.isArray(part)) { return (part as readonly Part[]).map(documented); }
  if (typeof part !== 'object') { return part; }
  return Object.fromEntries(Object.entries(part as { readonly [key: string]: Part }).map(([key, value]) => [key, documented(value)]));
}

/** `--concurrency` and a number. The page does not show what is printed for 0, and how the number is derived then. */
function concurrency({ proxyConfig }: TemplateInput): (string | Effective<string>)[] {
  const value = proxyConfig.template('concurrency');
  if (!value.known) { return [value]; }
  const threads = Number(value.value ?? 0);
  if (!(Number.isInteger(threads) && threads > 0)) {
    return [unknown('ASM derives the number of threads from the limits, else the requests, and does not show the argument for that')];
  }
  return ['--concurrency', known(String(threads), value.origin)];
}

/** Two variables of the agent. */
function dnsProxy(input: TemplateInput): Part[] {
  const enabled = asmItem(input, 'istioDNSProxyEnabled');
  if (enabled?.value !== true) { return []; }
  return ['ISTIO_META_DNS_AUTO_ALLOCATE', 'ISTIO_META_DNS_CAPTURE'].map((name) => ({ name, value: set('true', enabled.origin) }));
}

const DRAIN_SECONDS = 'TERMINATION_DRAIN_DURATION_SECONDS';

/**
 * The wait after SIGTERM, in seconds, where somebody sets it; for ASM's own 5 s the page shows no variable. One that stands in the
 * metadata is left alone: the page does not say whether ASM writes a second one.
 */
function terminationDrain({ proxyConfig }: TemplateInput): Part[] {
  const wait = proxyConfig.template('terminationDrainDuration');
  const own = member(proxyConfig.template('proxyMetadata').value, DRAIN_SECONDS);
  if (own !== undefined || !wait.known || wait.origin.kind === 'default' || typeof wait.value !== 'string') { return []; }
  const text = wait.value;
  if (problemOf(() => GoDuration.parse(text, 'terminationDrainDuration')) !== undefined) { return []; }
  const seconds = GoDuration.parse(text, 'terminationDrainDuration').nanoseconds / 1_000_000_000n;
  return [{ name: DRAIN_SECONDS, value: set(String(seconds), wait.origin) }];
}

const NATIVE = unknown('on native sidecars Kubernetes overrides the lifecycle settings, and ASM does not publish the hooks that are left');

/** The item replaces all hooks; without it there is the one that holds the application back. */
function lifecycle(input: TemplateInput, native: Effective<boolean>): Part {
  if (!native.known) { return sourced(native); }
  if (native.value) { return sourced(NATIVE); }
  const item = asmItem(input, 'lifecycle') ?? chartMap(input.context, '/global/proxy/lifecycle');
  if (item) { return sourced(item); }
  const hold = holdsApplication(input);
  if (!hold.known) { return sourced(hold); }
  return hold.value ? { postStart: { exec: { command: sourced(mapKnown(hold, () => ['pilot-agent', 'wait'])) } } } : undefined;
}
