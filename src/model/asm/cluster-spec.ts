import { Flavor, type Platform } from '../../platform';
import { valueFor } from '../../platform/values';
import type { Manifest } from '../manifest/types';
import { type Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, mapAt, member } from '../read';

/** A field of an IstioGateway as it holds in one cluster. */
export interface SpecField {
  readonly value: unknown;
  readonly origin: Origin;
  /** Parts that the base has and the override of the same field lacks, and places that are not known for another reason. */
  readonly doubts: readonly { readonly path: readonly string[]; readonly why: string }[];
}

/**
 * The spec of an IstioGateway in one cluster: `overrides.<cluster>` before the field itself. A field is replaced whole; whether ASM
 * merges maps is not documented, so what only the base has is then unknown. So is a field whose override is not documented.
 */
export class ClusterSpec {
  private readonly spec: unknown;
  private readonly override: unknown;
  private readonly allowed: readonly string[];

  constructor(public readonly manifest: Manifest, private readonly cluster: string | undefined, platform: Platform) {
    this.spec = mapAt(manifest.object, '/spec');
    this.override = cluster === undefined ? undefined : member(member(this.spec, 'overrides'), cluster);
    const allowed = valueFor(platform, 'overrideFields');
    this.allowed = platform.flavor === Flavor.ASM && allowed.known ? allowed.value : ALWAYS_ALLOWED;
  }

  /** Undefined: set neither for the cluster nor at all. */
  public field(name: string): SpecField | undefined {
    const base = member(this.spec, name) ?? undefined;
    const own = member(this.override, name) ?? undefined;
    if (own === undefined) {
      return base === undefined ? undefined : { value: base, origin: this.at('spec', name), doubts: [] };
    }
    if (!this.allowed.includes(name)) {
      const why = `overrides.${this.cluster}.${name} is not among the fields for which ASM documents overrides`;
      return { value: undefined, origin: { kind: 'unknown', why }, doubts: [{ path: [], why }] };
    }
    return { value: own, origin: this.at('spec', 'overrides', this.cluster!, name), doubts: this.missing(name, base, own) };
  }

  private at(...path: string[]): Origin {
    return { kind: 'set', manifest: this.manifest, pointer: joinPointer('', ...path) };
  }

  private missing(name: string, base: unknown, own: unknown): SpecField['doubts'] {
    const why = `overrides.${this.cluster}.${name} gives a part of ${name}, and ASM does not say whether the rest stays`;
    return lacking(base, own, []).map((path) => ({ path, why }));
  }
}

/** Documented for every version (ASM, CRD fields for an ASM gateway). */
const ALWAYS_ALLOWED: readonly string[] = ['serviceAnnotations', 'podAnnotations', 'resources', 'replicaCount'];

/** Deeper maps than any field of the resource has are compared as a whole. */
const MAX_DEPTH = 4;

function lacking(base: unknown, own: unknown, path: readonly string[]): (readonly string[])[] {
  if (!isMap(base) || !isMap(own) || path.length >= MAX_DEPTH) { return []; }
  return Object.keys(base).flatMap((key) => (
    member(own, key) === undefined ? [[...path, key]] : lacking(base[key], member(own, key), [...path, key])
  ));
}
