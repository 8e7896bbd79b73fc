import type { LeftOut } from '../described';

export const NETWORKING_LEFT_OUT: readonly LeftOut[] = [];
