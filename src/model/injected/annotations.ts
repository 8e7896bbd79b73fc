import {
  type AnnotationCheck, bool, cidrs, connectionSettings, interfaces, oneOf, ports, proxyConfig, quantity, statusPort, uint32,
} from './annotation-checks';
import { SOURCES } from './names';
import { Feature, type Platform, Support } from '../../platform';

/** Who reads an annotation of the pod. */
export type AnnotationReader =
  /** The injector decides by it whether and with what to inject. */
  | 'injector'
  /** The sidecar template pastes it into the pod. */
  | 'sidecar-template'
  /** Both the sidecar's and the gateway's template do. */
  | 'every-template'
  /** pilot-agent reads it when the proxy starts. */
  | 'agent'
  /** Nobody: documented, or once read. */
  | 'nobody'
  /** Istio writes it; users do not. */
  | 'written-by-istio';

export interface AnnotationRow {
  readonly name: string;
  readonly reader: AnnotationReader;
  /** What the injector checks before anything else; a bad value rejects the pod. */
  readonly check?: AnnotationCheck;
  /** The check is made only where the platform has this. */
  readonly checkedWith?: Feature;
  /** What newer versions check besides. */
  readonly laterCheck?: AnnotationCheck;
  readonly laterCheckedWith?: Feature;
  /** Older versions do not read it. */
  readonly needs?: Feature;
  /** What applies when nobody writes it, in the annotation's own words. */
  readonly unset?: string;
  /** Use this instead. */
  readonly deprecated?: string;
  /** What surprises people. */
  readonly trap?: string;
  readonly source: string;
}

const TRAFFIC = 'traffic.sidecar.istio.io/';
const SIDECAR = 'sidecar.istio.io/';
const READINESS = 'readiness.status.sidecar.istio.io/';

const ONE_RESOURCE_DROPS_ALL = 'setting one of the four discards every default of the others';

function resource(field: string, unset: string): AnnotationRow {
  return {
    name: SIDECAR + field,
    reader: 'sidecar-template',
    check: quantity,
    checkedWith: Feature.RESOURCE_ANNOTATIONS_CHECKED,
    unset,
    trap: ONE_RESOURCE_DROPS_ALL,
    source: `${SOURCES.validation}; ${SOURCES.sidecarTemplate}`,
  };
}

function capture(field: string, unset: string, check: AnnotationCheck | undefined, trap?: string): AnnotationRow {
  return { name: TRAFFIC + field, reader: 'sidecar-template', check, unset, trap, source: `${SOURCES.validation}; ${SOURCES.sidecarTemplate}` };
}

function virtualInterfaces(name: string, deprecated?: string): AnnotationRow {
  return {
    name,
    reader: 'sidecar-template',
    check: interfaces,
    checkedWith: Feature.INTERFACE_ANNOTATIONS_CHECKED,
    deprecated,
    source: `${SOURCES.validation}; ${SOURCES.sidecarTemplate}`,
  };
}

function readiness(field: string, unset: string): AnnotationRow {
  return { name: READINESS + field, reader: 'sidecar-template', check: uint32, unset, source: `${SOURCES.validation}; ${SOURCES.sidecarTemplate}` };
}

function stats(field: string, deprecated?: string): AnnotationRow {
  return { name: SIDECAR + field, reader: 'agent', deprecated, source: SOURCES.annotations };
}

/** Every annotation of a pod that Istio knows, up to 1.31. A row without a check is taken as it stands. */
export const ANNOTATION_ROWS: readonly AnnotationRow[] = [
  // ---- whether and with what
  { name: 'sidecar.istio.io/inject', reader: 'injector', deprecated: 'the label of the same name', source: SOURCES.injector },
  { name: 'inject.istio.io/templates', reader: 'injector', unset: 'sidecar', trap: 'an unknown name rejects the pod', source: SOURCES.injector },
  { name: 'sidecar.istio.io/nativeSidecar', reader: 'sidecar-template', trap: "every value other than 'false' counts as true", source: SOURCES.sidecarTemplate },

  // ---- resources
  resource('proxyCPU', '100m'),
  resource('proxyMemory', '128Mi'),
  resource('proxyCPULimit', '2000m'),
  resource('proxyMemoryLimit', '1024Mi'),

  // ---- what is captured
  {
    name: 'sidecar.istio.io/interceptionMode',
    reader: 'sidecar-template',
    check: oneOf('interceptionMode', ['REDIRECT', 'TPROXY', 'NONE']),
    unset: 'REDIRECT',
    source: `${SOURCES.validation}; ${SOURCES.sidecarTemplate}`,
  },
  capture('includeOutboundIPRanges', '*', cidrs('includeIPRanges', true), 'empty captures nothing that goes out'),
  capture('excludeOutboundIPRanges', '', cidrs('excludeIPRanges', false), 'stands before the included ranges, so it wins'),
  capture('includeInboundPorts', '*', ports('includeInboundPorts', true), 'empty captures nothing that comes in'),
  capture('excludeInboundPorts', '', ports('excludeInboundPorts', false), "ignored unless includeInboundPorts is '*'"),
  capture('includeOutboundPorts', '', undefined, 'nobody checks it'),
  capture('excludeOutboundPorts', '', ports('excludeOutboundPorts', false)),
  virtualInterfaces('traffic.sidecar.istio.io/excludeInterfaces'),
  virtualInterfaces('traffic.sidecar.istio.io/kubevirtInterfaces', 'istio.io/reroute-virtual-interfaces'),
  virtualInterfaces('istio.io/reroute-virtual-interfaces'),

  // ---- readiness
  {
    name: 'status.sidecar.istio.io/port',
    reader: 'sidecar-template',
    check: statusPort,
    unset: '15020',
    trap: '0 turns the probes off',
    source: `${SOURCES.validation}; ${SOURCES.sidecarTemplate}`,
  },
  readiness('initialDelaySeconds', '0'),
  readiness('periodSeconds', '15'),
  readiness('failureThreshold', '4'),
  { name: `${READINESS}applicationPorts`, reader: 'nobody', source: SOURCES.sidecarTemplate },
  { name: 'sidecar.istio.io/rewriteAppHTTPProbers', reader: 'injector', unset: 'true', source: SOURCES.webhook },

  // ---- logs and image
  { name: 'sidecar.istio.io/logLevel', reader: 'every-template', unset: 'warning', source: SOURCES.gatewayTemplate },
  { name: 'sidecar.istio.io/componentLogLevel', reader: 'every-template', unset: 'misc:error', source: SOURCES.gatewayTemplate },
  { name: 'sidecar.istio.io/agentLogLevel', reader: 'every-template', unset: 'default:info', source: SOURCES.gatewayTemplate },
  { name: 'sidecar.istio.io/proxyImage', reader: 'every-template', trap: "used only if it contains a '/'", source: SOURCES.gatewayTemplate },
  { name: 'sidecar.istio.io/proxyImageType', reader: 'every-template', unset: 'default', source: SOURCES.injector },
  { name: 'sidecar.istio.io/bootstrapOverride', reader: 'every-template', source: 'istio PR 56149 (gateways); the sidecar template before that' },

  // ---- volumes
  { name: 'sidecar.istio.io/userVolume', reader: 'sidecar-template', trap: 'a JSON object by volume name; the items of a list need names of their own', source: SOURCES.sidecarTemplate },
  { name: 'sidecar.istio.io/userVolumeMount', reader: 'sidecar-template', trap: 'a JSON object by volume name; the items of a list need names of their own', source: SOURCES.sidecarTemplate },

  // ---- statistics, read by the running proxy
  stats('statsInclusionPrefixes', 'proxyStatsMatcher of the ProxyConfig'),
  stats('statsInclusionSuffixes', 'proxyStatsMatcher of the ProxyConfig'),
  stats('statsInclusionRegexps', 'proxyStatsMatcher of the ProxyConfig'),
  stats('extraStatTags', 'extraStatTags of the ProxyConfig'),
  stats('statsHistogramBuckets'),
  stats('statsHistogramBins'),
  stats('statsFlushInterval'),
  stats('statsEvictionInterval'),
  stats('statsCompression', 'statsCompression of the ProxyConfig'),
  stats('discoveryAddress', 'discoveryAddress of the ProxyConfig'),

  // ---- the rest
  { name: 'sidecar.istio.io/capNetBindService', reader: 'sidecar-template', trap: 'not in the list of the API: IST0108', source: SOURCES.sidecarTemplate },
  { name: 'prometheus.istio.io/scrape-targets', reader: 'injector', needs: Feature.SCRAPE_TARGETS, source: SOURCES.webhook },
  { name: 'prometheus.istio.io/secure-port', reader: 'injector', needs: Feature.SECURE_METRICS_PORT, source: SOURCES.webhook },
  { name: 'prometheus.istio.io/merge-metrics', reader: 'injector', check: bool, unset: 'true', source: `${SOURCES.validation}; ${SOURCES.webhook}` },
  {
    name: 'proxy.istio.io/config',
    reader: 'agent',
    check: proxyConfig,
    laterCheck: connectionSettings,
    laterCheckedWith: Feature.CONNECTION_SETTINGS,
    trap: 'unknown fields are taken in silence',
    source: `${SOURCES.validation}; Istio 1.30.3 pilot/cmd/pilot-agent/config/config.go`,
  },

  // ---- never by users
  { name: 'proxy.istio.io/overrides', reader: 'written-by-istio', source: SOURCES.webhook },
  { name: 'sidecar.istio.io/status', reader: 'written-by-istio', source: SOURCES.webhook },
  { name: 'istio.io/rev', reader: 'written-by-istio', source: SOURCES.gatewayTemplate },
  { name: 'ambient.istio.io/redirection', reader: 'written-by-istio', source: SOURCES.annotations },
];

export interface AnnotationProblem {
  readonly problem: string;
  /** Whether this version looks; never no. */
  readonly support: Support;
  /** What decides that; undefined where every version looks. */
  readonly feature?: Feature;
}

/** What the injector has against a value, and whether this version looks; undefined for what it takes. */
export function annotationProblem(row: AnnotationRow, value: string, platform: Platform): AnnotationProblem | undefined {
  const checks = [[row.check, row.checkedWith], [row.laterCheck, row.laterCheckedWith]] as const;
  for (const [check, feature] of checks) {
    const support = feature === undefined ? Support.YES : platform.supports(feature);
    const problem = support === Support.NO ? undefined : check?.(value);
    if (problem !== undefined) { return { problem, support, feature }; }
  }
  return undefined;
}

const BY_NAME = new Map(ANNOTATION_ROWS.map((row) => [row.name, row]));

export function annotationRow(name: string): AnnotationRow | undefined {
  return BY_NAME.get(name);
}
