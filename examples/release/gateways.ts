import { App } from 'cdk8s';
import { GatewaySpread, IstioGatewayChart, Platform, RolloutPolicy } from 'cdk8s-istio';

export const PLATFORM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });

/** The gateways of this repository, as the next release will apply them. */
export function gateways(): App {
  const app = new App();
  PLATFORM.applyTo(app);
  new IstioGatewayChart(app, 'ingress', {
    name: 'ingressgateway',
    clusterIds: ['c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7'],
    minReplicas: 2,
    maxReplicas: 8,
    cpu: { targetAverageUtilization: 60 },
    spread: GatewaySpread.nodes(),
    rollout: RolloutPolicy.outBeforeIn(),
    ports: [
      { name: 'status-port', port: 15021, targetPort: 15021 },
      { name: 'http2', port: 80, targetPort: 80 },
      { name: 'https', port: 443, targetPort: 443 },
    ],
  });
  return app;
}
