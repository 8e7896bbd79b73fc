import type { LeftOut } from '../described';

export const VERSIONS_LEFT_OUT: readonly LeftOut[] = [
  {
    id: 'VER001',
    title: 'version of the mesh or of Kubernetes not given',
    why: 'Every report says under notEvaluated which rules could not be judged, and names the version that is missing for each of them.',
  },
  {
    id: 'VER002',
    title: 'version that cannot be read',
    why: 'No manifest holds the versions: Platform and the command line refuse one that cannot be read, and compare by number (1.9 is before 1.16).',
  },
  {
    id: 'VER005',
    title: 'options of a Gateway on an older Istio',
    why: 'VER004 judges parametersRef on Istio and on ASM alike: it is one mistake with one reason, and the version that it needs stands in the message.',
  },
];
