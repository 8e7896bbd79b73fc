import { isHttp } from './protocols';
import { mapAt, stringAt } from './read';
import type { Tri } from './tri';

/** The protocol of a port, in small letters, as istiod compares it (istio pkg/config/protocol/instance.go Parse). */
export const protocolOf = (listener: unknown): string => (stringAt(listener, '/port/protocol') ?? '').toLowerCase();

/** What is taken where nobody says a mode. */
export const modeOf = (tls: unknown): string => stringAt(tls, '/mode') || 'PASSTHROUGH';

/** A list of routes in a VirtualService. */
export type RouteKind = 'http' | 'tls' | 'tcp';

/**
 * The routes that a server of an Istio Gateway reads, and no others: `tls` where TLS is passed through, `http` where it ends for HTTPS, `tcp` for all else that is
 * not HTTP. undefined for AUTO_PASSTHROUGH, which asks no VirtualService (Istio, main of August 2026: pilot/pkg/networking/core/gateway.go
 * buildGatewayTCPBasedFilterChains, createGatewayTCPFilterChainOpts).
 */
export function routesReadBy(server: unknown): RouteKind | undefined {
  const protocol = protocolOf(server);
  const tls = mapAt(server, '/tls');
  if (isHttp(protocol)) { return 'http'; }
  if (!tls) { return 'tcp'; }
  switch (modeOf(tls)) {
    case 'AUTO_PASSTHROUGH': return undefined;
    case 'PASSTHROUGH': return 'tls';
    default: return protocol === 'https' ? 'http' : 'tcp';
  }
}

/** What the clients of a server have to speak; bytes that are handed on may be anything. */
export type Speech = 'plain HTTP' | 'TLS' | 'TLS with a certificate of the client' | 'what its routes lead to';

export function speechOf(server: unknown): Speech {
  const tls = mapAt(server, '/tls');
  if (isHttp(protocolOf(server))) { return 'plain HTTP'; }
  if (!tls) { return 'what its routes lead to'; }
  return /^(?:(?:ISTIO_)?MUTUAL|AUTO_PASSTHROUGH)$/.test(modeOf(tls)) ? 'TLS with a certificate of the client' : 'TLS';
}

/** Whether clients that speak the one are understood by a server that wants the other: TLS on a plain port fails, and so does the other way round. */
export function understands(wanted: Speech, spoken: Speech): Tri {
  if (wanted === spoken || (wanted === 'TLS' && spoken === 'TLS with a certificate of the client')) { return true; }
  if (wanted === 'what its routes lead to') { return spoken === 'plain HTTP' || undefined; }
  return wanted === 'plain HTTP' || spoken === 'plain HTTP' ? (spoken === 'what its routes lead to' ? undefined : false) : undefined;
}
