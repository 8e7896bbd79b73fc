import type { Composer, Document, Parser } from 'yaml';
import { checkCharacters } from './characters';
import { SourceDocument } from './document';
import { LIMITS } from './limits';
import { Places } from './places';
import { plainApostrophes } from './quotes';
import type { SourceText } from './source-text';
import { type Budget, offsetOf, TreeReader } from './tree';
import { yamlProblem } from './yaml-errors';
import { STRUCTURE_ONLY, yamlLibrary } from './yaml-library';

/** The document and the scalar at its ends stand on the parser's stack too. */
const STACK = LIMITS.depth + 2;

type Token = Parameters<Composer['next']>[0];

/** The documents of a YAML text; what is wrong is noted in the source. */
export function readYaml(source: SourceText): SourceDocument[] {
  checkCharacters(source);
  return source.broken ? [] : new YamlStream(source).read();
}

class YamlStream {
  private readonly documents: SourceDocument[] = [];
  private readonly composer: Composer;
  private readonly budget: Budget = { aliasValues: 0 };
  private readonly noted = new Set<number>();
  private readonly hasApostrophes: boolean;
  private count = 0;
  private begun = false;

  public constructor(private readonly source: SourceText) {
    this.hasApostrophes = source.text.includes('\\\'');
    const { Composer: LibraryComposer, Schema } = yamlLibrary();
    // One schema for all documents: the library would make one for each.
    this.composer = new LibraryComposer({ ...STRUCTURE_ONLY, schema: new Schema({ schema: 'failsafe' }) });
  }

  public read(): SourceDocument[] {
    const { Lexer, Parser: LibraryParser } = yamlLibrary();
    const parser = new LibraryParser();
    const indentation = new Indentation(this.source, parser);
    for (const lexeme of new Lexer().lex(this.source.text)) {
      indentation.check(lexeme);
      for (const token of parser.next(lexeme)) { this.take(token); }
      if (parser.stack.length > STACK) {
        this.source.problem(parser.offset, `collections stand too deep in one another, expected at most ${LIMITS.depth} levels, flatten the text`);
        return [];
      }
      if (this.source.full) { return []; }
    }
    for (const token of parser.end()) { this.take(token); }
    for (const document of this.composer.end()) { this.finish(document); }
    this.note(this.composer.streamInfo().errors);
    return this.documents;
  }

  private take(token: Token): void {
    if (token.type === 'directive') {
      // kubectl splits a text at "---" before it reads YAML, so a directive never meets its document and fails there.
      this.source.problem(token.offset, 'a YAML directive, expected none, kubectl cannot read it, remove the line');
      return;
    }
    if (token.type === 'document') {
      if (this.begun && !token.start.some(part => part.type === 'doc-start')) {
        // kubectl reads one document between two "---" lines and drops what follows "..." without a word.
        this.source.problem(token.offset, 'content behind "...", which kubectl leaves out, expected "---" before the next document, add it');
      }
      this.begun = true;
    }
    if (this.hasApostrophes) { plainApostrophes(token); }
    for (const document of this.composer.next(token)) { this.finish(document); }
  }

  private finish(document: Document.Parsed): void {
    this.count += 1;
    if (document.errors.length > 0) { this.note(document.errors); return; }
    const places = new Places(document.contents ? offsetOf(document.contents) : document.range[0]);
    const value = new TreeReader(this.source, this.budget, places).value(document.contents, 0);
    this.documents.push(new SourceDocument(this.source, this.count, value, places));
  }

  /** One mistake makes the library stumble several times: the first in each line is the one to correct. */
  private note(errors: Document.Parsed['errors']): void {
    for (const { code, message, pos } of errors) {
      const { line } = this.source.positionOf(pos[0]);
      if (this.noted.has(line)) { continue; }
      this.noted.add(line);
      this.source.problem(pos[0], yamlProblem(code, message, this.source.text.charAt(pos[0])));
    }
  }
}

const [TAB, LF, CR, SPACE, SCALAR_FOLLOWS, DOCUMENT_FOLLOWS] = [0x09, 0x0a, 0x0d, 0x20, 0x1f, 0x02];

/**
 * Finds tabs where go-yaml refuses them and YAML 1.2 does not: before anything in a line, a comment and a blank included, and behind
 * the dash of a list item. Within brackets, quotes and block scalars they are blanks like others.
 */
class Indentation {
  private indenting = true;

  public constructor(private readonly source: SourceText, private readonly parser: Parser) {}

  public check(lexeme: string): void {
    const first = lexeme.charCodeAt(0);
    if (first === LF || first === CR) {
      this.indenting = true;
    } else if (!this.indenting) {
      return;
    } else if (first === SCALAR_FOLLOWS) {
      this.indenting = false;
    } else if (first === SPACE || first === TAB) {
      const tab = lexeme.indexOf('\t');
      if (tab >= 0 && !this.parser.stack.some(({ type }) => type === 'flow-collection')) {
        this.source.problem(this.parser.offset + tab, yamlProblem('TAB_AS_INDENT', 'kubectl refuses it', '\t'));
      }
    } else {
      this.indenting = first === DOCUMENT_FOLLOWS || lexeme === '-' || lexeme === '?';
    }
  }
}
