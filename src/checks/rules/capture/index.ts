/** Sidecars: which traffic they capture, which settings have no effect, and policies that contradict each other. */
import { misplacedAnnotation, refusedAnnotation, unknownAnnotation } from './annotations';
import { bypassedButEncrypted } from './bypassed';
import { dnsOnVirtualNodes } from './dns';
import { excludeIgnored, includeIsDead, includeRedundant, modeNone, ownPorts } from './effect';
import { envoyFilterOperation } from './envoy-filter';
import { unknownConfigField, wrongConfigValue } from './fields';
import { neverInjected } from './injection';
import { unknownIstioField } from './istio-fields';
import { unreadLabel } from './labels';
import { includeOutboundPorts, portList, rangeList, starAmongOthers, starExcluded } from './lists';
import { outboundWithoutMode } from './outbound-mode';
import { defaultSidecars, overlappingPolicies, selectsNothing, shadowed } from './policies';
import { logLevel, outboundPolicy, portsAndAddresses, runtimeValues, setTwice, startOrderOff, statsMatcher } from './proxy-config';
import { selectsNobody } from './selectors';
import type { DescribedRule } from '../described';
import { sidecarShape } from '../istio/sidecar-shape';

export const CAPTURE_RULES: readonly DescribedRule[] = [
  rangeList,
  starAmongOthers,
  starExcluded,
  portList,
  includeOutboundPorts,
  includeIsDead,
  excludeIgnored,
  includeRedundant,
  ownPorts,
  modeNone,
  dnsOnVirtualNodes,
  misplacedAnnotation,
  unknownAnnotation,
  shadowed,
  overlappingPolicies,
  outboundPolicy,
  logLevel,
  statsMatcher,
  runtimeValues,
  sidecarShape,
  defaultSidecars,
  startOrderOff,
  portsAndAddresses,
  envoyFilterOperation,
  refusedAnnotation,
  neverInjected,
  selectsNothing,
  setTwice,
  unknownConfigField,
  wrongConfigValue,
  selectsNobody,
  unknownIstioField,
  unreadLabel,
  bypassedButEncrypted,
  outboundWithoutMode,
];
