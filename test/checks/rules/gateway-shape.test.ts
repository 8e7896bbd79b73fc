import { shapeProblems } from '../../../src/checks/rules/gateway-api/crd-shape';

const LISTENER = { name: 'http', port: 80, protocol: 'HTTP' };
const spec = (more: object = {}): object => ({ gatewayClassName: 'istio', listeners: [LISTENER], ...more });
const places = (value: unknown): string[] => shapeProblems(value).map(({ pointer }) => pointer.slice('/spec'.length));

test('a usual Gateway, null where a default takes its place, and fields of other versions and channels', () => {
  expect(places(spec({ backendTLS: {}, listeners: [{ ...LISTENER, allowedRoutes: null, tls: { frontendValidation: {} } }] }))).toEqual([]);
});

describe('GWA016: the schema of a Gateway', () => {
  test.each<[object, string[]]>([
    [{ gatewayClassName: '' }, ['/gatewayClassName']], [{ gatewayClassName: undefined }, ['/gatewayClassName']], [{ gatewayClassName: 'a'.repeat(253) }, []], [{ gatewayClassName: 'a'.repeat(254) }, ['/gatewayClassName']],
    [{ listener: [] }, ['/listener']], [{ addresses: null }, ['/addresses']],
    ...['HTTP', 'x', 'example.com/a'].map((protocol): [object, string[]] => [{ listeners: [{ ...LISTENER, protocol }] }, []]),
    ...['a b', '-a', 'example.com/'].map((protocol): [object, string[]] => [{ listeners: [{ ...LISTENER, protocol }] }, ['/listeners/0/protocol']]),
    [{ listeners: [{ ...LISTENER, allowedRoutes: { namespaces: { from: 'x' } } }] }, ['/listeners/0/allowedRoutes/namespaces/from']],
    [{ listeners: [{ ...LISTENER, allowedRoutes: { kinds: [{ group: 'A', kind: 'HTTPRoute' }, {}] } }] }, ['/listeners/0/allowedRoutes/kinds/0/group', '/listeners/0/allowedRoutes/kinds/1/kind']],
    [{ listeners: [{ ...LISTENER, tls: { certificateRefs: [{ name: '' }] } }] }, ['/listeners/0/tls/certificateRefs/0/name']],
    [{ addresses: [{ value: '10.0.0.1' }, { type: 'Hostname', value: '*.a.example' }, { type: 'example.com/x', value: 'any' }] }, []],
    [{ addresses: [{ value: 'a.example' }, { type: 'Hostname', value: 'A' }, { type: 'ipaddress' }] }, ['/addresses/0/value', '/addresses/1/value', '/addresses/2/type']],
  ])('%j: %j', (more, expected) => expect(places(spec(more))).toEqual(expected));

  test.each<[object, string[]]>([
    [{ parametersRef: { group: '', kind: 'ConfigMap', name: 'a' } }, []], [{ parametersRef: { kind: 'ConfigMap', name: 'a' } }, ['/parametersRef/group']],
    [{ parametersRef: { group: 'A', kind: '-', name: '' } }, ['/parametersRef/group', '/parametersRef/kind', '/parametersRef/name']],
    ...['', 'a', 'a'.repeat(63)].map((value): [object, string[]] => [{ labels: { a: value } }, []]),
    ...['a b', '-a', 'é', 'a'.repeat(64)].map((value): [object, string[]] => [{ labels: { a: value } }, ['/labels/a']]),
    [{ labels: { 'example.com/a': 'x' } }, []], [{ labels: { 'a b': 'x', 'A.b/c': 'y' } }, ['/labels/a b', '/labels/A.b~1c']], [{ annotations: { a: 5 } }, ['/annotations/a']],
  ])('infrastructure %j: %j', (infrastructure, expected) => expect(places(spec({ infrastructure }))).toEqual(expected.map((place) => `/infrastructure${place}`)));
});
