/** ASM's IstioGateway, in both versions that its pages use (v1beta1, v1). */
export const ISTIO_GATEWAY = { group: 'istio.alibabacloud.com', kind: 'IstioGateway' } as const;

/** From ASM 1.19: ASM leaves the number of pods to the user's own autoscaler (ASM, Customize the scaling policy of an ASM gateway). */
export const REPLICAS_ANNOTATION = 'asm.alibabacloud.com/replicas-managed-by-asm';

/** From ASM 1.26: ASM drains the gateway this long (ASM, Use graceful shutdown to avoid traffic loss). */
export const DRAIN_ANNOTATION = 'asm.alibabacloud.com/gateway-drain-timeout-seconds';

/** Deployment and Service of a gateway (ASM, Modify an ingress gateway service). */
export function madeName(gateway: string): string {
  return `istio-${gateway}`;
}

export const SOURCES = {
  names: 'ASM, Modify an ingress gateway service: Deployment and Service are called istio-<name>',
  fields: 'ASM, CRD fields for an ASM gateway',
  appLabel: 'ASM, Improve the availability of an ingress gateway: pods carry app=istio-<name>',
  istioLabel: 'ASM how-to pages: the gateway ingressgateway is selected by istio=ingressgateway',
  gracePeriod: 'ASM, Use graceful shutdown to avoid traffic loss: the grace period of a gateway pod is 30 s',
  scaling: 'ASM, Customize the scaling policy of an ASM gateway',
  unpublished: 'ASM does not publish the objects that it makes from an IstioGateway',
} as const;
