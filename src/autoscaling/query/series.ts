import { InvalidValue } from '../../kube/errors';
import { type Problems, shown } from '../../platform/problems';
import { parseQuery } from '../../promql/grammar';

/** A selector of series, without a function around it: what Prometheus' series API takes. */
export function checkedSelector(text: string, what: string, problems: Pick<Problems, 'add'>): string {
  try {
    if (parseQuery(text, `'${what}'`).root.name !== 'VectorSelector') { problems.add(`'${what}' must be a selector such as up or {job="prometheus"}, got ${shown(text)}`); }
  } catch (error) {
    if (!(error instanceof InvalidValue)) { throw error; }
    problems.add(error.message);
  }
  return text;
}
