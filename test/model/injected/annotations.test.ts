import { ANNOTATION_ROWS, annotationRow } from '../../../src/model/injected';

const takes = (name: string, value: string): boolean => annotationRow(name)!.check!(value) === undefined;

describe('what the injector takes and refuses', () => {
  test.each<[string, string[], string[]]>([
    ['sidecar.istio.io/interceptionMode', ['REDIRECT', 'TPROXY', 'NONE'], ['redirect', '', 'NONE ']],
    ['status.sidecar.istio.io/port', ['0', '65535', ' 15020 ', '0015020'], ['65536', '-1', '+1', '1e3', '', 'x']],
    ['readiness.status.sidecar.istio.io/periodSeconds', ['0', '4294967295'], ['4294967296', '-1', '1.5', '', ' 1']],
    ['prometheus.istio.io/merge-metrics', ['true', 'False', '1', 't'], ['yes', 'tRue', '', ' true']],
    ['traffic.sidecar.istio.io/includeOutboundIPRanges', ['*', '', '10.0.0.0/8', '10.0.0.0/8,fd00::/8'], ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/8, 10.1.0.0/16', '*,10.0.0.0/8']],
    ['traffic.sidecar.istio.io/excludeOutboundIPRanges', ['', '10.0.0.0/8'], ['*', '10.0.0.0']],
    ['traffic.sidecar.istio.io/includeInboundPorts', ['*', '', '80', '80, 443', '0'], ['80,', 'http', '65536', '80-90']],
    ['traffic.sidecar.istio.io/excludeInboundPorts', ['', '80,443'], ['*', '-1']],
    ['traffic.sidecar.istio.io/excludeOutboundPorts', ['', '80,443'], ['*']],
    ['sidecar.istio.io/proxyCPU', ['100m', '2', '0.5', '1e3'], ['', 'many', '1\n', '100 m']],
    ['istio.io/reroute-virtual-interfaces', ['net1', 'net1,net2', 'a23456789012345'], ['1net', 'a234567890123456', 'net1;rm']],
    ['proxy.istio.io/config',
      ['', '{}', 'drainDuration: 45s', 'drainDuration: 1m30s', 'whatever: 1', 'terminationDrainDuration: 500ms', 'statusPort: 1', 'proxyAdminPort: "15000"'],
      ['[]', 'text', 'drainDuration: 1500ms', 'drainDuration: 0s', 'drainDuration: x', 'terminationDrainDuration: x', 'statusPort: 0', 'statusPort: 65536', 'a: b: c']],
  ])('%s', (name, good, bad) => {
    expect(good.filter((value) => !takes(name, value))).toEqual([]);
    expect(bad.filter((value) => takes(name, value))).toEqual([]);
  });

  test('nobody checks includeOutboundPorts', () => {
    expect(annotationRow('traffic.sidecar.istio.io/includeOutboundPorts')!.check).toBeUndefined();
  });

  test('50,000 characters of anything are answered at once', () => {
    const texts = ['1', 'a', ',', '.', ' ', '-', '1.', '0,', '/', '{'].map((part) => part.repeat(50_000 / part.length));
    const begun = process.cpuUsage();
    for (const row of ANNOTATION_ROWS) { for (const text of texts) { row.check?.(text); } }
    // ten texts for each of nineteen checks, 20 ms each
    expect(process.cpuUsage(begun).user / 1e3).toBeLessThan(10 * 19 * 20);
  });
});

describe('the table', () => {
  test('every row names its source, once', () => {
    expect(ANNOTATION_ROWS.filter(({ source }) => source === '')).toEqual([]);
    expect(new Set(ANNOTATION_ROWS.map(({ name }) => name)).size).toBe(ANNOTATION_ROWS.length);
  });

  test('these are checked by the injector', () => {
    expect(ANNOTATION_ROWS.filter(({ check }) => check).map(({ name }) => name.replace(/^.*\//, '')).sort()).toEqual([
      'config', 'excludeInboundPorts', 'excludeInterfaces', 'excludeOutboundIPRanges', 'excludeOutboundPorts', 'failureThreshold', 'includeInboundPorts',
      'includeOutboundIPRanges', 'initialDelaySeconds', 'interceptionMode', 'kubevirtInterfaces', 'merge-metrics', 'periodSeconds', 'port', 'proxyCPU',
      'proxyCPULimit', 'proxyMemory', 'proxyMemoryLimit', 'reroute-virtual-interfaces',
    ]);
  });
});
