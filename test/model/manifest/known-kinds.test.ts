import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isClusterScoped, isKnownKind, readManifests } from '../../../src/model/manifest';
import { KNOWN_GROUPS } from '../../../src/model/manifest/known-kinds';

const schemas = join(__dirname, '../../../../shared/schemas');

describe('known kinds', () => {
  test('each kind stands once, in order, with a source', () => {
    const all = KNOWN_GROUPS.flatMap(({ group, namespaced, cluster }) => [...namespaced, ...cluster].map(kind => `${group}/${kind}`));
    expect(new Set(all).size).toBe(all.length);
    for (const { namespaced, cluster, source } of KNOWN_GROUPS) {
      expect([...namespaced].sort()).toEqual(namespaced);
      expect([...cluster].sort()).toEqual(cluster);
      expect(source).not.toBe('');
    }
  });

  test.each([
    ['', 'Pod', true, false], ['', 'Namespace', true, true], ['apps', 'Deployment', true, false], ['apps', 'Pod', false, false],
    ['gateway.networking.k8s.io', 'GatewayClass', true, true], ['istio.alibabacloud.com', 'IstioGateway', true, false],
    ['istio.alibabacloud.com', 'ASMMeshConfig', true, true], ['x.io', 'Widget', false, false], ['', 'constructor', false, false],
  ])('%s/%s: known %s, cluster-scoped %s', (group, kind, known, cluster) => {
    expect([isKnownKind(group, kind), isClusterScoped(group, kind)]).toEqual([known, cluster]);
  });

  const files = ['istio/crds-1.30.3.yaml', 'gateway-api/standard-1.5.1.yaml'].filter(file => existsSync(join(schemas, file)));
  (files.length > 0 ? test.each(files) : test.skip.each(['no schemas folder']))('scopes are those of %s', (file) => {
    const definitions = readManifests(readFileSync(join(schemas, file), 'utf8')).filter(({ key }) => key.kind === 'CustomResourceDefinition');
    expect(definitions.length).toBeGreaterThan(0);
    for (const { object } of definitions) {
      const spec = object.spec as { group: string; scope: string; names: { kind: string } };
      expect([spec.names.kind, isKnownKind(spec.group, spec.names.kind)]).toEqual([spec.names.kind, true]);
      expect(isClusterScoped(spec.group, spec.names.kind)).toBe(spec.scope === 'Cluster');
    }
  });
});
