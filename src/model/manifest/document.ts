import type { Document, Node, Pair } from 'yaml';
import { keyText, resolvePlain } from './scalars';
import type { SourceText } from './source-text';
import { isMergeKey, offsetOf } from './tree';
import type { SourcePosition } from './types';
import { STRUCTURE_ONLY, yamlLibrary } from './yaml-library';
import { isListIndex, parsePointer } from '../pointer';

/**
 * One document of a text. It keeps no tree: where a value stands is found by reading this document's part of the text again, when
 * somebody asks. Ten thousand objects thus cost no more than their values, and a finding pays for its own line.
 */
export class SourceDocument {
  private tree?: WeakRef<Document>;

  public constructor(
    private readonly source: SourceText,
    /** Counted from 1. */
    public readonly number: number,
    private readonly start: number,
    private readonly end: number,
    public readonly value: unknown,
  ) {}

  public position(pointer: string): SourcePosition {
    return this.source.positionOf(this.offset(pointer));
  }

  public problem(pointer: string, message: string): void {
    // Finding a place takes a second reading: not for problems that nobody will see.
    if (!this.source.full) { this.source.problem(this.offset(pointer), message); }
  }

  private offset(pointer: string): number {
    return this.start + offsetAt(this.document(), pointer, this.source.text.slice(this.start, this.end));
  }

  private document(): Document {
    const kept = this.tree?.deref();
    if (kept) { return kept; }
    const document = yamlLibrary().parseDocument(this.source.text.slice(this.start, this.end), STRUCTURE_ONLY);
    this.tree = new WeakRef(document);
    return document;
  }
}

function offsetAt(document: Document, pointer: string, text: string): number {
  const { isMap, isSeq } = yamlLibrary();
  let node = document.contents as Node | null;
  let at = node ? offsetOf(node) : 0;
  for (const token of parsePointer(pointer)) {
    const target = followed(document, node);
    if (isMap(target)) {
      const pair = pairOf(document, target, token, new Set());
      if (!pair) { return at; }
      node = pair.value as Node | null;
      at = offsetOfValue(pair, text);
    } else if (isSeq(target) && isListIndex(token) && Number(token) < target.items.length) {
      const item = target.items[Number(token)] as Node;
      node = item;
      at = offsetOf(item);
    } else {
      return at;
    }
  }
  return at;
}

function followed(document: Document, node: unknown): unknown {
  return yamlLibrary().isAlias(node) ? node.resolve(document) : node;
}

/** The pair of a key: written here, or brought by a merge key. */
function pairOf(document: Document, node: unknown, key: string, seen: Set<unknown>): Pair | undefined {
  const { isMap, isScalar, isSeq } = yamlLibrary();
  if (!isMap(node) || seen.has(node)) { return undefined; }
  seen.add(node);
  const merges: unknown[] = [];
  for (const pair of node.items) {
    const keyNode = followed(document, pair.key);
    if (!isScalar(keyNode)) { continue; }
    if (isMergeKey(keyNode)) { merges.push(followed(document, pair.value)); continue; }
    const text = keyNode.source ?? '';
    if (text === key || (keyNode.type === 'PLAIN' && keyText(resolvePlain(text)) === key)) { return pair; }
  }
  for (const merge of merges) {
    for (const part of isSeq(merge) ? merge.items : [merge]) {
      const pair = pairOf(document, followed(document, part), key, seen);
      if (pair) { return pair; }
    }
  }
  return undefined;
}

/** An indented collection is looked for at its key, everything else where it begins. */
function offsetOfValue(pair: Pair, text: string): number {
  const { isCollection } = yamlLibrary();
  const key = pair.key as Node;
  const value = pair.value as Node | null | undefined;
  if (!value?.range || value.range[0] === value.range[1]) { return offsetOf(key); }
  const indented = isCollection(value) && !value.flow && text.slice(offsetOf(key), value.range[0]).includes('\n');
  return indented ? offsetOf(key) : value.range[0];
}
