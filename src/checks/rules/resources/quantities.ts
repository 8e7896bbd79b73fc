import { type Amount, named, patchOf, quantityOf, type ResourceBlock, resourceRule, textOf } from './blocks';
import { isResource, meantResource } from './names';
import { problemOf, Quantity } from '../../../kube';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

/** One annotation speaks for istio-proxy and istio-init: what is wrong with it is said once. */
function partOf({ of }: ResourceBlock, { side, resource, value: { origin } }: Amount): string {
  return origin.kind === 'set' && origin.pointer.includes('/annotations/') ? `${side}.${resource}` : `${of} ${side}.${resource}`;
}

/** Not the API server but ASM reads an item. */
function classOf({ checked }: ResourceBlock): Pick<Found, 'ruleClass'> {
  return checked ? {} : { ruleClass: RuleClass.MESH };
}

/** An amount that the server reads, and nobody else: 10^1000 is longer than any number here. */
const HUGE_EXPONENT = /^[+-]?[0-9]{0,64}\.?[0-9]{0,64}[eE][+-]?[0-9]{4,9}$/;

const LONGEST = 64;

/** RES001: the pattern is quadratic on hostile texts: length first. */
export const quantitySyntax = resourceRule({
  id: 'RES001',
  title: 'not a quantity',
  what: 'A request or limit of a container, or of an ASMProxyConfig, is not a Kubernetes quantity, or is negative. One of more than 64 characters, or with an exponent beyond 999, is a warning.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a request or limit that it cannot read or that is negative; with a pod template no pod is created.',
  source: `Kubernetes apimachinery pkg/api/resource/quantity.go ParseQuantity; ${VALIDATION} ValidateResourceQuantityValue`,
}, (block) => block.amounts.flatMap((amount): Problem[] => {
  const { side, resource, value } = amount;
  const found = (message: string, fix: string, more: Partial<Problem> = {}): Problem[] => [{
    ...classOf(block), message: `${side}.${resource} of ${block.of} is ${message}`, fix, part: partOf(block, amount), at: value.origin, values: [named(amount)], ...more,
  }];
  const text = value.value;
  if (typeof text === 'string' && text.trim().length > LONGEST) {
    return found(`${text.length} characters long`, 'write it shorter, such as 100m or 128Mi', { severity: Severity.WARNING, ruleClass: RuleClass.PRACTICE });
  }
  const read = quantityOf(text);
  if (read) { return read.isNegative() ? found(`${short(text)}, expected 0 or more`, 'set 0 or more, or remove it') : []; }
  if (typeof text === 'string' && HUGE_EXPONENT.test(text.trim())) {
    return found(`${text.trim()}, an exponent beyond 999`, 'write an amount that a node can have, such as 100m or 128Mi', { severity: Severity.WARNING, ruleClass: RuleClass.PRACTICE });
  }
  const problem = problemOf(() => Quantity.parse(text, 'it')) ?? '';
  const hint = problem.includes('; ') ? problem.slice(problem.lastIndexOf('; ') + 2) : undefined;
  return found(`${JSON.stringify(short(text))}, expected a quantity such as 100m or 128Mi`, hint ?? `write an amount such as ${resource === 'cpu' ? '100m' : '128Mi'}`);
}));

/** Resources of which a node gives away no more than it has. */
function isOvercommitted(resource: string): boolean {
  return (!resource.includes('/') || resource.includes('kubernetes.io/')) && !resource.startsWith('hugepages-');
}

/** RES002: compared as numbers, 1000m is 1. */
export const requestAboveLimit = resourceRule({
  id: 'RES002',
  title: 'request above limit',
  what: 'A request is above the limit of the same resource. For resources that cannot be shared (hugepages-*, example.com/gpu) also: a request differs from its '
    + 'limit, or has none.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a container whose request exceeds its limit; with an injected container no pod is created.',
  source: `${VALIDATION} ValidateContainerResourceRequirements`,
}, (block) => block.amounts.filter(({ side }) => side === 'requests').flatMap((request): Problem[] => {
  const limit = block.amounts.find(({ side, resource }) => side === 'limits' && resource === request.resource);
  const shared = isOvercommitted(request.resource);
  const asked = quantityOf(request.value.value);
  const most = limit && quantityOf(limit.value.value);
  if (!asked || (limit && !most) || (shared && !limit)) { return []; }
  const order = most ? asked.compare(most) : undefined;
  if (order === 0 || (shared && order !== undefined && order < 0)) { return []; }
  const { resource } = request;
  return [{
    ...classOf(block),
    message: most
      ? `${resource} request ${textOf(request)} of ${block.of} is ${shared ? 'above' : 'not'} its limit ${textOf(limit!)}`
      : `${resource} request ${textOf(request)} of ${block.of} has no limit, and ${resource} cannot be shared`,
    fix: most && shared ? `set the limit to ${asked.toString()} or more, or the request to ${most.toString()} or less` : `set request and limit of ${resource} to the same amount`,
    part: partOf(block, request),
    at: request.value.origin.kind === 'set' ? request.value.origin : limit?.value.origin ?? request.value.origin,
    values: [named(request), ...limit ? [named(limit)] : []],
  }];
}));

const BYTES: readonly string[] = ['memory', 'ephemeral-storage'];
const MEBIBYTE = Quantity.parse('1Mi');

/** No unit at all: bytes, or cores. */
const PLAIN = /^[0-9]{1,30}(?:\.[0-9]{1,30})?$/;

/** So many cores few machines have. */
const MANY_CORES = Quantity.parse('100');

/** RES003: `128m` is an eighth of a byte, `128` are 128 bytes, and `cpu: 500` is 500 cores. */
export const unlikelyUnit = resourceRule({
  id: 'RES003',
  title: 'amount in a unit that was hardly meant',
  what: 'A request or limit of memory or ephemeral storage is below 1Mi, and has the suffix m or none. A larger one with the suffix m, as some tools compute it, is a note. '
    + 'A request or limit of 100 cores or more without a suffix is a warning.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.PRACTICE,
  why: 'The suffix m is a thousandth: 128m of memory is an eighth of a byte, and 128 are 128 bytes. The server accepts both, and a container with such a limit does not start. '
    + 'A pod that asks for 500 cores finds no node.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ (meaning of memory, of CPU); Kubernetes pkg/api/pod/warnings.go (fractional byte value)',
}, (block) => block.amounts.flatMap((amount): Problem[] => {
  const text = textOf(amount);
  const read = amount.resource === 'cpu' || BYTES.includes(amount.resource) ? quantityOf(text) : undefined;
  const unit = !read || read.isNegative() || read.isZero() ? undefined : amount.resource === 'cpu' ? unitOfCores(text, read) : unitOfBytes(text, read);
  return unit === undefined ? [] : [{
    ...unit.severity === undefined ? {} : { severity: unit.severity },
    message: `${amount.side}.${amount.resource} of ${block.of} is ${text}, which is ${unit.message}`,
    fix: unit.fix,
    part: partOf(block, amount),
    at: amount.value.origin,
    values: [named(amount)],
  }];
}));

type Unit = Pick<Found, 'severity' | 'message' | 'fix'>;

function unitOfBytes(text: string, read: Quantity): Unit | undefined {
  const isLarge = read.compare(MEBIBYTE) >= 0;
  if (!text.endsWith('m')) {
    return isLarge || !PLAIN.test(text) ? undefined : { message: `${text} bytes, less than a mebibyte`, fix: `write ${text}Mi if mebibytes are meant` };
  }
  return isLarge ? { severity: Severity.NOTE, message: 'counted in thousandths of a byte', fix: `write ${read.value()}` }
    : { message: 'less than a mebibyte: m is a thousandth of a byte', fix: `write ${text.slice(0, -1)}Mi if mebibytes are meant` };
}

function unitOfCores(text: string, read: Quantity): Unit | undefined {
  return PLAIN.test(text) && read.compare(MANY_CORES) >= 0
    ? { severity: Severity.WARNING, message: `${text} cores`, fix: `write ${text}m if thousandths of a core are meant` } : undefined;
}

const DECIMAL = /[0-9][kMGTPE]$/;
const BINARY = /[0-9][KMGTPE]i$/;

/** RES004: 2G are 1907Mi. */
export const mixedUnits = resourceRule({
  id: 'RES004',
  title: 'decimal and binary units mixed',
  what: 'Memory of one proxy container (or one item of an ASMProxyConfig) is written with decimal suffixes (G) and with binary ones (Gi).',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'A G is 7 % less than a Gi. Side by side they are easily taken for the same unit.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ (meaning of memory); ASM, CRD fields for an ASM gateway (its example: 2G, 256Mi)',
}, (block) => {
  if (!block.ofProxy) { return []; }
  const memory = block.amounts.filter(({ resource }) => resource === 'memory');
  const decimal = memory.find((amount) => DECIMAL.test(textOf(amount)));
  const binary = memory.find((amount) => BINARY.test(textOf(amount)));
  // what nobody wrote, nobody can mend
  const written = [decimal, binary].find((amount) => amount?.value.origin.kind === 'set');
  if (!decimal || !binary || !written) { return []; }
  const inMebibytes = Math.round(Number(quantityOf(decimal.value.value)?.value() ?? 0n) / 1024 / 1024);
  return [{
    message: `memory of ${block.of} is ${decimal.side} ${textOf(decimal)} and ${binary.side} ${textOf(binary)}`,
    fix: `write both with binary suffixes: ${textOf(decimal)} is about ${inMebibytes}Mi`,
    part: block.of,
    at: (decimal.value.origin.kind === 'set' ? decimal : binary).value.origin,
    values: [named(decimal), named(binary)],
  }];
});

/** RES005: SetDefaults_ResourceList rounds up. */
export const finerThanMilli = resourceRule({
  id: 'RES005',
  title: 'cpu finer than 1m',
  what: 'A request or limit of cpu of a proxy container (or of an ASMProxyConfig) is not a multiple of 1m.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Kubernetes counts processors in thousandths and rounds up: what runs is not what is written.',
  source: 'Kubernetes pkg/apis/core/v1/defaults.go SetDefaults_ResourceList; '
    + 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ (meaning of CPU)',
}, (block) => (block.ofProxy ? block.amounts : []).flatMap((amount): Problem[] => {
  const read = amount.resource === 'cpu' ? quantityOf(amount.value.value) : undefined;
  const rounded = read && Quantity.parse(`${read.milliValue()}m`);
  if (!read || read.isNegative() || rounded?.equals(read)) { return []; }
  return [{
    message: `${amount.side}.cpu of ${block.of} is ${textOf(amount)}, and Kubernetes rounds it up to ${rounded!.toString()}`,
    fix: `write ${rounded!.toString()} for ${amount.side}.cpu`,
    ...patchOf(amount, rounded!.toString()),
    part: partOf(block, amount),
    at: amount.value.origin,
    values: [named(amount)],
  }];
}));

/** RES014: `cpus`, `Memory`, `gpu`. */
export const resourceName = resourceRule({
  id: 'RES014',
  title: 'no such resource',
  what: 'A request or limit names a resource that is not cpu, memory, ephemeral-storage, hugepages-<size> or one with a domain (example.com/gpu).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a container that asks for a resource without a domain other than the standard ones.',
  source: `${VALIDATION} validateContainerResourceName; pkg/apis/core/helper/helpers.go IsStandardContainerResourceName`,
}, (block) => block.amounts.flatMap((amount): Problem[] => {
  const { resource, side } = amount;
  if (isResource(resource)) { return []; }
  return [{
    ...classOf(block),
    message: `${side} of ${block.of} name${resource === '' ? 's an empty resource' : `s ${JSON.stringify(short(resource))}`}, which is no resource of a container`,
    fix: `use the name ${meantResource(resource) ?? 'cpu, memory, ephemeral-storage, hugepages-2Mi or a name with a domain such as example.com/gpu'}`,
    part: partOf(block, amount),
    at: amount.value.origin,
    values: [named(amount)],
  }];
}));
