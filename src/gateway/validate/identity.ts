import type { Add, Judged } from './judge';
import { nameProblem } from '../../kube/names';
import { meant } from '../../kube/nearest';
import { labelsProblem, annotationsProblem } from '../../kube/sizes';
import { shown } from '../../platform/problems';

/** ASM calls its objects `istio-<name>`, and the name of a Service is a label of at most 63 characters. */
const ASM_MAX_NAME = 57;

export function checkIdentity(judged: Judged, rootNamespace: string, add: Add): void {
  checkName(judged, add);
  const { declaration, rendering, additions } = judged;
  const { namespace, gatewayType, labels, annotations } = declaration;
  if (rendering === 'ASM' && namespace !== rootNamespace) {
    add(`'namespace' must be ${rootNamespace} for an IstioGateway, got ${shown(namespace)}; a gateway elsewhere does not start`);
  }
  const problem = namespace === undefined ? undefined : nameProblem('dns1123Label', namespace);
  if (problem !== undefined) { add(`'namespace' ${problem}, got ${shown(namespace)}`); }
  if (gatewayType === 'cross-network') {
    add("'gatewayType' must be ingress or egress, got \"cross-network\"; it is a constant of ASM's code that its own schema rejects, use networkGateway on Istio");
  } else if (gatewayType !== undefined && gatewayType !== 'ingress' && gatewayType !== 'egress') {
    add(`'gatewayType' must be ingress or egress, got ${shown(gatewayType)}${meant(gatewayType, ['ingress', 'egress'])}`);
  }
  for (const [what, text] of [['labels', labelsProblem(labels)], ['annotations', annotationsProblem(annotations)]] as const) {
    if (text !== undefined) { add(`'${what}': ${text}`); }
  }
  for (const key of Object.keys(additions.spread?._acknowledgements() ?? {})) {
    if (key in annotations) { add(`'annotations' must not have ${shown(key)} beside a spread that says the same; leave it to the spread`); }
  }
  checkSelectorLabels(judged, add);
}

function checkName({ declaration, names, rendering }: Judged, add: Add): void {
  const { name } = declaration;
  const advice = 'give the gateway another `name`';
  if (rendering === 'ASM' && name.length > ASM_MAX_NAME) {
    add(`'name' must have at most ${ASM_MAX_NAME} characters, because its objects are called istio-<name>, got ${name.length}: ${shown(name)}; ${advice}`);
    return;
  }
  const own = nameProblem(rendering === 'MANAGED' ? 'dns1123Label' : 'dns1123Subdomain', name);
  const made = own === undefined ? nameProblem('dns1035Label', names.objectName) : undefined;
  if (own !== undefined) { add(`'name' ${own}, got ${shown(name)}; ${advice}`); }
  if (made !== undefined) { add(`'name' makes the Service ${shown(names.objectName)}, whose name ${made}; ${advice}`); }
  for (const [key, value] of Object.entries(names.selector)) {
    const problem = made === undefined && own === undefined ? nameProblem('labelValue', value) : undefined;
    if (problem !== undefined) { add(`'name' makes the label ${key}, whose value ${problem}, got ${shown(value)}; ${advice}`); }
  }
}

/** A pod label that differs from the selector makes a Deployment that the API server refuses, and a gateway without pods on ASM. */
function checkSelectorLabels({ fields, names, declaration }: Judged, add: Add): void {
  for (const [where, labels] of [['podLabels', fields.podLabels], ['labels', declaration.labels]] as const) {
    for (const [key, value] of Object.entries(names.selector)) {
      const own = where === 'labels' && declaration.from === 'yaml' ? undefined : labels?.[key];
      if (own !== undefined && own !== value) {
        add(`'${where}' must not change ${shown(key)}, by which the gateway finds its pods: ${shown(value)}, got ${shown(own)}; leave it out`);
      }
    }
  }
}
