import type { LeftOut } from '../described';

export const GATEWAY_API_LEFT_OUT: readonly LeftOut[] = [];
