import { type Part, set } from '../injected/sourced';
import type { Origin } from '../origin';

/** What both templates say of every pod. */
const TEMPLATES: Origin = {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml and files/waypoint.yaml',
};

/** A part of the templates that nothing changes: all pods share it, and it is not walked through for each of them. */
export function fixed(value: unknown): Part {
  return set(value, TEMPLATES);
}
