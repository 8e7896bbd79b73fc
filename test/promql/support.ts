import { QueryFacts } from '../../src/promql/facts';
import { parseQuery } from '../../src/promql/grammar';
import { type QueryUse, remarksOn } from '../../src/promql/remarks';

export function factsOf(query: string): QueryFacts {
  return new QueryFacts(parseQuery(query, 'query'));
}

/** The ids of what is said of a query; without a target unless one is given. */
export function said(query: string, use: Partial<QueryUse> = {}): string[] {
  return remarksOn(factsOf(query), { averaged: false, scrapeSeconds: 15, ...use }).map(({ rule }) => rule);
}
