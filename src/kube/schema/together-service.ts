import { addressFamily } from '../addresses';
import { type Check, conflict, type Conflict, doubles, isGiven, isMap, listOf, nameOf } from './conflicts';
import { inline, shown } from '../errors';
import { nameProblem } from '../names';

/** What a Service is reached by (Kubernetes pkg/apis/core/validation/validation.go ValidateService, ValidateServiceClusterIPsRelatedFields). */
export const service: Check = (value) => {
  const { type, clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy, externalName, healthCheckNodePort } = value;
  const kind = typeof type === 'string' && type !== '' ? type : 'ClusterIP';
  const addresses = clusterAddresses(clusterIP, clusterIPs);
  const families = listOf(ipFamilies);
  if (kind === 'ExternalName') {
    const problem = typeof externalName === 'string' ? nameProblem('dns1123Subdomain', externalName.replace(/\.$/, '')) : 'is missing, expected a DNS name';
    return [
      ...problem === undefined ? [] : [conflict('externalName', typeof externalName === 'string' ? `${problem}, got ${shown(externalName)}` : problem, 'name the host that the Service stands for')],
      ...addresses.length > 0 && addresses[0].value !== '' ? [conflict(addresses[0].at, 'stands in a Service of type ExternalName, which has no address', 'remove it')] : [],
    ];
  }
  const isHeadless = addresses[0]?.value === 'None';
  return [
    ...listOf(value.ports).length === 0 && !isHeadless ? [conflict('ports', 'is empty, expected a port', 'add a port, or set clusterIP: None')] : [],
    ...isHeadless && kind !== 'ClusterIP' ? [conflict(addresses[0].at, `is None in a Service of type ${inline(kind)}`, 'leave it out, or use type ClusterIP')] : [],
    ...addresses.flatMap(({ at, value: address }, index) => {
      if (address === 'None' && index === 0) { return addresses.length > 1 && at[0] === 'clusterIPs' ? [conflict('clusterIPs', 'has None beside an address', 'keep None alone')] : []; }
      if (typeof address !== 'string' || address === '') { return []; }
      const family = addressFamily(address);
      if (family === undefined) { return [conflict(at, `is ${shown(address)}, expected an address or None`, 'leave it out, and the cluster gives one')]; }
      return typeof families[index] === 'string' && /^IPv[46]$/.test(families[index]) && families[index] !== family
        ? [conflict(at, `is ${shown(address)}, expected an ${families[index]} address as ipFamilies[${index}] says`, `leave ${at.join('.')} out, or set ipFamilies to ${family}`)] : [];
    }),
    ...!isGiven(clusterIP) && listOf(clusterIPs).length > 0 ? [conflict('clusterIPs', 'stands without clusterIP', 'set clusterIP to the first of them, or remove both')] : [],
    ...typeof clusterIP === 'string' && listOf(clusterIPs).length > 0 && listOf(clusterIPs)[0] !== clusterIP
      ? [conflict('clusterIPs', `begins with ${shown(listOf(clusterIPs)[0])}, expected clusterIP ${shown(clusterIP)} first`, 'leave one of the two out')] : [],
    ...addresses.length === 2 && new Set(addresses.map(({ value: one }) => addressFamily(String(one)))).size === 1
      ? [conflict('clusterIPs', 'has two addresses of one family', 'name one address of each family')] : [],
    ...value.sessionAffinity === 'ClientIP' ? clientTimeout(value.sessionAffinityConfig) : [],
    ...doubles(families.map((name) => ({ name })), nameOf).map(({ at, key }) => conflict(['ipFamilies', at], `is ${inline(key)} a second time`, 'name each family once')),
    ...ipFamilyPolicy === 'SingleStack' && families.length > 1 ? [conflict('ipFamilies', 'has two families with ipFamilyPolicy SingleStack', 'name one, or use PreferDualStack')] : [],
    ...ipFamilyPolicy === 'SingleStack' && listOf(clusterIPs).length > 1 ? [conflict('clusterIPs', 'has two addresses with ipFamilyPolicy SingleStack', 'name one, or use PreferDualStack')] : [],
    ...value.loadBalancerClass === '' ? [conflict('loadBalancerClass', 'is empty, expected a name such as example.com/lb', 'name the class, or leave it out')] : [],
    ...isGiven(value.allocateLoadBalancerNodePorts) && kind !== 'LoadBalancer'
      ? [conflict('allocateLoadBalancerNodePorts', `stands in a Service of type ${inline(kind)}`, 'remove it, or use type LoadBalancer')] : [],
    ...typeof healthCheckNodePort === 'number' && healthCheckNodePort !== 0 && (kind !== 'LoadBalancer' || value.externalTrafficPolicy !== 'Local')
      ? [conflict('healthCheckNodePort', 'stands in a Service without type LoadBalancer and externalTrafficPolicy Local', 'remove it')] : [],
    ...listOf(value.loadBalancerSourceRanges).flatMap((range, at) => (range === null ? [conflict(['loadBalancerSourceRanges', at], 'is null, expected a CIDR', 'remove the entry')] : [])),
    ...Object.entries(isMap(value.selector) ? value.selector : {}).flatMap(([key, label]) => {
      const problem = nameProblem('labelKey', key) ?? (typeof label === 'string' ? nameProblem('labelValue', label) : undefined);
      return problem === undefined ? [] : [conflict(['selector', key], `${problem}, got ${shown(key)}: ${shown(label)}`, 'use a label that pods can have')];
    }),
  ];
};

/** Of another affinity it is dropped (SetDefaults_Service). */
function clientTimeout(config: unknown): Conflict[] {
  const seconds = isMap(config) && isMap(config.clientIP) ? config.clientIP.timeoutSeconds : undefined;
  return typeof seconds === 'number' && (seconds < 1 || seconds > 86_400)
    ? [conflict(['sessionAffinityConfig', 'clientIP', 'timeoutSeconds'], `is ${seconds}, expected 1 to 86400`, 'set it to 1 to 86400, such as 10800')] : [];
}

/** clusterIP is the first of clusterIPs. */
function clusterAddresses(clusterIP: unknown, clusterIPs: unknown): { readonly at: readonly (string | number)[]; readonly value: unknown }[] {
  const list = listOf(clusterIPs);
  if (list.length > 0) { return list.map((value, at) => ({ at: ['clusterIPs', at], value })); }
  return isGiven(clusterIP) && clusterIP !== '' ? [{ at: ['clusterIP'], value: clusterIP }] : [];
}
