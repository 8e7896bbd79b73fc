import type { LeftOut } from '../described';

export const OUTPUT_LEFT_OUT: readonly LeftOut[] = [];
