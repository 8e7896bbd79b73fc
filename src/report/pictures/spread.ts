import { over, percent, type Picture, table } from './picture';
import type { EffectiveProxy, Spread } from '../../model/effective-proxy';
import { fittingNodes, fittingZones } from '../../model/placement';
import type { MeshFacts } from '../../platform';
import { type Child, type Markup, xml } from '../markup';

/** What keeps the pods of a proxy apart. */
export interface SpreadModel {
  /** The fewest pods; undefined: not known. */
  readonly pods?: number;
  readonly rules: readonly SpreadRule[];
}

interface SpreadRule {
  readonly kind: string;
  readonly over: string;
  readonly required: boolean;
  readonly noOp: boolean;
  readonly doubt?: string;
  readonly maxSkew?: number;
  readonly weight?: number;
  /** Nodes or zones that there are; undefined: not known. */
  readonly domains?: number;
}

const TOPOLOGY: Readonly<Record<string, string>> = { 'kubernetes.io/hostname': 'nodes', 'topology.kubernetes.io/zone': 'zones' };
const KIND: Readonly<Record<Spread['kind'], string>> = { 'anti-affinity': 'anti-affinity', 'topology-spread': 'topology spread', 'eci': 'virtual nodes', 'host-ports': 'host ports' };

export function spreadModel(proxy: EffectiveProxy, facts: MeshFacts | undefined): SpreadModel | undefined {
  const { scaling, spread, role } = proxy;
  // sidecars go where their applications go
  if (role === 'sidecar') { return undefined; }
  const nodes = facts?.nodes && fittingNodes(proxy, facts.nodes);
  const zones = facts && fittingZones(proxy, facts);
  return {
    ...scaling.min.value !== undefined && { pods: scaling.min.value },
    rules: spread.map(({ kind, topologyKey, required, matchesOwnPods, doubt, maxSkew, weight }) => {
      const what = TOPOLOGY[topologyKey] ?? topologyKey;
      const domains = what === 'zones' ? zones?.length : what === 'nodes' ? nodes?.length : undefined;
      return {
        kind: KIND[kind],
        over: what,
        required,
        noOp: !matchesOwnPods,
        ...doubt !== undefined && { doubt },
        ...maxSkew !== undefined && { maxSkew },
        ...weight !== undefined && { weight },
        ...domains !== undefined && { domains },
      };
    }),
  };
}

/** Of these a node or zone takes one pod. */
const ONE_EACH: readonly string[] = [KIND['anti-affinity'], KIND['host-ports']];

const strength = ({ required }: SpreadRule): string => (required ? 'must' : 'should');

export function spreadVerdict({ rules }: SpreadModel): string {
  const working = rules.filter(({ noOp }) => !noOp);
  if (rules.length === 0) { return 'Nothing keeps the pods apart: all of them can be on one node.'; }
  if (working.length === 0) { return 'No rule matches the pods themselves: all of them can be on one node.'; }
  return `Pods ${[...new Set(working.map((rule) => `${strength(rule)} be spread over ${rule.over}`))].join(' and ')}.`;
}

/** So many boxes are told apart at 360 pixels. */
const MAX_BOXES = 6;
const ROW = 84;

/** A row for each rule: boxes are nodes or zones, dots the fewest pods as the rule wants them. */
export function spreadPicture(model: SpreadModel, title: string): Picture {
  const rules = model.rules.filter(({ noOp }) => !noOp);
  const rows = rules.length === 0
    ? boxes(0, 'any one node', model.pods, 1, false)
    : rules.flatMap((rule, at) => {
      const { domains, required } = rule;
      return boxes(at * ROW, ruleWords(rule, model.pods), model.pods, domains ?? Math.max(2, model.pods ?? 2), required, domains === undefined);
    });
  const description = [
    model.pods === undefined ? 'how many pods there are is not known' : `${model.pods} pods at the fewest`, ...rules.map((rule) => ruleWords(rule, model.pods)), spreadVerdict(model),
  ].join('; ');
  return { title, description, height: Math.max(rules.length, 1) * ROW, content: rows };
}

function ruleWords({ over: what, required, kind, domains }: SpreadRule, pods: number | undefined): string {
  const short = required && ONE_EACH.includes(kind) && domains !== undefined && pods !== undefined && domains < pods ? ', too few' : '';
  return `${what}, ${required ? 'required' : 'preferred'} (${domains ?? 'number not known'}${short})`;
}

function boxes(y: number, words: string, pods: number | undefined, domains: number, required: boolean, unknown = false): readonly Child[] {
  const shown = Math.min(Math.max(domains, 1), MAX_BOXES);
  const width = 1 / Math.max(shown, 3);
  const found: Child[] = [over(0, y + 12, words)];
  for (let box = 0; box < shown; box += 1) {
    const here = pods === undefined ? undefined : Math.floor(pods / domains) + (box < pods % domains ? 1 : 0);
    found.push(
      xml('rect', { class: `domain${required ? ' hard' : ''}${unknown ? ' doubtful' : ''}`, x: percent(box * width + 0.006), y: y + 20, width: percent(width - 0.016), height: 50, rx: 5 }),
      xml('text', { 'class': 'label', 'x': percent((box + 0.5) * width), 'y': y + 50, 'text-anchor': 'middle' }, dots(here)),
    );
  }
  if (domains > shown) { found.push(over(0.9, y + 12, `${shown} of ${domains} shown`, 'tick')); }
  return found;
}

function dots(pods: number | undefined): string {
  if (pods === undefined) { return '?'; }
  return pods === 0 ? '–' : pods <= 3 ? '● '.repeat(pods).trim() : `${pods} ×●`;
}

export function spreadTable({ rules, pods }: SpreadModel): Markup {
  return table(`Rules that keep ${pods === undefined ? 'the' : `at least ${pods}`} pods apart`, ['rule', 'over', 'strength', 'there are', 'remark'],
    rules.length === 0 ? [['none', '', '', '', 'the scheduler may put all pods on one node']] : rules.map((rule) => [
      rule.kind, rule.over, rule.required ? 'required' : `preferred${rule.weight === undefined ? '' : `, weight ${rule.weight}`}`,
      rule.domains === undefined ? 'not known' : String(rule.domains),
      [...rule.noOp ? ['no effect: it does not match the pods'] : [], ...rule.maxSkew === undefined ? [] : [`maximum skew ${rule.maxSkew}`], ...rule.doubt === undefined ? [] : [rule.doubt]].join('; '),
    ]));
}
