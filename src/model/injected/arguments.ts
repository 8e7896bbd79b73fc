import { asmItem } from './asm-levels';
import type { PodTemplate } from './pod-template';
import { annotation, type TemplateInput } from './template-input';
import { Flavor } from '../../platform';
import { type Effective, known, mapKnown, unknown } from '../origin';
import { chartText, chartValue, isTruthy } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

/** An argument list; where one argument is not known, the list is not, since those behind it would move. */
export function argumentList(args: readonly (string | Effective<string>)[]): Part {
  const missing = args.find((arg): arg is Effective<string> => typeof arg !== 'string' && !arg.known);
  if (missing) { return sourced(missing); }
  return args.map((arg) => (typeof arg === 'string' ? arg : sourced(arg)));
}

const PROXY_LEVEL = 'sidecar.istio.io/logLevel';
const COMPONENT_LEVEL = 'sidecar.istio.io/componentLogLevel';
const AGENT_LEVEL = 'sidecar.istio.io/agentLogLevel';
const LEVELS = [PROXY_LEVEL, COMPONENT_LEVEL, AGENT_LEVEL];

/** The pods' annotation, ASM's item, the value of the installation. */
function levelOf(input: TemplateInput, key: string, value: string, item?: string): Effective<string> {
  const own = annotation(input.pods, key);
  if (own) { return own; }
  const isAsm = input.context.facts.platform.flavor === Flavor.ASM;
  const ofAsm = isAsm && item !== undefined ? asmItem(input, item) : undefined;
  if (ofAsm) { return typeof ofAsm.value === 'string' ? known(ofAsm.value, ofAsm.origin) : unknown(`${item!} of ASMProxyConfig is not known to be text`); }
  return chartText(input.context, value);
}

const flagged = (flag: string, value: Effective<string>): Effective<string> => mapKnown(value, (text) => `--${flag}=${text}`);

/** The level of the agent's own log, which istio-init uses too. */
export function agentLogLevel(input: TemplateInput): Effective<string> {
  return flagged('log_output_level', levelOf(input, AGENT_LEVEL, '/global/logging/level'));
}

/** Where the cluster's DNS has services; on ASM it is chosen when the instance is made, and only the facts tell. */
function domain({ context }: TemplateInput): Effective<string> {
  const { facts } = context;
  if (facts.platform.flavor !== Flavor.ASM) { return chartText(context, '/global/proxy/clusterDomain'); }
  return facts.clusterDomain === undefined
    ? unknown("the domain of the clusters' DNS is chosen when the ASM instance is made; give clusterDomain in the facts")
    : known(facts.clusterDomain, { kind: 'policy', level: 'global', by: 'cluster domain of the mesh' });
}

/** Does the pod say itself how much is logged? Then its arguments are its own. */
export function hasOwnLevels({ annotations }: PodTemplate): boolean {
  return LEVELS.some((key) => annotations[key] !== undefined);
}

/** What `pilot-agent proxy` is started with, as all templates begin it. */
export function proxyArguments(input: TemplateInput, role: 'router' | 'sidecar'): (string | Effective<string>)[] {
  return [
    'proxy',
    role,
    '--domain',
    mapKnown(domain(input), (name) => `$(POD_NAMESPACE).svc.${name}`),
    flagged('proxyLogLevel', levelOf(input, PROXY_LEVEL, '/global/proxy/logLevel', 'logLevel')),
    flagged('proxyComponentLogLevel', levelOf(input, COMPONENT_LEVEL, '/global/proxy/componentLogLevel')),
    agentLogLevel(input),
  ];
}

/** What values of the installation add to it. */
export function installedArguments({ context }: TemplateInput, role: 'router' | 'sidecar'): (string | Effective<string>)[] {
  const sts = chartText(context, '/global/sts/servicePort');
  const outliers = chartText(context, '/global/proxy/outlierLogPath');
  return [
    ...(['', '0'].includes(sts.value) ? [] : [mapKnown(sts, (port) => `--stsPort=${port}`)]),
    ...asJson({ context }, '--log_as_json'),
    ...(role === 'sidecar' && outliers.value !== '' ? [flagged('outlierLogPath', outliers)] : []),
  ];
}

export function asJson({ context }: Pick<TemplateInput, 'context'>, flag: string): Effective<string>[] {
  const json = chartValue(context, '/global/logAsJson');
  return isTruthy(json.value) ? [mapKnown(json, () => flag)] : [];
}
