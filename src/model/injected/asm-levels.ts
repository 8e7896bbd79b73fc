import type { PodTemplate } from './pod-template';
import type { TemplateInput } from './template-input';
import type { ModelContext } from '../draft';
import type { Effective } from '../origin';
import { asmProxyConfigs } from '../proxy-config/resources';

/** What ASM's resources say of a sidecar, by item. */
type Items = (item: string) => Effective<unknown> | undefined;

/** A template asks for a dozen items of the same pods. */
const known = new WeakMap<ModelContext, WeakMap<PodTemplate, Items>>();

/**
 * An item that ASM's resources set for a sidecar: that of the workload's ASMProxyConfig, else that of its namespace's (ASM, "Configure
 * sidecar proxies": pod, workload, namespace, global; item by item). Undefined: neither does.
 */
export function asmItem({ context, pods }: Pick<TemplateInput, 'context' | 'pods'>, item: string): Effective<unknown> | undefined {
  const ofContext = known.get(context) ?? new WeakMap<PodTemplate, Items>();
  known.set(context, ofContext);
  const items = ofContext.get(pods) ?? readItems(context, pods);
  ofContext.set(pods, items);
  return items(item);
}

function readItems({ index, cluster }: ModelContext, pods: PodTemplate): Items {
  const home = { cluster, namespace: index.namespaceOf(pods.manifest.key) };
  const workload = asmProxyConfigs.workload(index, home, { labels: pods.labels, complete: true });
  const namespace = asmProxyConfigs.namespace(index, home);
  return (item) => workload?.field(item) ?? namespace?.field(item);
}
