/** A kernel parameter that an IstioGateway can hold. Source: aliyun/alibabacloud-servicemesh-api, istiogateway_types.go; all values are texts there. */
export interface KernelParameter {
  readonly key: string;
  /** How many numbers its value has. */
  readonly numbers: number;
}

const row = (key: string, numbers = 1): KernelParameter => ({ key, numbers });

/** All 18, in the order of the type. What a pod can set of them is asked of the platform (safe kernel parameters). */
export const KERNEL_PARAMETERS: readonly KernelParameter[] = [
  row('net.core.somaxconn'),
  row('net.core.netdev_max_backlog'),
  row('net.ipv4.tcp_rmem', 3),
  row('net.ipv4.tcp_wmem', 3),
  row('net.ipv4.ip_local_port_range', 2),
  row('net.ipv4.tcp_fin_timeout'),
  row('net.ipv4.tcp_tw_timeout'),
  row('net.ipv4.tcp_tw_reuse'),
  row('net.ipv4.tcp_tw_recycle'),
  row('net.ipv4.tcp_timestamps'),
  row('net.ipv4.tcp_retries2'),
  row('net.ipv4.tcp_slow_start_after_idle'),
  row('net.ipv4.tcp_max_orphans'),
  row('net.ipv4.tcp_max_syn_backlog'),
  row('net.ipv4.tcp_no_metrics_save'),
  row('net.ipv4.tcp_autocorking'),
  row('kernel.printk', 4),
  row('vm.swappiness'),
];
