import { objectName } from './builder';
import { namedFirst } from './comparison';
import { type Bindings, type GatewayChange, hostsAt, isBound, meets, placeNames, type Served } from './gateway-loss';
import { JUST_GONE, type Loss } from './loss';
import { isTaken, lostWords, type Match, ofVirtualService } from './requests';
import { isSubsetOf } from '../../model/hosts';
import { every, type Tri } from '../../model/tri';
import { matchesAt, rootsOf, routesAt, type VirtualService, virtualServicesAt } from '../../model/virtual-services';

/** What a VirtualService takes at a server, for a host of it. */
interface Asked { readonly one: Served; readonly host: string; readonly wanted: readonly Match[] }

/** What clients of a gateway lose by it. A host of several VirtualServices has the routes of all (pilot/pkg/networking/core/gateway.go buildGatewayHTTPRouteConfig). */
export function virtualServiceLoss({ before, was, after, is }: GatewayChange, had: readonly Served[], has: readonly Served[]): Loss | undefined {
  const bindings = { now: is.side.index, before: was.side.index };
  const asked = askedOf(rootsOf(before, bindings.before), had, { now: bindings.before, before: bindings.before });
  const answers = asked.map((one) => ({ ...one, ...answerTo(one, has, bindings) }));
  const lost = answers.filter(({ taken }) => taken === false);
  if (lost.length > 0) { return { impact: 'cut-off', note: refused(lost, after !== undefined) }; }
  const doubtful = answers.find(({ taken }) => taken === undefined);
  if (doubtful) {
    const what = `${after ? 'matches otherwise on' : 'is removed from'} ${whereOf([doubtful])}`;
    return { impact: 'live', note: what, warning: `${objectName(before.key)} ${what}, and whether its matches take all that it took is not known: try it before clients do` };
  }
  if (after) { return undefined; }
  return asked.length === 0 ? JUST_GONE : { ...JUST_GONE, note: 'is removed; other VirtualServices have routes for its hosts' };
}

function askedOf(roots: readonly VirtualService[], had: readonly Served[], old: Bindings): readonly Asked[] {
  return roots.flatMap((route) => had.filter((one) => !one.alone && isOf(route, one, old) && isBound(route, one, old))
    .flatMap((one) => hostsAt(route, one, old).map((host) => ({ one, host, wanted: matchesOf(route, host, one, old) }))));
}

const isOf = (route: VirtualService, { gateway }: Served, { now }: Bindings): boolean => (
  virtualServicesAt(gateway, now).some(({ manifest }) => manifest === route.manifest));

interface Answer { readonly taken: Tri; readonly matches: readonly Match[] }

/** Whether others take it, and by what matches. A host that no Gateway serves any more is the loss of that Gateway. */
function answerTo({ one, host, wanted }: Asked, has: readonly Served[], bindings: Bindings): Answer {
  const heirs = has.filter((other) => isSubsetOf(host, other.host) && meets(other, one));
  if (heirs.length === 0 || heirs.some(({ alone }) => alone)) { return { taken: true, matches: [] }; }
  const covering = heirs.flatMap((heir) => virtualServicesAt(heir.gateway, bindings.now).filter((route) => isBound(route, heir, bindings))
    .flatMap((route) => hostsAt(route, heir, bindings).filter((its) => isSubsetOf(host, its))
      .map((its) => ({ near: its === host ? Infinity : its.length, heir, route }))));
  // the closest name alone is looked up, whatever a wildcard has
  const closest = Math.max(...covering.map(({ near }) => near));
  const matches = covering.filter(({ near }) => near === closest).flatMap(({ heir, route }) => matchesOf(route, host, heir, bindings));
  return { taken: covering.length === 0 ? false : every(wanted.map((match) => isTaken(match, matches))), matches };
}

/** What it takes of requests for a host; connections are taken whole. */
function matchesOf(route: VirtualService, host: string, { at }: Served, { now, before }: Bindings): readonly Match[] {
  const read = (match: unknown): Match => ofVirtualService(match, host);
  if (at.reads !== 'http') { return [read(undefined)]; }
  return routesAt(route, at, now, before).flatMap((rule) => (matchesAt(rule, at, route.namespace) ?? [undefined]).map(read));
}

function whereOf([first, ...more]: readonly Asked[]): string {
  const { one: { number, gateway }, host } = first;
  return `${placeNames([{ host, number }])} of ${objectName(gateway.key)}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

function refused(lost: readonly (Asked & Answer)[], stays: boolean): string {
  const [{ one, wanted, matches }] = lost;
  const where = whereOf(lost);
  const answer = one.at.reads === 'http' ? 'requests get 404; keep it until no client sends them' : 'connections are refused; keep it until no client opens them';
  if (matches.length > 0) {
    const gone = [...new Set(wanted.filter((match) => isTaken(match, matches) === false).map((match) => lostWords(match, matches)))];
    return `${stays ? 'does not match' : 'is removed, and takes with it'} ${namedFirst(gone)} for ${where}, and no other VirtualService does: such ${answer}`;
  }
  return stays
    ? `has no routes for ${where} any more, and no other VirtualService has: ${answer}` : `is removed, and no other VirtualService has routes for ${where}: ${answer}`;
}
