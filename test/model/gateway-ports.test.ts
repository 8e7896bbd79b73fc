import { gatewayPorts, listenerPorts, type PodPort } from '../../src/model/gateway-ports';
import type { KubeObject } from '../../src/model/manifest/types';

interface Port {
  readonly port: number;
  readonly targetPort?: unknown;
  readonly name?: string;
  readonly protocol?: string;
  readonly appProtocol?: string;
}
interface Written { readonly name?: string; readonly created?: string; readonly labels?: Readonly<Record<string, string>> }

function service(ports: readonly Port[], { name = 'edge', created, labels }: Written = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, ...(created !== undefined && { creationTimestamp: created }), ...(labels && { labels }) }, spec: { ports } };
}

const LEFT = { labels: { 'experimental.istio.io/disable-gateway-port-translation': 'false' } };
const [JUNE, JULY] = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'];
const to = (targetPort: unknown, written?: Written): KubeObject => service([{ port: 443, targetPort }], written);

describe('where a server of port 443 stands', () => {
  test.each<[string, readonly KubeObject[], readonly PodPort[]]>([
    ['no Service', [], [443]],
    ['a Service without the port', [service([{ port: 80, targetPort: 8443 }])], [443]],
    ['a Service with it', [to(8443)], [8443]],
    ['no targetPort', [to(undefined)], [443]],
    ['targetPort 0, which is the port', [to(0)], [443]],
    ['a name', [to('tls')], ['tls']],
    ['a port for UDP', [service([{ port: 443, targetPort: 9443, protocol: 'UDP', name: 'quic' }, { port: 443, targetPort: 8443, name: 'tls' }])], [9443]],
    ['the label, whatever it says', [to(8443, LEFT)], [443]],
    ['the label at one of two', [to(9443, LEFT), to(8443)], [8443]],
    ['two that agree', [to(8443), to(8443)], [8443]],
    ['two of which nobody knows the age', [to(8443, { created: JUNE }), to(9443)], [8443, 9443]],
    ['the older one', [to(8443, { created: JULY }), to(9443, { created: JUNE })], [9443]],
    ['the older one does not have it', [to(8443, { created: JULY }), service([{ port: 80 }], { created: JUNE })], [8443]],
    ['two of one second: by host name', [to(8443, { name: 'edge', created: JUNE }), to(9443, { name: 'edge-internal', created: JUNE })], [9443]],
  ])('%s', (_, services, expected) => { expect(listenerPorts(443, gatewayPorts(services))).toEqual(expected); });

  test.each<[string, Port, Port, readonly PodPort[]]>([
    ['one protocol', { port: 443, name: 'https' }, { port: 444, name: 'https-more' }, [444]],
    ['another one', { port: 443, name: 'https' }, { port: 444, name: 'tls-more' }, [8443]],
    ['the protocol of Kubernetes for it', { port: 443, name: 'http2' }, { port: 444, name: 'b', appProtocol: 'kubernetes.io/h2c' }, [444]],
    ['words that istiod does not know', { port: 443, name: 'a' }, { port: 444, name: 'b' }, [444]],
    ['one of them never sniffed', { port: 3306, name: 'a' }, { port: 444, name: 'b' }, [8443]],
    ['TCP and UDP', { port: 443, name: 'tls' }, { port: 444, name: 'tls-quic', protocol: 'UDP' }, [8443]],
  ])('of two ports of a Service that lead to one, the second is translated if it has another protocol: %s', (_, first, second, expected) => {
    const ports = [first, second].map((port) => ({ ...port, targetPort: 8443 }));
    expect(listenerPorts(444, gatewayPorts([service(ports)]))).toEqual(expected);
  });

  test('a name is looked up for its protocol; what nobody has leads nowhere, and the next one counts', () => {
    const named = (name: string, transport: string): number | false => (name === 'tls' && transport === 'TCP' ? 8443 : false);
    expect(listenerPorts(443, gatewayPorts([to('tls')], named))).toEqual([8443]);
    expect(listenerPorts(443, gatewayPorts([to('other')], named))).toEqual([443]);
    expect(listenerPorts(443, gatewayPorts([service([{ port: 443, targetPort: 'tls', protocol: 'UDP' }, { port: 443, targetPort: 9443 }])], named))).toEqual([9443]);
  });
});
