import type { GatewayRenderer } from './renderer';
import { meant } from '../../kube/nearest';
import { onceEach } from '../../model/once';
import { Feature, Flavor, Support, type Platform } from '../../platform';
import { shown } from '../../platform/problems';
import { GatewayRendering } from '../props';
import type { RenderingName } from '../spec';

/** A rendering, and why the one that was asked for cannot be had. */
export interface Choice {
  readonly rendering: RenderingName;
  readonly problem?: string;
}

/** The rendering of a gateway: as asked for, else by the platform. */
export function chooseRendering(given: GatewayRendering | undefined, platform: Platform): Choice {
  const own = platform.flavor === Flavor.ASM ? 'ASM' : 'INJECTED';
  if (given === undefined) { return { rendering: own }; }
  if (!Object.values(GatewayRendering).includes(given)) {
    const known = Object.values(GatewayRendering);
    return { rendering: own, problem: `'rendering' must be one of ${known.join(', ')}, got ${shown(given)}${meant(given, known)}` };
  }
  if (given === GatewayRendering.ASM && platform.supports(Feature.ISTIO_GATEWAY_RESOURCE) === Support.NO) {
    return { rendering: own, problem: `'rendering' ASM cannot be had on ${platform}; apply Platform.asm, or use INJECTED or MANAGED` };
  }
  if (given !== GatewayRendering.ASM && platform.flavor === Flavor.ASM) {
    return {
      rendering: own,
      problem: `'rendering' ${given} is for Istio, got ${platform}: ASM deploys its gateways from the IstioGateway resource; use ASM, or apply Platform.istio`,
    };
  }
  return { rendering: given };
}

/** Renderers are loaded when they are first used: most apps use one. */
export const rendererOf = onceEach((rendering: RenderingName): GatewayRenderer => {
  /* eslint-disable @typescript-eslint/no-require-imports -- loaded by the first gateway of each kind */
  switch (rendering) {
    case 'ASM': return (require('./asm') as typeof import('./asm')).ASM_RENDERER;
    case 'INJECTED': return (require('./injected') as typeof import('./injected')).INJECTED_RENDERER;
    case 'MANAGED': return (require('./managed') as typeof import('./managed')).MANAGED_RENDERER;
  }
  /* eslint-enable @typescript-eslint/no-require-imports */
});
