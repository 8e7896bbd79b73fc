import type { JsonMap } from '../../platform/json';

type Texts = Readonly<Record<string, string>>;

export interface PortField {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

export interface ResourcesField {
  readonly requests?: Readonly<Record<string, string | number>>;
  readonly limits?: Readonly<Record<string, string | number>>;
}

export interface GzipField {
  readonly memory_level?: number;
  readonly compression_level?: string;
  readonly compression_strategy?: string;
  readonly window_bits?: number;
  readonly chunk_size?: number;
}

/** The fields of an IstioGateway's spec that may differ by cluster, in the resource's own form. Their shapes have been checked. */
export interface ResourceFields {
  readonly replicaCount?: number;
  readonly autoscaleEnabled?: boolean;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly cpu?: { readonly targetAverageUtilization?: number };
  readonly memory?: { readonly targetAverageUtilization?: number };
  readonly resources?: ResourcesField & JsonMap;
  readonly rollingMaxSurge?: string;
  readonly rollingMaxUnavailable?: string;
  readonly serviceType?: 'LoadBalancer' | 'NodePort' | 'ClusterIP' | 'None';
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: string;
  readonly externalTrafficPolicy?: string;
  readonly ports?: readonly PortField[];
  readonly meshExpansionPorts?: readonly PortField[];
  readonly applicationPorts?: string;
  readonly requestedNetworkView?: string;
  readonly serviceAnnotations?: Texts;
  readonly serviceLabels?: Texts;
  readonly podAnnotations?: Texts;
  readonly podLabels?: Texts;
  readonly env?: readonly ({ readonly name: string; readonly value?: string; readonly valueFrom?: JsonMap } & JsonMap)[];
  readonly nodeSelector?: Texts;
  readonly affinity?: JsonMap;
  readonly tolerations?: readonly JsonMap[];
  readonly configVolumes?: readonly { readonly name: string; readonly configMapName: string; readonly mountPath: string }[];
  readonly secretVolumes?: readonly { readonly name: string; readonly secretName: string; readonly mountPath: string }[];
  readonly hostNetwork?: boolean;
  readonly dnsPolicy?: string;
  readonly runAsRoot?: boolean;
  readonly kernel?: { readonly enabled?: boolean; readonly parameters?: Texts };
  readonly compression?: {
    readonly enabled?: boolean;
    readonly content_type?: readonly string[];
    readonly min_content_length?: number;
    readonly disable_on_etag_header?: boolean;
    readonly remove_accept_encoding_header?: boolean;
    readonly gzip?: GzipField;
  };
  readonly sds?: JsonMap;
  readonly lifecycle?: JsonMap;
  readonly readinessProbe?: { readonly failureThreshold?: number; readonly periodSeconds?: number; readonly successThreshold?: number } & JsonMap;
  readonly autoCreateGatewayYaml?: boolean;
  readonly disableContainerPortExposed?: boolean;
}
