import type { PodTemplate } from './pod-template';
import type { ModelContext, ProxyConfigView } from '../draft';
import { type Known, known, type Origin } from '../origin';
import { joinPointer } from '../pointer';

/** What a template of the injector is rendered with (Istio pkg/kube/inject SidecarTemplateData). */
export interface TemplateInput {
  readonly context: ModelContext;
  readonly pods: PodTemplate;
  readonly proxyConfig: ProxyConfigView;
}

/** The origin of a place in the pod template as its author wrote it. */
export function written({ manifest, pointer }: PodTemplate, ...path: (string | number)[]): Origin {
  return { kind: 'set', manifest, pointer: joinPointer(pointer, ...path) };
}

export function label(pods: PodTemplate, key: string): Known<string> | undefined {
  const value = pods.labels[key];
  return value === undefined ? undefined : known(value, written(pods, 'metadata', 'labels', key));
}

export function annotation(pods: PodTemplate, key: string): Known<string> | undefined {
  const value = pods.annotations[key];
  return value === undefined ? undefined : known(value, written(pods, 'metadata', 'annotations', key));
}
