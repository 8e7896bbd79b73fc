import { findAnywhere, type PodTemplate } from './pod-template';
import { MESH_PORTS, type ScrapeTarget, scrapeTargets } from './scrape-targets';
import { annotation, type TemplateInput } from './template-input';
import { Feature, Support } from '../../platform';
import type { ModelContext } from '../draft';
import { parseBool } from '../go-bool';
import { PROXY_CONTAINER } from '../names';
import { type Effective, known, mapKnown } from '../origin';
import { joinPointer } from '../pointer';
import { listAt, member } from '../read';
import { goJson } from '../rendering/go-json';
import { type Part, set, sourced } from '../rendering/sourced';

const MERGE = 'prometheus.istio.io/merge-metrics';
const SCRAPE = 'prometheus_io_scrape';
const PORT = 'prometheus_io_port';
const PATH = 'prometheus_io_path';
const TARGETS = 'prometheus_istio_io_scrape_targets';

const SECURE = 'prometheus_istio_io_secure_port';
const SECURE_ANNOTATION = 'prometheus.istio.io/secure-port';
const SECURE_PORT = 'ENVOY_SECURE_MERGED_METRICS_PORT';

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
  /** What one of them says, the empty text where it is not there. */
  readonly value: (name: string) => string;
  readonly targets: readonly ScrapeTarget[];
}

/** Whether the agent's merged metrics take the place of the pods' own (webhook.go applyPrometheusMerge). */
function merge({ context, pods, proxyConfig }: TemplateInput): Merge | undefined {
  const read = readsTargets(context) === Support.YES ? [SCRAPE, PORT, PATH, TARGETS] : [SCRAPE, PORT, PATH];
  const own = new Map<string, string>();
  for (const key of Object.keys(pods.annotations)) {
    if (!key.startsWith('prometheus')) { continue; }
    const name = sanitized(key);
    if (read.includes(name)) { own.set(name, key); }
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
  return { target, own, value: (name) => value(name) ?? '', targets: scrapeTargets(value(TARGETS) ?? '') };
}

const readsTargets = ({ facts }: ModelContext): Support => facts.platform.supports(Feature.SCRAPE_TARGETS);

export function prometheusAnnotations(input: TemplateInput): Record<string, Part> {
  const merged = merge(input);
  const secure = securePort(input);
  if (!merged) { return secure; }
  const gone = [...merged.own.values()].map((key) => [key, set(null, annotation(input.pods, key)!.origin)] as const);
  return {
    // other spellings of the same names would be read beside ours
    ...Object.fromEntries(gone),
    'prometheus.io/port': sourced(merged.target),
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/scrape': 'true',
    ...secure,
  };
}

/** The annotation that names the port with mutual TLS, unless its author wrote one (webhook.go applySecurePrometheusAnnotation). */
function securePort({ context, pods, proxyConfig }: TemplateInput): Record<string, Part> {
  if (context.facts.platform.supports(Feature.SECURE_METRICS_PORT) !== Support.YES) { return {}; }
  if (Object.keys(pods.annotations).some((key) => sanitized(key) === SECURE)) { return {}; }
  const ofContainer = ownVariable(pods, SECURE_PORT);
  const port = ofContainer ?? mapKnown(proxyConfig.template('proxyMetadata'), (metadata) => member(metadata, SECURE_PORT));
  if (!port.known) { return { [SECURE_ANNOTATION]: sourced(port) }; }
  const { value, origin } = port;
  return typeof value === 'string' && value !== '' && value !== '0' ? { [SECURE_ANNOTATION]: sourced(known(value, origin)) } : {};
}

/** A variable that the author's own proxy container has. */
function ownVariable(pods: PodTemplate, name: string): Effective<unknown> | undefined {
  const container = findAnywhere(pods, PROXY_CONTAINER);
  const env = listAt(container?.container, '/env') ?? [];
  const index = env.findIndex((variable) => member(variable, 'name') === name);
  if (container === undefined || index === -1) { return undefined; }
  return known(member(env[index], 'value'), { kind: 'set', manifest: pods.manifest, pointer: joinPointer(container.pointer, 'env', index) });
}

/** The author's annotations that the merge takes away, by their keys. */
export function replacedPrometheusAnnotations(input: TemplateInput): string[] {
  return [...merge(input)?.own.values() ?? []];
}

/** What the agent scrapes for the pods: their own annotations move into a variable of the proxy. */
export function prometheusVariable(input: TemplateInput): Effective<string> | undefined {
  const merged = merge(input);
  if (!merged || merged.own.size === 0) { return undefined; }
  const { value, targets } = merged;
  // what says nothing is not handed on; of several that speak the port is what people look for
  const said = targets.length > 0 ? TARGETS : [PORT, PATH, SCRAPE].find((name) => value(name) !== '');
  if (said === undefined) { return undefined; }
  const { origin } = annotation(input.pods, merged.own.get(said)!)!;
  // an agent of an older version reads the first target
  const { path, port } = targets[0] ?? { path: value(PATH), port: value(PORT) };
  return known(goJson({ scrape: value(SCRAPE), path, port, ...targets.length > 0 && { targets } }), origin);
}

/** What the injector has against the ports that the agent is to scrape, and the annotation that names them (webhook.go applyPrometheusMerge). */
export function scrapeProblem(input: TemplateInput): { readonly key: string; readonly problem: string; readonly support: Support } | undefined {
  const support = readsTargets(input.context);
  const merged = support === Support.NO ? undefined : merge(input);
  if (!merged) { return undefined; }
  const { own, value, targets, target } = merged;
  const [name, ports] = targets.length > 0 ? [TARGETS, targets.map(({ port }) => port)] as const : [PORT, [value(PORT)].filter((port) => port !== '')] as const;
  const problem = ports.map((port) => portProblem(port, target.value)).find((found) => found !== undefined);
  return problem === undefined ? undefined : { key: own.get(name)!, problem, support };
}

function portProblem(text: string, agent: string | undefined): string | undefined {
  const port = /^[+-]?[0-9]{1,19}$/.test(text) ? Number(text) : NaN;
  const got = `got ${JSON.stringify(text.slice(0, 80))}`;
  if (!(port >= 1 && port <= 65_535)) { return `${got}, expected a port from 1 to 65535`; }
  const owner = String(port) === agent ? "the agent's own" : MESH_PORTS.get(port);
  return owner === undefined ? undefined : `${got}, which is ${owner}, expected a port of the application`;
}
