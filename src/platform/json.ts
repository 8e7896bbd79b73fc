import { shown } from './problems';
import { inline } from '../kube/errors';

/** A value as parsed YAML or JSON gives it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export interface JsonMap { readonly [key: string]: Json }

/**
 * A frozen copy of a user's map, so that a later change by the caller does not leak in. What JSON cannot hold is reported with its place.
 */
export function copyJsonMap(input: unknown, what: string, report: (problem: string) => void): JsonMap | undefined {
  if (input === undefined) { return undefined; }
  if (!isPlainMap(input)) {
    report(`'${what}' must be a map as parsed YAML gives it, got ${shown(input)}`);
    return undefined;
  }
  return new Copier(what, report).copy(input) as JsonMap;
}

export function isPlainMap(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) { return false; }
  const prototype: unknown = Object.getPrototypeOf(value);
  // another realm's Object.prototype (a test runner's, a worker's) is as good as ours
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Copies each map and list once, so that YAML aliases cost nothing and a cycle is found. */
class Copier {
  private readonly copies = new Map<object, Json | undefined>();
  /** Where the walk is, below what is copied. */
  private readonly at: (string | number)[] = [];

  public constructor(private readonly what: string, private readonly report: (problem: string) => void) {}

  public copy(value: unknown): Json {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') { return value; }
    if (typeof value === 'number' && Number.isFinite(value)) { return value; }
    if (!Array.isArray(value) && !isPlainMap(value)) {
      this.report(`'${this.place()}' must be a value that YAML can hold, got ${shown(value)}`);
      return null;
    }
    if (this.copies.has(value)) {
      const done = this.copies.get(value);
      if (done !== undefined) { return done; }
      this.report(`'${this.place()}' must not contain itself`);
      return null;
    }
    this.copies.set(value, undefined);
    const result = Array.isArray(value) ? this.list(value) : this.map(value);
    this.copies.set(value, result);
    return result;
  }

  private list(value: readonly unknown[]): Json {
    // Array.from also comes by holes, `[, 'a']`, which map would leave as they are
    return Object.freeze(Array.from(value, (item, index) => this.below(index, item)));
  }

  private map(value: Record<string, unknown>): Json {
    // without a prototype, a key `__proto__` is a key like any other
    const map = Object.create(null) as Record<string, Json>;
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (item !== undefined) { map[key] = this.below(key, item); }
    }
    return Object.freeze(map);
  }

  private below(key: string | number, item: unknown): Json {
    this.at.push(key);
    const copy = this.copy(item);
    this.at.pop();
    return copy;
  }

  private place(): string {
    return this.what + this.at.map((key) => (typeof key === 'number' ? `[${key}]` : `.${inline(key)}`)).join('');
  }
}
