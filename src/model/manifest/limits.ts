/** How much of a text is read before it is refused. Each bound is far above what manifests reach and far below what hurts. */
export const LIMITS = {
  /** Characters in one text; a cluster's whole state is a few MB. */
  textLength: 64 * 1024 * 1024,
  /** Collections inside one another; the deepest built-in kinds need about 20, a CRD with its schema about 60. */
  depth: 200,
  /** Values that come from aliases instead of being written, in one text; go-yaml lets about 400,000 through (decode.go, allowedAliasRatio). */
  aliasValues: 400_000,
  /** Problems kept of one text, and of those the number that an error's message shows. */
  problems: 100,
  problemsShown: 20,
} as const;
