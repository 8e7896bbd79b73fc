import type { Platform } from '../../platform';
import type { GatewayDeclaration } from '../declaration';
import type { ResourceFields } from '../fields';
import type { GatewayAdditions, GatewayNames } from '../props';
import type { RenderingName } from '../spec';

/** What a check looks at: one gateway as it is in one cluster. */
export interface Judged {
  readonly declaration: GatewayDeclaration;
  readonly additions: GatewayAdditions;
  /** The fields of this cluster as their author wrote them. */
  readonly written: ResourceFields;
  /** The same with the presets in them. */
  readonly fields: ResourceFields;
  readonly names: Required<GatewayNames>;
  readonly rendering: RenderingName;
  readonly platform: Platform;
  /**
   * False for a resource that is read and written again: ASM runs it as it is, and what it does with a doubtful part is its own affair.
   */
  readonly strict: boolean;
}

/** Takes a problem: `'field' what, got value; what to do`. */
export type Add = (problem: string) => void;

export type Check = (judged: Judged, add: Add) => void;

/** What a Service is of, on this rendering, where nobody says. */
export function serviceTypeOf({ fields, rendering, declaration }: Judged): 'LoadBalancer' | 'NodePort' | 'ClusterIP' | 'None' {
  return fields.serviceType ?? (rendering !== 'ASM' && declaration.gatewayType === 'egress' ? 'ClusterIP' : 'LoadBalancer');
}
