import { at, clusterIdsOf, gatewayRule, names, overridesOf } from './gateway';
import { meant } from '../../../kube';
import { GATEWAY_FIELDS } from '../../../model/asm/fields';
import { joinPointer } from '../../../model/pointer';
import { isMap, member } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { valueFor } from '../../../platform/values';
import { RuleClass, Severity } from '../../finding';

const FIELDS_PAGE = 'ASM, CRD fields for an ASM gateway (help.aliyun.com document_detail 165004), per-cluster overrides';

/** MUL001: without clusterIds the gateway runs nowhere, and MUL004 or nobody speaks. */
export const overrideOfUnknownCluster = gatewayRule({
  id: 'MUL001',
  title: 'override for a cluster that is not named',
  what: 'A key of an IstioGateway\'s overrides is not one of its clusterIds.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Overrides hold for the clusters of the gateway, by id: an entry for another one reaches no gateway, and the cluster that was meant runs '
    + 'without it.',
  source: FIELDS_PAGE,
}, (manifest) => {
  const ids = clusterIdsOf(manifest);
  if (ids.length === 0) { return []; }
  const known = new Set(ids);
  return Object.keys(overridesOf(manifest)).filter((id) => !known.has(id)).map((id) => {
    const pointer = joinPointer('/spec/overrides', id);
    return {
      message: `overrides names cluster ${shown(id)}, clusterIds are ${names(ids)}${meant(id, ids)}`,
      fix: `use one of the clusterIds (${names(ids)}), or add the cluster to them`,
      part: id.slice(0, 80),
      pointer,
      values: [
        { name: 'overrides', value: at(manifest, pointer, id), show: shown },
        { name: 'clusterIds', value: at(manifest, '/spec/clusterIds', names(ids)) },
      ],
    };
  });
});

/** MUL002: a resource that stands in the cluster itself (data plane access, one folder a cluster) may be cut down to it. */
export const overridesOfOneCluster = gatewayRule({
  id: 'MUL002',
  title: 'overrides for one cluster only',
  what: 'An IstioGateway with one entry in clusterIds has an override for it. Resources that are kept per cluster, cut down to it, are left alone.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ASM documents overrides for gateways that name two or more clusters. With one, the same fields belong in the spec itself.',
  source: FIELDS_PAGE,
}, (manifest) => {
  const ids = clusterIdsOf(manifest);
  const [id] = ids;
  if (ids.length !== 1 || id === manifest.key.cluster || member(overridesOf(manifest), id) === undefined) { return []; }
  const pointer = joinPointer('/spec/overrides', id);
  return [{
    message: `overrides has an entry for ${shown(id)}, the only cluster of the gateway`,
    fix: 'move its fields into spec, or name the second cluster in clusterIds',
    pointer,
    values: [
      { name: 'clusterIds', value: at(manifest, '/spec/clusterIds', names(ids)) },
      { name: 'overrides', value: at(manifest, pointer, id), show: shown },
    ],
  }];
});

/** MUL003: what the type holds and no page names may work; what the type does not hold cannot. Fields that an older ASM lacks are VER003's. */
export const overrideField = gatewayRule({
  id: 'MUL003',
  title: 'field that cannot be overridden',
  what: 'An entry of overrides has a field that an IstioGateway does not have. A field that it has, and that ASM does not document for overrides, '
    + 'is a warning.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'ASM documents overrides for serviceAnnotations, podAnnotations, resources, replicaCount, the autoscaling fields and serviceType. What '
    + 'becomes of others is not documented, and of unknown ones nothing.',
  source: `${FIELDS_PAGE}; github.com/aliyun/alibabacloud-servicemesh-api`,
}, (manifest, { facts }) => {
  const allowed = valueFor(facts.platform, 'overrideFields');
  const documented = [...new Set([...allowed.known ? allowed.value : [], ...DOCUMENTED])];
  return Object.entries(overridesOf(manifest)).flatMap(([id, own]) => (isMap(own) ? Object.keys(own) : []).flatMap((field) => {
    if (documented.includes(field)) { return []; }
    const pointer = joinPointer('/spec/overrides', id, field);
    const isField = Object.hasOwn(GATEWAY_FIELDS, field);
    return [{
      severity: isField ? Severity.WARNING : Severity.ERROR,
      message: `overrides of ${shown(id)} has ${shown(field)}, which ${isField ? 'ASM does not document for overrides' : 'is no field of an IstioGateway'}${
        meant(field, documented)}`,
      fix: isField ? 'set it for all clusters, or make a resource of its own for this cluster' : `use one of ${documented.join(', ')}`,
      part: `${id.slice(0, 80)}.${field.slice(0, 80)}`,
      pointer,
      values: [{ name: field.slice(0, 80), value: at(manifest, pointer, member(own, field)), show: shown }],
    }];
  }));
});

/** The newest list: what an older version lacks of it is a question of versions. */
const DOCUMENTED: readonly string[] = [
  'serviceAnnotations', 'podAnnotations', 'resources', 'replicaCount', 'minReplicas', 'maxReplicas', 'cpu', 'memory', 'serviceType',
];

/** MUL006: fields whose parts an override can give one by one. */
const MAPS: readonly string[] = ['serviceAnnotations', 'podAnnotations', 'resources', 'cpu', 'memory'];

export const partOfMap = gatewayRule({
  id: 'MUL006',
  title: 'override of a part of a map',
  what: 'An override gives a map (annotations, resources) that lacks keys which the same field of the spec has.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'ASM does not document whether an override replaces a map or is merged into it, so the missing keys may be gone in that cluster.',
  source: FIELDS_PAGE,
}, (manifest) => Object.entries(overridesOf(manifest)).flatMap(([id, own]) => MAPS.flatMap((field) => {
  const base = member(manifest.object.spec, field);
  const part = member(own, field);
  if (!isMap(base) || !isMap(part)) { return []; }
  const lost = lacking(base, part, '', 0);
  if (lost.length === 0) { return []; }
  const pointer = joinPointer('/spec/overrides', id, field);
  return [{
    message: `overrides of ${shown(id)} gives ${field} without ${names(lost)}, which spec.${field} has: whether they stay is not documented`,
    fix: `repeat ${names(lost)} in the override`,
    part: `${id.slice(0, 80)}.${field}`,
    pointer,
    values: [
      { name: `spec.${field}`, value: at(manifest, joinPointer('/spec', field), names(Object.keys(base))) },
      { name: `overrides.${field}`, value: at(manifest, pointer, names(Object.keys(part))) },
    ],
  }];
})));

/** resources is two maps deep. */
function lacking(base: Readonly<Record<string, unknown>>, part: Readonly<Record<string, unknown>>, path: string, depth: number): string[] {
  return Object.keys(base).flatMap((key) => {
    const [below, own] = [base[key], member(part, key)];
    if (own === undefined) { return [`${path}${key}`]; }
    return depth < 2 && isMap(below) && isMap(own) ? lacking(below, own, `${path}${key}.`, depth + 1) : [];
  });
}
