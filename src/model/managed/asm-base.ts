import { type Built, built, type Templates } from './built';
import type { RenderInput } from './input';
import { namespacePart } from './objects';
import { PROXY_CONTAINER } from '../names';
import type { Origin } from '../origin';
import { type Part, print, sourced } from '../rendering/sourced';

const PAGE = 'ASM, Customize configuration for Gateway API-based deployment';

/** What ASM deploys before any option is not published: it is known who the objects are, and nothing else. */
const UNPUBLISHED: Origin = { kind: 'unknown', why: "ASM does not publish what it deploys for a Gateway, and the Gateway's options do not set it" };

/** The objects of ASM's own templates, as far as its documents show them. */
export function asmObjects(input: RenderInput): Templates {
  const { deploymentName, serviceAccount } = input;
  const metadata = (name: Part): Part => ({ name, namespace: namespacePart(input) });
  const made = (part: { readonly [key: string]: Part }): Built => built(print(part, { kind: 'default', of: 'ASM', source: PAGE }), UNPUBLISHED);
  const name = sourced(deploymentName);
  return (key) => {
    switch (key) {
      case 'serviceAccount': return made({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(sourced(serviceAccount)) });
      case 'deployment': return made({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(name),
        spec: { template: { spec: { containers: [{ name: PROXY_CONTAINER }] } } },
      });
      case 'service': return made({ apiVersion: 'v1', kind: 'Service', metadata: metadata(name) });
      case 'horizontalPodAutoscaler': return made({
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: metadata(name),
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
      });
      case 'podDisruptionBudget': return made({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: metadata(name) });
    }
  };
}
