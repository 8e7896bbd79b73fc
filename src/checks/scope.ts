/** Construct paths: `a/b` is at or below `a` and '' (the app). */
export function isAtOrBelow(path: string, scope: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}
