import { textProblem } from './annotations';
import { metadataMaps, seen } from './places';
import { nameProblem } from '../../../kube';
import { joinPointer } from '../../../model/pointer';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';

/** LIM006: keys and values of labels; selectors are judged by the kinds that have them. */
export const labelSyntax: Described<ManifestRule> = {
  id: 'LIM006',
  title: 'label that Kubernetes does not take',
  what: 'A label\'s key is no qualified name, or its value is no text, longer than 63 characters, or holds other characters than letters, digits, '
    + '"-", "_" and "." with a letter or digit at both ends. Labels of objects and of their pod templates.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an object with a label whose key or value is not of the form of labels.',
  source: 'Kubernetes apimachinery pkg/apis/meta/v1/validation ValidateLabels; pkg/util/validation IsQualifiedName, IsValidLabelValue',
  on: 'manifest',
  kinds: 'all',
  check: (manifest) => metadataMaps(manifest, 'labels').flatMap((place) => Object.keys(place.map).flatMap((key) => {
    const value = place.map[key];
    const badKey = nameProblem('labelKey', key);
    const badValue = typeof value === 'string' ? nameProblem('labelValue', value) : undefined;
    if (badKey === undefined && badValue === undefined && typeof value === 'string') { return []; }
    const pointer = joinPointer(place.pointer, key);
    const values = [{ name: key.slice(0, 80), value: seen(manifest, pointer, value), show: shown }];
    return [
      ...badKey === undefined ? [] : [{
        message: `label key ${shown(key)} ${badKey}`,
        fix: 'rename it: an optional prefix such as example.com/, then at most 63 letters, digits, "-", "_" or "."',
        part: `${pointer} key`,
        pointer,
        values,
      }],
      ...badValue === undefined ? [] : [{
        message: `value ${shown(value)} of label ${shown(key)} ${badValue}`,
        fix: 'shorten or change it; what is no label can be an annotation',
        part: `${pointer} value`,
        pointer,
        values,
      }],
      ...typeof value === 'string' ? [] : textProblem(manifest, pointer, 'label', key, value),
    ];
  })),
};
