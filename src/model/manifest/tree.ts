import type { Alias, Node, Pair, Scalar as ScalarNode, YAMLMap, YAMLSeq } from 'yaml';
import { LIMITS } from './limits';
import type { Places } from './places';
import { isPlainText, keyText, resolvePlain, type Scalar } from './scalars';
import type { SourceText } from './source-text';
import { yamlLibrary } from './yaml-library';
import { setOwn } from '../../kube/own';
import { shown } from '../../platform/problems';

const TAG = 'tag:yaml.org,2002:';
const KINDS_OF_TAGS: ReadonlyMap<string, Scalar['kind']> = new Map([
  [`${TAG}null`, 'null'], [`${TAG}bool`, 'bool'], [`${TAG}int`, 'int'], [`${TAG}float`, 'float'],
]);
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

interface Anchor {
  readonly node: Node;
  /** Set when the anchored value was read to its end; an alias before that is within its own value. */
  done?: { readonly value: unknown; readonly size: number; readonly height: number };
}

/** What the documents of one text spend together. */
export interface Budget { aliasValues: number }

/** Makes the JSON value of one document, as kubectl would, or notes in the source why it cannot. */
export class TreeReader {
  private readonly yaml = yamlLibrary();
  private readonly anchors = new Map<string, Anchor>();
  private size = 0;
  private deepest = 0;

  /** @param places where the reader notes where each value stands */
  public constructor(private readonly source: SourceText, private readonly budget: Budget, private readonly places: Places) {}

  /** The value of a node, `depth` collections below the document. Aliases give the very same value, not a copy. */
  public value(node: unknown, depth: number): unknown {
    if (node === null || node === undefined) { return null; }
    if (this.yaml.isAlias(node)) { return this.alias(node, depth); }
    const { anchor: name } = node as ScalarNode;
    if (!name) { return this.content(node as Node, depth); }
    const anchor: Anchor = { node: node as Node };
    this.anchors.set(name, anchor);
    const before = { size: this.size, deepest: this.deepest };
    this.deepest = depth;
    const value = this.content(node as Node, depth);
    anchor.done = { value, size: this.size - before.size, height: this.deepest - depth };
    this.deepest = Math.max(before.deepest, this.deepest);
    return value;
  }

  private content(node: Node, depth: number): unknown {
    this.size += 1;
    if (depth > this.deepest) { this.deepest = depth; }
    if (this.yaml.isScalar(node)) { return this.jsonOf(node, this.scalar(node)); }
    if (depth >= LIMITS.depth) { return this.refuse(node, tooDeep()); }
    if (this.yaml.isMap(node)) { return this.mapping(node, depth); }
    if (this.yaml.isSeq(node)) { return this.sequence(node, depth); }
    return this.refuse(node, 'not a YAML value, expected a mapping, a list or a scalar, correct the text here');
  }

  private alias(node: Alias, depth: number): unknown {
    const anchor = this.anchors.get(node.source);
    if (!anchor) {
      const name = node.source.slice(0, 80);
      return this.refuse(node, `alias *${name} has no anchor before it, expected &${name} earlier in this document, add it or write the value`);
    }
    if (!anchor.done) { return this.refuse(node, `alias *${node.source.slice(0, 80)} stands within its own anchor, expected a finite value, write the value`); }
    const { value, size, height } = anchor.done;
    if (depth + height > LIMITS.depth) { return this.refuse(node, tooDeep()); }
    this.deepest = Math.max(this.deepest, depth + height);
    this.spend(node, size);
    return value;
  }

  /** Aliases are counted as the values they stand for: a few lines of them can name more values than a memory holds. */
  private spend(node: Node, size: number): void {
    this.size += size;
    this.budget.aliasValues += size;
    if (this.budget.aliasValues > LIMITS.aliasValues) {
      this.source.stop(offsetOf(node), `aliases stand for too many values, expected at most ${LIMITS.aliasValues} in one text, write fewer or smaller ones`);
    }
  }

  private sequence(node: YAMLSeq, depth: number): unknown[] {
    this.collectionTag(node, 'seq');
    const list: unknown[] = [];
    const offsets = this.places.of(list);
    for (const item of node.items) {
      if (this.source.full) { break; }
      offsets.push(offsetOf(item as Node));
      list.push(this.value(item, depth + 1));
    }
    return list;
  }

  private mapping(node: YAMLMap, depth: number): Record<string, unknown> {
    this.collectionTag(node, 'map');
    const mapping: Record<string, unknown> = {};
    const offsets = this.places.of(mapping);
    let merged: Set<string> | undefined;
    for (const pair of node.items) {
      if (this.source.full) { break; }
      if (this.yaml.isScalar(pair.key) && isMergeKey(pair.key)) {
        if (merged) { this.refuse(pair.key, 'key "<<" stands twice in one mapping, expected it once, put both into one list: <<: [*a, *b]'); }
        merged = this.merge(pair, mapping, depth);
        continue;
      }
      if (node.flow) { this.colonInFlow(pair); }
      const key = this.key(pair.key);
      const value = this.value(pair.value, depth + 1);
      if (key === undefined) { continue; }
      if (Object.hasOwn(mapping, key) && !merged?.delete(key)) { this.duplicate(node, pair, key); }
      setOwn(mapping, key, value);
      setOwn(offsets, key, this.offsetOfValue(pair));
    }
    return mapping;
  }

  /** `<<` brings the keys of other mappings, the first of a list wins; what the mapping itself says later goes over it. */
  private merge(pair: Pair, mapping: Record<string, unknown>, depth: number): Set<string> {
    const { key, value } = pair as { key: Node; value: unknown };
    const brought = new Set<string>();
    const whole = this.value(value, depth);
    if (this.source.full) { return brought; }
    for (const part of Array.isArray(whole) ? whole as unknown[] : [whole]) {
      if (typeof part !== 'object' || part === null || Array.isArray(part)) {
        if (!this.source.broken) {
          this.refuse(key, `"<<" takes a mapping or a list of mappings, got ${shown(part)}, name an anchor of a mapping`);
        }
        return brought;
      }
      const own = part as Record<string, unknown>;
      for (const name of Object.keys(own)) {
        if (brought.has(name)) { continue; }
        if (Object.hasOwn(mapping, name)) {
          this.refuse(key, `"<<" brings key ${shown(name)} that stands above it, where kubectl and kustomize disagree on which wins, put "<<" first`);
        }
        brought.add(name);
        setOwn(mapping, name, own[name]);
        setOwn(this.places.of(mapping), name, this.places.of(own)[name]);
      }
    }
    return brought;
  }

  /** An indented collection is looked for at its key, everything else where it begins. */
  private offsetOfValue(pair: Pair): number {
    const key = offsetOf(pair.key as Node);
    const value = pair.value as Node | null | undefined;
    if (!value?.range || value.range[0] === value.range[1]) { return key; }
    const isIndented = this.yaml.isCollection(value) && !value.flow && this.source.text.slice(key, value.range[0]).includes('\n');
    return isIndented ? key : value.range[0];
  }

  /** `{a:[1]}`, `[a:]`: YAML 1.2 ends an unquoted key there, go-yaml takes the colon into the text. */
  private colonInFlow({ key }: Pair): void {
    if (!this.yaml.isScalar(key) || key.type !== 'PLAIN' || !key.range) { return; }
    const end = key.range[1];
    const next = this.source.text.charAt(end + 1);
    if (this.source.text.charAt(end) === ':' && next !== '' && ',[]{}'.includes(next)) {
      this.refuse(key, `no blank behind the colon of key ${shown(key.source)} within brackets, where readers of YAML disagree, write "key: value"`);
    }
  }

  /** A key as text, or undefined with a problem noted. */
  private key(node: unknown): string | undefined {
    const target = this.yaml.isAlias(node) ? this.anchors.get(node.source)?.node : node;
    if (this.yaml.isScalar(target)) {
      if (target === node && target.anchor) { this.value(node, 0); }
      const text = keyText(this.scalar(target));
      if (text === undefined) { this.refuse(node as Node, 'a key is empty, null or too large a number, expected text, put it in quotes'); }
      return text;
    }
    if (node === null || node === undefined) { return undefined; }
    this.refuse(node as Node, 'a key is a mapping, a list or an unknown alias, expected text, write the key as text');
    return undefined;
  }

  /** A second mention is rare: only then is the first one looked for. */
  private duplicate(node: YAMLMap, pair: Pair, key: string): void {
    const first = node.items.find(item => this.yaml.isScalar(item.key) && !isMergeKey(item.key) && keyText(this.scalar(item.key)) === key);
    this.source.keyTwice(offsetOf(pair.key as Node), key, first && first !== pair ? offsetOf(first.key as Node) : undefined);
  }

  private scalar(node: ScalarNode): Scalar {
    const text = node.source ?? '';
    if (!node.tag) {
      if (node.type !== 'PLAIN' || isPlainText(text)) { return { kind: 'string', value: text }; }
      return resolvePlain(text);
    }
    if (node.tag === '!' || node.tag === `${TAG}str`) { return { kind: 'string', value: text }; }
    if (node.tag === `${TAG}binary`) { return this.binary(node, text); }
    const wanted = KINDS_OF_TAGS.get(node.tag);
    const scalar = resolvePlain(text);
    if (wanted === scalar.kind) { return scalar; }
    if (wanted === 'float' && scalar.kind === 'int') { return { kind: 'float', value: Number(scalar.value) }; }
    this.refuse(node, wanted
      ? `${shown(text)} is not what its tag says, got !!${wanted}, expected a value of that type, remove the tag or correct the value`
      : unknownTag(node.tag));
    return { kind: 'string', value: text };
  }

  private binary(node: ScalarNode, text: string): Scalar {
    const digits = text.replace(/[\r\n]/g, '');
    if (digits.length % 4 !== 0 || !BASE64.test(digits)) {
      this.refuse(node, '!!binary does not hold base64, expected whole groups of four characters, correct the value');
    }
    return { kind: 'string', value: Buffer.from(digits, 'base64').toString('utf8') };
  }

  private jsonOf(node: ScalarNode, scalar: Scalar): unknown {
    if (scalar.kind === 'float' && !Number.isFinite(scalar.value)) {
      return this.refuse(node, `${shown(node.source)} is no number of JSON, expected a finite number, put it in quotes if it is text`);
    }
    if (scalar.kind === 'string' && node.type === 'QUOTE_DOUBLE' && LONE_SURROGATE.test(scalar.value)) {
      return this.refuse(node, 'an escape names half of a character (a surrogate), expected whole characters, write \\U0001F600 instead of two \\u');
    }
    return scalar.kind === 'int' ? Number(scalar.value) : scalar.value;
  }

  private collectionTag(node: YAMLMap | YAMLSeq, kind: 'map' | 'seq'): void {
    if (node.tag && node.tag !== `${TAG}${kind}`) { this.refuse(node, unknownTag(node.tag)); }
  }

  private refuse(node: Node, message: string): null {
    this.source.problem(offsetOf(node), message);
    return null;
  }
}

/** An unquoted `<<`, or one tagged so; a quoted one is a key like any other (go-yaml v2, isMerge). */
export function isMergeKey(node: ScalarNode): boolean {
  return node.source === '<<' && (node.tag ? node.tag === `${TAG}merge` : node.type === 'PLAIN');
}

export function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function tooDeep(): string {
  return `collections stand too deep in one another, expected at most ${LIMITS.depth} levels, flatten the text`;
}

function unknownTag(tag: string): string {
  return `tag ${shown(tag.replace(TAG, '!!'))} has no meaning in a manifest, expected none, or one of !!str !!int !!float !!bool !!null !!binary !!map !!seq, remove it`;
}
