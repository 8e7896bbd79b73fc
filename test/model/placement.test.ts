import * as fc from 'fast-check';
import { deployment, proxyOf } from './around/proxy-of';
import { fittingNodes, fittingZones, placementKey } from '../../src/model/placement';
import type { NodeFacts } from '../../src/platform';

const ZONE = 'topology.kubernetes.io/zone';
const NODES: NodeFacts[] = [
  { name: 'a', labels: { pool: 'gw', cpus: '8', [ZONE]: 'z1' } },
  { name: 'b', labels: { pool: 'app', cpus: '16', [ZONE]: 'z2' } },
  { name: 'c', labels: { cpus: 'many', [ZONE]: 'z2' } },
];
const UNKNOWN: NodeFacts = { name: 'd' };
const affinity = (...nodeSelectorTerms: unknown[]): object => (
  { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const label = (key: string, operator: string, ...values: string[]): object =>
  ({ matchExpressions: [{ key, operator, ...values.length > 0 && { values } }] });
const placed = (pod: object) => proxyOf({ workload: deployment({}, pod) });
const fitting = (pod: object, nodes = NODES): string => fittingNodes(placed(pod), nodes).map(({ name }) => name).join('');

describe('the nodes that pods may be on', () => {
  test.each<[string, object, string]>([
    ['nothing asked', {}, 'abc'],
    ['nodeSelector', { nodeSelector: { pool: 'gw' } }, 'a'],
    ['In', affinity(label('pool', 'In', 'gw', 'app')), 'ab'],
    ['NotIn, which a node without the label meets', affinity(label('pool', 'NotIn', 'gw')), 'bc'],
    ['Exists', affinity(label('pool', 'Exists')), 'ab'],
    ['DoesNotExist', affinity(label('pool', 'DoesNotExist')), 'c'],
    ['Gt', affinity(label('cpus', 'Gt', '8')), 'b'],
    ['Lt, which text and an absent label never meet', affinity(label('cpus', 'Lt', '16')), 'a'],
    ['Lt of a label that nobody has', affinity(label('disks', 'Lt', '16')), ''],
    ['Gt of no number', affinity(label('cpus', 'Gt', 'few')), ''],
    ['the name of a node', affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['c'] }] }), 'c'],
    ['all but one, by name', affinity({ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['c'] }] }), 'ab'],
    ['one term or another', affinity(label('pool', 'In', 'gw'), label('cpus', 'In', 'many')), 'ac'],
    ['all expressions of a term', affinity({ matchExpressions: [{ key: 'pool', operator: 'Exists' }, { key: 'cpus', operator: 'Gt', values: ['9'] }] }), 'b'],
    ['expressions and fields of a term', affinity({ ...label('pool', 'Exists'), matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b', 'c'] }] }), 'b'],
    ['nodeSelector and affinity', { nodeSelector: { pool: 'gw' }, ...affinity(label('cpus', 'Gt', '8')) }, ''],
    ['a term without conditions matches no node', affinity({}, label('pool', 'In', 'gw')), 'a'],
    ['no terms, which the API server refuses', affinity(), 'abc'],
    ['preferred affinity is a wish', {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: label('pool', 'In', 'gw') }] } },
    }, 'abc'],
  ])('%s', (_name, pod, expected) => {
    expect(fitting(pod)).toBe(expected);
  });

  test.each([
    [{ nodeSelector: { pool: 'gw' } }, 'd'], [affinity(label('pool', 'DoesNotExist')), 'd'], [affinity(label('cpus', 'Gt', '8')), 'd'],
    [affinity({ ...label('pool', 'Exists'), matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }), ''],
  ])('a node whose labels are not known may be one: %j', (pod, expected) => {
    expect(fitting(pod, [UNKNOWN])).toBe(expected);
  });

  test('zones are those of the fitting nodes; without labels those that are given', () => {
    const zones = (pod: object, nodes?: NodeFacts[]): unknown => fittingZones(placed(pod), { nodes, zones: ['x', 'y', 'z'] });
    expect(zones({}, NODES)).toEqual(['z1', 'z2']);
    expect(zones(affinity(label('cpus', 'In', 'many')), NODES)).toEqual(['z2']);
    expect(zones({}, [UNKNOWN])).toEqual(['x', 'y', 'z']);
    expect(zones({})).toEqual(['x', 'y', 'z']);
  });

  test('pods that ask the same compete for the same nodes', () => {
    const key = (pod: object): string => placementKey(placed(pod));
    expect(key({ nodeSelector: { a: '1', b: '2' } })).toBe(key({ nodeSelector: { b: '2', a: '1' } }));
    expect(key({ nodeSelector: { a: '1' } })).not.toBe(key({}));
    expect(key(affinity(label('pool', 'Exists')))).not.toBe(key({}));
  });

  test('whatever stands there, nothing is thrown', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const operators = ['In', 'Gt', 'Lt', b];
      const term = { matchExpressions: operators.map((operator) => ({ key: a, operator, values: b })) };
      fitting({ nodeSelector: b, ...affinity(a, { matchExpressions: b, matchFields: [a] }, term) }, [...NODES, UNKNOWN]);
    }), { seed: 7, numRuns: 300 });
  });
});
