import type { ModelContext } from '../draft';
import { oncePerContext } from '../once';
import type { Origin } from '../origin';
import { embed, type Embedded, type Part, set } from '../rendering/sourced';

/** What both templates say of every pod. */
const TEMPLATES: Origin = {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml and files/waypoint.yaml',
};

/** A part of the templates that nothing changes: all pods share it, and it is not walked through for each of them. */
export function fixed(value: unknown): Part {
  return set(value, TEMPLATES);
}

/** A part that follows from the installation alone: the pods of one cluster share it. */
export function ofInstallation(part: (context: ModelContext) => Part): (context: ModelContext) => Embedded {
  return oncePerContext((context) => embed(part(context), TEMPLATES));
}
