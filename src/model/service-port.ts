import type { EffectiveProxy } from './effective-proxy';
import { joinPointer } from './pointer';
import { listAt, member, numberAt, stringAt } from './read';

/** TCP where nothing else is written (SetDefaults_Service); of a container's port as well. */
export const transportOf = (port: unknown): string => stringAt(port, '/protocol') || 'TCP';

/** The number or name that a port leads to. 0 and "" are the port itself (SetDefaults_Service). */
export function targetPortOf(port: unknown): number | string | undefined {
  const target = member(port, 'targetPort') || member(port, 'port');
  return typeof target === 'number' || typeof target === 'string' ? target : undefined;
}

/**
 * The number that pods give a name; false where no container has it, undefined where the ports of one are not known. Of init containers those count that
 * keep running (Kubernetes pkg/api/v1/pod/util.go FindPort; Istio, main of August 2026: pilot/pkg/serviceregistry/kube/controller/util.go FindPort).
 */
export function portNamed(name: string, transport: string, { workload, template }: Pick<EffectiveProxy, 'workload' | 'template'>): number | false | undefined {
  const [containers, initContainers] = ['containers', 'initContainers'].map((list) => joinPointer(template, 'spec', list));
  const portsIn = (list: string, isRunning: (container: unknown) => boolean): string[] => (
    (listAt(workload.object, list) ?? []).flatMap((container, at) => (isRunning(container) ? [joinPointer(list, at, 'ports')] : [])));
  const places = [...portsIn(containers, () => true), ...portsIn(initContainers, (container) => member(container, 'restartPolicy') === 'Always')];
  const port = places.flatMap((place) => listAt(workload.object, place) ?? [])
    .find((one) => stringAt(one, '/name') === name && transportOf(one) === transport);
  return numberAt(port, '/containerPort') ?? ([containers, ...places].every((place) => workload.at<unknown>(place).known) ? false : undefined);
}
