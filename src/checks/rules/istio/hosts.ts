import { isIP } from 'node:net';
import { nameProblem } from '../../../kube';
import { hostNameProblem } from '../../../model/hosts';
import { short } from '../proxy-rule';

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
