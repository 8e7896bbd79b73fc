import type { LeftOut } from '../described';

export const DEPRECATED_LEFT_OUT: readonly LeftOut[] = [];
