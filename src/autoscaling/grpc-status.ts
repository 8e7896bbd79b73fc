/** The statuses of gRPC by number, as `grpc_response_status` holds them. Source: grpc/grpc doc/statuscodes.md. */
const STATUSES: readonly string[] = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

/** The number of a status, given by name or number; undefined if there is none. */
export function grpcStatus(text: string): string | undefined {
  const at = STATUSES.indexOf(text);
  if (at >= 0) { return String(at); }
  return /^(?:[0-9]|1[0-6])$/.test(text) ? text : undefined;
}

/** Every name. */
export function grpcStatusNames(): readonly string[] {
  return STATUSES;
}
