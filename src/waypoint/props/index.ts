export type * from './autoscaling';
export type * from './chart';
export * from './enums';
export type * from './infrastructure';
export type * from './overlays';
export type * from './proxy-config';
export type * from './service';
export type * from './waypoint-props';
