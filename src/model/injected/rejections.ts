import { ANNOTATION_ROWS, annotationProblem } from './annotations';
import { TEMPLATES_ANNOTATION } from './names';
import type { PodTemplate } from './pod-template';
import { scrapeProblem } from './prometheus';
import { annotation } from './template-input';
import { BUILT_IN_TEMPLATES, customTemplate } from './template-names';
import { Flavor, Support } from '../../platform';
import type { ModelContext } from '../draft';
import type { Refusal } from '../effective-proxy';
import { PROXY_CONFIG_ANNOTATION } from '../names';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { proxyConfigView } from '../proxy-config';

/** What makes the injector refuse a pod that it is asked to inject. An unknown origin: it may. */
export function rejections(template: PodTemplate, templates: readonly string[], context: ModelContext): Refusal[] {
  return [...badAnnotations(template, context), ...badScrapePort(template, context), ...missingTemplates(template, templates, context)];
}

function badAnnotations({ manifest, pointer, annotations }: PodTemplate, { facts }: ModelContext): Refusal[] {
  const found: Refusal[] = [];
  for (const row of ANNOTATION_ROWS) {
    const value = annotations[row.name];
    const refused = value === undefined ? undefined : annotationProblem(row, value, facts.platform);
    if (refused) { found.push(rejected('annotation-rejected', { manifest, pointer }, row.name, refused.problem, refused.support)); }
  }
  return found;
}

/** @param support whether this version checks the annotation */
function rejected(code: string, { manifest, pointer }: Pick<PodTemplate, 'manifest' | 'pointer'>, name: string, problem: string, support: Support): Refusal {
  const message = `the injector rejects the pod: annotation ${name}: ${problem}`;
  const origin: Origin = support === Support.YES
    ? { kind: 'set', manifest, pointer: joinPointer(pointer, 'metadata', 'annotations', name) }
    : { kind: 'unknown', why: `${message}, if its version checks it` };
  return { code, message, origin };
}

/** Most pods name no port of metrics, so their ProxyConfig is not asked. */
function badScrapePort(template: PodTemplate, context: ModelContext): Refusal[] {
  if (!Object.keys(template.annotations).some((key) => key.startsWith('prometheus'))) { return []; }
  const namespace = context.index.namespaceOf(template.manifest.key);
  const proxyConfig = proxyConfigView({ context, namespace, podLabels: template.labels, annotation: annotation(template, PROXY_CONFIG_ANNOTATION) });
  const found = scrapeProblem({ context, pods: template, proxyConfig });
  return found === undefined ? [] : [rejected('metrics-port-refused', template, found.key, found.problem, found.support)];
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
