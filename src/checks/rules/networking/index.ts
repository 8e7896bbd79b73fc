import { annotationsWithoutEffect, protocolOnOldAsm } from './asm-ports';
import { serverConflict, sharedCertificate } from './gateway-conflicts';
import { healthPort, lowPort, reservedPort, unreachableServer } from './gateway-ports';
import { generatedName } from './generated-names';
import { hostNetworkDns, hostNetworkRollout } from './host-network';
import { containerPortName, dnsPolicy, hostPortDiffers } from './pod-ports';
import { protocolConflict } from './protocol-conflict';
import { protocolName } from './protocol-name';
import { unknownTarget, unreadyAddresses } from './reach';
import { externalPolicy, loadBalancerClass, sourceRanges } from './service-fields';
import { duplicatePort, nodePortMisuse, portNames, portRange, sharedTarget, targetPortZero } from './service-ports';
import { transportProtocol } from './transport-protocol';
import { podPortValues, serviceValues } from './values';
import { hostNotServed } from './virtual-services';
import type { DescribedRule } from '../described';
import { gatewayShape } from '../istio/gateway-shape';

export const NETWORKING_RULES: readonly DescribedRule[] = [
  duplicatePort,
  portNames,
  containerPortName,
  targetPortZero,
  sharedTarget,
  portRange,
  nodePortMisuse,
  externalPolicy,
  loadBalancerClass,
  sourceRanges,
  hostPortDiffers,
  hostNetworkDns,
  hostNetworkRollout,
  reservedPort,
  lowPort,
  protocolName,
  unreachableServer,
  generatedName,
  protocolOnOldAsm,
  dnsPolicy,
  annotationsWithoutEffect,
  healthPort,
  transportProtocol,
  podPortValues,
  serviceValues,
  unknownTarget,
  unreadyAddresses,
  gatewayShape,
  serverConflict,
  sharedCertificate,
  protocolConflict,
  hostNotServed,
];
