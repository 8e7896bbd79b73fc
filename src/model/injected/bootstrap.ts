import { annotation, type TemplateInput } from './template-input';
import { Feature, Support } from '../../platform';
import type { Known } from '../origin';

/** The pod's annotation that names a ConfigMap with a bootstrap of its own. */
const BOOTSTRAP = 'sidecar.istio.io/bootstrapOverride';

export const BOOTSTRAP_PATH = '/etc/istio/custom-bootstrap';

/** The ConfigMap with the pod's own bootstrap; gateways read the annotation later than sidecars did. */
export function customBootstrap({ context, pods }: TemplateInput, of: 'gateway' | 'sidecar'): Known<string> | undefined {
  const reads = of === 'sidecar' || context.facts.platform.supports(Feature.GATEWAY_BOOTSTRAP_ANNOTATION) === Support.YES;
  return reads ? annotation(pods, BOOTSTRAP) : undefined;
}
