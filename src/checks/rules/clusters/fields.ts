import { gatewayRule } from './gateway';
import { own } from '../../../kube/own';
import { GATEWAY_FIELDS, OWN_FIELDS } from '../../../model/asm/fields';
import type { Manifest } from '../../../model/manifest/types';
import { oncePer } from '../../../model/once';
import type { Shape, ShapeProblem } from '../../../model/shape';
import { RuleClass, Severity } from '../../finding';
import { resourceProblems, unknownFound, wrongFound } from '../resource-fields';

const TYPE = 'aliyun/alibabacloud-servicemesh-api, alibabacloudservicemesh/v1/istiogateway_types.go';
const STRUCTURAL = 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning';

/** An entry of overrides may hold every field that differs by cluster. */
const SPEC: Readonly<Record<string, Shape>> = { ...GATEWAY_FIELDS, ...OWN_FIELDS, overrides: { mapOf: { keys: GATEWAY_FIELDS } } };

/** Two rules ask. */
const problemsOf = oncePer((manifest: Manifest): readonly ShapeProblem[] => (
  resourceProblems(manifest, SPEC).filter((problem) => !isSaidElsewhere(problem))));

/**
 * What rules on one field say in their own words: SCL004 of maxReplicas, AVL013 of nodeSelector, NET006, NET020 and NET023 of ports and dnsPolicy, SEC006, SEC007 and
 * SEC010 of kernel parameters and env, CMP001 to CMP004 and CMP007 of compression, MUL003 of the fields of overrides, MUL004 of clusterIds.
 */
const SAID_ELSEWHERE: readonly RegExp[] = [
  /^spec clusterIds/,
  /^spec nodeSelector \S/,
  /^spec maxReplicas$/,
  /^spec dnsPolicy$/,
  /^spec env \d+ name$/,
  /^spec kernel parameters \S/,
  /^spec compression gzip (?:compression_level|compression_strategy)$/,
];

/** Of compression, in every form: CMP001 to CMP003, CMP007. */
const NUMBERS: readonly string[] = ['memory_level', 'window_bits', 'chunk_size', 'min_content_length'];

function isSaidElsewhere({ path, code, value }: ShapeProblem): boolean {
  if (code === 'unknown' && path.length === 4 && path[1] === 'overrides') { return true; }
  // Kubernetes reads 0.5 as a quantity, and whether ASM's schema does is not known
  if (path.at(-3) === 'resources' && typeof value === 'number') { return true; }
  // what protobuf reads as a number, the resource does not
  if (path[1] === 'compression' && code === 'wrong' && !(typeof value === 'string' && /^[0-9]{1,9}$/.test(value)) && NUMBERS.includes(String(path.at(-1)))) { return true; }
  const isPort = (path[1] === 'ports' || path[1] === 'meshExpansionPorts') && path.length === 4;
  if (isPort && code === 'wrong' && typeof value === 'number' && ['port', 'targetPort', 'nodePort'].includes(String(path[3]))) { return true; }
  const place = path.slice(0, 4).map((step) => String(step).slice(0, 80).replaceAll(' ', '_')).join(' ');
  return SAID_ELSEWHERE.some((pattern) => pattern.test(place));
}

/** What people look for in the resource, and where it is. */
const INSTEAD: Readonly<Record<string, string>> = {
  terminationGracePeriodSeconds: 'remove it; from ASM 1.26 the annotation asm.alibabacloud.com/gateway-drain-timeout-seconds of the IstioGateway drains connections',
  topologySpreadConstraints: 'remove it, and spread the pods by affinity.podAntiAffinity',
  podDisruptionBudget: 'remove it, and write a PodDisruptionBudget for the label app: istio-<name of the gateway> in the cluster',
  replicas: 'write replicaCount',
  autoscaling: 'write minReplicas, maxReplicas, and cpu or memory',
  behavior: 'remove it; with the annotation asm.alibabacloud.com/replicas-managed-by-asm: "false" an autoscaler of your own may have it',
  podAntiAffinity: 'write it below affinity',
  sysctls: 'write kernel.parameters',
};

/** MUL010: what the resource does not have, pods cannot get. */
export const unknownGatewayField = gatewayRule({
  id: 'MUL010',
  title: 'field that an IstioGateway does not have',
  what: 'A field of an IstioGateway, at any depth, is not in the type of the resource: misspelt, or of Kubernetes and not taken over by ASM. A warning, '
    + 'where the name resembles no field: a newer ASM may have it. Fields of overrides themselves are left to MUL003, kernel parameters to SEC007.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The API server drops a field that the resource does not have, or kubectl refuses to apply it: the gateway runs as if nobody had written it.',
  source: `${TYPE}; ${STRUCTURAL}`,
}, (manifest) => problemsOf(manifest).filter(({ code }) => code === 'unknown').map((problem) => {
  const field = String(problem.path.at(-1));
  const instead = problem.path.length === 2 ? own(INSTEAD, field) : undefined;
  return unknownFound(manifest, problem, instead);
}));

/** MUL011: types, the two enums of the type, and parts without which another is nothing. */
export const wrongGatewayValue = gatewayRule({
  id: 'MUL011',
  title: 'value of another type than its field',
  what: 'A field of an IstioGateway holds a text where the type has a number, a map where it has a list, a name that is none of its enum, and so on; or an '
    + 'entry lacks a field that it must have. What rules on one field say is left to them.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A value of another type cannot be read: the API server rejects the resource, or the gateway stays as it was.',
  source: TYPE,
}, (manifest) => problemsOf(manifest).filter(({ code }) => code !== 'unknown').map((problem) => wrongFound(manifest, problem)));
