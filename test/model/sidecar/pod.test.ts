import { appYaml, containerPointer, ISTIO, ISTIO_CLASSIC, namesIn, sidecarIn, valueIn } from './helpers';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { valueAt } from '../../../src/model/pointer';
import { listAt, member } from '../../../src/model/read';
import type { MeshFactsProps } from '../../../src/platform';

const proxyValues = (proxy: Record<string, unknown>): MeshFactsProps => ({ ...ISTIO, injectionValues: { global: { proxy } } });

function variable(proxy: EffectiveProxy, name: string): unknown {
  const env = valueIn(proxy, 'istio-proxy', 'env') as unknown[];
  return member(env.find((entry) => member(entry, 'name') === name), 'value');
}

function argument(proxy: EffectiveProxy, flag: string): unknown {
  const args = valueIn(proxy, 'istio-init', 'args') as string[];
  return args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined;
}

const annotated = (annotations: string, facts: MeshFactsProps = ISTIO): EffectiveProxy => sidecarIn(appYaml({ annotations }), facts);

describe('resources', () => {
  const DEFAULTS = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } };

  test.each([
    ['nobody sets them', '', DEFAULTS],
    ['one annotation discards all defaults', 'sidecar.istio.io/proxyCPU: 4000m', { requests: { cpu: '4000m' } }],
    ['two of them', 'sidecar.istio.io/proxyMemory: 1Gi\nsidecar.istio.io/proxyMemoryLimit: 2Gi', { requests: { memory: '1Gi' }, limits: { memory: '2Gi' } }],
  ])('%s, in both containers', (_, annotations, expected) => {
    const proxy = annotated(annotations);
    expect([valueIn(proxy, 'istio-proxy', 'resources'), valueIn(proxy, 'istio-init', 'resources')]).toEqual([expected, expected]);
  });

  test("the author's own container goes over them, and over the annotations", () => {
    const own = '      - {name: istio-proxy, image: auto, resources: {limits: {cpu: "3"}}}\n';
    expect(valueIn(sidecarIn(appYaml() + own), 'istio-proxy', 'resources')).toEqual({ ...DEFAULTS, limits: { cpu: '3', memory: '1024Mi' } });
  });

  test('origins tell them apart', () => {
    const { requests } = annotated('sidecar.istio.io/proxyCPU: 300m').resources;
    expect(requests.cpu).toMatchObject({
      known: true, origin: { kind: 'set', pointer: '/spec/template/metadata/annotations/sidecar.istio.io~1proxyCPU' },
    });
    expect(annotated('').resources.requests.cpu).toMatchObject({ known: true, origin: { kind: 'default', of: 'Istio' } });
    const installed = sidecarIn(appYaml(), proxyValues({ resources: { requests: { cpu: '1' } } })).resources;
    expect([installed.requests.cpu.value?.toString(), installed.requests.cpu.origin]).toEqual(
      ['1', { kind: 'policy', level: 'global', by: "istiod's value global.proxy.resources" }]);
  });
});

describe('what is captured', () => {
  test.each([
    ['-d', '', '15090,15021,15020'],
    ['-d', 'traffic.sidecar.istio.io/excludeInboundPorts: "80"', '15090,15021,80,15020'],
    ['-d', 'traffic.sidecar.istio.io/excludeInboundPorts: " 80, 15020"', '15090,15021, 80, 15020'],
    ['-d', 'status.sidecar.istio.io/port: "123"', '15090,15021,123'],
    ['-d', 'status.sidecar.istio.io/port: "0"', '15090,15021'],
    ['-q', '', undefined],
    ['-q', 'traffic.sidecar.istio.io/includeOutboundPorts: ""', ''],
    ['-o', 'traffic.sidecar.istio.io/excludeOutboundPorts: "7,8"', '7,8'],
    ['-c', 'traffic.sidecar.istio.io/excludeInterfaces: eth1', 'eth1'],
    ['-k', 'traffic.sidecar.istio.io/kubevirtInterfaces: net1', 'net1'],
    ['-k', 'traffic.sidecar.istio.io/kubevirtInterfaces: net1\nistio.io/reroute-virtual-interfaces: net2', 'net2'],
    ['-i', 'traffic.sidecar.istio.io/includeOutboundIPRanges: ""', ''],
    ['-m', 'proxy.istio.io/config: "interceptionMode: TPROXY"', 'TPROXY'],
    ['-m', 'proxy.istio.io/config: "interceptionMode: TPROXY"\nsidecar.istio.io/interceptionMode: REDIRECT', 'REDIRECT'],
  ])('%s with %j', (flag, annotations, expected) => {
    expect(argument(annotated(annotations), flag)).toBe(expected);
  });

  test('outbound port lists stand before the log level on Istio', () => {
    const args = valueIn(annotated('traffic.sidecar.istio.io/excludeOutboundPorts: "7"\ntraffic.sidecar.istio.io/includeOutboundPorts: "8"'), 'istio-init', 'args');
    expect((args as string[]).slice(-5)).toEqual(['-q', '8', '-o', '7', '--log_output_level=default:info']);
  });

  test('NONE needs no istio-init, native or not', () => {
    const mode = 'sidecar.istio.io/interceptionMode: NONE';
    expect(namesIn(annotated(mode), 'initContainers')).toEqual(['istio-proxy']);
    expect(namesIn(annotated(mode, ISTIO_CLASSIC), 'initContainers')).toEqual([]);
  });

  test('TPROXY takes root, whatever the author says', () => {
    const own = '      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 1234}}\n';
    const proxy = sidecarIn(appYaml({ annotations: 'sidecar.istio.io/interceptionMode: TPROXY' }) + own);
    expect(valueIn(proxy, 'istio-proxy', 'securityContext')).toMatchObject({ runAsUser: 0, runAsGroup: 1337, runAsNonRoot: false, capabilities: { add: ['NET_ADMIN'] } });
    expect(argument(proxy, '-u')).toBe('1234');
  });

  test.each([
    ['native', ISTIO], ['classic', ISTIO_CLASSIC],
  ])('iptables lets a proxy of another user through: %s', (_, facts) => {
    const own = '      - {name: istio-proxy, image: auto, securityContext: {runAsUser: 1234}}\n';
    expect(argument(sidecarIn(appYaml() + own, facts), '-u')).toBe('1234');
  });

  test('low ports take root and a capability', () => {
    expect(valueIn(annotated('sidecar.istio.io/capNetBindService: "true"'), 'istio-proxy', 'securityContext'))
      .toMatchObject({ runAsUser: 0, runAsNonRoot: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } });
  });
});

describe('with the CNI plugin', () => {
  const CNI: MeshFactsProps = { ...ISTIO, injectionValues: { pilot: { cni: { enabled: true } } } };

  test('istio-validation checks, without rights', () => {
    const proxy = sidecarIn(appYaml(), CNI);
    expect(namesIn(proxy, 'initContainers')).toEqual(['istio-validation', 'istio-proxy']);
    expect((valueIn(proxy, 'istio-validation', 'args') as string[]).slice(-2)).toEqual(['--run-validation', '--skip-rule-apply']);
    expect(valueIn(proxy, 'istio-validation', 'securityContext')).toMatchObject({ runAsUser: 1337, runAsNonRoot: true, capabilities: { drop: ['ALL'] } });
  });

  test('annotations tell the plugin what to capture', () => {
    const proxy = sidecarIn(appYaml({ annotations: 'traffic.sidecar.istio.io/excludeInboundPorts: "80"' }), CNI);
    expect(valueAt(proxy.workload.object, '/spec/template/metadata/annotations')).toMatchObject({
      'sidecar.istio.io/interceptionMode': 'REDIRECT',
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '*',
      'traffic.sidecar.istio.io/includeInboundPorts': '*',
      'traffic.sidecar.istio.io/excludeInboundPorts': '80,15020',
    });
  });

  test.each([
    [undefined, 'default/istio-cni'],
    ['a, b', 'a, b, default/istio-cni'],
    ['a,default/istio-cni', 'a,default/istio-cni'],
    ['[{"name": "a"}]', '[{"name": "a"}, {"name": "istio-cni", "namespace": "default"}]'],
    ['[{"name": "istio-cni", "namespace": "default"}]', '[{"name": "istio-cni", "namespace": "default"}]'],
    ['[{"name": "istio-cni"}]', '[{"name": "istio-cni"}, {"name": "istio-cni", "namespace": "default"}]'],
    ['[{"name": "istio-cni", "namespace": "b"}]', '[{"name": "istio-cni", "namespace": "b"}, {"name": "istio-cni", "namespace": "default"}]'],
    ['[{"name": "a"', '[{"name": "a", default/istio-cni'],
    ['[{"name": a}]', '[{"name": a}]'],
  ])('Multus attaches it beside %j', (networks, expected) => {
    const annotations = networks === undefined ? undefined : `k8s.v1.cni.cncf.io/networks: '${networks}'`;
    const proxy = sidecarIn(appYaml({ annotations }), { ...ISTIO, injectionValues: { pilot: { cni: { enabled: true, provider: 'multus' } } } });
    expect(member(valueAt(proxy.workload.object, '/spec/template/metadata/annotations'), 'k8s.v1.cni.cncf.io/networks')).toBe(expected);
  });
});

describe('hooks and places', () => {
  const HOLD = 'proxy.istio.io/config: "holdApplicationUntilProxyStarts: true"';
  const DRAIN = { preStop: { exec: { command: ['pilot-agent', 'request', '--debug-port=15020', 'POST', 'drain'] } } };
  const WAIT = { postStart: { exec: { command: ['pilot-agent', 'wait'] } } };

  test.each([
    ['native', '', ISTIO, [['web'], ['istio-init', 'istio-proxy']], DRAIN],
    ['native: holding has no effect', HOLD, ISTIO, [['web'], ['istio-init', 'istio-proxy']], DRAIN],
    ['classic: last', '', ISTIO_CLASSIC, [['web', 'istio-proxy'], ['istio-init']], undefined],
    ['classic: first, when it holds the application', HOLD, ISTIO_CLASSIC, [['istio-proxy', 'web'], ['istio-init']], WAIT],
  ])('%s', (_, annotations, facts, places, lifecycle) => {
    const proxy = annotated(annotations, facts);
    expect([namesIn(proxy, 'containers'), namesIn(proxy, 'initContainers')]).toEqual(places);
    expect(valueIn(proxy, 'istio-proxy', 'lifecycle')).toEqual(lifecycle);
  });

  test('the hooks of the installation replace them', () => {
    const lifecycle = { preStop: { exec: { command: ['sleep', '5'] } } };
    expect(valueIn(sidecarIn(appYaml(), proxyValues({ lifecycle })), 'istio-proxy', 'lifecycle')).toEqual(lifecycle);
  });

  test('what the shutdown of a native sidecar is: a drain at once, and an end with the application', () => {
    const { shutdown } = annotated('');
    expect([shutdown.native.value, shutdown.preStop.value, shutdown.timeline.steps[0]]).toEqual([true, 0, expect.objectContaining({ name: 'drain', start: 0, end: 45 })]);
    expect(shutdown.timeline.stopped).toBeUndefined();
  });

  test('iptables is set up before the other init containers of a native sidecar, and after those of a classic one', () => {
    const pod = 'initContainers:\n- {name: migrate, image: web:1}';
    expect(namesIn(sidecarIn(appYaml({ pod })), 'initContainers')).toEqual(['istio-init', 'istio-proxy', 'migrate']);
    expect(namesIn(sidecarIn(appYaml({ pod }), ISTIO_CLASSIC), 'initContainers')).toEqual(['migrate', 'istio-init']);
  });

  test("the author's own istio-init keeps its arguments and gets the rest", () => {
    const proxy = sidecarIn(appYaml({ pod: 'initContainers:\n- {name: istio-init, image: mine:1, args: [own]}' }));
    expect([valueIn(proxy, 'istio-init', 'args'), valueIn(proxy, 'istio-init', 'image'), valueIn(proxy, 'istio-init', 'securityContext/runAsUser')])
      .toEqual([['own'], 'mine:1', 0]);
    expect(proxy.lost).toEqual([]);
  });

  test("the author's istio-proxy is not lost when it becomes an init container", () => {
    const proxy = sidecarIn(appYaml() + '      - {name: istio-proxy, image: auto, tty: true, env: [{name: A, value: b}]}\n');
    expect([proxy.container, valueIn(proxy, 'istio-proxy', 'tty'), variable(proxy, 'A'), proxy.lost]).toEqual(['/spec/template/spec/initContainers/1', true, 'b', []]);
    expect(proxy.workload.origin(`${proxy.container}/tty`)).toMatchObject({ kind: 'set', pointer: '/spec/template/spec/containers/1/tty' });
  });
});

describe('probes', () => {
  test.each([
    ['15020: both', '', true],
    ['0: none, and the drain hook calls port 0', 'status.sidecar.istio.io/port: "0"', false],
  ])('of the proxy, with the agent on port %s', (_, annotations, there) => {
    const proxy = annotated(annotations);
    expect([valueIn(proxy, 'istio-proxy', 'startupProbe') !== undefined, valueIn(proxy, 'istio-proxy', 'readinessProbe') !== undefined]).toEqual([there, there]);
    expect(valueIn(proxy, 'istio-proxy', 'lifecycle/preStop/exec/command/2')).toBe(`--debug-port=${there ? '15020' : '0'}`);
  });

  test('numbers by annotation', () => {
    expect(valueIn(annotated('readiness.status.sidecar.istio.io/periodSeconds: "7"'), 'istio-proxy', 'readinessProbe')).toMatchObject({ periodSeconds: 7, failureThreshold: 4 });
  });

  const rewritten = (container: string, annotations = ''): [unknown, unknown, EffectiveProxy] => {
    const proxy = sidecarIn(appYaml({ container, annotations }));
    const probers = variable(proxy, 'ISTIO_KUBE_APP_PROBERS');
    return [valueIn(proxy, 'web', 'readinessProbe'), typeof probers === 'string' ? JSON.parse(probers) : probers, proxy];
  };
  const AGENT = { path: '/app-health/web/readyz', port: 15020 };

  test.each([
    ['HTTP', 'httpGet: {path: /ip, port: 8000}', { httpGet: AGENT }, { httpGet: { path: '/ip', port: 8000 } }],
    ['HTTPS with a host and headers', 'httpGet: {scheme: HTTPS, host: a, port: 443, httpHeaders: [{name: B, value: c}]}',
      { httpGet: { ...AGENT, scheme: 'HTTP', host: 'a', httpHeaders: [{ name: 'B', value: 'c' }] } },
      { httpGet: { port: 443, host: 'a', scheme: 'HTTPS', httpHeaders: [{ name: 'B', value: 'c' }] } }],
    ['TCP', 'tcpSocket: {port: 90}', { httpGet: AGENT }, { tcpSocket: { port: 90 } }],
    ['gRPC', 'grpc: {port: 91, service: health}', { httpGet: AGENT }, { grpc: { port: 91, service: 'health' } }],
  ])('of the application go to the agent: %s', (_, handler, expected, prober) => {
    const [probe, probers] = rewritten(`readinessProbe: {periodSeconds: 3, timeoutSeconds: 2, ${handler}}`);
    expect(probe).toEqual({ periodSeconds: 3, timeoutSeconds: 2, ...expected });
    expect(probers).toEqual({ '/app-health/web/readyz': { ...prober, timeoutSeconds: 2 } });
  });

  test('through the author\'s own container, where a native proxy of the template stands beside it', () => {
    const yaml = appYaml({ container: 'readinessProbe: {tcpSocket: {port: 8080}}', annotations: 'sidecar.istio.io/nativeSidecar: "yes"' });
    const proxy = sidecarIn(`${yaml}      - name: istio-proxy\n        image: auto\n`, ISTIO_CLASSIC);
    const own = (listAt(proxy.workload.object, `${proxy.template}/spec/containers`) ?? []).find((container) => member(container, 'name') === 'istio-proxy');
    expect(member(own, 'env')).toEqual([{ name: 'ISTIO_KUBE_APP_PROBERS', value: '{"/app-health/web/readyz":{"tcpSocket":{"port":8080}}}' }]);
  });

  test('a port by its name in the same container', () => {
    const [probe, probers] = rewritten('ports: [{name: http, containerPort: 80}]\nreadinessProbe: {httpGet: {port: http}}');
    expect([probe, probers]).toEqual([{ httpGet: AGENT }, { '/app-health/web/readyz': { httpGet: { port: 80 } } }]);
  });

  test('a port that nobody names is rewritten all the same, and the agent asks nothing', () => {
    expect(rewritten('readinessProbe: {httpGet: {port: http}}').slice(0, 2)).toEqual([{ httpGet: AGENT }, undefined]);
  });

  test('hooks that call the application as well', () => {
    const proxy = sidecarIn(appYaml({ container: 'lifecycle: {preStop: {httpGet: {path: /bye, port: 80}}, postStart: {exec: {command: [a]}}}' }));
    expect(valueIn(proxy, 'web', 'lifecycle')).toEqual({ preStop: { httpGet: { path: '/app-lifecycle/web/prestopz', port: 15020 } }, postStart: { exec: { command: ['a'] } } });
    expect(variable(proxy, 'ISTIO_KUBE_APP_PROBERS')).toBe('{"/app-lifecycle/web/prestopz":{"httpGet":{"path":"/bye","port":80}}}');
  });

  test('commands stay', () => {
    expect(rewritten('readinessProbe: {exec: {command: [cat]}}').slice(0, 2)).toEqual([{ exec: { command: ['cat'] } }, undefined]);
  });

  test.each([['"false"', false], ['"0"', false], ['"yes"', true], ['"true"', true]])('rewriteAppHTTPProbers: %s', (word, isRewritten) => {
    const [, probers] = rewritten('readinessProbe: {httpGet: {port: 80}}', `sidecar.istio.io/rewriteAppHTTPProbers: ${word}`);
    expect(probers !== undefined).toBe(isRewritten);
  });

  test('the port of the annotation, and no setting counts as lost', () => {
    const [probe, , proxy] = rewritten('readinessProbe: {tcpSocket: {port: 90}}', 'status.sidecar.istio.io/port: "123"');
    expect(probe).toEqual({ httpGet: { ...AGENT, port: 123 } });
    expect(proxy.lost).toEqual([]);
    expect(proxy.workload.origin(`${containerPointer(proxy, 'web')}/readinessProbe/httpGet/port`)).toMatchObject({ kind: 'default', of: 'Istio' });
  });
});

describe('names and labels', () => {
  const labels = (proxy: EffectiveProxy): unknown => valueAt(proxy.workload.object, '/spec/template/metadata/labels');

  test('of the workload', () => {
    const proxy = annotated('');
    expect(labels(proxy)).toMatchObject({ 'security.istio.io/tlsMode': 'istio', 'service.istio.io/canonical-name': 'web', 'service.istio.io/canonical-revision': 'latest' });
    expect([variable(proxy, 'ISTIO_META_WORKLOAD_NAME'), variable(proxy, 'ISTIO_META_OWNER')])
      .toEqual(['web', 'kubernetes://apis/apps/v1/namespaces/shop/deployments/web']);
  });

  test.each([
    ['a'.repeat(63), 'a'.repeat(63)],
    ['a'.repeat(64), 'a'.repeat(63)],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
  ])('a canonical name fits a label: %s', (name, expected) => {
    const proxy = sidecarIn(appYaml().replace('  name: web\n', `  name: ${name}\n`).replaceAll('app: web', 'other: web'));
    expect(labels(proxy)).toMatchObject({ 'service.istio.io/canonical-name': expected });
  });

  test.each([
    ['ReplicaSet', 'web-5d4f', 'pod-template-hash: 5d4f', 'apps/v1', 'kubernetes://apis/apps/v1/namespaces/shop/deployments/web'],
    ['ReplicaSet', 'web-5d4f', 'pod-template-hash: other', 'apps/v1', 'kubernetes://apis/apps/v1/namespaces/shop/replicasets/web-5d4f'],
    ['ReplicaSet', 'web-5d4f', 'rollouts-pod-template-hash: 5d4f', 'apps/v1', 'kubernetes://apis/v1alpha1/namespaces/shop/rollouts/web'],
    ['Job', 'tick-1234567', 'a: b', 'batch/v1', 'kubernetes://apis/batch/v1/namespaces/shop/jobs/tick-1234567'],
    ['Job', 'tick-12345678', 'a: b', 'batch/v1', 'kubernetes://apis/batch/v1/namespaces/shop/cronjobs/tick'],
    ['Job', 'tick-12345678901', 'a: b', 'batch/v1', 'kubernetes://apis/batch/v1/namespaces/shop/jobs/tick-12345678901'],
    ['StatefulSet', 'db', 'a: b', 'apps/v1', 'kubernetes://apis/apps/v1/namespaces/shop/statefulsets/db'],
  ])('a pod that a %s %s made', (kind, name, label, apiVersion, owner) => {
    const proxy = sidecarIn(`apiVersion: v1
kind: Pod
metadata:
  name: ${name}-x
  generateName: ${name}-
  namespace: shop
  labels: {${label}}
  ownerReferences: [{apiVersion: ${apiVersion}, kind: ${kind}, name: ${name}, controller: true}]
spec: {containers: [{name: web, image: web:1}]}
`);
    expect(variable(proxy, 'ISTIO_META_OWNER')).toBe(owner);
  });

  test('the first container is that of kubectl, unless the author chose one', () => {
    const annotations = (text: string): unknown => valueAt(annotated(text).workload.object, '/spec/template/metadata/annotations');
    expect(annotations('')).toMatchObject({ 'kubectl.kubernetes.io/default-container': 'web' });
    expect(annotations('kubectl.kubernetes.io/default-container: other')).toMatchObject({ 'kubectl.kubernetes.io/default-container': 'other' });
  });

  test('metrics of the application move behind the agent', () => {
    const proxy = annotated('prometheus.io/port: "9090"\nprometheus.io/path: /m');
    expect(valueAt(proxy.workload.object, '/spec/template/metadata/annotations')).toMatchObject({ 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus' });
    expect(variable(proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')).toBe('{"scrape":"","path":"/m","port":"9090"}');
  });
});

describe('variables and volumes', () => {
  test('metadata reaches istio-init too, so that it captures DNS', () => {
    const proxy = annotated('proxy.istio.io/config: "proxyMetadata: {ISTIO_META_DNS_CAPTURE: \'true\'}"');
    expect(valueIn(proxy, 'istio-init', 'env')).toEqual([{ name: 'ISTIO_META_DNS_CAPTURE', value: 'true' }]);
    expect(variable(proxy, 'ISTIO_META_DNS_CAPTURE')).toBe('true');
  });

  test('volumes of annotations', () => {
    const proxy = annotated('sidecar.istio.io/userVolume: \'{"b":{"emptyDir":{}}}\'\nsidecar.istio.io/userVolumeMount: \'{"b":{"mountPath":"/b"}}\'');
    expect(listAt(proxy.workload.object, '/spec/template/spec/volumes')).toContainEqual({ name: 'b', emptyDir: {} });
    expect(valueIn(proxy, 'istio-proxy', 'volumeMounts')).toContainEqual({ name: 'b', mountPath: '/b' });
  });

  // sigs.k8s.io/yaml reads the later of two keys: tried with v1.6.0
  test.each([['{"emptyDir":{}}', '0'], ['{"name":"b","emptyDir":{}}', 'b']])('a list has its indexes for names, unless items have their own: %s', (item, name) => {
    const proxy = annotated(`sidecar.istio.io/userVolume: '[${item}]'`);
    expect(listAt(proxy.workload.object, '/spec/template/spec/volumes')).toContainEqual({ name, emptyDir: {} });
  });

  test.each([
    ['resource and annotation: the resource counts for istiod', `---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: p, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, environmentVariables: {A: resource}}
`, 'resource'],
    ['annotation alone', '', 'annotation'],
  ])('%s', (_, more, expected) => {
    expect(variable(sidecarIn(appYaml({ annotations: 'proxy.istio.io/config: "proxyMetadata: {A: annotation}"' }) + more), 'A')).toBe(expected);
  });
});

test.each([['grpc-agent', false], ['grpc-simple', false], ['sidecar', true]])('template %s: whether the container is a native sidecar: %s', (template, native) => {
  expect(annotated(`inject.istio.io/templates: ${template}`).shutdown.native.value).toBe(native);
});
