import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing, type ApiObject } from 'cdk8s';
import { ISTIO } from './written';
import { GatewayRendering, IstioGateway } from '../../../src/gateway';

const text = (name: string): string => readFileSync(join(__dirname, '../../fixtures/source-docs', `${name}.yaml`), 'utf8');

function onIstio(name: string, rendering: GatewayRendering): IstioGateway {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'istio-system' });
  ISTIO.applyTo(chart);
  return IstioGateway.fromYaml(chart, 'gw', text(name), { rendering });
}
const json = (object: ApiObject | undefined): unknown => object?.toJson();

describe('the documents of ASM on Istio', () => {
  test('001, the egress gateway, by injection: the words HTTP and HTTPS have become what a Service takes', () => {
    const gateway = onIstio('001-egress', GatewayRendering.INJECTED);
    expect(json(gateway.service)).toMatchObject({
      metadata: { name: 'istio-egressgateway' },
      spec: {
        type: 'ClusterIP',
        ports: [{ name: 'http-0', port: 80, targetPort: 80, protocol: 'TCP' }, { name: 'https-1', port: 443, targetPort: 443, protocol: 'TCP' }],
      },
    });
    expect(json(gateway.deployment)).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        template: {
          metadata: { labels: { 'app': 'istio-egressgateway', 'istio': 'egressgateway', 'security.istio.io/tlsMode': 'istio' } },
          spec: {
            dnsPolicy: 'ClusterFirst',
            containers: [{ resources: { limits: { cpu: '2', memory: '4G' }, requests: { cpu: '200m', memory: '256Mi' } }, securityContext: { runAsUser: 0 } }],
          },
        },
      },
    });
  });

  test.each([
    ['001-egress', GatewayRendering.MANAGED, '\'ports\' "https-1" (443) is HTTPS, whose listener must name a certificate'],
    ['001-ingress', GatewayRendering.INJECTED, 'an autoscaler needs minReplicas and maxReplicas, got cpu 80 without minReplicas and maxReplicas'],
    ['004-zones', GatewayRendering.INJECTED, '\'ports\' "http2" (80) and "https" (443) lead to one target port 80 with different protocols'],
    ['004-zones', GatewayRendering.MANAGED, '\'ports\' "status-port" (15020) has the name that istiod gives to port 15021'],
  ])('%s by %s cannot be held as printed, and says why', (name, rendering, message) => {
    expect(() => onIstio(name, rendering)).toThrow(message);
  });
});
