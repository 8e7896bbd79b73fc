import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform';
import type { GatewaySpec } from '../spec';

/** The objects that stand for one gateway; each is there where the rendering makes it. */
export interface GatewayObjects {
  /** What declares the gateway: ASM's IstioGateway, or the Gateway API's Gateway. */
  readonly resource?: ApiObject;
  /** The Deployment or DaemonSet. */
  readonly deployment?: ApiObject;
  readonly service?: ApiObject;
  readonly serviceAccount?: ApiObject;
  readonly role?: ApiObject;
  readonly roleBinding?: ApiObject;
  readonly hpa?: ApiObject;
  readonly pdb?: ApiObject;
  readonly networkPolicy?: ApiObject;
  /** The EnvoyFilter that compresses responses. */
  readonly compression?: ApiObject;
  /** The Istio Gateway of `autoCreateGatewayYaml`. */
  readonly istioGateway?: ApiObject;
  /** The options ConfigMap of a managed gateway. */
  readonly options?: ApiObject;
}

/** One way to write a gateway down. */
export interface GatewayRenderer {
  /**
   * What this rendering cannot hold of the spec, as sentences in the house form without the construct's path; each names the rendering
   * that can. Nothing is rendered while there is one.
   */
  problems(spec: GatewaySpec, platform: Platform): readonly string[];
  /** Emits the objects below the scope. */
  render(scope: Construct, spec: GatewaySpec, platform: Platform): GatewayObjects;
}
