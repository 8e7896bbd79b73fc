import { InvalidValue } from './errors';

export type NameKind =
  | 'dns1123Label' | 'dns1123Subdomain' | 'dns1035Label'
  | 'labelKey' | 'labelValue' | 'annotationKey' | 'configMapKey'
  | 'envName' | 'portName' | 'sysctlName' | 'topologyKey';

interface NameRule {
  readonly title: string;
  readonly maxLength: number;
  /** Checked after the length, so that no text is long enough to make it slow. */
  readonly pattern: RegExp;
  readonly sentence: string;
  /** What the pattern cannot say. */
  readonly also?: (name: string) => string | undefined;
  readonly source: string;
}

const VALIDATION = 'apimachinery pkg/util/validation';
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(?:\\.${LABEL})*`;
const QUALIFIED = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?';
const SYSCTL = '[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?';

const KEY_SENTENCE = 'letters, digits, "-", "_" or ".", starting and ending with a letter or digit, after an optional DNS prefix and "/"';

/** What Kubernetes takes for each kind of name. Lengths count bytes there; every pattern is ASCII, so characters are the same here. */
const RULES: Readonly<Record<NameKind, NameRule>> = {
  dns1123Label: {
    title: 'DNS label',
    maxLength: 63,
    pattern: new RegExp(`^${LABEL}$`),
    sentence: 'small letters, digits or "-", starting and ending with a letter or digit',
    source: `${VALIDATION} IsDNS1123Label`,
  },
  dns1123Subdomain: {
    title: 'DNS name',
    maxLength: 253,
    pattern: new RegExp(`^${SUBDOMAIN}$`),
    sentence: 'small letters, digits, "-" or ".", each part starting and ending with a letter or digit',
    source: `${VALIDATION} IsDNS1123Subdomain`,
  },
  dns1035Label: {
    title: 'DNS-1035 label',
    maxLength: 63,
    pattern: /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/,
    sentence: 'small letters, digits or "-", starting with a letter and ending with a letter or digit',
    source: `${VALIDATION} IsDNS1035Label; names of Services, until Kubernetes 1.34's RelaxedServiceNameValidation is on`,
  },
  labelKey: {
    title: 'label key',
    maxLength: 317,
    pattern: new RegExp(`^(?:${SUBDOMAIN}/)?${QUALIFIED}$`),
    sentence: KEY_SENTENCE,
    also: keyPartsProblem,
    source: `${VALIDATION} IsQualifiedName`,
  },
  labelValue: {
    title: 'label value',
    maxLength: 63,
    pattern: new RegExp(`^(?:${QUALIFIED})?$`),
    sentence: 'empty, or letters, digits, "-", "_" or ".", starting and ending with a letter or digit',
    source: `${VALIDATION} IsValidLabelValue`,
  },
  annotationKey: {
    title: 'key of an annotation',
    maxLength: 317,
    // The prefix may hold capitals: the key is put into small letters before the check.
    pattern: new RegExp(`^(?:${SUBDOMAIN}/)?${QUALIFIED}$`, 'i'),
    sentence: KEY_SENTENCE,
    also: keyPartsProblem,
    source: 'apimachinery pkg/api/validation ValidateAnnotations',
  },
  configMapKey: {
    title: 'ConfigMap key',
    maxLength: 253,
    pattern: /^[-._a-zA-Z0-9]+$/,
    sentence: 'letters, digits, "-", "_" or "."',
    also: parentFolderProblem,
    source: `${VALIDATION} IsConfigMapKey`,
  },
  envName: {
    title: 'name of an environment variable',
    // Kubernetes sets no limit; this is longer than any name in use.
    maxLength: 1024,
    pattern: /^[-._a-zA-Z][-._a-zA-Z0-9]*$/,
    sentence: 'letters, digits, "-", "_" or ".", not starting with a digit',
    also: parentFolderProblem,
    source: `${VALIDATION} IsEnvVarName; Kubernetes 1.32 takes all printable ASCII but "=", older ones only this`,
  },
  portName: {
    title: 'port name',
    maxLength: 15,
    pattern: /^(?=[0-9-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/,
    sentence: 'small letters, digits and single "-" between them, with at least one letter',
    source: `${VALIDATION} IsValidPortName (RFC 6335)`,
  },
  sysctlName: {
    title: 'sysctl name',
    maxLength: 253,
    pattern: new RegExp(`^(?:${SYSCTL}[./])*${SYSCTL}$`),
    sentence: 'parts of small letters, digits, "-" or "_", joined by "." or "/"',
    source: 'kubernetes pkg/apis/core/validation IsValidSysctlName',
  },
  topologyKey: {
    title: 'topology key',
    maxLength: 317,
    pattern: new RegExp(`^(?:${SUBDOMAIN}/)?${QUALIFIED}$`),
    sentence: KEY_SENTENCE,
    also: keyPartsProblem,
    source: 'kubernetes pkg/apis/core/validation, ValidateTopologySpreadConstraints: a label key of nodes',
  },
};

/** What the kind expects and the value is not, as `must be …`; undefined if the value is fine. */
export function nameProblem(kind: NameKind, value: unknown): string | undefined {
  const rule = RULES[kind];
  if (typeof value !== 'string') { return `must be a text, a ${rule.title}`; }
  if (value === '' && kind !== 'labelValue') { return `must be a ${rule.title}, not empty`; }
  if (value.length > rule.maxLength) { return `must be a ${rule.title} of at most ${rule.maxLength} characters, not ${value.length}`; }
  if (!rule.pattern.test(value)) { return `must be a ${rule.title}: ${rule.sentence}`; }
  return rule.also?.(value);
}

/** What to do about such a problem where it is one of length. */
export function shorterFix(problem: string): string | undefined {
  const most = /at most ([0-9]+) characters, not/.exec(problem)?.[1];
  return most && `shorten it to ${most} characters`;
}

/** The value, checked. */
export function checkName(kind: NameKind, value: unknown, what: string): string {
  const problem = nameProblem(kind, value);
  if (typeof value === 'string' && problem === undefined) { return value; }
  throw new InvalidValue(what, value, problem ?? 'must be a text');
}

function keyPartsProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  if (slash > 253) { return 'must have at most 253 characters before the "/"'; }
  return key.length - slash - 1 > 63 ? `must have at most 63 characters${slash < 0 ? '' : ' after the "/"'}` : undefined;
}

function parentFolderProblem(name: string): string | undefined {
  return name === '.' || name.startsWith('..') ? 'must not be "." and not start with ".."' : undefined;
}
