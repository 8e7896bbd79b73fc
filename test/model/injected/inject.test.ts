import { codesOf, gatewaysIn, gatewayYaml, USUAL } from './helpers';
import { describeOrigin } from '../../../src/model/origin';
import { type MeshFactsProps, Platform } from '../../../src/platform';

const POD = '/spec/template/spec';
const PROXY = `${POD}/containers/0`;

function gateway(parts: Parameters<typeof gatewayYaml>[0] = {}, facts?: MeshFactsProps) {
  return gatewaysIn(gatewayYaml(parts), facts)[0];
}

const withValues = (injectionValues: MeshFactsProps['injectionValues']): MeshFactsProps => ({ ...USUAL, injectionValues });

function variable(draft: ReturnType<typeof gateway>, name: string) {
  const env = draft.workload.at<{ name: string; value?: string }[]>(`${draft.container}/env`).value!;
  const at = env.findIndex((entry) => entry.name === name);
  return at === -1 ? undefined : draft.workload.at<string>(`${draft.container}/env/${at}/value`);
}

describe('what survives: the settings of the proxy container', () => {
  const draft = gateway({
    container: `
resources:
  requests: {cpu: 200m}
lifecycle:
  preStop:
    sleep: {seconds: 15}
securityContext:
  runAsUser: 0
readinessProbe:
  periodSeconds: 3
env:
- {name: OWN, value: "1"}
- {name: ISTIO_META_CLUSTER_ID, value: mine}
ports:
- {containerPort: 8443}
`,
  });

  test.each<[string, unknown, string]>([
    ['/resources/requests/cpu', '200m', 'set'],
    ['/lifecycle/preStop/sleep/seconds', 15, 'set'],
    ['/securityContext/runAsUser', 0, 'set'],
    ['/securityContext/runAsGroup', 1337, 'default'],
    ['/readinessProbe/periodSeconds', 3, 'set'],
    ['/readinessProbe/httpGet/port', 15021, 'default'],
    ['/args/1', 'router', 'default'],
  ])('%s is %j, %s', (pointer, value, kind) => {
    expect(draft.workload.at(PROXY + pointer)).toMatchObject({ known: true, value, origin: { kind } });
  });

  test('origins point at the line of the author', () => {
    expect(describeOrigin(draft.workload.origin(`${PROXY}/lifecycle/preStop/sleep/seconds`)))
      .toBe('set in Deployment ingress/gw at /spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds (gateway.yaml:24)');
  });

  test('variables and ports are merged by their keys', () => {
    expect(variable(draft, 'OWN')).toMatchObject({ value: '1', origin: { kind: 'set' } });
    expect(variable(draft, 'ISTIO_META_CLUSTER_ID')).toMatchObject({ value: 'mine', origin: { kind: 'set' } });
    expect(variable(draft, 'ISTIO_META_WORKLOAD_NAME')).toMatchObject({ value: 'gw', origin: { kind: 'set', pointer: '/metadata/name' } });
    expect((draft.workload.at<{ containerPort: number }[]>(`${PROXY}/ports`).value ?? []).map(({ containerPort }) => containerPort).sort()).toEqual([15090, 8443]);
  });

  test('args are replaced whole', () => {
    const own = gateway({ container: 'args: [proxy, router, --x]' });
    expect(own.workload.at(`${PROXY}/args`)).toMatchObject({ value: ['proxy', 'router', '--x'], origin: { kind: 'set' } });
  });

  test('nothing is said of limits: the template has none for gateways', () => {
    expect(draft.workload.at(`${PROXY}/resources/limits`)).toMatchObject({ known: true, value: undefined, origin: { kind: 'default', of: 'Kubernetes' } });
    expect(gateway().workload.at(`${PROXY}/resources`)).toMatchObject({ known: true, value: undefined });
  });
});

describe('what is lost: settings of the pod that the template sets too', () => {
  const sysctls = 'securityContext:\n  fsGroup: 1000\n  sysctls:\n  - {name: net.core.somaxconn, value: "1024"}\n  - {name: net.ipv4.ip_unprivileged_port_start, value: "0"}';

  test('kernel parameters are replaced, the rest of the security context stays', () => {
    const draft = gateway({ pod: `${sysctls}\nterminationGracePeriodSeconds: 90` });
    expect(draft.workload.at(`${POD}/securityContext/sysctls`)).toMatchObject({
      value: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      origin: { kind: 'default', of: 'Istio' },
    });
    expect(draft.workload.at(`${POD}/securityContext/fsGroup`)).toMatchObject({ value: 1000, origin: { kind: 'set' } });
    expect(draft.workload.at(`${POD}/terminationGracePeriodSeconds`)).toMatchObject({ value: 90, origin: { kind: 'set' } });
    expect(draft.lost).toEqual([{
      pointer: `${POD}/securityContext/sysctls/0`,
      value: { name: 'net.core.somaxconn', value: '1024' },
      why: expect.stringContaining('gateways.securityContext'),
      origin: expect.objectContaining({ kind: 'set', pointer: `${POD}/securityContext/sysctls/0` }),
    }]);
  });

  test("istiod's own value decides instead", () => {
    const own = withValues({ gateways: { securityContext: { fsGroup: 7 } } });
    const draft = gateway({ pod: sysctls }, own);
    expect(draft.workload.at(`${POD}/securityContext/sysctls`)).toMatchObject({ value: [{}, {}], origin: { kind: 'set' } });
    expect(draft.lost!.map(({ pointer }) => pointer)).toEqual([`${POD}/securityContext/fsGroup`]);
  });

  test('nothing is lost where nothing collides', () => {
    expect(gateway({ pod: 'dnsPolicy: Default\nnodeSelector: {a: b}', container: 'resources: {requests: {cpu: 1}}' }).lost).toEqual([]);
    expect(gateway({ annotations: 'prometheus.io/port: "9090"' }).lost).toEqual([]);
  });

  test('an annotation that Istio writes', () => {
    expect(gateway({ annotations: 'istio.io/rev: mine' }).lost).toEqual([expect.objectContaining({ value: 'mine' })]);
  });
});

describe('values of the installation', () => {
  const values = {
    global: {
      hub: 'hub.example/istio',
      tag: '1.30.3',
      network: 'net1',
      meshID: 'mesh1',
      caAddress: 'ca:15012',
      logAsJson: true,
      imagePullSecrets: ['pull'],
      imagePullPolicy: 'Always',
      proxy: { logLevel: 'debug', readinessPeriodSeconds: 2, lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } },
      sts: { servicePort: 15463 },
    },
  };
  const draft = gateway({}, withValues(values));

  test.each<[string, unknown]>([
    ['/image', 'hub.example/istio/proxyv2:1.30.3'],
    ['/imagePullPolicy', 'Always'],
    ['/args/4', '--proxyLogLevel=debug'],
    ['/args/7', '--stsPort=15463'],
    ['/args/8', '--log_as_json'],
    ['/readinessProbe/periodSeconds', 2],
    ['/lifecycle/preStop/exec/command/1', '5'],
  ])('%s is %j', (pointer, value) => {
    expect(draft.workload.at(PROXY + pointer)).toMatchObject({ value, origin: { kind: 'policy', level: 'global' } });
  });

  test('network, mesh, authority', () => {
    expect(variable(draft, 'ISTIO_META_NETWORK')?.value).toBe('net1');
    expect(variable(draft, 'ISTIO_META_MESH_ID')?.value).toBe('mesh1');
    expect(variable(draft, 'CA_ADDR')?.value).toBe('ca:15012');
    expect(draft.workload.at('/spec/template/metadata/labels/topology.istio.io~1network').value).toBe('net1');
    expect(draft.workload.at(`${POD}/imagePullSecrets`).value).toEqual([{ name: 'pull' }]);
  });

  test('the label of the pod beats the network of the installation', () => {
    const own = gateway({ labels: 'topology.istio.io/network: net2' }, withValues(values));
    expect(variable(own, 'ISTIO_META_NETWORK')).toMatchObject({ value: 'net2', origin: { kind: 'set' } });
  });

  test('annotations of the pod beat them', () => {
    const own = gateway({
      annotations: 'sidecar.istio.io/logLevel: trace\nsidecar.istio.io/proxyImageType: distroless',
    }, withValues(values));
    expect(own.workload.at(`${PROXY}/args/4`)).toMatchObject({ value: '--proxyLogLevel=trace', origin: { kind: 'set' } });
    expect(own.workload.at(`${PROXY}/image`).value).toBe('hub.example/istio/proxyv2:1.30.3-distroless');
  });

  test('without hub and tag the image is not known, and an image of its own is', () => {
    expect(gateway().workload.at(`${PROXY}/image`)).toMatchObject({ known: false });
    expect(gateway({ annotations: 'sidecar.istio.io/proxyImage: example/p:1' }).workload.at(`${PROXY}/image`).value).toBe('example/p:1');
    expect(gatewaysIn(gatewayYaml().replace('image: auto', 'image: example/own:1'))[0].workload.at(`${PROXY}/image`))
      .toMatchObject({ value: 'example/own:1', origin: { kind: 'set' } });
  });

  test('a revision names istiod and the annotation', () => {
    const canary = { ...USUAL, platform: Platform.istio({ version: '1.30', revision: 'canary' }), namespaces: { ingress: { labels: { 'istio.io/rev': 'canary' } } } };
    const own = gateway({}, canary);
    expect(variable(own, 'CA_ADDR')?.value).toBe('istiod-canary.istio-system.svc:15012');
    expect(own.workload.at('/spec/template/metadata/annotations/istio.io~1rev')).toMatchObject({ value: 'canary', origin: { kind: 'policy' } });
  });
});

describe('ProxyConfig', () => {
  test('what somebody set reaches PROXY_CONFIG and the environment', () => {
    const draft = gateway({ annotations: 'proxy.istio.io/config: |\n  concurrency: 2\n  proxyMetadata:\n    B: "2"\n    A: "1"' });
    expect(JSON.parse(variable(draft, 'PROXY_CONFIG')!.value!)).toEqual({ concurrency: 2, proxyMetadata: { A: '1', B: '2' } });
    expect(variable(draft, 'A')).toMatchObject({ value: '1', origin: { kind: 'set' } });
    expect(draft.proxyConfig.agent('concurrency').value).toBe(2);
    expect(draft.proxyConfig.env('B').value).toBe('2');
    expect(variable(gateway(), 'PROXY_CONFIG')).toMatchObject({ value: '{}\n', origin: { kind: 'default' } });
  });

  test('the container speaks first', () => {
    const draft = gateway({
      annotations: 'proxy.istio.io/config: |\n  proxyMetadata:\n    EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"',
      container: 'env:\n- {name: EXIT_ON_ZERO_ACTIVE_CONNECTIONS, value: "false"}',
    });
    expect(draft.proxyConfig.env('EXIT_ON_ZERO_ACTIVE_CONNECTIONS')).toMatchObject({ value: 'false', origin: { kind: 'set' } });
  });

  test('the proxy stands first where it holds the application back', () => {
    const other = (facts?: MeshFactsProps, annotations?: string) => {
      const yaml = gatewayYaml({ annotations }).replace('      containers:\n', '      containers:\n      - {name: a, image: a}\n') + '      - {name: b, image: b}\n';
      const draft = gatewaysIn(yaml, facts)[0];
      return [draft.container, draft.workload.at<string>(`${draft.container}/image`).origin.kind, draft.workload.at(`${draft.container}/name`).value];
    };
    expect(other()).toEqual([`${POD}/containers/2`, 'unknown', 'istio-proxy']);
    expect(other(withValues({ global: { hub: 'h', tag: 't', proxy: { holdApplicationUntilProxyStarts: true } } }))[0]).toBe(`${POD}/containers/0`);
    expect(other(undefined, 'proxy.istio.io/config: "holdApplicationUntilProxyStarts: true"')[0]).toBe(`${POD}/containers/0`);
  });
});

describe('annotations for Prometheus', () => {
  const annotations = (own: string): Record<string, string> => gateway({ annotations: own }).workload.at<Record<string, string>>('/spec/template/metadata/annotations').value!;

  test('the agent takes over, and is told what to scrape', () => {
    const own = 'prometheus.io/port: "9090"\nprometheus_io/path: /own';
    expect(annotations(own)).toMatchObject({ 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus', 'prometheus.io/scrape': 'true' });
    expect(annotations(own)).not.toHaveProperty(['prometheus_io/path']);
    expect(variable(gateway({ annotations: own }), 'ISTIO_PROMETHEUS_ANNOTATIONS')?.value).toBe('{"scrape":"","path":"/own","port":"9090"}');
  });

  test.each<[string, string]>([
    ['scraping is off', 'prometheus.io/scrape: "false"'],
    ['merging is off', 'prometheus.istio.io/merge-metrics: "false"'],
    ['the port is the agent\'s already', 'prometheus.io/port: "15020"'],
  ])('%s: nothing changes', (_, own) => {
    expect(annotations(own)['prometheus.io/path']).toBeUndefined();
    expect(variable(gateway({ annotations: own }), 'ISTIO_PROMETHEUS_ANNOTATIONS')).toBeUndefined();
  });
});

describe('other templates', () => {
  const templated = (text: string, name = 'extra'): ReturnType<typeof gateway> => gatewaysIn(
    gatewayYaml({ container: 'resources: {requests: {cpu: 200m}}' }).replace('templates: gateway', `templates: gateway,${name}`),
    withValues({ sidecarInjectorWebhook: { templates: { [name]: text } } }))[0];

  test('one without actions is merged as it stands', () => {
    const draft = templated('spec:\n  terminationGracePeriodSeconds: 99\n  containers:\n  - name: istio-proxy\n    resources: {requests: {cpu: 1, memory: 1Gi}}\n');
    expect(draft.workload.at(`${POD}/terminationGracePeriodSeconds`)).toMatchObject({ value: 99, origin: { kind: 'policy' } });
    expect(draft.workload.at(`${PROXY}/resources/requests`).value).toEqual({ cpu: '200m', memory: '1Gi' });
    expect(draft.workload.origin(`${PROXY}/resources/requests/cpu`).kind).toBe('set');
  });

  test.each([['{{ .Values.x }}'], ['a: [']])('%j is not known: only the container of the author is', (text) => {
    const draft = templated(text);
    expect(draft.workload.at(`${POD}/terminationGracePeriodSeconds`).known).toBe(false);
    expect(draft.workload.at(`${PROXY}/resources/requests/cpu`)).toMatchObject({ value: '200m' });
    expect(draft.workload.at(`${PROXY}/args`).known).toBe(false);
    expect(draft.workload.at('/spec/replicas')).toMatchObject({ known: true, value: undefined });
  });
});

describe('bases that nobody can read', () => {
  test.each<[string, Platform]>([
    ['ASM', Platform.asm({ version: '1.26' })],
    ['an Istio that was not modelled', Platform.istio({ version: '1.32' })],
  ])('%s: what the container says is known, what a template may have changed is not', (_, platform) => {
    const draft = gateway({
      pod: 'terminationGracePeriodSeconds: 90\nsecurityContext: {sysctls: [{name: a.b, value: "1"}]}',
      container: 'resources: {requests: {cpu: 200m}}',
    }, { ...USUAL, platform });
    expect(draft.workload.at(`${PROXY}/resources/requests/cpu`).value).toBe('200m');
    expect(draft.workload.at(`${POD}/terminationGracePeriodSeconds`).value).toBe(90);
    expect(draft.workload.at(`${PROXY}/image`).known).toBe(false);
    expect(draft.workload.at(`${PROXY}/lifecycle`).known).toBe(false);
    expect(draft.workload.at(`${POD}/securityContext/sysctls`).known).toBe(false);
    expect(draft.workload.at(`${POD}/priorityClassName`).known).toBe(true);
    expect(draft.lost).toEqual([]);
  });
});

describe('the bootstrap annotation reaches gateways', () => {
  test.each([['1.26.9', undefined], ['1.27.0', '/etc/istio/custom-bootstrap/custom_bootstrap.json'], ['1.28.0', '/etc/istio/custom-bootstrap/custom_bootstrap.json']])('Istio %s: %s', (version, path) => {
    const draft = gateway({ annotations: 'sidecar.istio.io/bootstrapOverride: mine' }, { ...USUAL, platform: Platform.istio({ version }) });
    expect(variable(draft, 'ISTIO_BOOTSTRAP_OVERRIDE')?.value).toBe(path);
  });
});

describe('the injected pod is refused', () => {
  test.each<[string, string]>([
    ['a value beside valueFrom', 'env:\n- {name: GOMEMLIMIT, value: 500MiB}'],
    ['two handlers in one probe', 'readinessProbe:\n  tcpSocket: {port: 1}'],
  ])('%s', (_, container) => {
    const draft = gateway({ container });
    expect(draft.state).toBe('refused');
    expect(codesOf(draft)).toEqual(['clash-with-template']);
    expect(draft.refusals[0].origin).toMatchObject({ kind: 'set' });
  });

  test('a container without a name cannot be merged', () => {
    const draft = gatewaysIn(`${gatewayYaml()}      - image: x\n`)[0];
    expect([draft.state, codesOf(draft)]).toEqual(['refused', ['merge-failed']]);
  });
});

test('a null is no value, and merge directives are no fields', () => {
  const draft = gateway({ container: 'lifecycle: null\n$patch: delete\nresources:\n  limits: {memory: null}' });
  expect(draft.workload.at(`${PROXY}/lifecycle`)).toMatchObject({ known: true, value: undefined });
  expect(draft.workload.at(`${PROXY}/args/1`).value).toBe('router');
  expect(draft.workload.at(`${PROXY}/resources/limits/memory`).value).toBe('0');
});

test('manifests stay as they are', () => {
  const yaml = gatewayYaml({ pod: 'securityContext: {sysctls: []}', container: 'env:\n- {name: A, value: "1"}' });
  const draft = gatewaysIn(yaml)[0];
  expect(JSON.stringify(draft.declaredBy.object)).toBe(JSON.stringify(gatewaysIn(yaml)[0].declaredBy.object));
  expect(JSON.stringify(draft.declaredBy.object)).not.toContain('router');
});
