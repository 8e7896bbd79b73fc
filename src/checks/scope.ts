/** Construct paths: `a/b` is at or below `a` and '' (the app). */
export function isAtOrBelow(path: string, scope: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

/** A construct's own path and those above it, up to the app: `a/b`, `a`, ''. */
export function pathAndAbove(path: string): string[] {
  const paths: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) { paths.push(path.slice(0, end)); }
  return [...paths, ''];
}
