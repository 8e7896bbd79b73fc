import { ClusterKind, Feature, Platform, Support } from '../../src/platform';
import { FEATURE_ROWS, featureRow } from '../../src/platform/features';
import { NEVER } from '../../src/platform/table/row';

const { YES, NO, UNKNOWN } = Support;
const features = Object.values(Feature);
const asm10 = (gatewayApiVersion: string): Platform => Platform.asm({ gatewayApiVersion });
const istio = (version?: string, kubernetesVersion?: string): Platform => Platform.istio({ version, kubernetesVersion });
const asm = (version?: string, kubernetesVersion?: string): Platform => Platform.asm({ version, kubernetesVersion });

describe('the table', () => {
  test('has one row for every feature', () => {
    expect(FEATURE_ROWS.map((row) => row.feature).sort()).toEqual([...features].sort());
  });

  test.each(FEATURE_ROWS)('$feature names its subject and its source', (row) => {
    expect(row.summary.length).toBeGreaterThan(10);
    expect(row.summary).not.toMatch(/[.\n]$/);
    expect(row.source).toMatch(/\b(istio|kubernetes|ASM|CVE-|github\.com)\b|CVE-/);
  });

  test.each(FEATURE_ROWS)('$feature is to be had somewhere, or says why it never is', (row) => {
    expect(row.istio !== NEVER || row.asm !== NEVER || /off by default/.test(row.source)).toBe(true);
  });

  test('refuses a feature that is none', () => {
    expect(() => featureRow('teleport' as Feature)).toThrow('\'feature\' must be one of the Feature values, got "teleport"');
  });
});

/** One letter a version: y yes, - no, ? unknown. A row that is dropped, or a boundary that moves, breaks this. */
const letter = (support: Support): string => ({ [YES]: 'y', [NO]: '-', [UNKNOWN]: '?' })[support];
const minors = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `1.${from + index}`);
const line = (feature: Feature): string => [
  feature.padEnd(36),
  minors(25, 32).map((version) => letter(istio(version).supports(feature))).join(''),
  minors(15, 27).map((version) => letter(Platform.asm({ version, gatewayApiVersion: '1.3' }).supports(feature))).join(''),
  minors(25, 37).map((version) => letter(istio('1.30', version).supports(feature))).join(''),
].join(' ');

test('every answer: Istio 1.25 to 1.32, ASM 1.15 to 1.27, Istio 1.30 on Kubernetes 1.25 to 1.37', () => {
  expect(features.map(line)).toEqual(ANSWERS.trim().split('\n'));
});

const ANSWERS = `
istio-gateway-resource               -------- yyyyyyyyyyyyy -------------
asm-proxy-config-resource            -------- yyyyyyyyyyyyy -------------
asm-mesh-config-resource             -------- ---------yyyy -------------
asm-rate-limit-service               -------- ----------?yy -------------
asm-resources-in-data-plane          -------- -------yyyyyy -------------
asm-resources-by-terraform           -------- -------?yyyyy -------------
override-autoscaling                 -------- -yyyyyyyyyyyy -------------
override-service-type                -------- -yyyyyyyyyyyy -------------
replicas-managed-by-user             -------- ----yyyyyyyyy -------------
gateway-drain-annotation             -------- -----------yy -------------
ports-without-restart                -------- -yyyyyyyyyyyy -------------
port-protocols                       -------- yyyyyyyyyyyyy -------------
network-load-balancer                -------- ---?????????? -------------
parameters-ref                       -yyyyyy? yyyyyyyyyyyyy yyyyyyyyyyyyy
parameters-proxy-config              -------- yyyyyyyyyyyyy -------------
class-defaults                       -yyyyyy? -----------yy yyyyyyyyyyyyy
parameters-ref-status                ------y? ------------- -------------
overlay-safeguards                   ----yyy? ------------- yyyyyyyyyyyyy
managed-daemon-set                   -----yy? ------------- yyyyyyyyyyyyy
workload-socket-overlay              ------y? ------------- -------------
quic-service-ports                   ------y? ------------- -------------
listener-names-made-unique           ----?-y? ------------- -------------
listener-conflicts                   ------y? ------------- -------------
waypoint-of-other-namespace          yyyyyyy? --------yyyyy yyyyyyyyyyyyy
ingress-waypoint-by-namespace        yyyyyyy? ----------yyy yyyyyyyyyyyyy
waypoint-canary                      ------y? ------------- -------------
waypoint-for-pods                    yyyyyyyy ------------- yyyyyyyyyyyyy
gateway-tls-required                 ???????? ------------- ?????????????
gateway-tls-by-options               ???????? yyyyyyyyyyyyy ?????????????
exit-on-zero-on-ambient              ----??y? ------------- ?????????????
native-sidecars-by-default           --?????? -------?????? --------yyyy?
native-sidecar-annotation            yyyyyyy? ---------yyyy yyyyyyyyyyyyy
sidecar-containers                   ???????? ????????????? ----yyyyyyyy?
sleep-action                         ???????? ????????????? -----yyyyyyy?
sleep-zero                           ???????? ????????????? --------yyyy?
capture-settings                     yyyyyyyy ?yyyyyyyyyyyy yyyyyyyyyyyyy
tproxy-setting                       yyyyyyyy ?yyyyyyyyyyyy yyyyyyyyyyyyy
overcommitted-resources              -------- -???????????? -------------
dns-capture                          yyyyyyyy ????????????? yyyyyyyyyyyyy
dns-auto-allocate-metadata           -------- ??????????--- -------------
outbound-exclusion-of-dns            yyyyyyy? ----------yyy yyyyyyyyyyyyy
connection-limit-runtime-key         ?yy-yyy? ???????????yy yyyyyyyyyyyyy
connection-limit-metadata            ----yyy? ------------- yyyyyyyyyyyyy
reroute-interfaces-annotation        yyyyyyy? ----------yyy yyyyyyyyyyyyy
stats-interval-annotations           ---yyyy? ------------- yyyyyyyyyyyyy
stats-interval-of-any-length         ?yy--??? ???????????yy ?????????????
stats-compression-annotation         -yyyyyy? -----------yy yyyyyyyyyyyyy
gateway-bootstrap-annotation         --yyyyy? ------------y yyyyyyyyyyyyy
core-dump-annotation                 -------- ?????????---- -------------
resource-annotations-checked         ----yyy? ------------- yyyyyyyyyyyyy
interface-annotations-checked        -----yy? ------------- yyyyyyyyyyyyy
exclude-interfaces-safe              ---?yyy? ------------- yyyyyyyyyyyyy
empty-inbound-ports-on-nftables      ----yyy? ------------- yyyyyyyyyyyyy
annotations-escaped                  ----???? ------------- ?????????????
scrape-targets                       ------y? ------------- -------------
secure-metrics-port                  ------y? ------------- -------------
fips-140-3                           ------y? ------------- -------------
otel-resource-attributes             -----yy? ------------- yyyyyyyyyyyyy
canonical-name-trimmed               ------y? ------------- -------------
connection-settings                  ------y? ------------- -------------
sidecar-host-exclusions              ------y? ------------- -------------
merge-and-replace-list               ------y? ------------- -------------
init-image-value                     ------y? ------------- -------------
dynamic-dns-outbound-policy          ------y? ------------- -------------
chart-dataplane-mode-label           yyyyyyy? ------------- yyyyyyyyyyyyy
chart-safe-budget                    ---yyyy? ------------- yyyyyyyyyyyyy
chart-proxy-user                     ?yyyy--- ------------- -------------
pod-anti-affinity                    yyyyyyyy ????????????? yyyyyyyyyyyyy
virtual-nodes                        -------- yyyyyyyyyyyyy -------------
spread-min-domains                   ???????? ????????????? --yyyyyyyyyy?
spread-match-label-keys              ???????? ????????????? --yyyyyyyyyy?
spread-selector-merge                ???????? ????????????? ---------yyy?
spread-node-policies                 ???????? ????????????? -yyyyyyyyyyy?
affinity-match-label-keys            ???????? ????????????? ------yyyyyy?
unhealthy-pod-eviction               ???????? ????????????? --yyyyyyyyyy?
traffic-distribution                 ???????? ????????????? ------yyyyyy?
traffic-same-node                    ???????? ????????????? ---------yyy?
container-resource-metric            ???????? ????????????? --yyyyyyyyyy?
autoscaler-tolerance                 ???????? ????????????? ----------yy?
relaxed-environment-names            ???????? ????????????? -------yyyyy?
relaxed-service-names-gate           ???????? ????????????? -----------y?
scale-to-zero                        -------- ------------- -------------
`;

describe('boundaries', () => {
  test.each<[Feature, string, Platform, Support]>([
    [Feature.PARAMETERS_REF, 'below', istio('1.25.9'), NO],
    [Feature.PARAMETERS_REF, 'at', istio('1.26.0'), YES],
    [Feature.PARAMETERS_REF, 'above', istio('1.27'), YES],
    [Feature.PARAMETERS_REF, 'below, on ASM', Platform.asm({ gatewayApiVersion: '1.2.0' }), NO],
    [Feature.PARAMETERS_REF, 'at, on ASM', Platform.asm({ gatewayApiVersion: '1.2.1' }), YES],
    [Feature.PARAMETERS_REF, 'above, on ASM', Platform.asm({ gatewayApiVersion: '1.3' }), YES],
    [Feature.PARAMETERS_REF, 'without the patch, on ASM', Platform.asm({ gatewayApiVersion: '1.2' }), UNKNOWN],
    [Feature.PARAMETERS_REF, 'without a version', istio(), UNKNOWN],

    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'Istio below', istio('1.26', '1.33'), NO],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'both at', istio('1.27', '1.33'), YES],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'Kubernetes below', istio('1.27', '1.32'), NO],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'Kubernetes above', istio('1.28', '1.34'), YES],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'Kubernetes not given', istio('1.28'), UNKNOWN],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'Istio below, Kubernetes not given', istio('1.26'), NO],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'Kubernetes below, Istio not given', istio(undefined, '1.32'), NO],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'ASM below', asm('1.21.9.99', '1.30'), NO],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'ASM at', asm('1.22.6.109', '1.30'), YES],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'ASM above, Kubernetes below', asm('1.26', '1.29'), NO],
    [Feature.NATIVE_SIDECARS_BY_DEFAULT, 'ASM above', asm('1.26', '1.31'), YES],

    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.28', istio('1.28.9'), NO],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.29, below', istio('1.29.5'), NO],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.29, at', istio('1.29.6'), YES],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.29, above', istio('1.29.7'), YES],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.30, first', istio('1.30.0'), NO],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.30, below', istio('1.30.2'), NO],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.30, at', istio('1.30.3'), YES],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.30, above', istio('1.30.4'), YES],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.29 without patch', istio('1.29'), UNKNOWN],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, '1.30 without patch', istio('1.30'), UNKNOWN],
    [Feature.EXIT_ON_ZERO_ON_AMBIENT, 'ASM, whose third number is not Istio\'s', asm('1.30.3.1'), UNKNOWN],

    [Feature.CONNECTION_LIMIT_RUNTIME_KEY, '1.27', istio('1.27'), YES],
    [Feature.CONNECTION_LIMIT_RUNTIME_KEY, '1.28', istio('1.28'), NO],
    [Feature.CONNECTION_LIMIT_RUNTIME_KEY, '1.29', istio('1.29'), YES],
    [Feature.CONNECTION_LIMIT_METADATA, 'below', istio('1.28.9'), NO],
    [Feature.CONNECTION_LIMIT_METADATA, 'at', istio('1.29'), YES],
    [Feature.CONNECTION_LIMIT_METADATA, 'above', istio('1.30'), YES],
    [Feature.EXCLUDE_INTERFACES_SAFE, 'below', istio('1.28.2'), NO],
    [Feature.EXCLUDE_INTERFACES_SAFE, 'at', istio('1.28.3'), YES],
    [Feature.EXCLUDE_INTERFACES_SAFE, 'above', istio('1.29'), YES],

    [Feature.GATEWAY_BOOTSTRAP_ANNOTATION, 'below', istio('1.26.9'), NO],
    [Feature.GATEWAY_BOOTSTRAP_ANNOTATION, 'at', istio('1.27'), YES],
    [Feature.GATEWAY_BOOTSTRAP_ANNOTATION, 'above', istio('1.28'), YES],
    [Feature.PORT_PROTOCOLS, 'below', asm('1.9.7.106'), NO],
    [Feature.PORT_PROTOCOLS, 'at', asm('v1.9.7.107-gabcdef-aliyun'), YES],
    [Feature.PORT_PROTOCOLS, 'above', asm('1.9.7.108'), YES],
    [Feature.PORT_PROTOCOLS, 'by number, not by letter', asm('1.16'), YES],
    [Feature.OVERRIDE_AUTOSCALING, 'below', asm('1.15.3.120'), NO],
    [Feature.OVERRIDE_AUTOSCALING, 'at', asm('1.16'), YES],
    [Feature.OVERRIDE_AUTOSCALING, 'above', asm('1.17'), YES],
    [Feature.OVERRIDE_AUTOSCALING, 'without a version', asm(), UNKNOWN],
    [Feature.OVERRIDE_AUTOSCALING, 'on Istio', istio('1.30'), NO],
    [Feature.REPLICAS_MANAGED_BY_USER, 'below', asm('1.18.9.9'), NO],
    [Feature.REPLICAS_MANAGED_BY_USER, 'at', asm('1.19'), YES],
    [Feature.GATEWAY_DRAIN_ANNOTATION, 'below', asm('1.25.6.84'), NO],
    [Feature.GATEWAY_DRAIN_ANNOTATION, 'at', asm('1.26.0.1'), YES],
    [Feature.GATEWAY_DRAIN_ANNOTATION, 'long after: the document says "or later"', asm('1.40'), YES],
    [Feature.NETWORK_LOAD_BALANCER, 'Kubernetes below', asm('1.18', '1.23'), NO],
    [Feature.NETWORK_LOAD_BALANCER, 'both at', asm('1.18', '1.24'), YES],
    [Feature.NETWORK_LOAD_BALANCER, 'ASM below', asm('1.17', '1.30'), NO],
    [Feature.ASM_RESOURCES_BY_TERRAFORM, 'below', asm('1.22.6.108'), NO],
    [Feature.ASM_RESOURCES_BY_TERRAFORM, 'at', asm('1.22.6.109'), YES],
    [Feature.ASM_RESOURCES_BY_TERRAFORM, 'above', asm('1.22.6.110'), YES],

    [Feature.SLEEP_ACTION, 'below', istio('1.30', '1.29.14'), NO],
    [Feature.SLEEP_ACTION, 'at', istio('1.30', '1.30.0'), YES],
    [Feature.SLEEP_ACTION, 'above', asm('1.26', 'v1.31.1-aliyun.1'), YES],
    [Feature.SLEEP_ACTION, 'not given', istio('1.30'), UNKNOWN],
    [Feature.GATEWAY_TLS_REQUIRED, '1.0', asm10('1.0'), YES],
    [Feature.GATEWAY_TLS_REQUIRED, '1.1', asm10('1.1'), NO],
    [Feature.GATEWAY_TLS_REQUIRED, '1.4', asm10('1.4.1'), NO],
    [Feature.GATEWAY_TLS_REQUIRED, '1.5', asm10('1.5'), YES],
    [Feature.GATEWAY_TLS_BY_OPTIONS, 'below', asm10('1.0.0'), NO],
    [Feature.GATEWAY_TLS_BY_OPTIONS, 'at', asm10('1.1'), YES],
    [Feature.GATEWAY_TLS_BY_OPTIONS, 'above', asm10('1.2'), YES],
    [Feature.RELAXED_ENVIRONMENT_NAMES, 'below', istio('1.30', '1.31'), NO],
    [Feature.RELAXED_ENVIRONMENT_NAMES, 'at', istio('1.30', '1.32'), YES],
    [Feature.RELAXED_ENVIRONMENT_NAMES, 'above', istio('1.30', '1.33'), YES],
    [Feature.RELAXED_SERVICE_NAMES_GATE, 'below', istio('1.30', '1.35'), NO],
    [Feature.RELAXED_SERVICE_NAMES_GATE, 'at', istio('1.30', '1.36'), YES],
    [Feature.RELAXED_SERVICE_NAMES_GATE, 'after the modelled versions', istio('1.30', '1.37'), UNKNOWN],
    [Feature.SLEEP_ZERO, 'below', istio('1.30', '1.32'), NO],
    [Feature.SLEEP_ZERO, 'at', istio('1.30', '1.33'), YES],
    [Feature.SLEEP_ZERO, 'above', istio('1.30', '1.34'), YES],
    [Feature.AUTOSCALER_TOLERANCE, 'below', istio('1.30', '1.34'), NO],
    [Feature.AUTOSCALER_TOLERANCE, 'at', istio('1.30', '1.35'), YES],
    [Feature.AUTOSCALER_TOLERANCE, 'after the modelled versions', istio('1.30', '1.37'), UNKNOWN],
  ])('%s, %s: %s is %s', (feature, _, platform, expected) => {
    expect(platform.supports(feature)).toBe(expected);
  });

  test.each<[Feature, string]>([
    // ack, ack-serverless, registered, other, not said
    [Feature.POD_ANTI_AFFINITY, 'y-yy?'],
    [Feature.DNS_CAPTURE, 'y-yy?'],
    [Feature.OVERCOMMITTED_RESOURCES, 'y---?'],
    [Feature.VIRTUAL_NODES, 'yyyyy'],
  ])('%s by kind of cluster on ASM: %s', (feature, expected) => {
    const kinds = [...Object.values(ClusterKind), undefined];
    expect(kinds.map((clusterKind) => letter(Platform.asm({ version: '1.26', clusterKind }).supports(feature))).join('')).toBe(expected);
  });

  test.each(features)('%s: a version turns unknown into known and never yes into no or back', (feature) => {
    for (const make of [istio, asm]) {
      const none = make().supports(feature);
      for (const version of minors(26, 31)) {
        for (const kubernetes of minors(26, 36)) {
          const all = make(version, kubernetes).supports(feature);
          for (const less of [none, make(version).supports(feature), make(undefined, kubernetes).supports(feature)]) {
            if (less !== UNKNOWN) { expect(all).toBe(less); }
          }
        }
      }
    }
  });

  test.each(features)('%s: no version makes it throw', (feature) => {
    for (const version of ['0.1', '1.0', '1.99', '99.0', '999999999.0']) {
      expect(Object.values(Support)).toContain(istio(version, version).supports(feature));
      expect(Object.values(Support)).toContain(asm(version, version).supports(feature));
      expect(istio(version, version).explain(feature)).toContain(featureRow(feature).summary);
    }
  });
});

describe('explaining', () => {
  test.each<[string, Platform, Feature, string]>([
    ['a no with the version that would allow it', istio('1.25'), Feature.PARAMETERS_REF,
      'an options ConfigMap named by infrastructure.parametersRef: no on istio 1.25; needs Istio 1.26 or later (istio PR 55283; '
      + 'ASM: help.aliyun.com asm/ambient "customize configuration for Gateway API based deployment")'],
    ['a version that is not given', istio('1.30'), Feature.SLEEP_ACTION,
      "the lifecycle action 'sleep': unknown on istio 1.30; because the Kubernetes version is not given; needs Kubernetes 1.30 or later "
      + '(kubernetes pkg/features/kube_features.go (PodLifecycleSleepAction): first version with the gate on by default)'],
    ['a patch that is not given', istio('1.30'), Feature.EXIT_ON_ZERO_ON_AMBIENT,
      'exit-on-zero that ends ambient gateways and waypoints: unknown on istio 1.30; because Istio 1.30 does not tell the patch version; '
      + 'needs Istio 1.29.6 until 1.30, or 1.30.3 or later (istio pkg/envoy/agent.go per tag; istio PRs 60731 and 60743)'],
    ['a version after the modelled ones', istio('1.32'), Feature.PARAMETERS_REF,
      'an options ConfigMap named by infrastructure.parametersRef: unknown on istio 1.32; because Istio 1.32 is outside the modelled versions '
      + '(1.26 to 1.31); needs Istio 1.26 or later (istio PR 55283; '
      + 'ASM: help.aliyun.com asm/ambient "customize configuration for Gateway API based deployment")'],
    ['what only the other flavour has', istio('1.30'), Feature.REPLICAS_MANAGED_BY_USER,
      "the annotation 'asm.alibabacloud.com/replicas-managed-by-asm': no on istio 1.30; only ASM has it, and needs ASM 1.19 or later "
      + '(ASM documentation, "customize the scaling policy of an ASM gateway")'],
    ['what nobody has', istio('1.30'), Feature.SCALE_TO_ZERO,
      "an autoscaler's 'minReplicas: 0' without a feature gate: no on istio 1.30; no version has it "
      + '(kubernetes pkg/features/kube_features.go (HPAScaleToZero): alpha and off by default up to 1.36)'],
    ['an inference', asm('1.26.0.3'), Feature.NATIVE_SIDECAR_ANNOTATION,
      "the annotation 'sidecar.istio.io/nativeSidecar': yes on asm 1.26.0.3; needs Istio 1.24 or later; inferred from the Istio minor version "
      + 'of ASM (istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml, compared tag by tag)'],
    ['what should be used instead', istio('1.29'), Feature.STATS_COMPRESSION_ANNOTATION,
      "the annotation 'sidecar.istio.io/statsCompression': yes on istio 1.29; needs Istio 1.26 or later; deprecated, use the ProxyConfig field "
      + "'statsCompression' (istio/api annotation/annotations.yaml, compared tag by tag; istio release note 48051)"],
  ])('%s', (_, platform, feature, expected) => {
    expect(platform.explain(feature)).toBe(expected);
  });

  test('a deprecation starts with its version', () => {
    expect(istio('1.28').explain(Feature.STATS_COMPRESSION_ANNOTATION)).not.toContain('deprecated');
    expect(istio('1.30').explain(Feature.STATS_COMPRESSION_ANNOTATION)).toContain('deprecated');
  });
});
