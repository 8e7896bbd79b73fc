/** A port of the gateway's Service. */
export interface GatewayPort {
  /**
   * The name. Istio reads the protocol of the traffic from its beginning: `http2`, `https`, `tls`, `tcp-mongo`.
   *
   * @default - none; needed as soon as there are two ports
   */
  readonly name?: string;

  /** The port of the Service, 1 to 65535. */
  readonly port: number;

  /**
   * The port of the pod, by number or by the name of a container port. Istio opens it as it is given, so no two ports may share one. 0
   * means the port itself, as Kubernetes reads it.
   *
   * @default - the port itself
   */
  readonly targetPort?: number | string;

  /**
   * TCP, UDP or SCTP. ASM's documents also write HTTP and HTTPS here, which no Service accepts: they are read, and become TCP with a
   * fitting `appProtocol` where the name does not say it.
   *
   * @default - TCP
   */
  readonly protocol?: string;

  /**
   * The port of every node, for NodePort and LoadBalancer.
   *
   * @default - chosen by Kubernetes
   */
  readonly nodePort?: number;

  /**
   * The protocol of the traffic, where the name does not say it: `http`, `https`, `grpc`, `tls`, `tcp` …
   *
   * @default - read from the name
   */
  readonly appProtocol?: string;
}
