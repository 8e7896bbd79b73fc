import { textsAt } from './read';

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

const LABEL = /^[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** Why the host of an Istio resource is none: it is `*`, or a name with dots, the first part of which may be `*`. */
export function hostNameProblem(name: string): string | undefined {
  if (name === '*') { return undefined; }
  if (!name.includes('.')) { return 'has a short name, expected "*" or a whole name such as reviews.shop.svc.cluster.local'; }
  return domainProblem(name);
}

/** The same where a name without dots is one. */
export function domainProblem(name: string): string | undefined {
  const [first, ...rest] = name.replace(/\.$/, '').split('.');
  if (name.includes('*') && (first !== '*' || rest.some((label) => label.includes('*')))) { return 'has "*" beside other letters, expected it alone before the first dot'; }
  const isName = name.length <= 255 && (first === '*' || LABEL.test(first)) && rest.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(rest.at(-1) ?? '');
  return isName ? undefined : 'is no host name';
}

/** As istiod writes hosts before it compares them: a dot is the Gateway's own namespace, and a star for any namespace is left out. */
export function hostsOfServer(server: unknown, namespace = ''): string[] {
  const hosts = textsAt(server, '/hosts');
  if (hosts.includes('*/*')) { return ['*']; }
  return hosts.map((host) => (host.startsWith('./') ? `${namespace}/${host.slice(2)}` : host.replace(/^\*\//, '')));
}
