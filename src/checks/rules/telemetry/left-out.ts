import type { LeftOut } from '../described';

export const TELEMETRY_LEFT_OUT: readonly LeftOut[] = [
  {
    id: 'TEL017',
    title: 'a label that changes the query',
    why: 'a manifest holds the query that came out and not the template that was meant; MeshMetric compares both trees for every query that it builds',
  },
  {
    id: 'TEL018',
    title: 'scale target outside the mesh',
    why: 'whether a workload has series depends on callers with a proxy, on waypoints and on ambient data planes that stand elsewhere, so no series cannot be proved',
  },
];
