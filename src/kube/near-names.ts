/** Nobody mistypes longer words into each other. */
const MAX_LENGTH = 64;

/** A letter of the words that begin alike. */
interface Letter {
  readonly next: Map<string, Letter>;
  /** The words that end here, equal but for case. */
  readonly words: string[];
}

/** The distances of the letters on the way to one, to each beginning of the word that is looked for. */
interface Row {
  readonly letter: string;
  readonly distances: readonly number[];
}

/**
 * Many names that are each asked for by many words: answers what `nearest` answers of them, without comparing every word with every name.
 * Names that begin alike are compared once, and a beginning that is too far away ends the matter for all of them.
 */
export class NearNames {
  private readonly root: Letter = { next: new Map(), words: [] };

  constructor(names: Iterable<string>) {
    for (const name of new Set(names)) {
      if (name.length <= MAX_LENGTH) { this.add(name); }
    }
  }

  /** The name a word was meant to be, of those that are accepted; undefined if none is. */
  public nearest(word: string, accepts: (name: string) => boolean = () => true): string | undefined {
    if (word === '' || word.length > MAX_LENGTH) { return undefined; }
    const small = word.toLowerCase();
    const most = Math.max(1, Math.min(3, Math.floor(word.length / 3)));
    const first: Row = { letter: '', distances: Array.from({ length: small.length + 1 }, (_, at) => at) };
    // what is near is found near: the wide search is for words that nothing else fits
    for (let limit = 1; limit <= most; limit += 1) {
      const found = new Search(small, limit, accepts).below(this.root, first, undefined);
      if (found) { return found.name; }
    }
    return undefined;
  }

  private add(name: string): void {
    let letter = this.root;
    for (const one of name.toLowerCase().split('')) {
      let next = letter.next.get(one);
      if (!next) { letter.next.set(one, next = { next: new Map(), words: [] }); }
      letter = next;
    }
    letter.words.push(name);
  }
}

interface Near { readonly name: string; readonly distance: number }

/** One walk along the beginnings that are within a limit of the word. */
class Search {
  private best?: Near;

  constructor(private readonly word: string, private readonly limit: number, private readonly accepts: (name: string) => boolean) {}

  public below(letter: Letter, last: Row, beforeLast: Row | undefined): Near | undefined {
    for (const name of letter.words) { this.offer(name, last.distances[this.word.length]); }
    for (const [next, child] of letter.next) {
      const row = this.rowOf(next, last, beforeLast);
      if (row.distances.some((distance) => distance <= this.limit)) { this.below(child, row, last); }
    }
    return this.best;
  }

  /** Among equals the first in code-unit order wins, so that the answer does not hang on the order of the names. */
  private offer(name: string, distance: number): void {
    const isBetter = distance <= this.limit
      && (!this.best || distance < this.best.distance || (distance === this.best.distance && name < this.best.name));
    if (isBetter && this.accepts(name)) { this.best = { name, distance }; }
  }

  /** Letters to insert, delete, replace or swap with their neighbour, as `nearest` counts them. */
  private rowOf(letter: string, last: Row, beforeLast: Row | undefined): Row {
    const { word } = this;
    const distances = [last.distances[0] + 1];
    for (let at = 1; at <= word.length; at += 1) {
      const same = word[at - 1] === letter;
      let distance = Math.min(last.distances[at] + 1, distances[at - 1] + 1, last.distances[at - 1] + (same ? 0 : 1));
      if (beforeLast && at > 1 && word[at - 2] === letter && word[at - 1] === last.letter) {
        distance = Math.min(distance, beforeLast.distances[at - 2] + 1);
      }
      distances.push(distance);
    }
    return { letter, distances };
  }
}
