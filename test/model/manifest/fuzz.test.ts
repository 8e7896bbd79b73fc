import fc from 'fast-check';
import { CONFIG_MAP, deployment } from './texts';
import { ManifestError, ManifestIndex, manifestOf, readManifests, readYamlValue } from '../../../src/model/manifest';

const PIECES = ['a: ', 'b: ', '- ', '  ', '    ', '\n', '\n  ', 'x', '1', '0x1f', 'yes', '~', "'", '"', '#', ' # c', '{', '}', '[', ']', ', ', ': ', ':', '&x ', '*x',
  '|\n', '>-\n', '|9\n', '!!str ', '!!set ', '!', '? ', '<<: ', '\t', '\\', '@', '%', '%YAML 1.1\n', '---\n', '...\n', '\r\n', '\r', '\u0000', '\u2028', '\ufeff', '\ud800',
  '__proto__: ', 'constructor: ', 'apiVersion: v1\n', 'kind: List\n', 'items:\n', 'metadata: {name: a}\n', '{"a":', '"\\ud800"', '1e999', '.inf'];

/** Reads, asks for places, and lets out nothing but a ManifestError with a place for every problem. */
function readSafely(text: string): void {
  try {
    const manifests = readManifests(text, { file: 'f.yaml' });
    for (const manifest of manifests) {
      expect(manifest.position('/metadata/name')!.line).toBeGreaterThan(0);
      expect(JSON.parse(JSON.stringify(manifest.object)).kind).toBe(manifest.key.kind);
    }
    expect(() => ManifestIndex.of(manifests).missing).not.toThrow();
  } catch (error) {
    if (!(error instanceof ManifestError)) { throw error; }
    const lines = text.split('\n').length;
    expect(error.problems.every(({ line, column }) => line! >= 1 && line! <= lines && column! >= 1)).toBe(true);
  }
}

describe('no text makes the reader throw anything but a ManifestError', () => {
  const options = { numRuns: 200, seed: 20 };

  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readSafely), options);
  });

  test('pieces of YAML', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map(pieces => pieces.join('')), readSafely), { ...options, numRuns: 800 });
  });

  test('manifests with a piece put in, or taken out', () => {
    const good = `${CONFIG_MAP}---\n${deployment('b')}`;
    fc.assert(fc.property(fc.nat(good.length), fc.nat(20), fc.constantFrom(...PIECES), (at, cut, piece) => {
      readSafely(good.slice(0, at) + piece + good.slice(at + cut));
    }), options);
  });

  test('JSON, whole and cut', () => {
    fc.assert(fc.property(fc.json(), fc.nat(60), (json, cut) => {
      const text = `{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"data":${json}}`;
      readSafely(text);
      readSafely(text.slice(0, text.length - cut));
    }), options);
  });

  test('any value is a value or a ManifestError', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
      try { readYamlValue(pieces.join('')); } catch (error) { expect(error).toBeInstanceOf(ManifestError); }
    }), options);
  });

  test('any object is a manifest or a ManifestError', () => {
    const field = fc.oneof(fc.anything(), fc.constantFrom('v1', 'a', {}, { name: 'a' }));
    const fields = { apiVersion: field, kind: field, metadata: field, spec: field, items: field };
    const object = fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] }));
    fc.assert(fc.property(object, (value) => {
      try {
        ManifestIndex.of([manifestOf(value)]).resolve({ group: '', kind: 'Pod', name: 'a' });
      } catch (error) { expect(error).toBeInstanceOf(ManifestError); }
    }), options);
  });

  test('what JSON says is read as JSON says it', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (data) => {
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'X', metadata: { name: 'a' }, data });
      expect(JSON.stringify(readManifests(text)[0].object)).toBe(text);
    }), options);
  });
});
