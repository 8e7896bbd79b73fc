import { parseQuery } from './grammar';
import type { LabelMatcher } from './matcher';

/** A value of every label in the query that a built one is compared with. */
const HARMLESS = 'x';

/**
 * A query for these labels, whose syntax tree is that of the same query for harmless ones: whatever a value holds, it stays a value.
 * The values are escaped where they enter the query; this proves it for the very query that is emitted.
 */
export function buildQuery(matchers: readonly LabelMatcher[], template: (matchers: readonly LabelMatcher[]) => string): string {
  const query = template(matchers);
  const built = parseQuery(query, 'the query');
  const expected = parseQuery(template(matchers.map((matcher) => ({ ...matcher, value: HARMLESS }))), 'the template of the query');
  if (built.shape !== expected.shape) { throw new Error(`a label changes the query, got ${JSON.stringify(query)}; please report this as a bug`); }
  return query;
}
