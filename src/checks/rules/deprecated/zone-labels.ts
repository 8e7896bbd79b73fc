import { betterTopologyKey } from '../../../kube';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member } from '../../../model/read';
import { type PatchOperation, RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { GATEWAYS, proxyRule, short } from '../proxy-rule';

const OLD = 'failure-domain.beta.kubernetes.io/';

interface Place {
  readonly pointer: string;
  readonly key: string;
}

function ofNodeSelector(spec: unknown, place: string): Place[] {
  return Object.keys(mapAt(spec, '/nodeSelector') ?? {}).map((key) => ({ key, pointer: joinPointer(place, 'nodeSelector', key) }));
}

/** Keys of required and preferred terms alike. */
function ofNodeAffinity(spec: unknown, place: string): Place[] {
  const affinity = '/affinity/nodeAffinity';
  const required = joinPointer(affinity, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const preferred = joinPointer(affinity, 'preferredDuringSchedulingIgnoredDuringExecution');
  const terms = [
    ...(listAt(spec, required) ?? []).map((term, at) => ({ term, pointer: joinPointer(required, at) })),
    ...(listAt(spec, preferred) ?? []).map((item, at) => ({ term: member(item, 'preference'), pointer: joinPointer(preferred, at, 'preference') })),
  ];
  return terms.flatMap(({ term, pointer }) => (listAt(term, '/matchExpressions') ?? []).flatMap((expression, at) => {
    const key = member(expression, 'key');
    return typeof key === 'string' ? [{ key, pointer: place + joinPointer(pointer, 'matchExpressions', at, 'key') }] : [];
  }));
}

/** DEP003: topology keys are AVL004's. */
export const oldZoneLabels = proxyRule({
  id: 'DEP003',
  title: 'old label of zone or region',
  what: 'The nodeSelector or nodeAffinity of a gateway or waypoint names a label failure-domain.beta.kubernetes.io/zone or region. Topology keys are judged by AVL004.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'These labels are deprecated since Kubernetes 1.17. Nodes that a newer provider makes need not carry them, and then no pod is scheduled there.',
  source: 'https://kubernetes.io/docs/reference/labels-annotations-taints/ (failure-domain.beta.kubernetes.io/zone)',
  roles: GATEWAYS,
}, ({ workload, template, declaredBy }) => {
  const place = joinPointer(template, 'spec');
  const spec = mapAt(workload.object, place);
  return [...ofNodeSelector(spec, place), ...ofNodeAffinity(spec, place)].filter(({ key }) => key.startsWith(OLD)).map(({ key, pointer }): Found => {
    const origin = workload.origin(pointer);
    const better = betterTopologyKey(key) ?? 'topology.kubernetes.io/zone';
    const own = origin.kind === 'set' && origin.manifest === declaredBy && origin.within === undefined ? origin.pointer : undefined;
    return {
      message: `${short(key)} is a deprecated label of nodes`,
      fix: `use ${better}`,
      ...own !== undefined && pointer.endsWith('/key') ? { patch: [{ op: 'replace', path: own, value: better } satisfies PatchOperation] } : {},
      at: origin,
      pointer,
      part: `${short(key)} ${pointer.slice(place.length, place.length + 40)}`,
      values: [{ name: 'label', value: known(key, origin), show: short }],
    };
  });
});
