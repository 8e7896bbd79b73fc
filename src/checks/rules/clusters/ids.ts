import { at, clusterIdsOf, gatewayRule, names } from './gateway';
import { joinPointer, valueAt } from '../../../model/pointer';
import { mapAt } from '../../../model/read';
import { ClusterKind } from '../../../platform';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';

const FIELDS_PAGE = 'ASM, CRD fields for an ASM gateway (help.aliyun.com document_detail 165004)';

/** Ids such as c0d3f6a1b…: letters and digits, and nothing that an example would put there. */
const PLACEHOLDER = /[<>*{}$\s]|^(?:your|my|xxx)|cluster-?id/i;

/** MUL004: without the field ASM's console shows the gateway, and nothing runs; whoever leaves it out may well add it later. */
export const clusterIds = gatewayRule({
  id: 'MUL004',
  title: 'clusterIds that name no cluster',
  what: 'clusterIds of an IstioGateway is empty or no list, or an entry is no text, empty, a placeholder such as `<cluster-id>`, or stands twice.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The gateway is deployed in the clusters that clusterIds names, by their ids: without a right one it runs nowhere.',
  source: `${FIELDS_PAGE}, clusterIds`,
}, (manifest) => {
  const value = valueAt(manifest.object, '/spec/clusterIds');
  if (value === undefined || value === null) { return []; }
  const problem = (pointer: string, got: unknown, message: string, fix: string): Found => ({
    message, fix, part: pointer, pointer, values: [{ name: 'clusterIds', value: at(manifest, pointer, got), show: shown }],
  });
  if (!Array.isArray(value) || value.length === 0) {
    return [problem('/spec/clusterIds', value,
      `clusterIds is ${shown(value)}, expected a list with the id of at least one cluster`,
      'name the clusters by their ids')];
  }
  const seen = new Set<unknown>();
  return value.flatMap((id: unknown, index): Found[] => {
    const pointer = joinPointer('/spec/clusterIds', index);
    const isTwice = seen.has(id);
    seen.add(id);
    if (typeof id !== 'string' || id === '') {
      return [problem(pointer, id,
        `clusterIds has ${shown(id)}, expected the id of a cluster`, 'write the id as a text')];
    }
    if (id.length > 200 || PLACEHOLDER.test(id)) {
      return [problem(pointer, id, `clusterIds has ${shown(id)}, which is a placeholder`, 'write the id of the cluster as the ACK console shows it')];
    }
    return isTwice ? [problem(pointer, id, `clusterIds has ${shown(id)} twice`, 'keep one of the two')] : [];
  });
});

/** MUL008: the model refuses it, too; it is said of the resource, not of each of its gateways. */
export const outsideRootNamespace = gatewayRule({
  id: 'MUL008',
  title: 'IstioGateway outside the root namespace',
  what: 'An IstioGateway stands in another namespace than istio-system (the root namespace of the mesh).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Elsewhere the gateway cannot fetch its configuration, and its pods do not start.',
  source: `${FIELDS_PAGE}, metadata.namespace`,
}, (manifest, { index, facts }) => {
  const namespace = index.namespaceOf(manifest.key);
  if (namespace === undefined || namespace === facts.rootNamespace) { return []; }
  return [{
    message: `the IstioGateway is in namespace ${shown(namespace)}, expected ${facts.rootNamespace}: elsewhere the gateway does not start`,
    fix: `set metadata.namespace to ${facts.rootNamespace}`,
    pointer: '/metadata/namespace',
    values: [{ name: 'namespace', value: at(manifest, '/metadata/namespace', namespace) }],
  }];
});

/** MUL009: what spreads pods on nodes does nothing on virtual nodes, and the other way round. */
export const mixedClusterKinds = gatewayRule({
  id: 'MUL009',
  title: 'one gateway on ACK and ACK Serverless',
  what: 'The clusters of one IstioGateway are ACK and ACK Serverless ones, and it has an affinity, a nodeSelector or tolerations.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ACK Serverless knows no nodes and spreads pods by ECI annotations. affinity, nodeSelector and tolerations are not among the fields that ASM '
    + 'documents for overrides, so one resource cannot be right for both.',
  source: `${FIELDS_PAGE}, per-cluster overrides; ASM, Improve the availability of an ingress gateway (document_detail 287011)`,
}, (manifest, { facts }) => {
  const field = ['affinity', 'nodeSelector', 'tolerations'].find((name) => isGiven(valueAt(manifest.object, `/spec/${name}`)));
  const ids = clusterIdsOf(manifest);
  if (field === undefined || ids.length < 2) { return []; }
  const kinds = ids.map((id) => facts.forCluster(id).platform.clusterKind);
  const serverless = ids.filter((_, index) => kinds[index] === ClusterKind.ACK_SERVERLESS);
  const others = ids.filter((_, index) => kinds[index] !== undefined && kinds[index] !== ClusterKind.ACK_SERVERLESS);
  if (serverless.length === 0 || others.length === 0) {
    return kinds.includes(undefined) ? { undecided: 'the kind of cluster is not given' } : [];
  }
  const pointer = `/spec/${field}`;
  return [{
    message: `${field} holds for ${names(others)} and for ACK Serverless ${names(serverless)} alike, and overrides cannot change it`,
    fix: 'split it into two IstioGateway resources, one for each kind of cluster',
    pointer,
    values: [
      { name: field, value: at(manifest, pointer, 'set') },
      { name: 'clusterIds', value: at(manifest, '/spec/clusterIds', names(ids)) },
    ],
  }];
});

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : mapAt(value, '') !== undefined && Object.keys(value as object).length > 0;
}
