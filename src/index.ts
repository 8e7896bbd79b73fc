export * from './platform';
export * from './checks';
export * from './presets';
export * from './gateway';
export * from './waypoint';
export * from './preview';
export * from './autoscaling';
export * from './fleet';
