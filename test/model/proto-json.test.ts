import { printedField, unreadable } from '../../src/model/proxy-config/proto-json';

/** What `istioctl kube-inject` prints into PROXY_CONFIG for each. */
describe('a field of ProxyConfig as protobuf prints it', () => {
  test.each<[string, unknown, unknown]>([
    ['tracing', { sampling: 0 }, {}], ['tracing', { sampling: 0.5 }, { sampling: 0.5 }], ['tracing', { sampling: '10' }, { sampling: 10 }], ['tracing', {}, {}],
    ['tracing', { maxPathTagLength: 0, enableIstioTags: false }, { enableIstioTags: false }], ['tracing', { customTags: {} }, {}],
    ['tracing', { custom_tags: { a: { literal: { value: '' } } } }, { customTags: { a: { literal: {} } } }],
    ['tracing', { stackdriver: { debug: false, maxNumberOfAttributes: 0 } }, { stackdriver: { maxNumberOfAttributes: '0' } }],
    ['tracing', { tlsSettings: { mode: 'DISABLE', insecureSkipVerify: false, subjectAltNames: [] } }, { tlsSettings: { insecureSkipVerify: false } }],
    ['tracing', { tlsSettings: { mode: 'SIMPLE' } }, { tlsSettings: { mode: 'SIMPLE' } }],
    ['gatewayTopology', { numTrustedProxies: 0 }, {}], ['gatewayTopology', { numTrustedProxies: 1, proxyProtocol: {} }, { numTrustedProxies: 1, proxyProtocol: {} }],
    ['readinessProbe', { httpGet: { port: 0, path: '' } }, { httpGet: {} }], ['proxyStatsMatcher', { inclusion_prefixes: ['a'] }, { inclusionPrefixes: ['a'] }],
    ['proxyHeaders', { server: { disabled: false, value: '' } }, { server: { disabled: false } }],
    ['extraStatTags', [], undefined], ['extraStatTags', ['a'], ['a']], ['proxyMetadata', {}, undefined], ['runtimeValues', { a: '' }, { a: '' }],
    ['concurrency', 0, 0], ['concurrency', '2', 2], ['holdApplicationUntilProxyStarts', false, false], ['statNameLength', 0, undefined], ['statNameLength', '200', 200],
    ['interceptionMode', 'REDIRECT', undefined], ['interceptionMode', 'TPROXY', 'TPROXY'], ['interceptionMode', 1, 'TPROXY'], ['interceptionMode', 0, undefined], ['tracingServiceName', 'APP_LABEL_AND_NAMESPACE', 'APP_LABEL_AND_NAMESPACE'], ['controlPlaneAuthPolicy', 'NONE', undefined],
    ['drainDuration', '45.0s', '45s'], ['drainDuration', '1.5s', '1.500s'], ['drainDuration', '0s', '0s'], ['fileFlushInterval', 'x', 'x'],
    ['meshId', '', undefined], ['meshId', null, undefined], ['noField', 0, 0],
  ])('%s %j', (field, value, printed) => expect(printedField(field, value)).toEqual(printed));
});

describe('a ProxyConfig that protobuf does not read', () => {
  test.each([
    { concurrency: 'two' }, { concurrency: 1.5 }, { concurrency: '1.0' }, { concurrency: '' }, { concurrency: 2_147_483_648 }, { holdApplicationUntilProxyStarts: 'true' }, { statNameLength: 99_999_999_999 }, { meshId: 5 },
    { tracing: [] }, { tracing: { sampling: 'x' } }, { tracing: { maxPathTagLength: -1 } }, { tracing: { customTags: { a: 'x' } } }, { extraStatTags: [5] }, { proxyMetadata: { A: 5 } }, { interceptionMode: 'x' },
    { gatewayTopology: { forwardClientCertDetails: 'x' } }, { readinessProbe: { httpGet: 'x' } }, { proxyStatsMatcher: { inclusionRegexps: 'x' } }, { proxyHeaders: { server: { disabled: 'x' } } }, { fileFlushMinSizeKb: -1 },
  ])('%j', (config) => expect(unreadable(config)).toMatch(/^'\w+(?:\.\w+)*' must be /));

  test.each([
    {}, { concurrency: '2' }, { concurrency: -2_147_483_648 }, { fileFlushMinSizeKb: 4_294_967_295 }, { tracing: { sampling: '1e2', unknown: 5 } }, { interceptionMode: 7 }, { unknown: [5] }, { meshId: null }, { proxy_metadata: { A: '' } },
    { tracing: { customTags: { a: {} } } },
  ])('%j is read', (config) => expect(unreadable(config)).toBeUndefined());
});
