import type { LeftOut } from '../described';

export const CLUSTERS_LEFT_OUT: readonly LeftOut[] = [
  {
    id: 'MUL005',
    title: 'effective spec of a cluster breaks another rule',
    why: 'It is no rule of its own: every rule runs on the gateway as it is in each cluster, with that cluster\'s overrides merged, and names the '
      + 'cluster in its finding.',
  },
];
