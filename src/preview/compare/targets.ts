import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import { inForce, isRefused } from './cut-off';
import { servedAt } from './gateway-loss';
import type { Owners, PodsOf } from './owners';
import type { Pair } from './pairs';
import type { Ways } from './ways';
import type { KubeObject } from '../../model/manifest/types';
import { NETWORKING_GROUP } from '../../model/names';
import { describeOrigin } from '../../model/origin';
import { joinPointer } from '../../model/pointer';
import { listAt, member, stringAt } from '../../model/read';
import { hasPort, selectsPods, targetPortOf, transportOf } from '../../model/service-port';

/** What clients of single ports lose, and what of it is not known. */
export interface TargetLoss {
  readonly changes: readonly LeafChange[];
  readonly warnings: readonly string[];
}

/** Both sides, and the pods behind the Service: as they were, as they run when the release comes, and as they are made then. */
interface Behind {
  readonly before: Ways;
  readonly after: Ways;
  readonly had: readonly PodsOf[];
  readonly running: readonly PodsOf[];
  readonly coming: readonly PodsOf[];
}

/** A port that stays, and where it led and leads to. */
interface Target {
  /** `port 80/TCP`. */
  readonly port: string;
  readonly protocol: string;
  readonly old: number | string;
  readonly target: number | string;
}

/** Ports of a Service that lead to nobody any more, since they lead elsewhere or since the pods name their ports otherwise. To be asked where it has pods. */
export function lostTargets(pair: Pair, was: Owners, is: Owners, before: Ways, after: Ways): TargetLoss | undefined {
  const [old, now] = [pair.before, pair.after];
  if (!old || !now || now.key.group !== '' || now.key.kind !== 'Service') { return undefined; }
  if (pair.same && !targetsOf(now.object).some(({ target }) => typeof target === 'string')) { return undefined; }
  const runs = inForce(pair, old, now);
  // clients of a headless Service ask no port of it
  if (![old, runs].every(({ object }) => selectsPods(object) && stringAt(object, '/spec/clusterIP') !== 'None')) { return undefined; }
  const refused = ({ builder }: PodsOf): boolean => isRefused(builder.changes);
  const running = was.podsBehind(runs);
  const behind = {
    before, after, had: was.podsBehind(old), running, coming: [...is.podsBehind(runs).filter((one) => !refused(one)), ...running.filter(refused)],
  };
  const had = new Map(targetsOf(old.object).map((one) => [one.port, one.target]));
  const [changes, warnings]: [LeafChange[], string[]] = [[], []];
  for (const { at, target, ...port } of targetsOf(runs.object)) {
    const led = had.get(port.port);
    if (led === undefined || target === undefined) { continue; }
    const { lost, doubt } = typeof target === 'string' ? byName({ ...port, old: led, target }, behind) : byNumber({ ...port, old: led, target }, behind);
    const pointer = joinPointer('/spec/ports', at, 'targetPort');
    if (doubt !== undefined) { warnings.push(`${objectName(now.key)}: ${port.port} ${doubt}`); }
    if (lost === undefined) { continue; }
    const values = led === target ? {} : { before: led, after: target };
    const origin = describeOrigin({ kind: 'set', manifest: runs, pointer: member(portAt(runs.object, at), 'targetPort') === undefined ? '/spec/ports' : pointer });
    changes.push({ impact: 'cut-off', object: objectName(now.key), pointer, ...values, origin, note: `${port.port} ${lost}` });
  }
  return changes.length + warnings.length > 0 ? { changes, warnings } : undefined;
}

const portAt = (service: KubeObject, at: number): unknown => (listAt(service, '/spec/ports') ?? [])[at];

interface Placed extends Pick<Target, 'port' | 'protocol'> {
  readonly at: number;
  readonly target?: number | string;
}

/** A name without a letter is none: the API server refuses it. */
function targetsOf(service: KubeObject): Placed[] {
  return (listAt(service, '/spec/ports') ?? []).map((one, at) => {
    const protocol = transportOf(one);
    const target = targetPortOf(one);
    return { at, port: `port ${String(member(one, 'port'))}/${protocol}`, protocol, ...typeof target !== 'string' || /[a-z]/.test(target) ? { target } : {} };
  });
}

interface Verdict { readonly lost?: string; readonly doubt?: string }

/** Each pod decides what a name is; without it, it is no endpoint (Kubernetes pkg/controller/endpointslice getEndpointPorts, FindPort). */
function byName({ protocol, old, target }: Target, { had, running, coming }: Behind): Verdict {
  const may = (pods: readonly PodsOf[], port: number | string): boolean => pods.some((one) => hasPort(one, port, protocol) !== false);
  if (typeof old === 'string' && !may(had, old)) { return {}; }
  const leads = `leads to targetPort ${target}, and no container of`;
  const [now, then] = [may(running, target), may(coming, target)];
  if (!then && coming.length > 0) {
    return now ? { lost: `${leads} the new pods has a port of that name: nobody is left when all pods are replaced; keep the name, or lead it to a number first` }
      : { lost: `${leads} its pods has a port of that name: its clients are refused` };
  }
  return now || running.length === 0 ? {}
    : { lost: `${leads} the pods that run has a port of that name: its clients are refused until the first new pod is ready; lead it to a number in between` };
}

/**
 * A number needs no container that declares it. Of gateways it is known where they listen: at the servers of their Gateways, which follow the Service.
 * Of others what they declare is the only hint.
 */
function byNumber({ protocol, old, target }: Target, { before, after, had, running, coming }: Behind): Verdict {
  if (old === target) { return {}; }
  const declared = (pods: readonly PodsOf[], port: number | string): boolean => pods.some((one) => hasPort(one, port, protocol) === true);
  const undeclared = (pods: readonly PodsOf[]): boolean => pods.every((one) => hasPort(one, target, protocol) === false);
  if (coming.length > 0 && coming.every(({ builder }) => isServing(builder, before) && isServing(builder, after))) {
    const listened = had.some(({ builder }) => listens(before, builder, old));
    return listened && !coming.some(({ builder }) => listens(after, builder, target)) && undeclared(coming)
      ? { lost: `leads to ${target}, where no Gateway of its pods listens: its clients are refused` } : {};
  }
  if (!declared(had, old) || !undeclared(running)) { return {}; }
  return declared(coming, target)
    ? { doubt: `leads to ${target}, which the pods that run do not declare: they refuse its clients until they are replaced, unless they listen there already` }
    : { doubt: `leads to ${target}, which no container of its pods declares: whether anything listens there is not known` };
}

/** A gateway whose Istio Gateways stand among the manifests. */
const isServing = (workload: ThingBuilder, ways: Ways): boolean => workload.role === 'gateway' && ways.to(workload, NETWORKING_GROUP).length > 0;

const listens = (ways: Ways, workload: ThingBuilder, port: number | string): boolean => (
  servedAt(ways, workload).some(({ targets }) => targets.some((target) => target === port || typeof target === 'string')));
