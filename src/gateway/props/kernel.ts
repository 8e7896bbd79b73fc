/**
 * Kernel parameters of a gateway, by their kernel names in camel case; values are always texts. ASM takes all of them, and a container does
 * not start where its kernel does not know one. Elsewhere a pod can set only those that are its own.
 */
export interface KernelParameters {
  /**
   * `net.core.somaxconn`: How many connections may wait to be accepted on one socket. Of the pod; not on the kubelet's safe list.
   *
   * @default - the node's own
   */
  readonly netCoreSomaxconn?: string;

  /**
   * `net.core.netdev_max_backlog`: How many packets may wait before the kernel takes them. Of the whole node: no pod can set it for itself.
   *
   * @default - the node's own
   */
  readonly netCoreNetdevMaxBacklog?: string;

  /**
   * `net.ipv4.tcp_rmem`: Receive buffers: least, default and most bytes, three numbers. Of the pod; safe from Kubernetes 1.32.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpRmem?: string;

  /**
   * `net.ipv4.tcp_wmem`: Send buffers: least, default and most bytes, three numbers. Of the pod; safe from Kubernetes 1.32.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpWmem?: string;

  /**
   * `net.ipv4.ip_local_port_range`: First and last port of outgoing connections, two numbers. Of the pod; always safe.
   *
   * @default - the node's own
   */
  readonly netIpv4IpLocalPortRange?: string;

  /**
   * `net.ipv4.tcp_fin_timeout`: Seconds that a closed connection waits for the other side. Of the pod; safe from Kubernetes 1.29.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpFinTimeout?: string;

  /**
   * `net.ipv4.tcp_tw_timeout`: Seconds that a closed connection is remembered. Alibaba Cloud Linux only: other kernels do not have it.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpTwTimeout?: string;

  /**
   * `net.ipv4.tcp_tw_reuse`: Whether a remembered connection's port may be used again: 0, 1 or 2. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpTwReuse?: string;

  /**
   * `net.ipv4.tcp_tw_recycle`: Faster forgetting of closed connections. Gone since Linux 4.12, where containers that set it do not start.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpTwRecycle?: string;

  /**
   * `net.ipv4.tcp_timestamps`: Whether TCP timestamps are used: 0, 1 or 2. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpTimestamps?: string;

  /**
   * `net.ipv4.tcp_retries2`: How often data is sent again before a connection is given up. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpRetries2?: string;

  /**
   * `net.ipv4.tcp_slow_start_after_idle`: Whether a connection starts slowly again after a pause: 0 or 1. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpSlowStartAfterIdle?: string;

  /**
   * `net.ipv4.tcp_max_orphans`: How many connections without an owner may exist. Of the whole node: no pod can set it for itself.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpMaxOrphans?: string;

  /**
   * `net.ipv4.tcp_max_syn_backlog`: How many connections may wait for their last handshake. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpMaxSynBacklog?: string;

  /**
   * `net.ipv4.tcp_no_metrics_save`: Whether what was learned of a peer is forgotten: 0 or 1. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpNoMetricsSave?: string;

  /**
   * `net.ipv4.tcp_autocorking`: Whether small writes are put together: 0 or 1. Of the pod; not on the safe list.
   *
   * @default - the node's own
   */
  readonly netIpv4TcpAutocorking?: string;

  /**
   * `kernel.printk`: Levels of the kernel's log, four numbers. Of the whole node: no pod can set it for itself.
   *
   * @default - the node's own
   */
  readonly kernelPrintk?: string;

  /**
   * `vm.swappiness`: How readily memory is swapped out, 0 to 200. Of the whole node: no pod can set it for itself.
   *
   * @default - the node's own
   */
  readonly vmSwappiness?: string;
}

/** Kernel parameters, and whether they are set. */
export interface GatewayKernel {
  /**
   * Whether the parameters are set.
   *
   * @default - not written: they are not
   */
  readonly enabled?: boolean;

  /**
   * The values.
   *
   * @default - none
   */
  readonly parameters?: KernelParameters;
}
