import { fieldsOf, type FieldType, judgeObject, SCHEMA_KINDS, SCHEMA_ROWS } from '../../../src/kube/schema';
import { LATER_FIELDS } from '../../../src/kube/schema/later';
import { describeWithSchemas, kubernetesSchemas, type Schema } from '../../support/schemas';

const fieldProblems = (...given: Parameters<typeof judgeObject>) => judgeObject(...given)?.fields;

const VERSIONS = ['1.28.0', '1.33.0', '1.36.0'] as const;

const deployment = (spec: object): Record<string, unknown> => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { selector: {}, template: { spec: { containers: [{ name: 'istio-proxy' }] } }, ...spec },
});
const container = (fields: object): Record<string, unknown> => deployment({ template: { spec: { containers: [{ name: 'istio-proxy', ...fields }] } } });

describe('what an object of a known kind is told', () => {
  test.each([
    ['a field that nobody knows', deployment({ replcias: 2 }), '/spec/replcias is no field of DeploymentSpec, got "replcias", '
      + 'expected one that Kubernetes knows; did you mean "replicas"?'],
    ['a field that is like no other', container({ foo: 1 }), '/spec/template/spec/containers/0/foo is no field of Container, got "foo", '
      + 'expected one that Kubernetes knows; the API server would drop it, remove it'],
    ['a text for a number', deployment({ replicas: '2' }), '/spec/replicas must be a whole number, got "2"; write 2 without quotes'],
    ['a fraction', deployment({ replicas: 1.5 }), '/spec/replicas must be a whole number, got 1.5'],
    ['a number for a text', container({ env: [{ name: 'A', value: 1 }] }), '/spec/template/spec/containers/0/env/0/value must be a text, got 1; write "1" in quotes'],
    ['a text for a switch', container({ tty: 'true' }), '/spec/template/spec/containers/0/tty must be true or false, got "true"; write true without quotes'],
    ['a map for a list', container({ env: {} }), '/spec/template/spec/containers/0/env must be a list, got a map'],
    ['a list for a map', container({ resources: [] }), '/spec/template/spec/containers/0/resources must be a map (ResourceRequirements), got a list of 0'],
    ['no quantity', container({ resources: { limits: { cpu: '1x' } } }), '/spec/template/spec/containers/0/resources/limits/cpu must be a Kubernetes quantity such as '
      + '100m, 0.5, 2 or 1Gi, got "1x"; the suffixes are n, u, m, k, M, G, T, P, E and Ki, Mi, Gi, Ti, Pi, Ei'],
    ['a switch for a quantity', container({ resources: { limits: { cpu: true } } }), '/spec/template/spec/containers/0/resources/limits/cpu '
      + 'must be a quantity such as 100m or 1Gi, got true'],
    ['a field that must be there', container({ ports: [{ name: 'x' }] }), '/spec/template/spec/containers/0/ports/0/containerPort is missing, expected a whole number, add it'],
  ])('%s', (_, object, expected) => {
    expect(fieldProblems(object)!.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([expected]);
  });

  test.each([
    ['a number of processors without quotes', container({ resources: { limits: { cpu: 2 } } })],
    ['null, which is nothing', container({ resources: null })],
    ['a port by name or number', { apiVersion: 'v1', kind: 'Service', metadata: {}, spec: { ports: [{ port: 1, targetPort: 'x' }, { port: 2, targetPort: 2 }] } }],
  ])('%s is right', (_, object) => expect(fieldProblems(object)).toEqual([]));

  test('everything wrong is said at once', () => {
    expect(fieldProblems(deployment({ replicas: 'a', paused: 1, minReadySeconds: 's' }))!.map(({ pointer }) => pointer))
      .toEqual(['/spec/replicas', '/spec/paused', '/spec/minReadySeconds']);
  });

  test('what may be there is not missing', () => {
    const bare = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: {} };
    expect(fieldProblems(bare)!.map(({ pointer }) => pointer)).toEqual(['/spec/selector', '/spec/template']);
    expect(fieldProblems(bare, { mayBeThere: (pointer) => pointer === '/spec/template' })!.map(({ pointer }) => pointer)).toEqual(['/spec/selector']);
  });

  test('of a field that came later than the table it is said when', () => {
    expect(fieldProblems(container({ volumeMounts: [{ name: 'a', mountPath: '/a', bindMountOptions: [] }] }))).toEqual([{
      pointer: '/spec/template/spec/containers/0/volumeMounts/0/bindMountOptions',
      code: 'unknown-field',
      since: '1.37',
      message: 'is a field of VolumeMount from Kubernetes 1.37 on, got "bindMountOptions", expected one that this Kubernetes knows; the API server would drop it, remove it',
    }]);
  });

  test('of a kind that is not in the table nothing is said', () => expect(fieldProblems({ apiVersion: 'v1', kind: 'Pod' })).toBeUndefined());

  test('names of the language are fields like others', () => {
    const hostile = JSON.parse('{"apiVersion":"apps/v1","kind":"Deployment","spec":{"__proto__":1,"constructor":2,"selector":{},"template":{}}}') as Record<string, unknown>;
    expect(fieldProblems(hostile)!.map(({ pointer }) => pointer)).toEqual(['/spec/__proto__', '/spec/constructor']);
  });
});

describe('the table', () => {
  test('has no field of those that came later, and every type of theirs', () => {
    expect(LATER_FIELDS.flatMap(({ type, fields }) => fields.split(' ').filter((name) => fieldsOf(type).has(name)))).toEqual([]);
  });

  test('names every type once, with a source', () => {
    const types = SCHEMA_ROWS.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    expect(SCHEMA_ROWS.filter(({ source }) => !source.startsWith('Kubernetes API reference'))).toEqual([]);
  });

  test('every type that a field names has a row, and every row is used', () => {
    const used = new Set<string>(SCHEMA_KINDS.values());
    for (const type of used) { for (const { type: of } of fieldsOf(type).values()) { named(of).forEach((name) => used.add(name)); } }
    expect([...used].sort()).toEqual(SCHEMA_ROWS.map(({ type }) => type).sort());
  });
});

function named(type: FieldType): string[] {
  return type.kind === 'object' ? [type.type] : type.kind === 'list' || type.kind === 'map' ? named(type.of) : [];
}

/** Every field below a type, as `spec.template.spec.containers[].name: string`. */
function ourPaths(type: FieldType, at: string, out: Map<string, string>): Map<string, string> {
  if (type.kind === 'list') { return ourPaths(type.of, `${at}[]`, out); }
  if (type.kind === 'map') { return ourPaths(type.of, `${at}{}`, out); }
  if (type.kind === 'object') {
    for (const [name, field] of fieldsOf(type.type)) { ourPaths(field.type, `${at}.${name}`, out); }
  } else { out.set(at, type.kind); }
  return out;
}

const FORMATS: Readonly<Record<string, string>> = { integer: 'int', boolean: 'bool', number: 'number', string: 'string' };

function publishedPaths(schema: Schema, at: string, out: Map<string, string>): Map<string, string> {
  if (schema['x-kubernetes-int-or-string']) { out.set(at, 'scalar'); return out; }
  if (schema.type === 'array') { return publishedPaths(schema.items!, `${at}[]`, out); }
  if (typeof schema.additionalProperties === 'object') { return publishedPaths(schema.additionalProperties, `${at}{}`, out); }
  if (schema.properties) {
    for (const [name, child] of Object.entries(schema.properties)) { if (`${at}.${name}` !== '.status') { publishedPaths(child, `${at}.${name}`, out); } }
    return out;
  }
  out.set(at, FORMATS[schema.type ?? ''] ?? 'any');
  return out;
}

/** Kubernetes 1.28 described the resources of volume claims with the type of containers; claims were never valid there, and 1.29 has no such field. */
const SHARED_TYPE = /volumeClaimTemplates?(?:\[\])?\.spec\.resources\.claims/;

/** What the cluster says of a claim is judged by nobody. */
const OF_CLUSTER = /volumeClaimTemplates\[\]\.status/;

/** Quantities and numbers-or-texts are one thing in the published definitions, and times are texts. */
const asPublished = (kind: string): string => (kind === 'quantity' || kind === 'intOrString' ? 'scalar' : kind === 'time' ? 'string' : kind);

describeWithSchemas('the table against the published definitions', () => {
  test.each([...SCHEMA_KINDS])('%s has exactly the fields of Kubernetes 1.28, 1.33 and 1.36', (kind, type) => {
    const ours = new Map([...ourPaths({ kind: 'object', type }, '', new Map())].map(([path, of]) => [path, asPublished(of)]));
    const [apiVersion, name] = kind.split(' ');
    const published = new Map<string, string>();
    for (const version of VERSIONS) {
      for (const [path, of] of publishedPaths(kubernetesSchemas(version).schemaOf(apiVersion, name)!, '', new Map())) {
        if (SHARED_TYPE.test(path) || OF_CLUSTER.test(path)) { continue; }
        if (ours.get(path) !== of) { throw new Error(`${path} is ${of} in Kubernetes ${version}, and ${ours.get(path) ?? 'not there'} in the table`); }
        published.set(path, of);
      }
    }
    expect([...ours.keys()].filter((path) => !published.has(path) && !OF_CLUSTER.test(path))).toEqual([]);
  });

  test('fields that must be there are those of Kubernetes 1.36', () => {
    for (const [kind, type] of SCHEMA_KINDS) {
      const [apiVersion, name] = kind.split(' ');
      const published = publishedRequired(kubernetesSchemas('1.36.0').schemaOf(apiVersion, name)!, '');
      expect([kind, requiredOf({ kind: 'object', type }, '')]).toEqual([kind, published.filter((path) => !OF_CLUSTER.test(path))]);
    }
  });
});

/** Only there in versions up to 1.30, and so not in 1.36. */
const GONE = /resourceClaims\[\]\.source/;

function requiredOf(type: FieldType, at: string): string[] {
  if (type.kind === 'list' || type.kind === 'map') { return requiredOf(type.of, `${at}[]`); }
  if (type.kind !== 'object') { return []; }
  return [...fieldsOf(type.type)].flatMap(([name, field]) => [...(field.required ? [`${at}.${name}`] : []), ...requiredOf(field.type, `${at}.${name}`)])
    .filter((path) => !GONE.test(path)).sort();
}

function publishedRequired(schema: Schema, at: string): string[] {
  if (schema.items) { return publishedRequired(schema.items, `${at}[]`); }
  if (typeof schema.additionalProperties === 'object') { return publishedRequired(schema.additionalProperties, `${at}[]`); }
  return Object.entries(schema.properties ?? {}).filter(([name]) => at !== '' || name !== 'status')
    .flatMap(([name, child]) => [...(schema.required?.includes(name) ? [`${at}.${name}`] : []), ...publishedRequired(child, `${at}.${name}`)]).sort();
}
