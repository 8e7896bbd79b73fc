export * from './aspects';
export * from './finding';
export * from './plugin';
export * from './validation-aspects';
