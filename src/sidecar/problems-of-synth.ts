/** Something that stops a synth, and where. */
export interface Problem {
  /** The path of a construct. */
  readonly path: string;
  readonly problem: string;
}

/** More than this many paths say nothing that the first ones do not. */
const PATHS = 3;

/** Problems as lines, each said once with the places where it is met. */
export function atPlaces(problems: readonly Problem[]): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const { path, problem } of problems) { places.set(problem, (places.get(problem) ?? new Set()).add(path)); }
  return [...places].map(([problem, found]) => {
    const paths = [...found];
    const more = paths.length > PATHS ? ` and ${paths.length - PATHS} more` : '';
    return `[${paths.slice(0, PATHS).join(', ')}${more}] ${problem}`;
  });
}
