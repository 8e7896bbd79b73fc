import type { LeftOut } from '../described';

export const SECURITY_LEFT_OUT: readonly LeftOut[] = [
  {
    id: 'SEC016',
    title: 'connection limit missing',
    why: 'which limit is right follows from the memory and the traffic of each gateway, no version of Istio or ASM requires one, and what counts as open to '
      + 'the internet is not readable from manifests of every cloud: it would speak on nearly every ingress gateway',
  },
];
