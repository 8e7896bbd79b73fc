/** Is there a host that both names stand for? A wildcard stands for any number of labels (istio pkg/config/host/name.go Matches). */
export function hostsMeet(one: string, other: string): boolean {
  const [a, b] = [one.startsWith('*'), other.startsWith('*')];
  if (a && b) { return one.slice(1).endsWith(other.slice(1)) || other.slice(1).endsWith(one.slice(1)); }
  if (a) { return other.endsWith(one.slice(1)); }
  return b ? one.endsWith(other.slice(1)) : one === other;
}

/** Is the host, which may be a wildcard itself, among those that the pattern stands for? */
export function hostCovers(pattern: string, host: string): boolean {
  return pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}
