import { Duration } from 'cdk8s';
import { refusal, write } from './written';
import { GatewayRendering, GatewayServiceType, GatewayType, type IstioGatewayProps } from '../../../src/gateway';
import { valueAt } from '../../../src/model';
import { Platform } from '../../../src/platform';
import { GatewaySpread, ShutdownPolicy } from '../../../src/presets';

const emitted = (props: IstioGatewayProps, kind: string): unknown => write(props).emitted.find((object) => object.kind === kind);

describe('the workload', () => {
  test('one container, its image left to the injector, its metrics port and nothing else', () => {
    expect(valueAt(emitted({}, 'Deployment'), '/spec')).toEqual({
      selector: { matchLabels: { app: 'istio-web', istio: 'web' } },
      template: {
        metadata: {
          labels: { 'istio.io/dataplane-mode': 'none', 'sidecar.istio.io/inject': 'true', 'app': 'istio-web', 'istio': 'web' },
          annotations: { 'inject.istio.io/templates': 'gateway' },
        },
        spec: {
          serviceAccountName: 'istio-web-service-account',
          containers: [{ name: 'istio-proxy', image: 'auto', ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }] }],
        },
      },
    });
  });

  test('a change of the ports replaces no pod, unless they are to be declared', () => {
    const pods = (port: number, disableContainerPortExposed?: boolean): unknown =>
      valueAt(emitted({ ports: [{ name: 'http', port }], disableContainerPortExposed }, 'Deployment'), '/spec/template');
    expect(pods(80)).toEqual(pods(81));
    expect(pods(80, true)).toEqual(pods(81, true));
    expect(pods(80, false)).not.toEqual(pods(81, false));
  });

  test('declared ports: each once, and never the metrics port again', () => {
    const ports = [{ name: 'http-a', port: 80, targetPort: 8080 }, { name: 'http-b', port: 81, targetPort: 8080 }, { name: 'http-envoy-prom', port: 15090 }];
    expect(valueAt(emitted({ ports, disableContainerPortExposed: false }, 'Deployment'), '/spec/template/spec/containers/0/ports')).toEqual([
      { containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }, { containerPort: 8080, protocol: 'TCP' },
    ]);
  });

  test('a probe is complete, with the numbers of the injector where none are given', () => {
    const probe = (platform: Platform): unknown => valueAt(
      write({ readinessProbe: { successThreshold: 2 } }, { platform }).emitted.find(({ kind }) => kind === 'Deployment'), '/spec/template/spec/containers/0/readinessProbe');
    expect(probe(Platform.istio({ version: '1.30' }))).toEqual({
      httpGet: { path: '/healthz/ready', port: 15021 }, periodSeconds: 15, failureThreshold: 4, timeoutSeconds: 3, successThreshold: 2,
    });
    expect(probe(Platform.istio({ version: '1.99' }))).toEqual({ httpGet: { path: '/healthz/ready', port: 15021 }, successThreshold: 2 });
  });

  test("the user's variable for the network view wins", () => {
    const env = [{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'mine' }];
    expect(valueAt(emitted({ env, requestedNetworkView: 'other' }, 'Deployment'), '/spec/template/spec/containers/0/env')).toEqual(env);
  });

  test('why a rule is put up with stands on the Deployment and not on its pods', () => {
    const { emitted: objects } = write({ spread: GatewaySpread.none('one node in this cluster') });
    expect(objects.filter((object) => JSON.stringify(object.metadata).includes('AVL010')).map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(JSON.stringify(valueAt(objects.find(({ kind }) => kind === 'Deployment'), '/spec/template'))).not.toContain('AVL010');
  });
});

describe('kernel parameters', () => {
  const kernelInitImage = 'registry.example/sysctl:1';

  test('an init container sets them, one argument each, and no shell reads them', () => {
    const props = { kernelInitImage, kernel: { enabled: true, parameters: { netIpv4TcpRmem: '4096 87380 16777216', netCoreSomaxconn: '65535' } }, initContainers: [{ name: 'mine', image: 'x' }] };
    expect(valueAt(emitted(props, 'Deployment'), '/spec/template/spec/initContainers')).toEqual([
      {
        name: 'kernel-parameters',
        image: kernelInitImage,
        command: ['sysctl', '-w', 'net.ipv4.tcp_rmem=4096 87380 16777216', 'net.core.somaxconn=65535'],
        securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0, runAsNonRoot: false },
      },
      { name: 'mine', image: 'x' },
    ]);
    expect(valueAt(emitted(props, 'Deployment'), '/spec/template/spec/securityContext')).toBeUndefined();
  });

  test.each([
    ['netCoreNetdevMaxBacklog', '1000', 'net.core.netdev_max_backlog belongs to the whole node'],
    ['netIpv4TcpMaxOrphans', '1000', 'net.ipv4.tcp_max_orphans belongs to the whole node'],
    ['kernelPrintk', '4 4 1 7', 'kernel.printk belongs to the whole node'],
    ['vmSwappiness', '10', 'vm.swappiness belongs to the whole node'],
    ['netIpv4TcpTwRecycle', '0', 'net.ipv4.tcp_tw_recycle is in no kernel since Linux 4.12'],
    ['netIpv4TcpTwReuse', '1', 'not refused'],
  ])('%s', (name, value, message) => {
    const kernel = { enabled: true, parameters: { [name]: value } };
    for (const rendering of [GatewayRendering.INJECTED, GatewayRendering.MANAGED]) {
      expect(refusal({ kernel, kernelInitImage }, { rendering })).toContain(message);
    }
  });
});

describe('the compressor', () => {
  test('goes before the router, with the words of Envoy and a priority', () => {
    expect(emitted({
      compression: {
        enabled: true, contentType: ['text/html'], minContentLength: 100, disableOnEtagHeader: true, removeAcceptEncodingHeader: true, gzip: { windowBits: 15 },
      },
    }, 'EnvoyFilter')).toEqual({
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: { name: 'istio-web-compression', namespace: 'ingress', labels: { app: 'istio-web', istio: 'web' } },
      spec: {
        workloadSelector: { labels: { app: 'istio-web', istio: 'web' } },
        priority: 10,
        configPatches: [{
          applyTo: 'HTTP_FILTER',
          match: {
            context: 'GATEWAY',
            listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'envoy.filters.http.router' } } } },
          },
          patch: {
            operation: 'INSERT_BEFORE',
            value: {
              name: 'envoy.filters.http.compressor',
              typed_config: {
                '@type': 'type.googleapis.com/envoy.extensions.filters.http.compressor.v3.Compressor',
                'response_direction_config': {
                  common_config: { min_content_length: 100, content_type: ['text/html'] }, disable_on_etag_header: true, remove_accept_encoding_header: true,
                },
                'compressor_library': {
                  name: 'gzip',
                  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip', 'window_bits': 15 },
                },
              },
            },
          },
        }],
      },
    });
  });

  test('what is not said is left to Envoy', () => {
    const config = valueAt(emitted({ compression: { enabled: true, gzip: {} } }, 'EnvoyFilter'), '/spec/configPatches/0/patch/value/typed_config');
    expect(Object.keys(config as object)).toEqual(['@type', 'compressor_library']);
  });

  test('selects pods by their labels in every rendering: targetRefs of Istio 1.26 reach every gateway of the namespace', () => {
    const { emitted: objects } = write({ compression: { enabled: true, gzip: {} } }, { rendering: GatewayRendering.MANAGED });
    const spec = valueAt(objects.find(({ kind }) => kind === 'EnvoyFilter'), '/spec') as object;
    expect(spec).toMatchObject({ workloadSelector: { labels: { 'gateway.networking.k8s.io/gateway-name': 'web' } } });
    expect(spec).not.toHaveProperty('targetRefs');
  });
});

test('the Gateway that is made along: TLS passes through, the agent has no server, between networks by service', () => {
  const servers = (props: IstioGatewayProps): unknown => valueAt(emitted({ ...props, autoCreateGatewayYaml: true }, 'Gateway'), '/spec/servers');
  expect(servers({ ports: undefined })).toEqual([
    { port: { number: 80, name: 'http2', protocol: 'HTTP' }, hosts: ['*'] },
    { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'PASSTHROUGH' } },
  ]);
  expect(servers({ ports: undefined, networkGateway: 'n1' })).toMatchObject([
    { port: { number: 15443 }, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } },
    { port: { number: 15012 }, hosts: ['*'], tls: { mode: 'PASSTHROUGH' } }, { port: { number: 15017 } },
  ]);
});

test('without a Service there is none, and ports are not needed', () => {
  const { emitted: objects } = write({ serviceType: GatewayServiceType.NONE, gatewayType: GatewayType.EGRESS, ports: undefined });
  expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Deployment']);
});

test('same props, same bytes; the objects are frozen neither in order nor in content by the caller', () => {
  const props = { labels: { b: '1', a: '2' }, podLabels: { z: '1', y: '2' } };
  expect(JSON.stringify(write(props).emitted)).toBe(JSON.stringify(write(props).emitted));
});

describe.each<[string, IstioGatewayProps, string]>([
  ['a label that turns injection off', { podLabels: { 'sidecar.istio.io/inject': 'false' } }, "'podLabels' sidecar.istio.io/inject must be \"true\" for injection, got \"false\""],
  ['another template', { podAnnotations: { 'inject.istio.io/templates': 'sidecar' } }, 'must name the template gateway, got "sidecar"'],
  ['a namespace that is never injected', { namespace: 'kube-system' }, "'namespace' \"kube-system\" is one that Istio never injects"],
  ['no ports for an egress gateway', { gatewayType: GatewayType.EGRESS, ports: undefined }, "'ports' must have an entry for an egress gateway, got none"],
  ['a target port that nobody declares', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }, 'has the target port "web", which no container declares; give the number'],
  ['a Service that finds no pod', { serviceSelectorLabels: { lane: 'a' } }, "'serviceSelectorLabels' asks for \"lane\": \"a\", and the pods have no such label"],
  ['a Service that finds other pods', { serviceSelectorLabels: { app: 'x' } }, 'and the pods have "istio-web"'],
  ['a Gateway for a port without a protocol', { autoCreateGatewayYaml: true, ports: [{ name: 'web', port: 80 }] }, 'does not say its protocol, which the Gateway of autoCreateGatewayYaml must'],
  ['annotations for an account that is not made', { createServiceAccount: false, serviceAccountName: 'edge', serviceAccountAnnotations: { 'a.b/c': 'd' } },
    "'serviceAccountAnnotations' are for an account that is made here, got createServiceAccount false"],
  ['a second proxy', { extraContainers: [{ name: 'istio-proxy', image: 'x' }] }, "'extraContainers[0].name' must be one that no other container of the pod has"],
  ['two containers of one name', { initContainers: [{ name: 'a', image: 'x' }], extraContainers: [{ name: 'a', image: 'x' }] }, "'extraContainers[0].name'"],
  ["ASM's own drain", { shutdown: ShutdownPolicy.managedDrain(Duration.seconds(60)) }, 'use ShutdownPolicy.of, or the rendering ASM'],
])('refused: %s', (_, props, message) => {
  test('says so', () => { expect(refusal(props)).toContain(message); });
});

test.each([
  ['gateway,custom', 'not refused'], ['custom, gateway', 'not refused'], ['custom', 'must name the template gateway'],
])('templates %s', (templates, message) => {
  expect(refusal({ podAnnotations: { 'inject.istio.io/templates': templates } })).toContain(message);
});

test('a target port by the name of a container port that is there', () => {
  expect(refusal({ ports: [{ name: 'http', port: 80, targetPort: 'http-envoy-prom' }] })).toBe('not refused');
  const extraContainers = [{ name: 'other', image: 'x', ports: [{ name: 'web', containerPort: 9000 }] }];
  expect(refusal({ ports: [{ name: 'http', port: 80, targetPort: 'web' }], extraContainers })).toBe('not refused');
});

test('everything at once', () => {
  const found = refusal({ hostNetwork: true, applicationPorts: '1', kernel: { enabled: true, parameters: { vmSwappiness: '1' } } });
  expect(found.split('\n  - ')).toHaveLength(5);
  expect(found).toMatch(/^\[chart\/web\]/);
});
