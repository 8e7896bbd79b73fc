import type { ThingBuilder } from './builder';
import type { Loss } from './loss';
import { NETWORKING_GROUP, type Ways } from './ways';
import { hostsOfServer } from '../../checks/rules/istio/hosts';
import { hostCovers } from '../../model/hosts';
import type { KubeObject, Manifest } from '../../model/manifest/types';
import { listAt, member, numberAt, stringAt, stringsAt } from '../../model/read';

/** An Istio Gateway before and after, at pods that it selected; it is removed where there is no after. */
export interface GatewayChange {
  readonly before: Manifest;
  readonly was: Ways;
  readonly after?: Manifest;
  readonly is: Ways;
}

/** A host at a port of the proxies. */
interface Served {
  readonly gateway: Manifest;
  readonly number: number | undefined;
  /** Where the proxies listen for it: the target of the port; a name where the pods decide. */
  readonly targets: readonly (number | string)[];
  readonly host: string;
}

/** What clients lose by it. Gateways of the same pods are merged, so that any of them may serve a host (Istio pilot/pkg/model/gateway.go mergeGateways). */
export function gatewayLoss({ before, was, after, is }: GatewayChange, workload: ThingBuilder): Loss | undefined {
  const others = is.to(workload, NETWORKING_GROUP).flatMap((one) => servedBy(one, is, workload));
  const lost = servedBy(before, was, workload).filter((one) => !others.some((other) => meets(other, one) && hostCovers(other.host, one.host)));
  if (lost.length === 0) { return after ? undefined : { impact: 'live', note: 'is removed; other Gateways of these pods serve its hosts' }; }
  return { impact: 'cut-off', note: `is removed, and no other Gateway of these pods serves ${placeNames(lost)}: its clients are refused; keep it until no client asks for them` };
}

function placeNames([{ host, number }, ...more]: readonly Served[]): string {
  return `${host} on port ${number ?? '(none)'}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

function servedBy(gateway: Manifest, ways: Ways, workload: ThingBuilder): Served[] {
  const namespace = ways.side.index.namespaceOf(gateway.key);
  return (listAt(gateway.object, '/spec/servers') ?? []).flatMap((server) => {
    const number = numberAt(server, '/port/number');
    const targets = targetsOf(number, ways.services(workload));
    return hostsOfServer(server, namespace).map((host) => ({ gateway, number, targets, host: host.slice(host.indexOf('/') + 1) }));
  });
}

/** Two ports of a Service that lead to one are one, and what a name leads to is not known. */
const meets = (one: Served, other: Served): boolean => (
  one.number === other.number || [...one.targets, ...other.targets].some((target) => typeof target === 'string') || one.targets.some((target) => other.targets.includes(target)));

const UNTRANSLATED = 'experimental.istio.io/disable-gateway-port-translation';

/**
 * A proxy listens on the target of the first port of this number among its Services, or on the number itself (Istio, main of August 2026:
 * pilot/pkg/model/gateway.go resolvePorts). Which Service is the first is not known: all of them count.
 */
function targetsOf(number: number | undefined, services: readonly KubeObject[]): readonly (number | string)[] {
  if (number === undefined) { return []; }
  const targets = services.filter((service) => !(UNTRANSLATED in stringsAt(service, '/metadata/labels')))
    .flatMap((service) => listAt(service, '/spec/ports') ?? []).filter((port) => member(port, 'port') === number)
    .map((port) => stringAt(port, '/targetPort') || numberAt(port, '/targetPort') || number);
  return targets.length === 0 ? [number] : targets;
}
