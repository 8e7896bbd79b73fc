import { Assembly } from './assembly';
import type { ClusterSpec } from './cluster-spec';
import { madeName, SOURCES } from './names';
import type { Platform } from '../../platform';
import { valueFor } from '../../platform/values';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, member } from '../read';
import type { TracedObject } from '../traced';

const byAsm = (source: string): Origin => ({ kind: 'default', of: 'ASM', source });

/** Fields of the resource that the Service takes over as they are (ASM, CRD fields for an ASM gateway). */
const PLACES: readonly { readonly field: string; readonly to: readonly string[]; readonly default?: 'gatewayServiceType' | 'gatewayTrafficPolicy' }[] = [
  { field: 'serviceType', to: ['spec', 'type'], default: 'gatewayServiceType' },
  { field: 'externalTrafficPolicy', to: ['spec', 'externalTrafficPolicy'], default: 'gatewayTrafficPolicy' },
  { field: 'loadBalancerClass', to: ['spec', 'loadBalancerClass'] },
  { field: 'loadBalancerIP', to: ['spec', 'loadBalancerIP'] },
  { field: 'serviceAnnotations', to: ['metadata', 'annotations'] },
  { field: 'serviceLabels', to: ['metadata', 'labels'] },
];

/** ASM's examples write the application protocol where a Service has the transport's; both run over TCP. */
const OVER_TCP = new Set(['HTTP', 'HTTPS']);

/** The Service that ASM makes for one gateway in one cluster, as far as it is known. */
export function serviceOf(spec: ClusterSpec, platform: Platform): TracedObject {
  const { key } = spec.manifest;
  const named = byAsm(SOURCES.names);
  const service = new Assembly(named, { kind: 'unknown', why: SOURCES.unpublished });
  service.put(['apiVersion'], 'v1', named);
  service.put(['kind'], 'Service', named);
  service.put(['metadata', 'name'], madeName(key.name), named);
  if (key.namespace !== undefined) { service.put(['metadata', 'namespace'], key.namespace, named); }
  for (const place of PLACES) {
    const field = spec.field(place.field);
    if (field) {
      if (field.value !== undefined) { service.put(place.to, field.value, field.origin); }
      for (const { path, why } of field.doubts) { service.leaveOut([...place.to, ...path], { kind: 'unknown', why }); }
      continue;
    }
    const own = place.default && valueFor(platform, place.default);
    if (own?.known) { service.put(place.to, own.value, byAsm(own.source)); }
    if (!place.default) { service.leaveOut(place.to, byAsm(SOURCES.fields)); }
  }
  putPorts(service, spec);
  return service.traced();
}

function putPorts(service: Assembly, spec: ClusterSpec): void {
  const ports = spec.field('ports');
  if (!ports || !Array.isArray(ports.value)) { return; }
  ports.value.forEach((port: unknown, at) => {
    const place = ['spec', 'ports', at];
    const origin: Origin = ports.origin.kind === 'set' ? { ...ports.origin, pointer: joinPointer(ports.origin.pointer, at) } : ports.origin;
    if (!isMap(port)) { return service.put(place, port, origin); }
    const { protocol, targetPort, ...rest } = port;
    service.put(place, rest, origin);
    const inside = (field: string): Origin => (origin.kind === 'set' ? { ...origin, pointer: joinPointer(origin.pointer, field) } : origin);
    if (protocol !== undefined) {
      const overTcp = typeof protocol === 'string' && OVER_TCP.has(protocol);
      service.put([...place, 'protocol'], overTcp ? 'TCP' : protocol, overTcp ? byAsm(SOURCES.fields) : inside('protocol'));
    }
    const own = targetPort !== undefined && targetPort !== null && targetPort !== 0;
    const defaulted: Origin = { kind: 'default', of: 'Kubernetes', source: 'kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Service: the port' };
    if (own || member(port, 'port') !== undefined) {
      service.put([...place, 'targetPort'], own ? targetPort : member(port, 'port'), own ? inside('targetPort') : defaulted);
    }
  });
}
