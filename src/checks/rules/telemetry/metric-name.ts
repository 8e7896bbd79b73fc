import { adapterMetrics } from './hpa-metrics';
import { hpaView } from './hpa-view';
import { known } from '../../../model/origin';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

/** TEL004: the name is a part of the path under which adapters serve it. Keys of annotations are LIM007's. */
export const metricName: Described<ManifestRule> = {
  id: 'TEL004',
  title: 'name that no metric can have',
  what: 'The name of an External, Object or Pods metric has a "/" or a "%", or is "." or "..".',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects the autoscaler: the name of a metric is one part of the path under which an adapter serves it.',
  source: 'kubernetes pkg/apis/autoscaling/validation/validation.go validateMetricIdentifier; apimachinery pkg/api/validation/path IsValidPathSegmentName',
  on: 'manifest',
  kinds: ['autoscaling/HorizontalPodAutoscaler'],
  check: (manifest) => adapterMetrics(hpaView(manifest)!).flatMap(({ name, namePointer }): Found[] => {
    if (name === undefined || (name !== '.' && name !== '..' && !name.includes('/') && !name.includes('%'))) { return []; }
    const pointer = namePointer;
    return [{
      message: `the name of a metric must not be "." or "..", nor have a "/" or "%", got ${shown(name)}`,
      fix: 'rename it, here and where the adapter is told its query',
      pointer,
      part: pointer,
      values: [{ name: 'metric', value: known(name, { kind: 'set', manifest, pointer }), show: shown }],
    }];
  }),
};
