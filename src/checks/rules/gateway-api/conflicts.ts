import { onAsm, refusedBy } from './refused';
import { contextOf } from '../../../model/context-of';
import { classOf, GATEWAY_GROUP } from '../../../model/managed/classes';
import { type Listener, listenersOf } from '../../../model/managed/listeners';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { member, stringAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, NamedValue } from '../../rule';
import type { Described } from '../described';
import { writtenValue } from '../proxy-rule';

/** What of a listener decides whether it stands beside another. Other protocols are GWA018's. */
interface Socket {
  readonly listener: Listener;
  readonly port: unknown;
  readonly protocol: string;
  /** Empty for all hosts. */
  readonly hostname: string;
  readonly name: string;
}

const PROTOCOLS: readonly string[] = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'];
/** Protocols that leave no room for another on their port. */
const WHOLE_PORT: readonly string[] = ['TCP', 'UDP'];

function socketOf(listener: Listener): Socket[] {
  const { value } = listener;
  const protocol = stringAt(value, '/protocol') ?? '';
  if (!PROTOCOLS.includes(protocol)) { return []; }
  return [{ listener, port: member(value, 'port'), protocol, hostname: stringAt(value, '/hostname') ?? '', name: stringAt(value, '/name') ?? '' }];
}

/** listener_conflict.go listenersDistinct; two of one protocol are refused by the CRD, and GWA016 says so. */
function conflict(one: Socket, other: Socket): boolean {
  if (one.port !== other.port || one.protocol === other.protocol) { return false; }
  return [one, other].some(({ protocol }) => WHOLE_PORT.includes(protocol)) || one.hostname === other.hostname;
}

/** What does not conflict by that, and is left out all the same: TLS on a port on which plain HTTP came first (mergeGateways sorts by name). */
function isAfterPlain(one: Socket, other: Socket): boolean {
  return one.port === other.port && ['HTTPS', 'TLS'].includes(one.protocol) && other.protocol === 'HTTP' && other.name < one.name;
}

/** GWA033: the first listener of a port is served. */
export const listenerConflict: Described<ManifestRule> = {
  id: 'GWA033',
  title: 'listeners that conflict on one port',
  what: 'Two listeners of a Gateway of class istio have one port and different protocols: TCP beside another, or HTTP, HTTPS and TLS for the same hostname. Before Istio '
    + '1.31 it is a warning. From 1.31 on UDP before another counts as well, although nobody serves UDP. HTTPS or TLS beside HTTP for another hostname is one in all versions, where the name of the HTTP listener sorts first.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A port of the proxy speaks one protocol, or tells hosts apart by TLS. From Istio 1.31 on the first of the listeners is served, and the others are refused '
    + '(ProtocolConflict); before, which one is left out goes by their names, and only istiod\'s log says so.',
  source: 'Istio (main, August 2026) pilot/pkg/config/kube/gatewaycommon/listener_conflict.go; pilot/pkg/model/gateway.go mergeGateways; Gateway API apis/v1 Listener (Distinct)',
  on: 'manifest',
  kinds: [`${GATEWAY_GROUP}/Gateway`],
  check: (manifest, scene) => {
    if (classOf(manifest, contextOf(scene, manifest.key.cluster))?.role !== 'gateway') { return []; }
    const isRefused = scene.facts.platform.supports(Feature.LISTENER_CONFLICTS) === Support.YES && !onAsm(scene.facts);
    // nobody serves UDP, which GWA018 says, and before 1.31 it is left out before it meets another
    const sockets = listenersOf(manifest).flatMap(socketOf).filter(({ protocol }) => isRefused || protocol !== 'UDP');
    const served: Socket[] = [];
    return sockets.flatMap((socket): Found[] => {
      const prior = served.find((other) => conflict(socket, other));
      if (prior && socket.protocol === 'UDP') { return []; }
      if (prior) {
        return [isRefused
          ? { ...beside(socket, prior, manifest, 'istiod refuses it'), severity: refusedBy(scene.facts) }
          : beside(socket, prior, manifest, 'istiod serves only one of them')];
      }
      served.push(socket);
      const plain = sockets.find((other) => isAfterPlain(socket, other));
      return plain ? [beside(socket, plain, manifest, 'istiod, which takes them by their names, leaves it out')] : [];
    });
  },
};

/** A warning that a listener stands beside another, and what becomes of it. */
function beside({ listener, port, protocol }: Socket, other: Socket, manifest: Manifest, fate: string): Found {
  const protocolOf = (one: Listener): NamedValue => writtenValue(manifest, `protocol of ${one.called}`.slice(0, 80), joinPointer(one.pointer, 'protocol'));
  return {
    severity: Severity.WARNING,
    message: `${listener.called} has protocol ${protocol} on port ${shown(port)}, where ${other.listener.called} has ${other.protocol}: ${fate}`,
    fix: `${other.protocol === 'UDP' ? `remove ${other.listener.called}, which nobody serves, or ` : ''}give ${listener.called} a port of its own`,
    part: listener.pointer,
    pointer: listener.pointer,
    values: [listener, other.listener].map(protocolOf),
  };
}
