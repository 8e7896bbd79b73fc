import { HANDLER, RESOURCES } from './fields';
import type { Shape } from '../shape';

/*
 * The ASMProxyConfig's spec. Source of every row: aliyun/alibabacloud-servicemesh-api, alibabacloudservicemesh/v1/asmproxyconfig_types.go. A
 * field that is not here is not in the type, and ASM would drop it.
 */

const TEXTS: Shape = { mapOf: 'text' };
const LIST: Shape = { list: 'text' };
const NAMED: Shape = { keys: { name: 'text', defaultValue: 'text' } };

export const PROXY_CONFIG_FIELDS: Readonly<Record<string, Shape>> = {
  selector: { keys: { matchLabels: TEXTS } },
  sidecarProxyResource: RESOURCES,
  sidecarProxyInitResource: RESOURCES,
  sidecarProxyAckSloResource: RESOURCES,
  sidecarProxyInitAckSloResource: RESOURCES,
  scaledSidecarResource: {
    keys: {
      resourceCalculationStrategy: { oneOf: ['PercentageMax', 'PercentageSum', 'PercentageRef'] },
      containerRef: 'text',
      resourcePercentage: 'whole',
    },
  },
  // the bare number in early releases of the type
  concurrency: { keys: { value: 'whole' }, or: 'whole' },
  includeOutboundIPRanges: 'text',
  excludeOutboundIPRanges: 'text',
  includeInboundPorts: 'text',
  excludeInboundPorts: 'text',
  includeOutboundPorts: 'text',
  excludeOutboundPorts: 'text',
  istioDNSProxyEnabled: 'flag',
  holdApplicationUntilProxyStarts: 'flag',
  terminationDrainDuration: 'text',
  drainDuration: 'text',
  parentShutdownDuration: 'text',
  proxyMetadata: TEXTS,
  lifecycle: { keys: { preStop: HANDLER, postStart: HANDLER } },
  interceptionMode: 'text',
  logLevel: 'text',
  proxyStatsMatcher: { keys: { inclusionPrefixes: LIST, inclusionSuffixes: LIST, inclusionRegexps: LIST } },
  extraStatTags: LIST,
  runtimeValues: TEXTS,
  tracing: {
    keys: {
      sampling: 'number',
      max_path_tag_length: 'whole',
      custom_tags: { mapOf: { keys: { literal: { keys: { value: 'text' } }, header: NAMED, environment: NAMED } } },
      zipkin: { keys: { address: 'text' } },
    },
  },
  privateKeyProvider: { keys: { cryptomb: { keys: { pollDelay: 'text', fallback: 'flag' } } } },
  smcConfiguration: { keys: { enabled: 'flag' } },
  privileged: 'flag',
  enableCoreDump: 'flag',
  readinessInitialDelaySeconds: 'whole',
  readinessPeriodSeconds: 'whole',
  readinessFailureThreshold: 'whole',
};
