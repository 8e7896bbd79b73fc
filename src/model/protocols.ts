const HTTP: readonly string[] = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS: readonly string[] = ['https', 'tls'];
const OTHERS: readonly string[] = ['tcp', 'udp', 'mongo', 'redis', 'mysql'];
/** Read by some versions of istiod and not by others. */
const SOME: readonly string[] = ['hbone', 'doublehbone'];

/** Of protocols in small letters. */
export const isHttp = (protocol: string): boolean => HTTP.includes(protocol);
export const isTls = (protocol: string): boolean => TLS.includes(protocol);
export const isBytes = (protocol: string): boolean => OTHERS.includes(protocol);

/** istio pkg/config/protocol/instance.go Parse */
export const isProtocol = (protocol: string): boolean => [HTTP, TLS, OTHERS, SOME].some((list) => list.includes(protocol));
