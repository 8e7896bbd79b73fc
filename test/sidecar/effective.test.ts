import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { parse } from 'yaml';
import { effectiveMesh, ManifestIndex, manifestOf } from '../../src/model';
import { MeshFacts, Platform } from '../../src/platform';
import { EffectiveSidecar, OutboundTrafficMode, SidecarInterceptionMode, SidecarLevel, SidecarPolicy, SidecarScalingStrategy, type SidecarSettings } from '../../src/sidecar';
import { ownSchemas } from '../support/own-crds';
import { sourceManifest } from '../support/source-docs';

type Json = Record<string, any>;

const CLASSIC = Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false });
const NATIVE = Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: true });
const ASM = Platform.asm({ version: '1.22.6', kubernetesVersion: '1.28' });

function chartOf(platform: Platform): Chart {
  const app = Testing.app();
  new MeshFacts({ platform, meshConfig: {}, injectionValues: {}, clusterDomain: 'cluster.local', namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } } }).applyTo(app);
  return new Chart(app, 'chart', { namespace: 'shop' });
}

const CONTAINER = { name: 'app', image: 'app:1' };

function web(chart: Chart, labels: Json = {}, annotations: Json = {}, app: Json = {}): ApiObject {
  return new ApiObject(chart, 'web', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web', ...labels }, annotations }, spec: { containers: [{ ...CONTAINER, ...app }] } } },
  } as any);
}

function effective(settings: SidecarSettings, platform = CLASSIC, labels: Json = {}, annotations: Json = {}, app: Json = {}): EffectiveSidecar {
  const chart = chartOf(platform);
  new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings });
  return SidecarPolicy.effective(web(chart, labels, annotations, app));
}

/** A container of the pod as the model says it will run. */
function container(sidecar: EffectiveSidecar, name: string): Json {
  const { spec } = sidecar.preview().deployment.spec.template;
  return [...spec.containers, ...spec.initContainers ?? []].find((one: Json) => one.name === name);
}

describe('source document 002 on ASM: the effective pod is the expected output', () => {
  test.each([
    ['002-init-include-outbound-ip-ranges', { includeOutboundIpRanges: '192.168.0.0/16,10.1.0.0/24' }],
    ['002-init-exclude-outbound-ip-ranges', { excludeOutboundIpRanges: '10.1.0.0/24' }],
    ['002-init-include-inbound-ports', { includeInboundPorts: '80,443' }],
    ['002-init-exclude-inbound-ports', { excludeInboundPorts: '8000' }],
    ['002-init-include-outbound-ports', { includeOutboundPorts: '80,443' }],
    ['002-init-exclude-outbound-ports', { excludeOutboundPorts: '8000' }],
  ] as [string, SidecarSettings][])('%s', (name, settings) => {
    const expected = sourceManifest(name) as Json;
    expect(container(effective(settings, ASM), 'istio-init').args).toEqual(expected.initContainers[0].args);
  });

  test.each([
    [50, '002-container-standard', '002-scaled-standard-50'],
    [20, '002-container-standard', '002-scaled-standard-20'],
    [50, '002-container-without-requests', '002-scaled-without-requests-50'],
    [50, '002-container-without-limits', '002-scaled-without-limits-50'],
  ])('%d %% of %s', (percentage, from, to) => {
    const { resources } = sourceManifest(from) as Json;
    const expected = (sourceManifest(to) as Json).resources;
    for (const platform of [ASM, CLASSIC]) {
      expect(container(effective({ scaledResources: { percentage } }, platform, {}, {}, { resources }), 'istio-proxy').resources).toEqual(expected);
    }
  });

  test('resources, threads, log level, lifecycle and overcommitment', () => {
    const sidecar = effective({
      resources: { limits: { cpu: '2', memory: '1025Mi' }, requests: { cpu: '0.1', memory: '128Mi' } },
      initResources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '0.1', memory: '128Mi' } },
      concurrency: 3,
      logLevel: 'error',
      dnsProxy: true,
      exitOnZero: true,
      lifecycle: { postStart: { exec: ['pilot-agent', 'wait'] }, preStop: { exec: ['/bin/sh', '-c', 'sleep 13'] } },
    }, ASM);
    const proxy = container(sidecar, 'istio-proxy');
    expect(proxy.resources).toEqual({ limits: { cpu: '2', memory: '1025Mi' }, requests: { cpu: '100m', memory: '128Mi' } });
    expect(container(sidecar, 'istio-init').resources).toEqual({ limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } });
    expect(proxy.args).toEqual(expect.arrayContaining(['--proxyLogLevel=error', '--concurrency', '3']));
    expect(proxy.env).toEqual(expect.arrayContaining([
      { name: 'ISTIO_META_DNS_CAPTURE', value: 'true' }, { name: 'ISTIO_META_DNS_AUTO_ALLOCATE', value: 'true' }, { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' },
    ]));
    expect(proxy.lifecycle).toEqual((sourceManifest('002-lifecycle') as Json));
  });

  /** What the document prints of PROXY_CONFIG, whose other fields are the instance's own. */
  function proxyConfig(settings: SidecarSettings, field: string): unknown {
    const chart = chartOf(ASM);
    new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings });
    const object = web(chart);
    const index = ManifestIndex.of(Testing.synth(chart).map((json) => manifestOf(json)));
    const [proxy] = effectiveMesh(index, MeshFacts.of(object)).proxies;
    return proxy.proxyConfig.template(field).value;
  }

  test.each([
    ['holdApplicationUntilProxyStarts', { holdApplicationUntilProxyStarts: false }, false],
    ['terminationDrainDuration', { terminationDrain: Duration.seconds(10) }, '10s'],
    ['interceptionMode', { interceptionMode: SidecarInterceptionMode.TPROXY }, 'TPROXY'],
    ['proxyStatsMatcher', { statsMatcher: { regexps: ['.*outlier_detection.*'] } }, { inclusionRegexps: ['.*outlier_detection.*'] }],
    ['runtimeValues', { downstreamConnectionLimit: 5000 }, { 'overload.global_downstream_max_connections': '5000' }],
    ['proxyMetadata', { exitOnZero: true }, { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' }],
    ['concurrency', { concurrency: 3 }, 3],
  ] as [string, SidecarSettings, unknown][])('%s in PROXY_CONFIG', (field, settings, value) => {
    expect(proxyConfig(settings, field)).toEqual(value);
  });

  test('the application that does not wait comes first, and there is no hook', () => {
    const names = (sidecar: EffectiveSidecar) => sidecar.preview().deployment.spec.template.spec.containers.map(({ name }: Json) => name);
    const off = effective({ holdApplicationUntilProxyStarts: false }, ASM);
    expect(names(off)).toEqual(['app', 'istio-proxy']);
    expect(container(off, 'istio-proxy').lifecycle).toBeUndefined();
    const on = effective({ holdApplicationUntilProxyStarts: true }, ASM);
    expect(names(on)).toEqual(['istio-proxy', 'app']);
    expect(container(on, 'istio-proxy').lifecycle).toEqual({ postStart: { exec: { command: ['pilot-agent', 'wait'] } } });
  });

  test('the termination drain as a variable in seconds', () => {
    expect(container(effective({ terminationDrain: Duration.seconds(10) }, ASM), 'istio-proxy').env).toContainEqual({ name: 'TERMINATION_DRAIN_DURATION_SECONDS', value: '10' });
  });

  test('TPROXY as an argument of istio-init', () => {
    const { args } = container(effective({ interceptionMode: SidecarInterceptionMode.TPROXY }, ASM), 'istio-init');
    expect(args.slice(0, 9)).toEqual(['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-m', 'TPROXY']);
  });

  test.each([
    ['three threads', { concurrency: 3 }, ['--proxyLogLevel=warning', '--proxyComponentLogLevel=misc:error', '--log_output_level=default:info', '--concurrency', '3'], 9],
    ['the log level', { logLevel: 'error' }, ['--proxyLogLevel=error'], 5],
  ] as [string, SidecarSettings, string[], number][])('%s as arguments of the proxy', (_, settings, expected, length) => {
    const { args } = container(effective(settings, ASM), 'istio-proxy');
    expect(args.slice(0, length)).toEqual(['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local', ...expected]);
  });

  test('overcommitment needs the label', () => {
    const settings: SidecarSettings = {
      overcommittedResources: { limits: { cpuMillicores: 2000, memory: '2048Mi' }, requests: { cpuMillicores: 200, memory: '256Mi' } },
      overcommittedInitResources: { limits: { cpuMillicores: 1000, memory: '1024Mi' }, requests: { cpuMillicores: 100, memory: '128Mi' } },
    };
    const labelled = effective(settings, ASM, { 'koordinator.sh/qosClass': 'BE' });
    const batch = (cpu: string, memory: string) => ({ 'kubernetes.io/batch-cpu': cpu, 'kubernetes.io/batch-memory': memory });
    expect(container(labelled, 'istio-proxy').resources).toEqual({ limits: batch('2k', '2Gi'), requests: batch('200', '256Mi') });
    expect(container(labelled, 'istio-init').resources).toEqual({ limits: batch('1k', '1Gi'), requests: batch('100', '128Mi') });
    expect(labelled.item('overcommittedResources').ignoredBecause).toBeUndefined();
    expect(effective(settings, ASM).item('overcommittedResources').ignoredBecause).toBe('the pod has no label koordinator.sh/qosClass');
  });
});

describe('the effective pod on Istio', () => {
  test('holds what policies stamp', () => {
    const sidecar = effective({
      excludeOutboundIpRanges: '10.1.0.0/24',
      logLevel: 'error',
      concurrency: 3,
      exitOnZero: true,
      interceptionMode: SidecarInterceptionMode.TPROXY,
      initResources: { requests: { cpu: '20m' } },
      lifecycle: { preStop: { exec: ['sleep', '13'] } },
      runtimeValues: { a: '1' },
    });
    const proxy = container(sidecar, 'istio-proxy');
    expect(container(sidecar, 'istio-init').args.join(' ')).toContain('-m TPROXY -i * -x 10.1.0.0/24');
    expect(proxy.args).toContain('--proxyLogLevel=error');
    expect(proxy.lifecycle.preStop).toEqual({ exec: { command: ['sleep', '13'] } });
    const config = JSON.parse(proxy.env.find(({ name }: Json) => name === 'PROXY_CONFIG').value);
    expect(config).toMatchObject({ concurrency: 3, runtimeValues: { a: '1' }, proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' } });
    expect(container(sidecar, 'istio-init').resources.requests.cpu).toBe('20m');
  });

  test('requests only give requests only, and what is lost is said', () => {
    const sidecar = effective({ resources: { requests: { cpu: '100m', memory: '128Mi' } } });
    expect(container(sidecar, 'istio-proxy').resources).toEqual({ requests: { cpu: '100m', memory: '128Mi' } });
    expect(sidecar.warnings).toEqual(["resources: the injector's own CPU limit, memory limit are lost, since one annotation discards them all; "
      + "istio-init gets the same numbers; set 'initResources' for others"]);
  });

  test('proportional resources take the place of all fixed ones, and the own annotations of a pod that of all policies', () => {
    const settings: SidecarSettings = { scaledResources: { percentage: 50 }, resources: { limits: { cpu: '4', memory: '4Gi' } } };
    const resources = { requests: { cpu: '300m', memory: '512Mi' } };
    expect(container(effective(settings, CLASSIC, {}, {}, { resources }), 'istio-proxy').resources).toEqual({ requests: { cpu: '150m', memory: '256Mi' } });
    const own = effective(settings, CLASSIC, {}, { 'sidecar.istio.io/proxyCPU': '7' }, { resources });
    expect(container(own, 'istio-proxy').resources).toEqual({ requests: { cpu: '7' } });
    expect(own.item('scaledResources').ignoredBecause).toBe('the pod has resource annotations of its own');
  });

  test('the container that an annotation names comes first, and one that is not there leaves the fixed resources', () => {
    const settings: SidecarSettings = { scaledResources: { percentage: 50, strategy: SidecarScalingStrategy.CONTAINER, container: 'gone' }, resources: { requests: { cpu: '1' } } };
    const resources = { requests: { cpu: '300m', memory: '512Mi' } };
    const missing = effective(settings, CLASSIC, {}, {}, { resources });
    expect(missing.item('scaledResources').ignoredBecause).toContain('there is no container of that name');
    const named = effective(settings, CLASSIC, {}, { 'scaled-resource.inject.istio.alibabacloud.com/container-ref': 'app' }, { resources });
    expect(container(named, 'istio-proxy').resources).toEqual({ requests: { cpu: '150m', memory: '256Mi' } });
    expect(container(missing, 'istio-proxy').resources).toEqual({ requests: { cpu: '1' } });
  });
});

describe('why a setting has no effect', () => {
  test.each([
    ['terminationDrain', { terminationDrain: Duration.seconds(10) }, NATIVE, {}, 'a native sidecar drains in its preStop hook and ends with the signal'],
    ['terminationDrain', { terminationDrain: Duration.seconds(10) }, ASM, {}, "'exitOnZero' waits for the last connection instead"],
    ['terminationDrain', { terminationDrain: Duration.seconds(10) }, CLASSIC, {}, undefined],
    ['holdApplicationUntilProxyStarts', { holdApplicationUntilProxyStarts: true }, NATIVE, {}, 'a native sidecar starts before the application in any case'],
    ['minimumDrain', { minimumDrain: Duration.seconds(10) }, CLASSIC, {}, "only 'exitOnZero' reads it"],
    ['minimumDrain', { minimumDrain: Duration.seconds(10) }, ASM, {}, undefined],
    ['excludeInboundPorts', { excludeInboundPorts: '1', includeInboundPorts: '80' }, CLASSIC, {}, "it counts only while 'includeInboundPorts' is \"*\""],
    ['includeInboundPorts', { includeInboundPorts: '80', interceptionMode: SidecarInterceptionMode.NONE }, CLASSIC, {}, 'interception mode NONE captures nothing'],
    ['dnsProxy', { dnsProxy: true }, ASM, { 'alibabacloud.com/eci': 'true' }, 'ECI pods lack the permissions for the DNS proxy'],
    ['resources', { resources: { requests: { cpu: '1' } }, scaledResources: { percentage: 20 } }, ASM, {}, 'proportional resources come first'],
  ] as [string, SidecarSettings, Platform, Json, string | undefined][])('%s of %j', (item, settings, platform, labels, why) => {
    expect(effective(settings, platform, labels).item(item).ignoredBecause).toBe(why);
  });

  test('the lifecycle of a native sidecar on ASM', () => {
    const native = Platform.asm({ version: '1.22', kubernetesVersion: '1.30' });
    expect(effective({ lifecycle: { preStop: { exec: ['a'] } } }, native).item('lifecycle').ignoredBecause).toContain('ASM ignores the hooks');
  });
});

describe('is this traffic captured', () => {
  test.each([
    [{ logLevel: 'info' }, CLASSIC, true, '10.1.2.3 is in the included outbound ranges'],
    [{ excludeOutboundIpRanges: '10.1.0.0/16' }, CLASSIC, false, '10.1.2.3 is in the excluded outbound ranges'],
    [{ includeOutboundIpRanges: '192.168.0.0/16' }, CLASSIC, false, '10.1.2.3 is not in the included outbound ranges'],
    [{ includeOutboundIpRanges: '', includeOutboundPorts: '8080' }, CLASSIC, true, 'port 8080 is among the included outbound ports'],
    [{ excludeOutboundPorts: '8080' }, ASM, false, 'port 8080 is among the excluded outbound ports'],
    [{ interceptionMode: SidecarInterceptionMode.NONE }, CLASSIC, false, 'interception mode NONE sets up no rules'],
  ] as [SidecarSettings, Platform, boolean, string][])('to 10.1.2.3:8080 with %j', (settings, platform, captured, why) => {
    expect(effective(settings, platform).captures('10.1.2.3', 8080)).toEqual({ captured, why: expect.stringContaining(why) });
  });

  test('ASM leaves its own host address alone', () => expect(effective({ logLevel: 'info' }, ASM).captures('192.168.0.1', 80).captured).toBe(false));
  test('to its own port 8000', () => {
    expect(effective({ excludeInboundPorts: '8000' }).capturesInbound(8000).captured).toBe(false);
    expect(effective({ excludeInboundPorts: '8000' }).capturesInbound(8001).captured).toBe(true);
  });
  test('never where there is no sidecar', () => {
    expect(effective({ logLevel: 'info' }, CLASSIC, { 'sidecar.istio.io/inject': 'false' }).captures('10.1.2.3', 80).captured).toBe(false);
  });
});

describe('an answer', () => {
  test('is given without any policy, too', () => {
    const sidecar = SidecarPolicy.effective(web(chartOf(CLASSIC)));
    expect(sidecar.item('logLevel')).toEqual({ item: 'logLevel', value: 'warning', origin: 'default of Istio', shadowed: [], effect: 'istio-proxy argument --proxyLogLevel' });
    expect(sidecar.item('concurrency').origin).toBe('not known: the CPU limit rounded up, else the cores of the node');
  });

  test('names what of a policy the pod overrules', () => {
    const sidecar = effective({ logLevel: 'info' }, CLASSIC, {}, { 'sidecar.istio.io/logLevel': 'trace' });
    expect(sidecar.item('logLevel')).toMatchObject({ value: 'trace', level: 'pod', shadowed: [{ level: 'namespace', by: 'chart/policy', value: 'info' }] });
    expect(sidecar.warnings).toEqual(["logLevel: the pod's own value wins over chart/policy"]);
  });

  test('leaves no trace in later output', () => {
    const chart = chartOf(CLASSIC);
    new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings: { logLevel: 'info' } });
    const deployment = new plus.Deployment(chart, 'deployment', { containers: [{ image: 'app' }], spread: true });
    const twin = chartOf(CLASSIC);
    new SidecarPolicy(twin, 'policy', { level: SidecarLevel.namespace('shop'), settings: { logLevel: 'info' } });
    new plus.Deployment(twin, 'deployment', { containers: [{ image: 'app' }], spread: true });
    SidecarPolicy.effective(deployment).preview();
    expect(Testing.synth(chart)).toEqual(Testing.synth(twin));
  });

  test('is asked for one workload', () => {
    expect(() => SidecarPolicy.effective(chartOf(CLASSIC))).toThrow("[chart] 'effective' must be asked for one workload, got a construct with none");
    expect(() => effective({ logLevel: 'info' }).item('loglevel')).toThrow('a sidecar has no setting of that name, got "loglevel"');
  });
});

describe('carriers', () => {
  const written = (platform: Platform, make: (chart: Chart) => void): Json[] => {
    const chart = chartOf(platform);
    make(chart);
    return Testing.synth(chart);
  };
  const policy = (chart: Chart, id: string, level: SidecarLevel, settings: SidecarSettings) => new SidecarPolicy(chart, id, { level, settings });

  test('on ASM one resource for each target, valid by its schema', () => {
    const objects = written(ASM, (chart) => {
      policy(chart, 'a', SidecarLevel.namespace('shop'), { concurrency: 2, environment: { A: '1' }, readiness: { periodSeconds: 5 } });
      policy(chart, 'b', SidecarLevel.namespace('shop'), { logLevel: 'info' });
      policy(chart, 'c', SidecarLevel.workload('shop', { app: 'web' }, 'web'), { exitOnZero: false, overcommittedResources: { limits: { cpuMillicores: 2000 } } });
    });
    expect(objects.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      ['sidecar-settings', { concurrency: { value: 2 }, logLevel: 'info', proxyMetadata: { A: '1' }, readinessPeriodSeconds: 5 }],
      ['web', {
        selector: { matchLabels: { app: 'web' } },
        // whether a level's map takes the place of the one below is not documented, so it says everything
        proxyMetadata: { A: '1', EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'false' },
        sidecarProxyAckSloResource: { limits: { cpu: '2000' } },
      }],
    ]);
    for (const object of objects) { expect(ownSchemas('asm.yaml').problems(object)).toEqual([]); }
  });

  test('on Istio a ProxyConfig for a namespace, without a selector, and no field in it that workloads get by annotation', () => {
    const chart = chartOf(CLASSIC);
    policy(chart, 'a', SidecarLevel.namespace('shop'), { concurrency: 2, environment: { A: '1', B: '1' }, logLevel: 'info' });
    policy(chart, 'b', SidecarLevel.workload('shop', { app: 'web' }), { concurrency: 3, environment: { B: '2' } });
    web(chart);
    const other = new ApiObject(chart, 'other', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other' }, spec: { containers: [CONTAINER] } } as any);
    const objects = Testing.synth(chart);
    const [resource, deployment] = ['ProxyConfig', 'Deployment'].map((kind) => objects.find((object) => object.kind === kind));
    // a second one without a selector, even an empty one, would stand against the first
    expect(objects.filter(({ kind }) => kind === 'ProxyConfig')).toHaveLength(1);
    expect(resource).toMatchObject({ kind: 'ProxyConfig', metadata: { name: 'sidecar-settings', namespace: 'shop' }, spec: { environmentVariables: { A: '1' } } });
    expect(resource.spec.concurrency).toBeUndefined();
    expect(resource.spec.selector).toBeUndefined();
    expect(ownSchemas('istio-networking.yaml').problems(resource)).toEqual([]);
    expect(parse(deployment.spec.template.metadata.annotations['proxy.istio.io/config'])).toEqual({ concurrency: 3, proxyMetadata: { B: '2' } });
    expect(parse(other.toJson().metadata.annotations['proxy.istio.io/config'])).toEqual({ concurrency: 2, proxyMetadata: { B: '1' } });
  });

  const GLOBAL: SidecarSettings = {
    resources: { requests: { cpu: '200m' } }, logLevel: 'info', terminationDrain: Duration.seconds(10), outboundTrafficPolicy: OutboundTrafficMode.REGISTRY_ONLY, exitOnZero: true,
  };

  test('on Istio the mesh gets the values of the chart of istiod', () => {
    const [map] = written(CLASSIC, (chart) => policy(chart, 'a', SidecarLevel.global(), { ...GLOBAL, nativeSidecar: true }));
    expect(map.metadata.name).toBe('istio-sidecar-defaults');
    expect(parse(map.data['values.yaml'])).toEqual({
      env: { ENABLE_NATIVE_SIDECARS: 'true' },
      global: { proxy: { logLevel: 'info', resources: { requests: { cpu: '200m' } } } },
      meshConfig: { defaultConfig: { proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' }, terminationDrainDuration: '10s' }, outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    });
  });

  test('on ASM the mesh gets the parameters of the API call, and what only the console has', () => {
    const [map] = written(ASM, (chart) => policy(chart, 'a', SidecarLevel.global(), GLOBAL));
    expect(JSON.parse(map.data['update-mesh-feature.json'])).toEqual({ LogLevel: 'info', OutboundTrafficPolicy: 'REGISTRY_ONLY', ProxyRequestCPU: '200m', TerminationDrainDuration: '10s' });
    expect(JSON.parse(map.data['console.json'])).toEqual({ ProxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' } });
  });

  test('on Istio what the values cannot hold is stamped for the whole mesh', () => {
    const chart = chartOf(CLASSIC);
    policy(chart, 'a', SidecarLevel.global(), { scaledResources: { percentage: 50 } });
    expect(web(chart, {}, {}, { resources: { requests: { cpu: '1', memory: '1Gi' } } }).toJson().spec.template.metadata.annotations)
      .toEqual({ 'sidecar.istio.io/proxyCPU': '500m', 'sidecar.istio.io/proxyMemory': '512Mi' });
  });

  test.each([['1.27', 'runtimeValues', 'overload.global_downstream_max_connections'], ['1.29', 'proxyMetadata', 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS']])(
    'the connection limit in the form that %s honours', (version, field, key) => {
      const chart = chartOf(Platform.istio({ version, kubernetesVersion: '1.28' }));
      policy(chart, 'a', SidecarLevel.workload('shop', { app: 'web' }), { downstreamConnectionLimit: 5000 });
      expect(parse(web(chart).toJson().spec.template.metadata.annotations['proxy.istio.io/config'])).toEqual({ [field]: { [key]: '5000' } });
    });

  test('a map in an annotation takes the place of that of the mesh, so what the mesh says comes along', () => {
    const chart = chartOf(CLASSIC);
    policy(chart, 'a', SidecarLevel.global(), { runtimeValues: { mesh: '1', both: '1' } });
    policy(chart, 'b', SidecarLevel.namespace('shop'), { runtimeValues: { both: '2' } });
    expect(parse(web(chart).toJson().spec.template.metadata.annotations['proxy.istio.io/config'])).toEqual({ runtimeValues: { mesh: '1', both: '2' } });
  });
});

test('an app needs no policy to render as before', () => {
  const app = new App();
  expect(app.resolvers.length).toBe(new App().resolvers.length);
});
