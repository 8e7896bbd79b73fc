import { Feature, Support, type Platform } from '../platform';
import type { JsonMap } from '../platform/json';

/**
 * The preStop handler that lets a pod serve on for so many seconds: Kubernetes' own action where it is on for certain; else a program that
 * the proxy's default image has (a distroless one has not).
 */
export function pauseHandler(seconds: number, platform: Platform): JsonMap {
  return platform.supports(Feature.SLEEP_ACTION) === Support.YES ? { sleep: { seconds } } : { exec: { command: ['sleep', String(seconds)] } };
}
