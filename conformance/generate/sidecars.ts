import fc from 'fast-check';
import { SEED } from './made';
import type { KubeObject } from '../../src/model/manifest';

type Spec = Record<string, unknown>;

/** Sidecars that the webhook takes. */
const SIDECARS: readonly Spec[] = [
  { egress: [{ hosts: ['./*', 'istio-system/*'] }] },
  { egress: [{ port: { number: 9080, protocol: 'HTTP', name: 'http' }, hosts: ['shop/*'] }, { hosts: ['./*'] }] },
  { egress: [{ port: { number: 3306, protocol: 'MYSQL', name: 'mysql' }, captureMode: 'NONE', bind: '127.0.0.1', hosts: ['*/db.example'] }] },
  { workloadSelector: { labels: { app: 'web' } }, ingress: [{ port: { number: 9080, protocol: 'HTTP', name: 'http' }, defaultEndpoint: '127.0.0.1:8080' }], egress: [{ hosts: ['./*'] }] },
  { workloadSelector: { labels: { app: 'web' } }, ingress: [{ port: { number: 9443, protocol: 'HTTPS', name: 'https' }, defaultEndpoint: 'unix:///var/run/web.sock', tls: { mode: 'SIMPLE', serverCertificate: '/a.crt', privateKey: '/a.key' } }] },
  { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  { inboundConnectionPool: { tcp: { maxConnections: 5 } } },
];

const host = ['*/*', './*', '~/*', 'shop/*', 'shop/a.example', '*/*.a.example', 'a.example', '*', 'shop/short', 'shop/', '/a.example', 'No/a.example', 'a_b/*', 'shop/*.*.example', 'shop/x*.example', 'shop/10.0.0.1', 'shop/a.9', 'shop/a.example.', '', 'a/b/c.example'];
const endpoint = ['127.0.0.1:8080', '0.0.0.0:8080', '[::1]:8080', '[::]:8080', '10.0.0.1:8080', 'localhost:8080', '127.0.0.1', ':8080', '127.0.0.1:0', '127.0.0.1:65536', '127.0.0.1:http', 'unix:///a', 'unix://a', 'unix://', 'unix://@a', ''];

/** Where something is put, and what; nothing takes it away. */
const PLACES: readonly (readonly [string, readonly unknown[]])[] = [
  ['/egress', [undefined, []]],
  ['/egress/0/hosts', [[], undefined]],
  ['/egress/0/hosts/0', host],
  ['/egress/0/port', [undefined, { number: 80, protocol: 'HTTP', name: 'http' }, { number: 0, protocol: 'TCP', name: 'tcp' }, { number: 65_536, protocol: 'TCP', name: 'tcp' }]],
  ['/egress/0/port/protocol', ['', 'HTTPS', 'SCTP', 'tcp']],
  ['/egress/0/port/name', ['']],
  ['/egress/0/port/targetPort', [0, 8080]],
  ['/egress/0/bind', ['127.0.0.1', 'localhost', 'unix:///a', 'unix://a', '']],
  ['/egress/0/captureMode', ['DEFAULT', 'IPTABLES', 'NONE']],
  ['/egress/1', [{ hosts: ['./*'] }, { port: { number: 9080, protocol: 'HTTP', name: 'other' }, hosts: ['./*'] }, { port: { number: 9081, protocol: 'TCP', name: 'tcp' }, hosts: ['./*'] }]],
  ['/ingress', [undefined, []]],
  ['/ingress/0/port', [undefined, { number: 0, protocol: 'TCP', name: 'tcp' }]],
  ['/ingress/0/port/protocol', ['', 'TLS', 'SCTP']],
  ['/ingress/0/port/name', ['']],
  ['/ingress/0/port/targetPort', [8080]],
  ['/ingress/0/bind', ['127.0.0.1', 'localhost', 'unix:///a', '']],
  ['/ingress/0/captureMode', ['DEFAULT', 'IPTABLES', 'NONE']],
  ['/ingress/0/defaultEndpoint', endpoint],
  ['/ingress/0/tls', [undefined, { mode: 'SIMPLE', credentialName: 'a' }, { mode: 'SIMPLE' }, { mode: 'ISTIO_MUTUAL' }, { mode: 'MUTUAL', serverCertificate: '/a', privateKey: '/b' }]],
  ['/ingress/1', [{ port: { number: 9080, protocol: 'HTTP', name: 'other' }, defaultEndpoint: '127.0.0.1:1' }]],
  ['/workloadSelector', [undefined, { labels: { app: 'web' } }, { labels: {} }, { labels: { app: '*' } }, { labels: { '': 'a' } }]],
  ['/outboundTrafficPolicy', [undefined, { mode: 'ALLOW_ANY' }, {}, { mode: 'ALLOW_ANY', egressProxy: { host: 'a.example' } }]],
  ['/inboundConnectionPool', [undefined, { tcp: { maxConnections: -1 } }, { http: { http2MaxRequests: 5 } }]],
];

const change = fc.constantFrom(...PLACES).chain(([at, values]) => fc.constantFrom(...values).map((value) => [at.slice(1).split('/'), value] as const));

function withChange(spec: Spec, [path, value]: readonly [readonly string[], unknown]): Spec {
  const copy = structuredClone(spec);
  let place = copy as Record<string, unknown>;
  for (const [at, field] of path.slice(0, -1).entries()) { place = (place[field] ??= /^[0-9]/.test(path[at + 1]) ? [] : {}) as Record<string, unknown>; }
  const last = path.at(-1)!;
  if (Array.isArray(place) && Number(last) >= place.length) { place.push(value); } else { place[last] = value; }
  return copy;
}

/** Sidecars of all kinds, right and wrong, each in a namespace of its own. */
export function sidecarResources(runs: number): KubeObject[] {
  const spec = fc.tuple(fc.constantFrom(...SIDECARS), fc.array(change, { maxLength: 2 })).map(([base, list]) => list.reduce(withChange, base));
  return fc.sample(spec, { seed: SEED, numRuns: runs }).map((one, at) => JSON.parse(JSON.stringify({
    apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'own', namespace: `shop-${at}` }, spec: one,
  })) as KubeObject);
}
