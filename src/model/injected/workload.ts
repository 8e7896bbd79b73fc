import type { KubeObject } from '../manifest';
import type { JsonObject } from '../merge';
import { parsePointer } from '../pointer';

/** A workload with other pods; everything beside them is shared. */
export function withPods(object: KubeObject, pointer: string, pod: JsonObject): KubeObject {
  const replaced = (value: unknown, tokens: readonly string[]): unknown => {
    const own = value as Record<string, unknown>;
    const [token, ...rest] = tokens;
    return token === undefined ? { ...own, ...pod } : { ...own, [token]: replaced(own[token], rest) };
  };
  return replaced(object, parsePointer(pointer)) as KubeObject;
}
