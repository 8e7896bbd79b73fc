import { checkProxyConfigFields } from './proxy';
import type { Add } from './shapes';
import { nameProblem } from '../../kube/names';
import { configMapProblem } from '../../kube/sizes';
import { Flavor } from '../../platform';
import { isPlainMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import { valueFor } from '../../platform/values';
import type { PlanInput, WaypointPlan } from '../plan';

/** Props by the option that carries them, for people. */
const CARRIED: Readonly<Record<string, string>> = {
  service: "'service' or 'overlays.service'", serviceAccount: "'overlays.serviceAccount'", podDisruptionBudget: "'overlays.podDisruptionBudget'",
};

/** Whether the mesh reads what was planned, and from where. */
export function checkCarriers(input: PlanInput, { merged, options }: WaypointPlan, add: Add): void {
  const { props, platform } = input;
  const isAsm = platform.flavor === Flavor.ASM;
  if (merged.has('proxyConfig')) {
    if (isAsm) { checkProxyConfigFields(merged.get('proxyConfig')!, 'overlays.proxyConfig', (problem) => addOnce(problem, props, add)); } else {
      add("'overlays.proxyConfig' is an option of ASM only, got it on Istio, where it would keep the whole waypoint from being made; use the prop proxyConfig, "
        + 'which is written where Istio reads it');
    }
  }
  const documented = valueFor(platform, 'overlayKeys');
  for (const key of merged.keys()) {
    if (!isAsm || props.undocumentedOptions === true || !documented.known || documented.value.includes(key)) { continue; }
    add(`${CARRIED[key]} needs the option ${shown(key)}, which ASM does not document (it names ${documented.value.join(', ')}); leave it out, or set undocumentedOptions`);
  }
  const problem = options && configMapProblem(options.data as Readonly<Record<string, unknown>>);
  if (problem !== undefined) { add(`the options ConfigMap: ${problem}`); }
  checkNames(input, merged.size > 0, add);
}

/** What a prop said wrong is said of the prop already. */
function addOnce(problem: string, { overlays }: PlanInput['props'], add: Add): void {
  if (overlays?.proxyConfig !== undefined) { add(problem); }
}

function checkNames({ props, namespace }: PlanInput, needsOptions: boolean, add: Add): void {
  const { optionsName, parametersRef } = props;
  const badName = optionsName === undefined ? undefined : nameProblem('dns1123Subdomain', optionsName);
  if (badName !== undefined) { add(`'optionsName' ${badName}, got ${shown(optionsName)}`); }
  if (optionsName !== undefined && !needsOptions && parametersRef === undefined) { add(`'optionsName' names a ConfigMap that nothing needs, got ${shown(optionsName)}; leave it out`); }
  if (parametersRef === undefined || !isPlainMap(parametersRef)) { return; }
  const { name, kind = 'ConfigMap', group = '', namespace: elsewhere } = parametersRef;
  const badReference = nameProblem('dns1123Subdomain', name);
  if (badReference !== undefined) { add(`'parametersRef.name' ${badReference}, got ${shown(name)}`); }
  if (kind !== 'ConfigMap' || group !== '') {
    add(`'parametersRef' must name a ConfigMap, whose group is empty, got ${shown(kind)} of group ${shown(group)}; nothing of the waypoint would be made`);
  }
  if (elsewhere !== undefined && elsewhere !== namespace) {
    add(`'parametersRef.namespace' must be the waypoint's, ${namespace === undefined ? 'which is not said' : shown(namespace)}, got ${shown(elsewhere)}; put the ConfigMap there`);
  }
  if (needsOptions) {
    add(`'parametersRef' names options of others, got ${shown(name)} beside props or overlays that need options of their own; keep one of the two`);
  }
  if (optionsName !== undefined) { add(`'optionsName' and 'parametersRef' must not both name the options, got ${shown(optionsName)} and ${shown(name)}; keep one of the two`); }
}
