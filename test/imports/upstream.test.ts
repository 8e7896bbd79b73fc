import fc from 'fast-check';
import { everySchema, ownCrds, ownSchemas, schemaAt } from '../support/own-crds';
import { crdSchemas, describeWithSchemas, kubernetesSchemas, Schema } from '../support/schemas';
import { sourceManifest } from '../support/source-docs';

/** Where the published CRDs of a group are, below the folder of published schemas. */
const PUBLISHED: Record<string, string> = {
  'gateway.networking.k8s.io': 'gateway-api/standard-1.5.1.yaml',
  'networking.istio.io': 'istio/crds-1.30.3.yaml',
};

const kinds = ownCrds().flatMap(({ spec }) => (PUBLISHED[spec.group] ? spec.versions : []).map(({ name, schema }) => ({
  group: spec.group,
  apiVersion: `${spec.group}/${name}`,
  kind: spec.names.kind,
  ours: schemaAt(schema.openAPIV3Schema, 'spec'),
})));

/** Everything that decides which values are right, but for `required` and rules. */
const KEYWORDS = [
  'type', 'format', 'nullable', 'default', 'enum', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'maxProperties',
  'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type',
];

const constraints = (schema: Schema) => Object.fromEntries(Object.entries(schema)
  .filter(([keyword, value]) => KEYWORDS.includes(keyword) && !(keyword === 'minLength' && value === 0)));

describeWithSchemas('our CRDs are a part of the published ones', () => {
  describe.each(kinds)('$apiVersion $kind', ({ group, apiVersion, kind, ours }) => {
    const published = () => schemaAt(crdSchemas(PUBLISHED[group]).schemaOf(apiVersion, kind), 'spec');

    test('every field is there, with the same type, limits and default', () => {
      for (const [path, schema] of everySchema(ours)) {
        // the path is part of both values so that a difference names its place
        expect({ path, ...constraints(schema) }).toEqual({ path, ...constraints(schemaAt(published(), path)) });
      }
    });

    test('what is required is required in both', () => {
      for (const [path, schema] of everySchema(ours)) {
        const required = ({ required: names = [] }: Schema) => ({ path, required: [...names].sort() });
        expect(required(schema)).toEqual(required(schemaAt(published(), path)));
      }
    });
  });

  test('KEDA scales with the behavior of autoscaling/v2', () => {
    const behavior = 'spec.advanced.horizontalPodAutoscalerConfig.behavior';
    const ours = everySchema(schemaAt(ownSchemas('keda.yaml').schemaOf('keda.sh/v1alpha1', 'ScaledObject'), behavior));
    const published = everySchema(schemaAt(kubernetesSchemas('1.33.0').schemaOf('autoscaling/v2', 'HorizontalPodAutoscaler'), 'spec.behavior'));
    const shape = (schemas: typeof ours) =>
      schemas.map(([path, { type = '', required = [] }]) => `${path} ${type} ${[...required].sort().join()}`).sort();
    expect(shape(ours)).toEqual(shape(published));
  });
});

describe('the rules of a Gateway', () => {
  const gateway = (listeners: unknown[], infrastructure = {}, rest = {}) =>
    ({ ...sourceManifest('000-gateway'), spec: { gatewayClassName: 'istio', listeners, infrastructure, ...rest } });
  const http = { name: 'http', port: 80, protocol: 'HTTP' };
  const ours = () => ownSchemas('gateway-api.yaml');

  test('the waypoint of source document 000 is accepted', () => {
    expect(ours().problems(sourceManifest('000-gateway'))).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['two listeners of one name', gateway([http, { ...http, port: 81 }]), '/spec/listeners/1: same name as an earlier entry'],
    ['two listeners of one port, protocol and host', gateway([http, { ...http, name: 'b' }]),
      '/spec/listeners: two listeners have the same port, protocol and hostname'],
    ['tls for HTTP', gateway([{ ...http, tls: { mode: 'Passthrough' } }]), '/spec/listeners: tls is not for the protocols HTTP, TCP and UDP'],
    ['HTTPS that does not end TLS', gateway([{ ...http, protocol: 'HTTPS', tls: { mode: 'Passthrough' } }]),
      '/spec/listeners: a listener of protocol HTTPS terminates TLS'],
    ['TLS without tls', gateway([{ ...http, protocol: 'TLS' }]), '/spec/listeners: a listener of protocol TLS says its tls mode'],
    ['TCP with a host', gateway([{ ...http, protocol: 'TCP', hostname: 'a.example.com' }]),
      '/spec/listeners: a hostname is not for the protocols TCP and UDP'],
    ['a label key of three parts', gateway([http], { labels: { 'a/b/c': 'd' } }),
      '/spec/infrastructure/labels: a key is an optional domain and a slash, then a name of at most 63 characters'],
    ['no listener', gateway([]), '/spec/listeners: must NOT have fewer than 1 items'],
    ['parametersRef without its empty group', gateway([http], { parametersRef: { kind: 'ConfigMap', name: 'x' } }),
      '/spec/infrastructure/parametersRef: field "group" is missing'],
    ['one address twice', gateway([http], {}, { addresses: [{ value: '10.0.0.1' }, { type: 'IPAddress', value: '10.0.0.1' }] }),
      '/spec/addresses: an address is named twice'],
  ])('refuse %s', (_, object, problem) => {
    expect(ours().problems(object)).toEqual([problem]);
  });

  test.each([[7, true], [8, true], [9, false]])('%d infrastructure labels: accepted is %s', (count, accepted) => {
    const labels = Object.fromEntries(Array.from({ length: count }, (_, index) => [`example.com/label-${index}`, 'x']));
    expect(ours().problems(gateway([http], { labels })).length === 0).toBe(accepted);
  });

  describeWithSchemas('judge as the published ones', () => {
    const key = fc.constantFrom('a', 'example.com/a', '-a', 'a/b/c', 'a'.repeat(64), `${'a'.repeat(253)}/b`);
    const listener = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      port: fc.constantFrom(80, 443),
      protocol: fc.constantFrom('HTTP', 'HTTPS', 'TLS', 'TCP', 'HBONE'),
      hostname: fc.constantFrom('a.example.com', 'b.example.com'),
      tls: fc.record({
        mode: fc.constantFrom('Terminate', 'Passthrough'),
        certificateRefs: fc.constantFrom([], [{ name: 'cert' }]),
        options: fc.constantFrom({}, { 'example.com/a': 'b' }),
      }, { requiredKeys: [] }),
    }, { requiredKeys: ['name', 'port', 'protocol'] });
    const address = fc.record({
      type: fc.constantFrom('IPAddress', 'Hostname'),
      value: fc.constantFrom('10.0.0.1', '10.0.0.2'),
    }, { requiredKeys: [] });

    test('on any Gateway', () => {
      fc.assert(fc.property(
        fc.array(listener, { minLength: 1, maxLength: 3 }),
        fc.dictionary(key, fc.constant('x'), { maxKeys: 2 }),
        fc.array(address, { maxLength: 2 }),
        (listeners, labels, addresses) => {
          const object = gateway(listeners, { labels, annotations: labels }, { addresses });
          const published = crdSchemas(PUBLISHED['gateway.networking.k8s.io']).problems(object);
          expect({ problems: ours().problems(object).length > 0 }).toEqual({ problems: published.length > 0 });
        },
      ), { numRuns: 300, seed: 1 });
    });
  });
});
