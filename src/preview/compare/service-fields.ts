import type { KubeObject } from '../../model/manifest/types';
import { listAt, numberAt, stringAt } from '../../model/read';

/** What the API server has given a Service and keeps: a later manifest may leave it out, and not ask for another one (service storage patchAllocatedValues). */

const HEADLESS = 'None';

/** One that becomes or was a name of DNS only has no addresses to keep. */
const keepsAddresses = (...sides: KubeObject[]): boolean => sides.every((side) => stringAt(side, '/spec/type') !== 'ExternalName');

function primaryAddress(service: KubeObject): string {
  const [first] = listAt(service, '/spec/clusterIPs') ?? [];
  return stringAt(service, '/spec/clusterIP') || (typeof first === 'string' ? first : '');
}

/** Where none was written, the API server has taken one from its range: it is never `None`, and hardly the one that is asked for now. */
export function anotherPrimaryAddress(before: KubeObject, after: KubeObject): boolean {
  const wanted = primaryAddress(after);
  return keepsAddresses(before, after) && wanted !== '' && wanted !== primaryAddress(before);
}

/** A headless Service may have other families; one that names none keeps what it was given. */
export function otherFamilies(before: KubeObject, after: KubeObject): boolean {
  if (!keepsAddresses(before, after) || [before, after].every((side) => primaryAddress(side) === HEADLESS)) { return false; }
  const [was, is] = [before, after].map((side) => listAt(side, '/spec/ipFamilies') ?? []);
  if (was.length === 0 || is.length === 0) { return false; }
  return is.slice(0, was.length).some((family, at) => family !== was[at]) || (is.length < was.length && stringAt(after, '/spec/ipFamilyPolicy') !== 'SingleStack');
}

/** Only a load balancer that keeps to the nodes of the pods has a port for its health checks (kubernetes pkg/api/service NeedsHealthCheck). */
const isProbed = (service: KubeObject): boolean => (
  stringAt(service, '/spec/type') === 'LoadBalancer' && stringAt(service, '/spec/externalTrafficPolicy') === 'Local');

export function anotherProbePort(before: KubeObject, after: KubeObject): boolean {
  const wanted = numberAt(after, '/spec/healthCheckNodePort') ?? 0;
  return isProbed(before) && isProbed(after) && wanted !== 0 && wanted !== numberAt(before, '/spec/healthCheckNodePort');
}
