import { gatewayTemplate } from './gateway-template';
import { print, type Printed, set } from './sourced';
import type { TemplateInput } from './template-input';
import { customTemplate } from './template-names';
import type { Veil } from './veil';
import { Flavor } from '../../platform';
import { unmodelledVersions } from '../../platform/values';
import { readYamlValue } from '../manifest';
import { isMap } from '../read';

/** Istio's own templates, by name. Those of sidecars find their place here. */
const BUILT_IN: ReadonlyMap<string, (input: TemplateInput) => Printed> = new Map([['gateway', gatewayTemplate]]);

/** A template as it goes over the pod, or why that is not known. */
export function printTemplate(name: string, input: TemplateInput): Printed | Veil {
  const { context } = input;
  const custom = customTemplate(name, context);
  if (custom !== undefined) { return printCustom(name, custom); }
  const builtIn = BUILT_IN.get(name);
  const { platform } = context.facts;
  if (platform.flavor === Flavor.ASM) { return { why: `ASM does not publish its injection template ${name}`, everything: false }; }
  const [outside] = unmodelledVersions(platform).filter((text) => text.startsWith('Istio '));
  if (outside !== undefined) { return { why: `the injection template ${name} was not read for this version: ${outside}`, everything: false }; }
  return builtIn?.(input) ?? { why: `what the injection template ${name} adds is not modelled`, everything: false };
}

/** A template of the mesh's operator. It is text for Go's template engine; without actions in it that text is the pod's YAML. */
function printCustom(name: string, text: string): Printed | Veil {
  const unreadable = (why: string): Veil => ({ why: `injection template ${JSON.stringify(name)} ${why}`, everything: true });
  if (text.includes('{{')) { return unreadable('has actions, whose results are not known'); }
  const by = `injection values sidecarInjectorWebhook.templates.${name}`;
  try {
    const value = readYamlValue(text);
    if (!isMap(value)) { return unreadable('must be a mapping, and is not'); }
    return print({ ...Object.fromEntries(Object.entries(value).map(([key, part]) => [key, set(part, { kind: 'policy', level: 'global', by })])) },
      { kind: 'policy', level: 'global', by });
  } catch (error) {
    return unreadable(`cannot be read: ${(error as Error).message}`);
  }
}

