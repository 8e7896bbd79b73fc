import { ANNOTATION_ROWS } from './annotations';
import { TEMPLATES_ANNOTATION } from './names';
import type { PodTemplate } from './pod-template';
import { BUILT_IN_TEMPLATES, customTemplate } from './template-names';
import { Flavor, Support } from '../../platform';
import type { ModelContext } from '../draft';
import type { Refusal } from '../effective-proxy';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';

/** What makes the injector refuse a pod that it is asked to inject. An unknown origin: it may. */
export function rejections(template: PodTemplate, templates: readonly string[], context: ModelContext): Refusal[] {
  return [...badAnnotations(template, context), ...missingTemplates(template, templates, context)];
}

function badAnnotations({ manifest, pointer, annotations }: PodTemplate, { facts }: ModelContext): Refusal[] {
  const found: Refusal[] = [];
  for (const row of ANNOTATION_ROWS) {
    const value = annotations[row.name];
    if (value === undefined || row.check === undefined) { continue; }
    const support = row.checkedWith === undefined ? Support.YES : facts.platform.supports(row.checkedWith);
    if (support === Support.NO) { continue; }
    const problem = row.check(value);
    if (problem === undefined) { continue; }
    const message = `the injector rejects the pod: annotation ${row.name}: ${problem}`;
    const origin: Origin = support === Support.YES
      ? { kind: 'set', manifest, pointer: joinPointer(pointer, 'metadata', 'annotations', row.name) }
      : { kind: 'unknown', why: `${message}, if its version checks it` };
    found.push({ code: 'annotation-rejected', message, origin });
  }
  return found;
}

function missingTemplates({ manifest, pointer }: PodTemplate, templates: readonly string[], context: ModelContext): Refusal[] {
  const missing = templates.filter((name) => !BUILT_IN_TEMPLATES.includes(name) && customTemplate(name, context) === undefined);
  // ASM's own templates are not published
  const certain = context.facts.injectionValues !== undefined && context.facts.platform.flavor === Flavor.ISTIO;
  return missing.map((name) => {
    const text = JSON.stringify(name.slice(0, 80));
    const origin: Origin = certain || name === ''
      ? { kind: 'set', manifest, pointer: joinPointer(pointer, 'metadata', 'annotations', TEMPLATES_ANNOTATION) }
      : { kind: 'unknown', why: `whether the mesh has an injection template ${text} is not known; give the injection values` };
    return { code: 'unknown-template', message: `the injector rejects the pod: requested template ${text} not found`, origin };
  });
}
