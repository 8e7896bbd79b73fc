import { everySchema, OwnCrd, ownCrds } from '../support/own-crds';
import { describeWithSchemas, kubernetesSchemas, Schema } from '../support/schemas';

const crds = ownCrds();
const named: Array<[string, OwnCrd]> = crds.map((crd) => [crd.metadata.name, crd]);

test('the kinds the library writes and reads are all there', () => {
  const kinds = crds.flatMap(({ spec }) => spec.versions.map(({ name }) => `${spec.group}/${name}/${spec.names.kind}`));
  expect(kinds.sort()).toEqual([
    'gateway.networking.k8s.io/v1/Gateway',
    'gateway.networking.k8s.io/v1/GatewayClass',
    'istio.alibabacloud.com/v1/ASMProxyConfig',
    'istio.alibabacloud.com/v1/IstioGateway',
    'istio.alibabacloud.com/v1beta1/ASMProxyConfig',
    'istio.alibabacloud.com/v1beta1/IstioGateway',
    'keda.sh/v1alpha1/ScaledObject',
    'networking.istio.io/v1/Gateway',
    'networking.istio.io/v1/Sidecar',
    'networking.istio.io/v1alpha3/EnvoyFilter',
    'networking.istio.io/v1beta1/Gateway',
    'networking.istio.io/v1beta1/ProxyConfig',
    'networking.istio.io/v1beta1/Sidecar',
  ]);
});

test('a group stands in one file: two files of one group would overwrite each other in imports/', () => {
  const files = new Map<string, Set<string>>();
  for (const { file, spec } of crds) { files.set(spec.group, (files.get(spec.group) ?? new Set()).add(file)); }
  expect([...files.values()].map((set) => set.size)).toEqual([...files.values()].map(() => 1));
});

describe.each(named)('%s', (_, crd) => {
  test('has the names that the API server asks for', () => {
    const { group, names, scope } = crd.spec;
    expect(crd.metadata.name).toBe(`${names.plural}.${group}`);
    expect(names.singular).toBe(names.kind.toLowerCase());
    expect(names.listKind).toBe(`${names.kind}List`);
    expect(['Namespaced', 'Cluster']).toContain(scope);
  });

  test('is stored in exactly one version and serves them all', () => {
    expect(crd.spec.versions.filter(({ storage }) => storage)).toHaveLength(1);
    expect(crd.spec.versions.every(({ served }) => served)).toBe(true);
  });

  test('has structural schemas with a description for every field', () => {
    const wrong = crd.spec.versions.flatMap(({ name, schema }) =>
      everySchema(schema.openAPIV3Schema).flatMap(([path, node]) => structureProblems(path, node).map((what) => `${name} ${path}: ${what}`)));
    expect(wrong).toEqual([]);
  });
});

/** What the API server would refuse in a schema, and a missing description. */
function structureProblems(path: string, schema: Schema): string[] {
  const problems: string[] = [];
  const free = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (!schema.type && !free) { problems.push('no type'); }
  if (schema.type && schema['x-kubernetes-int-or-string']) { problems.push('a type beside int-or-string'); }
  if (schema.type === 'array' && !schema.items) { problems.push('a list without items'); }
  if (schema.$ref) { problems.push('a $ref'); }
  if (schema.properties && schema.additionalProperties) { problems.push('both named fields and a map'); }
  for (const field of schema.required ?? []) {
    if (!schema.properties?.[field]) { problems.push(`requires "${field}", which it does not have`); }
  }
  if (schema['x-kubernetes-list-type'] === 'map') {
    for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
      if (!schema.items?.required?.includes(key)) { problems.push(`is keyed by "${key}", which its items do not require`); }
    }
  }
  if (schema.pattern) { expect(() => new RegExp(schema.pattern!)).not.toThrow(); }
  const isItem = path.endsWith('[]') || path.endsWith('{}');
  const isIdentity = path === 'apiVersion' || path === 'kind' || path === 'metadata';
  if (!schema.description && !isItem && !isIdentity) { problems.push('no description'); }
  return problems;
}

describeWithSchemas('Kubernetes takes our CRDs', () => {
  test.each(named)('%s', (_, { file, ...crd }) => {
    expect(file).toMatch(/\.yaml$/);
    expect(kubernetesSchemas('1.28.0').problems(crd)).toEqual([]);
    expect(kubernetesSchemas('1.36.0').problems(crd)).toEqual([]);
  });
});
