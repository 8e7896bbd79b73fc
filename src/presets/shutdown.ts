import { Duration } from 'cdk8s';
import { isOf } from './known-fields';
import { wholeSecondsOf } from './seconds';
import { ExitOnZeroTimes, ShutdownTimes } from './shutdown-props';
import { checkSwitches } from './switches';
import { Problems } from '../platform/problems';

/** The default of the mesh for `drainDuration`, on both flavours (istio pkg/config/mesh/mesh.go). */
const MESH_DRAIN_SECONDS = 45;

/** The times in seconds, as a rendering writes them. */
interface Seconds {
  readonly gracePeriod?: number;
  readonly terminationDrain?: number;
  readonly drain?: number;
  readonly preStop?: number;
  readonly minimumDrain?: number;
  readonly exitOnZero?: boolean;
  readonly managedDrain?: number;
}

/**
 * How a proxy stops without dropping requests. Every policy keeps the order in which the parts must end, or it does not come into being.
 *
 * @example
 *
 * ShutdownPolicy.of({
 *   gracePeriod: Duration.seconds(75),
 *   preStop: Duration.seconds(10),
 *   terminationDrain: Duration.seconds(45),
 *   drain: Duration.seconds(30),
 * });
 */
export class ShutdownPolicy {
  /** By fixed times: preStop, then the termination drain, within which Envoy drains; all of it before the grace period ends. */
  public static of(times: ShutdownTimes): ShutdownPolicy {
    const problems = new Problems('ShutdownPolicy.of');
    if (!isOf(times, ['gracePeriod', 'terminationDrain', 'drain', 'preStop', 'exitOnZero'], '', problems)) { problems.throwIfAny(); }
    const read = (name: 'gracePeriod' | 'terminationDrain' | 'drain' | 'preStop', min: number): number =>
      wholeSecondsOf(times[name]!, name, problems, min, Number.MAX_SAFE_INTEGER);
    const gracePeriod = read('gracePeriod', 1);
    const terminationDrain = read('terminationDrain', 1);
    const drain = read('drain', 1);
    const preStop = times.preStop === undefined ? undefined : read('preStop', 1);
    checkSwitches(times, ['exitOnZero'], '', problems);
    problems.throwIfAny();
    if (terminationDrain <= drain) {
      problems.add(`'terminationDrain' must be longer than 'drain', got ${terminationDrain} s and ${drain} s; `
        + `make it ${drain + 15} s, or the drain shorter`);
    }
    if (gracePeriod <= (preStop ?? 0) + terminationDrain) {
      problems.add(`'gracePeriod' must be longer than ${sum(preStop, 'terminationDrain', terminationDrain)}, got ${gracePeriod} s; `
        + `make it ${(preStop ?? 0) + Math.max(terminationDrain, drain + 15) + 15} s`);
    }
    problems.throwIfAny();
    return new ShutdownPolicy({ gracePeriod, terminationDrain, drain, preStop, exitOnZero: times.exitOnZero });
  }

  /**
   * By the last connection: after the minimum drain the agent counts the open connections every second and ends when there is none. Nothing
   * but the grace period bounds it.
   */
  public static exitOnZero(times: ExitOnZeroTimes): ShutdownPolicy {
    const problems = new Problems('ShutdownPolicy.exitOnZero');
    if (!isOf(times, ['gracePeriod', 'minimumDrain', 'drain', 'preStop'], '', problems)) { problems.throwIfAny(); }
    const gracePeriod = wholeSecondsOf(times.gracePeriod, 'gracePeriod', problems, 1, Number.MAX_SAFE_INTEGER);
    const minimumDrain = wholeSecondsOf(times.minimumDrain, 'minimumDrain', problems, 0, Number.MAX_SAFE_INTEGER);
    const drain = times.drain === undefined ? undefined : wholeSecondsOf(times.drain, 'drain', problems, 1, Number.MAX_SAFE_INTEGER);
    const preStop = times.preStop === undefined ? undefined : wholeSecondsOf(times.preStop, 'preStop', problems, 1, Number.MAX_SAFE_INTEGER);
    problems.throwIfAny();
    if (gracePeriod <= (preStop ?? 0) + minimumDrain) {
      problems.add(`'gracePeriod' must be longer than ${sum(preStop, 'minimumDrain', minimumDrain)}, got ${gracePeriod} s; `
        + `make it ${(preStop ?? 0) + minimumDrain + 15} s`);
    }
    if ((drain ?? MESH_DRAIN_SECONDS) < minimumDrain) {
      problems.add(`'drain' must be at least 'minimumDrain', got ${drain === undefined ? `none (the mesh's ${MESH_DRAIN_SECONDS} s)` : `${drain} s`} `
        + `and ${minimumDrain} s; make it ${minimumDrain} s`);
    }
    problems.throwIfAny();
    return new ShutdownPolicy({ gracePeriod, minimumDrain, drain, preStop, exitOnZero: true });
  }

  /**
   * By the mesh itself, which keeps the order: ASM from 1.26 drains a gateway so long before its pods stop. 10 to 890 seconds where a load
   * balancer of Alibaba Cloud stands before it. For gateways that ASM deploys, and for nothing else.
   */
  public static managedDrain(timeout: Duration): ShutdownPolicy {
    const problems = new Problems('ShutdownPolicy.managedDrain');
    const managedDrain = wholeSecondsOf(timeout, 'timeout', problems, 1, Number.MAX_SAFE_INTEGER);
    problems.throwIfAny();
    return new ShutdownPolicy({ managedDrain });
  }

  /** @internal */
  public readonly _seconds: Seconds;

  private constructor(seconds: Seconds) {
    this._seconds = Object.freeze(seconds);
  }

  /** How long Kubernetes waits before it kills the pod; undefined where the mesh keeps the order. */
  public get gracePeriod(): Duration | undefined {
    return asDuration(this._seconds.gracePeriod);
  }

  /** How long the agent lets Envoy run on; undefined where connections or the mesh decide. */
  public get terminationDrain(): Duration | undefined {
    return asDuration(this._seconds.terminationDrain);
  }

  /** The time over which Envoy asks its clients to go; undefined where it is left to the mesh. */
  public get drain(): Duration | undefined {
    return asDuration(this._seconds.drain);
  }

  /** The pause before the signal to stop; undefined where there is none. */
  public get preStop(): Duration | undefined {
    return asDuration(this._seconds.preStop);
  }

  /**
   * The fields of Istio's ProxyConfig, in the order in which they are written; empty where the mesh keeps the order.
   *
   * @internal
   */
  public _proxyConfig(): { readonly [field: string]: any } {
    const { drain, terminationDrain, exitOnZero, minimumDrain } = this._seconds;
    const metadata = {
      ...(exitOnZero !== undefined && { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: String(exitOnZero) }),
      ...(minimumDrain !== undefined && { MINIMUM_DRAIN_DURATION: `${minimumDrain}s` }),
    };
    return {
      ...(drain !== undefined && { drainDuration: `${drain}s` }),
      ...(terminationDrain !== undefined && { terminationDrainDuration: `${terminationDrain}s` }),
      ...(Object.keys(metadata).length > 0 && { proxyMetadata: metadata }),
    };
  }
}

function asDuration(seconds: number | undefined): Duration | undefined {
  return seconds === undefined ? undefined : Duration.seconds(seconds);
}

function sum(preStop: number | undefined, name: string, seconds: number): string {
  return preStop === undefined ? `'${name}' ${seconds} s` : `'preStop' ${preStop} s + '${name}' ${seconds} s = ${preStop + seconds} s`;
}
