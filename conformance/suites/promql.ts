import * as fc from 'fast-check';
import { QueryFacts } from '../../src/promql/facts';
import { parseQuery } from '../../src/promql/grammar';
import { typesOf } from '../../src/promql/types';
import { exampleFiles } from '../examples';
import { autoscalers } from '../generate/autoscalers';
import { SEED } from '../generate/made';
import { goProgram } from '../programs/go';
import { run as runProgram } from '../programs/run';
import type { Difference, Outcome, Row, Suite } from '../suite';
import versions from '../versions.json';

interface Answer { readonly error?: string; readonly printed?: string; readonly type?: string }

function askAll(queries: readonly string[]): Answer[] {
  const { ok, out, err } = runProgram(goProgram('promql'), [], { input: queries.map((query) => `${JSON.stringify(query)}\n`).join('') });
  if (!ok) { throw new Error(`the parser failed: ${err}`); }
  return out.trim().split('\n').map((line) => JSON.parse(line) as Answer);
}

/** Every text of the manifests under a key that says query. */
function queriesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') { return /query$/i.test(key) ? [value] : []; }
  if (typeof value !== 'object' || value === null) { return []; }
  return Object.entries(value).flatMap(([name, inner]) => queriesIn(inner, name));
}

function ourError(query: string): string | undefined {
  try {
    const { problems } = typesOf(new QueryFacts(parseQuery(query, 'query')));
    return problems[0]?.message;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Queries that we write: all parse, and to an instant vector. */
function written(what: string, queries: readonly string[]): Row {
  const differences = askAll(queries).flatMap(({ error, type }, at): Difference[] => (
    error === undefined && type === 'vector' ? [] : [{ where: queries[at], ours: 'written', theirs: error ?? `of the type ${type}` }]));
  return { what, cases: queries.length, differences };
}

const WORDS = [
  'sum', 'rate', 'by', '(', ')', '{', '}', '[5m]', '[', ']', '=~', '!=', '=', '"a"', "'", '`', ',', 'offset 5m', '@ 1', 'or', 'and', 'unless', 'on(a)', 'group_left', 'bool', '1e3', '0x1F', 'NaN', 'Inf',
  '-', '+', '/', '*', '^', '%', '>', '# x', '\n', 'é', '5m', ':', 'count_values("a", ', 'vector(0)', 'metric', '.', '0', 'e', '_', '\\', '\\d', '"', '1_0', '08', '1e400', '"\\x41"', '"\\ud800"', '~"a(b"',
  '~"a**"', '~"[[:foo:]]"', '\r', '\u00a0', '==', '1h30m', '0s', 'scalar(', 'avg_over_time(', 'topk(2, ', '__name__="a"',
];

/** Queries with about every construct of the language. */
const WRITTEN_BY_HAND = [
  'histogram_quantile(0.9, sum by (le) (rate(x_bucket{a!~`b`}[1m30s]))) >= 0 or vector(0)', 'avg_over_time(a[5m:1m] offset 3m) / 100', 'label_replace(x{by="c",on!="d"}, "a", "$1", "b", "(.*)")',
  'topk(3, {"a.b", c="d"}) without (e)', 'count_values("v", a) - -1e-3 * .5 + 5.', 'sum(a) / on(b, c) group_left(d) e{f=~"g|h.*"} == bool 1', 'max_over_time(rate(a[5m])[1h:]) @ 1600000000 unless b', 'clamp_max(round(a, 0.5), scalar(b)) ^ 2 % 3',
];

/** A query with a few of its parts taken out, doubled or put in. */
function mutated(queries: readonly string[], runs: number): string[] {
  const change = fc.tuple(fc.constantFrom('take', 'put', 'double', 'glue'), fc.nat(1000), fc.constantFrom(...WORDS));
  const mutation = fc.tuple(fc.constantFrom(...queries), fc.array(change, { minLength: 1, maxLength: 2 })).map(([query, changes]) => (
    changes.reduce((text, [how, where, word]) => {
      const parts = text.split(/(\b|(?<=\W)(?=\W))/).filter((part) => part !== '');
      const at = where % Math.max(parts.length, 1);
      const inserted = how === 'put' ? [` ${word} `] : how === 'double' ? [parts[at] ?? ''] : how === 'glue' ? [word] : [];
      return [...parts.slice(0, at), ...inserted, ...parts.slice(how === 'take' ? at + 1 : at)].join('');
    }, query)));
  return fc.sample(mutation, { seed: SEED, numRuns: runs });
}

/** What Prometheus' parser refuses by its settings. */
const EXPLAINED: readonly (readonly [RegExp, string])[] = [
  [/is not enabled|must be enabled with/, 'a feature that a Prometheus may be started with; the adapter logs what Prometheus says of it'],
];

function custom(queries: readonly string[]): Row {
  const differences = askAll(queries).flatMap(({ error: theirs }, at): Difference[] => {
    const ours = ourError(queries[at]);
    if ((ours === undefined) === (theirs === undefined)) { return []; }
    return [{ where: queries[at], ours: ours ?? 'parses', theirs: theirs ?? 'parses', explained: EXPLAINED.find(([pattern]) => pattern.test(theirs ?? ''))?.[1] }];
  });
  return { what: 'custom queries, right and wrong ones: refused by both or by neither', cases: queries.length, differences };
}

async function run(): Promise<Outcome> {
  const examples = [...new Set(exampleFiles().flatMap(({ manifests }) => manifests).flatMap(({ object }) => queriesIn(object)))];
  const generated = [...new Set(autoscalers(300).flatMap(({ queries }) => queries))];
  return {
    program: `promql/parser ${versions.promql.version}`,
    rows: [
      written('queries of the examples', examples),
      written('queries of generated autoscalers', generated),
      custom(mutated([...examples, ...generated.slice(0, 20), ...WRITTEN_BY_HAND], 6000)),
    ],
  };
}

export const suite: Suite = { name: 'promql', about: "queries are what Prometheus' parser says they are", run };
