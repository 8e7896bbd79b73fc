import { values } from './told';
import { stringsAt } from '../../../src/model/read';
import { appYaml, ISTIO, sidecarIn } from '../sidecar/helpers';

const CNI = values({ pilot: { cni: { enabled: true } } });
const traffic = (name: string): string => `traffic.sidecar.istio.io/${name}`;

/** What the plugin reads: the annotations that the template of sidecars adds where the plugin is installed. */
function read(annotations: string, facts = CNI): Readonly<Record<string, string>> {
  const proxy = sidecarIn(appYaml({ annotations }), facts);
  const all = stringsAt(proxy.workload.object, `${proxy.template}/metadata/annotations`);
  return Object.fromEntries(Object.entries(all).filter(([key]) => /^(?:traffic\.|istio\.io\/reroute|k8s\.v1|sidecar\.istio\.io\/interception)/.test(key)));
}

const DEFAULTS = {
  'sidecar.istio.io/interceptionMode': 'REDIRECT',
  [traffic('includeOutboundIPRanges')]: '*',
  [traffic('includeInboundPorts')]: '*',
  [traffic('excludeInboundPorts')]: '15020',
};

describe('annotations for the CNI plugin', () => {
  test('of a pod that asks for nothing', () => { expect(read('')).toEqual(DEFAULTS); });

  test('without the plugin there are none', () => { expect(read('', ISTIO)).toEqual({}); });

  test('Multus is told of its network', () => {
    expect(read('', values({ pilot: { cni: { enabled: true, provider: 'multus' } } }))).toEqual({ ...DEFAULTS, 'k8s.v1.cni.cncf.io/networks': 'default/istio-cni' });
  });

  test('every list of the author', () => {
    const own = {
      'sidecar.istio.io/interceptionMode': 'TPROXY',
      [traffic('includeOutboundIPRanges')]: '10.0.0.0/8',
      [traffic('excludeOutboundIPRanges')]: '10.1.0.0/16',
      [traffic('includeInboundPorts')]: '80',
      [traffic('excludeInboundPorts')]: '81',
      [traffic('includeOutboundPorts')]: '82',
      [traffic('excludeOutboundPorts')]: '83',
      [traffic('kubevirtInterfaces')]: 'net1',
      [traffic('excludeInterfaces')]: 'eth1',
      'istio.io/reroute-virtual-interfaces': 'net2',
    };
    const annotations = Object.entries(own).map(([key, value]) => `${key}: "${value}"`).join('\n');
    expect(read(annotations)).toEqual({ ...own, [traffic('excludeInboundPorts')]: '81,15020' });
  });

  test('lists that are empty: ports of outbound traffic stay, ranges go', () => {
    const annotations = ['includeOutboundIPRanges', 'excludeOutboundIPRanges', 'includeOutboundPorts', 'excludeOutboundPorts'].map((name) => `${traffic(name)}: ""`).join('\n');
    const found = read(annotations);
    expect(found[traffic('includeOutboundPorts')]).toBe('');
    expect(found[traffic('excludeOutboundPorts')]).toBe('');
  });
});

describe('the label of HBONE', () => {
  const label = (metadata: string, labels = ''): string | undefined => {
    const proxy = sidecarIn(appYaml({ annotations: `proxy.istio.io/config: '{"proxyMetadata": {${metadata}}}'`, labels }));
    return stringsAt(proxy.workload.object, `${proxy.template}/metadata/labels`)['networking.istio.io/tunnel'];
  };
  test.each([
    ['"ISTIO_META_ENABLE_HBONE": "true"', '', 'http'],
    ['"ISTIO_META_ENABLE_HBONE": "false"', '', undefined],
    ['', '', undefined],
    ['"ISTIO_META_ENABLE_HBONE": "true"', 'networking.istio.io/tunnel: none', 'none'],
    ['"ISTIO_META_ENABLE_HBONE": "true"', 'networking.istio.io/tunnel: ""', 'http'],
  ])('%s beside %j: %s', (metadata, labels, expected) => { expect(label(metadata, labels)).toBe(expected); });
});
