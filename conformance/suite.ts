/** One thing on which the library and a real program do not say the same. */
export interface Difference {
  /** The case, short. */
  readonly where: string;
  readonly ours: string;
  readonly theirs: string;
  /** Why that is as it should be. A difference without it fails the run. */
  readonly explained?: string;
}

/** Some cases of one kind, all asked in one run. */
export interface Row {
  readonly what: string;
  readonly cases: number;
  readonly differences: readonly Difference[];
  /** What the row cannot say by its numbers. */
  readonly remark?: string;
}

/** Two columns of words side by side, to be read and not counted. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

export interface Outcome {
  /** The program and its version, as it says it itself. */
  readonly program: string;
  readonly rows: readonly Row[];
  readonly tables?: readonly Table[];
  /** Parts that could not be asked, by name, and what is missing. */
  readonly skipped?: readonly string[];
}

/** A suite that cannot run at all says what is missing. */
export class Missing extends Error {}

export interface Suite {
  readonly name: string;
  readonly about: string;
  run(): Promise<Outcome>;
}
