import { proxyConfig } from '../../../src/model/injected/annotation-checks';

/** What ValidateMeshConfigProxyConfig refuses, asked of `istioctl kube-inject` one by one. */
describe('a ProxyConfig that the injector refuses', () => {
  test.each([
    'configPath: ""', 'binaryPath: ""', 'serviceCluster: ""', 'discoveryAddress: ""', 'tracing: {zipkin: {}}', 'tracing: {zipkin: {address: ""}}', 'tracing: {datadog: {address: "a"}}',
    'tracing: {zipkin: {address: "a:0"}}', 'tracing: {zipkin: {address: "a:65536"}}', 'privateKeyProvider: {}', 'privateKeyProvider: {cryptomb: {}}', 'privateKeyProvider: {qat: {pollDelay: 0s}}',
    ...['y', 'N', 'Off', 'TRUE', '1', '0x1', '0o17', '0b1', '1_000', '1e3', '.inf', '-'].map((name) => `proxyMetadata: {"${name}": a}`),
  ])('%s', (text) => expect(proxyConfig(text)).toBeDefined());

  test.each([
    'concurrency: 1\nconcurrency: 2', '{"drainDuration": "5s", "drainDuration": "6s"}',
    'serviceCluster: a', 'meshId: ""', 'tracing: {}', 'tracing: {zipkin: {address: "zipkin.istio-system:9411"}}', 'tracing: {datadog: {address: "$(HOST_IP):8126"}}', 'tracing: {zipkin: {address: "[::1]:65535"}}',
    'privateKeyProvider: {cryptomb: {pollDelay: 10ms}}', 'privateKeyProvider: {qat: {poll_delay: 1ms}}',
    ...['yEs', 'nan', 'e1', '_1', 'A', 'tRue', '-a'].map((name) => `proxyMetadata: {"${name}": a}`),
  ])('%s is taken', (text) => expect(proxyConfig(text)).toBeUndefined());
});
