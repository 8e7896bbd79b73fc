/** The kernel parameters that an IstioGateway can hold, in the order of the type (aliyun/alibabacloud-servicemesh-api, istiogateway_types.go). */
export const KERNEL_PARAMETERS: readonly string[] = [
  'net.core.somaxconn', 'net.core.netdev_max_backlog', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem', 'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_tw_timeout', 'net.ipv4.tcp_tw_reuse', 'net.ipv4.tcp_tw_recycle', 'net.ipv4.tcp_timestamps',
  'net.ipv4.tcp_retries2', 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_max_orphans', 'net.ipv4.tcp_max_syn_backlog',
  'net.ipv4.tcp_no_metrics_save', 'net.ipv4.tcp_autocorking', 'kernel.printk', 'vm.swappiness',
];
