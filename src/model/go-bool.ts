/** The spellings that Go's strconv.ParseBool reads; istiod, the injector and the agent read switches by it. */
export const TRUE_WORDS: readonly string[] = ['1', 't', 'T', 'TRUE', 'true', 'True'];
export const FALSE_WORDS: readonly string[] = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** Undefined for what it does not read. */
export function parseBool(text: string): boolean | undefined {
  return TRUE_WORDS.includes(text) ? true : FALSE_WORDS.includes(text) ? false : undefined;
}
