import { ApiObject, Chart } from 'cdk8s';
import { asm, EDGE, fleetOf, istio, outdir, refusal } from './helpers';
import { MeshFleet } from '../../src/fleet';
import { GatewayNaming, GatewayRendering } from '../../src/gateway';
import { ClusterKind, MeshFacts } from '../../src/platform';
import { GatewaySpread } from '../../src/presets';

describe('the clusters of a fleet', () => {
  test.each([
    ['../c1', 'a cluster id names a folder and must be a DNS name: small letters, digits, "-" or ".", each part starting and ending with a letter or digit, got "../c1"'],
    ['..', 'a cluster id names a folder and must be a DNS name: small letters, digits, "-" or ".", each part starting and ending with a letter or digit, got ".."'],
    ['a/b', 'a cluster id names a folder and must be a DNS name: small letters, digits, "-" or ".", each part starting and ending with a letter or digit, got "a/b"'],
    ['C1', 'a cluster id names a folder and must be a DNS name: small letters, digits, "-" or ".", each part starting and ending with a letter or digit, got "C1"'],
    ['', 'a cluster id names a folder and must be a DNS name, not empty, got ""'],
    ['con', 'a cluster id names a folder and must not be the name of a device on Windows, got "con"'],
    ['com1.eu', 'a cluster id names a folder and must not be the name of a device on Windows, got "com1.eu"'],
    ['__proto__x', 'a cluster id names a folder and must be a DNS name: small letters, digits, "-" or ".", each part starting and ending with a letter or digit, got "__proto__x"'],
  ])('%p cannot be one', (id, message) => {
    expect(refusal(() => fleetOf(istio(), [id]))).toBe(`[MeshFleet] ${message}`);
  });

  test.each([['conx'], ['eu.prod-1'], ['c954ee9df88f64f229591f0ea4c61f2d3']])('%p can', (id) => {
    expect(fleetOf(istio(), [id]).clusterIds).toEqual([id]);
  });

  test('mesh is the folder of the control plane on ASM, and free on Istio', () => {
    expect(refusal(() => fleetOf(asm(), ['mesh']))).toBe('[MeshFleet] a cluster id must not be mesh on ASM, which is the folder of the control plane, got "mesh"');
    expect(fleetOf(istio(), ['mesh']).clusterIds).toEqual(['mesh']);
  });

  test('all problems are said at once', () => {
    const facts = new MeshFacts({ platform: istio() });
    expect(refusal(() => fleetOf(asm(), ['a/b', 'mesh'], { facts })).split('\n  - ')).toEqual([
      '[MeshFleet]',
      expect.stringContaining('"a/b"'),
      expect.stringContaining('"mesh"'),
      "'facts' must be of the platform of the fleet, got istio 1.30 on Kubernetes 1.33 with asm 1.26 on Kubernetes 1.33; give the same, or facts without a platform",
    ]);
  });

  test.each([
    ['no cluster', {}, "[MeshFleet] 'clusters' must name a cluster, got none"],
    ['no map', undefined, "[MeshFleet] 'clusters' must be a map by cluster id, got undefined"],
    ['no facts', { c1: 'ack' }, "[MeshFacts] 'clusters.c1' must be a map, got \"ack\""],
  ])('%s', (_, clusters, message) => {
    expect(refusal(() => new MeshFleet({ platform: istio(), clusters: clusters as never }))).toBe(message);
  });

  test('no platform', () => {
    expect(refusal(() => new MeshFleet({ clusters: { c1: {} } } as never)))
      .toBe("[MeshFleet] 'platform' must be Platform.istio({ … }) or Platform.asm({ … }), got undefined");
  });

  test('an unknown one is answered with the nearest', () => {
    const fleet = fleetOf(istio(), ['c8a4b2', 'c9f3e7']);
    expect(refusal(() => fleet.cluster('c9f3e8'))).toBe("[MeshFleet] 'cluster' must name a cluster of the fleet, got \"c9f3e8\"; did you mean \"c9f3e7\"?");
    expect(refusal(() => fleet.cluster('elsewhere')))
      .toBe("[MeshFleet] 'cluster' must name a cluster of the fleet, got \"elsewhere\", expected \"c8a4b2\", \"c9f3e7\"");
  });

  test('what is said of a cluster comes before what the facts say of it', () => {
    const facts = new MeshFacts({ zones: ['a'], clusters: { c1: { kubernetesVersion: '1.30', zones: ['b'] }, c2: { zones: ['c'] } } });
    const fleet = new MeshFleet({ platform: istio(), facts, clusters: { c1: { kubernetesVersion: '1.31' }, c2: {}, c3: {} } });
    const said = (id: string) => [fleet.facts.forCluster(id).platform.kubernetesVersion, fleet.facts.forCluster(id).zones];
    expect([said('c1'), said('c2'), said('c3')]).toEqual([['1.31', ['b']], ['1.33', ['c']], ['1.33', ['a']]]);
  });
});

describe('a gateway', () => {
  const IDS = ['c8a4b2', 'c9f3e7'];

  test('names clusters of the fleet, and its overrides its own; all at once, in whatever cluster', () => {
    const fleet = fleetOf(asm(), IDS);
    const message = refusal(() => fleet.addGateway('edge', {
      ...EDGE, clusterIds: ['c8a4b2', 'c9f3e8', 'nowhere'], overrides: { c8a4b3: { minReplicas: 3 }, c8a4b2: { minReplicas: 9 } },
    }));
    expect(message.split('\n  - ')).toEqual([
      '[MeshFleet/edge]',
      "'clusterIds' must name clusters of the fleet, got \"c9f3e8\"; did you mean \"c9f3e7\"?",
      "'clusterIds' must name clusters of the fleet, got \"nowhere\", expected \"c8a4b2\", \"c9f3e7\"",
      "'overrides' must name clusters of this gateway, got \"c8a4b3\", clusterIds are \"c8a4b2\", \"c9f3e8\", \"nowhere\"; did you mean \"c8a4b2\"?",
      "in cluster c8a4b2: 'minReplicas' must not be above maxReplicas, got 9 and 4",
    ]);
  });

  test.each([
    ['ASM', asm()],
    ['Istio', istio()],
  ])('what is wrong in one cluster only says so on %s', (_, platform) => {
    const fleet = fleetOf(platform, IDS);
    expect(refusal(() => fleet.addGateway('edge', { ...EDGE, overrides: { c9f3e7: { minReplicas: 9 } } })))
      .toBe("[MeshFleet/edge] in cluster c9f3e7: 'minReplicas' must not be above maxReplicas, got 9 and 4");
  });

  test.each([
    ['ASM', asm()],
    ['Istio', istio()],
  ])('what is wrong in every cluster is said once on %s', (_, platform) => {
    expect(refusal(() => fleetOf(platform, IDS).addGateway('edge', { ...EDGE, minReplicas: 0, overrides: { c9f3e7: { maxReplicas: 5 } } })))
      .toBe("[MeshFleet/edge] 'minReplicas' must be 1 or more, got 0");
  });

  test('what one kind of cluster cannot do names the clusters of that kind', () => {
    const kind = ClusterKind.ACK_SERVERLESS;
    const fleet = new MeshFleet({ platform: asm(), clusters: { c0: {}, c1: { kind }, c2: { kind }, c3: { kind }, c4: { kind } } });
    expect(refusal(() => fleet.addGateway('edge', EDGE))).toBe('[MeshFleet/edge] in clusters c1, c2, c3 and 1 more: \'spread\' is over nodes or zones by '
      + 'anti-affinity, which ACK Serverless does not have; use GatewaySpread.eci, or add orEci');
  });

  test.each([
    ['no cluster', { ...EDGE, clusterIds: [] }, "'clusterIds' must name a cluster of the fleet, got none; leave the gateway out, or name one"],
    ['a cluster of its own', { ...EDGE, cluster: 'c8a4b2' }, "'cluster' is for a single gateway, got \"c8a4b2\"; a fleet renders each cluster, leave it out"],
    ['undocumented overrides', { ...EDGE, overrides: { c8a4b2: { rollingMaxSurge: '1' } } }, expect.stringContaining("'overrides.c8a4b2.rollingMaxSurge' is not among")],
    ['a rendering for elsewhere', { ...EDGE, rendering: GatewayRendering.MANAGED }, expect.stringContaining("'rendering' MANAGED is for Istio")],
    ['names for elsewhere', { ...EDGE, naming: GatewayNaming.HELM }, "'naming' is ASM's own in the rendering ASM, got another; leave it out, or use INJECTED on Istio"],
    ['no naming', { ...EDGE, naming: 'HELM' as never }, "'naming' must be GatewayNaming.ASM, GatewayNaming.HELM or GatewayNaming.of({ … }), got \"HELM\""],
    ['an unknown prop', { ...EDGE, minReplica: 2 } as never, expect.stringContaining("'minReplica' is not a prop; did you mean \"minReplicas\"?")],
    ['what no IstioGateway has', { ...EDGE, daemonSet: true }, expect.stringContaining("'daemonSet'")],
  ])('%s', (_, props, problem) => {
    const message = refusal(() => fleetOf(asm(), IDS).addGateway('edge', props));
    expect(message.replace(/^\[MeshFleet\/edge\]\s+(?:- )?/, '')).toEqual(problem);
  });

  test('has an id of its own, that can be a file', () => {
    const fleet = fleetOf(asm(), IDS);
    fleet.addGateway('edge', EDGE);
    expect(refusal(() => fleet.addGateway('edge', EDGE))).toBe('[MeshFleet/edge] the id of a gateway must be its own, got "edge" twice; choose another');
    expect(refusal(() => fleet.addGateway('../edge', EDGE))).toContain('the id of a gateway names a file and must be a DNS label');
  });

  test('one that is refused is not written', () => {
    const fleet = fleetOf(istio(), IDS);
    refusal(() => fleet.addGateway('edge', { ...EDGE, minReplicas: 9 }));
    fleet.addGateway('edge', EDGE);
    expect(() => fleet.synth()).not.toThrow();
  });

  test('from YAML, clusters are those of the fleet', () => {
    const resource = { apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'old', namespace: 'istio-system' } };
    const read = (spec: object) => refusal(() => fleetOf(asm(), IDS).addGatewayFromYaml('edge', JSON.stringify({ ...resource, spec })));
    expect(read({ replicaCount: 1 })).toBe("[MeshFleet/edge] 'clusterIds' must name a cluster of the fleet, got none; leave the gateway out, or name one");
    expect(read({ replicaCount: 1, clusterIds: ['c9f3e8'] }))
      .toBe("[MeshFleet/edge] 'clusterIds' must name clusters of the fleet, got \"c9f3e8\"; did you mean \"c9f3e7\"?");
    expect(refusal(() => fleetOf(asm(), IDS).addGatewayFromYaml('edge', JSON.stringify({ ...resource, spec: { clusterIds: IDS } }), { buget: 1 } as never)))
      .toBe('[MeshFleet/edge] \'buget\' is not an option; did you mean "budget"?');
    expect(refusal(() => fleetOf(asm(), IDS).addGatewayFromYaml('edge', JSON.stringify({ ...resource, spec: {} }), { buget: 1 } as never)).split('\n  - ')).toEqual([
      '[MeshFleet/edge]',
      "'clusterIds' must name a cluster of the fleet, got none; leave the gateway out, or name one",
      '\'buget\' is not an option; did you mean "budget"?',
    ]);
    expect(refusal(() => fleetOf(asm(), IDS).addGatewayFromFile('edge', `${outdir()}/none.yaml`))).toMatch(/^\[MeshFleet\/edge\] the file .* cannot be read \(ENOENT\)/);
  });
});

describe('when the fleet is written', () => {
  test('two gateways of one name in one cluster are refused, on ASM also in the control plane', () => {
    const fleet = fleetOf(asm(), ['c1', 'c2']);
    fleet.addGateway('a', { ...EDGE, name: 'edge', clusterIds: ['c1'] });
    fleet.addGateway('b', { ...EDGE, name: 'edge', clusterIds: ['c1', 'c2'] });
    expect(refusal(() => fleet.synth()).split('\n')).toEqual([
      '[MeshFleet] nothing was written: 2 errors',
      '  - in mesh: IstioGateway istio-system/edge must be there once, got 2 (a/gateway/resource, b/gateway/resource); give one of them another name',
      '  - in c1: PodDisruptionBudget istio-system/istio-edge must be there once, got 2 (c1/a/gateway/pdb, c1/b/gateway/pdb); give one of them another name',
    ]);
  });

  test('a resource of the user that names a cluster of another fleet is refused', () => {
    const fleet = fleetOf(asm(), ['c8a4b2']);
    new ApiObject(new Chart(fleet.mesh, 'own'), 'gateway', {
      apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'own', namespace: 'istio-system' }, spec: { clusterIds: ['c8a4b3'] },
    });
    expect(refusal(() => fleet.synth())).toContain('in mesh: own/gateway names a cluster that the fleet does not have, got "c8a4b3"; did you mean "c8a4b2"?');
  });

  test('an id that a chart of the user has is refused', () => {
    const fleet = fleetOf(istio(), ['c1', 'c2']);
    fleet.addGateway('edge', EDGE);
    new Chart(fleet.cluster('c2'), 'edge');
    expect(refusal(() => fleet.synth())).toBe("[MeshFleet] nothing was written: 1 error\n  - in c2: 'edge' is the id of a gateway of the fleet and of a chart, got both; "
      + 'give one of them another id');
  });
});

describe('a gateway over clusters of several kinds', () => {
  const clusters = { c1: { kind: ClusterKind.ACK }, c2: { kind: ClusterKind.ACK_SERVERLESS } };
  const spread = GatewaySpread.nodes().orEci({ vSwitches: [{ zone: 'h', vSwitch: 'vsw-bp1b07j0miob3khtn7f2a' }, { zone: 'i', vSwitch: 'vsw-bp12b85hh323se8ft5c1d' }] });

  test('on ASM one resource has one affinity', () => {
    expect(refusal(() => new MeshFleet({ platform: asm(), clusters }).addGateway('edge', { ...EDGE, spread })))
      .toBe("[MeshFleet/edge] 'spread' asks for anti-affinity, which ACK Serverless does not have, got ACK Serverless cluster c2 beside others, and one "
        + 'IstioGateway with one affinity for all; add a gateway for each kind of cluster, or allow an override of the affinity with undocumentedOverrides');
  });
});
