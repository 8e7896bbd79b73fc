import { annotationRow } from '../../../src/model/injected';

const LONG = 262_144;
const NO_PORT = 'must be a port from 0 to 65535';
const NO_UINT = 'must be a whole number from 0 to 4294967295';
const NO_ADDRESS = 'must be a host and a port';
const OWN_PORT = 'must be a port from 1 to 65535';
const DURATION = 'must be a duration such as 30s, 1m30s or 500ms';

/** What the injector would say, in our words; undefined where it takes the value. */
const ANSWERS: Readonly<Record<string, readonly (readonly [string, string | undefined])[]>> = {
  'sidecar.istio.io/interceptionMode': [['redirect', 'interceptionMode invalid, use REDIRECT,TPROXY,NONE'], ['NONE', undefined]],
  'status.sidecar.istio.io/port': [
    ['', `status port invalid: ${NO_PORT}`], ['65536', `status port invalid: ${NO_PORT}`], ['100000', `status port invalid: ${NO_PORT}`],
    ['0'.repeat(LONG), undefined], ['0'.repeat(LONG + 1), 'longer than an object may hold'],
  ],
  'readiness.status.sidecar.istio.io/periodSeconds': [
    ['4294967296', NO_UINT], ['10000000000', NO_UINT], ['00004294967295', undefined], ['000', undefined], ['1x', NO_UINT], ['x1', NO_UINT], ['1'.repeat(LONG + 1), 'longer than an object may hold'],
  ],
  'prometheus.istio.io/merge-metrics': [['yes', 'boolean invalid, use 1,t,T,TRUE,true,True,0,f,F,FALSE,false,False']],
  'traffic.sidecar.istio.io/includeOutboundIPRanges': [
    ['10.0.0.0', 'includeIPRanges invalid: includeIPRanges must be a CIDR such as 10.0.0.0/8, got "10.0.0.0"; it has no mask; one address is 10.0.0.0/32'],
    ['1'.repeat(LONG + 1), 'longer than an object may hold'],
  ],
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': [
    ['*', 'excludeIPRanges invalid: excludeIPRanges must be a list of CIDRs such as 10.0.0.0/8,192.168.0.0/16, got "*"; Istio refuses "*" here'],
  ],
  'traffic.sidecar.istio.io/includeInboundPorts': [
    ['80,', `includeInboundPorts invalid: "" ${NO_PORT}`], ['80,http', `includeInboundPorts invalid: "http" ${NO_PORT}`], [' * ', `includeInboundPorts invalid: "*" ${NO_PORT}`],
    ['p'.repeat(100), `includeInboundPorts invalid: "${'p'.repeat(80)}" ${NO_PORT}`], ['  ', undefined], [' 80 , 443 ', undefined], ['1'.repeat(LONG + 1), 'longer than an object may hold'],
  ],
  'traffic.sidecar.istio.io/excludeInboundPorts': [['*', `excludeInboundPorts invalid: "*" ${NO_PORT}`], ['80,70000', `excludeInboundPorts invalid: "70000" ${NO_PORT}`]],
  'traffic.sidecar.istio.io/excludeOutboundPorts': [['*', `excludeOutboundPorts invalid: "*" ${NO_PORT}`]],
  'sidecar.istio.io/proxyCPU': [
    ['', 'must not be empty'], ['1\n', 'must not contain control characters'], ['\u001f1', 'must not contain control characters'], ['1\u007f', 'must not contain control characters'],
    ['1\u009f', 'must not contain control characters'], ['many', 'quantity must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi, got "many"'],
    ['1\u00a0', 'quantity must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi, got "1\u00a0"; remove the blanks around it'],
    [' 1', 'quantity must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi, got " 1"; remove the blanks around it'],
  ],
  'istio.io/reroute-virtual-interfaces': [
    ['', undefined], ['  ', undefined], [' net1 , net2 ', undefined], ['a.b-c_d', undefined], ['net1, 1net', 'interface name invalid: "1net"'], ['net1,', 'interface name invalid: ""'],
    ['eth0:1', 'interface name invalid: "eth0:1"'], ['n'.repeat(100), `interface name invalid: "${'n'.repeat(80)}"`], ['a'.repeat(LONG + 1), 'longer than an object may hold'],
  ],
  'proxy.istio.io/config': [
    ['[]', 'no proxy config: must be a mapping'], ['text', 'no proxy config: must be a mapping'], ['', undefined], ['null', undefined], [' '.repeat(LONG + 1), 'longer than an object may hold'],
    ['drainDuration: x', `drainDuration ${DURATION}, got "x"`], ['drainDuration: 999us', "'drainDuration' must be 1ms or longer"], ['drainDuration: 1ms', "'drainDuration' must be whole seconds"],
    ['drainDuration: 1s', undefined], ['drainDuration: null', undefined],
    ['terminationDrainDuration: x', `terminationDrainDuration ${DURATION}, got "x"`], ['terminationDrainDuration: null', undefined],
    ['statusPort: 0', `'statusPort' ${OWN_PORT}`], ['statusPort: "0"', `'statusPort' ${OWN_PORT}`], ['statusPort: 65536', `'statusPort' ${OWN_PORT}`], ['statusPort: "65536"', `'statusPort' ${OWN_PORT}`],
    ['statusPort: 1', undefined], ['statusPort: 65535', undefined], ['statusPort: "65535"', undefined], ['statusPort: null', undefined],
    ['statusPort: 1.5', "'statusPort' must be a whole number"], ['proxyAdminPort: 0', `'proxyAdminPort' ${OWN_PORT}`], ['proxyAdminPort: 65535', undefined],
    ['configPath: ""', "'configPath' must not be empty"], ['binaryPath: ""', "'binaryPath' must not be empty"], ['serviceCluster: ""', "'serviceCluster' must not be empty"],
    ['discoveryAddress: ""', "'discoveryAddress' must not be empty"], ['configPath: /x', undefined],
    ['proxyMetadata: {A: b}', undefined], ['proxyMetadata: {A: b, N: b}', '\'proxyMetadata\' must not have the key "false", which the template\'s YAML reads as no text'],
    ['proxy_metadata: {"yes": b}', '\'proxyMetadata\' must not have the key "yes", which the template\'s YAML reads as no text'], ['proxyMetadata: []', "'proxyMetadata' must be a map of texts"],
    ['discoveryAddress: istiod', `'discoveryAddress' ${NO_ADDRESS}`], ['discoveryAddress: istiod:0', `'discoveryAddress' ${NO_ADDRESS}`], ['discoveryAddress: istiod:65536', `'discoveryAddress' ${NO_ADDRESS}`],
    ['discoveryAddress: istiod:x', `'discoveryAddress' ${NO_ADDRESS}`], ['discoveryAddress: istiod:15012', undefined], ['discoveryAddress: "[::1]:15012"', undefined],
    ['statsdUdpAddress: x', `'statsdUdpAddress' ${NO_ADDRESS}`], ['statsdUdpAddress: ""', undefined], ['statsdUdpAddress: x:9125', undefined],
    ['envoyAccessLogService: {address: x}', `'envoyAccessLogService.address' ${NO_ADDRESS}`], ['envoyAccessLogService: {address: "x:1"}', undefined], ['envoyAccessLogService: {}', undefined],
    ['envoyMetricsService: {address: x}', `'envoyMetricsService.address' ${NO_ADDRESS}`], ['envoyMetricsService: {address: ""}', undefined],
    ...['zipkin', 'lightstep', 'datadog'].flatMap((tracer): [string, string | undefined][] => [
      [`tracing: {${tracer}: {address: x}}`, `'tracing.${tracer}.address' ${NO_ADDRESS}, such as ${tracer}.istio-system:9411`],
      [`tracing: {${tracer}: {}}`, `'tracing.${tracer}.address' ${NO_ADDRESS}, such as ${tracer}.istio-system:9411`], [`tracing: {${tracer}: {address: "x:1"}}`, undefined],
    ]),
    ['tracing: {}', undefined], ['tracing: {zipkin: null}', undefined], ['tracing: {sampling: 10}', undefined], ['tracing: {stackdriver: {}}', undefined],
    ['privateKeyProvider: {}', "'privateKeyProvider' must have cryptomb or qat"], ['privateKeyProvider: {other: {}}', "'privateKeyProvider' must have cryptomb or qat"],
    ['privateKeyProvider: {cryptomb: null}', "'privateKeyProvider' must have cryptomb or qat"], ['privateKeyProvider: null', undefined],
    ['privateKeyProvider: {cryptomb: {}}', "'privateKeyProvider.cryptomb.pollDelay' must be longer than 0s"], ['privateKeyProvider: {qat: {pollDelay: 0s}}', "'privateKeyProvider.qat.pollDelay' must be longer than 0s"],
    ['privateKeyProvider: {qat: {pollDelay: x}}', `pollDelay ${DURATION}, got "x"`], ['privateKeyProvider: {cryptomb: {poll_delay: 1ms}}', undefined],
  ],
};

const shown = (value: string): string => JSON.stringify(value.length > 80 ? `${value.slice(0, 5)}… (${value.length})` : value);

describe.each(Object.entries(ANSWERS))('%s', (name, answers) => {
  test.each(answers.map(([value, answer]) => [shown(value), value, answer] as const))('%s', (_, value, answer) => {
    const { check } = annotationRow(name)!;
    // the second answer is one that is remembered
    expect([check!(value), check!(value)]).toEqual([answer, answer]);
  });
});

test('what is remembered is not mistaken for something else, however much of it there is', () => {
  const { check } = annotationRow('proxy.istio.io/config')!;
  const texts = Array.from({ length: 1_200 }, (_, at) => (at % 2 === 0 ? `statusPort: ${at + 1}` : `statusPort: 0 # ${at}`));
  for (const _ of [1, 2]) { expect(texts.filter((text, at) => (check!(text) === undefined) !== (at % 2 === 0))).toEqual([]); }
});
