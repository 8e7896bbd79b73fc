/** The groups of the catalogue, in its order: the letters of their ids, and what they are about. */
export const RULE_GROUPS: readonly { readonly prefix: string; readonly title: string }[] = [
  { prefix: 'DRN', title: 'Shutdown and drain' },
  { prefix: 'SCL', title: 'Scaling and rollout' },
  { prefix: 'AVL', title: 'Availability and spread' },
  { prefix: 'RES', title: 'Resources' },
  { prefix: 'NET', title: 'Services and ports' },
  { prefix: 'SEC', title: 'Security' },
  { prefix: 'LIM', title: 'Names, sizes and output' },
  { prefix: 'DEP', title: 'Deprecated' },
  { prefix: 'CAP', title: 'Traffic capture and sidecar settings' },
  { prefix: 'VER', title: 'Versions' },
  { prefix: 'MUL', title: 'Many clusters' },
  { prefix: 'GWA', title: 'Gateway API and waypoints' },
  { prefix: 'CMP', title: 'Compression' },
  { prefix: 'TEL', title: 'Autoscaling on telemetry' },
];
