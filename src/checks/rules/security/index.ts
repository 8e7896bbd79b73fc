import { envName, reservedEnv } from './environment';
import { exposedMetrics, meshBypass, queryServer, unpinnedImage } from './exposure';
import { interfaceNames, yamlInjection } from './injection-sinks';
import { ownedLabel } from './labels';
import { mountClash, nestedMount, volumeNames } from './mounts';
import { podSecurity } from './pod-security';
import { hostNetwork, proxyUser, rootProxy } from './privileges';
import { secretInClear } from './secrets';
import { sysctlName, sysctlOfHost, sysctlUnknown, sysctlValue, unsafeSysctl } from './sysctls';
import type { DescribedRule } from '../described';

export const SECURITY_RULES: readonly DescribedRule[] = [
  rootProxy,
  hostNetwork,
  unsafeSysctl,
  sysctlName,
  sysctlOfHost,
  sysctlValue,
  sysctlUnknown,
  yamlInjection,
  interfaceNames,
  envName,
  reservedEnv,
  mountClash,
  nestedMount,
  volumeNames,
  secretInClear,
  proxyUser,
  ownedLabel,
  meshBypass,
  queryServer,
  unpinnedImage,
  exposedMetrics,
  podSecurity,
];
