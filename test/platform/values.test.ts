import { Platform } from '../../src/platform';
import { API_REMOVALS, removalOf } from '../../src/platform/removals';
import { unmodelledVersions, valueFor, VALUE_ROWS, VersionedValues } from '../../src/platform/values';

const istio = (version?: string, kubernetesVersion?: string): Platform => Platform.istio({ version, kubernetesVersion });
const asm = (version?: string, kubernetesVersion?: string): Platform => Platform.asm({ version, kubernetesVersion });

/** The value itself, or the reason why it is not known. */
function value(platform: Platform, key: keyof VersionedValues): unknown {
  const answer = valueFor(platform, key);
  return answer.known ? answer.value : `unknown: ${answer.why}`;
}

const PROXY = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } };
const OUTSIDE = (version: string): string => `unknown: Istio ${version} is outside the modelled versions (1.26 to 1.31)`;

test.each(VALUE_ROWS)('$key names its source', (row) => {
  expect(row.source.length).toBeGreaterThan(15);
});

test('no key stands twice', () => {
  expect(new Set(VALUE_ROWS.map((row) => row.key)).size).toBe(VALUE_ROWS.length);
});

test('every value on current Istio and on a current ASM', () => {
  const platforms = [Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }),
    Platform.asm({ version: '1.26.0.1', kubernetesVersion: '1.33', gatewayApiVersion: '1.2.1' })];
  const sysctls = [
    'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range',
    'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
  ];
  const readiness = { initialDelaySeconds: 0, periodSeconds: 15, failureThreshold: 4, timeoutSeconds: 3 };
  const namespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];
  const noResource = 'unknown: Istio has no IstioGateway resource';
  const noWaypoint = "unknown: ASM's own waypoint Deployment is not published";
  expect(Object.fromEntries(VALUE_ROWS.map((row) => [row.key, platforms.map((platform) => value(platform, row.key))]))).toEqual({
    waypointGraceSeconds: [30, noWaypoint],
    podGraceSeconds: [30, 30],
    drainSeconds: [45, 45],
    terminationDrainSeconds: [5, 5],
    minimumDrainSeconds: [5, 5],
    exitOnZero: [false, true],
    holdApplication: [false, true],
    gatewayDrainRange: [noResource, { min: 10, max: 890 }],
    overlayKeys: [
      ['deployment', 'service', 'serviceAccount', 'horizontalPodAutoscaler', 'podDisruptionBudget'],
      ['deployment', 'horizontalPodAutoscaler', 'proxyConfig'],
    ],
    infrastructureEntries: [8, 8],
    listenerSets: [true, 'unknown: the documents of ASM do not say whether it reads ListenerSets'],
    ownedServiceAccount: [true, noWaypoint],
    eastWestNetworkView: [true, noWaypoint],
    waypointResources: [{ requests: PROXY.requests, limits: { cpu: '2', memory: '1Gi' } }, noWaypoint],
    gatewayResources: [noResource, { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } }],
    gatewayReplicas: [noResource, 1],
    gatewayServiceType: [noResource, 'LoadBalancer'],
    gatewayTrafficPolicy: [noResource, 'Cluster'],
    overrideFields: [
      noResource,
      ['serviceAnnotations', 'podAnnotations', 'resources', 'replicaCount', 'minReplicas', 'maxReplicas', 'cpu', 'memory', 'serviceType'],
    ],
    proxyResources: [PROXY, PROXY],
    initResources: [PROXY, { requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } }],
    readiness: [readiness, readiness],
    uncapturedInboundPorts: [['15090', '15021', '15020'], ['15090', '15021', '15081', '9191', '15020']],
    uncapturedOutboundRanges: [[], ['192.168.0.1/32']],
    sidecarRevocationList: [true, "unknown: ASM's injection template is not published"],
    proxyLogLevel: ['warning', 'warning'],
    concurrency: ['cpu-limit', 2],
    dnsCapture: [false, "unknown: ASM's default for ISTIO_META_DNS_CAPTURE could not be read"],
    statsInclusionRegexps: [[], ['.*adaptive_concurrency.*']],
    clusterDomain: ['cluster.local', "unknown: ASM's cluster domain is chosen when the instance is made"],
    trustDomain: ['cluster.local', "unknown: ASM's default trust domain is not documented"],
    connectionLimitCarrier: [
      { carrier: 'proxyMetadata', key: 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS' },
      { carrier: 'runtimeValues', key: 'overload.global_downstream_max_connections' },
    ],
    neverInjectedNamespaces: [namespaces, namespaces],
    safeSysctls: [sysctls, sysctls],
  });
});

describe('boundaries', () => {
  test.each<[keyof VersionedValues, Platform, unknown]>([
    ['waypointGraceSeconds', istio('1.26'), 2],
    ['waypointGraceSeconds', istio('1.27.9'), 2],
    ['waypointGraceSeconds', istio('1.28.0'), 30],
    ['waypointGraceSeconds', istio('1.29'), 30],
    ['waypointGraceSeconds', istio(), 'unknown: the Istio version is not given'],
    ['waypointGraceSeconds', istio('1.25'), OUTSIDE('1.25')],
    ['waypointGraceSeconds', istio('1.31'), 30],
    ['waypointGraceSeconds', istio('1.32'), OUTSIDE('1.32')],
    ['connectionLimitCarrier', istio('1.27'), { carrier: 'runtimeValues', key: 'overload.global_downstream_max_connections' }],
    ['connectionLimitCarrier', istio('1.28'), { carrier: 'none', key: '' }],
    ['connectionLimitCarrier', istio('1.29'), { carrier: 'proxyMetadata', key: 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS' }],
    ['connectionLimitCarrier', asm('1.28.1.2'), { carrier: 'none', key: '' }],
    ['connectionLimitCarrier', asm('1.24'), OUTSIDE('1.24')],
    ['readiness', asm('1.18'), OUTSIDE('1.18')],
    ['readiness', asm('1.22'), { initialDelaySeconds: 0, periodSeconds: 15, failureThreshold: 4, timeoutSeconds: 3 }],
    ['overrideFields', asm('1.15.3.25'), ['serviceAnnotations', 'podAnnotations', 'resources', 'replicaCount']],
    ['overrideFields', asm(), 'unknown: the ASM version is not given'],
    ['gatewayDrainRange', asm('1.25'), 'unknown: no version that was read matches'],
    ['gatewayDrainRange', asm('1.26'), { min: 10, max: 890 }],
    ['infrastructureEntries', istio('1.30'), 'unknown: the Gateway API version is not given'],
    ['infrastructureEntries', Platform.istio({ gatewayApiVersion: '1.1' }), 'unknown: no version that was read matches'],
    ['infrastructureEntries', Platform.istio({ gatewayApiVersion: '1.5.9' }), 8],
    ['infrastructureEntries', Platform.istio({ gatewayApiVersion: '1.6.0' }), 16],
    ['infrastructureEntries', Platform.istio({ gatewayApiVersion: '1.7' }), 16],
    ['listenerSets', istio('1.29.9'), false],
    ['listenerSets', istio('1.30'), true],
    ['ownedServiceAccount', istio('1.30', '1.27'), false],
    ['ownedServiceAccount', istio('1.30', '1.28'), true],
    ['ownedServiceAccount', istio('1.30', '1.29'), true],
    ['ownedServiceAccount', istio('1.30'), 'unknown: the Kubernetes version is not given'],
    ['eastWestNetworkView', istio('1.28.9'), false],
    ['eastWestNetworkView', istio('1.29'), true],
    ['eastWestNetworkView', istio('1.30'), true],
    // what no version changes is known without one, and not stated for versions that were not read
    ['drainSeconds', istio(), 45],
    ['drainSeconds', istio('1.26'), 45],
    ['drainSeconds', istio('1.25'), OUTSIDE('1.25')],
    ['drainSeconds', istio('1.31'), 45],
    ['drainSeconds', istio('1.32'), OUTSIDE('1.32')],
    ['exitOnZero', asm('1.15'), true],
    ['exitOnZero', asm('1.40'), true],
  ])('%s on %s', (key, platform, expected) => {
    expect(value(platform, key)).toEqual(expected);
  });

  test.each<[string, number]>([['1.26', 5], ['1.27', 6], ['1.28', 6], ['1.29', 10], ['1.31', 10], ['1.32', 12], ['1.36', 12]])(
    'Kubernetes %s has %d safe kernel parameters', (version, count) => {
      expect(value(istio('1.30', version), 'safeSysctls')).toHaveLength(count);
    });

  test.each<[string, string]>([
    ['1.25', 'unknown: no version that was read matches'],
    ['1.37', 'unknown: Kubernetes 1.37 is outside the modelled versions (1.26 to 1.36)'],
  ])('Kubernetes %s was not read', (version, why) => {
    expect(value(istio('1.30', version), 'safeSysctls')).toBe(why);
  });

  test('what is judged by the Istio minor of ASM is marked', () => {
    expect(valueFor(asm('1.27'), 'connectionLimitCarrier')).toMatchObject({ inferred: true });
    expect(valueFor(asm('1.27'), 'exitOnZero')).toMatchObject({ inferred: false });
    expect(valueFor(istio('1.27'), 'connectionLimitCarrier')).toMatchObject({ inferred: false });
  });

  test('no version makes it throw', () => {
    for (const version of ['0.1', '1.0', '1.99', '999999999.0']) {
      for (const row of VALUE_ROWS) {
        expect(typeof valueFor(istio(version, version), row.key).known).toBe('boolean');
        expect(typeof valueFor(asm(version, version), row.key).known).toBe('boolean');
      }
    }
  });
});

describe('versions outside the modelled ones', () => {
  test.each<[string, Platform, string[]]>([
    ['none', istio('1.30', '1.36'), []],
    ['none given', istio(), []],
    ['Istio too old', istio('1.25.9', '1.26'), ['Istio 1.25.9, modelled are 1.26 to 1.31']],
    ['Istio too new', istio('1.32', '1.36'), ['Istio 1.32, modelled are 1.26 to 1.31']],
    ['both, on ASM', asm('1.22.6.109', '1.37'), ['Istio 1.22 (inferred from ASM), modelled are 1.26 to 1.31', 'Kubernetes 1.37, modelled are 1.26 to 1.36']],
  ])('%s', (_, platform, expected) => {
    expect(unmodelledVersions(platform)).toEqual(expected);
  });
});

describe('APIs that Kubernetes removed', () => {
  test.each<[string, string, string | undefined, boolean | undefined]>([
    ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', '1.24', false],
    ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', '1.25', true],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.25.16', false],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.26', true],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.99', true],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', undefined, undefined],
    ['policy/v1beta1', 'PodDisruptionBudget', '1.24', false],
    ['policy/v1beta1', 'PodDisruptionBudget', '1.25', true],
    ['extensions/v1beta1', 'Deployment', '1.15', false],
    ['extensions/v1beta1', 'Deployment', '1.16', true],
    ['extensions/v1beta1', 'Ingress', '1.21', false],
    ['extensions/v1beta1', 'Ingress', '1.22', true],
  ])('%s %s on Kubernetes %s is gone: %s', (apiVersion, kind, version, expected) => {
    expect(removalOf(istio('1.30', version), apiVersion, kind)?.gone).toBe(expected);
  });

  test('what stands is not in the table', () => {
    for (const [apiVersion, kind] of [['autoscaling/v1', 'HorizontalPodAutoscaler'], ['autoscaling/v2', 'HorizontalPodAutoscaler'],
      ['policy/v1', 'PodDisruptionBudget'], ['apps/v1', 'Deployment'], ['policy/v1beta1', 'Other']]) {
      expect(removalOf(istio('1.30', '1.36'), apiVersion, kind)).toBeUndefined();
    }
  });

  test.each(API_REMOVALS)('$apiVersion $kinds has a source and a replacement', (row) => {
    expect(row.source).toBe(`kubernetes.io/docs/reference/using-api/deprecation-guide (v${row.removedIn})`);
    expect(row.replacement).toMatch(/\/v\d$/);
  });
});
