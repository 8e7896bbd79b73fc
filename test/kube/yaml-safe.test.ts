import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { parseDocument } from 'yaml';
import { yamlText } from './arbitraries';
import { HARMLESS, HOSTILE_KEYS, HOSTILE_VALUES } from './hostile-texts';
import { yamlKeyProblem, yamlTextProblem } from '../../src/kube';

describe('texts that YAML readers change', () => {
  test('are recognised as values', () => {
    expect(HOSTILE_VALUES.filter(text => yamlTextProblem(text) === undefined)).toEqual([]);
  });

  test('are recognised as keys', () => {
    expect(['__proto__', 'constructor', ...HOSTILE_KEYS].filter(text => yamlKeyProblem(text) === undefined)).toEqual([]);
  });

  test('others are left alone', () => {
    expect(HARMLESS.filter(text => yamlTextProblem(text) !== undefined)).toEqual([]);
    expect(HARMLESS.filter(text => yamlKeyProblem(text) !== undefined)).toEqual(['constructor', '__proto__', '<<']);
  });

  test('a text of several lines led by a tab is fine as a key, which is quoted', () => {
    expect(yamlKeyProblem('\ta\n')).toBeUndefined();
    expect(yamlTextProblem('\ta\n')).toContain('begins with a tab');
  });

  // The same text is read back by the other reader at hand, the one cdk8s itself uses for Include.
  test('what passes is read back by the yaml package', () => {
    fc.assert(fc.property(yamlText, text => {
      fc.pre(yamlTextProblem(text) === undefined);
      expect(parseDocument(Yaml.stringify({ a: [text] }), { version: '1.1' }).toJS()).toEqual({ a: [text] });
    }), { seed: 9, numRuns: 2000 });
  });
});
