import { over, percent, type Picture, table } from './picture';
import { redact } from '../../kube/secrets';
import { contextOf } from '../../model/context-of';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { ManifestError, readYamlValue } from '../../model/manifest';
import { PROXY_CONFIG_ANNOTATION } from '../../model/names';
import type { Effective, Origin } from '../../model/origin';
import { joinPointer } from '../../model/pointer';
import { builtInLayer } from '../../model/proxy-config/built-in';
import { type Layer, layerOf } from '../../model/proxy-config/layer';
import { meshConfigLayer } from '../../model/proxy-config/mesh-config';
import { asmProxyConfigs, proxyConfigs } from '../../model/proxy-config/resources';
import { isMap, stringsAt } from '../../model/read';
import { chartValue } from '../../model/rendering/installation';
import { Flavor } from '../../platform';
import { type Markup, xml } from '../markup';
import type { MeshRead } from '../result';

/** The places at which a setting can stand, weakest first. */
export const LEVELS = ['default', 'global', 'namespace', 'workload', 'pod'] as const;
export type LevelName = typeof LEVELS[number];

/** One setting: what each level says, and which of them holds. */
export interface LevelRow {
  readonly name: string;
  readonly cells: Readonly<Partial<Record<LevelName, string>>>;
  /** Undefined: not known which. */
  readonly winner?: LevelName;
  readonly value: string;
}

/** A setting, and where each level keeps it. */
interface Setting {
  readonly name: string;
  /** A field of ProxyConfig. */
  readonly field?: string;
  /** A variable of ProxyConfig's proxyMetadata. */
  readonly metadata?: string;
  readonly annotation?: string;
  /** The value of the istiod chart. */
  readonly chart?: string;
  /** A field of ASMProxyConfig that is none of ProxyConfig. */
  readonly asm?: string;
}

const list = (name: string, chart: string): Setting => (
  { name, annotation: `traffic.sidecar.istio.io/${name}`, chart: `/global/proxy/${chart}`, asm: name });

const resource = (name: string, annotation: string, chart: string): Setting => (
  { name, annotation: `sidecar.istio.io/${annotation}`, chart: `/global/proxy/resources/${chart}` });

/** Source document 002 and the injector's annotations (Istio 1.30.3 files/injection-template.yaml); what manifests and facts can hold. */
const SETTINGS: readonly Setting[] = [
  { name: 'drainDuration', field: 'drainDuration' },
  { name: 'terminationDrainDuration', field: 'terminationDrainDuration' },
  { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', metadata: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS' },
  { name: 'MINIMUM_DRAIN_DURATION', metadata: 'MINIMUM_DRAIN_DURATION' },
  { name: 'holdApplicationUntilProxyStarts', field: 'holdApplicationUntilProxyStarts' },
  { name: 'concurrency', field: 'concurrency' },
  { name: 'interceptionMode', field: 'interceptionMode', annotation: 'sidecar.istio.io/interceptionMode' },
  list('includeOutboundIPRanges', 'includeIPRanges'),
  list('excludeOutboundIPRanges', 'excludeIPRanges'),
  list('includeInboundPorts', 'includeInboundPorts'),
  list('excludeInboundPorts', 'excludeInboundPorts'),
  list('includeOutboundPorts', 'includeOutboundPorts'),
  list('excludeOutboundPorts', 'excludeOutboundPorts'),
  resource('CPU request', 'proxyCPU', 'requests/cpu'),
  resource('memory request', 'proxyMemory', 'requests/memory'),
  resource('CPU limit', 'proxyCPULimit', 'limits/cpu'),
  resource('memory limit', 'proxyMemoryLimit', 'limits/memory'),
  { name: 'logLevel', annotation: 'sidecar.istio.io/logLevel', chart: '/global/proxy/logLevel', asm: 'logLevel' },
];

/** Answers the matrix of a sidecar; what clusters and namespaces say is looked up once. Settings about which nobody says anything are left out. */
export function levelsOf(mesh: MeshRead): (proxy: EffectiveProxy) => readonly LevelRow[] | undefined {
  return (proxy) => {
    if (proxy.role !== 'sidecar') { return undefined; }
    const context = contextOf(mesh, proxy.cluster);
    const { index } = mesh;
    const home = { cluster: proxy.cluster, namespace: proxy.namespace };
    const { object } = proxy.declaredBy;
    const labels = { labels: stringsAt(object, joinPointer(proxy.template, 'metadata', 'labels')), complete: true };
    const annotations = stringsAt(object, joinPointer(proxy.template, 'metadata', 'annotations'));
    const root = context.facts.rootNamespace;
    const layers: Readonly<Record<LevelName, readonly (Layer | undefined)[]>> = {
      default: [builtInLayer(context)],
      global: [proxyConfigs.root(index, { cluster: proxy.cluster, namespace: root }), meshConfigLayer(context)],
      namespace: [home.namespace === root ? undefined : proxyConfigs.namespace(index, home), asmProxyConfigs.namespace(index, home)],
      workload: [proxyConfigs.workload(index, home, labels), asmProxyConfigs.workload(index, home, labels)],
      pod: [podLayer(annotations[PROXY_CONFIG_ANNOTATION], { kind: 'set', manifest: proxy.declaredBy, pointer: joinPointer(proxy.template, 'metadata', 'annotations', PROXY_CONFIG_ANNOTATION) })],
    };
    const isAsm = proxy.platform.flavor === Flavor.ASM;
    return SETTINGS.flatMap((setting): readonly LevelRow[] => {
      const cells: Partial<Record<LevelName, string>> = {};
      for (const level of LEVELS) {
        const said = level === 'pod' && setting.annotation !== undefined && annotations[setting.annotation] !== undefined
          ? annotations[setting.annotation]
          : textOf(ask(layers[level], setting, isAsm)) ?? textOf(chartSays(setting, level, () => chartValue(context, setting.chart!)));
        if (said !== undefined) { cells[level] = redact(said); }
      }
      const strongest = [...LEVELS].reverse().find((level) => cells[level] !== undefined);
      if (strongest === undefined) { return []; }
      const holds = effective(proxy, setting);
      // an annotation of the pod is read by the template before any layer; the rest is as the model reads it
      const winner = holds === undefined || cells.pod !== undefined && setting.annotation !== undefined ? strongest : levelOf(holds.origin);
      const value = winner === undefined ? 'not known' : cells[winner] ?? (holds && textOf(holds)) ?? 'not known';
      return [{ name: setting.name, cells, ...winner !== undefined && { winner }, value }];
    });
  };
}

function ask(layers: readonly (Layer | undefined)[], { field, metadata, asm }: Setting, isAsm: boolean): Effective<unknown> | undefined {
  const own = field ?? (isAsm ? asm : undefined);
  for (const layer of layers) {
    const said = metadata === undefined ? own !== undefined && layer?.field(own) : layer?.metadata(metadata);
    if (said !== false && said !== undefined) { return said; }
  }
  return undefined;
}

/** A value of the chart is a default, or what the installation set for the whole mesh. */
function chartSays({ chart }: Setting, level: LevelName, read: () => Effective<unknown>): Effective<unknown> | undefined {
  if (chart === undefined || (level !== 'default' && level !== 'global')) { return undefined; }
  const value = read();
  return (value.origin.kind === 'default') === (level === 'default') && value.value !== undefined ? value : undefined;
}

/** What the model says that holds; undefined for what is decided by the order of the levels alone. */
function effective({ proxyConfig }: EffectiveProxy, { field, metadata }: Setting): Effective<unknown> | undefined {
  if (metadata !== undefined) { return proxyConfig.env(metadata); }
  if (field === undefined) { return undefined; }
  return /^(?:drain|terminationDrain)/.test(field) ? proxyConfig.agent(field) : proxyConfig.template(field);
}

function levelOf(origin: Origin): LevelName | undefined {
  switch (origin.kind) {
    case 'set': return 'pod';
    case 'policy': return origin.level;
    case 'default': return 'default';
    case 'unknown': return undefined;
  }
}

function podLayer(text: string | undefined, origin: Origin): Layer | undefined {
  if (text === undefined) { return undefined; }
  try {
    const fields = readYamlValue(text, { lastWins: true });
    return isMap(fields) ? layerOf(fields, () => origin) : undefined;
  } catch (error) {
    if (error instanceof ManifestError) { return undefined; }
    throw error;
  }
}

function textOf(value: Effective<unknown> | undefined): string | undefined {
  if (value === undefined) { return undefined; }
  if (!value.known) { return 'not known'; }
  if (value.value === undefined || value.value === null) { return undefined; }
  if (value.value === '') { return 'none'; }
  return typeof value.value === 'object' ? JSON.stringify(value.value) : String(value.value as string | number | boolean);
}

const ROW = 26;
const HEAD = 46;

/** A column for each level: a ring where it says something, a disc with a tick for the one that holds. */
export function levelsPicture(rows: readonly LevelRow[], title: string): Picture {
  const share = (level: LevelName): string => percent(0.4 + (LEVELS.indexOf(level) + 0.5) * 0.12);
  const content = [
    // the heads are longer than a narrow picture's columns: every second one stands lower
    ...LEVELS.map((level, at) => xml('text', { 'class': 'tick', 'x': share(level), 'y': at % 2 === 0 ? 11 : 25, 'text-anchor': 'middle' }, level)),
    ...rows.flatMap(({ name, cells, winner, value }, at) => {
      const y = HEAD + at * ROW;
      return [
        ...at % 2 === 0 ? [xml('rect', { class: 'stripe', x: '0%', y: y - 13, width: '100%', height: ROW })] : [],
        over(0, y + 4, SHORT[name] ?? name, 'name'),
        // only wide pictures have room for it
        xml('text', { 'class': 'tick wide', 'x': '39%', 'y': y + 4, 'text-anchor': 'end' }, value.length > 16 ? `${value.slice(0, 15)}…` : value),
        ...LEVELS.flatMap((level) => cell(share(level), y, cells[level] !== undefined, winner === level)),
      ];
    }),
  ];
  const description = rows.map(({ name, winner, value }) => `${name}: ${value}${winner === undefined ? ', it is not known which level decides' : ` from the level ${winner}`}`).join('; ');
  return { title, description, height: HEAD + rows.length * ROW - 10, content };
}

/** Names that have no room beside the columns of a narrow picture. */
const SHORT: Readonly<Record<string, string>> = {
  EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'exit on zero',
  MINIMUM_DRAIN_DURATION: 'minimum drain',
  holdApplicationUntilProxyStarts: 'hold application',
  terminationDrainDuration: 'termination drain',
  drainDuration: 'drain',
  includeOutboundIPRanges: 'incl. out ranges',
  excludeOutboundIPRanges: 'excl. out ranges',
  includeInboundPorts: 'incl. in ports',
  excludeInboundPorts: 'excl. in ports',
  includeOutboundPorts: 'incl. out ports',
  excludeOutboundPorts: 'excl. out ports',
};

function cell(x: string, y: number, says: boolean, wins: boolean): readonly Markup[] {
  if (wins) {
    return [xml('circle', { class: 'winner', cx: x, cy: y, r: 9 }), xml('text', { 'class': 'mark', x, 'y': y + 4, 'text-anchor': 'middle' }, '✓')];
  }
  return says ? [xml('circle', { class: 'shadowed', cx: x, cy: y, r: 5 })] : [xml('circle', { class: 'empty', cx: x, cy: y, r: 1.5 })];
}

export function levelsTable(rows: readonly LevelRow[]): Markup {
  return table('What each level says; ✓ holds', ['setting', 'holds', ...LEVELS], rows.map(({ name, cells, winner, value }) => [
    name, value, ...LEVELS.map((level) => (cells[level] === undefined ? '–' : `${winner === level ? '✓ ' : ''}${cells[level]}`)),
  ]));
}
