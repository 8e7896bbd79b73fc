import { asm, compareYaml, impactOf, ISTIO, managedGateway, type Node, yaml } from './support';
import { MeshFacts, Platform } from '../../../src/platform';
import { comparisonText, type Thing } from '../../../src/preview/compare';

const WAYPOINT = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: wp, namespace: shop}
spec:
  gatewayClassName: istio-waypoint
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: options}}
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options, namespace: shop}
data:
  deployment: |
    spec: {replicas: 2}
`;

const APP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec: {containers: [{name: app, image: "app:1"}]}
`;

describe('a waypoint', () => {
  test.each<[string, string, string, string]>([
    ['other words for the same options', 'spec: {replicas: 2}', '{"spec": {"replicas": 2}}', 'metadata-only'],
    ['its replicas', 'replicas: 2', 'replicas: 3', 'scale'],
    ['its grace period', 'replicas: 2', 'replicas: 2, template: {spec: {terminationGracePeriodSeconds: 90}}', 'rolling-restart'],
    ['an address that its Service cannot change', 'deployment: |', 'service: "{spec: {clusterIP: None}}"\n  deployment: |', 'rejected'],
    ['options that istiod refuses', 'deployment:', 'deploymint:', 'rejected'],
    ['a label of the Gateway', 'name: wp,', 'name: wp, labels: {team: a},', 'rolling-restart'],
    ['its listeners', 'name: mesh, port: 15008, protocol: HBONE', 'name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}', 'live'],
  ])('%s', (_, from, to, impact) => {
    const after = WAYPOINT.replace(from, to);
    expect(after).not.toBe(WAYPOINT);
    expect(impactOf(compareYaml(WAYPOINT, after))).toBe(impact);
  });

  test('for whose traffic it is there: a label that is not copied to its pods takes effect at once', () => {
    const of = (label: string): string => WAYPOINT.replace('name: wp,', `name: wp, labels: {${label}: workload},`).replace('infrastructure: {', 'infrastructure: {labels: {a: b}, ');
    expect(impactOf(compareYaml(of('team'), of('istio.io/waypoint-for')))).toBe('live');
    expect(impactOf(compareYaml(of('team'), of('squad')))).toBe('metadata-only');
  });

  test('the change is where its author wrote it, and is reported once', () => {
    const { workloads, objects } = compareYaml(WAYPOINT, WAYPOINT.replace('replicas: 2', 'replicas: 3'));
    expect(objects).toEqual([]);
    expect(workloads[0].changes.filter(({ impact }) => impact === 'scale')).toEqual([{
      impact: 'scale', object: 'Deployment shop/wp', pointer: '/spec/replicas', before: 2, after: 3, origin: 'set in ConfigMap shop/options at /data/deployment/spec/replicas (new.yaml:14)',
    }]);
  });

  test('an upgrade of istiod rolls what it deploys', () => {
    const facts = (version: string): MeshFacts => new MeshFacts({
      platform: Platform.istio({ version, kubernetesVersion: '1.33' }), meshConfig: {}, injectionValues: { global: { hub: 'docker.io/istio', tag: version } },
    });
    const [thing] = compareYaml(WAYPOINT, WAYPOINT, { facts: facts('1.29.0'), newFacts: facts('1.30.3') }).workloads;
    expect(thing.impact).toBe('rolling-restart');
    expect(thing.changes).toContainEqual(expect.objectContaining({ pointer: '/spec/template/spec/containers/0/image', after: 'docker.io/istio/proxyv2:1.30.3' }));
  });

  test('an upgrade without the values of istiod: two images that are not known are not one', () => {
    const facts = (version: string, kubernetesVersion = '1.33'): MeshFacts => (
      new MeshFacts({ platform: Platform.istio({ version, kubernetesVersion }), namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } } }));
    const both = `${WAYPOINT}---${APP}`;
    const { workloads, restarts } = compareYaml(both, both, { facts: facts('1.29.0'), newFacts: facts('1.29.1') });
    expect(workloads.map(({ key, impact }) => [key.name, impact])).toEqual([['app', 'pending-restart'], ['wp', 'unknown']]);
    expect(restarts.map(({ key }) => key.name)).toEqual(['wp']);
    expect(workloads[1].changes).toContainEqual(expect.objectContaining({
      pointer: '/spec/template/spec/containers/0/image', note: expect.stringMatching(/istio 1.29.0 becomes istio 1.29.1.*global\.tag/),
    }));
    expect(compareYaml(both, both, { facts: facts('1.29.0'), newFacts: facts('1.29.0', '1.34') }).worst).toBe('none');
    const own = both.replace('replicas: 2', 'template: {spec: {containers: [{name: istio-proxy, image: "r/proxyv2:own"}]}}');
    expect(compareYaml(own, own, { facts: facts('1.29.0'), newFacts: facts('1.29.1') }).restarts).toEqual([]);
  });

  test('on ASM, what is taken out of the options is unknown: nobody publishes what is there then', () => {
    const before = WAYPOINT.replace('replicas: 2', 'replicas: 2, template: {spec: {terminationGracePeriodSeconds: 90}}');
    expect(impactOf(compareYaml(before, WAYPOINT, { facts: asm('1.26') }))).toBe('unknown');
    expect(impactOf(compareYaml(WAYPOINT, WAYPOINT, { facts: asm('1.25'), newFacts: asm('1.26') }))).toBe('unknown');
  });
});

describe('what istiod makes no more stays', () => {
  const gateway = (fields: string, options = 'horizontalPodAutoscaler: "{spec: {minReplicas: 4, maxReplicas: 9}}", podDisruptionBudget: "{spec: {minAvailable: 3}}"'): string => `${managedGateway(options, fields)}---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: mine}
spec: {controllerName: istio.io/gateway-controller}
`;
  const OLD = gateway('gatewayClassName: istio');

  test('an autoscaler and a budget that are taken out of the options', () => {
    const { workloads: [web], losses } = compareYaml(OLD, gateway('gatewayClassName: istio', 'deployment: "{spec: {template: {spec: {hostPID: true}}}}"'));
    const notes = (kind: string): unknown => web.changes.find(({ object }) => object === `${kind} shop/web-istio`)?.note;
    expect(notes('HorizontalPodAutoscaler')).toMatch(/deletes nothing.*goes on scaling the pods/);
    expect(notes('PodDisruptionBudget')).toMatch(/deletes nothing.*goes on holding back evictions/);
    expect(web.rollout).toMatchObject({ pods: 4 });
    expect(losses).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ['another class', 'gatewayClassName: mine', true],
    ['another name', OLD.replace('namespace: shop}', 'namespace: shop, annotations: {gateway.istio.io/name-override: other}}'), true],
    ['an address that is there already', 'gatewayClassName: istio\n  addresses: [{type: Hostname, value: ingress.istio.svc.cluster.local}]', false],
  ])('the old gateway: %s', (_, change, elsewhere) => {
    const { workloads, restarts, losses } = compareYaml(OLD, change.includes('kind:') ? change : gateway(change));
    const old = workloads.find(({ key }) => key.name === 'web-istio')!;
    expect(old.impact).toBe(elsewhere ? 'live' : 'unknown');
    expect(old.changes.map(({ object }) => object.split(' ')[0])).toEqual(['Deployment', 'Service', 'ServiceAccount', 'HorizontalPodAutoscaler', 'PodDisruptionBudget']);
    expect(old.addressRisks).toEqual([expect.objectContaining({ object: 'Service shop/web-istio', why: expect.stringContaining('stays here') })]);
    expect(workloads.filter(({ impact }) => impact === 'added')).toHaveLength(elsewhere ? 1 : 0);
    expect([restarts.length, losses]).toEqual([elsewhere ? 0 : 1, []]);
  });

  test('with its Gateway it goes', () => {
    const [web] = compareYaml(OLD, '').workloads;
    expect(web).toMatchObject({ impact: 'removed', addressRisks: [{ object: 'Service shop/web-istio' }] });
  });
});

describe('policies: pods that run stay as they are', () => {
  const POLICY = `
---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: pc, namespace: shop}
spec: {concurrency: 2}
`;

  test.each<[string, string, string, string]>([
    ['a ProxyConfig changes', APP + POLICY, APP + POLICY.replace('2}', '4}'), 'pending-restart'],
    ['a ProxyConfig appears', APP, APP + POLICY, 'pending-restart'],
    ['it changes together with the pods', APP + POLICY, (APP + POLICY).replace('2}', '4}').replace('app:1', 'app:2'), 'rolling-restart'],
    ['one of another namespace', APP, APP + POLICY.replace('namespace: shop', 'namespace: other'), 'none'],
    ['a Sidecar resource is pushed', APP, `${APP}---\n${yaml({
      apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 's', namespace: 'shop' }, spec: { workloadSelector: { labels: { app: 'app' } } },
    })}`, 'live'],
    ['an EnvoyFilter for other pods', APP, `${APP}---\n${yaml({
      apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 's', namespace: 'shop' }, spec: { workloadSelector: { labels: { app: 'x' } } },
    })}`, 'none'],
  ])('%s', (_, before, after, impact) => {
    expect(impactOf(compareYaml(before, after))).toBe(impact);
  });

  test('the reason names the policy', () => {
    const [thing] = compareYaml(APP + POLICY, APP + POLICY.replace('2}', '4}')).workloads;
    expect(thing.role).toBe('sidecar');
    expect(thing.changes.map(({ origin }) => origin).join()).toMatch(/ProxyConfig/);
  });

  test('mesh config and the labels of a namespace', () => {
    const props = { platform: ISTIO.platform, injectionValues: ISTIO.injectionValues!, namespacesComplete: true };
    const enabled = { shop: { labels: { 'istio-injection': 'enabled' } } };
    const facts = new MeshFacts({ ...props, meshConfig: {}, namespaces: enabled });
    const drained = new MeshFacts({ ...props, meshConfig: { defaultConfig: { terminationDrainDuration: '20s' } }, namespaces: enabled });
    const off = new MeshFacts({ ...props, meshConfig: {}, namespaces: { shop: {} } });
    expect(impactOf(compareYaml(APP, APP, { facts, newFacts: drained }))).toBe('pending-restart');
    expect(impactOf(compareYaml(APP, APP, { facts, newFacts: off }))).toBe('pending-restart');
    expect(impactOf(compareYaml(APP, APP, { facts: off, newFacts: facts }))).toBe('pending-restart');
    expect(impactOf(compareYaml(APP, APP, { facts, newFacts: new MeshFacts({ ...props, meshConfig: {}, namespaces: enabled }) }))).toBe('none');
  });
});

describe('a release after which the proxy is missing, or the pods do not start', () => {
  const gateway = (pod: Node): string => yaml({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace: 'shop' },
    spec: {
      replicas: 4,
      template: { metadata: { labels: { app: 'app' }, annotations: { 'inject.istio.io/templates': 'gateway' } }, spec: { ...pod, containers: [{ name: 'istio-proxy', image: 'auto' }] } },
    },
  });
  const annotated = (value: string): string => APP.replace('{labels: {app: app}}', `{labels: {app: app}, annotations: {traffic.sidecar.istio.io/includeInboundPorts: ${value}}}`);
  const labelled = (value: string): string => APP.replace('{labels: {app: app}}', `{labels: {app: app, sidecar.istio.io/inject: "${value}"}}`);
  const stuck = ({ changes }: Thing): unknown[] => changes.filter(({ object }) => object === 'pods of Deployment shop/app');

  test.each<[string, string, string, RegExp]>([
    ['a gateway on the network of its node is not injected', gateway({}), gateway({ hostNetwork: true }), /image "auto" stays and cannot be pulled/],
    ['an annotation that the injector refuses', annotated('"8080"'), annotated('"http"'), /includeInboundPorts/],
    ['one that it refused before as well', annotated('"http"'), annotated('"grpc"'), /includeInboundPorts/],
  ])('%s', (_, before, after, why) => {
    const comparison = compareYaml(before, after);
    const { workloads: [app], restarts, losses } = comparison;
    expect(app.impact).toBe('rejected');
    expect(comparisonText(comparison)).toContain('refuses a part of it; its pods are replaced');
    expect(stuck(app)).toEqual([expect.objectContaining({ impact: 'rejected', note: expect.stringMatching(why) })]);
    expect(app.rollout).not.toHaveProperty('steps');
    expect(app.rollout!.unknown).toContain('when it ends: new pods cannot start');
    expect([restarts, losses]).toEqual([[app], [app]]);
  });

  test('pods that start without their sidecar say so, and pods that stay as they are', () => {
    const [app] = compareYaml(labelled('true'), labelled('false')).workloads;
    expect(app.impact).toBe('rolling-restart');
    expect(app.changes).toContainEqual(expect.objectContaining({ impact: 'rolling-restart', before: 'injected', after: 'not injected' }));
    expect(stuck(app)).toEqual([]);
    const [paused] = compareYaml(...[gateway({}), gateway({ hostNetwork: true })].map((text) => text.replace('replicas: 4', 'paused: true')) as [string, string]).workloads;
    expect([paused.impact, stuck(paused)]).toEqual(['pending-restart', []]);
  });

  test('what starts rolls in order', () => {
    const [app] = compareYaml(gateway({}), gateway({ dnsPolicy: 'Default' })).workloads;
    expect([app.impact, stuck(app)]).toEqual(['rolling-restart', []]);
    expect(app.rollout).toMatchObject({ pods: 4, steps: 2 });
  });
});

describe('autoscalers', () => {
  const app = (replicas: number | undefined): Node => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { ...replicas !== undefined && { replicas }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'w' }] } } },
  });
  const hpa: Node = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 3, maxReplicas: 9 },
  };
  const compared = (before: Node[], after: Node[]) => compareYaml(yaml(...before), yaml(...after)).workloads[0];

  test('switching to one and leaving out the replicas drops to one pod for a moment', () => {
    const thing = compared([app(5)], [app(undefined), hpa]);
    expect(thing.impact).toBe('scale');
    expect(thing.warnings).toEqual([expect.stringMatching(/drops to one pod.*in place of 5.*HorizontalPodAutoscaler web.*edit-last-applied/)]);
    expect(thing.changes).toContainEqual(expect.objectContaining({ impact: 'live', object: 'HorizontalPodAutoscaler plain/web', note: 'is added' }));
  });

  test('also when it has run for long, and whatever the written number was', () => {
    expect(compared([app(1), hpa], [app(undefined), hpa]).warnings).toEqual([expect.stringContaining('drops to one pod')]);
  });

  test('keeping the number while it takes over is safe', () => {
    const thing = compared([app(5)], [app(5), hpa]);
    expect([thing.impact, thing.warnings]).toEqual(['live', []]);
  });

  test('a number that it owns is only a moment\'s', () => {
    const thing = compared([app(5), hpa], [app(7), hpa]);
    expect([thing.impact, thing.warnings]).toEqual(['scale', [expect.stringContaining('owns the number of pods')]]);
  });

  test('without one, no number is the default of one', () => {
    expect(compared([app(1)], [app(undefined)]).impact).toBe('none');
    const thing = compared([app(2)], [app(undefined)]);
    expect([thing.impact, thing.warnings]).toEqual(['scale', []]);
  });

  test('its bounds are moved while pods run on, and the order of its metrics is nothing', () => {
    const metric = (name: string): Node => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: 60 } } });
    const with_ = (spec: Node): Node => ({ ...hpa, spec: { ...hpa.spec as Node, ...spec } });
    expect(compared([app(undefined), hpa], [app(undefined), with_({ maxReplicas: 12 })]).impact).toBe('live');
    expect(compared([app(undefined), with_({ metrics: [metric('cpu'), metric('memory')] })], [app(undefined), with_({ metrics: [metric('memory'), metric('cpu')] })]).impact).toBe('none');
  });
});

describe('what pods mount and read', () => {
  const map = (value: string, extra: Node = {}): Node => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf', namespace: 'plain' }, data: { a: value }, ...extra });
  const app = (container: Node, volumes: Node[] = []): Node => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'w', ...container }], volumes } } },
  });
  const volume = { name: 'v', configMap: { name: 'conf' } };

  test.each<[string, Node, string]>([
    ['files follow', app({ volumeMounts: [{ name: 'v', mountPath: '/c' }] }, [volume]), 'live'],
    ['a single file does not', app({ volumeMounts: [{ name: 'v', mountPath: '/c', subPath: 'a' }] }, [volume]), 'pending-restart'],
    ['the environment does not', app({ envFrom: [{ configMapRef: { name: 'conf' } }] }), 'pending-restart'],
    ['a variable does not', app({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'conf', key: 'a' } } }] }), 'pending-restart'],
    ['both ways: the one that needs a restart', app({ envFrom: [{ configMapRef: { name: 'conf' } }], volumeMounts: [{ name: 'v', mountPath: '/c' }] }, [volume]), 'pending-restart'],
    ['another one', app({ envFrom: [{ configMapRef: { name: 'other' } }] }), 'none'],
  ])('%s', (_, workload, impact) => {
    const { workloads, objects } = compareYaml(yaml(workload, map('1')), yaml(workload, map('2')));
    expect(workloads[0].impact).toBe(impact);
    expect(objects.map(({ key }) => key.kind)).toEqual(impact === 'none' ? ['ConfigMap'] : []);
  });

  test('an immutable one is refused', () => {
    expect(compareYaml(yaml(map('1', { immutable: true })), yaml(map('2', { immutable: true }))).objects[0].impact).toBe('rejected');
  });

  test.each([
    [15, /^\[hidden, 15 characters\]$/], [16, /^\[hidden, 16 characters, sha256 [0-9a-f]{8}\]$/], [17, /^\[hidden, 17 characters, sha256 [0-9a-f]{8}\]$/],
  ])('a secret of %i characters: its hash would confirm a guess of a short one', (length, shown) => {
    const secret = (letter: string): string => yaml({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'plain' }, stringData: { a: letter.repeat(length) } });
    const [thing] = compareYaml(secret('a'), secret('b')).objects;
    expect(thing.changes[0].before).toMatch(shown);
    expect(thing.changes[0].after).toMatch(shown);
    expect(thing.changes[0].before === thing.changes[0].after).toBe(length < 16);
  });

  test('short secrets that come together are no long one', () => {
    const secret = (fields: Node): string => yaml({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'plain' }, ...fields });
    const [thing] = compareYaml(secret({}), secret({ stringData: { a: 'hunter2', b: 'hunter22' } })).objects;
    expect(JSON.stringify(thing.changes)).not.toContain('sha256');
    expect(JSON.stringify(thing.changes)).toContain('[hidden, 8 characters]');
  });

  test('a port of UDP beside the same one of TCP is one addition, whichever side has both', () => {
    const service = (...ports: readonly Node[]): string => yaml({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'plain' }, spec: { ports } });
    const [tcp, udp] = [{ name: 'a', port: 80 }, { name: 'b', port: 80, protocol: 'UDP' }];
    const changesOf = (before: string, after: string): unknown[] => compareYaml(before, after).objects
      .flatMap(({ changes }) => changes.map(({ before: was, after: is }) => [was, is]));
    expect(changesOf(service(tcp), service(tcp, udp))).toEqual([[undefined, udp]]);
    expect(changesOf(service(tcp, udp), service(tcp))).toEqual([[udp, undefined]]);
    expect(changesOf(service(tcp, udp), service(udp, tcp))).toEqual([]);
    // with one port on each side it is the number that says which one it is
    expect(changesOf(service(tcp), service({ ...tcp, protocol: 'UDP' }))).toEqual([[undefined, 'UDP']]);
  });

  test('a Secret is shown as length and hash; text and its encoding are the same', () => {
    const secret = (fields: Node): string => yaml({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'plain' }, ...fields });
    const [thing] = compareYaml(secret({ data: { a: 'aHVudGVyMg==' } }), secret({ data: { a: 'aHVudGVyMw==' } })).objects;
    expect(thing.changes[0]).toMatchObject({ before: '[hidden, 7 characters]', after: '[hidden, 7 characters]' });
    expect(JSON.stringify(thing)).not.toContain('aHVudGVy');
    const pem = (body: string): string => yaml({
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 's' }, data: { key: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n` },
    });
    const [leaked] = compareYaml(pem('abc'), pem('abd')).objects;
    expect(leaked.changes[0].before).toMatch(/^\[private key, 57 characters, sha256 /);
    expect(compareYaml(secret({ data: { a: 'aHVudGVyMg==' } }), secret({ stringData: { a: 'hunter2' } })).objects).toEqual([]);
  });
});

describe('the address of a gateway', () => {
  const service = (spec: Node, annotations: Node = {}): Node => ({
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'gw', namespace: 'plain', annotations }, spec: { type: 'LoadBalancer', selector: { app: 'gw' }, ports: [{ port: 80 }], ...spec },
  });
  const pods: Node = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'gw', namespace: 'plain' },
    spec: { template: { metadata: { labels: { app: 'gw' } }, spec: { containers: [{ name: 'gw', image: 'w' }] } } },
  };
  const prefix = 'service.beta.kubernetes.io/';

  test.each<[string, Node, Node | undefined, string, boolean]>([
    ['another type', service({}), service({ type: 'ClusterIP' }), 'live', true],
    ['another class', service({}), service({ loadBalancerClass: 'alibabacloud.com/nlb' }), 'rejected', true],
    ['another load balancer by id', service({}), service({}, { [`${prefix}alibaba-cloud-loadbalancer-id`]: 'lb-1' }), 'metadata-only', true],
    ['inside instead of outside', service({}), service({}, { [`${prefix}alicloud-loadbalancer-address-type`]: 'intranet' }), 'metadata-only', true],
    ['the old and the new name of one key', service({}, { [`${prefix}alicloud-loadbalancer-id`]: 'lb-1' }), service({}, { [`${prefix}alibaba-cloud-loadbalancer-id`]: 'lb-1' }), 'metadata-only', false],
    ['its size', service({}), service({}, { [`${prefix}alibaba-cloud-loadbalancer-spec`]: 'slb.s2.small' }), 'metadata-only', false],
    ['no Service any more', service({}), undefined, 'cut-off', true],
    ['a port', service({}), service({ ports: [{ port: 80 }, { port: 443 }] }), 'live', false],
  ])('%s', (_, before, after, impact, risk) => {
    const [thing] = compareYaml(yaml(pods, before), yaml(pods, ...after ? [after] : [])).workloads;
    expect([thing.impact, thing.addressRisks.length > 0]).toEqual([impact, risk]);
  });

  test('the Service that ASM makes, by the field of the resource', () => {
    const gateway = (spec: string): string => `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: ingress, namespace: istio-system}
spec: {clusterIds: [c1], ${spec}}
`;
    const [thing] = compareYaml(gateway('replicaCount: 1'), gateway('serviceType: ClusterIP'), { facts: asm('1.26') }).workloads;
    expect(thing.addressRisks).toEqual([expect.objectContaining({ object: 'Service istio-system/istio-ingress', pointer: '/spec/type' })]);
    expect(compareYaml(gateway('replicaCount: 1'), '', { facts: asm('1.26') }).workloads[0]).toMatchObject({ impact: 'removed', addressRisks: [expect.anything()] });
  });
});

describe('how a rolling restart goes', () => {
  const app = (image: string, spec: Node, pod: Node = {}): string => yaml({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { ...spec, template: { metadata: { labels: { app: 'web' } }, spec: { ...pod, containers: [{ name: 'web', image, readinessProbe: { initialDelaySeconds: 5 } }] } } },
  });
  const rolling = (maxSurge: unknown, maxUnavailable: unknown): Node => ({ strategy: { rollingUpdate: { maxSurge, maxUnavailable } } });

  test.each<[string, Node, Node, unknown]>([
    ['one at a time', { replicas: 3, ...rolling(1, 0) }, {}, { pods: 3, highWater: 4, lowWater: 3, steps: 3, seconds: 3 * 35 }],
    ['all at once', { replicas: 4, ...rolling('100%', 0) }, {}, { pods: 4, highWater: 8, lowWater: 4, steps: 1, seconds: 35 }],
    ['surge rounds up, unavailable down', { replicas: 5, ...rolling('25%', '25%') }, {}, { pods: 5, highWater: 7, lowWater: 4, steps: 2, seconds: 70 }],
    ['a long grace period', { replicas: 2, minReadySeconds: 10, ...rolling(1, 0) }, { terminationGracePeriodSeconds: 60 }, { steps: 2, seconds: 2 * 75 }],
    ['Recreate', { replicas: 3, strategy: { type: 'Recreate' } }, {}, { highWater: 3, lowWater: 0, steps: 1, seconds: 35 }],
    ['no pods', { replicas: 0 }, {}, { pods: 0, steps: 0, seconds: 0 }],
  ])('%s', (_, spec, pod, plan) => {
    const [thing] = compareYaml(app('w:1', spec, pod), app('w:2', spec, pod)).workloads;
    expect(thing.rollout).toMatchObject(plan as object);
    expect(thing.rollout!.unknown).toContain('how long a pod takes to become ready, which adds to every step');
  });

  test.each([[0, 4], [1, 3], [3, 1], [4, 0], [9, 0]])('a StatefulSet of 4 pods and a partition of %i: %i steps', (partition, steps) => {
    const sets = (image: string): string => app(image, { replicas: 4, updateStrategy: { rollingUpdate: { partition } } }).replace('kind: Deployment', 'kind: StatefulSet');
    const [thing] = compareYaml(sets('w:1'), sets('w:2')).workloads;
    expect(thing.rollout).toMatchObject({ pods: 4, steps, seconds: steps * 35 });
  });

  test.each<[unknown, boolean]>([[1, true], [2, false], ['50%', false]])('a StatefulSet with maxUnavailable %j: its steps are known: %p', (maxUnavailable, known) => {
    const sets = (image: string): string => app(image, { replicas: 4, updateStrategy: { rollingUpdate: { maxUnavailable } } }).replace('kind: Deployment', 'kind: StatefulSet');
    const { rollout } = compareYaml(sets('w:1'), sets('w:2')).workloads[0];
    expect([rollout!.steps !== undefined, rollout!.unknown.every((text) => !text.includes('MaxUnavailableStatefulSet'))]).toEqual([known, known]);
  });

  test('what is not known is said', () => {
    const daemons = (image: string): string => app(image, {}).replace('kind: Deployment', 'kind: DaemonSet');
    const [thing] = compareYaml(daemons('w:1'), daemons('w:2')).workloads;
    expect(thing.rollout).not.toHaveProperty('pods');
    expect(thing.rollout!.unknown.join()).toContain('one pod on every node');
  });
});

describe('objects that belong to no workload', () => {
  test.each<[string, Node, Node, string]>([
    ['a kind that nobody knows', { apiVersion: 'example.org/v1', kind: 'Thing', spec: { a: 1 } }, { apiVersion: 'example.org/v1', kind: 'Thing', spec: { a: 2 } }, 'unknown'],
    ['a VirtualService', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', spec: { http: [{ timeout: '60s' }] } },
      { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', spec: { http: [{ timeout: '61s' }] } }, 'live'],
    ['a role of a binding', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', roleRef: { name: 'a' } },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', roleRef: { name: 'b' } }, 'rejected'],
    ['a namespace\'s label', { apiVersion: 'v1', kind: 'Namespace' }, { apiVersion: 'v1', kind: 'Namespace', metadata: { labels: { a: 'b' } } }, 'metadata-only'],
  ])('%s', (_, before, after, impact) => {
    const named = (node: Node): string => yaml({ ...node, metadata: { name: 'x', ...node.metadata as Node | undefined } });
    expect(compareYaml(named(before), named(after)).objects).toEqual([expect.objectContaining({ impact })]);
    expect(compareYaml(named(before), named(before)).objects).toEqual([]);
  });

  test('times of Istio: 60s and 1m are one', () => {
    const of = (timeout: string): string => yaml({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'x' }, spec: { http: [{ timeout }] } });
    expect(compareYaml(of('60s'), of('1m')).objects).toEqual([]);
  });

  test('the order of routes counts, that of ports does not', () => {
    const routes = (...hosts: string[]): string => yaml({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'x' }, spec: { http: hosts.map((name) => ({ name })) } });
    expect(compareYaml(routes('a', 'b'), routes('b', 'a')).objects[0].impact).toBe('live');
    const ports = (...list: number[]): string => yaml({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: list.map((port) => ({ port })) } });
    expect(compareYaml(ports(80, 443), ports(443, 80)).objects).toEqual([]);
  });
});

describe('what is refused, beside what is not', () => {
  const app = (image: string, selector = 'web'): Node => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { selector: { matchLabels: { app: selector } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } } },
  });
  const service = (spec: Node): Node => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'plain' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ...spec } });

  test('a Service that is refused does not keep the pods from rolling', () => {
    const comparison = compareYaml(yaml(app('w:1'), service({})), yaml(app('w:2'), service({ loadBalancerClass: 'x/y' })));
    expect(comparison.workloads[0]).toMatchObject({ impact: 'rejected', rollout: { pods: 1 } });
    expect(comparison.restarts).toHaveLength(1);
  });

  test('a Deployment that is refused itself does not roll', () => {
    const comparison = compareYaml(yaml(app('w:1')), yaml(app('w:2', 'other')));
    expect(comparison.workloads[0].impact).toBe('rejected');
    expect(comparison.restarts).toEqual([]);
  });

  describe('istiod applies a Gateway in order, and stops at what is refused', () => {
    const gateway = (value: string, options = '', listeners = ''): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec:
  gatewayClassName: istio
  infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: options}}
  listeners: [{name: a.b, port: 80, protocol: HTTP}${listeners}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: options, namespace: shop}
data: {deployment: "{spec: {template: {metadata: {annotations: {v: '${value}'}}}}}"${options}}
`;
    const sameName = ', {name: a-b, port: 81, protocol: HTTP}';
    const autoscaler = (bounds: string): string => `, horizontalPodAutoscaler: "{spec: {${bounds}}}"`;
    const impacts = (before: string, after: string): unknown => {
      const { changes } = compareYaml(before, after).workloads[0];
      return Object.fromEntries(changes.map(({ object, impact }) => [object.split(' ')[0], impact]));
    };

    test.each<[string, string, string, object]>([
      ['a Service with two ports of one name', gateway('1'), gateway('2', '', sameName), { Deployment: 'rolling-restart', Service: 'rejected' }],
      ['an autoscaler below its minimum', gateway('1'), gateway('2', autoscaler('minReplicas: 4')), { Deployment: 'rolling-restart', HorizontalPodAutoscaler: 'rejected' }],
      ['a Service of another address, and the autoscaler after it', gateway('1', autoscaler('maxReplicas: 4')), gateway('2', `${autoscaler('maxReplicas: 5')}, service: "{spec: {clusterIP: None}}"`),
        { Deployment: 'rolling-restart', Service: 'rejected', HorizontalPodAutoscaler: 'rejected' }],
      ['the Deployment, and all after it', gateway('1', autoscaler('maxReplicas: 4')), gateway('2', autoscaler('maxReplicas: 5')).replace("'}}}", "'}, labels: {gateway.networking.k8s.io/gateway-name: x}}}"),
        { Deployment: 'rejected', HorizontalPodAutoscaler: 'rejected' }],
    ])('%s', (_, before, after, expected) => {
      expect(impacts(before, after)).toMatchObject(expected);
      expect(compareYaml(before, after).restarts).toHaveLength((expected as { Deployment: string }).Deployment === 'rejected' ? 0 : 1);
    });

    test('the Deployment of manifests whose Service was refused is there', () => {
      expect(compareYaml(gateway('1', '', sameName), gateway('1')).restarts).toEqual([]);
      expect(compareYaml(gateway('1', '', sameName), gateway('2')).restarts).toMatchObject([{ impact: 'rolling-restart' }]);
    });
  });

  test('what istiod refuses stays as it is', () => {
    const comparison = compareYaml(WAYPOINT, WAYPOINT.replace('spec: {replicas: 2}', 'spec: {replicas: 2, template: {spec: {terminationGracePeriodSeconds: 90}}}\n  nonsense: "{}"'));
    expect(comparison.worst).toBe('rejected');
    expect(comparison.restarts).toEqual([]);
  });
});

describe('a Service that selects no pods any more', () => {
  const app = (name: string, label = name, selector = label, image = 'w:1'): Node => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'plain' },
    spec: { selector: { matchLabels: { app: selector } }, template: { metadata: { labels: { app: label, team: 'a' } }, spec: { containers: [{ name: 'web', image }] } } },
  });
  const service = (selector?: Node, spec: Node = {}): Node => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'svc', namespace: 'plain' }, spec: { ...selector && { selector }, ...spec } });
  const relabelled = (...nodes: readonly Node[]): Node[] => JSON.parse(JSON.stringify(nodes).replace(/"team":"a"/g, '"team":"b"')) as Node[];
  const WEB = { app: 'web' };
  const TEAM = { team: 'a' };
  const OTHER = { app: 'other' };

  test.each<[string, readonly Node[], readonly Node[], boolean]>([
    ['its selector changes', [app('web'), service(WEB)], [app('web'), service(OTHER)], true],
    ['the labels of the pods change', [app('web'), service(TEAM)], [...relabelled(app('web')), service(TEAM)], true],
    ['the selector changes to that of another workload', [app('web'), app('other'), service(WEB)], [app('web'), app('other'), service(OTHER)], false],
    ['it and the labels change together: the pods that run have the old ones', [app('web'), service(TEAM)], relabelled(app('web'), service(TEAM)), true],
    ['the Deployment is refused, and keeps its labels', [app('web'), service(WEB)], [app('web', 'other'), service(OTHER)], true],
    ['the Deployment is refused, and the Service stays', [app('web'), service(WEB)], [app('web', 'other'), service(WEB)], false],
    ['the Service is refused, and keeps its selector', [app('web'), service(WEB, { clusterIP: '10.0.0.1' })], [app('web'), service(OTHER, { clusterIP: '10.0.0.2' })], false],
    ['it selected none before', [app('web'), service(OTHER)], [app('web'), service({ app: 'none' })], false],
    ['it has endpoints of its own now', [app('web'), service(WEB)], [app('web'), service()], false],
    ['it names a host now', [app('web'), service(WEB)], [app('web'), service(WEB, { type: 'ExternalName', externalName: 'a.b' })], true],
    ['it names a host now, and has no selector', [app('web'), service(WEB)], [app('web'), service(undefined, { type: 'ExternalName', externalName: 'a.b' })], true],
    ['it names another host', [app('web'), service(WEB, { type: 'ExternalName', externalName: 'a.b' })], [app('web'), service(OTHER, { type: 'ExternalName', externalName: 'c.d' })], false],
    ['it named a host', [app('web'), service(WEB, { type: 'ExternalName', externalName: 'a.b' })], [app('web'), service(WEB)], false],
    ['it names a host, and selected nothing', [app('web'), service(OTHER)], [app('web'), service(OTHER, { type: 'ExternalName', externalName: 'a.b' })], false],
  ])('%s: %#', (_, before, after, isCut) => {
    const comparison = compareYaml(yaml(...before), yaml(...after));
    expect(comparison.workloads.flatMap(({ changes }) => changes).filter(({ impact }) => impact === 'cut-off').map(({ object }) => object))
      .toEqual(isCut ? ['Service plain/svc'] : []);
    expect(comparisonText(comparison).split('\n')[0].endsWith('; cut off: Service plain/svc')).toBe(isCut);
    if (isCut) { expect(comparison.losses.map(({ key }) => key.name)).toEqual(['web']); }
  });

  test('a selector that is taken out leaves the endpoints as they are: a warning', () => {
    const { workloads: [web] } = compareYaml(yaml(app('web'), service(WEB)), yaml(app('web'), service()));
    expect(web.warnings).toEqual([expect.stringMatching(/^Service svc has no selector any more: its endpoints stay/)]);
    expect(compareYaml(yaml(app('web'), service(WEB)), yaml(app('web'), service(undefined, { type: 'ExternalName' }))).workloads[0].warnings).toEqual([]);
  });

  test('the name of another host: the change is that of its type', () => {
    const { workloads: [{ changes }], objects } = compareYaml(yaml(app('web'), service(WEB)), yaml(app('web'), service(WEB, { type: 'ExternalName', externalName: 'a.b' })));
    expect(changes.filter(({ impact }) => impact === 'cut-off')).toMatchObject([{ pointer: '/spec/type', after: 'ExternalName', note: expect.stringMatching(/its address is given up/) }]);
    expect(objects).toEqual([]);
  });

  test('is worse than what restarts, and is told with the workload that it selected', () => {
    const { workloads: [web], objects, worst } = compareYaml(yaml(app('web'), service(WEB)), yaml(app('web', 'web', 'web', 'w:2'), service(OTHER)));
    expect([web.impact, worst, objects]).toEqual(['cut-off', 'cut-off', []]);
    expect(web.changes.find(({ impact }) => impact === 'cut-off')).toMatchObject({
      pointer: '/spec/selector', before: WEB, after: OTHER, note: 'it selects no pods any more, and its clients reach nobody; it selected those of Deployment plain/web',
    });
  });

  test('stands on its own where all of its workloads are gone', () => {
    const { objects, losses } = compareYaml(yaml(app('web'), service(WEB)), yaml(service(WEB)));
    expect(objects).toMatchObject([{ key: { kind: 'Service', name: 'svc' }, impact: 'cut-off' }]);
    expect(losses.map(({ impact }) => impact)).toEqual(['cut-off', 'removed']);
  });
});

describe('a port that a Service loses', () => {
  const pods: Node = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'w' }] } } },
  };
  const service = (ports: readonly Node[], spec: Node = {}): Node => (
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'svc', namespace: 'plain' }, spec: { selector: { app: 'web' }, ports, ...spec } });
  const TWO = [{ name: 'a', port: 80 }, { name: 'b', port: 81 }];

  test.each<[string, Node, Node, boolean]>([
    ['one of two', service(TWO), service([{ name: 'a', port: 80 }]), true],
    ['another number', service([{ port: 80 }]), service([{ port: 8080, targetPort: 80 }]), true],
    ['another protocol', service([{ port: 80 }]), service([{ port: 80, protocol: 'UDP' }]), true],
    ['another target', service([{ port: 80 }]), service([{ port: 80, protocol: 'TCP', targetPort: 8080 }]), false],
    ['of a headless one', service(TWO, { clusterIP: 'None' }), service([TWO[0]], { clusterIP: 'None' }), false],
    ['where the change is refused', service(TWO, { clusterIP: '10.0.0.1' }), service([TWO[0]], { clusterIP: '10.0.0.2' }), false],
  ])('%s', (_, before, after, isCut) => {
    const { workloads: [{ changes }] } = compareYaml(yaml(pods, before), yaml(pods, after));
    const cuts = changes.filter(({ impact }) => impact === 'cut-off');
    expect(cuts.map(({ pointer, note }) => [pointer, note])).toEqual(isCut ? [['/spec/ports', expect.stringMatching(/^it has port 8[01]\/TCP no more: clients/)]] : []);
  });
});

describe('what is removed while its pods run on', () => {
  const POD = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'w:1' }] } };
  const web = (replicas?: number): Node => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { ...replicas !== undefined && { replicas }, selector: { matchLabels: { app: 'web' } }, template: POD },
  });
  const named = (apiVersion: string, kind: string, name: string, spec: Node): Node => ({ apiVersion, kind, metadata: { name, namespace: 'plain' }, spec });
  const service = (name: string, spec: Node = {}): Node => named('v1', 'Service', name, { selector: { app: 'web' }, ...spec });
  const servers = (...hosts: readonly string[]): Node => named('networking.istio.io/v1', 'Gateway', hosts.join('-').replace(/\W/g, '') || 'none', {
    selector: { app: 'web' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: hosts.filter((host) => host !== '') }],
  });
  const gateway = named('gateway.networking.k8s.io/v1', 'Gateway', 'gw', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] });
  const route = (name: string, hostnames?: readonly string[], rules: readonly Node[] = [{}]): Node => (
    named('gateway.networking.k8s.io/v1', 'HTTPRoute', name, { parentRefs: [{ name: 'gw' }], ...hostnames && { hostnames }, rules }));
  const noteOf = (before: readonly Node[], after: readonly Node[]): string | undefined => {
    const { workloads: [thing], losses } = compareYaml(yaml(...before), yaml(...after));
    const [gone] = thing.changes.filter(({ note }) => note?.startsWith('is removed'));
    expect([gone.impact, losses.includes(thing)]).toEqual(/^is removed$|;.*(serve its hosts|taken its place)$/.test(gone.note!) ? ['live', false] : ['cut-off', true]);
    return gone.note;
  };

  test.each<[string, readonly Node[], readonly Node[], RegExp]>([
    ['a Service', [web(), service('a')], [web()], /its name and its address reach nobody; keep it until no client uses it$/],
    ['a Service beside another one', [web(), service('a'), service('b')], [web(), service('b')], /until its clients use Service plain\/b, which selects the same pods$/],
    ['a Service that is renamed', [web(), service('a')], [web(), service('b')], /until its clients use Service plain\/b,/],
    ['a headless Service', [web(), service('a', { clusterIP: 'None' })], [web()], /its name, and those of the pods below it reach nobody/],
    ['an Istio Gateway', [web(), servers('a.com', 'b.com')], [web()], /no other Gateway of these pods serves a\.com on port 80 and 1 more:/],
    ['an Istio Gateway, some of whose hosts another one serves', [web(), servers('ns/a.com', './b.com')], [web(), servers('a.com')], /serves b\.com on port 80:/],
    ['an Istio Gateway whose hosts another one serves', [web(), servers('ns/a.com', '*/b.a.com')], [web(), servers('a.com', '*.a.com')], /other Gateways of these pods serve its hosts$/],
    ['an Istio Gateway that served nothing', [web(), servers('')], [web()], /^is removed$/],
    ['a route', [gateway, route('a')], [gateway], /no other route takes port 80 over: requests that it alone/],
    ['a route beside one that was there before', [gateway, route('a'), route('b', ['b.com'])], [gateway, route('b', ['b.com'])], /no other route takes port 80 over/],
    ['a route that is renamed', [gateway, route('a', ['a.com'])], [gateway, route('b', ['*.com', 'c.d'])], /HTTPRoute plain\/b may have taken its place$/],
    ['a route that another one takes over', [gateway, route('a', ['a.com']), route('b')], [gateway, route('b', undefined, [{ name: 'r' }])], /HTTPRoute plain\/b may have/],
    ['a route of other hosts than the new one', [gateway, route('a', ['a.com', 'b.com'])], [gateway, route('b', ['a.com'])], /no other route takes b\.com on port 80 over/],
  ])('%s', (_, before, after, note) => { expect(noteOf(before, after)).toMatch(note); });

  test('is no loss of its own where the pods go as well', () => {
    const { workloads, objects } = compareYaml(yaml(web(), service('a', { type: 'LoadBalancer' })), '');
    expect(workloads).toMatchObject([{ impact: 'removed', changes: [], addressRisks: [{ object: 'Service plain/a' }] }]);
    expect(objects).toEqual([]);
  });

  test('a name for another host belongs to no pods, whatever it selects', () => {
    const { workloads: [{ impact }], losses } = compareYaml(yaml(web(), service('a', { type: 'ExternalName', externalName: 'b.c' })), yaml(web()));
    expect([impact, losses.map(({ key }) => key.kind)]).toEqual(['none', ['Service']]);
  });

  describe('an autoscaler', () => {
    const autoscaler = (name: string): Node => (
      named('autoscaling/v2', 'HorizontalPodAutoscaler', name, { minReplicas: 4, maxReplicas: 10, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }));
    const scaled = named('keda.sh/v1alpha1', 'ScaledObject', 'web', { maxReplicaCount: 9, scaleTargetRef: { name: 'web' } });

    test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
      ['above a number that the manifests hold', [web(2), autoscaler('a')], [web(2)], /^HorizontalPodAutoscaler plain\/a is removed: it kept 4 to 10 pods, .* sets spec\.replicas, 2,/],
      ['that had all the say', [web(), autoscaler('a')], [web()], /stay as many as they are, and nothing scales them/],
      ['of KEDA', [web(2), scaled], [web(2)], /^ScaledObject plain\/web is removed: it kept 0 to 9 pods/],
      ['that is renamed', [web(2), autoscaler('a')], [web(2), autoscaler('b')], undefined],
      ['whose pods go as well', [web(2), autoscaler('a')], [], undefined],
    ])('%s', (_, before, after, warning) => {
      const { workloads: [{ warnings }], losses } = compareYaml(yaml(...before), yaml(...after));
      expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
      expect(losses).toHaveLength(after.length === 0 ? 1 : 0);
    });

    const bounds = (min: number, max: number, name = 'web', kind = 'Deployment'): Node => (
      named('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', { minReplicas: min, maxReplicas: max, scaleTargetRef: { apiVersion: 'apps/v1', kind, name } }));
    const keda = (max: number, annotations: Node = {}): Node => (
      { ...scaled, metadata: { ...scaled.metadata as Node, annotations }, spec: { ...scaled.spec as Node, maxReplicaCount: max } });
    const other: Node = { ...web(2), metadata: { name: 'other', namespace: 'plain' } };
    const LEFT = /^HorizontalPodAutoscaler plain\/a has another target now: it kept 4 to 10 pods, .* sets spec\.replicas, 2,/;
    const CAPPED = /^HorizontalPodAutoscaler a allows at most 3, and up to 10 pods may run now: those above it are stopped in one step/;

    test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
      ['that is given another name', [web(2), bounds(4, 10)], [web(2), bounds(4, 10, 'gone')], LEFT],
      ['that is given another kind', [web(2), bounds(4, 10)], [web(2), bounds(4, 10, 'web', 'StatefulSet')], LEFT],
      ['that is given another one of the workloads', [web(2), other, bounds(4, 10)], [web(2), other, bounds(4, 10, 'other')], LEFT],
      ['beside which another one takes over', [web(2), bounds(4, 10)], [web(2), bounds(4, 10, 'gone'), autoscaler('b')], undefined],
      ['that stays', [web(2), bounds(4, 10)], [web(2), bounds(5, 10)], undefined],
      ['that finds its target', [web(2), bounds(4, 10, 'gone')], [web(2), bounds(4, 10)], undefined],
      ['with a lower maximum', [web(2), bounds(2, 10)], [web(2), bounds(2, 3)], CAPPED],
      ['with a higher maximum', [web(2), bounds(2, 3)], [web(2), bounds(2, 10)], undefined],
      ['with a lower minimum', [web(2), bounds(4, 10)], [web(2), bounds(2, 10)], undefined],
      ['with a maximum below the number that it takes over', [web(10)], [web(10), bounds(2, 3)], CAPPED],
      ['with a maximum above that', [web(2)], [web(2), bounds(2, 3)], undefined],
      ['with a lower maximum, whose pods nobody else counts', [web(), bounds(2, 10)], [web(), bounds(2, 3)], CAPPED],
      ['of KEDA with a lower maximum', [web(), keda(9)], [web(), keda(4)], /^ScaledObject web allows at most 4, and up to 9 pods may run now/],
      ['of KEDA that is paused below', [web(), keda(9)], [web(), keda(9, { 'autoscaling.keda.sh/paused-replicas': '2' })], /^ScaledObject web allows at most 2, and up to 9/],
    ])('%s: %#', (_, before, after, warning) => {
      const { workloads, objects, losses } = compareYaml(yaml(...before), yaml(...after));
      const told = workloads.find(({ key }) => key.name === 'web')!;
      expect([told.warnings, objects, losses]).toEqual([warning ? [expect.stringMatching(warning)] : [], [], []]);
      expect(['live', 'metadata-only']).toContain(told.impact);
    });

    test.each([8, 4])('that takes a number over which is written no more: one pod is left at first, so none of %d is above its maximum', (replicas) => {
      const { workloads: [{ warnings }] } = compareYaml(yaml(web(replicas)), yaml(web(), bounds(2, 5)));
      expect(warnings).toEqual([expect.stringMatching(/^drops to one pod: /)]);
    });

    test('of a gateway that istiod deploys', () => {
      const target = { ...autoscaler('a'), spec: { minReplicas: 4, maxReplicas: 10, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gw-istio' } } };
      expect(compareYaml(yaml(gateway, target), yaml(gateway)).workloads[0].warnings).toEqual([expect.stringMatching(/stay as many as they are/)]);
    });
  });
});

describe('members that exclude each other: the API server refuses the object', () => {
  const budget = (spec: string): string => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: app, namespace: shop}
spec: {selector: {matchLabels: {app: app}}, ${spec}}
`;
  const options = (text: string): string => `${WAYPOINT}  ${text}\n`;
  const BOTH = 'minAvailable: 1, maxUnavailable: 1';
  const RECREATE = 'strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}';

  test.each<[string, string, string, readonly string[]]>([
    ['a budget of the options', options('podDisruptionBudget: "spec: {minAvailable: 1}"'), options(`podDisruptionBudget: "spec: {${BOTH}}"`), ['PodDisruptionBudget']],
    ['a new budget of the options', WAYPOINT, options(`podDisruptionBudget: "spec: {${BOTH}}"`), ['PodDisruptionBudget']],
    ['a budget', `${APP}---${budget('minAvailable: 1')}`, `${APP}---${budget(BOTH)}`, ['PodDisruptionBudget']],
    ['a strategy of the options, and all that is applied after the Deployment', options('podDisruptionBudget: "spec: {minAvailable: 1}"'),
      options('podDisruptionBudget: "spec: {minAvailable: 2}"').replace('replicas: 2', RECREATE), ['Deployment', 'PodDisruptionBudget']],
    ['a strategy', APP, APP.replace('spec:', `spec:\n  ${RECREATE}\n  replicas: 3`), ['Deployment']],
    ['what was refused before', options(`podDisruptionBudget: "spec: {${BOTH}}"`), options(`podDisruptionBudget: "spec: {${BOTH}}"`).replace('replicas: 2', 'replicas: 3'), []],
  ])('%s', (_, before, after, refused) => {
    const { workloads: [{ changes }], restarts, losses } = compareYaml(before, after);
    const kinds = changes.filter(({ impact }) => impact === 'rejected').map(({ object }) => object.split(' ')[0]);
    expect([...new Set(kinds)]).toEqual(refused);
    expect(changes.filter(({ note }) => note?.includes('exclude each other'))).toHaveLength(refused.length > 0 ? 1 : 0);
    expect([restarts, losses.length]).toEqual([[], refused.length > 0 ? 1 : 0]);
  });
});

test('only workloads have pods to lose, and what is refused stays alone', () => {
  const role: Node = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r', namespace: 'plain' }, rules: [] };
  const web: Node = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'plain' }, spec: { containers: [{ name: 'a', image: 'b' }] } };
  const comparison = compareYaml(yaml(role, web), '');
  expect(comparisonText(comparison)).toContain('removed: Role plain/r\n  is gone\n');
  expect(comparisonText(comparison)).toContain('removed: Pod plain/p\n  is gone, with its pods\n');
  expect(comparison.losses).toHaveLength(2);
});

test.each<[string, string, RegExp]>([
  ['with options', ', infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: o}}', /set spec\.replicas in the key deployment of ConfigMap o to as many/],
  ['without them', '', /set spec\.replicas in the key deployment of an options ConfigMap \(spec\.infrastructure\.parametersRef of the Gateway\) to as many/],
])('the autoscaler of a managed Gateway is removed, %s', (_, infrastructure, warning) => {
  const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: plain}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]${infrastructure}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: o, namespace: plain}
data: {}
`;
  const autoscaler = yaml({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'plain' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web-istio' }, minReplicas: 2, maxReplicas: 9 },
  });
  const [{ warnings }] = compareYaml(`${gateway}---\n${autoscaler}`, gateway).workloads;
  expect(warnings).toEqual([expect.stringMatching(warning)]);
});

test('an upgrade of ASM: what becomes of its gateways is not published', () => {
  const gateway = yaml({ apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: { name: 'in', namespace: 'istio-system' }, spec: { clusterIds: ['c1'] } });
  expect(impactOf(compareYaml(gateway, gateway, { facts: asm('1.25'), newFacts: asm('1.26') }))).toBe('unknown');
});

test('of two objects of one name, each counts', () => {
  const map = (value: string): Node => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'plain' }, data: { a: value } });
  expect(compareYaml(yaml(map('1'), map('2')), yaml(map('1'), map('3'))).worst).toBe('live');
});

test('what runs after old options that were refused is not known', () => {
  const refused = WAYPOINT.replace('deployment:', 'deploymint:');
  expect(impactOf(compareYaml(refused, WAYPOINT))).toBe('unknown');
  expect(impactOf(compareYaml(refused, refused))).toBe('none');
});
