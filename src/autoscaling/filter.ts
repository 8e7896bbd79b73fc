import { grpcStatus, grpcStatusNames } from './grpc-status';
import { MetricFilter, RequestProtocol } from './metric-props';
import { nearest } from '../kube/nearest';
import { isPlainMap } from '../platform/json';
import { type Problems, shown } from '../platform/problems';
import { isOf } from '../presets/known-fields';
import { equal, type LabelMatcher, like, unlike } from '../promql/matcher';

const FIELDS = ['protocol', 'httpCodes', 'exceptHttpCodes', 'grpcStatuses', 'exceptGrpcStatuses', 'labels'];

/** Labels that the query sets itself, with what to use instead. */
const OWN_LABELS: ReadonlyMap<string, string> = new Map([
  ['__name__', 'use MeshMetric.custom for another metric'],
  ['le', 'the buckets of a histogram must stay'],
  ['reporter', 'use reporter'],
]);

/** The conditions of a filter on the labels; what is wrong is added to `problems`. */
export function filterMatchers(filter: MetricFilter, what: string, problems: Pick<Problems, 'add'>): LabelMatcher[] {
  if (!isOf(filter, FIELDS, what, problems)) { return []; }
  const codes = (given: string[] | undefined, field: keyof MetricFilter): string | undefined =>
    alternatives(given, `${what}.${field}`, httpPattern, 'must be a code such as 200 or a class such as 5xx', problems);
  const statuses = (given: string[] | undefined, field: keyof MetricFilter): string | undefined =>
    alternatives(given, `${what}.${field}`, grpcStatus, 'must be a status of gRPC such as UNAVAILABLE, or its number', problems);
  const http = codes(filter.httpCodes, 'httpCodes');
  const notHttp = codes(filter.exceptHttpCodes, 'exceptHttpCodes');
  const grpc = statuses(filter.grpcStatuses, 'grpcStatuses');
  const notGrpc = statuses(filter.exceptGrpcStatuses, 'exceptGrpcStatuses');
  const { protocol } = filter;
  if (protocol !== undefined && !Object.values(RequestProtocol).includes(protocol)) {
    problems.add(`'${what}.protocol' must be one of ${Object.values(RequestProtocol).join(', ')}, got ${shown(protocol)}`);
  }
  if (protocol === RequestProtocol.HTTP && (grpc !== undefined || notGrpc !== undefined)) {
    problems.add(`'${what}' must not name statuses of gRPC for the protocol http, which has none; use httpCodes`);
  }
  return [
    ...(typeof protocol !== 'string' ? [] : [equal('request_protocol', protocol)]),
    ...(http === undefined ? [] : [like('response_code', http)]),
    ...(notHttp === undefined ? [] : [unlike('response_code', notHttp)]),
    ...(grpc === undefined ? [] : [like('grpc_response_status', grpc)]),
    ...(notGrpc === undefined ? [] : [unlike('grpc_response_status', notGrpc)]),
    ...labelMatchers(filter.labels, `${what}.labels`, problems),
  ];
}

function labelMatchers(labels: unknown, what: string, problems: Pick<Problems, 'add'>): LabelMatcher[] {
  if (labels === undefined) { return []; }
  if (!isPlainMap(labels)) { problems.add(`'${what}' must be a map of texts, got ${shown(labels)}`); return []; }
  return Object.entries(labels).flatMap(([label, value]) => {
    const own = OWN_LABELS.get(label);
    if (own !== undefined) { problems.add(`'${what}' must not set ${label}, got ${shown(value)}; ${own}`); return []; }
    if (!(label.length <= 128 && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label))) {
      problems.add(`'${what}' must have names of letters, digits and "_", not starting with a digit, got ${shown(label)}`);
      return [];
    }
    if (typeof value !== 'string' || value.length > 1024 || /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) {
      problems.add(`'${what}.${label}' must be a text of at most 1024 characters, got ${shown(value)}`);
      return [];
    }
    return [equal(label, value)];
  });
}

function alternatives(
  given: string[] | undefined, what: string, patternOf: (text: string) => string | undefined, expected: string, problems: Pick<Problems, 'add'>,
): string | undefined {
  if (given === undefined) { return undefined; }
  if (!Array.isArray(given) || given.length === 0) { problems.add(`'${what}' must have an entry, got ${shown(given)}; leave it out for all`); return undefined; }
  return given.map((text: unknown, at) => {
    const pattern = typeof text === 'string' ? patternOf(text) : undefined;
    if (pattern === undefined) {
      const meant = typeof text === 'string' ? nearest(text, grpcStatusNames()) : undefined;
      problems.add(`'${what}[${at}]' ${expected}, got ${shown(text)}${meant === undefined || patternOf !== grpcStatus ? '' : `; did you mean ${meant}?`}`);
    }
    return pattern;
  }).join('|');
}

function httpPattern(text: string): string | undefined {
  if (/^(?:0|[1-5][0-9][0-9])$/.test(text)) { return text; }
  return /^[1-5](?:xx|XX)$/.test(text) ? `${text[0]}..` : undefined;
}
