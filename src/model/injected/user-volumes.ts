import { annotation, type TemplateInput } from './template-input';
import type { Refusal } from '../effective-proxy';
import { isMap } from '../read';
import { type Part, set } from '../rendering/sourced';

const VOLUMES = 'sidecar.istio.io/userVolume';
const MOUNTS = 'sidecar.istio.io/userVolumeMount';

/** Volumes and mounts that annotations of the pod add to its sidecar. */
export interface UserVolumes {
  readonly volumes: readonly Part[];
  readonly mounts: readonly Part[];
}

/**
 * The template walks a JSON object by name, and puts the name above what stands there (files/injection-template.yaml: range over
 * fromJSON). A list has its indexes for names. A name in an item itself stands below that one, and of two keys the later one is read
 * (sigs.k8s.io/yaml YAMLToJSON): Istio's own Prometheus sample names its mount that way.
 */
export function userVolumes(input: TemplateInput): UserVolumes {
  return { volumes: named(input, VOLUMES), mounts: named(input, MOUNTS) };
}

function named({ pods }: TemplateInput, key: string): readonly Part[] {
  const text = annotation(pods, key);
  const entries = text && entriesOf(text.value);
  return (entries ?? []).map(([name, value]) => set({ name, ...(isMap(value) ? value : {}) }, text!.origin));
}

/** Undefined: what stands there is no JSON, or nothing that can be walked. */
function entriesOf(text: string): [string, unknown][] | undefined {
  let value: unknown;
  try { value = JSON.parse(text); } catch { return undefined; }
  if (value === null) { return []; }
  return typeof value === 'object' ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : undefined;
}

/** A template that cannot walk what an annotation holds fails, and the pod with it. */
export function userVolumeProblems({ pods }: Pick<TemplateInput, 'pods'>): Refusal[] {
  return [VOLUMES, MOUNTS].flatMap((key): Refusal[] => {
    const text = annotation(pods, key);
    if (!text || entriesOf(text.value)) { return []; }
    return [{
      code: 'annotation-rejected',
      message: `the injector rejects the pod: annotation ${key}: must be a JSON object by volume name`,
      origin: text.origin,
    }];
  });
}
