import type { Manifest } from './manifest/types';

/** The levels at which a policy can set a value, weakest first. */
export type PolicyLevel = 'global' | 'namespace' | 'workload' | 'pod';

/**
 * Where a value comes from. Every effective value has one; nothing is guessed.
 *
 * - `set`: it stands in a manifest. `within` is the pointer inside the YAML text that stands at `pointer`
 *   (an overlay in an options ConfigMap, the annotation `proxy.istio.io/config`).
 * - `policy`: a resource that speaks for many proxies (ProxyConfig, ASMProxyConfig, mesh config) says so, at this level.
 * - `default`: nobody set it; `of` says whose default it is and `source` where that can be read.
 * - `unknown`: it cannot be known from what was given, and `why` says what is missing.
 */
export type Origin =
  | { readonly kind: 'set'; readonly manifest: Manifest; readonly pointer: string; readonly within?: string }
  | { readonly kind: 'policy'; readonly level: PolicyLevel; readonly by: string; readonly manifest?: Manifest; readonly pointer?: string }
  | { readonly kind: 'default'; readonly of: 'Kubernetes' | 'Istio' | 'ASM' | 'KEDA'; readonly source: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** A value that is known, with its origin. `value` may be undefined: then it is known to be absent. */
export interface Known<T> {
  readonly known: true;
  readonly value: T;
  readonly origin: Origin;
}

/** A value that depends on something that was not given. */
export interface Unknown {
  readonly known: false;
  readonly value?: undefined;
  readonly origin: Extract<Origin, { kind: 'unknown' }>;
}

/** What every field of an effective proxy is made of. */
export type Effective<T> = Known<T> | Unknown;

export function known<T>(value: T, origin: Origin): Known<T> {
  return { known: true, value, origin };
}

/** What was read out of another value: it comes from where that one comes from, which is looked up for those who ask. */
export function knownFrom<T>(value: T, found: Known<unknown>): Known<T> {
  return new ReadOut(value, found);
}

class ReadOut<T> implements Known<T> {
  public readonly known = true;

  constructor(public readonly value: T, private readonly found: Known<unknown>) {}

  public get origin(): Origin {
    return this.found.origin;
  }
}

export function unknown(why: string): Unknown {
  return { known: false, origin: { kind: 'unknown', why } };
}

/** True when an author wrote the value: in a manifest, or in a policy. */
export function isSet(value: Effective<unknown>): boolean {
  return value.known && (value.origin.kind === 'set' || value.origin.kind === 'policy');
}

/** The same value under another type; unknown stays unknown. */
export function mapKnown<T, U>(value: Effective<T>, change: (value: T) => U): Effective<U> {
  return value.known ? knownFrom(change(value.value), value) : value;
}

/** One line for people: `set in Deployment istio-ingress/gw at /spec/replicas (gateway.yaml:12)`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'set': {
      const { key } = origin.manifest;
      const place = origin.manifest.position(origin.pointer);
      const name = key.namespace ? `${key.namespace}/${key.name}` : key.name;
      return `set in ${key.kind} ${name} at ${origin.pointer}${origin.within ?? ''}${place ? ` (${place.file ?? ''}:${place.line})` : ''}`;
    }
    case 'policy': return `set by ${origin.by} (${origin.level} level)`;
    case 'default': return `default of ${origin.of}`;
    case 'unknown': return `unknown: ${origin.why}`;
  }
}
