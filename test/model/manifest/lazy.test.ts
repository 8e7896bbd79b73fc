import { ManifestIndex, manifestOf } from '../../../src/model/manifest';

let loaded = 0;
jest.mock('yaml', () => {
  loaded += 1;
  return jest.requireActual<object>('yaml');
});

test('the YAML library is loaded by whoever reads a text, and by nobody else', () => {
  ManifestIndex.of([manifestOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })]);
  expect(loaded).toBe(0);
});
