import { Duration } from 'cdk8s';

/** Whether a load balancer has an address on the internet. */
export enum AddressType {
  /** On the internet. The cloud controller manager's own where nobody says. */
  INTERNET = 'internet',

  /** In the VPC only. */
  INTRANET = 'intranet',
}

/** How the cloud controller manager finds the pods. */
export enum LoadBalancerBackend {
  /** The nodes, through their node ports. */
  NODES = 'ecs',

  /** The pods themselves, by their elastic network interfaces (Terway). `externalTrafficPolicy` then no longer chooses the backends. */
  PODS = 'eni',
}

/** A zone, and the vSwitch in it that gives the load balancer its address there. */
export interface ZoneMapping {
  /** The zone, `cn-hangzhou-k`. */
  readonly zone: string;
  /** The vSwitch, `vsw-bp1…`. */
  readonly vSwitch: string;
}

/** What both kinds of Alibaba Cloud's load balancers take. */
export interface AlibabaLoadBalancerOptions {
  /** On the internet or in the VPC only. To be said each time, because without it a gateway is public. */
  readonly addressType: AddressType;

  /**
   * The name of the load balancer in the console.
   *
   * @default - made by the cloud controller manager
   */
  readonly displayName?: string;

  /**
   * A load balancer that exists already, by its id. It must not be one that a Service made, and listeners are left alone unless
   * `overrideListeners` says otherwise.
   *
   * @default - a new one
   */
  readonly loadBalancerId?: string;

  /**
   * Whether the listeners of the existing load balancer are replaced by this gateway's.
   *
   * @default - not written: they are left alone
   */
  readonly overrideListeners?: boolean;

  /**
   * How long the load balancer keeps the open connections of a backend that goes: 10 to 900 seconds. Up to ASM 1.25 this is how a gateway
   * is drained, and it must not exceed the grace period of the pods.
   *
   * @default - not written: connections are cut
   */
  readonly connectionDrain?: Duration;

  /**
   * What it sends its traffic to.
   *
   * @default - not written: the cloud controller manager's own, which depends on the network of the cluster
   */
  readonly backend?: LoadBalancerBackend;

  /**
   * Whether nodes that were cordoned are taken out, as `kubectl drain` does it.
   *
   * @default - not written: they stay
   */
  readonly removeUnscheduledNodes?: boolean;

  /**
   * Whether pods that end and still serve stay, with weight 0 (cloud controller manager 2.15.0 and later, backend PODS).
   *
   * @default - not written
   */
  readonly gracefulShutdown?: boolean;

  /**
   * More annotations of the cloud controller manager, by the end of their keys: `{ 'idle-timeout': '60' }` becomes
   * `service.beta.kubernetes.io/alibaba-cloud-loadbalancer-idle-timeout`.
   *
   * @default - none
   */
  readonly more?: { [key: string]: string };
}

/** A classic load balancer (CLB). */
export interface ClassicLoadBalancerOptions extends AlibabaLoadBalancerOptions {
  /**
   * Its size, `slb.s2.small`.
   *
   * @default - the cloud controller manager's own, slb.s1.small
   */
  readonly spec?: string;

  /**
   * The zone it runs in.
   *
   * @default - chosen by the cloud
   */
  readonly masterZone?: string;

  /**
   * The zone it moves to when the other one fails.
   *
   * @default - chosen by the cloud
   */
  readonly slaveZone?: string;

  /**
   * The vSwitch of its address; only for an address in the VPC.
   *
   * @default - one of the cluster's
   */
  readonly vSwitch?: string;
}

/** A network load balancer (NLB): ASM 1.18, Kubernetes 1.24 and cloud controller manager 2.5.0, or later. */
export interface NetworkLoadBalancerOptions extends AlibabaLoadBalancerOptions {
  /** Two zones or more. */
  readonly zones: ZoneMapping[];

  /**
   * Ids of its security groups.
   *
   * @default - none
   */
  readonly securityGroups?: string[];
}
