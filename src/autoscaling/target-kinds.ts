/** Kinds of Kubernetes, Istio and ASM without the subresource `scale`, which is what an autoscaler writes to; with what to scale instead. */
const UNSCALABLE: ReadonlyMap<string, { readonly instead: string; readonly source: string }> = new Map([
  ['DaemonSet', { instead: 'it has one pod a node', source: 'kubernetes pkg/registry/apps/daemonset: no scale storage' }],
  ['Pod', { instead: 'scale its Deployment', source: 'kubernetes pkg/registry/core/pod: no scale storage' }],
  ['Job', { instead: 'it runs to its end', source: 'kubernetes pkg/registry/batch/job: no scale storage' }],
  ['CronJob', { instead: 'it runs to its end', source: 'kubernetes pkg/registry/batch/cronjob: no scale storage' }],
  ['Service', { instead: 'scale the workload behind it', source: 'kubernetes pkg/registry/core/service: no scale storage' }],
  ['Gateway', { instead: 'use ScaleTarget.waypoint or ScaleTarget.gateway with the name of its Deployment', source: 'gateway-api config/crd: no scale subresource' }],
  ['IstioGateway', { instead: 'use ScaleTarget.gateway with the name of its Deployment, such as istio-ingressgateway', source: 'aliyun/alibabacloud-servicemesh-api IstioGateway: no scale subresource' }],
  ['HorizontalPodAutoscaler', { instead: 'name its target', source: 'kubernetes pkg/registry/autoscaling: no scale storage' }],
]);

/** Why objects of a kind cannot be scaled; undefined if they can, or if nothing is known of the kind. */
export function unscalable(kind: string): string | undefined {
  return UNSCALABLE.get(kind)?.instead;
}
