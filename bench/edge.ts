import type { IstioGatewayProps } from '../src/gateway';
import { DisruptionBudget, GatewaySpread } from '../src/presets';

/** A gateway as people ask for it: with Deployment, Service, ServiceAccount, HPA and PDB. */
export const EDGE: IstioGatewayProps = {
  minReplicas: 2,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  resources: { requests: { cpu: '200m', memory: '256Mi' } },
  spread: GatewaySpread.nodes(),
  budget: DisruptionBudget.maxUnavailable(1),
};
