import { GATEWAY_FIELDS } from '../../model/asm/fields';
import type { Shape } from '../../model/shape';

/** As props have them: the Helm chart's `None` for no Service at all. */
export const PROPS_FIELDS: Readonly<Record<string, Shape>> = {
  ...GATEWAY_FIELDS,
  serviceType: { oneOf: ['ClusterIP', 'NodePort', 'LoadBalancer', 'None'] },
};
