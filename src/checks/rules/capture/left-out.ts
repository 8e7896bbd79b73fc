import type { LeftOut } from '../described';

export const CAPTURE_LEFT_OUT: readonly LeftOut[] = [
  {
    id: 'CAP011',
    title: 'TPROXY on nodes with CentOS',
    why: 'ASM advises against it, and neither a manifest nor a fact says which distribution the nodes run; an operating system guessed from names would cry wolf.',
  },
  {
    id: 'CAP017',
    title: 'level of a policy without selector or namespace',
    why: 'A manifest has no level: without a selector it stands for its namespace. The levels of SidecarPolicy refuse it where they are made, and CAP029 finds an empty selector.',
  },
];
