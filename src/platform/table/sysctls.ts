import { since } from '../span';
import { ValueCase, ValueRow } from './value-row';

/** Safe kernel parameters, each list adding to the one before. */
const ADDED: ReadonlyArray<{ readonly since: string; readonly names: readonly string[] }> = [
  {
    since: '1.26',
    names: [
      'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  },
  // needs Linux 3.16
  { since: '1.27', names: ['net.ipv4.ip_local_reserved_ports'] },
  // need Linux 4.5, the second 4.6
  {
    since: '1.29',
    names: ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  },
  // need Linux 4.15
  { since: '1.32', names: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'] },
];

/** Newest first, because the first case that holds is taken. */
const CASES: ReadonlyArray<ValueCase<readonly string[]>> = ADDED.map((step, index) => ({
  need: { kubernetes: since(step.since) },
  value: ADDED.slice(0, index + 1).flatMap((earlier) => earlier.names),
})).reverse();

export const SYSCTL_ROW: ValueRow<'safeSysctls'> = {
  key: 'safeSysctls',
  istio: CASES,
  asm: CASES,
  source: 'kubernetes pkg/kubelet/sysctl/safe_sysctls.go per tag; kubernetes.io/docs/reference/node/kernel-version-requirements',
};
