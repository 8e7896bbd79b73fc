import { KERNEL_PARAMETERS, type KernelParameter } from '../model/asm/kernel-parameters';

/** A kernel parameter that the resource can hold, under its name among the props. */
export interface KernelRow extends KernelParameter {
  readonly prop: string;
}

/** All of them: `net.ipv4.tcp_rmem` is `netIpv4TcpRmem`. */
export const KERNEL_ROWS: readonly KernelRow[] = KERNEL_PARAMETERS.map((row) => (
  { ...row, prop: row.key.replace(/[._]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) }));
