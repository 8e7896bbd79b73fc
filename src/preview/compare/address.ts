import type { KubeObject } from '../../model/manifest/types';
import { joinPointer } from '../../model/pointer';
import { stringAt, stringsAt } from '../../model/read';
import type { AddressRisk } from '../comparison-props';

/** An annotation of a Service that decides which load balancer stands in front of it. */
interface AnnotationRow {
  /** The names that are read, the first one before the others. */
  readonly names: readonly string[];
  readonly why: string;
  readonly source: string;
}

const CCM = 'kubernetes/cloud-provider-alibaba-cloud pkg/controller/service/clbv1/loadbalancers.go Update; names: annotation/annotations.go';

/** CCM reads the current name first, then the old one. */
const ofCcm = (key: string): string[] => ['alibaba-cloud', 'alicloud'].map((prefix) => `service.beta.kubernetes.io/${prefix}-loadbalancer-${key}`);

const REFUSED = 'the controller refuses to change it on a load balancer that exists; only a Service that is deleted and made anew has it, at a new address';

const refusedByCcm = (key: string): AnnotationRow => ({ names: ofCcm(key), why: REFUSED, source: CCM });

const AWS = 'AWS Load Balancer Controller, guide, service annotations: a change replaces the load balancer or leaves the old one behind';
const AZURE = 'cloud-provider-azure, LoadBalancer annotations: the frontend moves to another load balancer or address';
const GKE = 'Google Kubernetes Engine, LoadBalancer Service parameters: internal and external load balancers are different resources';

const replaced = (source: string, ...names: string[]): AnnotationRow[] => names.map((name) => ({ names: [name], why: 'another load balancer, at another address', source }));

export const ADDRESS_ANNOTATIONS: readonly AnnotationRow[] = [
  { names: ofCcm('id'), why: 'the Service moves to another load balancer, at another address', source: CCM.replace('Update', 'Find') },
  ...['address-type', 'ip-version', 'master-zoneid', 'slave-zoneid', 'resource-group-id', 'ip'].map(refusedByCcm),
  ...replaced(AWS, ...['type', 'scheme', 'internal', 'name', 'ip-address-type'].map((key) => `service.beta.kubernetes.io/aws-load-balancer-${key}`)),
  ...replaced(AZURE, ...['internal', 'ipv4', 'ipv6'].map((key) => `service.beta.kubernetes.io/azure-load-balancer-${key}`), 'service.beta.kubernetes.io/azure-pip-name'),
  ...replaced(GKE, 'networking.gke.io/load-balancer-type', 'cloud.google.com/load-balancer-type', 'networking.gke.io/load-balancer-ip-addresses'),
  ...replaced('MetalLB, usage: requesting specific IPs', 'metallb.io/loadBalancerIPs', 'metallb.universe.tf/loadBalancerIPs', 'metallb.io/address-pool'),
];

const SERVICE = 'kubernetes/cloud-provider controllers/service/controller.go: needsCleanup';
const CLASS = 'kubernetes pkg/apis/core/validation/validation.go validateLoadBalancerClassField';

/** What of a Service that had a load balancer or a fixed address puts that address at risk; `after` is undefined for one that is removed. */
export function addressRisks(object: string, before: KubeObject | undefined, after: KubeObject | undefined): AddressRisk[] {
  if (!before || before.kind !== 'Service') { return []; }
  const was = stringAt(before, '/spec/type') ?? 'ClusterIP';
  if (!after) {
    return was !== 'LoadBalancer' ? [] : [{ object, pointer: '', why: 'the load balancer is deleted with its Service, and its address with it', source: SERVICE }];
  }
  const risks: AddressRisk[] = [];
  const risk = (pointer: string, why: string, source: string): void => { risks.push({ object, pointer, why, source }); };
  const is = stringAt(after, '/spec/type') ?? 'ClusterIP';
  if (was === 'LoadBalancer' && is !== 'LoadBalancer') { risk('/spec/type', 'the load balancer is deleted, and its address with it', SERVICE); }
  if (was === 'NodePort' && is === 'ClusterIP') { risk('/spec/type', 'the ports of the nodes are closed', 'kubernetes pkg/registry/core/service/strategy.go dropTypeDependentFields'); }
  if (was !== 'LoadBalancer' || is !== 'LoadBalancer') { return risks; }
  if (stringAt(before, '/spec/loadBalancerClass') !== stringAt(after, '/spec/loadBalancerClass')) {
    risk('/spec/loadBalancerClass', 'the class of a load balancer is immutable; only a Service that is deleted and made anew has it, at a new address', CLASS);
  }
  if ((stringAt(before, '/spec/loadBalancerIP') ?? '') !== (stringAt(after, '/spec/loadBalancerIP') ?? '')) {
    risk('/spec/loadBalancerIP', 'another address is asked for', 'core/v1 types.go ServiceSpec.loadBalancerIP');
  }
  const [left, right] = [stringsAt(before, '/metadata/annotations'), stringsAt(after, '/metadata/annotations')];
  for (const { names, why, source } of ADDRESS_ANNOTATIONS) {
    const read = (annotations: Readonly<Record<string, string>>): string => names.map((name) => annotations[name]).find((value) => value !== undefined) ?? '';
    const written = names.find((name) => right[name] !== undefined) ?? names.find((name) => left[name] !== undefined);
    if (written !== undefined && read(left) !== read(right)) { risk(joinPointer('/metadata/annotations', written), why, source); }
  }
  return risks;
}
