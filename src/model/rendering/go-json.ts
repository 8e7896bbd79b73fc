/**
 * JSON as Go's encoding/json writes it: safe inside HTML. protobuf's jsonpb, by which istiod prints PROXY_CONFIG, writes its texts with it
 * (golang/protobuf 1.5.4 jsonpb/encode.go marshalSingularValue).
 */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
