import { LIMITS } from './limits';
import type { SourcePosition } from './types';
import { visible } from '../../kube/visible';

/** One thing that is wrong with a text or an object. */
export interface ManifestProblem {
  /** What is wrong, what was found, what is expected, what to do. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The one error that reading manifests throws; it holds every problem of one text, in the order of the text. */
export class ManifestError extends Error {
  public readonly file?: string;
  public readonly line?: number;
  public readonly column?: number;
  /** Where the text has more problems than are kept, the rest are left out. */
  public readonly problems: readonly ManifestProblem[];

  public constructor(problems: readonly ManifestProblem[]) {
    super(messageOf(problems));
    this.name = 'ManifestError';
    this.problems = problems;
    this.file = problems[0]?.file;
    this.line = problems[0]?.line;
    this.column = problems[0]?.column;
  }
}

/** A problem with its place, if it has one. */
export function problemAt(message: string, position: SourcePosition | undefined, file?: string): ManifestProblem {
  return { message, ...(file !== undefined && { file }), ...position };
}

/** `file:line:column: message`, the form that editors and terminals turn into links. */
export function problemText({ file, line, column, message }: ManifestProblem): string {
  const place = [file && visible(file.slice(0, 1000)), line, column].filter(part => part !== undefined && part !== '').join(':');
  return place === '' ? message : `${place}: ${message}`;
}

function messageOf(problems: readonly ManifestProblem[]): string {
  const lines = problems.slice(0, LIMITS.problemsShown).map(problemText);
  if (problems.length > lines.length) { lines.push(`and ${problems.length - lines.length} more problems`); }
  return lines.join('\n');
}
