export { PRECEDENCE } from './precedence';
export type { Carrier, Reader } from './precedence';
export { proxyConfigView } from './view';
export type { ProxyConfigInput } from './view';
