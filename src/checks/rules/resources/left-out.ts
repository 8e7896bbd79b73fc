import type { LeftOut } from '../described';

export const RESOURCES_LEFT_OUT: readonly LeftOut[] = [];
