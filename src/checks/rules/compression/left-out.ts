import type { LeftOut } from '../described';

export const COMPRESSION_LEFT_OUT: readonly LeftOut[] = [];
