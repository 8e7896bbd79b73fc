import fc from 'fast-check';
import { SEED } from './made';
import type { KubeObject } from '../../src/model/manifest';

const some = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);

const host = some('*', 'a.example', 'b.example', '*.a.example', '*.*.example', 'x*.example', 'short', '10.0.0.1', 'fd00::1', '::ffff:1.2.3.4', 'a.example.', 'a..example', 'a.9', 'UP.example',
  'shop/a.example', './a.example', '*/a.example', '*/*', '/a.example', 'shop/', 'No/a.example', 'a_b/a.example', '~/*', `${'a'.repeat(64)}.example`, '');

/** Servers that the webhook takes. */
const SERVERS: readonly KubeObject['spec'][] = [
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['a.example'], tls: { httpsRedirect: true } },
  { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['a.example', '*.b.example'], tls: { mode: 'SIMPLE', credentialName: 'cert' } },
  { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['a.example'], tls: { mode: 'MUTUAL', serverCertificate: '/a.crt', privateKey: '/a.key', caCertificates: '/ca.crt' } },
  { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['a.example'], tls: { mode: 'OPTIONAL_MUTUAL', credentialNames: ['a', 'b'] } },
  { port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['a.example'], tls: { mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: '/a.crt', privateKey: '/a.key' }] } },
  { port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['a.example'], tls: { mode: 'PASSTHROUGH' } },
  { port: { number: 15443, name: 'tls', protocol: 'TLS' }, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } },
  { port: { number: 15443, name: 'tls', protocol: 'TLS' }, hosts: ['*.local'], tls: { mode: 'ISTIO_MUTUAL' } },
  { port: { number: 3306, name: 'db', protocol: 'MYSQL' }, hosts: ['*'], bind: '0.0.0.0' },
  { port: { number: 0, name: 'socket', protocol: 'TCP' }, hosts: ['*'], bind: 'unix:///var/run/edge.sock' },
];

/** One change of a server: a place, and what to put there; nothing takes it away. */
const change: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  ...([
    ['/port', [undefined]],
    ['/port/number', [0, 1, 443, 65_535, 65_536, undefined]],
    ['/port/name', ['', 'http', undefined]],
    ['/port/protocol', ['HTTP', 'HTTPS', 'TLS', 'TCP', 'http2', 'GRPC', 'GRPC-Web', 'MONGO', 'Redis', 'UDP', 'SCTP', '', undefined]],
    ['/port/targetPort', [0, 8080]],
    ['/bind', ['0.0.0.0', '::', 'localhost', 'unix:///a', 'unix://a', 'unix://@a', 'unix:///a/', '']],
    ['/hosts', [undefined, []]],
    ['/tls', [undefined, {}]],
    ['/tls/mode', ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'PASSTHROUGH', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', undefined]],
    ['/tls/httpsRedirect', [true, false]],
    ['/tls/credentialName', ['cert', '', undefined]],
    ['/tls/credentialNames', [['a'], undefined]],
    ['/tls/serverCertificate', ['/a.crt', '', undefined]],
    ['/tls/privateKey', ['/a.key', '', undefined]],
    ['/tls/caCertificates', ['/ca.crt', undefined]],
    ['/tls/tlsCertificates', [[{ serverCertificate: '/a.crt', privateKey: '/a.key' }], undefined]],
    ['/tls/caCrl', ['/crl']],
  ] as const).map(([at, values]) => some(...values).map((value) => [at, value] as const)),
  host.map((value) => ['/hosts/0', value] as const),
);

function withChange(server: KubeObject['spec'], [at, value]: readonly [string, unknown]): KubeObject['spec'] {
  const [, field, inner] = at.split('/');
  const copy = structuredClone(server) as Record<string, Record<string, unknown> | undefined>;
  if (inner === undefined) { copy[field] = value as Record<string, unknown> | undefined; } else { copy[field] = Object.assign(copy[field] ?? (field === 'hosts' ? [] : {}), { [inner]: value }); }
  return copy;
}

const server = fc.tuple(some(...SERVERS), fc.array(change, { maxLength: 2 })).map(([base, list]) => list.reduce<unknown>(withChange, base));
const spec = fc.oneof({ weight: 30, arbitrary: fc.array(server, { minLength: 1, maxLength: 2 }) }, { weight: 1, arbitrary: fc.constant([]) });
const name = fc.oneof({ weight: 20, arbitrary: fc.constant('edge') }, { weight: 1, arbitrary: some('edge.a', `edge-${'a'.repeat(60)}`) });

/** Istio Gateways of all kinds, right and wrong; each with a number at the end of its name. */
export function istioGateways(runs: number): KubeObject[] {
  return fc.sample(fc.tuple(name, spec), { seed: SEED, numRuns: runs }).map(([called, servers], at) => JSON.parse(JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: `${called as string}-${at}`, namespace: 'ingress' },
    spec: { selector: { istio: `ingress-${at}` }, servers },
  })) as KubeObject);
}
