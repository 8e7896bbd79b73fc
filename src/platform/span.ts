import { MeshVersion, Tri } from './version';

/** A stretch of versions: from `since` (included) until `until` (excluded). An open end reaches as far as the facts do. */
export interface Span {
  readonly since?: string;
  readonly until?: string;
}

export const since = (version: string): readonly Span[] => [{ since: version }];
export const until = (version: string): readonly Span[] => [{ until: version }];

/** All must hold; one no decides, then one unknown. */
export function every(answers: readonly Tri[]): Tri {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** One must hold; one yes decides, then one unknown. */
export function some(answers: readonly Tri[]): Tri {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

const not = (answer: Tri): Tri => (answer === undefined ? undefined : !answer);

/** Table versions are parsed once. */
const parsed = new Map<string, MeshVersion>();

function known(text: string): MeshVersion {
  const version = parsed.get(text) ?? MeshVersion.known(text);
  parsed.set(text, version);
  return version;
}

export function atLeast(version: MeshVersion, floor: string): Tri {
  return version.atLeast(known(floor));
}

/** The minor versions whose behaviour was read at the source, both included. */
export interface Modelled {
  readonly oldest: string;
  readonly newest: string;
}

export const MODELLED_ISTIO: Modelled = { oldest: '1.26', newest: '1.31' };
export const MODELLED_KUBERNETES: Modelled = { oldest: '1.26', newest: '1.36' };

const compareMinor = (a: MeshVersion, b: MeshVersion): number => a.numbers[0] - b.numbers[0] || a.numbers[1] - b.numbers[1];
const isNewer = (version: MeshVersion, modelled: Modelled): boolean => compareMinor(version, known(modelled.newest)) > 0;
const isOlder = (version: MeshVersion, modelled: Modelled): boolean => compareMinor(version, known(modelled.oldest)) < 0;

export function isModelled(version: MeshVersion, modelled: Modelled): boolean {
  return !isNewer(version, modelled) && !isOlder(version, modelled);
}

/**
 * Does the version lie in one of the spans? Where facts end in a modelled range, an open end says nothing of what lies beyond:
 * `since 1.26` is no for 1.25, yes up to the newest modelled version, and unknown for what was released after it.
 */
export function within(version: MeshVersion, spans: readonly Span[], modelled?: Modelled): Tri {
  return some(spans.map((span) => {
    const after = span.since === undefined ? true : atLeast(version, span.since);
    const before = span.until === undefined ? true : not(atLeast(version, span.until));
    const answer = every([after, before]);
    if (answer !== true || modelled === undefined) { return answer; }
    // the row names this very minor version, so it was read
    if (span.since !== undefined && compareMinor(version, known(span.since)) === 0) { return true; }
    if (span.until === undefined && isNewer(version, modelled)) { return undefined; }
    if (span.since === undefined && isOlder(version, modelled)) { return undefined; }
    return true;
  }));
}

/** `1.29.6 until 1.30, or 1.30.3 or later` */
export function describeSpans(spans: readonly Span[]): string {
  return spans.map((span) => {
    if (span.since === undefined) { return `before ${span.until}`; }
    return span.until === undefined ? `${span.since} or later` : `${span.since} until ${span.until}`;
  }).join(', or ');
}
