/** Yes, no, or not known. */
export type Tri = boolean | undefined;

/** One no decides, then one unknown. */
export function every(answers: readonly Tri[]): Tri {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

export function not(answer: Tri): Tri {
  return answer === undefined ? undefined : !answer;
}
