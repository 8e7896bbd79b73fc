export * from './props';
export * from './waypoint';
export * from './waypoint-chart';
