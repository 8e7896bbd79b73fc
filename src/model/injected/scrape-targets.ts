/** One place where an application serves metrics. */
export interface ScrapeTarget {
  readonly port: string;
  readonly path: string;
}

/**
 * Ports of the proxy and its agent, which are not scraped for the application: they are no metrics, or merged already (Istio 1.31
 * pilot/cmd/pilot-agent/status/server.go istioReservedPorts).
 */
export const MESH_PORTS: ReadonlyMap<number, string> = new Map([
  [15000, "Envoy's administration"],
  [15001, 'where outbound traffic is captured'],
  [15004, "the agent's for debugging"],
  [15006, 'where inbound traffic is captured'],
  [15008, "HBONE's"],
  [15020, "the agent's own"],
  [15021, "Envoy's health check"],
  [15053, "the agent's for DNS"],
  [15090, "Envoy's metrics, which are merged already"],
]);

/** `port:path` by commas; without a path `/metrics`. An item without a port makes the whole list none, which istiod only logs. */
export function scrapeTargets(list: string): readonly ScrapeTarget[] {
  const targets = list.split(',').map((item) => item.trim()).filter((item) => item !== '').map((item) => {
    const colon = item.indexOf(':');
    const [port, path] = colon === -1 ? [item, ''] : [item.slice(0, colon).trim(), item.slice(colon + 1).trim()];
    return { port, path: path === '' ? '/metrics' : path };
  });
  return targets.some(({ port }) => port === '') ? [] : targets;
}
