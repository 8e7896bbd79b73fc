import { synthExample } from '../support/examples';
import { ownSchemas } from '../support/own-crds';
import { sourceManifest } from '../support/source-docs';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where two values differ: pointer, value of the first, value of the second. */
function differences(a: unknown, b: unknown, at = ''): [string, unknown, unknown][] {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && Array.isArray(a) === Array.isArray(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
      .flatMap((key) => differences((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${at}/${key}`));
  }
  return a === b ? [] : [[at, a, b]];
}

/** Made-up ids stand where the documents have placeholders. */
function placed(document: unknown, ids: Readonly<Record<string, string>>): Json {
  return JSON.parse(Object.entries(ids).reduce((text, [placeholder, id]) => text.split(placeholder).join(id), JSON.stringify(document))) as Json;
}

const spread = (topologyKey: string, value: string) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [{
    podAffinityTerm: { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: [value] }] }, topologyKey }, weight: 100,
  }],
});

describe('examples/gateway-ingress-asm', () => {
  const files = synthExample('gateway-ingress-asm');
  const SMALL = 'c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7';
  const LARGE = 'c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493';

  test('differs from document 001 where its README says so, and nowhere else', () => {
    const document = placed(sourceManifest('001-ingress'), { '<cluster-id-1>': SMALL, '<cluster-id-2>': LARGE });
    const PREFIXES = ['alicloud', 'alibaba-cloud'].map((prefix) => `service.beta.kubernetes.io/${prefix}-loadbalancer-address-type`);
    const both = (at: string) => [[`${at}/${PREFIXES[1]}`, undefined, 'internet'], [`${at}/${PREFIXES[0]}`, 'internet', undefined]];
    expect(differences(document, files['ingress.k8s.yaml'][0])).toEqual([
      ['/spec/affinity', undefined, { podAntiAffinity: spread('kubernetes.io/hostname', 'istio-myexample-customingressgateway') }],
      ['/spec/maxReplicas', undefined, 4],
      ['/spec/minReplicas', undefined, 1],
      [`/spec/overrides/${SMALL}/replicaCount`, 1, undefined],
      ...both(`/spec/overrides/${SMALL}/serviceAnnotations`),
      [`/spec/overrides/${LARGE}/minReplicas`, undefined, 2],
      [`/spec/overrides/${LARGE}/replicaCount`, 2, undefined],
      ...both(`/spec/overrides/${LARGE}/serviceAnnotations`),
      ['/spec/ports/0/port', 15020, 15021],
      ['/spec/ports/0/targetPort', 15020, 15021],
      ['/spec/ports/2/targetPort', 0, 443],
      ['/spec/replicaCount', 1, undefined],
      ...both('/spec/serviceAnnotations'),
    ]);
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});

describe('examples/gateway-egress-asm', () => {
  const files = synthExample('gateway-egress-asm');

  test('differs from document 001 in the protocols, which no Service accepts', () => {
    const document = placed(sourceManifest('001-egress'), { '<cluster-id>': 'c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7' });
    expect(differences(document, files['egressgateway.k8s.yaml'][0])).toEqual([
      ['/spec/ports/0/protocol', 'HTTP', 'TCP'],
      ['/spec/ports/1/protocol', 'HTTPS', 'TCP'],
    ]);
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});

describe('examples/gateway-high-availability-asm', () => {
  const files = synthExample('gateway-high-availability-asm');

  test.each([['nodes', '004-nodes'], ['zones', '004-zones'], ['serverless', '004-eci']])('%s differs from %s where its README says so', (chart, name) => {
    const document = placed(sourceManifest(name), {
      '<your-cluster-id>': 'c954ee9df88f64f229591f0ea4c61f2d3', '<vswitch-id-1>': 'vsw-bp1b07j0miob3khtn7f2a', '<vswitch-id-2>': 'vsw-bp12b85hh323se8ft5c1d',
    });
    expect(differences(document, files[`${chart}.k8s.yaml`][0]).map(([at, theirs, ours]) => [at, typeof theirs === 'object' ? 'a map' : theirs, ours])).toEqual([
      ['/spec/ports/0/port', 15020, 15021],
      ['/spec/ports/0/targetPort', 15020, 15021],
      ['/spec/ports/2/targetPort', 80, 443],
      ['/spec/replicaCount', 1, undefined],
      ['/spec/sds', 'a map', undefined],
    ]);
  });

  test('writes what it wrote before', () => expect(files).toMatchSnapshot());
});

test('what the examples write is as the resource takes it', () => {
  for (const name of ['gateway-ingress-asm', 'gateway-egress-asm', 'gateway-high-availability-asm']) {
    for (const object of Object.values(synthExample(name)).flat()) { expect(ownSchemas('asm.yaml').problems(object)).toEqual([]); }
  }
});
