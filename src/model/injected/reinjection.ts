import type { PodTemplate } from './pod-template';
import { isMap, type JsonMap, listAt, member, textsAt } from '../read';

/** What an injection before this one left in the pod's annotations: `istioctl kube-inject` writes them into manifests. */
export interface EarlierInjection {
  /** The annotation with the list of what was added is there. */
  readonly injected: boolean;
  /** Containers that the injector added, by name. */
  readonly added: Readonly<Record<'containers' | 'initContainers', ReadonlySet<string>>>;
  /** Containers of those names as their author wrote them. */
  readonly overrides: Readonly<Record<'containers' | 'initContainers', readonly JsonMap[]>>;
}

const STATUS = 'sidecar.istio.io/status';
const OVERRIDES = 'proxy.istio.io/overrides';
const NOTHING: readonly never[] = [];

/** Most pods. */
export const NOT_INJECTED: EarlierInjection = {
  injected: false,
  added: { containers: new Set(), initContainers: new Set() },
  overrides: { containers: NOTHING, initContainers: NOTHING },
};

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) { return undefined; }
  try { return JSON.parse(text) as unknown; } catch { return undefined; }
}

export function earlierInjection({ annotations }: PodTemplate): EarlierInjection {
  const status = jsonOf(annotations[STATUS]);
  const overrides = jsonOf(annotations[OVERRIDES]);
  if (annotations[STATUS] === undefined && overrides === undefined) { return NOT_INJECTED; }
  const names = (list: string): Set<string> => new Set(textsAt(status, `/${list}`));
  const containers = (list: string): JsonMap[] => (listAt(overrides, `/${list}`) ?? []).filter(isMap);
  return {
    injected: annotations[STATUS] !== undefined,
    added: { containers: names('containers'), initContainers: names('initContainers') },
    overrides: { containers: containers('containers'), initContainers: containers('initContainers') },
  };
}

/** The pods as templates see them: without what was added, with what their author had written (inject.go stripPod, reinsertOverrides). */
export function strippedPods(pods: PodTemplate, { added, overrides }: EarlierInjection): PodTemplate {
  const list = (name: 'containers' | 'initContainers'): unknown[] => {
    const kept = (listAt(pods.spec, `/${name}`) ?? []).filter((container) => {
      const own = member(container, 'name');
      return !(typeof own === 'string' && added[name].has(own));
    });
    const missing = overrides[name].filter((own) => !kept.some((container) => member(container, 'name') === own.name));
    return [...kept, ...missing];
  };
  return { ...pods, spec: { ...pods.spec, containers: list('containers'), initContainers: list('initContainers') } };
}
