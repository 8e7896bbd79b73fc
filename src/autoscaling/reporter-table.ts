import { MetricReporter } from './reporter';
import { TargetRole } from './role';

/** Whether a target has series of a reporter, and which labels then hold its own name. */
interface ReporterRow {
  readonly role: TargetRole;
  readonly reporter: MetricReporter;
  /** The labels that hold the target's name and namespace, as far as there are any; absent where there are no series. */
  readonly labels?: { readonly name?: string; readonly namespace?: string };
  /** What the series are, or why there are none. */
  readonly why: string;
  readonly source: string;
}

const STATS = 'istio/proxy source/extensions/filters/http/istio_stats/istio_stats.cc';
const TELEMETRY = 'istio/istio pilot/pkg/model/telemetry.go';

const DESTINATION_WORKLOAD = { name: 'destination_workload', namespace: 'destination_workload_namespace' };

/** The first row of a role is its default. */
const REPORTERS: readonly ReporterRow[] = [
  {
    role: TargetRole.WORKLOAD,
    reporter: MetricReporter.DESTINATION,
    labels: DESTINATION_WORKLOAD,
    why: 'its sidecar counts what it receives',
    source: `${STATS}, ServerSidecar: destination_workload is the proxy's own workload`,
  },
  {
    role: TargetRole.WORKLOAD,
    reporter: MetricReporter.SOURCE,
    labels: DESTINATION_WORKLOAD,
    why: 'gateways and sidecars of callers count what they send; callers without a proxy are missing',
    source: `${STATS}, ClientSidecar: destination_workload is the peer's`,
  },
  {
    role: TargetRole.WORKLOAD,
    reporter: MetricReporter.WAYPOINT,
    labels: DESTINATION_WORKLOAD,
    why: 'the waypoint in front of it counts what it passes on',
    source: `${STATS}, ServerGateway: destination_workload is the endpoint that was chosen`,
  },
  {
    role: TargetRole.GATEWAY,
    reporter: MetricReporter.SOURCE,
    labels: { name: 'source_workload', namespace: 'source_workload_namespace' },
    why: 'a gateway counts what it sends',
    source: `${TELEMETRY}, statsRootIDForClass: every listener but a sidecar's inbound one is outbound; ${STATS}, ClientSidecar: source_workload is the proxy's own`,
  },
  {
    role: TargetRole.GATEWAY,
    reporter: MetricReporter.DESTINATION,
    why: 'a gateway is nobody\'s sidecar, so nothing is reported with it as the destination',
    source: `${TELEMETRY}, statsRootIDForClass: only a sidecar's inbound listener reports as destination`,
  },
  {
    role: TargetRole.GATEWAY,
    reporter: MetricReporter.WAYPOINT,
    why: 'only waypoints report as waypoint',
    source: `${TELEMETRY}, waypointStatsConfig is for proxies of type Waypoint`,
  },
  {
    role: TargetRole.WAYPOINT,
    reporter: MetricReporter.WAYPOINT,
    // what is scraped from its pods may have their labels and their namespace, but that is for the configuration of Prometheus to say
    labels: {},
    why: 'a waypoint counts what it passes on; the series hold the caller, the service and the endpoint, and nothing of the waypoint',
    source: `${TELEMETRY}, waypointStatsConfig (SERVER_GATEWAY); ${STATS}, ServerGateway: source_* is the peer's, destination_workload the endpoint's, `
      + 'destination_service_namespace the service\'s (the waypoint\'s own before 1.24.3: istio/proxy pull 6068)',
  },
  {
    role: TargetRole.WAYPOINT,
    reporter: MetricReporter.SOURCE,
    why: 'a waypoint reports as waypoint only',
    source: `${TELEMETRY}, waypointStatsConfig is the only one of a Waypoint`,
  },
  {
    role: TargetRole.WAYPOINT,
    reporter: MetricReporter.DESTINATION,
    why: 'a waypoint reports as waypoint only',
    source: `${TELEMETRY}, waypointStatsConfig is the only one of a Waypoint`,
  },
];

/** The reporter that a target has unless another one is asked for. */
export function defaultReporter(role: TargetRole): MetricReporter {
  return REPORTERS.find((row) => row.role === role)!.reporter;
}

/** The row of a target and a reporter. */
export function reporterRow(role: TargetRole, reporter: MetricReporter): ReporterRow {
  return REPORTERS.find((row) => row.role === role && row.reporter === reporter)!;
}

/** The reporters with which a target has series. */
export function reportersOf(role: TargetRole): readonly MetricReporter[] {
  return REPORTERS.filter((row) => row.role === role && row.labels !== undefined).map((row) => row.reporter);
}
