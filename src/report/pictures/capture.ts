import { over, type Picture, table } from './picture';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { listAt, member, stringsAt } from '../../model/read';
import { type CaptureRules, captureRulesOf } from '../../model/sidecar';
import { type Child, type Markup, xml } from '../markup';

/** What of a pod's traffic goes through its sidecar, and what past it. */
export interface CaptureModel {
  readonly mode: string;
  readonly lanes: readonly Lane[];
}

interface Lane {
  readonly direction: 'out' | 'in';
  readonly captured: boolean;
  readonly what: string;
  /** The arguments of istio-init that say so. */
  readonly rule: string;
}

/** Undefined: no sidecar, or its rules are not in the pod (istio-cni writes them on the node, and none of its containers shows them). */
export function captureModel(proxy: EffectiveProxy): CaptureModel | undefined {
  const { role, workload, template, state } = proxy;
  if (role !== 'sidecar' || state === 'not-injected' || state === 'refused') { return undefined; }
  if (modeOf(proxy) === 'NONE') { return { mode: 'NONE', lanes: NO_LANES }; }
  const inits = listAt(workload.object, `${template}/spec/initContainers`) ?? [];
  const container = inits.find((one) => member(one, 'name') === 'istio-init') ?? inits.find((one) => member(one, 'name') === 'istio-validation');
  const rules = container === undefined ? undefined : captureRulesOf(container);
  return rules && { mode: rules.mode, lanes: lanesOf(rules) };
}

/** In mode NONE the template sets up no container that would write rules (Istio 1.30.3 files/injection-template.yaml). */
function modeOf({ workload, template, proxyConfig }: EffectiveProxy): unknown {
  return stringsAt(workload.object, `${template}/metadata/annotations`)['sidecar.istio.io/interceptionMode'] ?? proxyConfig.template('interceptionMode').value;
}

const NO_LANES: readonly Lane[] = (['out', 'in'] as const).map((direction) => ({ direction, captured: false, what: 'everything', rule: 'mode NONE' }));

/** In the order in which the rules are asked (Istio 1.30.3 tools/istio-iptables/pkg/capture/run.go). */
function lanesOf(rules: CaptureRules): readonly Lane[] {
  if (rules.mode === 'NONE') { return NO_LANES; }
  const { includeOutboundRanges, excludeOutboundRanges, includeOutboundPorts = '', excludeOutboundPorts = '', includeInboundPorts, excludeInboundPorts } = rules;
  const ranges = (text: string): string => (text === '*' ? 'all addresses' : text.replaceAll(',', ', '));
  const ports = (text: string): string => (text === '*' ? 'all ports' : `ports ${text.replaceAll(',', ', ')}`);
  const lane = (direction: 'out' | 'in', captured: boolean, what: string, rule: string, list: string): readonly Lane[] => (list === '' ? [] : [{ direction, captured, what, rule }]);
  const out = [
    ...lane('out', false, ports(excludeOutboundPorts), '-o', excludeOutboundPorts),
    ...lane('out', false, ranges(excludeOutboundRanges), '-x', excludeOutboundRanges),
    ...lane('out', true, ports(includeOutboundPorts), '-q', includeOutboundPorts),
    ...lane('out', true, ranges(includeOutboundRanges), '-i', includeOutboundRanges),
    ...includeOutboundRanges === '*' ? [] : [{ direction: 'out', captured: false, what: 'all else', rule: 'no rule' } as const],
  ];
  const all = includeInboundPorts === '*';
  const inbound = [
    ...all ? lane('in', false, ports(excludeInboundPorts), '-d', excludeInboundPorts) : [],
    ...lane('in', true, ports(includeInboundPorts), '-b', includeInboundPorts),
    ...all ? [] : [{ direction: 'in', captured: false, what: 'all else', rule: 'no rule' } as const],
  ];
  return [...out, ...inbound];
}

export function captureVerdict({ lanes, mode }: CaptureModel): string {
  if (mode === 'NONE') { return 'No rules are set up: nothing is captured.'; }
  const say = (direction: 'out' | 'in', captured: boolean): string => lanes.filter((lane) => lane.direction === direction && lane.captured === captured)
    .map(({ what }) => what).join(' and ') || 'nothing';
  return `Out: ${say('out', true)} through the sidecar, ${say('out', false)} past it. In: ${say('in', true)} through it, ${say('in', false)} past it.`;
}

const ROW = 38;

/** Lanes from the pod to the network and back: through the sidecar, or past it. */
export function capturePicture(model: CaptureModel, title: string): Picture {
  const content: Child[] = model.lanes.flatMap(({ direction, captured, what, rule }, at): readonly Child[] => {
    const y = at * ROW;
    const arrow = direction === 'out' ? '→' : '←';
    return [
      over(0, y + 12, clip(`${arrow} ${direction}: ${what} (${rule})`)),
      xml('line', { class: captured ? 'lane captured' : 'lane past', x1: '0%', x2: '100%', y1: y + 25, y2: y + 25 }),
      xml('rect', { class: captured ? 'sidecar' : 'gap', x: '38%', y: y + 17, width: '24%', height: 16, rx: 4 }),
      xml('text', { 'class': captured ? 'inverse' : 'tick', 'x': '50%', 'y': y + 29, 'text-anchor': 'middle' }, captured ? 'sidecar' : 'past it'),
    ];
  });
  return { title, description: captureVerdict(model), height: model.lanes.length * ROW + 4, content };
}

/** What 360 pixels hold; the table has all of it. */
function clip(text: string): string {
  return text.length > 46 ? `${text.slice(0, 45)}…` : text;
}

export function captureTable({ lanes }: CaptureModel): Markup {
  return table('In the order in which the rules are asked', ['direction', 'what', 'goes', 'rule'],
    lanes.map(({ direction, what, captured, rule }) => [direction === 'out' ? 'from the pod' : 'to the pod', what, captured ? 'through the sidecar' : 'past the sidecar', rule]));
}
