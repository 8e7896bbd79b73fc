import { MAX_ANNOTATION_BYTES, MAX_CONFIG_MAP_BYTES, annotationsProblem, configMapProblem, labelsProblem } from '../../src/kube';

describe('sizes', () => {
  test.each([
    [MAX_ANNOTATION_BYTES - 1, undefined],
    [MAX_ANNOTATION_BYTES, undefined],
    [MAX_ANNOTATION_BYTES + 1, 'annotations must have at most 262144 bytes in keys and values, got 262145'],
  ])('annotations of %d bytes: %p', (bytes, problem) => {
    expect(annotationsProblem({ ab: 'x'.repeat(bytes - 4), c: 'y' })).toBe(problem);
  });

  test('bytes count, not characters', () => {
    expect(annotationsProblem({ a: 'é'.repeat(MAX_ANNOTATION_BYTES / 2) })).toContain('got 262145');
  });

  test.each([
    [MAX_CONFIG_MAP_BYTES - 1, undefined],
    [MAX_CONFIG_MAP_BYTES, undefined],
    [MAX_CONFIG_MAP_BYTES + 1, 'values must have at most 1048576 bytes together, got 1048577'],
  ])('a ConfigMap with values of %d bytes: %p', (bytes, problem) => {
    expect(configMapProblem({ aaaa: 'x'.repeat(bytes - 4) }, { b: Buffer.from('abcd').toString('base64') })).toBe(problem);
  });

  test('a key stands in one of the two maps only', () => {
    expect(configMapProblem({ a: '' }, { a: '' })).toBe('key "a" must not be in both data and binaryData');
    expect(configMapProblem({ toString: '' }, { valueOf: '' })).toBeUndefined();
  });

  test.each(['YQ=', 'Y', 'YQ', 'Y Q=', '====', 'a===', 'YWJj\n'])('%p is no base64', value => {
    expect(configMapProblem({}, { a: value })).toContain('must be base64 with its padding');
  });

  test.each(['', 'YQ==', 'YWI=', 'YWJj'])('%p is base64', value => {
    expect(configMapProblem({}, { a: value })).toBeUndefined();
  });

  test('empty maps are fine, labels and annotations of Istio too', () => {
    expect([annotationsProblem({}), labelsProblem({}), configMapProblem()]).toEqual([undefined, undefined, undefined]);
    expect(annotationsProblem({ 'proxy.istio.io/config': 'drainDuration: 30s\n' })).toBeUndefined();
    expect(labelsProblem({ 'app.kubernetes.io/name': 'gateway', 'istio': '' })).toBeUndefined();
  });

  test('everything wrong is said at once, up to five entries by name', () => {
    expect(labelsProblem({ '-a': true, 'b': 'x y' })).toBe(
      'label key must be a label key: letters, digits, "-", "_" or ".", starting and ending with a letter or digit, after an optional DNS prefix and "/", got "-a"; '
      + 'label "-a" must be a text (the API server refuses the object), got true; '
      + 'label "b" must be a label value: empty, or letters, digits, "-", "_" or ".", starting and ending with a letter or digit, got "x y"');
    expect(annotationsProblem(Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`a${index}`, index])))).toMatch(/"a4" [^;]*; and 2 more$/);
  });
});
