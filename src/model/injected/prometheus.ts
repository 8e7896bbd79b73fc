import { annotation, type TemplateInput } from './template-input';
import { parseBool } from '../go-bool';
import { type Effective, known, mapKnown } from '../origin';
import { member } from '../read';
import { type Part, set, sourced } from '../rendering/sourced';

const MERGE = 'prometheus.istio.io/merge-metrics';
const SCRAPE = 'prometheus_io_scrape';
const PORT = 'prometheus_io_port';
const PATH = 'prometheus_io_path';

/** As Prometheus reads the name of an annotation: `prometheus.io/port` and `prometheus-io/port` are the same to it. */
function sanitized(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_');
}

const boolOf = (text: string | undefined): boolean | undefined => (text === undefined ? undefined : parseBool(text));

/** The pods' own annotations for Prometheus, and the port on which the agent serves the merged metrics. */
interface Merge {
  readonly target: Effective<string>;
  /** The author's annotations by their sanitized names. */
  readonly own: ReadonlyMap<string, string>;
}

/** Whether the agent's merged metrics take the place of the pods' own (webhook.go applyPrometheusMerge). */
function merge({ context, pods, proxyConfig }: TemplateInput): Merge | undefined {
  const own = new Map<string, string>();
  for (const key of Object.keys(pods.annotations)) {
    if (!key.startsWith('prometheus')) { continue; }
    const name = sanitized(key);
    if ([SCRAPE, PORT, PATH].includes(name)) { own.set(name, key); }
  }
  const value = (name: string): string | undefined => (own.has(name) ? pods.annotations[own.get(name)!] : undefined);
  if (boolOf(value(SCRAPE)) === false) { return undefined; }
  const wanted = boolOf(annotation(pods, MERGE)?.value);
  const ofMesh = member(context.facts.meshConfig, 'enablePrometheusMerge');
  if (!(wanted ?? ofMesh !== false)) { return undefined; }
  const port = proxyConfig.template('statusPort');
  const target = mapKnown(port, (number) => String(number as number));
  // its author points at the agent already
  if (target.known && value(PORT) === target.value) { return undefined; }
  return { target, own };
}

export function prometheusAnnotations(input: TemplateInput): Record<string, Part> {
  const merged = merge(input);
  if (!merged) { return {}; }
  const gone = [...merged.own.values()].map((key) => [key, set(null, annotation(input.pods, key)!.origin)] as const);
  return {
    // other spellings of the same names would be read beside ours
    ...Object.fromEntries(gone),
    'prometheus.io/port': sourced(merged.target),
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/scrape': 'true',
  };
}

/** The author's annotations that the merge takes away, by their keys. */
export function replacedPrometheusAnnotations(input: TemplateInput): string[] {
  return [...merge(input)?.own.values() ?? []];
}

/** What the agent scrapes for the pods: their own annotations move into a variable of the proxy. */
export function prometheusVariable(input: TemplateInput): Effective<string> | undefined {
  const merged = merge(input);
  if (!merged || merged.own.size === 0) { return undefined; }
  const value = (name: string): string => (merged.own.has(name) ? input.pods.annotations[merged.own.get(name)!] : '');
  // what says nothing is not handed on
  if ([SCRAPE, PATH, PORT].every((name) => value(name) === '')) { return undefined; }
  const first = [...merged.own.values()][0];
  const { origin } = annotation(input.pods, first)!;
  return known(JSON.stringify({ scrape: value(SCRAPE), path: value(PATH), port: value(PORT) }), origin);
}
