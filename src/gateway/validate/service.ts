import { isIP } from 'node:net';
import { serviceTypeOf, type Add, type Judged } from './judge';
import { isReachableAddress } from '../../kube/addresses';
import { parseRange } from '../../kube/ip-range';
import { nameProblem } from '../../kube/names';
import { annotationsProblem, labelsProblem } from '../../kube/sizes';
import { Feature, Flavor, Support } from '../../platform';
import { shown } from '../../platform/problems';

/** Fields of a Service that only one of type LoadBalancer may have (kubernetes pkg/apis/core/validation ValidateService). */
const LOAD_BALANCER_ONLY = ['loadBalancerClass', 'loadBalancerIP', 'loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'healthCheckNodePort'] as const;

/** Cloud-provider-alibaba-cloud reads the new prefix first, and the old one only where the new one is absent. */
const PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-';
const OLD_PREFIX = 'service.beta.kubernetes.io/alicloud-';

const MAX_PORT = 65535;

const NLB_CLASS = 'alibabacloud.com/nlb';

export function checkService(judged: Judged, add: Add): void {
  const { fields, additions, strict } = judged;
  const type = serviceTypeOf(judged);
  const given = { loadBalancerClass: fields.loadBalancerClass, loadBalancerIP: fields.loadBalancerIP, ...additions };
  for (const name of LOAD_BALANCER_ONLY) {
    if (given[name] !== undefined && type !== 'LoadBalancer' && strict) {
      add(`'${name}' is for the service type LoadBalancer, got ${shown(given[name])} with ${type}; leave it out`);
    }
  }
  checkClass(judged, add);
  checkTrafficPolicy(judged, type, add);
  checkTexts(judged, add);
  checkPresets(judged, type, add);
  additions.loadBalancerSourceRanges?.forEach((range, at) => {
    if ('problem' in parseRange(String(range))) {
      add(`'loadBalancerSourceRanges[${at}]' must be a CIDR such as 10.0.0.0/8, got ${shown(range)}`);
    }
  });
  if (additions.healthCheckNodePort !== undefined && fields.externalTrafficPolicy !== 'Local') {
    add(`'healthCheckNodePort' needs the traffic policy Local, got ${fields.externalTrafficPolicy ?? 'none'}; leave it out`);
  }
  checkAddresses(judged, add);
  checkWords(judged, add);
}

function checkClass({ fields, platform, strict }: Judged, add: Add): void {
  const { loadBalancerClass } = fields;
  if (loadBalancerClass === undefined) { return; }
  const problem = nameProblem('labelKey', loadBalancerClass);
  if (problem !== undefined) { add(`'loadBalancerClass' ${problem.replace('label key', 'name such as alibabacloud.com/nlb')}, got ${shown(loadBalancerClass)}`); }
  const isNlbOfAsm = loadBalancerClass === NLB_CLASS && platform.flavor === Flavor.ASM;
  if (strict && isNlbOfAsm && platform.supports(Feature.NETWORK_LOAD_BALANCER) === Support.NO) {
    add(`'loadBalancerClass' ${shown(NLB_CLASS)} cannot be had here: ${platform.explain(Feature.NETWORK_LOAD_BALANCER)}; use a classic load balancer`);
  }
}

function checkTrafficPolicy({ fields, declaration, strict }: Judged, type: string, add: Add): void {
  const { externalTrafficPolicy } = fields;
  if (externalTrafficPolicy === undefined || !strict) { return; }
  if (declaration.gatewayType === 'egress') {
    add(`'externalTrafficPolicy' is for ingress gateways, got ${shown(externalTrafficPolicy)} on an egress gateway; leave it out`);
  } else if (type === 'ClusterIP' || type === 'None') {
    add(`'externalTrafficPolicy' is for the service types LoadBalancer and NodePort, got ${shown(externalTrafficPolicy)} with ${type}; leave it out`);
  }
}

function checkTexts({ fields, written, strict }: Judged, add: Add): void {
  const annotations = written.serviceAnnotations ?? {};
  const problems = {
    serviceAnnotations: annotationsProblem(fields.serviceAnnotations ?? {}),
    serviceLabels: labelsProblem(fields.serviceLabels ?? {}),
  };
  for (const [name, problem] of Object.entries(problems)) {
    if (problem !== undefined) { add(`'${name}': ${problem}`); }
  }
  for (const key of strict ? Object.keys(annotations) : []) {
    const current = key.startsWith(OLD_PREFIX) ? PREFIX + key.slice(OLD_PREFIX.length) : undefined;
    if (current !== undefined && Object.hasOwn(annotations, current)) {
      add(`'serviceAnnotations' has one key under both prefixes, got ${shown(key)} and ${shown(current)}; keep the second, the first has no effect beside it`);
    }
  }
}

function checkPresets({ written, additions }: Judged, type: string, add: Add): void {
  const { loadBalancer } = additions;
  if (loadBalancer === undefined) { return; }
  if (type !== 'LoadBalancer') { add(`'loadBalancer' is for the service type LoadBalancer, got ${type}; leave it out`); }
  if (written.loadBalancerClass !== undefined && loadBalancer._class !== written.loadBalancerClass) {
    add(`'loadBalancer' and 'loadBalancerClass' must not both say the class, got ${shown(written.loadBalancerClass)}; keep one of the two`);
  }
  for (const key of Object.keys(loadBalancer._annotations)) {
    const own = [key, key.replace(PREFIX, OLD_PREFIX)].find((name) => Object.hasOwn(written.serviceAnnotations ?? {}, name));
    if (own !== undefined) { add(`'serviceAnnotations' must not have ${shown(own)}, which 'loadBalancer' sets; keep one of the two`); }
  }
}

const WORDS: Readonly<Record<'internalTrafficPolicy' | 'ipFamilyPolicy', readonly string[]>> = {
  internalTrafficPolicy: ['Cluster', 'Local'],
  ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
};

/** kubernetes pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields and ValidateService. */
function checkAddresses({ additions: { clusterIP, externalIPs, healthCheckNodePort } }: Judged, add: Add): void {
  if (clusterIP !== undefined && clusterIP !== 'None' && clusterIP !== '' && isIP(clusterIP) === 0) { add(`'clusterIP' must be an address, or None, got ${shown(clusterIP)}`); }
  externalIPs?.forEach((address, at) => {
    if (!isReachableAddress(address)) { add(`'externalIPs[${at}]' must be an address, and not an unspecified, loopback or link-local one, got ${shown(address)}`); }
  });
  if (healthCheckNodePort !== undefined && (healthCheckNodePort < 1 || healthCheckNodePort > MAX_PORT)) {
    add(`'healthCheckNodePort' must be 1 to ${MAX_PORT}, got ${healthCheckNodePort}`);
  }
}

function checkWords({ additions }: Judged, add: Add): void {
  for (const name of ['internalTrafficPolicy', 'ipFamilyPolicy'] as const) {
    const value = additions[name];
    if (value !== undefined && !WORDS[name].includes(value)) { add(`'${name}' must be one of ${WORDS[name].join(', ')}, got ${shown(value)}`); }
  }
  const { ipFamilies } = additions;
  if (ipFamilies !== undefined && (ipFamilies.length > 2 || new Set(ipFamilies).size !== ipFamilies.length || ipFamilies.some((one) => one !== 'IPv4' && one !== 'IPv6'))) {
    add(`'ipFamilies' must be IPv4, IPv6, or each once, got ${ipFamilies.slice(0, 5).map((one) => shown(one)).join(', ')}`);
  }
}
