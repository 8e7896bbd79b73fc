import { Chart, Duration, Testing } from 'cdk8s';
import { ClusterKind, Platform } from '../../src/platform';
import { OutboundTrafficMode, OutboundTrafficPolicy, SidecarInterceptionMode, SidecarLevel, SidecarPolicy, SidecarScalingStrategy, type SidecarSettings } from '../../src/sidecar';

const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });

function chartOf(platform = ISTIO): Chart {
  const app = Testing.app();
  platform.applyTo(app);
  return new Chart(app, 'chart');
}

const make = (settings: any, platform = ISTIO, level = SidecarLevel.namespace('shop')) => () => new SidecarPolicy(chartOf(platform), 'policy', { level, settings });

describe('a value that the injector or the API server would choke on is refused', () => {
  test.each([
    [{ environment: { A: 'a"b' } }, "'environment.A' must not have a double quote, which ends the text in the injection template, got \"a\\\"b\""],
    [{ environment: { A: 'a\nb' } }, "'environment.A' must not have a line break, which ends the text in the injection template"],
    [{ environment: { A: '{{ .Values }}' } }, "'environment.A' must not have \"{{\", which begins an expression of the injection template"],
    [{ environment: { A: 'a\\b' } }, "'environment.A' must not have a backslash, which the injection template reads as an escape"],
    [{ environment: { N: 'b' } }, "'environment' has the name \"N\", which must be another word: Istio's templates write it without quotes, and their YAML reads it as no text"],
    [{ environment: { '1A': 'b' } }, "'environment' has the name \"1A\", which must be a name of an environment variable"],
    [{ environment: { A: 1 } }, "'environment.A' must be a text, got 1; put it in quotes"],
    [{ environment: { A: 'x'.repeat(2049) } }, "'environment.A' must be at most 2048 characters"],
    [{ statsMatcher: { regexps: ['a"b'] } }, "'statsMatcher.regexps[0]' must not have a double quote"],
    [{ statsMatcher: {} }, "'statsMatcher' must have prefixes, suffixes or regexps, got none"],
    [{ extraStatTags: ['{{'] }, "'extraStatTags[0]' must not have \"{{\""],
    [{ runtimeValues: { a: true } }, "'runtimeValues.a' must be a text, got true; put it in quotes"],
    [{ includeOutboundIpRanges: '10.0.0.0/8, 10.1.0.0/16' }, 'blanks around an item'],
    [{ includeOutboundIpRanges: '10.0.0.0' }, 'no mask; one address is 10.0.0.0/32'],
    [{ excludeOutboundIpRanges: '*' }, 'Istio refuses "*" here'],
    [{ includeInboundPorts: '80,*' }, '"*" means all only when it stands alone'],
    [{ excludeInboundPorts: '65536' }, 'must be a port from 1 to 65535'],
    [{ includeOutboundPorts: '80-90' }, 'a range, which Istio does not know'],
    [{ excludeOutboundPorts: '080' }, 'a leading zero'],
    [{ logLevel: 'eror' }, '\'logLevel\' must be one of trace, debug, info, warning, error, critical, off, got "eror"; did you mean "error"?'],
    [{ concurrency: -1 }, "'concurrency' must be a whole number from 0 to 65535, got -1"],
    [{ concurrency: 1.5 }, "'concurrency' must be a whole number from 0 to 65535, got 1.5"],
    [{ terminationDrain: Duration.millis(1500) }, "'terminationDrain' must be whole seconds, got 1500 ms; round it up"],
    [{ drain: Duration.seconds(0) }, "'drain' must be at least 1 s, got 0 s"],
    [{ resources: {} }, "'resources' must have an amount, got none"],
    [{ resources: { requests: { cpu: '1x' } } }, "'resources.requests.cpu' must be a Kubernetes quantity"],
    [{ resources: { requests: { cpu: '-1' } } }, "'resources.requests.cpu' must not be negative"],
    [{ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }, "'resources' must not ask for more cpu than its limit, got 2 and 1; raise the limit"],
    [{ scaledResources: { percentage: 0 } }, "'scaledResources.percentage' must be a whole number from 1 to 1000000, got 0"],
    [{ scaledResources: { percentage: 20, strategy: SidecarScalingStrategy.CONTAINER } }, "'scaledResources.container' must name a container for this strategy"],
    [{ scaledResources: { percentage: 20, strategy: SidecarScalingStrategy.MAX, container: 'app' } }, "'scaledResources.container' is only for SidecarScalingStrategy.CONTAINER"],
    [{ overcommittedResources: {} }, "'overcommittedResources' must have an amount"],
    [{ lifecycle: {} }, "'lifecycle' must have a hook, got none"],
    [{ lifecycle: { preStop: { exec: ['a'], sleep: Duration.seconds(1) } } }, "'lifecycle.preStop' must have one of exec, httpGet, sleep, got exec and sleep"],
    [{ lifecycle: { preStop: { exec: [] } } }, "'lifecycle.preStop.exec' must be a command as a list of its words"],
    [{ tracing: { sampling: 101 } }, "'tracing.sampling' must be a percentage from 0 to 100, got 101"],
    [{ tracing: { zipkinAddress: 'zipkin' } }, "'tracing.zipkinAddress' must be a host and a port"],
    [{ readiness: { periodSeconds: 0 } }, "'readiness.periodSeconds' must be a whole number from 1 to 86400, got 0"],
    [{ exitOnZero: true, environment: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' } }, "'environment' must not have EXIT_ON_ZERO_ACTIVE_CONNECTIONS beside 'exitOnZero'"],
    [{ loglevel: 'info' }, '\'settings\' has no item "loglevel"; did you mean "logLevel"?'],
    [{}, "'settings' must set something, got nothing"],
  ] as [unknown, string][])('%j', (settings, message) => expect(make(settings)).toThrow(message));

  test('warn and its like are understood', () => {
    for (const [word, level] of [['warn', 'warning'], ['ERR', 'error'], ['tracing', 'trace'], ['critical', 'critical']]) {
      const chart = chartOf(Platform.asm({ version: '1.22', kubernetesVersion: '1.30' }));
      new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings: { logLevel: word } });
      expect(Testing.synth(chart)[0].spec).toEqual({ logLevel: level });
    }
  });
});

test('everything that is wrong is said at once, and nothing of the policy stays', () => {
  const chart = chartOf();
  expect(() => new SidecarPolicy(chart, 'policy', {
    level: SidecarLevel.workload('Shop', {}), settings: { concurrency: -1, outboundTrafficPolicy: OutboundTrafficMode.REGISTRY_ONLY, includeInboundPorts: 'x' },
  })).toThrow(/^\[chart\/policy\]\n {2}- the namespace of 'level' must be.*\n {2}- 'level' must name labels[^]*\n {2}- 'includeInboundPorts'[^]*\n {2}- 'outboundTrafficPolicy' must not stand at the level[^]*502 over HTTP and a reset over TCP\n {2}- 'concurrency'/);
  expect(chart.node.children).toEqual([]);
});

describe('what the platform cannot do is refused with the reason', () => {
  const asm = (version: string, clusterKind?: ClusterKind) => Platform.asm({ version, kubernetesVersion: '1.28', clusterKind });
  test.each([
    ['capture lists', { includeInboundPorts: '80' }, asm('1.15.3.24'), "'includeInboundPorts' is not possible here"],
    ['TPROXY', { interceptionMode: SidecarInterceptionMode.TPROXY }, asm('1.15.3.24'), "'interceptionMode' is not possible here"],
    ['overcommitment', { overcommittedResources: { requests: { cpuMillicores: 1 } } }, asm('1.15.3.25'), "'overcommittedResources' is not possible here"],
    ['the DNS proxy on serverless clusters', { dnsProxy: true }, asm('1.22', ClusterKind.ACK_SERVERLESS), "'dnsProxy' is not possible here"],
    ['the native annotation', { nativeSidecar: true }, Platform.istio({ version: '1.23' }), "'nativeSidecar' is not possible here"],
    ['the connection limit of 1.28', { downstreamConnectionLimit: 5000 }, Platform.istio({ version: '1.28' }), 'Istio 1.28 reads neither form (istio issue 58594); upgrade to 1.29'],
    ['sleep before Kubernetes 1.30', { lifecycle: { preStop: { sleep: Duration.seconds(5) } } }, Platform.istio({ version: '1.30', kubernetesVersion: '1.28' }), "'lifecycle.preStop.sleep' is not possible here"],
  ] as [string, SidecarSettings, Platform, string][])('%s', (_, settings, platform, message) => expect(make(settings, platform)).toThrow(message));

  test.each([
    ['capture lists', { includeInboundPorts: '80' }, asm('1.15.3.25')],
    ['the DNS proxy switched off', { dnsProxy: false }, asm('1.22', ClusterKind.ACK_SERVERLESS)],
    ['the connection limit', { downstreamConnectionLimit: 5000 }, Platform.istio({ version: '1.29' })],
  ] as [string, SidecarSettings, Platform][])('%s are taken where it can', (_, settings, platform) => expect(make(settings, platform)).not.toThrow());
});

describe('an outbound traffic policy', () => {
  const written = (props: any) => { const chart = chartOf(); new OutboundTrafficPolicy(chart, 'egress', { namespace: 'shop', ...props }); return Testing.synth(chart)[0]; };

  test('always says its mode', () => {
    expect(written({ mode: OutboundTrafficMode.REGISTRY_ONLY, labels: { app: 'web' }, hosts: ['./*', 'istio-system/*'] })).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name: 'egress', namespace: 'shop' },
      spec: { workloadSelector: { labels: { app: 'web' } }, egress: [{ hosts: ['./*', 'istio-system/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    });
    expect(written({ mode: OutboundTrafficMode.ALLOW_ANY }).spec).toEqual({ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } });
  });

  test.each<[string, boolean]>([['1.30.5', false], ['1.31', true], ['1.32', true]])('hosts that are left out, on Istio %s: %s', (version, taken) => {
    const chart = chartOf();
    Platform.istio({ version }).applyTo(chart);
    const policy = () => new OutboundTrafficPolicy(chart, 'egress', { namespace: 'shop', mode: OutboundTrafficMode.ALLOW_ANY, hosts: ['*/*', '~other/*', '~/a.com'] });
    if (taken) { expect(policy).not.toThrow(); } else { expect(policy).toThrow("'hosts' leaves out \"~other/*\", which is not possible here"); }
  });

  test.each([
    [{ mode: OutboundTrafficMode.ALLOW_ANY_DYNAMIC_DNS }, "'mode' must be ALLOW_ANY or REGISTRY_ONLY"],
    [{ mode: OutboundTrafficMode.ALLOW_ANY, hosts: ['reviews'] }, "'hosts' must be namespace/host such as ./* or */web.shop.svc.cluster.local, got \"reviews\""],
    [{ mode: OutboundTrafficMode.ALLOW_ANY, hosts: ['./reviews'] }, "'hosts' must be namespace/host such as ./* or */web.shop.svc.cluster.local, got \"./reviews\""],
    [{ mode: OutboundTrafficMode.ALLOW_ANY, hosts: [] }, "'hosts' must have a host"],
    [{ mode: OutboundTrafficMode.ALLOW_ANY, labels: {} }, "'labels' must name a label"],
    [{ mode: OutboundTrafficMode.ALLOW_ANY, namespace: undefined }, "'namespace' must be given, here or for the chart"],
  ])('refuses %j', (props, message) => expect(() => written(props)).toThrow(message));

  test('enforces the errors on itself: of two for one namespace only the older counts', () => {
    const chart = chartOf();
    for (const mode of [OutboundTrafficMode.ALLOW_ANY, OutboundTrafficMode.REGISTRY_ONLY]) { new OutboundTrafficPolicy(chart, mode.toLowerCase().replaceAll('_', '-'), { namespace: 'shop', mode }); }
    expect(() => Testing.synth(chart)).toThrow('CAP023');
  });
});
