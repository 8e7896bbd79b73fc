import { contextOf, codes, explained, gatewayYaml, istio, proxiesIn, rendered, withOptions } from './helpers';
import { renderManaged } from '../../../src/model/managed';
import { Platform } from '../../../src/platform';

const LISTENERS = (...listeners: string[]): string => `listeners:\n${listeners.map((listener) => `- ${listener}\n`).join('')}`;
const ports = (yaml: string, facts = {}): unknown => rendered(yaml, facts).service.object.spec;

describe('classes', () => {
  test.each([
    ['istio', 'gateway', 'gw-istio', 'LoadBalancer', 'router'],
    ['istio-waypoint', 'waypoint', 'gw', 'ClusterIP', 'waypoint'],
    ['istio-east-west', 'east-west', 'gw', 'LoadBalancer', 'waypoint'],
  ])('%s', (name, role, deployment, type, program) => {
    const [proxy] = proxiesIn(gatewayYaml({ class: name }));
    const { service, container, deployment: workload } = rendered(gatewayYaml({ class: name }));
    expect([proxy.role, proxy.name, proxy.make, proxy.state]).toEqual([role, deployment, 'managed', 'runs']);
    expect([service.at('/spec/type').value, workload.at(`${container}/args/1`).value]).toEqual([type, program]);
    expect([proxy.native.value, proxy.template]).toEqual([false, '/spec/template']);
    expect(proxy.companions.map(({ object }) => object.kind)).toEqual(['Service', 'ServiceAccount']);
  });

  test.each([
    ['a class of somebody else', gatewayYaml({ class: 'nginx' })],
    ['the remote class, which is never deployed', gatewayYaml({ class: 'istio-remote' })],
    ['agentgateway, which is not Envoy', gatewayYaml({ class: 'istio-agentgateway' })],
    ['a Gateway without a class', gatewayYaml().replace('  gatewayClassName: istio\n', '  listeners: []\n')],
    ['a hostname address', gatewayYaml({ spec: 'addresses:\n- type: Hostname\n  value: ingress.example' })],
    ['two addresses', gatewayYaml({ spec: 'addresses:\n- value: 10.0.0.1\n- value: 10.0.0.2' })],
    ['a class whose object names another controller', `${gatewayYaml()}---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: istio}
spec: {controllerName: example.com/other}
`],
  ])('no proxy for %s', (_what, yaml) => {
    expect(proxiesIn(yaml)).toEqual([]);
  });

  test('a class of its own name, by its controller', () => {
    const yaml = `${gatewayYaml({ class: 'edge' })}---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: istio.io/gateway-controller}
`;
    expect(proxiesIn(yaml).map(({ name, role }) => [name, role])).toEqual([['gw-edge', 'gateway']]);
  });

  test('a renamed default class and controller', () => {
    const facts = {
      injectionValues: { pilot: { env: { PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME: 'house', PILOT_GATEWAY_API_CONTROLLER_NAME: 'house.io/controller/v1' } } },
    };
    const { deployment } = rendered(gatewayYaml({ class: 'house' }), facts);
    expect(deployment.at('/metadata/labels/gateway.istio.io~1managed').value).toBe('house.io-controller-v1');
    expect(proxiesIn(gatewayYaml(), facts)).toEqual([]);
  });

  test('a waypoint where ambient is switched off', () => {
    const rendering = rendered(gatewayYaml({ class: 'istio-waypoint' }), { injectionValues: { pilot: { env: { PILOT_ENABLE_AMBIENT: 'false' } } } });
    expect([codes(rendering), rendering.state]).toEqual([['class-switched-off'], 'refused']);
  });

  test('manual deployment switched off: addresses do not matter', () => {
    const yaml = gatewayYaml({ spec: 'addresses:\n- type: Hostname\n  value: ingress.example' });
    expect(proxiesIn(yaml, { injectionValues: { pilot: { env: { ENABLE_GATEWAY_API_MANUAL_DEPLOYMENT: 'false' } } } })).toHaveLength(1);
  });
});

describe('names', () => {
  test('overrides for name, ServiceAccount and Service type', () => {
    const { deployment, service, serviceAccount, name } = rendered(gatewayYaml({
      metadata: 'annotations:\n  gateway.istio.io/name-override: edge\n  gateway.istio.io/service-account: edge-sa\n  networking.istio.io/service-type: NodePort',
    }));
    expect([name, serviceAccount.at('/metadata/name').value, deployment.at('/spec/template/spec/serviceAccountName').value]).toEqual(['edge', 'edge-sa', 'edge-sa']);
    expect(explained(service, '/spec/type')).toEqual(['NodePort',
      'set in Gateway infra/gw at /metadata/annotations/networking.istio.io~1service-type (mesh.yaml:9)']);
    expect(Object.keys(deployment.at<object>('/metadata/annotations').value!)).toEqual(['networking.istio.io/service-type']);
  });

  test.each([
    [57, 'runs'], // with `-istio` 63
    [58, 'refused'],
  ])('a Gateway name of %d characters', (length, state) => {
    expect(rendered(gatewayYaml({ name: 'g'.repeat(length) })).state).toBe(state);
  });

  test.each([[63, []], [64, ['invalid-name', 'invalid-name']]])('a waypoint name of %d characters', (length, expected) => {
    expect(codes(rendered(gatewayYaml({ name: 'g'.repeat(length), class: 'istio-waypoint' })))).toEqual(expected);
  });

  test('a Service cannot begin with a digit', () => {
    expect(codes(rendered(gatewayYaml({ name: '1gw' })))).toEqual(['invalid-name']);
  });
});

describe('labels and annotations', () => {
  const metadata = 'labels:\n  team: edge\nannotations:\n  note: seen\n  kubectl.kubernetes.io/last-applied-configuration: "{}"';

  test('of the Gateway reach every object and the pods', () => {
    const { deployment, service, serviceAccount } = rendered(gatewayYaml({ metadata }));
    for (const object of [deployment, service, serviceAccount]) {
      expect([object.at('/metadata/labels/team').value, object.at<object>('/metadata/annotations').value]).toEqual(['edge', { note: 'seen' }]);
    }
    expect(explained(deployment, '/spec/template/metadata/labels/team')).toEqual(['edge', 'set in Gateway infra/gw at /metadata/labels/team (mesh.yaml:7)']);
  });

  test('of spec.infrastructure take their place, also when they are empty, each kind for itself', () => {
    const { deployment } = rendered(gatewayYaml({ metadata, spec: 'infrastructure:\n  labels: {}' }));
    expect(deployment.at('/metadata/labels/team').value).toBeUndefined();
    expect(deployment.at('/metadata/annotations/note').value).toBe('seen');
  });

  test('no dataplane mode is written unless ambient is on', () => {
    const mode = '/spec/template/metadata/labels/istio.io~1dataplane-mode';
    const ambient = { injectionValues: { pilot: { env: { PILOT_ENABLE_AMBIENT: 'true' } } } };
    expect(rendered(gatewayYaml()).deployment.at(mode).value).toBeUndefined();
    expect(rendered(gatewayYaml(), ambient).deployment.at(mode).value).toBe('none');
    expect(rendered(gatewayYaml({ metadata: 'labels:\n  istio.io/dataplane-mode: ambient' }), ambient).deployment.at(mode).value).toBe('ambient');
  });

  test('what has no effect is named', () => {
    const { lost } = rendered(gatewayYaml({
      metadata: 'annotations:\n  sidecar.istio.io/proxyCPU: 2\n  sidecar.istio.io/proxyMemory: 1Gi\n  prometheus.io/port: "9090"',
      spec: 'infrastructure:\n  labels:\n    gateway.networking.k8s.io/gateway-name: other',
    }));
    expect(lost.map(({ pointer }) => pointer)).toEqual([
      '/metadata/annotations/sidecar.istio.io~1proxyMemory',
      '/metadata/annotations/prometheus.io~1port',
      '/spec/infrastructure/labels/gateway.networking.k8s.io~1gateway-name',
    ]);
  });
});

describe('the Service', () => {
  test('has one port for each port number: the first listener counts', () => {
    const spec = LISTENERS('{name: http.a, port: 80, protocol: HTTP}', '{name: http.b, port: 80, protocol: HTTP}', '{name: tls, port: 443, protocol: HTTPS}');
    expect(ports(gatewayYaml({ spec }))).toMatchObject({
      ports: [
        { name: 'status-port', port: 15021, protocol: 'TCP', appProtocol: 'tcp' },
        { name: 'http-a', port: 80, protocol: 'TCP', appProtocol: 'http' },
        { name: 'tls', port: 443, protocol: 'TCP', appProtocol: 'https' },
      ],
    });
    expect(explained(rendered(gatewayYaml({ spec })).service, '/spec/ports/2')[1]).toBe('set in Gateway infra/gw at /spec/listeners/2 (mesh.yaml:11)');
  });

  test.each([
    ['names that become the same', ['{name: a.b, port: 80, protocol: HTTP}', '{name: a-b, port: 81, protocol: HTTP}'], ['duplicate-port-name']],
    ['names that are the same in 63 characters', [`{name: ${'n'.repeat(63)}a, port: 80, protocol: HTTP}`, `{name: ${'n'.repeat(63)}b, port: 81, protocol: HTTP}`],
      ['duplicate-port-name']],
    ['a listener on the status port', ['{name: status, port: 15021, protocol: HTTP}'], ['duplicate-port']],
    ['a name that ends in a dash when cut', [`{name: ${'n'.repeat(62)}.a, port: 80, protocol: HTTP}`], ['invalid-port-name']],
    ['different names', ['{name: a, port: 80, protocol: HTTP}', '{name: b, port: 81, protocol: HTTP}'], []],
  ])('%s', (_what, listeners, expected) => {
    expect(codes(rendered(gatewayYaml({ spec: LISTENERS(...listeners) })))).toEqual(expected);
  });

  test('takes one IP address, when it is a load balancer', () => {
    const spec = 'addresses:\n- value: 1.2.3.4';
    expect(rendered(gatewayYaml({ spec })).service.at('/spec/loadBalancerIP').value).toBe('1.2.3.4');
    expect(rendered(gatewayYaml({ spec, class: 'istio-waypoint' })).service.at('/spec/loadBalancerIP').value).toBeUndefined();
  });

  test('of a waypoint prefers close endpoints, unless its author says otherwise', () => {
    const key = '/metadata/annotations/networking.istio.io~1traffic-distribution';
    const yaml = gatewayYaml({ class: 'istio-waypoint', metadata: 'annotations:\n  networking.istio.io/traffic-distribution: Any' });
    expect(explained(rendered(gatewayYaml({ class: 'istio-waypoint' })).service, key)).toEqual(['PreferClose', 'default of Istio']);
    expect(rendered(yaml).service.at(key).value).toBe('Any');
  });

  const listenerSet = (from: string): string => `${gatewayYaml({ spec: `allowedListeners:\n  namespaces:\n    from: ${from}\n${LISTENERS('{name: a, port: 80, protocol: HTTP}')}` })}---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: more, namespace: team}
spec:
  parentRef: {name: gw, namespace: infra}
  listeners:
  - {name: b, port: 8443, protocol: HTTPS}
`;
  test.each([
    ['All', '1.30', 3], ['Same', '1.30', 2], ['None', '1.30', 2], ['All', '1.29', 2],
  ])('ListenerSets from %s on Istio %s: %d ports', (from, version, count) => {
    expect((ports(listenerSet(from), istio(version)) as { ports: unknown[] }).ports).toHaveLength(count);
  });
});

describe('the installation', () => {
  const values = {
    global: { hub: 'registry.example/istio', tag: '1.30.3', variant: 'distroless', proxy: { logLevel: 'debug', resources: { limits: { cpu: null } } } },
  };

  test('gives image, log levels and resources; nulls take defaults away, as in Helm', () => {
    const { deployment, container } = rendered(gatewayYaml(), { injectionValues: values });
    expect(explained(deployment, `${container}/image`)[0]).toBe('registry.example/istio/proxyv2:1.30.3-distroless');
    expect(explained(deployment, `${container}/args/5`)).toEqual(['debug', "set by istiod's value global.proxy.logLevel (global level)"]);
    expect(deployment.at(`${container}/resources`).value).toEqual({ requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1024Mi' } });
  });

  test('without its values the image is not known, and defaults are the chart\'s', () => {
    const { deployment, container } = rendered(gatewayYaml({ class: 'istio-waypoint' }));
    expect(explained(deployment, `${container}/image`)).toEqual([undefined, expect.stringContaining('unknown: the image is')]);
    expect(explained(deployment, `${container}/resources/limits/cpu`)).toEqual(['2', 'default of Istio']);
  });

  test('annotations on the Gateway come first', () => {
    const { deployment, container } = rendered(gatewayYaml({
      metadata: 'annotations:\n  sidecar.istio.io/logLevel: trace\n  sidecar.istio.io/proxyImage: example/proxy:1',
    }), { injectionValues: values });
    expect([deployment.at(`${container}/args/5`).value, deployment.at(`${container}/image`).value]).toEqual(['trace', 'example/proxy:1']);
  });

  test('spreads waypoints', () => {
    const tolerations = [{ key: 'edge', operator: 'Exists' }];
    const facts = { injectionValues: { global: { waypoint: { tolerations, nodeSelector: { pool: 'edge' } } } } };
    expect(rendered(gatewayYaml({ class: 'istio-waypoint' }), facts).deployment.at('/spec/template/spec/tolerations').value).toEqual(tolerations);
    expect(rendered(gatewayYaml(), facts).deployment.at('/spec/template/spec/tolerations').value).toBeUndefined();
  });

  test('revision: another one is another istiod, or a tag of this one', () => {
    const facts = { platform: Platform.istio({ version: '1.30', revision: 'canary' }) };
    expect(rendered(gatewayYaml(), facts).deployment.at('/spec/template/metadata/annotations/istio.io~1rev').value).toBe('canary');
    expect(rendered(gatewayYaml({ metadata: 'labels:\n  istio.io/rev: canary' }), facts).state).toBe('runs');
    const other = rendered(gatewayYaml({ metadata: 'labels:\n  istio.io/rev: stable' }), facts);
    expect([codes(other), other.state]).toEqual([['other-revision'], 'unknown']);
    const named = (name: string, injectionValues: object): string => rendered(gatewayYaml({ metadata: `labels:\n  istio.io/rev: ${name}` }), { injectionValues }).state;
    expect([named('stable', { revision: 'stable' }), named('canary', { revision: 'stable' }), named('canary', { revision: 'stable', revisionTags: ['canary'] }), named('canary', {})])
      .toEqual(['runs', 'unknown', 'runs', 'runs']);
  });

  test.each([
    ['5', []], ['4', []], ['6', ['newer-controller']], ['five', ['newer-controller']],
  ])('a Gateway that controller version %s has marked', (version, expected) => {
    expect(codes(rendered(gatewayYaml({ metadata: `annotations:\n  gateway.istio.io/controller-version: "${version}"` })))).toEqual(expected);
  });
});

describe('ProxyConfig', () => {
  const withConfig = (matchLabels: string): string => `${gatewayYaml()}---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: pc, namespace: infra}
spec:
  selector:
    matchLabels: ${matchLabels}
  concurrency: 4
  environmentVariables: {EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"}
`;
  const env = (yaml: string, name: string): unknown => {
    const { deployment, container } = rendered(yaml);
    return deployment.at<{ name: string; value?: string }[]>(`${container}/env`).value!.find((entry) => entry.name === name)?.value;
  };

  test('reaches the template when it selects by the Gateway\'s name alone', () => {
    expect(env(withConfig('{gateway.networking.k8s.io/gateway-name: gw}'), 'PROXY_CONFIG'))
      .toBe('{"concurrency":4,"proxyMetadata":{"EXIT_ON_ZERO_ACTIVE_CONNECTIONS":"true"}}\n');
    expect(env(withConfig('{gateway.networking.k8s.io/gateway-name: gw}'), 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS')).toBe('true');
    expect(env(withConfig('{gateway.networking.k8s.io/gateway-name: gw, gateway.istio.io/managed: istio.io-gateway-controller}'), 'PROXY_CONFIG')).toBe('{}\n');
  });

  test('in the annotation reaches the agent and not the template', () => {
    const yaml = gatewayYaml({ metadata: 'annotations:\n  proxy.istio.io/config: "{drainDuration: 30s}"' });
    expect(env(yaml, 'PROXY_CONFIG')).toBe('{}\n');
    expect(rendered(yaml).proxyConfig.agent('drainDuration').value).toBe('30s');
    expect(rendered(yaml).proxyConfig.template('drainDuration').value).toBe('45s');
  });

  test('in the mesh config is printed where it differs from the defaults', () => {
    const { deployment, container } = rendered(gatewayYaml(), { meshConfig: { defaultConfig: { drainDuration: '45s', terminationDrainDuration: '20s', concurrency: 0 } } });
    const found = deployment.at<{ name: string; value?: string }[]>(`${container}/env`).value!.find(({ name }) => name === 'PROXY_CONFIG');
    expect(found?.value).toBe('{"concurrency":0,"terminationDrainDuration":"20s"}\n');
  });
});

describe('versions', () => {
  const grace = '/spec/template/spec/terminationGracePeriodSeconds';
  test.each([
    ['1.26', [2, 'default of Istio']],
    ['1.27', [2, 'default of Istio']],
    ['1.28', [undefined, 'default of Kubernetes']],
    ['1.30', [undefined, 'default of Kubernetes']],
  ])('grace period of a waypoint on Istio %s', (version, expected) => {
    expect(explained(rendered(gatewayYaml({ class: 'istio-waypoint' }), istio(version)).deployment, grace)).toEqual(expected);
    expect(rendered(gatewayYaml(), istio(version)).deployment.at(grace).value).toBeUndefined();
  });

  test.each([['1.28', false], ['1.29', true], ['1.30', true]])('an east-west gateway on Istio %s sees only its own network: %s', (version, sees) => {
    const { deployment, container } = rendered(gatewayYaml({ class: 'istio-east-west' }), { ...istio(version), injectionValues: { global: { network: 'n1' } } });
    const names = deployment.at<{ name: string }[]>(`${container}/env`).value!.map(({ name }) => name);
    expect(names.includes('ISTIO_META_REQUESTED_NETWORK_VIEW')).toBe(sees);
  });

  test.each([
    ['1.27', [undefined, 'default of Kubernetes']],
    ['1.28', [expect.any(Array), 'default of Istio']],
    [undefined, [undefined, 'unknown: the Kubernetes version is not given']],
  ])('the owner of the ServiceAccount on Kubernetes %s', (kubernetesVersion, expected) => {
    const { serviceAccount } = rendered(gatewayYaml(), { platform: Platform.istio({ version: '1.30', kubernetesVersion }) });
    expect(explained(serviceAccount, '/metadata/ownerReferences')).toEqual(expected);
  });

  test.each(['1.25', '1.32'])('what Istio %s renders was not read, so it is unknown; overlays it reads are known', (version) => {
    const { deployment, name } = rendered(withOptions({ deployment: 'spec:\n  replicas: 3' }), { platform: Platform.istio({ version }) });
    expect(name).toBe('gw-istio');
    expect(explained(deployment, '/spec/template/spec/serviceAccountName')[1]).toMatch(/^unknown: Istio .* modelled are/);
    expect(explained(deployment, '/spec/replicas')[0]).toBe(version === '1.25' ? undefined : 3);
  });
});

describe('objects that are there already', () => {
  const declared = (kind: string, apiVersion: string, labels: string): string => `${gatewayYaml()}---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: gw-istio, namespace: infra, labels: ${labels}}
`;
  test('without the label they are left alone: a Deployment is then no managed gateway', () => {
    const deployment = rendered(declared('Deployment', 'apps/v1', '{app: x}'));
    expect([codes(deployment), deployment.state]).toEqual([['object-taken'], 'refused']);
    const service = rendered(declared('Service', 'v1', '{app: x}'));
    expect([codes(service), service.state]).toEqual([['companion-taken'], 'runs']);
    expect(codes(rendered(declared('Deployment', 'apps/v1', '{gateway.istio.io/managed: istio.io-gateway-controller}')))).toEqual([]);
  });

  test('clusters are kept apart', () => {
    const context = { ...contextOf(gatewayYaml()), cluster: 'other' };
    expect(proxiesIn(gatewayYaml())).toHaveLength(1);
    expect(renderManaged(context.index.list('gateway.networking.k8s.io', 'Gateway')[0], context)?.name).toBe('gw-istio');
  });
});
