import type { LeftOut } from '../described';

export const SCALING_LEFT_OUT: readonly LeftOut[] = [];
