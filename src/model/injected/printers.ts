import { ASM_WHOLE, asmSidecarTemplate } from './asm-sidecar-template';
import { gatewayTemplate } from './gateway-template';
import { sidecarTemplate } from './sidecar-template';
import type { TemplateInput } from './template-input';
import { customTemplate } from './template-names';
import type { Veil } from './veil';
import { Flavor } from '../../platform';
import { unmodelledVersions } from '../../platform/values';
import { readYamlValue } from '../manifest';
import { isMap } from '../read';
import { print, type Printed, set } from '../rendering/sourced';

/** Istio's own templates, by name. */
const BUILT_IN: ReadonlyMap<string, (input: TemplateInput) => Printed> = new Map([['gateway', gatewayTemplate], ['sidecar', sidecarTemplate]]);

/** A template as it goes over the pod: what is known of it, and why the rest is not. */
export interface Template {
  readonly printed?: Printed;
  readonly veil?: Veil;
}

export function printTemplate(name: string, input: TemplateInput): Template {
  const { context } = input;
  const custom = customTemplate(name, context);
  if (custom !== undefined) { return printCustom(name, custom); }
  const builtIn = BUILT_IN.get(name);
  const { platform } = context.facts;
  if (platform.flavor === Flavor.ASM) { return ofAsm(name, input); }
  const [outside] = unmodelledVersions(platform).filter((text) => text.startsWith('Istio '));
  if (outside !== undefined) { return { veil: { why: `the injection template ${name} was not read for this version: ${outside}`, everything: false } }; }
  return builtIn ? { printed: builtIn(input) } : { veil: { why: `what the injection template ${name} adds is not modelled`, everything: false } };
}

/** Of the sidecar's template ASM documents some parts. */
function ofAsm(name: string, input: TemplateInput): Template {
  const why = `ASM does not publish its injection template ${name}`;
  return name === 'sidecar'
    ? { printed: asmSidecarTemplate(input), veil: { why, everything: false, whole: ASM_WHOLE, probes: true } }
    : { veil: { why, everything: false } };
}

/** A template of the mesh's operator. It is text for Go's template engine; without actions in it that text is the pod's YAML. */
function printCustom(name: string, text: string): Template {
  const unreadable = (why: string): Template => ({ veil: { why: `injection template ${JSON.stringify(name)} ${why}`, everything: true } });
  if (text.includes('{{')) { return unreadable('has actions, whose results are not known'); }
  const by = `injection values sidecarInjectorWebhook.templates.${name}`;
  try {
    const value = readYamlValue(text);
    if (!isMap(value)) { return unreadable('must be a mapping, and is not'); }
    const parts = Object.entries(value).map(([key, part]) => [key, set(part, { kind: 'policy', level: 'global', by })] as const);
    return { printed: print(Object.fromEntries(parts), { kind: 'policy', level: 'global', by }) };
  } catch (error) {
    return unreadable(`cannot be read: ${(error as Error).message}`);
  }
}

