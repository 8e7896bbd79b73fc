/** What stands behind the mesh metrics of a gateway's or a waypoint's own autoscaler, and what is left to people. */
export interface ServedMetrics {
  /** The queries by the names of their metrics. */
  readonly queries: { [name: string]: string };

  /** The rules that the prometheus-adapter needs in its configuration; empty for other adapters. */
  readonly externalRules: { [key: string]: any }[];

  /** The values of the chart of the prometheus-adapter, with the address of Prometheus and these rules; empty for other adapters. */
  readonly chartValues: { [key: string]: any };

  /** The commands that install the adapter, to be run by people. */
  readonly installCommands: string[];

  /** The commands that show whether the metrics arrive, to be run by people. */
  readonly verifyCommands: string[];

  /** What there is to know about the metrics and the adapter; nothing of it is an error. */
  readonly notes: string[];
}
