import { ApiObject, App, Chart, JsonPatch, Lazy, LazyResolver, type ResolutionContext } from 'cdk8s';
import * as fc from 'fast-check';
import { type EmitManifest, emit, InvalidManifest } from '../../src/kube';
import { PlainObject } from '../../src/kube/plain-object';

const CDK8S = ApiObject.prototype.toJson as (this: ApiObject) => unknown;

const thing = (more: object = {}): EmitManifest => ({
  kind: 'Thing', apiVersion: 'example.com/v1', spec: { z: [{ b: 1, a: 'x' }], 10: true, 9: false, empty: {}, none: [] }, metadata: { name: 'a' }, ...more,
});

const made = (manifest: EmitManifest, app = new App()): ApiObject => emit(new Chart(app, 'c', { namespace: 'ns', labels: { team: 'edge' } }), 'thing', manifest);

/** What comes out, and what cdk8s would have made of it; as text, in which the order shows. */
function both(object: ApiObject): readonly [string, string] {
  return [JSON.stringify(object.toJson()), JSON.stringify(CDK8S.call(object))];
}

const key = fc.oneof(fc.constantFrom('a', 'B', 'b', '10', '9', 'resolve', 'value', 'toJSON', 'length', 'name', 'spec', 'hasOwnProperty', 'é'), fc.string({ maxLength: 3 }));
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, fc.constantFrom('', 'x', 'yes', 0, 1.5, -1, true, false, null, undefined), tie('list'), tie('map')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('any'), { maxKeys: 5 }),
}));
const texts = fc.dictionary(key, fc.constantFrom('', 'x', 'y'), { maxKeys: 3 });
const metadata = fc.record({
  name: fc.constantFrom('a', 'b'),
  namespace: fc.constantFrom('n', undefined),
  labels: texts,
  annotations: texts,
  finalizers: fc.array(fc.constant('f'), { maxLength: 1 }),
  ownerReferences: fc.array(fc.constant({ apiVersion: 'v1', kind: 'K', name: 'n', uid: 'u' }), { maxLength: 1 }),
  custom: value.any,
}, { requiredKeys: [] });

describe('an object of plain values', () => {
  test('comes out as cdk8s renders it, in the same order', () => {
    let compared = 0;
    fc.assert(fc.property(metadata, fc.dictionary(key, value.any, { maxKeys: 4 }), (meta, rest) => {
      let object: ApiObject;
      try {
        object = made(thing({ ...rest, metadata: meta, kind: 'Thing', apiVersion: 'example.com/v1' }));
      } catch (error) {
        if (error instanceof InvalidManifest) { return; }
        throw error;
      }
      expect(object.constructor).toBe(PlainObject);
      const [json, expected] = both(object);
      expect(json).toBe(expected);
      expect(object.toJson()).toStrictEqual(CDK8S.call(object));
      compared += 1;
    }), { numRuns: 1000 });
    expect(compared).toBeGreaterThan(200);
  });

  test('is not taken apart by cdk8s', () => {
    // each value asks for the app, and with it for its resolvers
    const asked = jest.spyOn(App, 'of');
    const questions = (manifest: EmitManifest, render?: typeof CDK8S): number => {
      const object = made(manifest);
      object.toJson();
      asked.mockClear();
      if (render === undefined) { object.toJson(); } else { render.call(object); }
      return asked.mock.calls.length;
    };
    const larger = thing({ more: Array.from({ length: 50 }, () => 'x') });
    expect(questions(larger)).toBe(questions(thing()));
    expect(questions(larger, CDK8S)).toBeGreaterThan(questions(thing(), CDK8S) + 50);
    asked.mockRestore();
  });

  test.each<readonly [string, (object: ApiObject) => void]>([
    ['a patch', (object) => object.addJsonPatch(JsonPatch.add('/spec/later', { b: 1, a: 2 }), JsonPatch.remove('/spec/z'))],
    ['a patch of the metadata', (object) => object.addJsonPatch(JsonPatch.replace('/metadata/name', 'other'))],
    ['a label', (object) => object.metadata.addLabel('app', 'gw')],
    ['a label that is known later', (object) => object.metadata.addLabel('app', Lazy.any({ produce: () => 'gw' }) as string)],
    ['an annotation', (object) => object.metadata.addAnnotation('a', 'b')],
    ['a finalizer', (object) => object.metadata.addFinalizers('f')],
    ['an owner', (object) => object.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'K', name: 'n', uid: 'u' })],
    ['another field of the metadata', (object) => object.metadata.add('generateName', 'x-')],
  ])('shows %s that came later', (_, change) => {
    const object = made(thing());
    const before = JSON.stringify(object.toJson());
    change(object);
    const [json, expected] = both(object);
    expect(json).toBe(expected);
    expect(json).not.toBe(before);
  });

  test('is shown to the resolvers of the app', () => {
    const resolve = (context: ResolutionContext) => { if (context.value === 'x') { context.replaceValue('resolved'); } };
    const object = made(thing(), new App({ resolvers: [{ resolve }] }));
    expect(object.toJson()).toMatchObject({ spec: { z: [{ a: 'resolved' }] } });
  });

  test('is shown to a resolver that was one of cdk8s until somebody changed it', () => {
    made(thing()).toJson();
    const resolver = new LazyResolver();
    resolver.resolve = (context: ResolutionContext) => { if (context.value === 'x') { context.replaceValue('resolved'); } };
    const object = made(thing(), new App({ resolvers: [resolver] }));
    expect(object.toJson()).toMatchObject({ spec: { z: [{ a: 'resolved' }] } });
  });

  test('renders metadata once, also of the first object of its kind', () => {
    const kinds = ['Counted', 'Counted', 'Other', 'Other'].map((kind, at) => {
      let asked = 0;
      const object = made(thing({ kind, apiVersion: 'example.com/v2' }));
      object.metadata.addLabel('at', Lazy.any({ produce: () => `${at}.${asked += 1}` }) as string);
      return (object.toJson() as { metadata: { labels: { at: string } } }).metadata.labels.at;
    });
    // cdk8s resolves what a Lazy produces a second time, and produces it once
    expect(kinds).toEqual(['0.1', '1.1', '2.1', '3.1']);
  });

  test('takes metadata that JSON has no word for', () => {
    for (const kind of ['First', 'First']) {
      const object = made(thing({ kind }));
      object.metadata.add('generation', 1n);
      expect((object.toJson() as { metadata: { generation: unknown } }).metadata.generation).toBe(1n);
    }
  });

  test('fails where metadata fail once', () => {
    made(thing()).toJson();
    for (const kind of ['Thing', 'Failing']) {
      const object = made(thing({ kind }));
      let isFirst = true;
      object.metadata.addLabel('late', Lazy.any({
        produce: () => {
          if (isFirst) { isFirst = false; throw new Error('not yet'); }
          return 'now';
        },
      }) as string);
      expect(() => object.toJson() as unknown).toThrow("Failed serializing construct at path 'c/thing' with name 'a': Error: not yet");
    }
  });

  test('shows what was set past its constructor, as cdk8s does', () => {
    made(thing()).toJson();
    const object = made(thing());
    const inside = object as unknown as { props: { spec: { z: unknown; later?: unknown } }; patches: JsonPatch[] };
    const same = (): void => { expect(object.toJson()).toStrictEqual(CDK8S.call(object)); };
    inside.props.spec.z = [null, undefined, { b: undefined, a: null }];
    same();
    inside.props.spec.later = Lazy.any({ produce: () => 'now' });
    same();
    inside.props = { ...inside.props, spec: { z: 1 } };
    same();
    inside.patches.push(JsonPatch.replace('/spec/z', 2));
    same();
    expect(object.toJson()).toMatchObject({ spec: { z: 2 } });
  });

  test('is called by the one name that people know', () => {
    expect(made(thing()).constructor.name).toBe('ApiObject');
  });

  test('keeps its order where cdk8s is told not to sort', () => {
    const object = made(thing());
    process.env.CDK8S_DISABLE_SORT = '1';
    try {
      const [json, expected] = both(object);
      expect(json).toBe(expected);
      expect(json).toContain('{"b":1,"a":"x"}');
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
    }
    expect(both(object)[0]).toContain('{"a":"x","b":1}');
  });

  test('is rendered by whoever takes the place of cdk8s', () => {
    const object = made(thing());
    const spy = jest.spyOn(ApiObject.prototype, 'toJson').mockReturnValue({ replaced: true });
    try { expect(object.toJson()).toEqual({ replaced: true }); } finally { spy.mockRestore(); }
    expect(object.toJson()).toMatchObject({ kind: 'Thing' });
  });

  test('can be changed by whoever asked for it', () => {
    const object = made(thing());
    const first = object.toJson() as { spec: { z: { a: string }[] }; metadata: { labels: Record<string, string> } };
    const text = JSON.stringify(first);
    first.spec.z[0].a = 'changed';
    first.metadata.labels.team = 'changed';
    expect(JSON.stringify(object.toJson())).toBe(text);
  });

  test('says what cdk8s says of metadata that cannot be rendered', () => {
    const object = made(thing());
    object.metadata.add('when', new Date(0));
    expect(() => object.toJson() as unknown).toThrow("Failed serializing construct at path 'c/thing' with name 'a': Error: can't render non-simple object of type 'Date'");
  });
});

test('a value that is known later makes an object of cdk8s', () => {
  const object = made(thing({ spec: { later: Lazy.any({ produce: () => ({ b: 1, a: 2 }) }) } }));
  expect(object.constructor).toBe(ApiObject);
  expect(object.toJson()).toMatchObject({ spec: { later: { a: 2, b: 1 } } });
});

test('a kind that cdk8s renders in another way is left to cdk8s', () => {
  jest.isolateModules(() => {
    /* eslint-disable @typescript-eslint/no-require-imports */
    const fresh = require('cdk8s') as typeof import('cdk8s');
    const original = fresh.ApiObject.prototype.toJson as (this: ApiObject) => object;
    fresh.ApiObject.prototype.toJson = function (this: ApiObject) { return this.kind === 'Odd' ? { ...original.call(this), odd: true } : original.call(this); };
    const kube = require('../../src/kube') as typeof import('../../src/kube');
    const chart = new fresh.Chart(new fresh.App(), 'c');
    const json = (id: string, kind: string): unknown => kube.emit(chart, id, { ...thing(), kind }).toJson();
    expect(json('a', 'Odd')).toHaveProperty('odd', true);
    expect(json('b', 'Odd')).toHaveProperty('odd', true);
    expect(json('c', 'Even')).not.toHaveProperty('odd');
  });
});
