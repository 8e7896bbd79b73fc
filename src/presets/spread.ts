import { isOf } from './known-fields';
import { EciSpreadOptions, EciStrategy, type EciVSwitch, NodesAndZonesOptions, SpreadOptions } from './spread-props';
import { checkSwitches } from './switches';
import { ClusterKind } from '../platform/flavor';
import { Problems, shown } from '../platform/problems';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** Kubernetes pkg/apis/core/validation: weights of preferred terms. */
const MAX_WEIGHT = 100;
/** ECI, pod annotations: at most ten vSwitches. */
const MAX_VSWITCHES = 10;

/** The annotation by which a construct says why the rule on missing spread (AVL010) is put up with. */
const NO_SPREAD = 'ack.cdk8s-istio.io/AVL010';
/** As acknowledgements of the checks ask for. */
const MIN_REASON = 10;

interface Term {
  readonly topologyKey: string;
  readonly required: boolean;
  readonly weight: number;
}

interface Parts {
  readonly terms?: readonly Term[];
  readonly eci?: Readonly<Record<string, string>>;
  readonly none?: string;
}

/**
 * How the pods of a gateway or waypoint are kept apart, so that one node or one zone that fails does not take all of them. The rule always
 * asks for the label that the pods carry themselves.
 *
 * @example
 *
 * GatewaySpread.nodesAndZones({ nodes: { required: true } });
 */
export class GatewaySpread {
  /** One pod a node. */
  public static nodes(options: SpreadOptions = {}): GatewaySpread {
    const problems = new Problems('GatewaySpread.nodes');
    return made(problems, { terms: [term(HOSTNAME, options, '', problems)] });
  }

  /** One pod a zone. */
  public static zones(options: SpreadOptions = {}): GatewaySpread {
    const problems = new Problems('GatewaySpread.zones');
    return made(problems, { terms: [term(ZONE, options, '', problems)] });
  }

  /** One pod a node, and one a zone. Wishes of equal weight are added up: a node in another zone wins over one in the same. */
  public static nodesAndZones(options: NodesAndZonesOptions = {}): GatewaySpread {
    const problems = new Problems('GatewaySpread.nodesAndZones');
    if (!isOf(options, ['nodes', 'zones'], '', problems)) { problems.throwIfAny(); }
    return made(problems, { terms: [term(HOSTNAME, options.nodes ?? {}, 'nodes.', problems), term(ZONE, options.zones ?? {}, 'zones.', problems)] });
  }

  /**
   * Over the zones of vSwitches, on elastic container instances: ACK Serverless has no anti-affinity, so the zone is chosen where the
   * instance is made.
   */
  public static eci(options: EciSpreadOptions): GatewaySpread {
    const problems = new Problems('GatewaySpread.eci');
    return made(problems, { eci: eciAnnotations(options, problems) });
  }

  /** Not at all. The reason, ten characters or more, is written beside the gateway, where every report shows it. */
  public static none(reason: string): GatewaySpread {
    const problems = new Problems('GatewaySpread.none');
    const text = typeof reason === 'string' ? reason.trim() : '';
    if (text.length < MIN_REASON) { problems.add(`'reason' must say why in ${MIN_REASON} characters or more, got ${shown(reason)}`); }
    return made(problems, { none: text });
  }

  /** @internal */
  public static _of(parts: Parts): GatewaySpread {
    return new GatewaySpread(parts);
  }

  private constructor(private readonly parts: Parts) {}

  /** The same over nodes and zones, and on ACK Serverless clusters, which have no anti-affinity, over these vSwitches. */
  public orEci(options: EciSpreadOptions): GatewaySpread {
    const problems = new Problems('GatewaySpread.orEci');
    if (this.parts.terms === undefined) { problems.add('a spread over nodes or zones was expected before orEci; call nodes(), zones() or nodesAndZones()'); }
    return made(problems, { ...this.parts, eci: eciAnnotations(options, problems) });
  }

  /**
   * The terms of a podAntiAffinity, in the form of ASM's document; undefined where this kind of cluster is spread in another way.
   *
   * @internal
   */
  public _antiAffinity(label: string, value: string, kind: ClusterKind | undefined): { readonly [field: string]: any } | undefined {
    const { terms, eci } = this.parts;
    if (terms === undefined || (kind === ClusterKind.ACK_SERVERLESS && eci !== undefined)) { return undefined; }
    const matching = ({ topologyKey }: Term): object => ({
      labelSelector: { matchExpressions: [{ key: label, operator: 'In', values: [value] }] }, topologyKey,
    });
    const required = terms.filter((one) => one.required).map(matching);
    const preferred = terms.filter((one) => !one.required).map((one) => ({ podAffinityTerm: matching(one), weight: one.weight }));
    return {
      ...(required.length > 0 && { requiredDuringSchedulingIgnoredDuringExecution: required }),
      ...(preferred.length > 0 && { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
    };
  }

  /**
   * Annotations for the pods.
   *
   * @internal
   */
  public _podAnnotations(kind: ClusterKind | undefined): Readonly<Record<string, string>> {
    const { terms, eci } = this.parts;
    return terms === undefined || kind === ClusterKind.ACK_SERVERLESS ? eci ?? {} : {};
  }

  /**
   * Annotations for the object that declares the proxy.
   *
   * @internal
   */
  public _acknowledgements(): Readonly<Record<string, string>> {
    return this.parts.none === undefined ? {} : { [NO_SPREAD]: this.parts.none };
  }

  /**
   * Why it cannot be had on this kind of cluster, as `'spread' …`.
   *
   * @internal
   */
  public _problem(kind: ClusterKind | undefined): string | undefined {
    if (kind !== ClusterKind.ACK_SERVERLESS || this.parts.terms === undefined || this.parts.eci !== undefined) { return undefined; }
    return "'spread' is over nodes or zones by anti-affinity, which ACK Serverless does not have; use GatewaySpread.eci, or add orEci";
  }
}

function made(problems: Problems, parts: Parts): GatewaySpread {
  problems.throwIfAny();
  return GatewaySpread._of(Object.freeze(parts));
}

function term(topologyKey: string, options: SpreadOptions, at: string, problems: Problems): Term {
  if (!isOf(options, ['required', 'weight'], at.slice(0, -1), problems)) { return { topologyKey, required: false, weight: MAX_WEIGHT }; }
  checkSwitches(options, ['required'], at, problems);
  const { required = false, weight } = options;
  if (weight !== undefined && required === true) { problems.add(`'${at}weight' is for a spread that is not required, got ${shown(weight)}; leave it out`); }
  if (weight !== undefined && !(Number.isInteger(weight) && weight >= 1 && weight <= MAX_WEIGHT)) {
    problems.add(`'${at}weight' must be a whole number from 1 to ${MAX_WEIGHT}, got ${shown(weight)}`);
  }
  return { topologyKey, required, weight: weight ?? MAX_WEIGHT };
}

function eciAnnotations(options: EciSpreadOptions, problems: Problems): Readonly<Record<string, string>> {
  if (!isOf(options, ['vSwitches', 'strategy'], '', problems)) { return {}; }
  const { vSwitches, strategy = EciStrategy.RANDOM } = options;
  if (!Array.isArray(vSwitches) || vSwitches.length < 1 || vSwitches.length > MAX_VSWITCHES) {
    problems.add(`'vSwitches' must be a list of 1 to ${MAX_VSWITCHES}, got ${Array.isArray(vSwitches) ? vSwitches.length : shown(vSwitches)}`);
    return {};
  }
  vSwitches.forEach((one: unknown, at) => {
    if (typeof one === 'string') { return; }
    const what = `vSwitches[${at}]`;
    if (!isOf(one, ['vSwitch', 'zone'], what, problems)) { return; }
    const { zone } = one as Partial<EciVSwitch>;
    if (zone !== undefined && (typeof zone !== 'string' || zone === '')) { problems.add(`'${what}.zone' must be the name of a zone, got ${shown(zone)}`); }
  });
  const ids = vSwitches.map((one) => (typeof one === 'string' ? one : one?.vSwitch));
  const zones = vSwitches.flatMap((one) => (typeof one === 'string' ? [] : [one?.zone]));
  ids.forEach((id, at) => {
    // the annotation is a list with commas
    if (typeof id !== 'string' || id === '' || /[\s,]/.test(id)) { problems.add(`'vSwitches[${at}]' must be the id of a vSwitch, got ${shown(id)}`); }
  });
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) { problems.add(`'vSwitches' must be distinct, got ${shown(twice)} twice; name each once`); }
  if (zones.length > 1 && new Set(zones).size === 1) {
    problems.add(`'vSwitches' must be in more than one zone, got ${vSwitches.length} in ${shown(zones[0])}; add one of another zone`);
  }
  if (!Object.values(EciStrategy).includes(strategy)) {
    problems.add(`'strategy' must be one of ${Object.values(EciStrategy).join(', ')}, got ${shown(strategy)}`);
  }
  return { 'k8s.aliyun.com/eci-vswitch': ids.join(','), 'k8s.aliyun.com/eci-schedule-strategy': strategy };
}
