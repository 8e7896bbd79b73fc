import { escaped } from '../kube/visible';

/** One condition on a label. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** The label has this value. */
export function equal(label: string, value: string): LabelMatcher {
  return { label, operator: '=', value };
}

/** The label has another value, or is missing. */
export function unequal(label: string, value: string): LabelMatcher {
  return { label, operator: '!=', value };
}

/** The whole value of the label is matched by this regular expression. */
export function like(label: string, pattern: string): LabelMatcher {
  return { label, operator: '=~', value: pattern };
}

/** The whole value of the label is not matched by this regular expression. */
export function unlike(label: string, pattern: string): LabelMatcher {
  return { label, operator: '!~', value: pattern };
}

/** What JSON leaves bare although YAML readers take it for a line break, refuse it or hide it. PromQL reads the escape. */
const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/**
 * A text as a PromQL string in double quotes. PromQL reads the escapes of Go, of which JSON's are a part
 * (prometheus util/strutil/quote.go, Unquote); halves of surrogate pairs are none, and must be refused before.
 */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, escaped);
}

/** The series of a metric that fulfil all conditions. */
export function selector(metric: string, matchers: readonly LabelMatcher[]): string {
  return `${metric}{${matchers.map(({ label, operator, value }) => `${label}${operator}${quoted(value)}`).join(',')}}`;
}
