import type { PodView } from './items';
import { member } from '../model/read';

/** Why pods get no sidecar whatever a policy says; undefined for those that may get one (Istio 1.30.3 pkg/kube/inject/inject.go). */
export function excluded({ labels, annotations }: PodView, spec: unknown): string | undefined {
  const templates = annotations['inject.istio.io/templates'];
  if (templates !== undefined && !templates.slice(0, 10_000).split(',').some((name) => name.trim() === 'sidecar')) {
    return `annotation inject.istio.io/templates asks for ${templates.slice(0, 80)}, and that is no sidecar`;
  }
  const word = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (word === 'false') { return 'sidecar.istio.io/inject: "false" keeps the injector away'; }
  return member(spec, 'hostNetwork') === true ? 'pods in the network of their node are not injected' : undefined;
}
