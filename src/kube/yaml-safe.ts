/**
 * Texts that cdk8s writes and YAML readers of Kubernetes (kubectl, Argo CD, Flux: sigs.k8s.io/yaml, go-yaml v2) read back as
 * something else, or not at all. cdk8s writes with the `yaml` package for YAML 1.1, which leaves unquoted what only go-yaml
 * takes for special. Every row was found, and is tested, by writing with cdk8s and reading with kubectl.
 */
interface HostileText {
  readonly problem: string;
  readonly test: (text: string) => boolean;
  readonly source: string;
}

/** DEL, C1, the line separators of Unicode, the two non-characters, and halves of surrogate pairs. */
const UNREADABLE = /[\u007f-\u009f\u2028\u2029\ufffe\uffff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** No number of any reader is longer in practice, and the patterns below want a bound. */
const MAX_NUMBER_LENGTH = 512;

/** What the writer takes for a YAML 1.1 number, and so puts in quotes. */
const QUOTED_BY_WRITER: readonly RegExp[] = [
  /^[-+]?0b[0-1_]+$/,
  /^[-+]?0x[0-9a-fA-F_]+$/,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
  /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
];

/** What go-yaml takes for a number once it has removed every `_`: Go's integers with base prefix, and YAML 1.2 floats. */
const NUMBER_OF_READER: readonly RegExp[] = [
  /^[-+]?0[oO][0-7]+$/,
  /^[-+]?0[bB][0-1]+$/,
  /^[-+]?0[xX][0-9a-fA-F]+$/,
  /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
];

const HOSTILE: readonly HostileText[] = [
  {
    problem: 'a text with a control character, line separator or non-character, which YAML readers refuse or change',
    test: text => UNREADABLE.test(text),
    source: 'go-yaml readerc.go ("control characters are not allowed"); U+0085, U+2028, U+2029 are line breaks in YAML 1.1',
  },
  {
    problem: 'a text with half of a surrogate pair, which no YAML reader takes',
    test: isHalfPaired,
    source: 'go-yaml scannerc.go ("invalid Unicode character escape code")',
  },
  {
    problem: 'a text that YAML readers take for a number',
    test: readsAsNumber,
    source: 'go-yaml v2 resolve.go: removes "_", then strconv.ParseInt(text, 0, 64) and its float pattern',
  },
];

/** None of the rows is about such a text, and nearly every text is one: ASCII that begins neither as a number nor with a blank. */
const HARMLESS = /^[^-+.0-9\t\n\u007f-\uffff][^\u007f-\uffff]*$/;

/** Written as a block, whose first line must not begin with a tab. */
const TAB_LED: HostileText = {
  problem: 'a text of several lines of which the first begins with a tab, which YAML readers refuse',
  test: text => /^\n*\t/.test(text) && text.includes('\n'),
  source: 'go-yaml scannerc.go ("found a tab character where an indentation space is expected")',
};

/** Keys that disappear or break on the way, whatever their value. */
const HOSTILE_KEYS: ReadonlyMap<string, string> = new Map([
  ['<<', 'the merge key of YAML, which readers replace'],
  ['__proto__', 'the prototype of objects, which is dropped in silence'],
  ['constructor', 'the constructor of objects, on which cdk8s stops'],
]);

/** What a YAML reader would make of this value, as can follow `must not be`; undefined if it comes back as it is. */
export function yamlTextProblem(text: string): string | undefined {
  if (HARMLESS.test(text)) { return undefined; }
  return [...HOSTILE, TAB_LED].find(row => row.test(text))?.problem;
}

/** The same for the key of a map. */
export function yamlKeyProblem(key: string): string | undefined {
  if (harmlessKeys.has(key)) { return undefined; }
  const word = HOSTILE_KEYS.get(key);
  const problem = word !== undefined || HARMLESS.test(key) ? word : HOSTILE.find(row => row.test(key))?.problem;
  if (problem === undefined && harmlessKeys.size < MOST_KEYS) { harmlessKeys.add(key); }
  return problem;
}

/** Most keys are the names of a few hundred fields, over and over. */
const harmlessKeys = new Set<string>();
const MOST_KEYS = 1000;

/** Has it half of a surrogate pair? No text in UTF-8 can hold one. */
export function isHalfPaired(text: string): boolean {
  return LONE_SURROGATE.test(text);
}

function readsAsNumber(text: string): boolean {
  return isNumberOfReader(text) && !QUOTED_BY_WRITER.some(pattern => pattern.test(text));
}

function isNumberOfReader(text: string): boolean {
  if (text.length > MAX_NUMBER_LENGTH || !/^[-+.0-9]/.test(text)) { return false; }
  const plain = text.replaceAll('_', '');
  return NUMBER_OF_READER.some(pattern => pattern.test(plain));
}

/** Words that go-yaml v2 reads as another type than a text where they stand without quotes (resolve.go). */
const NO_TEXTS: readonly RegExp[] = [
  /^(?:[yY]|yes|Yes|YES|[nN]|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|-)$/,
  /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/,
];

/** What is wrong with a name that Istio's templates write without quotes, as they write the names of variables; undefined if it is fine. */
export function unquotedProblem(name: string): string | undefined {
  return NO_TEXTS.some((pattern) => pattern.test(name)) || isNumberOfReader(name)
    ? 'must be another word: Istio\'s templates write it without quotes, and their YAML reads it as no text'
    : undefined;
}
