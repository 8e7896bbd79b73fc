import { Duration } from 'cdk8s';
import { ASM, chartOn, ISTIO, istio, refused, SHUTDOWN, SPREAD } from './helpers';
import { ClusterKind, DisruptionBudget, GatewaySpread, Platform, ShutdownPolicy, Waypoint, WaypointChart, WaypointTraffic } from '../../src';

const NAME_63 = 'a'.repeat(63);

describe('what a waypoint refuses, and what it says', () => {
  test.each<[string, object, string]>([
    ['the name that opts out', { name: 'none' }, '\'name\' must not be "none", which opts out of waypoints, got "none"; give the waypoint another `name`'],
    ['a name too long for a label', { name: `${NAME_63}a` }, '\'name\' must be a DNS-1035 label of at most 63 characters, not 64, '
      + `got "${NAME_63}a"; give the waypoint another \`name\``],
    ['a name that no Service can have', { name: '1st' }, '\'name\' must be a DNS-1035 label: small letters, digits or "-", starting with a letter and ending with a letter or '
      + 'digit, got "1st"; give the waypoint another `name`'],
    ['a namespace that is no name', { namespace: 'Shop' }, '\'namespace\' must be a DNS label: small letters, digits or "-", starting and ending with a letter or digit, got "Shop"'],
    ['traffic that there is not', { waypointFor: 'services' }, '\'waypointFor\' must be one of service, workload, all, none, got "services"; '
      + 'with another value nothing goes through it'],
    ['one label said twice', { waypointFor: WaypointTraffic.ALL, labels: { 'istio.io/waypoint-for': 'all' } },
      '\'labels\' must not have "istio.io/waypoint-for" beside \'waypointFor\', got both; keep one of the two'],
    ['replicas and an autoscaler', { replicas: 2, autoscaling: { maxReplicas: 4 } }, '\'replicas\' and \'autoscaling\' must not both be given, got 2 and 1 to 4; '
      + 'the mesh would set the number back at every change, keep one'],
    ['an autoscaler without its most', { autoscaling: { minReplicas: 2 } }, '\'autoscaling.maxReplicas\' must be given, got nothing; istiod\'s own is 1'],
    ['fewest above most', { autoscaling: { minReplicas: 3, maxReplicas: 2 } }, 'the autoscaler has maxReplicas 2 below minReplicas 3, expected at least as many, '
      + 'set maxReplicas (the template has 1)'],
    ['no pods at all by an autoscaler', { autoscaling: { minReplicas: 0, maxReplicas: 2 } }, '\'autoscaling.minReplicas\' must be 1 or more, got 0'],
    ['a step in two units', { autoscaling: { maxReplicas: 2, behavior: { scaleUp: { steps: [{ pods: 1, percent: 1, period: Duration.seconds(15) }] } } } },
      '\'autoscaling.behavior.scaleUp.steps[0]\' must have one of pods and percent, got both; keep one'],
    ['no quantity', { resources: { requests: { cpu: '1x' } } }, 'option deployment: /spec/template/spec/containers/0/resources/requests/cpu must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi, got "1x"; '
      + 'the suffixes are n, u, m, k, M, G, T, P, E and Ki, Mi, Gi, Ti, Pi, Ei'],
    ['a request above the mesh\'s own limit', { resources: { requests: { cpu: '3' } } }, 'the proxy\'s request for cpu must not be above its limit, '
      + 'got 3 and 2 (default of Istio); raise the limit too'],
    ['a request above its limit', { resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }, 'the proxy\'s request for memory must not be above its limit, '
      + 'got 2Gi and 1Gi; raise the limit too'],
    ['a shutdown of IstioGateways', { shutdown: ShutdownPolicy.managedDrain(Duration.seconds(30)) }, '\'shutdown\' is ShutdownPolicy.managedDrain, which is for IstioGateways; '
      + 'use ShutdownPolicy.of or ShutdownPolicy.exitOnZero'],
    ['the environment among other fields', { proxyConfig: { more: { proxyMetadata: {} } } }, '\'proxyConfig.more\' must not have "proxyMetadata"; use proxyConfig.environment'],
    ['a field that ProxyConfig lacks', { proxyConfig: { more: { drainDurations: '1s' } } }, '\'proxyConfig.more\' has no field "drainDurations" of ProxyConfig; did you mean "drainDuration"?'],
    ['a field of the wrong type', { proxyConfig: { more: { statNameLength: 'long' } } }, '\'proxyConfig.more.statNameLength\' must be a whole number, got "long"'],
    ['a wrong type further in', { proxyConfig: { more: { tracing: { sampling: 'all' } } } }, '\'proxyConfig.more.tracing.sampling\' must be a number'],
    ['a word that ProxyConfig does not know', { proxyConfig: { more: { controlPlaneAuthPolicy: 'TLS' } } },
      '\'proxyConfig.more.controlPlaneAuthPolicy\' must be one of NONE, MUTUAL_TLS, INHERIT, got "TLS"'],
    ['a duration that is none', { proxyConfig: { more: { fileFlushInterval: 5 } } }, '\'proxyConfig.more.fileFlushInterval\' must be a duration such as 5s, got 5'],
    ['a duration without its unit', { proxyConfig: { more: { drainDuration: '30' } } }, '\'proxyConfig.more.drainDuration\' must be a duration such as 30s, 1m30s or 500ms, '
      + 'got "30"; every number needs a unit: ns, us, ms, s, m or h'],
    ['drain times in two places', { shutdown: SHUTDOWN, proxyConfig: { more: { drainDuration: '30s' } } },
      '\'proxyConfig.more\' must not have "drainDuration", which \'shutdown\' writes; keep one of the two'],
    ['a kind of image, which is chosen before the pod is there', { proxyConfig: { more: { image: { imageType: 'debug' } } } },
      '\'proxyConfig.more\' must not have "image" on Istio, where the pods read it too late; use the annotation sidecar.istio.io/proxyImageType of the waypoint'],
    ['a name that the template\'s YAML reads as true', { proxyConfig: { environment: { yes: 'x' } } },
      '\'proxyConfig.environment\' must be another word: Istio\'s templates write it without quotes, and their YAML reads it as no text, got "yes"'],
    ['no name of a variable', { proxyConfig: { environment: { '1A': 'x' } } }, '\'proxyConfig.environment\' must be a name of an environment variable: '
      + 'letters, digits, "-", "_" or ".", not starting with a digit, got "1A"'],
    ['the annotation that settings are written to', { shutdown: SHUTDOWN, annotations: { 'proxy.istio.io/config': 'x' } },
      '\'annotations\' must not have "proxy.istio.io/config", which shutdown and proxyConfig write; keep one of the two'],
    ['two anti-affinities', { spread: SPREAD, affinity: { podAntiAffinity: {} } }, '\'affinity.podAntiAffinity\' and \'spread\' must not both spread the pods; keep one of the two'],
    ['an affinity that there is not', { affinity: { podAntiAfinity: {} } }, '\'affinity.podAntiAfinity\' is not a field of affinity; did you mean "podAntiAffinity"?'],
    ['the same with something in it', { affinity: { podAntiAfinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } } },
      '\'affinity.podAntiAfinity\' is not a field of affinity; did you mean "podAntiAffinity"?'],
    ['a word that a Service does not know', { service: { internalTrafficPolicy: 'local' } }, '\'service.internalTrafficPolicy\' must be one of Cluster, Local, got "local"'],
    ['a load balancer class without a load balancer', { service: { loadBalancerClass: 'a/b' } }, '\'service.loadBalancerClass\' is for the service type LoadBalancer, '
      + 'got "a/b" with ClusterIP; leave it out'],
    ['options of a foreign kind', { parametersRef: { name: 'x', kind: 'Secret' } }, '\'parametersRef\' must name a ConfigMap, whose group is empty, got "Secret" of group ""; '
      + 'nothing of the waypoint would be made'],
    ['options of a foreign group', { parametersRef: { name: 'x', group: 'apps' } }, '\'parametersRef\' must name a ConfigMap, whose group is empty, got "ConfigMap" of group "apps"; '
      + 'nothing of the waypoint would be made'],
    ['options of another namespace', { parametersRef: { name: 'x', namespace: 'infra' } }, '\'parametersRef.namespace\' must be the waypoint\'s, "shop", got "infra"; '
      + 'put the ConfigMap there'],
    ['options of its own beside those of others', { replicas: 2, parametersRef: { name: 'x' } }, '\'parametersRef\' names options of others, got "x" beside props or overlays '
      + 'that need options of their own; keep one of the two'],
    ['a name for no options', { optionsName: 'x' }, '\'optionsName\' names a ConfigMap that nothing needs, got "x"; leave it out'],
    ['ASM\'s option on Istio', { overlays: { proxyConfig: 'drainDuration: 30s' } }, '\'overlays.proxyConfig\' is an option of ASM only, got it on Istio, where it would keep the '
      + 'whole waypoint from being made; use the prop proxyConfig, which is written where Istio reads it'],
    ['an option that there is not', { overlays: { deployments: {} } }, '\'overlays.deployments\' is no option; did you mean "deployment"?'],
    ['a prop that there is not', { replica: 2 }, '\'replica\' is not a prop; did you mean "replicas"?'],
    ['a field of a prop that there is not', { service: { kind: 'x' } }, '\'service.kind\' is not a field of service'],
    ['a text for a number', { replicas: '2' }, '\'replicas\' must be a whole number, got "2"'],
    ['a map for a preset', { shutdown: {} }, '\'shutdown\' must be a ShutdownPolicy such as ShutdownPolicy.of({ … }), got a map'],
    ['a label of the Gateway API', { infrastructure: { labels: { 'gateway.networking.k8s.io/x': 'y' } } }, '\'infrastructure.labels\' must not have keys of the Gateway API, '
      + 'got "gateway.networking.k8s.io/x"; istiod leaves it out, remove it'],
    ['a label by which pods are found', { podLabels: { 'gateway.networking.k8s.io/gateway-name': 'x' } }, 'the selector wants label '
      + 'gateway.networking.k8s.io/gateway-name=waypoint, got "x" on the pods, expected the same on both, leave both to istiod'],
    ['a spread constraint of which half is missing', { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone' }] },
      'option deployment: /spec/template/spec/topologySpreadConstraints/0/whenUnsatisfiable is missing, expected a text, add it'],
  ])('%s', (_, props, expected) => expect(refused(props)).toEqual([expected]));

  test('a name of 63 characters is none too many', () => expect(refused({ name: NAME_63 })).toEqual([]));

  test('all problems at once, also those that only show after merging', () => {
    expect(refused({
      name: 'none',
      replicas: 2,
      autoscaling: { minReplicas: 3, maxReplicas: 2 },
      waypointFor: 'x',
      resources: { requests: { cpu: '3' } },
      overlays: { proxyConfig: {}, deployment: { metadata: { name: 'other' }, spec: { pausd: true } } },
    }).map((problem) => problem.slice(0, 41))).toEqual([
      '\'name\' must not be "none", which opts out',
      "'waypointFor' must be one of service, wor",
      "'replicas' and 'autoscaling' must not bot",
      "'overlays.proxyConfig' is an option of AS",
      'option deployment changes metadata.name, ',
      'the autoscaler has maxReplicas 2 below mi',
      'option deployment: /spec/pausd is no fiel',
      "the proxy's request for cpu must not be a",
    ]);
  });

  test('of a refused waypoint nothing stays behind', () => {
    const chart = chartOn();
    expect(() => new Waypoint(chart, 'w', { name: 'none' })).toThrow();
    expect(() => new WaypointChart(chart, 'w', { name: 'none' })).toThrow();
    expect(chart.node.children).toEqual([]);
  });
});

describe('equal timers never get as far as a waypoint', () => {
  const policy = (gracePeriod: number, terminationDrain: number, drain: number) => () => ShutdownPolicy.of({
    gracePeriod: Duration.seconds(gracePeriod), terminationDrain: Duration.seconds(terminationDrain), drain: Duration.seconds(drain),
  });

  test.each([
    [60, 60, 30, "'gracePeriod' must be longer than 'terminationDrain' 60 s, got 60 s; make it 75 s"],
    [120, 30, 30, "'terminationDrain' must be longer than 'drain', got 30 s and 30 s"],
  ])('%d, %d, %d', (grace, terminationDrain, drain, message) => expect(policy(grace, terminationDrain, drain)).toThrow(message));

  test('one second more each', () => expect(policy(61, 60, 59)).not.toThrow());
});

describe('by platform', () => {
  test.each([
    ['1.25', /^a waypoint cannot be had here: .*: no on istio 1\.25.*; needs Istio 1\.26 or later/],
  ])('Istio %s reads no options', (version, expected) => expect(refused({}, istio(version))).toEqual([expect.stringMatching(expected)]));

  test('Istio 1.26 does', () => expect(refused({}, istio('1.26'))).toEqual([]));

  test.each([['1.2.0', 1], ['1.2.1', 0], ['1.3', 0], [undefined, 0]])('ASM with Gateway API component %s: %d problems', (gatewayApiVersion, count) => {
    const found = refused({}, Platform.asm({ version: '1.26', gatewayApiVersion }));
    expect(found).toHaveLength(count);
    if (count > 0) { expect(found[0]).toMatch(/needs Gateway API 1\.2\.1 or later/); }
  });

  test.each([['service', { service: { type: 'NodePort' } }], ['serviceAccount', { overlays: { serviceAccount: {} } }], ['podDisruptionBudget', { overlays: { podDisruptionBudget: {} } }]])(
    'ASM documents no option %s', (option, props) => {
      expect(refused(props, ASM)).toEqual([expect.stringContaining(`needs the option "${option}", which ASM does not document (it names deployment, horizontalPodAutoscaler, proxyConfig)`)]);
      expect(refused({ ...props, undocumentedOptions: true }, ASM)).toEqual([]);
    },
  );

  test('ASM\'s option is judged field by field', () => {
    expect(refused({ overlays: { proxyConfig: 'drainDurations: 30s' } }, ASM)).toEqual(["'overlays.proxyConfig' has no field \"drainDurations\" of ProxyConfig; did you mean \"drainDuration\"?"]);
  });

  test('on ASM the fewest pods may be above a most that nobody publishes', () => {
    expect(refused({ overlays: { horizontalPodAutoscaler: 'spec: {minReplicas: 2}' } }, ASM)).toEqual([]);
    expect(refused({ overlays: { horizontalPodAutoscaler: 'spec: {minReplicas: 2}' } })).toEqual([expect.stringContaining('the template has 1')]);
  });

  test('ACK Serverless has no anti-affinity', () => {
    const platform = Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3', clusterKind: ClusterKind.ACK_SERVERLESS });
    expect(refused({ spread: SPREAD }, platform)).toEqual([expect.stringContaining("'spread' is over nodes or zones by anti-affinity, which ACK Serverless does not have")]);
    expect(refused({ spread: GatewaySpread.eci({ vSwitches: ['vsw-1', 'vsw-2'] }) }, platform)).toEqual([]);
  });
});

describe('the limit of infrastructure entries', () => {
  const entries = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));

  test.each([
    ['1.5.1', 8, 0], ['1.5.1', 9, 1], ['1.6', 16, 0], ['1.6', 17, 1], [undefined, 8, 0], [undefined, 9, 1],
  ])('Gateway API %s takes %d: %d problems', (gatewayApiVersion, count, problems) => {
    const platform = Platform.istio({ version: '1.30', gatewayApiVersion });
    expect(refused({ infrastructure: { labels: entries(count) } }, platform)).toHaveLength(problems);
    expect(refused({ infrastructure: { annotations: entries(count) } }, platform)).toHaveLength(problems);
  });

  test('what is carried over and what settings add counts', () => {
    expect(refused({ annotations: entries(7), shutdown: SHUTDOWN })).toEqual([]);
    expect(refused({ annotations: entries(8), shutdown: SHUTDOWN })).toEqual(["'infrastructure' must have at most 8 annotations with Gateway API 1.5.1, got 9, the waypoint's own included; leave some out"]);
    // without settings istiod copies them by itself, and there is no limit
    expect(refused({ annotations: entries(9), budget: DisruptionBudget.maxUnavailable(1) }, ISTIO)).toEqual([]);
  });
});
