import { objectName } from './builder';
import { type GatewayChange, hostsAt, isAnswered, isBound, meets, placeNames, type Served } from './gateway-loss';
import { JUST_GONE, type Loss } from './loss';
import { isSubsetOf } from '../../model/hosts';
import { rootsOf, virtualServicesAt } from '../../model/virtual-services';

/** What clients of a gateway lose by it. A host of several VirtualServices has the routes of all (pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig). */
export function virtualServiceLoss({ before, was, after, is }: GatewayChange, had: readonly Served[], has: readonly Served[]): Loss | undefined {
  const [old, now] = [was.side.index, is.side.index];
  const asked = rootsOf(before, old).flatMap((route) => had.filter((one) => !one.alone
    && virtualServicesAt(one.gateway, old).some(({ manifest }) => manifest === route.manifest) && isBound(route, one, { now: old, before: old }))
    .flatMap((one) => hostsAt(route, one, { now: old, before: old }).map((host) => ({ ...one, host }))));
  const lost = asked.filter((one) => {
    const heirs = has.filter((other) => isSubsetOf(one.host, other.host) && meets(other, one));
    // a host that no Gateway serves any more is the loss of that Gateway
    return heirs.length > 0 && !isAnswered(one.host, heirs, { now, before: old });
  });
  if (lost.length === 0 && after) { return undefined; }
  if (lost.length === 0) { return asked.length === 0 ? JUST_GONE : { ...JUST_GONE, note: 'is removed; other VirtualServices have routes for its hosts' }; }
  const [first, ...more] = lost;
  const { gateway, at: { reads } } = first;
  const where = `${placeNames([first])} of ${objectName(gateway.key)}${more.length === 0 ? '' : ` and ${more.length} more`}`;
  const answer = reads === 'http' ? 'requests get 404; keep it until no client sends them' : 'connections are refused; keep it until no client opens them';
  return {
    impact: 'cut-off',
    note: after ? `has no routes for ${where} any more, and no other VirtualService has: ${answer}` : `is removed, and no other VirtualService has routes for ${where}: ${answer}`,
  };
}
