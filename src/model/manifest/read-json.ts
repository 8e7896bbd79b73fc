import { SourceDocument } from './document';
import { LIMITS } from './limits';
import { Places } from './places';
import type { SourceText } from './source-text';
import { setOwn } from '../../kube/own';
import { shown } from '../../platform/problems';

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * The documents of a text that is one or more JSON objects, as kubectl takes every text that begins with `{`; undefined if it is no
 * JSON (it may still be YAML). A key that stands twice is noted in the source; JSON.parse would keep the last in silence.
 */
export function readJson(source: SourceText): SourceDocument[] | undefined {
  if (!/^\s*\{/.test(source.text.slice(0, 4096))) { return undefined; }
  const reader = new JsonReader(source);
  const documents: SourceDocument[] = [];
  try {
    for (let start = reader.skipBlanks(); start < source.text.length && !source.full; start = reader.skipBlanks()) {
      const places = reader.places = new Places(start);
      documents.push(new SourceDocument(source, documents.length + 1, reader.value(0), places));
    }
    return documents;
  } catch (error) {
    if (error instanceof NotJson) { return source.broken ? documents : undefined; }
    throw error;
  }
}

class NotJson extends Error {}

class JsonReader {
  public at = 0;
  /** Where the values of the document that is being read are noted. */
  public places = new Places();
  private readonly text: string;

  public constructor(private readonly source: SourceText) {
    this.text = source.text;
  }

  public skipBlanks(): number {
    for (; this.at < this.text.length; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) { break; }
    }
    return this.at;
  }

  public value(depth: number): unknown {
    this.skipBlanks();
    switch (this.text[this.at]) {
      case '{': return this.mapping(this.deeper(depth));
      case '[': return this.list(this.deeper(depth));
      case '"': return this.string();
      case 't': return this.word('true', true);
      case 'f': return this.word('false', false);
      case 'n': return this.word('null', null);
      default: return this.number();
    }
  }

  private deeper(depth: number): number {
    if (depth < LIMITS.depth) { return depth + 1; }
    this.source.problem(this.at, `collections stand too deep in one another, expected at most ${LIMITS.depth} levels, flatten the text`);
    throw new NotJson();
  }

  private mapping(depth: number): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    const offsets = this.places.of(mapping);
    const places = new Map<string, number>();
    this.at += 1;
    if (this.skipBlanks() < this.text.length && this.text[this.at] === '}') { this.at += 1; return mapping; }
    for (;;) {
      const place = this.skipBlanks();
      if (this.text[place] !== '"') { throw new NotJson(); }
      const key = this.string();
      const first = places.get(key);
      if (first === undefined) {
        places.set(key, place);
      } else {
        this.source.keyTwice(place, key, first);
      }
      this.expect(':');
      setOwn(offsets, key, this.skipBlanks());
      setOwn(mapping, key, this.value(depth));
      if (this.next('}')) { return mapping; }
    }
  }

  private list(depth: number): unknown[] {
    const list: unknown[] = [];
    const offsets = this.places.of(list);
    this.at += 1;
    if (this.skipBlanks() < this.text.length && this.text[this.at] === ']') { this.at += 1; return list; }
    for (;;) {
      offsets.push(this.skipBlanks());
      list.push(this.value(depth));
      if (this.next(']')) { return list; }
    }
  }

  /** Over a comma, or over the end of the collection: true. */
  private next(end: string): boolean {
    this.skipBlanks();
    if (this.text[this.at] === end) { this.at += 1; return true; }
    this.expect(',');
    return false;
  }

  private expect(character: string): void {
    this.skipBlanks();
    if (this.text[this.at] !== character) { throw new NotJson(); }
    this.at += 1;
  }

  private string(): string {
    const start = this.at;
    let escaped = false;
    for (let at = start + 1; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code === 0x22) {
        this.at = at + 1;
        return escaped ? unescaped(this.text.slice(start, this.at)) : this.text.slice(start + 1, at);
      }
      if (code < 0x20) { break; }
      if (code === 0x5c) { escaped = true; at += 1; }
    }
    throw new NotJson();
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) { throw new NotJson(); }
    const value = Number(match[0]);
    if (!Number.isFinite(value)) {
      this.source.problem(this.at, `a number too large, got ${shown(match[0])}, expected at most 1.7e308, correct the value`);
    }
    this.at += match[0].length;
    return value;
  }

  private word<T>(text: string, value: T): T {
    if (!this.text.startsWith(text, this.at)) { throw new NotJson(); }
    this.at += text.length;
    return value;
  }
}

/** Half a surrogate pair becomes U+FFFD, as in Go's encoding/json. */
function unescaped(literal: string): string {
  try {
    return (JSON.parse(literal) as string).replace(LONE_SURROGATE, '\ufffd');
  } catch {
    throw new NotJson();
  }
}
