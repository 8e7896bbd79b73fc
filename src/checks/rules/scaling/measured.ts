import { metricsOf, type ResourceTarget } from './metrics';
import { ALL_AUTOSCALERS, nameOf, objectRule, patchable, type Standing } from './objects';
import { measured, type Scaled, scaledPods } from './scaled-pods';
import { nearest } from '../../../kube';
import { PROXY_CONTAINER } from '../../../model/names';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';
import { GATEWAYS, short } from '../proxy-rule';
import { isResource, meantResource } from '../resources/names';
import type { Answer } from '../standing-rule';

/** SCL029 */
export const unmeasured: Described<ManifestRule> = objectRule({
  id: 'SCL029',
  title: 'metric of what the pods do not have',
  what: 'An autoscaler measures a resource that no container can have, such as `CPU`, or a container that the pods which it scales do not have. A warning, where an '
    + 'application has no container of nearly that name: another injector may add it.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Nobody measures what is not there. The autoscaler has no value of the metric, and with one metric missing it removes no pods.',
  source: 'Kubernetes pkg/controller/podautoscaler/metrics/client.go getContainerMetrics, getPodMetrics ("Missing container metric", "Missing resource metric")',
}, ALL_AUTOSCALERS, (standing, scene) => {
  const metrics = metricsOf(standing.object);
  if (!metrics.known) { return [{ undecided: metrics.origin.why }]; }
  const { resources } = metrics.value;
  const misnamed = resources.filter(({ resource }) => !isResource(resource)).map((target) => noResource(standing, target));
  const ofContainers = resources.filter(({ container }) => container !== undefined);
  if (ofContainers.length === 0) { return misnamed; }
  const scaled = scaledPods(standing, scene);
  if (!scaled) { return [...misnamed, { undecided: 'the workload that the autoscaler scales is not among the manifests' }]; }
  return [...misnamed, ...ofContainers.flatMap((target) => noContainer(standing, target, scaled))];
});

function noResource(standing: Standing, { resource, namePointer }: ResourceTarget): Answer {
  const name = known(resource, standing.object.origin(namePointer));
  const meant = meantResource(resource);
  return {
    message: `${nameOf(standing.object)} measures ${JSON.stringify(short(resource))}, which is no resource of a container`,
    fix: `use the name ${meant ?? 'cpu or memory'}`,
    part: namePointer,
    at: name.origin,
    values: [{ name: 'resource', value: name, show: short }],
    // another word may be another metric
    ...meant === resource.toLowerCase() && patchable(standing, name) && { patch: [{ op: 'replace', path: namePointer, value: meant }] },
  };
}

function noContainer(standing: Standing, { container, containerPointer }: ResourceTarget, { pod, proxy, isUndecided }: Scaled): Answer[] {
  const names = measured(pod).map(({ name }) => name);
  if (container === undefined || names.includes(container)) { return []; }
  // of a list whose base is not public some are known
  const more = pod.object.at<unknown>(joinPointer(pod.template, 'spec', 'containers', names.length));
  if (!more.known) { return [{ undecided: more.origin.why }]; }
  if (names.length === 0) { return []; }
  if (isUndecided === true && container === PROXY_CONTAINER) { return [{ undecided: 'whether a sidecar is injected is not known' }]; }
  const meant = nearest(container, names);
  const isCertain = meant !== undefined || container === PROXY_CONTAINER || (proxy !== undefined && GATEWAYS.includes(proxy.role));
  const name = known(container, standing.object.origin(containerPointer));
  return [{
    ...isCertain ? {} : { severity: Severity.WARNING },
    message: `${nameOf(standing.object)} measures container ${JSON.stringify(short(container))}, and the pods have ${names.join(', ').slice(0, 200)}${
      meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`,
    fix: `write ${meant ?? (names.length === 1 ? names[0] : 'the name of a container of the pods')}`,
    part: containerPointer,
    at: name.origin,
    values: [{ name: 'container', value: name, show: short }],
  }];
}
