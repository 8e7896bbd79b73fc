/** Are all hosts for which the one name stands among those of the other (istio pkg/config/host/name.go SubsetOf)? */
export function isSubsetOf(one: string, other: string): boolean {
  if (!other.startsWith('*')) { return one === other; }
  return one.startsWith('*') ? one.length >= other.length && one.slice(1).endsWith(other.slice(1)) : one.endsWith(other.slice(1));
}

/** Is there a host that both names stand for? A wildcard stands for any number of labels (istio pkg/config/host/name.go Matches). */
export function hostsMeet(one: string, other: string): boolean {
  const [a, b] = [one.startsWith('*'), other.startsWith('*')];
  if (a && b) { return one.slice(1).endsWith(other.slice(1)) || other.slice(1).endsWith(one.slice(1)); }
  if (a) { return other.endsWith(one.slice(1)); }
  return b ? one.endsWith(other.slice(1)) : one === other;
}
