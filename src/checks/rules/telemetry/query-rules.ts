import { QUERY_KINDS, type ScalingQuery, scalingQueries } from './queries';
import { InvalidValue } from '../../../kube/errors';
import type { Manifest } from '../../../model/manifest/types';
import { onceEach } from '../../../model/once';
import { known } from '../../../model/origin';
import { shown } from '../../../platform/problems';
import { QueryFacts } from '../../../promql/facts';
import { parseQuery } from '../../../promql/grammar';
import { type QueryRemark, REMARKS, remarksOn } from '../../../promql/remarks';
import { type PatchOperation, RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Found, ManifestRule, NamedValue } from '../../rule';
import type { Described } from '../described';

/** Istio's own Prometheus reads every 15 seconds: istio samples/addons/prometheus.yaml, scrape_interval. */
const SCRAPE_SECONDS = 15;

const SEVERITIES: Readonly<Record<QueryRemark['severity'], Severity>> = { error: Severity.ERROR, warning: Severity.WARNING, note: Severity.NOTE };

/** What a rule says that the table of remarks does not. */
export interface QueryRuleText {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly ruleClass: RuleClass;
  /** It is the target that is to be changed, not the query. */
  readonly aboutTarget?: boolean;
  /** For the reader of this query it is no problem. */
  spares?(query: ScalingQuery): boolean;
  /** What to do, where this kind of query has words of its own for it. */
  fix?(query: ScalingQuery): string | undefined;
  /** The fix, where it is certain. */
  patch?(query: ScalingQuery): readonly PatchOperation[] | undefined;
}

/** A rule on the queries by which something is scaled: what it finds, how grave that is and its source are those of the table of remarks. */
export function queryRule(text: QueryRuleText): Described<ManifestRule> {
  const { id, title, what, why, ruleClass } = text;
  const { severity, source } = REMARKS.get(id)!;
  return {
    id,
    title,
    what,
    why,
    ruleClass,
    severity: SEVERITIES[severity],
    source,
    on: 'manifest',
    kinds: QUERY_KINDS,
    check: (manifest, scene) => queriesRead(scene)(manifest).flatMap(({ query, remarks }) => {
      const own = remarks.filter(({ rule }) => rule === id);
      return own.length === 0 || text.spares?.(query) === true ? [] : own.map((remark, at) => found(query, remark, at, text));
    }),
  };
}

function found(query: ScalingQuery, { message, fix }: QueryRemark, nth: number, text: QueryRuleText): Found {
  const { name, target, at } = query;
  const place = text.aboutTarget === true && target ? target.at : at;
  const values: NamedValue[] = [{ name: `query of ${name.slice(0, 80)}`, value: known(query.text, at), show: shown }];
  if (target) { values.push({ name: target.type, value: known(target.text, target.at) }); }
  const operations = text.patch?.(query);
  return {
    message: `metric ${shown(name)}: ${message}`,
    fix: text.fix?.(query) ?? fix,
    at: place,
    part: `${name.slice(0, 80)}${nth === 0 ? '' : ` ${nth}`}`,
    values,
    ...(operations && { patch: operations }),
  };
}

interface QueryRead {
  readonly query: ScalingQuery;
  /** Absent where it is no PromQL. */
  readonly facts?: QueryFacts;
  readonly remarks: readonly QueryRemark[];
}

/** The queries of a manifest. Every rule on queries asks for the same manifests: each query is read once. */
export const queriesRead = oncePerScene((scene) => onceEach((manifest: Manifest) => (
  scalingQueries(manifest, scene).map((query): QueryRead => ({ query, ...read(query) }))
)));

function read({ text, target }: ScalingQuery): Omit<QueryRead, 'query'> {
  try {
    const facts = new QueryFacts(parseQuery(text, 'the query'));
    return { facts, remarks: remarksOn(facts, { averaged: target?.type === 'AverageValue', target: target?.number, scrapeSeconds: SCRAPE_SECONDS }) };
  } catch (error) {
    if (!(error instanceof InvalidValue)) { throw error; }
    return { remarks: [{ rule: 'TEL005', severity: 'error', message: error.message, fix: 'write a query that Prometheus runs; its page "Graph" tries it' }] };
  }
}
