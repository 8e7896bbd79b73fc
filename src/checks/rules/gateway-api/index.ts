import { canaryWithoutEffect } from './canary';
import { classMisspelt, leftAlone, serviceRefused, severalClassDefaults, withoutEffect } from './classes';
import { listenerConflict } from './conflicts';
import { gatewayCounts, gatewayRules } from './crd';
import { hboneElsewhere, listenerProtocol, waypointListener } from './listeners';
import { listReplaced, mergeKeyClash } from './lists';
import { selectorTouched, strangeContainer, unionTrap, unknownField, wrongType } from './merged';
import { identityChanged, kindChanged, overlayUnreadable } from './overlays';
import { parametersForm, parametersMissing, unknownOption } from './parameters';
import { hostnameNotServed, kindNotTaken, namespaceNotTaken, parentWithoutListener } from './routes';
import { danglingUse, notAccepted, waypointFor, waypointNamedNone, waypointUnused } from './waypoint';
import type { DescribedRule } from '../described';

/** Gateway API and waypoints: GWA001 to GWA034. */
export const GATEWAY_API_RULES: readonly DescribedRule[] = [
  parametersForm,
  parametersMissing,
  unknownOption,
  overlayUnreadable,
  identityChanged,
  kindChanged,
  strangeContainer,
  unionTrap,
  listReplaced,
  mergeKeyClash,
  selectorTouched,
  unknownField,
  wrongType,
  waypointListener,
  hboneElsewhere,
  gatewayRules,
  gatewayCounts,
  listenerProtocol,
  waypointFor,
  waypointUnused,
  danglingUse,
  classMisspelt,
  severalClassDefaults,
  notAccepted,
  leftAlone,
  serviceRefused,
  withoutEffect,
  waypointNamedNone,
  parentWithoutListener,
  namespaceNotTaken,
  kindNotTaken,
  hostnameNotServed,
  listenerConflict,
  canaryWithoutEffect,
];
