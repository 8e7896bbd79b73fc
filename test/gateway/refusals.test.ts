import { Chart, Duration } from 'cdk8s';
import { asmChart, ASM, refusals } from './helpers';
import { GatewayNaming, GatewayRendering, IstioGateway, IstioGatewayChart, IstioGatewayProps } from '../../src/gateway';
import { AsmPlatformProps, ClusterKind } from '../../src/platform';
import { AddressType, GatewaySpread, LoadBalancer, RolloutPolicy, ShutdownPolicy } from '../../src/presets';

const refused = (props: object, platform: AsmPlatformProps = ASM): string[] =>
  refusals(() => new IstioGateway(asmChart(platform), 'gw', props as IstioGatewayProps));

const port = (more: object): object => ({ ports: [{ name: 'http', port: 80, ...more }] });
const [gracePeriod, terminationDrain, drain, preStop] = [30, 20, 15, 5].map((seconds) => Duration.seconds(seconds));
const shutdown = ShutdownPolicy.of({ gracePeriod, terminationDrain, drain, preStop });
const balancer = LoadBalancer.alibabaClassic({ addressType: AddressType.INTERNET });

/** Every value that is refused, with all that is said of it. */
const TABLE: Readonly<Record<string, readonly (readonly [props: object, ...messages: string[]])[]>> = {
  'names and type': [
    [{ name: 'a'.repeat(57) }],
    [{ name: 'a'.repeat(58) }, `'name' must have at most 57 characters, because its objects are called istio-<name>, got 58: "${'a'.repeat(58)}"; give the gateway another \`name\``],
    [{ name: 'Shop' }, "'name' must be a DNS name: small letters, digits, \"-\" or \".\", each part starting and ending with a letter or digit, got \"Shop\"; give the gateway another `name`"],
    [{ name: 'a.b' }, "'name' makes the Service \"istio-a.b\", whose name must be a DNS-1035 label: small letters, digits or \"-\", starting with a letter and ending with a letter or digit; give the gateway another `name`"],
    [{ namespace: 'shop' }, "'namespace' must be istio-system for an IstioGateway, got \"shop\"; a gateway elsewhere does not start"],
    [{ gatewayType: 'cross-network' }, "'gatewayType' must be ingress or egress, got \"cross-network\"; it is a constant of ASM's code that its own schema rejects, use networkGateway on Istio"],
    [{ gatewayType: 'ingres' }, "'gatewayType' must be ingress or egress, got \"ingres\"; did you mean \"ingress\"?"],
    [{ rendering: 'MANGED' }, "'rendering' must be one of ASM, INJECTED, MANAGED, got \"MANGED\"; did you mean \"MANAGED\"?"],
    [{ rendering: GatewayRendering.INJECTED }, "'rendering' INJECTED is for Istio, got asm 1.26 on Kubernetes 1.33: ASM deploys its gateways from the IstioGateway resource; use ASM, or apply Platform.istio"],
    [{ naming: GatewayNaming.HELM }, "'naming' is ASM's own in the rendering ASM, got another; leave it out, or use INJECTED on Istio"],
    [{ naming: 'HELM' }, "'naming' must be GatewayNaming.ASM, GatewayNaming.HELM or GatewayNaming.of({ … }), got \"HELM\""],
    [{ labels: { 'a b': 'c' } }, "'labels': label key must be a label key: letters, digits, \"-\", \"_\" or \".\", starting and ending with a letter or digit, after an optional DNS prefix and \"/\", got \"a b\""],
    [{ annotations: { a: true } }, "'annotations.a' must be a text, got true; put it in quotes"],
    [{ podLabels: { app: 'other' } }, "'podLabels' must not change \"app\", by which the gateway finds its pods: \"istio-gw\", got \"other\"; leave it out"],
    [{ podLabels: { app: 'istio-gw' } }],
    [{ replicaCout: 2 }, "'replicaCout' is not a prop; did you mean \"replicaCount\"?"],
  ],
  'clusters': [
    [{ clusterIds: ['c1', 'c1', ''] }, "'clusterIds' names \"c1\" twice; name it once", "'clusterIds[2]' must be a cluster id, got \"\""],
    [{ clusterIds: 'c1' }, "'clusterIds' must be a list of cluster ids, got \"c1\""],
    [{ clusterIds: ['c8a4b2', 'c9f3e7'], overrides: { c9f3e8: { replicaCount: 2 } } },
      "'overrides' must name clusters of this gateway, got \"c9f3e8\", clusterIds are \"c8a4b2\", \"c9f3e7\"; did you mean \"c9f3e7\"?"],
    [{ overrides: { c1: {} } }, "'overrides' must name clusters of this gateway, got \"c1\", clusterIds names none"],
    [{ clusterIds: ['c1'], overrides: { c1: { env: [] } } },
      "'overrides.c1.env' is not among those that ASM documents (serviceAnnotations, podAnnotations, resources, replicaCount, minReplicas, maxReplicas, cpu, memory, serviceType); set it for all clusters, or allow it with undocumentedOverrides"],
    [{ clusterIds: ['c1'], overrides: { c1: { env: [] } }, undocumentedOverrides: true }],
    [{ clusterIds: ['c1'], overrides: { c1: { replicaCout: 1 } } }, "'overrides.c1.replicaCout' is not a field that differs by cluster; did you mean \"replicaCount\"?"],
    [{ clusterIds: ['c1'], overrides: { c1: { replicaCount: '1' } } }, "'overrides.c1.replicaCount' must be a whole number, got \"1\"; write it without quotes"],
    [{ clusterIds: ['c1', 'c2'], overrides: { c2: { replicaCount: -1 } } }, "in cluster c2: 'replicaCount' must be 0 or more, got -1"],
    [{ clusterIds: ['c1', 'c2'], replicaCount: -1, overrides: { c2: { resources: {} } } }, "'replicaCount' must be 0 or more, got -1"],
    [{ clusterIds: ['c1'], cluster: 'c2' }, "'cluster' must be one of clusterIds, got \"c2\", clusterIds are \"c1\"; did you mean \"c1\"?"],
  ],
  'scaling': [
    [{ replicaCount: 0 }], [{ replicaCount: -1 }, "'replicaCount' must be 0 or more, got -1"],
    [{ replicaCount: 1.5 }, "'replicaCount' must be a whole number, got 1.5"],
    [{ minReplicas: 0, maxReplicas: 2 }, "'minReplicas' must be 1 or more, got 0"],
    [{ minReplicas: 2, maxReplicas: 1 }, "'minReplicas' must not be above maxReplicas, got 2 and 1"],
    [{ minReplicas: 2, maxReplicas: 2 }],
    [{ cpu: { targetAverageUtilization: 80 } },
      'an autoscaler needs minReplicas and maxReplicas, got cpu 80 without minReplicas and maxReplicas; give both, or leave out the target'],
    [{ minReplicas: 2, cpu: { targetAverageUtilization: 80 } }, 'an autoscaler needs minReplicas and maxReplicas, got cpu 80, minReplicas 2 without maxReplicas; give maxReplicas too'],
    [{ autoscaleEnabled: true }, 'an autoscaler needs minReplicas and maxReplicas, got autoscaleEnabled true without minReplicas and maxReplicas; give both, or leave out the target'],
    [{ autoscaleEnabled: false, maxReplicas: 2 }],
    ...[0, 101].map((percent) => [{ minReplicas: 1, maxReplicas: 2, cpu: { targetAverageUtilization: percent } },
      `'cpu.targetAverageUtilization' must be 1 to 100 percent, got ${percent}`] as const),
    ...[1, 100].map((percent) => [{ minReplicas: 1, maxReplicas: 2, memory: { targetAverageUtilization: percent } }] as const),
    [{ replicaCount: 1, minReplicas: 2, maxReplicas: 4 }, "'replicaCount' must be left out beside an autoscaler, got 1 with 2 to 4 replicas; both would move the pods"],
    [{ scalingBehavior: {} }, "'scalingBehavior' is for an autoscaler, and there is none; give minReplicas and maxReplicas"],
    [{ metrics: [{ type: 'Resource' }] }, "'metrics' are for an autoscaler, and there is none; give minReplicas and maxReplicas"],
    [{ rollout: RolloutPolicy.outBeforeIn(), rollingMaxSurge: '1' }, "'rollout' says the same as rollingMaxSurge; keep one of the two"],
    [{ rollingMaxSurge: '0', rollingMaxUnavailable: '0%' }, "'rollingMaxSurge' and 'rollingMaxUnavailable' must not both be 0, got \"0\" and \"0%\"; no pod could ever be replaced"],
    [{ rollingMaxSurge: '101%', rollingMaxUnavailable: '101%' }, "'rollingMaxUnavailable' must be at most 100%, got \"101%\""],
    [{ rollingMaxSurge: '25.5%' }, "'rollingMaxSurge' must be a whole number such as 1 or a percentage such as \"25%\", got \"25.5%\"; percentages have no fraction"],
    [{ rollingMaxSurge: 1 }, "'rollingMaxSurge' must be a text, got 1; put it in quotes"],
  ],
  'the Service': [
    [{ serviceType: 'Loadbalancer' }, "'serviceType' must be one of ClusterIP, NodePort, LoadBalancer, None, got \"Loadbalancer\"; did you mean \"LoadBalancer\"?"],
    [{ serviceType: 'ClusterIP', loadBalancerClass: 'alibabacloud.com/nlb' }, "'loadBalancerClass' is for the service type LoadBalancer, got \"alibabacloud.com/nlb\" with ClusterIP; leave it out"],
    [{ serviceType: 'NodePort', loadBalancerIP: '192.0.2.1' }, "'loadBalancerIP' is for the service type LoadBalancer, got \"192.0.2.1\" with NodePort; leave it out"],
    [{ loadBalancerClass: 'a b' }, "'loadBalancerClass' must be a name such as alibabacloud.com/nlb: letters, digits, \"-\", \"_\" or \".\", starting and ending with a letter or digit, after an optional DNS prefix and \"/\", got \"a b\""],
    [{ externalTrafficPolicy: 'Local', gatewayType: 'egress' }, "'externalTrafficPolicy' is for ingress gateways, got \"Local\" on an egress gateway; leave it out"],
    [{ externalTrafficPolicy: 'Local', serviceType: 'ClusterIP' }, "'externalTrafficPolicy' is for the service types LoadBalancer and NodePort, got \"Local\" with ClusterIP; leave it out"],
    [{ externalTrafficPolicy: 'local' }, "'externalTrafficPolicy' must be one of Cluster, Local, got \"local\"; did you mean \"Local\"?"],
    [{ serviceAnnotations: { 'service.beta.kubernetes.io/alicloud-loadbalancer-spec': 'a', 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec': 'b' } },
      "'serviceAnnotations' has one key under both prefixes, got \"service.beta.kubernetes.io/alicloud-loadbalancer-spec\" and \"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec\"; keep the second, the first has no effect beside it"],
    [{ loadBalancer: balancer, serviceAnnotations: { 'service.beta.kubernetes.io/alicloud-loadbalancer-address-type': 'intranet' } },
      "'serviceAnnotations' must not have \"service.beta.kubernetes.io/alicloud-loadbalancer-address-type\", which 'loadBalancer' sets; keep one of the two"],
    [{ loadBalancer: balancer, serviceType: 'ClusterIP' }, "'loadBalancer' is for the service type LoadBalancer, got ClusterIP; leave it out"],
    [{ loadBalancer: balancer, loadBalancerClass: 'x/y' }, "'loadBalancer' and 'loadBalancerClass' must not both say the class, got \"x/y\"; keep one of the two"],
    [{ loadBalancer: 'nlb' }, "'loadBalancer' must be a LoadBalancer such as LoadBalancer.alibabaClassic({ … }), got \"nlb\""],
    [{ serviceType: 'None' }, "'serviceType' must be one of ClusterIP, NodePort, LoadBalancer on ASM, got \"None\"; the rendering INJECTED on Istio can hold it"],
  ],
  'ports': [
    ...[0, 65536].map((number) => [port({ port: number }), `'ports[0].port' must be 1 to 65535, got ${number}`] as const),
    ...[1, 65535].map((number) => [port({ port: number })] as const),
    [port({ targetPort: -1 }), "'ports[0].targetPort' must be 0 to 65535, got -1"],
    [port({ targetPort: '8080' }), "'ports[0].targetPort' must be a number, or the name of a container port, got \"8080\""],
    [port({ targetPort: 'http' })], [port({ targetPort: 0 })],
    [port({ protocol: 'tcp' }), "'ports[0].protocol' must be one of TCP, UDP, SCTP, got \"tcp\"; did you mean \"TCP\"?"],
    [port({ protocol: 'GRPC' }), "'ports[0].protocol' must be one of TCP, UDP, SCTP, got \"GRPC\"; say the protocol of the traffic by name or appProtocol"],
    [{ serviceType: 'ClusterIP', ...port({ nodePort: 30080 }) }, "'ports[0].nodePort' is for the service types NodePort and LoadBalancer, got 30080 with ClusterIP; leave it out"],
    [port({ appProtocol: 'a b' }), "'ports[0].appProtocol' must be a protocol such as http or kubernetes.io/h2c: letters, digits, \"-\", \"_\" or \".\", starting and ending with a letter or digit, after an optional DNS prefix and \"/\", got \"a b\""],
    [{ ports: [{ port: 80 }, { name: 'b', port: 81 }] }, "'ports[0].name' must be given where there are several ports, got nothing"],
    [{ ports: [{ name: 'a', port: 80 }, { name: 'a', port: 81 }] }, "'ports' names \"a\" twice; each port needs its own name"],
    [{ ports: [{ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'b', port: 80 }] }, "'ports' has the port TCP 80 twice; keep one"],
    [{ ports: [{ name: 'a', port: 443 }, { name: 'b', port: 443, protocol: 'UDP' }] }],
    [{ ports: [{ name: 'a', port: 80, nodePort: 30080 }, { name: 'b', port: 81, nodePort: 30080 }] }, "'ports' has the node port TCP 30080 twice; keep one"],
    [{ ports: [] }, "'ports' must have an entry, got an empty list; a Service without ports is refused"],
    [{ ports: [{ name: 'a' }] }, "'ports[0].port' must be given, got nothing"],
    [{ ports: [{ port: 80, taget: 1 }] }, "'ports[0].taget' is not a field there, got 1"],
  ],
  'pods': [
    [{ env: [{ name: '1A', value: 'x' }] }, "'env[0].name' must be a name of an environment variable: letters, digits, \"-\", \"_\" or \".\", not starting with a digit, got \"1A\""],
    [{ env: [{ name: 'A', value: 'x' }, { name: 'A', value: 'y' }] }, "'env' names \"A\" twice; only the last one counts, keep one"],
    [{ env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }] }, "'env[0]' must have one of value and valueFrom, got both; keep one"],
    [{ env: [{ name: 'A', valueFrom: {} }] }, "'env[0].valueFrom' must have one source, got 0"],
    [{ env: [{ name: 'A', value: 1 }] }, "'env[0].value' must be a text, got 1; put it in quotes"],
    [{ resources: { requests: { cpu: '3' }, limits: { cpu: '2000m' } } }, "'resources.requests.cpu' must not be above the limit, got \"3\" and \"2000m\"; raise the limit"],
    [{ resources: { requests: { cpu: '2' }, limits: { cpu: '2000m' } } }],
    [{ resources: { requests: { cpu: '-1' } } }, "'resources.requests.cpu' must not be negative, got \"-1\""],
    [{ resources: { request: { cpu: '1' } } }, "'resources.request' is not a field there, got a map; did you mean \"requests\"?"],
    [{ nodeSelector: { pool: true } }, "'nodeSelector.pool' must be a text, got true; put it in quotes"],
    [{ affinity: { podAntiAfinity: {} } }, "'affinity.podAntiAfinity' is not a field there, got a map; did you mean \"podAntiAffinity\"?"],
    [{ configVolumes: [{ name: 'a', configMapName: 'a', mountPath: '/a/' }], secretVolumes: [{ name: 'a', secretName: 'b', mountPath: '/a' }] },
      "'secretVolumes[0]' has the name of configVolumes[0], got \"a\"; each needs its own", "'secretVolumes[0]' has the path of configVolumes[0], got \"/a\"; each needs its own"],
    [{ configVolumes: [{ name: 'A', configMapName: '', mountPath: 'a' }] },
      "'configVolumes[0].name' must be a DNS label: small letters, digits or \"-\", starting and ending with a letter or digit, got \"A\"",
      "'configVolumes[0].configMapName' must be the DNS name of a ConfigMap, not empty, got \"\"",
      "'configVolumes[0].mountPath' must be an absolute path without \":\", got \"a\""],
    [{ secretVolumes: [{ name: 'a', mountPath: '/a' }] }, "'secretVolumes[0].secretName' must be given, got nothing"],
    [{ readinessProbe: { periodSeconds: 0 } }, "'readinessProbe.periodSeconds' must be 1 or more, got 0"],
    [{ dnsPolicy: 'None' }, "'dnsPolicy' None needs dnsConfig with nameservers, got none, and an IstioGateway has no field for it; use another policy"],
    [{ lifecycle: { preStop: {} } }, "'lifecycle.preStop' must have one handler, got 0; keep one of exec, httpGet, sleep"],
    [{ lifecycle: { preStop: { exec: {}, sleep: { seconds: 1 } } } }, "'lifecycle.preStop' must have one handler, got 2; keep one of exec, httpGet, sleep"],
    [{ lifecycle: { preStop: { sleep: { seconds: 1 } } }, shutdown }, "'lifecycle.preStop' and the pause of 'shutdown' cannot both be had; keep one of the two"],
    [{ podAnnotations: { 'proxy.istio.io/config': '{}' }, shutdown }, "'podAnnotations' must not have \"proxy.istio.io/config\", which 'shutdown' writes; keep one of the two"],
    [{ podAnnotations: { 'k8s.aliyun.com/eci-vswitch': 'a' }, spread: GatewaySpread.eci({ vSwitches: ['b'] }) },
      "'podAnnotations' must not have \"k8s.aliyun.com/eci-vswitch\", which 'spread' writes; keep one of the two"],
    [{ affinity: { podAntiAffinity: {} }, spread: GatewaySpread.nodes() }, "'affinity.podAntiAffinity' and 'spread' must not both spread the pods; keep one of the two"],
    [{ annotations: { 'ack.cdk8s-istio.io/AVL010': 'x' }, spread: GatewaySpread.none('one replica by design') },
      "'annotations' must not have \"ack.cdk8s-istio.io/AVL010\" beside a spread that says the same; leave it to the spread"],
    [{ spread: 'nodes', shutdown: 30 }, "'spread' must be a GatewaySpread such as GatewaySpread.nodes(), got \"nodes\"", "'shutdown' must be a ShutdownPolicy such as ShutdownPolicy.of({ … }), got 30"],
  ],
  'kernel parameters and compression': [
    [{ kernel: { enabled: true, parameters: { netIpv4TcpRmem: '4096 87380 6291456' } } }],
    [{ kernel: { enabled: true, parameters: { netIpv4TcpRmem: '4096 87380' } } }, "'kernel.parameters' net.ipv4.tcp_rmem must be 3 numbers as text, got \"4096 87380\""],
    [{ kernel: { enabled: true, parameters: { netCoreSomaxconn: '1; reboot' } } }, "'kernel.parameters' net.core.somaxconn must be a number as text, got \"1; reboot\""],
    [{ kernel: { enabled: true, parameters: { netCoreSomaxconn: 65535 } } }, "'kernel.parameters.net.core.somaxconn' must be a text, got 65535; put it in quotes"],
    [{ kernel: { enabled: true, parameters: { netCoreSomaxcon: '1' } } }, "'kernel.parameters.netCoreSomaxcon' is not a field there, got \"1\"; did you mean \"net.core.somaxconn\"?"],
    [{ kernel: { parameters: { netCoreSomaxconn: '1' } } }, "'kernel.parameters' have no effect without kernel.enabled true, got nothing; set it to true or false"],
    [{ kernel: { enabled: true } }, "'kernel.enabled' is true without parameters; give one, or leave kernel out"],
    [{ compression: { enabled: true } }, "'compression.gzip' must be there for anything to be compressed, got nothing; write {} for every default"],
    [{ compression: { enabled: true, gzip: {} }, gatewayType: 'egress' }, "'compression' is for ingress gateways, got enabled on an egress gateway; leave it out"],
    [{ compression: { enabled: false }, gatewayType: 'egress' }],
    ...([['memoryLevel', 'memory_level', 1, 9], ['windowBits', 'window_bits', 9, 15], ['chunkSize', 'chunk_size', 4096, 65536]] as const).flatMap(([prop, field, min, max]) => [
      [{ compression: { enabled: true, gzip: { [prop]: min - 1 } } }, `'compression.gzip' ${field} must be ${min} to ${max}, got ${min - 1}`] as const,
      [{ compression: { enabled: true, gzip: { [prop]: min } } }] as const,
      [{ compression: { enabled: true, gzip: { [prop]: max } } }] as const,
      [{ compression: { enabled: true, gzip: { [prop]: max + 1 } } }, `'compression.gzip' ${field} must be ${min} to ${max}, got ${max + 1}`] as const,
    ]),
    [{ compression: { enabled: true, minContentLength: 4294967296, gzip: {} } }, "'compression.minContentLength' must be 0 to 4294967295 bytes, got 4294967296"],
    [{ compression: { enabled: true, gzip: { compressionLevel: 'COMPRESSION_LEVEL_0' } } },
      "'compression.gzip.compression_level' must be one of DEFAULT_COMPRESSION, BEST_SPEED, COMPRESSION_LEVEL_1, COMPRESSION_LEVEL_2, COMPRESSION_LEVEL_3, COMPRESSION_LEVEL_4, COMPRESSION_LEVEL_5, COMPRESSION_LEVEL_6, COMPRESSION_LEVEL_7, COMPRESSION_LEVEL_8, COMPRESSION_LEVEL_9, BEST_COMPRESSION, got \"COMPRESSION_LEVEL_0\"; did you mean \"COMPRESSION_LEVEL_1\"?"],
  ],
};

describe.each(Object.entries(TABLE))('%s', (_, rows) => {
  test.each(rows.map(([props, ...messages]): [string, object, string[]] => [JSON.stringify(props), props, messages]))('%s', (_text, props, messages) => {
    expect(refused(props)).toEqual(messages);
  });
});

describe('what depends on version and cluster', () => {
  test.each([['1.17', 'no'], ['1.18', undefined]])('NLB on ASM %s: %s', (version, answer) => {
    const found = refused({ loadBalancerClass: 'alibabacloud.com/nlb' }, { version, kubernetesVersion: '1.33' });
    expect(found).toEqual(answer === undefined ? [] : [
      "'loadBalancerClass' \"alibabacloud.com/nlb\" cannot be had here: the load balancer class 'alibabacloud.com/nlb': no on asm 1.17 on Kubernetes 1.33; needs ASM 1.18 or later and Kubernetes 1.24 or later (ASM documentation, \"use NLB in an ASM ingress gateway\" (CCM 2.5.0 or later as well)); use a classic load balancer",
    ]);
  });

  test.each([['1.15', 1], ['1.16', 0], ['1.17', 0]])('overrides of the autoscaler on ASM %s: %d problems', (version, count) => {
    const found = refused({ clusterIds: ['c1'], minReplicas: 1, maxReplicas: 2, overrides: { c1: { maxReplicas: 3 } } }, { version });
    expect(found).toHaveLength(count);
    if (count > 0) { expect(found[0]).toBe("'overrides.c1.maxReplicas' is documented from ASM 1.16; set it for all clusters, or allow it with undocumentedOverrides"); }
  });

  test.each([['1.9.7.106', 1], ['1.9.7.107', 0], ['1.9.7.108', 0]])('UDP on ASM %s: %d problems', (version, count) => {
    expect(refused(port({ protocol: 'UDP' }), { version })).toHaveLength(count);
  });

  test('anti-affinity on ACK Serverless', () => {
    expect(refused({ spread: GatewaySpread.nodes() }, { ...ASM, clusterKind: ClusterKind.ACK_SERVERLESS })).toEqual([
      "'spread' is over nodes or zones by anti-affinity, which ACK Serverless does not have; use GatewaySpread.eci, or add orEci",
    ]);
  });
});

describe('a refused gateway', () => {
  const bad = { replicaCount: -1, namespace: 'shop', serviceType: 'ClusterIP', externalTrafficPolicy: 'Local', priorityClassName: 'high' } as IstioGatewayProps;

  test('has all of its problems in one error, with the path', () => {
    expect(() => new IstioGateway(asmChart(ASM, 'prod'), 'ingress', bad)).toThrow(new Error([
      '[prod/ingress]',
      "  - 'namespace' must be istio-system for an IstioGateway, got \"shop\"; a gateway elsewhere does not start",
      "  - 'replicaCount' must be 0 or more, got -1",
      "  - 'externalTrafficPolicy' is for the service types LoadBalancer and NodePort, got \"Local\" with ClusterIP; leave it out",
      "  - 'priorityClassName' has no field in an IstioGateway, got \"high\"; the rendering INJECTED on Istio can hold it",
    ].join('\n')));
  });

  test('leaves nothing behind', () => {
    const chart = asmChart();
    expect(() => new IstioGateway(chart, 'ingress', bad)).toThrow();
    expect(chart.node.children).toEqual([]);
    const app = Chart.of(chart).node.root as Chart;
    expect(() => new IstioGatewayChart(app, 'edge', bad)).toThrow('[edge/gateway]');
    expect(app.node.tryFindChild('edge')).toBeUndefined();
  });

  test('names its file, when it was read from one', () => {
    expect(() => IstioGatewayChart.fromFile(asmChart(), 'edge', `${__dirname}/../fixtures/source-docs/004-nodes.yaml`, { priorityClassName: 'high' }))
      .toThrow(/^\[chart\/edge\/gateway, from .*004-nodes\.yaml, IstioGateway ingressgateway-1\] 'priorityClassName' has no field/);
  });
});
