import { Quantity, problemOf } from '../../kube';
import type { ProxyDraft } from '../draft';
import type { ProxyResources } from '../effective-proxy';
import { kubernetesDefault } from '../kubernetes-defaults';
import { type Effective, known, knownFrom, unknown } from '../origin';
import { joinPointer } from '../pointer';
import type { TracedObject } from '../traced';

type Amount = Effective<Quantity | undefined>;

/** CPU and memory of the proxy's container. */
export function resourcesOf({ workload, container }: ProxyDraft): ProxyResources {
  if (container === undefined) {
    const none = unknown('the workload has no proxy container');
    return { requests: { cpu: none, memory: none }, limits: { cpu: none, memory: none } };
  }
  const read = (side: 'requests' | 'limits', name: string): Amount => amount(workload, joinPointer(container, 'resources', side, name));
  const limits = { cpu: read('limits', 'cpu'), memory: read('limits', 'memory') };
  return {
    limits,
    requests: { cpu: requested(read('requests', 'cpu'), limits.cpu), memory: requested(read('requests', 'memory'), limits.memory) },
  };
}

/** A limit without a request is also the request: kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Pod. */
function requested(request: Amount, limit: Amount): Amount {
  if (!request.known || request.value !== undefined) { return request; }
  if (!limit.known) { return limit; }
  return limit.value === undefined ? request : known(limit.value, kubernetesDefault('kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Pod: the limit'));
}

function amount(workload: TracedObject, pointer: string): Amount {
  const found = workload.at<unknown>(pointer);
  if (!found.known) { return found; }
  if (found.value === undefined || found.value === null) { return known(undefined, found.origin); }
  let parsed: Quantity | undefined;
  const problem = problemOf(() => { parsed = Quantity.parse(found.value, pointer); });
  return parsed === undefined ? unknown(problem ?? `${pointer} cannot be read`) : knownFrom(parsed, found);
}
