import { joinPointer } from './pointer';
import { isProtocol } from './protocols';
import { listAt, member, numberAt, stringAt, stringsAt } from './read';
import type { TracedObject } from './traced';
import type { Tri } from './tri';

export const isExternalName = (service: unknown): boolean => stringAt(service, '/spec/type') === 'ExternalName';

/** A Service without a selector has endpoints of its own, and an ExternalName none at all. */
export function selectsPods(service: unknown): boolean {
  return !isExternalName(service) && Object.keys(stringsAt(service, '/spec/selector')).length > 0;
}

/** TCP where nothing else is written (SetDefaults_Service); of a container's port as well. */
export const transportOf = (port: unknown): string => stringAt(port, '/protocol') || 'TCP';

/** The number or name that a port leads to. 0 and "" are the port itself (SetDefaults_Service). */
export function targetPortOf(port: unknown): number | string | undefined {
  const target = member(port, 'targetPort') || member(port, 'port');
  return typeof target === 'number' || typeof target === 'string' ? target : undefined;
}

/** What says its protocol to Istio: the appProtocol, or the name up to its first hyphen (istio pkg/config/kube/conversion.go). */
export function protocolWord(port: unknown): string {
  const spoken = stringAt(port, '/appProtocol') ?? '';
  if (spoken !== '') { return spoken.toLowerCase().slice(0, 40); }
  const name = (stringAt(port, '/name') ?? '').toLowerCase().slice(0, 70);
  return /^grpc-web(?:-|$)/.test(name) ? 'grpc-web' : name.split('-', 1)[0];
}

/** Names that Kubernetes has for what Istio calls otherwise. */
const SAME: ReadonlyMap<string, string> = new Map([['kubernetes.io/h2c', 'http2'], ['kubernetes.io/ws', 'http'], ['kubernetes.io/wss', 'https']]);

/** SMTP, DNS, MySQL and MongoDB, which do not bear that somebody waits for their first bytes. */
const NEVER_SNIFFED: readonly unknown[] = [25, 53, 3306, 27_017];

/** The protocol as istiod reads it, in small letters; '' where it looks at the bytes (istio pkg/config/kube/conversion.go ConvertProtocol). */
export function istioProtocolOf(port: unknown): string {
  if (transportOf(port) === 'UDP') { return 'udp'; }
  const word = protocolWord(port);
  const protocol = SAME.get(word) ?? word;
  if (isProtocol(protocol)) { return protocol; }
  return NEVER_SNIFFED.includes(member(port, 'port')) ? 'tcp' : '';
}

/** Pods as they are made of an object. */
export interface Pods {
  readonly workload: TracedObject;
  /** Where their template stands there. */
  readonly template: string;
}

/**
 * The number that pods give a name; false where no container has it, undefined where the ports of one are not known. Of init containers those count that
 * keep running (Kubernetes pkg/api/v1/pod/util.go FindPort; Istio, main of August 2026: pilot/pkg/serviceregistry/kube/controller/util.go FindPort).
 */
export function portNamed(name: string, transport: string, pods: Pods): number | false | undefined {
  const found = declared(pods, 'name', name, transport);
  return numberAt(found.port, '/containerPort') ?? (found.isComplete ? false : undefined);
}

/** Whether a container declares the port, by its name or its number. A name leads nowhere without that; a number leads where it says, whoever declares it. */
export function hasPort(pods: Pods, target: number | string, transport: string): Tri {
  const found = declared(pods, typeof target === 'string' ? 'name' : 'containerPort', target, transport);
  return found.port !== undefined || (found.isComplete ? false : undefined);
}

/** A port that is declared, and whether all ports of the containers are known, which few ask. */
interface Declared {
  readonly port: unknown;
  readonly isComplete: boolean;
}

function declared({ workload, template }: Pods, field: 'name' | 'containerPort', value: unknown, transport: string): Declared {
  const [containers, initContainers] = ['containers', 'initContainers'].map((list) => joinPointer(template, 'spec', list));
  const portsIn = (list: string, isRunning: (container: unknown) => boolean): string[] => (
    (listAt(workload.object, list) ?? []).flatMap((container, at) => (isRunning(container) ? [joinPointer(list, at, 'ports')] : [])));
  const places = [...portsIn(containers, () => true), ...portsIn(initContainers, (container) => member(container, 'restartPolicy') === 'Always')];
  const ports = places.flatMap((place) => listAt(workload.object, place) ?? []);
  return {
    port: ports.find((one) => member(one, field) === value && transportOf(one) === transport),
    get isComplete() { return [containers, ...places].every((place) => workload.at<unknown>(place).known); },
  };
}
