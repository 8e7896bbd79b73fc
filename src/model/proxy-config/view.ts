import { builtInLayer } from './built-in';
import { doubtfulLayer, fieldOf, type Layer, layerOf, metadataOf, unreadableLayer } from './layer';
import { meshConfigLayer } from './mesh-config';
import { type Carrier, carriersFor, type Reader } from './precedence';
import { asmProxyConfigs, proxyConfigs, selectPods } from './resources';
import { Flavor } from '../../platform';
import type { ModelContext, ProxyConfigView } from '../draft';
import type { Refusal } from '../effective-proxy';
import { within } from '../group-by';
import { ManifestError, type ManifestIndex, readYamlValue } from '../manifest';
import { GATEWAY_NAME_LABEL, PROXY_CONFIG_ANNOTATION } from '../names';
import { onceEach, oncePerContext, oncePerIndex } from '../once';
import { type Effective, known, knownFrom, type Origin, unknown } from '../origin';
import type { OwnLabels } from '../own-labels';
import { joinPointer } from '../pointer';
import { isMap, type JsonMap, listAt, member } from '../read';
import type { TracedObject } from '../traced';

/** What is known of a proxy when its ProxyConfig is looked up. */
export interface ProxyConfigInput {
  readonly context: ModelContext;
  readonly namespace?: string;
  /** The labels of the pods, as resources select by them. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** False where the pods may carry labels that nobody wrote (ASM). @default true */
  readonly podLabelsComplete?: boolean;
  /** Set for gateways that istiod deploys: it looks resources up by this one label only, and reads no annotation. */
  readonly gatewayName?: string;
  /** The value of `proxy.istio.io/config` on the pods. @default - none */
  readonly annotation?: Effective<unknown>;
  /** The key `proxyConfig` of an ASM waypoint's options ConfigMap; `at` names a place inside it. @default - none */
  readonly options?: { readonly fields: JsonMap; readonly at: (path: readonly string[]) => Origin };
  /** False where the author of the proxy container sets no variable PROXY_CONFIG: then nobody looks for one there. @default true */
  readonly mayHaveOwnProxyConfig?: boolean;
  /** The workload and the pointer of its proxy container, for its environment. @default - not known, no environment is read */
  readonly container?: { readonly workload: TracedObject; readonly pointer: string };
  /** ASM documents ASMProxyConfig for sidecars; for others it is not said whether they follow it. @default false */
  readonly sidecar?: boolean;
  /** The view of the same proxy before its container was known: what was read for it, the environment apart, is not read again. @default - none */
  readonly before?: ProxyConfigView;
}

/** Istio's ProxyConfig for one proxy, as istiod and the agent in the pod read it. Layers are read when first asked for. */
export function proxyConfigView(input: ProxyConfigInput): ProxyConfigView {
  return new LayeredView(input);
}

class LayeredView implements ProxyConfigView {
  private found?: Sources;

  constructor(private readonly input: ProxyConfigInput) {}

  public get sources(): Sources {
    return this.found ??= sourcesOf(this.input);
  }

  public get problems(): readonly Refusal[] {
    return this.sources.problems;
  }

  public agent(field: string): Effective<unknown> {
    return this.sources.field('agent', field);
  }

  public template(field: string): Effective<unknown> {
    return this.sources.field(this.sources.templateReader, field);
  }

  public env(name: string): Effective<string | undefined> {
    return environmentOf(this.input, name) ?? metadataOf(this.sources.layers(this.sources.templateReader), name)
      ?? environmentFromElsewhere(this.input, name) ?? this.sources.nobody(name) as Effective<undefined>;
  }
}

/** Of most proxies nothing is said apart: what holds for their namespace is read once, and answered once. */
function sourcesOf(input: ProxyConfigInput): Sources {
  if (mayBeSpokenOf(input)) { return new Sources(input, input.before instanceof LayeredView ? input.before.sources : undefined); }
  const { context, gatewayName, sidecar, namespace } = input;
  const key = `${gatewayName === undefined} ${sidecar === true} ${namespace === undefined ? '' : `/${namespace}`}`;
  const shared = ofNamespaces(context);
  let sources = shared.get(key);
  // of the pods themselves it reads nothing: nothing speaks of their labels
  if (!sources) { shared.set(key, sources = new Sources({ context, gatewayName, sidecar, namespace, podLabels: {} })); }
  return sources;
}

/** Whether anything may speak of these pods and not of all in their namespace. The container is looked for last: some print their pods for it. */
function mayBeSpokenOf(input: ProxyConfigInput): boolean {
  return input.annotation !== undefined || input.options !== undefined || selectPods(input.context.index)
    || (input.mayHaveOwnProxyConfig !== false && input.container !== undefined);
}

const ofNamespaces = oncePerContext(() => new Map<string, Sources>());

/** What reaches the agent only inside the PROXY_CONFIG that istiod renders; an author's own PROXY_CONFIG takes its place. */
const IN_PROXY_CONFIG: readonly Carrier[] = [
  'workloadProxyConfig', 'namespaceProxyConfig', 'rootProxyConfig', 'asmWorkload', 'asmNamespace', 'meshConfig',
];

/** Most of the fields that a template asks for, for every proxy. */
const absentIn = oncePerContext(({ facts }) => onceEach((name: string): Effective<undefined> => {
  const isAsm = facts.platform.flavor === Flavor.ASM;
  return known(undefined, {
    kind: 'default',
    of: isAsm ? 'ASM' : 'Istio',
    source: isAsm
      ? `ASM, Default settings of features and parameters: ${name} is not listed, so it is as in Istio, where it is not set`
      : `Istio 1.30.3 pkg/config/mesh/mesh.go DefaultProxyConfig does not set ${name}`,
  });
}));

class Sources {
  public readonly templateReader: Reader;
  private readonly read: Map<Carrier, { readonly layer?: Layer }> = new Map();
  private readonly orders = new Map<Reader, readonly Layer[]>();
  private readonly answers = new Map<Reader, Map<string, Effective<unknown>>>();
  private readonly found: Refusal[] = [];

  constructor(private readonly input: ProxyConfigInput, before?: Sources) {
    this.templateReader = input.gatewayName === undefined ? 'template' : 'managedTemplate';
    // problems are told in the order in which texts are read, so only what had none is carried over
    if (before?.found.length === 0) { this.read = new Map([...before.read].filter(([carrier]) => carrier !== 'environment')); }
  }

  public layers(reader: Reader): readonly Layer[] {
    let order = this.orders.get(reader);
    if (!order) {
      const carriers = carriersFor(this.input.context.facts.platform.flavor, reader);
      const repeated = reader === 'agent' && this.layer('environment') !== undefined;
      order = carriers.filter((carrier) => !repeated || !IN_PROXY_CONFIG.includes(carrier)).flatMap((carrier) => this.layer(carrier) ?? []);
      this.orders.set(reader, order);
    }
    return order;
  }

  public field(reader: Reader, name: string): Effective<unknown> {
    const answers = within(this.answers, reader);
    let answer = answers.get(name);
    if (!answer) { answers.set(name, answer = fieldOf(this.layers(reader), name) ?? this.nobody(name)); }
    return answer;
  }

  /** Texts that cannot be read. Asking reads all of them. */
  public get problems(): readonly Refusal[] {
    this.layers('agent');
    return this.found;
  }

  /** Nobody sets it: known to be absent. */
  public nobody(name: string): Effective<undefined> {
    return absentIn(this.input.context)(name);
  }

  private layer(carrier: Carrier): Layer | undefined {
    let entry = this.read.get(carrier);
    if (!entry) { this.read.set(carrier, entry = { layer: this.readLayer(carrier) }); }
    return entry.layer;
  }

  private readLayer(carrier: Carrier): Layer | undefined {
    const { context, options } = this.input;
    const { index, cluster, facts } = context;
    const home = { cluster, namespace: this.input.namespace };
    switch (carrier) {
      case 'options': return options && layerOf(options.fields, options.at);
      case 'annotation': return this.text(this.input.annotation, `annotation ${PROXY_CONFIG_ANNOTATION}`);
      case 'environment': return this.text(this.ownProxyConfig(), 'environment variable PROXY_CONFIG');
      case 'workloadProxyConfig': return this.istio(proxyConfigs.workload(index, home, this.lookedUpLabels()));
      case 'namespaceProxyConfig': return home.namespace === facts.rootNamespace ? undefined : this.istio(proxyConfigs.namespace(index, home));
      case 'rootProxyConfig': return this.istio(proxyConfigs.root(index, { cluster, namespace: facts.rootNamespace }));
      case 'asmWorkload': return this.asm(asmProxyConfigs.workload(index, home, this.ownLabels()));
      case 'asmNamespace': return this.asm(asmProxyConfigs.namespace(index, home));
      case 'meshConfig': return meshConfigLayer(context);
      case 'builtIn': return builtInLayer(context);
    }
  }

  /** The labels by which istiod looks a ProxyConfig up: for a gateway that it deploys, this one and no other. */
  private lookedUpLabels(): OwnLabels {
    const { gatewayName } = this.input;
    return gatewayName === undefined || this.isAsm ? this.ownLabels() : { labels: { [GATEWAY_NAME_LABEL]: gatewayName }, complete: true };
  }

  private ownLabels(): OwnLabels {
    return { labels: this.input.podLabels, complete: this.input.podLabelsComplete ?? true };
  }

  /** On ASM, Istio's own resource is one that its documents do not mention. */
  private istio(layer: Layer | undefined): Layer | undefined {
    return layer && this.isAsm ? doubtfulLayer(layer, "ASM does not document whether it heeds Istio's ProxyConfig resources, and one would match") : layer;
  }

  private get isAsm(): boolean {
    return this.input.context.facts.platform.flavor === Flavor.ASM;
  }

  private asm(layer: Layer | undefined): Layer | undefined {
    return layer && !this.input.sidecar
      ? doubtfulLayer(layer, 'ASM documents ASMProxyConfig for sidecars and does not say whether gateways follow it')
      : layer;
  }

  /** PROXY_CONFIG counts as a source of its own only where an author wrote it: what istiod renders repeats the weaker sources. */
  private ownProxyConfig(): Effective<unknown> | undefined {
    const value = this.input.mayHaveOwnProxyConfig === false ? undefined : environmentOf(this.input, 'PROXY_CONFIG');
    return value?.known && !isVariable(value.origin) ? undefined : value;
  }

  private text(text: Effective<unknown> | undefined, what: string): Layer | undefined {
    if (text === undefined || (text.known && text.value === undefined)) { return undefined; }
    if (!text.known) { return unreadableLayer(text.origin.why); }
    const { origin } = text;
    const fail = (why: string): Layer => {
      this.found.push({ code: 'proxy-config-unreadable', message: `${what} ${why}`, origin });
      return unreadableLayer(`${what} ${why}`);
    };
    if (typeof text.value !== 'string') { return fail('must be text, and is not'); }
    const { fields, problem } = textOf(this.input.context.index, text.value);
    if (problem !== undefined) { return fail(`cannot be read as YAML: ${problem}`); }
    if (fields === null || fields === undefined) { return undefined; }
    if (!isMap(fields)) { return fail('must hold a mapping of ProxyConfig fields, and does not'); }
    // a text within a text has no pointer of its own
    return layerOf(fields, (path) => (origin.kind === 'set' && origin.within === undefined ? { ...origin, within: joinPointer('', ...path) } : origin));
  }
}

/** Does an author's own variable stand there? What a template prints comes from the sources that it was printed from. */
function isVariable(origin: Origin): boolean {
  return origin.kind === 'set' && /\/env\/\d{1,9}\/value$/.test((origin.within ?? origin.pointer).slice(-40));
}

interface ReadText {
  readonly fields?: unknown;
  readonly problem?: string;
}

/** Gateways of one app carry the same few texts: each is read once. */
const textsOf = oncePerIndex(() => new Map<string, ReadText>());

function textOf(index: ManifestIndex, text: string): ReadText {
  const texts = textsOf(index);
  let read = texts.get(text);
  if (!read) { texts.set(text, read = readText(text)); }
  return read;
}

function readText(text: string): ReadText {
  try {
    return { fields: readYamlValue(text, { lastWins: true }) };
  } catch (error) {
    if (!(error instanceof ManifestError)) { throw error; }
    return { problem: error.message };
  }
}

/** An environment variable as it stands on the container; of two with one name, Kubernetes uses the last. */
function environmentOf({ container }: ProxyConfigInput, name: string): Effective<string> | undefined {
  if (!container) { return undefined; }
  const pointer = joinPointer(container.pointer, 'env');
  const entries = listAt(container.workload.object, pointer) ?? [];
  const at = placeOf(entries, name);
  if (at === -1) { return undefined; }
  const entry = entries[at];
  if (isMap(member(entry, 'valueFrom'))) { return unknown(`environment variable ${name} is taken from another object when the pod starts`); }
  const isWritten = member(entry, 'value') !== undefined;
  const value = member(entry, 'value') ?? '';
  // Go leaves an empty value out, and then the entry says who wrote it
  const found = container.workload.at<unknown>(isWritten ? joinPointer(pointer, at, 'value') : joinPointer(pointer, at));
  if (!found.known) { return found; }
  if (typeof value !== 'string') { return unknown(`environment variable ${name} must be text, and is not`); }
  if (value.includes('$(')) { return unknown(`environment variable ${name} refers to other variables`); }
  return knownFrom(value, found);
}

/** The last place of a variable; -1: there is none. */
function placeOf(entries: readonly unknown[], name: string): number {
  let at = entries.length - 1;
  while (at >= 0 && member(entries[at], 'name') !== name) { at -= 1; }
  return at;
}

/** `envFrom` may bring any variable that nothing else sets. */
function environmentFromElsewhere({ container }: ProxyConfigInput, name: string): Effective<string> | undefined {
  const sources = container && listAt(container.workload.object, joinPointer(container.pointer, 'envFrom'));
  return sources?.length ? unknown(`environment variable ${name} may come from envFrom`) : undefined;
}
