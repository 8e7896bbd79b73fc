import { CAPTURE_LEFT_OUT } from './capture/left-out';
import { CLUSTERS_LEFT_OUT } from './clusters/left-out';
import { COMPRESSION_LEFT_OUT } from './compression/left-out';
import { DEPRECATED_LEFT_OUT } from './deprecated/left-out';
import type { LeftOut } from './described';
import { GATEWAY_API_LEFT_OUT } from './gateway-api/left-out';
import { NETWORKING_LEFT_OUT } from './networking/left-out';
import { OUTPUT_LEFT_OUT } from './output/left-out';
import { RESOURCES_LEFT_OUT } from './resources/left-out';
import { SCALING_LEFT_OUT } from './scaling/left-out';
import { SECURITY_LEFT_OUT } from './security/left-out';
import { TELEMETRY_LEFT_OUT } from './telemetry/left-out';
import { VERSIONS_LEFT_OUT } from './versions/left-out';

/** Ids of the catalogue that are no rules, and why. Their ids stay taken. */
export const LEFT_OUT: readonly LeftOut[] = [
  ...SCALING_LEFT_OUT,
  ...RESOURCES_LEFT_OUT,
  ...NETWORKING_LEFT_OUT,
  ...SECURITY_LEFT_OUT,
  ...OUTPUT_LEFT_OUT,
  ...DEPRECATED_LEFT_OUT,
  ...CAPTURE_LEFT_OUT,
  ...VERSIONS_LEFT_OUT,
  ...CLUSTERS_LEFT_OUT,
  ...GATEWAY_API_LEFT_OUT,
  ...COMPRESSION_LEFT_OUT,
  ...TELEMETRY_LEFT_OUT,
];
