import type { GatewayAdditions } from './props';
import type { JsonMap } from '../platform/json';

/**
 * A gateway as it was declared, by props or by the YAML of an IstioGateway: the fields of the resource in the resource's own form, and
 * beside them what the resource lacks.
 */
export interface GatewayDeclaration {
  /** `props` are judged more strictly: what a running resource has is kept, so that reading it changes nothing. */
  readonly from: 'props' | 'yaml';
  readonly name: string;
  readonly namespace?: string;
  readonly apiVersion: 'v1beta1' | 'v1';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly gatewayType?: string;
  readonly clusterIds?: readonly string[];
  /** Everything else of `spec`, as in YAML: `{ cpu: { targetAverageUtilization: 80 }, ports: [...] }`. */
  readonly fields: JsonMap;
  /** By cluster id, each like `fields`. */
  readonly overrides?: Readonly<Record<string, JsonMap>>;
  readonly additions: GatewayAdditions;
}
