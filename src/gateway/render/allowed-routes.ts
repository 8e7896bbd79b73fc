import { portCalled } from './held-problems';
import type { JsonMap } from '../../platform/json';
import type { GatewaySpec, PortSpec } from '../spec';

/** `allowedRoutes` of the listener of a port; undefined where nobody says, and the Gateway API's own default holds. */
export function allowedRoutesOf({ name }: PortSpec, spec: GatewaySpec): { readonly namespaces: JsonMap } | undefined {
  const own = spec.listenerAllowedRoutes;
  const namespaces = name !== undefined && Object.hasOwn(own, name) ? own[name] : spec.allowedRoutes;
  return namespaces && { namespaces };
}

/** What is said of a port that has no listener. */
export function allowedRoutesProblems({ listenerAllowedRoutes }: GatewaySpec, opened: readonly PortSpec[]): string[] {
  return Object.keys(listenerAllowedRoutes).map((name) => portCalled(name, opened, `'listenerAllowedRoutes.${name}'`)).filter((found) => typeof found === 'string');
}

/** Routes of the Gateway API find a Gateway of the Gateway API only; what an Istio Gateway takes, its hosts say. */
export function unusedAllowedRoutes({ declared }: GatewaySpec): string[] {
  const { allowedRoutes, listenerAllowedRoutes = {} } = declared.additions;
  const given = [
    ...allowedRoutes === undefined ? [] : [['allowedRoutes', allowedRoutes.toString()]],
    ...Object.entries(listenerAllowedRoutes).map(([port, allowed]) => [`listenerAllowedRoutes.${port}`, allowed.toString()]),
  ];
  return given.map(([name, value]) => (
    `'${name}' is for the listeners of a Gateway of the Gateway API, got ${value} where an Istio Gateway listens; leave it out and write namespaces into the hosts of the `
    + 'Istio Gateway ("shop/*.example.com"), or use the rendering MANAGED on Istio'
  ));
}
