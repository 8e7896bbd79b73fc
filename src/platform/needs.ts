import { ClusterKind, Flavor } from './flavor';
import { describeSpans, every, isModelled, MODELLED_ISTIO, MODELLED_KUBERNETES, Span, within } from './span';
import { MeshVersion, Tri } from './version';

/** What is known of a platform, parsed. Everything the tables ask is asked of this. */
export interface Target {
  readonly flavor: Flavor;
  /** The Istio version; on ASM its minor only, inferred from the ASM version. */
  readonly istio?: MeshVersion;
  readonly asm?: MeshVersion;
  readonly kubernetes?: MeshVersion;
  readonly gatewayApi?: MeshVersion;
  readonly clusterKind?: ClusterKind;
}

/** What carries a target: a Platform, also one of another copy of this package. */
export interface HasTarget {
  /** @internal */
  readonly _target: Target;
}

/** Conditions on the versions; all that are named must hold. */
export interface Need {
  /** Read from Istio's source, tag by tag; on ASM judged by its Istio minor, which is an inference. */
  readonly istio?: readonly Span[];
  /** Documented by Alibaba Cloud. Its "or later" has no end. */
  readonly asm?: readonly Span[];
  readonly kubernetes?: readonly Span[];
  readonly gatewayApi?: readonly Span[];
  /** Kinds of cluster where it does not work. */
  readonly exceptOn?: readonly ClusterKind[];
}

interface Subject {
  readonly name: string;
  readonly spans?: readonly Span[];
  readonly version?: MeshVersion;
  readonly answer: Tri;
  readonly unknown: string;
}

function subjects(need: Need, target: Target): readonly Subject[] {
  const list: Subject[] = [];
  const add = (name: string, spans: readonly Span[] | undefined, version: MeshVersion | undefined,
    modelled?: typeof MODELLED_ISTIO): void => {
    if (spans === undefined) { return; }
    const outside = version !== undefined && modelled !== undefined && !isModelled(version, modelled);
    list.push({
      name,
      spans,
      version,
      answer: version === undefined ? undefined : within(version, spans, modelled),
      unknown: version === undefined ? `the ${name} version is not given`
        : outside ? `${name} ${version} is outside the modelled versions (${modelled!.oldest} to ${modelled!.newest})`
          : `${name} ${version} does not tell the patch version`,
    });
  };
  add('Istio', need.istio, target.istio, MODELLED_ISTIO);
  add('ASM', need.asm, target.asm);
  add('Kubernetes', need.kubernetes, target.kubernetes, MODELLED_KUBERNETES);
  add('Gateway API', need.gatewayApi, target.gatewayApi);
  if (need.exceptOn !== undefined) {
    const kind = target.clusterKind;
    list.push({
      name: 'cluster',
      answer: kind === undefined ? undefined : !need.exceptOn.includes(kind),
      unknown: 'the kind of cluster is not given',
    });
  }
  return list;
}

/** Do the conditions hold? */
export function holds(need: Need, target: Target): Tri {
  return every(subjects(need, target).map((subject) => subject.answer));
}

/** Why `holds` does not know; empty where it does. */
export function whyUnknown(need: Need, target: Target): string {
  const all = subjects(need, target);
  if (every(all.map((subject) => subject.answer)) !== undefined) { return ''; }
  return all.filter((subject) => subject.answer === undefined).map((subject) => subject.unknown).join(' and ');
}

/** The conditions as text: `Istio 1.27 or later and Kubernetes 1.33 or later`; empty where there are none. */
export function describeNeed(need: Need): string {
  const parts: string[] = [];
  if (need.istio) { parts.push(`Istio ${describeSpans(need.istio)}`); }
  if (need.asm) { parts.push(`ASM ${describeSpans(need.asm)}`); }
  if (need.kubernetes) { parts.push(`Kubernetes ${describeSpans(need.kubernetes)}`); }
  if (need.gatewayApi) { parts.push(`Gateway API ${describeSpans(need.gatewayApi)}`); }
  if (need.exceptOn) { parts.push(`a cluster other than ${need.exceptOn.join(', ')}`); }
  return parts.join(' and ');
}

/** Does the answer for ASM rest on Istio's source rather than on ASM's documents? */
export function isInferred(need: Need, target: Target): boolean {
  return target.flavor === Flavor.ASM && need.istio !== undefined;
}
