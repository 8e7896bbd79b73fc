/** What the target version does not know, and which of its faults a setting meets. */
import { optionsNotRead, overrideFields, resourceOfOtherFlavor } from './fields';
import { excludeInterfaces, sleepAction, statsFlushInterval } from './pods';
import type { DescribedRule } from '../described';

export const VERSIONS_RULES: readonly DescribedRule[] = [
  overrideFields,
  optionsNotRead,
  sleepAction,
  excludeInterfaces,
  resourceOfOtherFlavor,
  statsFlushInterval,
];
