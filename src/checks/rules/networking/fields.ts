const POD_PORTS: ReadonlySet<string> = new Set([
  'ContainerPort containerPort', 'ContainerPort hostPort', 'ContainerPort protocol', 'GRPCAction port', 'HTTPGetAction port', 'TCPSocketAction port',
]);

/** NET024's fields, as `valueProblems` names them. */
export const isPodPort = (field: string): boolean => POD_PORTS.has(field);

/** NET025's. */
export const isServiceField = (field: string): boolean => field.startsWith('ServiceSpec ') || field.startsWith('ServicePort ') || field.startsWith('ClientIPConfig ');
