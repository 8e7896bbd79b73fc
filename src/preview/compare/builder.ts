import { type LeafChange, restartOf, type RolloutPlan, type Thing, type ThingKey } from './comparison';
import { type Impact, worstOf } from './impact';
import { redactedChange } from './redact';
import { redact } from '../../kube/secrets';
import type { ProxyRole } from '../../model/effective-proxy';
import type { Manifest } from '../../model/manifest/types';
import type { AddressRisk } from '../comparison-props';

/** A thing in the making: what belongs to it is added from several sides. */
export class ThingBuilder {
  public role?: ProxyRole;
  public madeFrom?: string;
  /** Whether it comes or goes as a whole. */
  public whole?: 'added' | 'removed';
  /** How its pods are replaced; asked for when they are. */
  public plan?: (impact: Impact) => RolloutPlan;
  private found: LeafChange[] = [];
  private readonly risks = new Map<string, AddressRisk>();
  private readonly said = new Set<string>();

  constructor(public readonly key: ThingKey, public readonly isWorkload: boolean) {}

  public get changes(): readonly LeafChange[] {
    return this.found;
  }

  public add(...changes: readonly LeafChange[]): void {
    this.found.push(...changes);
  }

  /** The controller takes nothing over, or not all of it: every change so far, or those that it does not get to, stay on paper. */
  public refuse(isRefused: (change: LeafChange) => boolean = () => true): void {
    this.found = this.found.map((change) => (isRefused(change) ? { ...change, impact: 'rejected' } : change));
  }

  public risk(risks: readonly AddressRisk[]): void {
    for (const risk of risks) { this.risks.set(`${risk.object}${risk.pointer}`, risk); }
  }

  public warn(warnings: readonly string[]): void {
    for (const warning of warnings) { this.said.add(warning); }
  }

  public finish(): Thing {
    const impact = this.whole ?? worstOf(this.changes.map((change) => change.impact));
    const restart = restartOf(this.changes);
    return {
      key: this.key,
      isWorkload: this.isWorkload,
      ...this.role !== undefined && { role: this.role },
      ...this.madeFrom !== undefined && { madeFrom: this.madeFrom },
      impact,
      changes: this.changes.map(redactedChange),
      addressRisks: [...this.risks.values()],
      warnings: [...this.said].map(redact),
      ...this.plan && (restart === 'rolling-restart' || restart === 'recreate') && { rollout: this.plan(restart) },
    };
  }
}

/** `Service istio-ingress/gw`. */
export function objectName({ kind, namespace, name }: Pick<Manifest['key'], 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
