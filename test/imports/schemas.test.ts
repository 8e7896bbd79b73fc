import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { crdSchemas, describeWithSchemas, kubernetesSchemas, SchemaChecker } from '../support/schemas';

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-schemas-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** A checker for one kind whose spec has this schema, and a function that judges a spec with it. */
function judge(spec: Record<string, unknown>): (value: unknown) => string[] {
  const file = join(folder, `${files++}.yaml`);
  const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec };
  const openAPIV3Schema = { type: 'object', properties };
  writeFileSync(file, stringify({ spec: { group: 'example.com', names: { kind: 'Thing' }, versions: [{ name: 'v1', schema: { openAPIV3Schema } }] } }));
  const checker: SchemaChecker = crdSchemas(file);
  return (value) => checker.problems({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, spec: value });
}

const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({ type: 'object', properties, ...more });

const keyed = { 'type': 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] };

describe('the strict check of a CRD', () => {
  test.each<[string, Record<string, unknown>, unknown, string[]]>([
    ['a right value', object({ a: { type: 'string' } }), { a: 'x' }, []],
    ['an unknown field', object({ a: { type: 'string' } }), { b: 1 }, ['/spec: unknown field "b"']],
    ['an unknown field of an object without fields', object({ a: { type: 'object' } }), { a: { b: 1 } }, ['/spec/a: unknown field "b"']],
    ['any field where unknown ones are kept', object({ a: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } }), { a: { b: 1 } }, []],
    ['a wrong type', object({ a: { type: 'string' } }), { a: 1 }, ['/spec/a: must be string']],
    ['a value outside the enum', object({ a: { type: 'string', enum: ['x', 'y'] } }), { a: 'z' }, ['/spec/a: must be one of x, y']],
    ['a missing field', object({ a: { type: 'string' } }, { required: ['a'] }), {}, ['/spec: field "a" is missing']],
    ['a pattern that is no JavaScript with flag u', object({ a: { type: 'string', pattern: '^\\-$' } }), { a: 'x' },
      ['/spec/a: must match pattern "^\\-$"']],
    ['a number for int-or-string', object({ a: { 'x-kubernetes-int-or-string': true, 'anyOf': [{ type: 'integer' }, { type: 'string' }] } }), { a: 1 }, []],
    ['a null where it may be', object({ a: { type: 'integer', nullable: true } }), { a: null }, []],
    ['an int32 at its end', object({ a: { type: 'integer', format: 'int32' } }), { a: 2147483647 }, []],
    ['an int32 above its end', object({ a: { type: 'integer', format: 'int32' } }), { a: 2147483648 },
      ['/spec/a: must match format "int32"']],
    ['a key used twice', object({ a: { ...keyed, items: object({ k: { type: 'string' } }) } }),
      { a: [{ k: 'x' }, { k: 'y' }, { k: 'x' }] }, ['/spec/a/2: same k as an earlier entry']],
    ['a field that a branch leaves out',
      object({ a: { type: 'string' }, b: { type: 'string' } }, { oneOf: [{ properties: { b: { enum: ['x'] } } }, { properties: { b: { enum: ['y'] } } }] }),
      { a: '1', b: 'y' }, []],
  ])('%s', (_, schema, value, problems) => {
    expect(judge(schema)(value)).toEqual(problems);
  });

  test('metadata holds what an author writes, and annotations are strings', () => {
    const file = join(folder, '0.yaml');
    const metadata = { name: 'x', annotations: { a: true }, resourceVersion: '1' };
    expect(crdSchemas(file).problems({ apiVersion: 'example.com/v1', kind: 'Thing', metadata, spec: {} }))
      .toEqual(['/metadata: unknown field "resourceVersion"', '/metadata/annotations/a: must be string']);
  });

  test('a kind without a schema is a problem', () => {
    expect(crdSchemas(join(folder, '0.yaml')).problems({ apiVersion: 'example.com/v2', kind: 'Thing' }))
      .toEqual([expect.stringContaining('no schema for example.com/v2/Thing')]);
  });
});

describe('rules', () => {
  const withRule = (rule: string, properties: Record<string, unknown>) =>
    judge(object(properties, { 'x-kubernetes-validations': [{ rule, message: 'broken' }] }));

  test('a rule that holds, and one that does not', () => {
    const spec = withRule('self.min <= self.max', { min: { type: 'integer' }, max: { type: 'integer' } });
    expect([spec({ min: 1, max: 2 }), spec({ min: 2, max: 2 }), spec({ min: 3, max: 2 })]).toEqual([[], [], ['/spec: broken']]);
  });

  test('whole numbers are ints and compare with int literals', () => {
    expect(withRule('self.a == 1 && self.a + 1 == 2', { a: { type: 'integer' } })({ a: 1 })).toEqual([]);
  });

  test('a number field is a double, also when its value is whole', () => {
    const spec = withRule('self.a == 1.0 && type(self.a) == double', { a: { type: 'number' } });
    expect(spec({ a: 1 })).toEqual([]);
  });

  test('a default stands before the rules look', () => {
    const spec = withRule("self.mode == 'A'", { mode: { type: 'string', default: 'A' } });
    expect([spec({}), spec({ mode: 'B' })]).toEqual([[], ['/spec: broken']]);
  });

  test('a rule that cannot be evaluated is broken', () => {
    expect(withRule("self.absent == 'A'", { absent: { type: 'string' } })({})).toEqual(['/spec: broken (rule failed: No such key: absent)']);
  });

  test('a rule about a change is skipped', () => {
    expect(withRule('self == oldSelf', { a: { type: 'string' } })({ a: 'x' })).toEqual([]);
  });

  test('rules of list items and map values name their place', () => {
    const short = { 'type': 'string', 'x-kubernetes-validations': [{ rule: 'self.size() < 3', message: 'too long' }] };
    const spec = judge(object({ list: { type: 'array', items: short }, map: { type: 'object', additionalProperties: short } }));
    expect(spec({ list: ['ab', 'abc'], map: { a: 'abc' } })).toEqual(['/spec/list/1: too long', '/spec/map/a: too long']);
  });
});

describeWithSchemas('the strict check of Kubernetes', () => {
  const hpa = (spec: Record<string, unknown>, apiVersion = 'autoscaling/v2') =>
    ({
      apiVersion,
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'x' },
      spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'x' }, ...spec },
    });

  test.each(['1.28.0', '1.33.0', '1.36.0'] as const)('%s accepts what is right and refuses unknown fields', (version) => {
    expect(kubernetesSchemas(version).problems(hpa({ minReplicas: 1 }))).toEqual([]);
    expect(kubernetesSchemas(version).problems(hpa({ minimumReplicas: 1 }))).toEqual(['/spec: unknown field "minimumReplicas"']);
    expect(kubernetesSchemas(version).problems(hpa({}, 'autoscaling/v2beta2'))).toEqual([expect.stringContaining('no schema')]);
  });

  test('fields are known by the version that has them', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'x', lifecycle: { preStop: { sleep: { seconds: 5 } } } }] } };
    expect(kubernetesSchemas('1.28.0').problems(pod)).toEqual(['/spec/containers/0/lifecycle/preStop: unknown field "sleep"']);
    expect(kubernetesSchemas('1.33.0').problems(pod)).toEqual([]);
  });

  test('quantities and ports are numbers or strings', () => {
    const container = { name: 'x', resources: { limits: { cpu: 0.5, memory: '1Gi' } }, readinessProbe: { httpGet: { port: 'http' } } };
    expect(kubernetesSchemas('1.33.0').problems({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } })).toEqual([]);
  });
});
