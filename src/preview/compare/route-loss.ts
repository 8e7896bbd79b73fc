import { objectName } from './builder';
import { namedFirst } from './comparison';
import { JUST_GONE, type Loss } from './loss';
import { isTaken, lostWords, type Match, matchesOf, POST } from './requests';
import type { ModelContext } from '../../model/draft';
import { hostsMeet, isSubsetOf } from '../../model/hosts';
import { binds, hostnamesOf, routeParents } from '../../model/managed/routes';
import type { Manifest } from '../../model/manifest/types';
import { numberAt, stringAt } from '../../model/read';
import { every, type Tri } from '../../model/tri';

/** A route before and after, at one Gateway; it is removed where there is no after. */
export interface RouteChange {
  /** `Gateway ns/name`. */
  readonly gateway: string;
  readonly before: Manifest;
  readonly was: ModelContext;
  readonly after?: Manifest;
  readonly is: ModelContext;
}

/** Another route of the same Gateway, as it will be. */
export interface OtherRoute {
  readonly route: Manifest;
  /** New or changed: it may be the old one under another name, and is not asked what it matches. */
  readonly changed: boolean;
}

/** Hosts that a route has at a port of a Gateway, because a listener there takes it. */
interface Place {
  readonly port: number | undefined;
  readonly host: string;
  /** Whether the listener takes it may hang on what nobody said. */
  readonly sure: boolean;
}

/** What another route takes at one listener. */
export type Candidate = OtherRoute & { readonly place: Place };

/** Who takes a place over. */
interface Heirs { readonly routes: readonly Manifest[]; readonly certain: boolean }

const ANY = '*';

export function candidatesOf(others: readonly OtherRoute[], gateway: string, context: ModelContext): readonly Candidate[] {
  return others.flatMap((other) => placesOf(other.route, gateway, context).map((place) => ({ ...other, place })));
}

/** What clients lose by it; undefined where the route itself takes all that it took. */
export function routeLoss({ gateway, before, was, after, is }: RouteChange, candidates: () => readonly Candidate[]): Loss | undefined {
  const own = after ? placesOf(after, gateway, is) : [];
  const isNarrower = after !== undefined && takesEvery([after], before) !== true;
  const stays = (place: Place): boolean => own.some((one) => isInside(one, place));
  const gone = placesOf(before, gateway, was).filter((place) => isNarrower || !stays(place));
  if (gone.length === 0) { return after ? undefined : JUST_GONE; }
  const others = candidates().filter(({ route }) => route !== after);
  // what is left of it is asked for its matches, like any route that stands
  const rest = after ? own.map((place) => ({ route: after, changed: false, place })) : [];
  const all = [...rest, ...others];
  const answers = gone.map((place) => ({ place, heirs: stays(place) ? takersOf(before, place, all) : heirsOf(before, place, others) }));
  const lost = answers.flatMap(({ place, heirs }) => (heirs === undefined && place.sure ? [place] : []));
  if (lost.length > 0) {
    const left = lost.filter((place) => !stays(place));
    return { impact: 'cut-off', note: after && left.length === 0 ? unmatched(before, lost, all) : refused(before, after, left) };
  }
  const names = namedFirst([...new Set(answers.flatMap(({ heirs }) => heirs?.routes ?? []).map(({ key }) => objectName(key)))]);
  const what = !after ? 'is removed' : gone.every(stays) ? `matches otherwise on ${placeNames(before, gone)}` : `leaves ${placeNames(before, gone)}`;
  if (answers.every(({ heirs }) => heirs?.certain)) { return { impact: 'live', note: `${what}; ${names} may have taken its place` }; }
  const warning = `${objectName(before.key)} ${what}, and whether ${names === '' ? 'its listener took it' : `${names} takes what it took`} is not known: try it before clients do`;
  return { impact: 'live', note: what, warning };
}

/** Envoy looks a request up under the closest name alone: where that one does not match, what a wildcard has is not asked. */
function nearTo(before: Manifest, place: Place, candidates: readonly Candidate[]): readonly Candidate[] {
  const covering = candidates.filter((one) => isOfKind(one.route, before) && isInside(one.place, place));
  const closest = Math.max(...covering.map((one) => closeness(one.place, place)));
  return covering.filter((one) => !one.place.sure || closeness(one.place, place) === closest);
}

/** A route that is new or changed may be the old one under another name. */
function heirsOf(before: Manifest, place: Place, candidates: readonly Candidate[]): Heirs | undefined {
  const near = nearTo(before, place, candidates);
  const renamed = near.filter(({ changed, route }) => changed && mayReplace(route, before));
  return renamed.length > 0
    ? { routes: renamed.map(({ route }) => route), certain: renamed.some((one) => one.place.sure) } : takersOf(before, place, candidates);
}

/** Those that take it by what they match. */
function takersOf(before: Manifest, place: Place, candidates: readonly Candidate[]): Heirs | undefined {
  const near = nearTo(before, place, candidates);
  const taken = takesEvery(near.map(({ route }) => route), before);
  if (near.length === 0 || taken === false) { return undefined; }
  return { routes: near.map(({ route }) => route), certain: taken === true && near.some((one) => one.place.sure) };
}

const isHttp = ({ key: { kind } }: Manifest): boolean => kind === 'HTTPRoute' || kind === 'GRPCRoute';

const isOfKind = (one: Manifest, other: Manifest): boolean => one.key.kind === other.key.kind || (isHttp(one) && isHttp(other));

/** Calls of gRPC are requests of HTTP, and most routes of HTTP match none of them. */
const mayReplace = (route: Manifest, before: Manifest): boolean => (
  route.key.kind === before.key.kind || before.key.kind === 'HTTPRoute' || takesEvery([route], before) !== false);

/** Whether everything that a route matches is matched by one of the others. */
function takesEvery(routes: readonly Manifest[], before: Manifest): Tri {
  if (!isHttp(before)) { return routes.length > 0; }
  const matches = routes.flatMap(matchesOf);
  return every(wantedOf(before).map((wanted) => isTaken(wanted, matches)));
}

const wantedOf = (route: Manifest): readonly Match[] => (
  route.key.kind === 'GRPCRoute' ? matchesOf(route).map((match) => ({ ...match, conditions: [...match.conditions, POST] })) : matchesOf(route));

function placesOf(route: Manifest, gateway: string, context: ModelContext): readonly Place[] {
  const given = isNamed(route) ? hostnamesOf(route) : [];
  const hosts = given.length === 0 ? [ANY] : given;
  return routeParents(route, context).filter((parent) => parent.gateway && objectName(parent.gateway.key) === gateway)
    .flatMap(({ bindings }) => bindings).filter((binding) => binds(binding) !== false)
    .flatMap((binding) => {
      const { value } = binding.listener;
      const listens = (isNamed(route) ? stringAt(value, '/hostname') : undefined) || ANY;
      return hosts.filter((host) => hostsMeet(listens, host))
        .map((host) => ({ port: numberAt(value, '/port'), host: isSubsetOf(host, listens) ? host : listens, sure: binds(binding) === true }));
    });
}

/** Connections of TCP name no host. */
const isNamed = ({ key: { kind } }: Manifest): boolean => kind !== 'TCPRoute' && kind !== 'UDPRoute';

const isInside = (outer: Place, inner: Place): boolean => outer.port === inner.port && isSubsetOf(inner.host, outer.host);

const closeness = (pattern: Place, { host }: Place): number => (pattern.host === host ? Infinity : pattern.host.length);

function placeNames(route: Manifest, places: readonly Place[]): string {
  return namedFirst([...new Set(places.map(({ port, host }) => `${isNamed(route) && host !== ANY ? `${host} on ` : ''}port ${port ?? '(none)'}`))]);
}

function refused(before: Manifest, after: Manifest | undefined, lost: readonly Place[]): string {
  const where = placeNames(before, lost);
  const [what, verb] = isHttp(before) ? ['requests', 'sends'] : ['connections', 'opens'];
  return after
    ? `no listener takes it for ${where} any more, and no other route does what it did there: ${what} to it are refused; keep that until no client ${verb} them`
    : `is removed, and no other route takes ${where} over: ${what} that it alone matched are refused; keep it until no client ${verb} them`;
}

/** It stays with its host, and matches less there. */
function unmatched(before: Manifest, lost: readonly Place[], candidates: readonly Candidate[]): string {
  const matches = nearTo(before, lost[0], candidates).flatMap(({ route }) => matchesOf(route));
  const gone = wantedOf(before).flatMap((wanted, i) => (isTaken(wanted, matches) === false ? [lostWords(matchesOf(before)[i], matches)] : []));
  return `does not match ${namedFirst(gone)} any more for ${placeNames(before, lost)}, and no other route does: such requests get 404; keep the match until no client sends them`;
}
