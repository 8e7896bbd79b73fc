import { type Manifest, podTemplatePointer } from '../manifest';
import { PROXY_CONTAINER } from '../names';
import { oncePer } from '../once';
import { joinPointer } from '../pointer';
import { isMap, type JsonMap, listAt, mapAt, member, stringsAt } from '../read';

/** The pods that a manifest makes, before the injector changes them. */
export interface PodTemplate {
  readonly manifest: Manifest;
  /** `/spec/template`; the empty pointer for a bare Pod. */
  readonly pointer: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonMap;
}

/** The pod template of a manifest; undefined for a kind that makes no pods, and for a manifest that has none. */
export const podTemplateOf = oncePer((manifest: Manifest): PodTemplate | undefined => {
  const pointer = podTemplatePointer(manifest.key);
  if (pointer === undefined) { return undefined; }
  const spec = mapAt(manifest.object, `${pointer}/spec`);
  if (spec === undefined) { return undefined; }
  return {
    manifest,
    pointer,
    labels: stringsAt(manifest.object, `${pointer}/metadata/labels`),
    annotations: stringsAt(manifest.object, `${pointer}/metadata/annotations`),
    spec,
  };
});

/** One container of a pod, and where it stands in the manifest. */
export interface FoundContainer {
  readonly pointer: string;
  readonly container: JsonMap;
}

/** The first container of that name (Istio pkg/kube/inject FindContainer). */
export function findContainer(
  { pointer, spec }: Pick<PodTemplate, 'pointer' | 'spec'>, list: 'containers' | 'initContainers', name: string,
): FoundContainer | undefined {
  const containers = listAt(spec, `/${list}`) ?? [];
  const index = containers.findIndex((candidate) => member(candidate, 'name') === name);
  const container = containers[index];
  return isMap(container) ? { pointer: joinPointer(pointer, 'spec', list, index), container } : undefined;
}

/** Wherever it stands (app_probe.go FindContainerFromPod). */
export function findAnywhere(pods: Pick<PodTemplate, 'pointer' | 'spec'>, name: string): FoundContainer | undefined {
  return findContainer(pods, 'containers', name) ?? findContainer(pods, 'initContainers', name);
}

/** Whether the author of the pods wrote the variable PROXY_CONFIG; that of the template repeats what it was printed from. */
export function writesProxyConfig(template: PodTemplate): boolean {
  const env = listAt(findAnywhere(template, PROXY_CONTAINER)?.container, '/env') ?? [];
  return env.some((variable) => member(variable, 'name') === 'PROXY_CONFIG');
}
