import { TEMPLATES_ANNOTATION } from './names';
import type { PodTemplate } from './pod-template';
import type { ModelContext } from '../draft';
import { listAt, mapAt, member } from '../read';

/** Templates that the chart always installs (istio-discovery chart, templates/istiod-injector-configmap.yaml). */
export const BUILT_IN_TEMPLATES: readonly string[] = ['sidecar', 'gateway', 'grpc-simple', 'grpc-agent', 'waypoint', 'kube-gateway', 'agentgateway'];

/** The templates a pod asks for, in the order in which they are merged (inject.go selectTemplates); `sidecar` when it asks for none. */
export function templateNames({ annotations }: Pick<PodTemplate, 'annotations'>, { facts }: ModelContext): string[] {
  const wanted = annotations[TEMPLATES_ANNOTATION];
  if (wanted !== undefined) { return wanted.slice(0, 10_000).split(',').map((name) => name.trim()); }
  const defaults = (listAt(facts.injectionValues, '/sidecarInjectorWebhook/defaultTemplates') ?? [])
    .filter((name): name is string => typeof name === 'string');
  return defaults.length > 0 ? defaults : ['sidecar'];
}

/** The text of a template that the mesh's operator added; undefined when the values name none of that name. */
export function customTemplate(name: string, { facts }: ModelContext): string | undefined {
  const text = member(mapAt(facts.injectionValues, '/sidecarInjectorWebhook/templates'), name);
  return typeof text === 'string' ? text : undefined;
}
