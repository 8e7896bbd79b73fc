import { refusal, write, type WriteOptions } from './written';
import { GatewayRendering, type IstioGatewayProps } from '../../../src/gateway';
import { valueAt } from '../../../src/model';

const MANAGED: WriteOptions = { rendering: GatewayRendering.MANAGED };
const INJECTED: WriteOptions = { rendering: GatewayRendering.INJECTED };
const HTTPS = { name: 'https', port: 443 };

const listeners = (props: IstioGatewayProps): unknown => valueAt(write(props, MANAGED).emitted.find(({ kind }) => kind === 'Gateway'), '/spec/listeners');

describe('the certificates of listeners', () => {
  test('without ports HTTPS is there as soon as it has a certificate', () => {
    expect(listeners({ ports: undefined, listenerCertificates: { https: 'edge-cert' } })).toEqual([
      { name: 'http2', port: 80, protocol: 'HTTP' },
      { name: 'https', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'edge-cert' }] } },
    ]);
  });

  test('the port of the Service is the same as without', () => {
    const service = (props: IstioGatewayProps): unknown => valueAt(write(props, MANAGED).of('Service'), '/spec/ports');
    expect(service({ ports: [{ ...HTTPS, targetPort: 8443 }], listenerCertificates: { https: 'edge-cert' } })).toEqual([
      { name: 'status-port', port: 15021, protocol: 'TCP', appProtocol: 'tcp' },
      { name: 'https', port: 443, protocol: 'TCP', appProtocol: 'https', targetPort: 8443 },
    ]);
  });

  test('HTTPS without one says where to give it, also for a port that has no name yet', () => {
    expect(refusal({ ports: [HTTPS] }, MANAGED)).toContain('whose listener must name a certificate, got none; give its Secret in listenerCertificates: { "https": … }');
    expect(refusal({ ports: [{ port: 443, appProtocol: 'https' }] }, MANAGED)).toContain('give the port a name and its Secret in listenerCertificates');
  });

  test('by injection without an Istio Gateway nobody would read them', () => {
    const found = refusal({ ports: [HTTPS], listenerCertificates: { https: 'edge-cert' } }, INJECTED);
    expect(found).toContain('got "https" without it; set autoCreateGatewayYaml');
    expect(found).toContain('use the rendering MANAGED');
  });

  test('every port without one is as it was', () => {
    const props = { ports: [HTTPS, { name: 'tls', port: 8443 }], autoCreateGatewayYaml: true, listenerCertificates: { https: 'edge-cert' } };
    expect(valueAt(write(props, INJECTED).emitted.find(({ kind }) => kind === 'Gateway'), '/spec/servers/1/tls')).toEqual({ mode: 'PASSTHROUGH' });
    expect(valueAt(listeners({ ...props, autoCreateGatewayYaml: false }), '/1/tls')).toEqual({ mode: 'Passthrough' });
  });

  describe.each([MANAGED, INJECTED])('refused, $rendering', (options) => {
    test.each<[string, IstioGatewayProps, string]>([
      ['a port that is not there', { ports: [HTTPS], listenerCertificates: { htps: 'x' } }, '\'listenerCertificates.htps\' must be for a port of this gateway, got "htps", expected "https"; did you mean "https"?'],
      ['a plain port', { ports: [{ name: 'http', port: 80 }], listenerCertificates: { http: 'x' } }, 'is for ports of HTTPS or TLS, got HTTP for "http" (80)'],
      ['no name of a Secret', { ports: [HTTPS], listenerCertificates: { https: 'other/cert' } }, 'names a Secret of the gateway\'s namespace and must be'],
      ['a list', { ports: [HTTPS], listenerCertificates: ['x'] as never }, '\'listenerCertificates\' must be a map, got'],
      ['a number', { ports: [HTTPS], listenerCertificates: { https: 1 } as never }, '\'listenerCertificates.https\' must be a text, got 1'],
      ['TLS between networks', { ports: undefined, networkGateway: 'n1', listenerCertificates: { tls: 'x' } }, 'would end the TLS of services in other networks'],
    ])('%s', (_, props, message) => {
      expect(refusal({ ...props, autoCreateGatewayYaml: options.rendering === GatewayRendering.INJECTED }, options)).toContain(message);
    });
  });
});
