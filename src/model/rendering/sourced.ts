import { own } from '../../kube/own';
import { type Effective, known, type Origin } from '../origin';
import { joinPointer, parsePointer } from '../pointer';

/** A part of a template whose value comes from somewhere: an annotation, the values of istiod, a default. */
export class Sourced {
  constructor(public readonly value: Effective<unknown>) {}
}

/** A part that was printed before, because it is the same in many templates. */
export class Embedded {
  constructor(public readonly printed: Printed<unknown>) {}
}

/** A template before it is printed: JSON in which some values know where they come from. A value that is undefined is left out. */
export type Part = string | number | boolean | undefined | Sourced | Embedded | readonly Part[] | { readonly [key: string]: Part };

/** A printed template, or a part of one, and what is known of its values. */
export interface Printed<T = Record<string, unknown>> {
  readonly object: T;
  /** Places without a value because it is not known, and why. */
  readonly unknown: ReadonlyMap<string, string>;
  /** Where the value at a pointer comes from. */
  origin(pointer: string): Origin;
}

export function sourced(value: Effective<unknown>): Sourced {
  return new Sourced(value);
}

export function set(value: unknown, origin: Origin): Sourced {
  return new Sourced(known(value, origin));
}

/** @param rest where everything comes from that does not say otherwise: the template itself */
export function print(part: { readonly [key: string]: Part }, rest: Origin): Printed {
  return new PrintedPart(part, rest) as Printed<unknown> as Printed;
}

/** A part on its own, to be embedded in templates that come from the same place. */
export function embed(part: Part, rest: Origin): Embedded {
  return new Embedded(new PrintedPart(part, rest));
}

/** Origins are looked up in the template when somebody asks: of the hundreds of values of a pod, few are ever asked for. */
class PrintedPart implements Printed<unknown> {
  public readonly object: unknown;
  public readonly unknown: ReadonlyMap<string, string>;

  constructor(private readonly part: Part, private readonly rest: Origin) {
    const printer = new Printer();
    this.object = printer.visit(part);
    this.unknown = printer.unknown;
  }

  public origin(pointer: string): Origin {
    let node = this.part;
    const tokens = parsePointer(pointer);
    for (let depth = 0; ; depth += 1) {
      if (node instanceof Sourced) { return node.value.known ? node.value.origin : this.rest; }
      if (node instanceof Embedded) { return node.printed.origin(joinPointer('', ...tokens.slice(depth))); }
      if (depth === tokens.length) { return this.rest; }
      node = childOf(node, tokens[depth]);
      if (node === undefined) { return this.rest; }
    }
  }
}

/** An entry that is left out moves those behind it, so the place of an item is that in the printed list. */
function childOf(node: Part, token: string): Part {
  if (Array.isArray(node)) { return itemsOf(node as readonly Part[])[Number(token)]; }
  return typeof node === 'object' ? own(node as { readonly [key: string]: Part }, token) : undefined;
}

/** The items of a list that are printed, sorted out once. */
function itemsOf(list: readonly Part[]): readonly Part[] {
  let items = printedItems.get(list);
  if (!items) { printedItems.set(list, items = list.filter(isPrinted)); }
  return items;
}

const printedItems = new WeakMap<readonly Part[], readonly Part[]>();

function isPrinted(part: Part): boolean {
  if (part instanceof Sourced) { return part.value.known && part.value.value !== undefined; }
  return (part instanceof Embedded ? part.printed.object : part) !== undefined;
}

class Printer {
  private readonly found = new Map<string, string>();
  /** The way to the value that is being printed. */
  private readonly path: (string | number)[] = [];

  public get unknown(): ReadonlyMap<string, string> {
    return this.found.size === 0 ? NOTHING_UNKNOWN : this.found;
  }

  public visit(node: Part): unknown {
    if (typeof node !== 'object') { return node; }
    if (node instanceof Sourced) {
      if (!node.value.known) { this.found.set(joinPointer('', ...this.path), node.value.origin.why); }
      return node.value.value;
    }
    if (node instanceof Embedded) {
      for (const [below, why] of node.printed.unknown) { this.found.set(joinPointer('', ...this.path) + below, why); }
      return node.printed.object;
    }
    return Array.isArray(node) ? this.list(node as readonly Part[]) : this.mapping(node as { readonly [key: string]: Part });
  }

  private mapping(node: { readonly [key: string]: Part }): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const key of Object.keys(node)) {
      this.path.push(key);
      const value = this.visit(node[key]);
      this.path.pop();
      if (value !== undefined) { object[key] = value; }
    }
    return object;
  }

  private list(node: readonly Part[]): unknown[] {
    const list: unknown[] = [];
    for (const child of node) {
      this.path.push(list.length);
      const value = this.visit(child);
      this.path.pop();
      if (value !== undefined) { list.push(value); }
    }
    return list;
  }
}

const NOTHING_UNKNOWN: ReadonlyMap<string, string> = new Map();
