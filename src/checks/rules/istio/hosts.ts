import { isIP } from 'node:net';
import { nameProblem } from '../../../kube';
import { textsAt } from '../../../model/read';
import { short } from '../proxy-rule';

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

/** `host` or `namespace/host` in a server of a Gateway; an address is a host as well. */
export function serverHostProblem(host: string): string | undefined {
  const slash = host.indexOf('/');
  const [namespace, name] = slash < 0 ? ['*', host] : [host.slice(0, slash), host.slice(slash + 1)];
  if (namespace === '' || name === '') { return 'has an empty part, expected host or namespace/host'; }
  if (!['*', '.'].includes(namespace) && nameProblem('dns1123Label', namespace.toLowerCase()) !== undefined) {
    return `has ${short(JSON.stringify(namespace))} for a namespace, expected a name, "*" or "."`;
  }
  return isIP(name) !== 0 && name.includes('.') ? undefined : hostNameProblem(name);
}

/** As istiod writes hosts before it compares them: a dot is the Gateway's own namespace, and a star for any namespace is left out. */
export function hostsOfServer(server: unknown, namespace = ''): string[] {
  const hosts = textsAt(server, '/hosts');
  if (hosts.includes('*/*')) { return ['*']; }
  return hosts.map((host) => (host.startsWith('./') ? `${namespace}/${host.slice(2)}` : host.replace(/^\*\//, '')));
}
