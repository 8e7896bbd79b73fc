import { problemOf, Quantity } from '../../kube';
import { PROXY_CONTAINER } from '../names';
import { isMap, type JsonMap, mapAt, member } from '../read';

/** ASM's item "scale sidecar resources proportionally" (asmproxyconfig_types.go scaledSidecarResource). */
export interface ScaledResources {
  /** What the part is taken of: the largest container, the sum of them, or the named one. */
  readonly strategy: 'PercentageMax' | 'PercentageSum' | 'PercentageRef';
  /** For `PercentageRef`; the pod's annotation comes before it. */
  readonly container?: string;
  readonly percentage: number;
}

/** Requests and limits as a container holds them. */
export interface ResourceLists {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

const SOURCE = 'ASM, "Configure sidecar proxies": proportional sidecar resources';

/** What a sidecar has at least, on either side, and what is cut off: memory to whole Mi, processors to 1m. */
export const SCALED_RESOURCES = [
  { name: 'cpu', least: Quantity.parse('100m'), unit: Quantity.parse('1m') },
  { name: 'memory', least: Quantity.parse('128Mi'), unit: Quantity.parse('1Mi') },
] as const;

/**
 * The sidecar's resources as a part of the application's, or why they cannot be told. `undefined`: the named container is not there, and
 * the fixed resources apply.
 *
 * Without requests the sidecar asks for the least, without limits it has none. The document says so for the whole block; here each
 * resource is decided on its own. Init containers do not count: it does not mention them.
 */
export function scaledResources(settings: ScaledResources, containers: readonly unknown[]): ResourceLists | { readonly why: string } | undefined {
  const own = containers.filter((container) => member(container, 'name') !== PROXY_CONTAINER);
  const base = settings.strategy === 'PercentageRef' ? own.filter((container) => member(container, 'name') === settings.container).slice(0, 1) : own;
  if (settings.strategy === 'PercentageRef' && base.length === 0) { return undefined; }
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const { name, least, unit } of SCALED_RESOURCES) {
    const asked = scaledBaseline(base, '/resources/requests', name, settings.strategy);
    const most = scaledBaseline(base, '/resources/limits', name, settings.strategy);
    if (typeof asked === 'string') { return { why: asked }; }
    if (typeof most === 'string') { return { why: most }; }
    const share = (amount: Quantity): string => largest(amount.percent(settings.percentage, unit), least).toString();
    requests[name] = asked ? share(asked) : least.toString();
    if (most) { limits[name] = share(most); }
  }
  return Object.keys(limits).length === 0 ? { requests } : { requests, limits };
}

/** The amount that a part is taken of; a text says why it cannot be read. */
export function scaledBaseline(containers: readonly unknown[], side: string, name: string, strategy: ScaledResources['strategy']): Quantity | string | undefined {
  let result: Quantity | undefined;
  for (const container of containers) {
    const value = member(mapAt(container, side), name);
    if (value === undefined || value === null) { continue; }
    const problem = problemOf(() => Quantity.parse(value, name));
    if (problem !== undefined) { return `${SOURCE}: ${problem}`; }
    const amount = Quantity.parse(value, name);
    result = result === undefined ? amount : strategy === 'PercentageSum' ? result.add(amount) : largest(result, amount);
  }
  return result;
}

function largest(a: Quantity, b: Quantity): Quantity {
  return a.compare(b) < 0 ? b : a;
}

/** The item as the resource holds it; undefined: it says nothing that can be used. */
export function readScaledResources(item: unknown, annotatedContainer: string | undefined): ScaledResources | undefined {
  if (!isMap(item)) { return undefined; }
  const percentage = member(item, 'resourcePercentage');
  const strategy = member(item, 'resourceCalculationStrategy');
  if (typeof percentage !== 'number' || !Number.isInteger(percentage) || percentage < 0) { return undefined; }
  if (strategy !== 'PercentageMax' && strategy !== 'PercentageSum' && strategy !== 'PercentageRef') { return undefined; }
  const named = member(item, 'containerRef');
  return { strategy, percentage, container: annotatedContainer ?? (typeof named === 'string' ? named : undefined) };
}

/** ACK's names for what it overcommits (koordinator; ASM, "dynamically overcommitted ACK resources"). */
const OVERCOMMITTED: Readonly<Record<string, string>> = { cpu: 'kubernetes.io/batch-cpu', memory: 'kubernetes.io/batch-memory' };

/** The pod's label without which the overcommitted resources stay unused. */
export const QOS_LABEL = 'koordinator.sh/qosClass';

/**
 * Requests and limits under the names of ACK's overcommitted resources; processors count in thousandths, as plain numbers. Undefined:
 * an amount cannot be read.
 */
export function overcommittedResources(item: unknown): ResourceLists | undefined {
  const result: { requests?: Record<string, string>; limits?: Record<string, string> } = {};
  for (const side of ['requests', 'limits'] as const) {
    const list: JsonMap | undefined = mapAt(item, `/${side}`);
    if (!list) { continue; }
    const amounts: Record<string, string> = {};
    for (const [name, value] of Object.entries(list)) {
      if (problemOf(() => Quantity.parse(value, name)) !== undefined) { return undefined; }
      const amount = Quantity.parse(value, name);
      const inThousandths = name === 'cpu' && typeof value === 'string' && value.endsWith('m');
      amounts[OVERCOMMITTED[name] ?? name] = (inThousandths ? Quantity.parse(String(amount.milliValue())) : amount).toString();
    }
    result[side] = amounts;
  }
  return result;
}
