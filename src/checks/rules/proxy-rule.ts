import type { Described } from './described';
import type { EffectiveProxy, ProxyRole } from '../../model/effective-proxy';
import type { Manifest } from '../../model/manifest/types';
import { once } from '../../model/once';
import { type Effective, known, type Origin } from '../../model/origin';
import { valueAt } from '../../model/pointer';
import { Flavor, type MeshFacts } from '../../platform';
import type { Severity } from '../finding';
import type { Found, NamedValue, ProxyRule, Scene } from '../rule';

/** What stands at the edge of something and takes connections of others: everything but sidecars. */
export const GATEWAYS: readonly ProxyRole[] = ['gateway', 'waypoint', 'east-west'];

export { running } from '../../model/running';

/** A rule on proxies that run. */
export function proxyRule(text: Omit<Described<ProxyRule>, 'on' | 'running' | 'check'>, check: ProxyRule['check']): Described<ProxyRule> {
  return { ...text, on: 'proxy', running: true, check };
}

/** ASM documents the order of the timers for gateways and waypoints, and its own exit-on-zero does not change that. */
export function isAsmGateway({ role, platform }: EffectiveProxy): boolean {
  return role !== 'sidecar' && platform.flavor === Flavor.ASM;
}

/** The facts of the cluster that the proxy runs in: an ASM gateway is declared once, for several. */
export function factsOf({ cluster }: EffectiveProxy, { facts }: Scene): MeshFacts {
  return cluster === undefined || cluster === facts.cluster ? facts : facts.forCluster(cluster);
}

/** A finding that is put into words when somebody hears it: the defaults of the mesh give one for nearly every gateway. */
export class Worded implements Found {
  private readonly words: () => Pick<Found, 'message' | 'fix' | 'values'>;

  constructor(public readonly severity: Severity, public readonly at: Found['at'], words: () => Pick<Found, 'message' | 'fix' | 'values'>) {
    this.words = once(words);
  }

  public get message(): string { return this.words().message; }
  public get fix(): string { return this.words().fix; }
  public get values(): Found['values'] { return this.words().values; }
}

/** The first of the values that stands in a manifest: where its author can change it. */
export function writtenAt(...values: readonly Effective<unknown>[]): Origin | undefined {
  return values.find(({ origin }) => origin.kind === 'set')?.origin;
}

/** What stands at a place of a manifest, as it is written there. */
export function writtenValue(manifest: Manifest, name: string, pointer: string, show: NamedValue['show'] = short): NamedValue {
  return { name, value: known(valueAt(manifest.object, pointer), { kind: 'set', manifest, pointer }), show };
}

/** Sums of fractions stay readable. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** `45s`, or `unknown`. */
export function seconds(value: Effective<number> | number): string {
  if (typeof value === 'number') { return `${round(value)}s`; }
  return value.known ? `${round(value.value)}s` : 'unknown';
}

/** A time under its name in Kubernetes, Istio or ASM. */
export function time(name: string, value: Effective<number>): NamedValue {
  return { name, value, show: (found) => `${round(found as number)}s` };
}

/** Texts of manifests may be as long as a manifest; messages are for people. */
export function short(text: unknown): string {
  const shown = typeof text === 'string' ? text : JSON.stringify(text) ?? String(text);
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
