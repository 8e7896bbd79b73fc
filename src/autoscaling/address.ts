import { type Problems, shown } from '../platform/problems';

/** The address of Prometheus in the parts that the chart of the prometheus-adapter wants. */
export interface PrometheusAddress {
  readonly text: string;
  /** `http://host`, without the port. */
  readonly url: string;
  /** 0 where the address has none: the scheme's own. */
  readonly port: number;
  readonly path: string;
}

const FORM = /^(https?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]))(?::([0-9]{1,5}))?((?:\/[A-Za-z0-9._~-]+)*)\/?$/;

/** The address, checked: it stands in annotations, in values of charts and in commands that people copy. */
export function prometheusAddress(given: unknown, what: string, problems: Pick<Problems, 'add'>): PrometheusAddress {
  const match = typeof given === 'string' && given.length <= 1024 ? FORM.exec(given) : null;
  const port = match?.[2] === undefined ? 0 : Number(match[2]);
  if (match === null || port > 65_535 || (match[2] !== undefined && port === 0)) {
    problems.add(`'${what}' must be an address such as http://prometheus.istio-system.svc:9090, got ${shown(hidden(given))}${credentials(given) ? '; credentials belong into a Secret' : ''}`);
    return { text: '', url: '', port: 0, path: '' };
  }
  return { text: match[0].replace(/\/$/, ''), url: match[1], port, path: match[3] };
}

function credentials(given: unknown): boolean {
  return typeof given === 'string' && given.length <= 1024 && /^[a-z]+:\/\/[^/]*@/.test(given);
}

/** A password must not stand in a log. */
function hidden(given: unknown): unknown {
  return credentials(given) ? (given as string).replace(/^([a-z]+:\/\/)[^/]*@/, '$1…@') : given;
}
